// SPDX-License-Identifier: Apache-2.0

//! Any sequence of calls to both registries keeps their invariants, holds no unit too many, and
//! creates none.

use crate::{mock::*, *};
use frame_support::{
	storage::with_storage_layer,
	traits::fungible::{Inspect, InspectHold},
	BoundedVec,
};
use openledger_primitives::interfaces::Models as _;
use pallet_contributions::{Admission, NextContributionId, NextDatanetId, Ruling, Submission};
use proptest::{prelude::*, sample::Index};
use sp_core::H256;
use sp_runtime::{DispatchResult, Perbill};

/// Steps of one case; with 50 cases, 10,000 in the ordinary run.
const STEPS: usize = 200;
const CASES: u32 = 50;
const WHO: [AccountId; 4] = [AUTHOR, LAB, TUNER, PAUPER];
/// So few roots that texts are often held already.
const ROOTS: u64 = 40;

/// A call with whatever arguments; ids are picked among those given so far, and one beyond.
#[derive(Clone, Debug)]
enum Step {
	CreateDatanet { curated: bool, commercial: bool, derivatives: bool },
	Register { net: Index, roots: Vec<u64>, sources: Vec<(Index, u32)>, payout: Option<Index> },
	Accept(Index),
	AcceptMany { net: Index, ids: Vec<Index> },
	Reject(Index),
	Retract(Index),
	Withdraw(Index),
	Appeal(Index),
	Rule(Index, Ruling),
	SetPayout(Index, Option<Index>),
	SetUri(Index, u8),
	Offer(Index, Option<Index>),
	Take(Index),
	Curator { net: Index, who: Index, add: bool },
	Freeze(Index, bool),
	Metadata(Index, u8),
	OfferDatanet(Index, Option<Index>),
	TakeDatanet(Index),
	RegisterModel(ModelStep),
	Model(Index, ModelCall),
	Pass(u64),
}

#[derive(Clone, Debug)]
struct ModelStep {
	parents: Vec<(Index, u32)>,
	datasets: Vec<(Index, Index, Vec<u32>)>,
	commercial: bool,
	min_royalty: Option<u32>,
}

#[derive(Clone, Debug)]
enum ModelCall {
	Status(Status),
	Floor(u8),
	Payout(Option<Index>),
	Offer(Option<Index>),
	Take,
}

fn share() -> impl Strategy<Value = u32> {
	// The extremes, and all between.
	prop_oneof![Just(0), Just(1), Just(1_000_000_000), 1u32..500_000_000]
}

fn model() -> impl Strategy<Value = ModelStep> {
	(
		prop::collection::vec((any::<Index>(), share()), 0..4),
		prop::collection::vec(
			(any::<Index>(), any::<Index>(), prop::collection::vec(0u32..6, 0..3)),
			0..3,
		),
		any::<bool>(),
		prop::option::of(prop_oneof![Just(0), share()]),
	)
		.prop_map(|(parents, datasets, commercial, min_royalty)| ModelStep {
			parents,
			datasets,
			commercial,
			min_royalty,
		})
}

fn model_call() -> impl Strategy<Value = ModelCall> {
	let status = prop_oneof![
		4 => Just(Status::Active),
		4 => Just(Status::Paused),
		1 => Just(Status::Retired),
	];
	prop_oneof![
		status.prop_map(ModelCall::Status),
		any::<u8>().prop_map(ModelCall::Floor),
		any::<Option<Index>>().prop_map(ModelCall::Payout),
		any::<Option<Index>>().prop_map(ModelCall::Offer),
		Just(ModelCall::Take),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let ruling = prop_oneof![Just(Ruling::Overturn), Just(Ruling::Uphold), Just(Ruling::Abuse)];
	let register = (
		any::<Index>(),
		prop::collection::vec(0..ROOTS, 1..4),
		prop::collection::vec((any::<Index>(), share()), 0..4),
		any::<Option<Index>>(),
	)
		.prop_map(|(net, roots, sources, payout)| Step::Register { net, roots, sources, payout });
	prop_oneof![
		2 => any::<(bool, bool, bool)>().prop_map(|(curated, commercial, derivatives)| {
			Step::CreateDatanet { curated, commercial, derivatives }
		}),
		12 => register,
		4 => any::<Index>().prop_map(Step::Accept),
		2 => (any::<Index>(), prop::collection::vec(any::<Index>(), 0..4))
			.prop_map(|(net, ids)| Step::AcceptMany { net, ids }),
		4 => any::<Index>().prop_map(Step::Reject),
		2 => any::<Index>().prop_map(Step::Retract),
		3 => any::<Index>().prop_map(Step::Withdraw),
		4 => any::<Index>().prop_map(Step::Appeal),
		4 => (any::<Index>(), ruling).prop_map(|(id, ruling)| Step::Rule(id, ruling)),
		2 => any::<(Index, Option<Index>)>().prop_map(|(id, to)| Step::SetPayout(id, to)),
		1 => any::<(Index, u8)>().prop_map(|(id, bytes)| Step::SetUri(id, bytes)),
		3 => any::<(Index, Option<Index>)>().prop_map(|(id, to)| Step::Offer(id, to)),
		4 => any::<Index>().prop_map(Step::Take),
		2 => any::<(Index, Index, bool)>().prop_map(|(net, who, add)| {
			Step::Curator { net, who, add }
		}),
		1 => any::<(Index, bool)>().prop_map(|(net, frozen)| Step::Freeze(net, frozen)),
		1 => any::<(Index, u8)>().prop_map(|(net, bytes)| Step::Metadata(net, bytes)),
		1 => any::<(Index, Option<Index>)>().prop_map(|(net, to)| Step::OfferDatanet(net, to)),
		2 => any::<Index>().prop_map(Step::TakeDatanet),
		8 => model().prop_map(Step::RegisterModel),
		5 => (any::<Index>(), model_call()).prop_map(|(id, call)| Step::Model(id, call)),
		2 => (1..GRACE).prop_map(Step::Pass),
	]
}

fn who(index: Index) -> AccountId {
	*index.get(&WHO)
}

fn contribution(index: Index) -> u64 {
	index.index(usize::try_from(NextContributionId::<Test>::get()).unwrap() + 1) as u64
}

fn datanet(index: Index) -> u32 {
	index.index(usize::try_from(NextDatanetId::<Test>::get()).unwrap() + 1) as u32
}

fn model_id(index: Index) -> u32 {
	index.index(usize::try_from(NextModelId::<Test>::get()).unwrap() + 1) as u32
}

fn bytes(count: u8) -> pallet_contributions::Uri {
	BoundedVec::truncate_from(vec![b'u'; count.into()])
}

fn submission(
	root: u64,
	sources: &[(Index, u32)],
	payout: Option<Index>,
) -> pallet_contributions::SubmissionOf<Test> {
	let sources: Vec<_> = sources
		.iter()
		.map(|(source, share)| (contribution(*source), Perbill::from_parts(*share)))
		.collect();
	Submission {
		content_root: H256::from_low_u64_be(root + 1),
		length: 1,
		uri: Default::default(),
		sources: BoundedVec::truncate_from(sources),
		payout: payout.map(who),
	}
}

fn proposal(step: ModelStep) -> ProposalOf<Test> {
	let parents: Vec<_> = step
		.parents
		.iter()
		.map(|(parent, share)| (model_id(*parent), Perbill::from_parts(*share)))
		.collect();
	let datasets: Vec<_> = step
		.datasets
		.into_iter()
		.map(|(net, end, mut excluded)| {
			let net = datanet(net);
			let accepted = pallet_contributions::Datanets::<Test>::get(net)
				.map_or(3, |record| record.accepted);
			excluded.sort_unstable();
			dataset(net, end.index(accepted as usize + 2) as u32, &excluded)
		})
		.collect();
	Proposal {
		kind: match parents.len() {
			0 => Kind::Base,
			1 => Kind::FineTune,
			_ => Kind::Merge,
		},
		parents: BoundedVec::truncate_from(parents),
		datasets: BoundedVec::truncate_from(datasets),
		commercial: step.commercial,
		derivatives: match step.min_royalty {
			None => Derivatives::Forbidden,
			Some(least) => Derivatives::Allowed { min_royalty: Perbill::from_parts(least) },
		},
		..base()
	}
}

/// Makes a call as `signer`. A refused call changes nothing, as in a block.
fn perform(signer: AccountId, step: Step) -> DispatchResult {
	let origin = RuntimeOrigin::signed(signer);
	with_storage_layer(|| match step {
		Step::CreateDatanet { curated, commercial, derivatives } => Registry::create_datanet(
			origin,
			BoundedVec::truncate_from(b"net".to_vec()),
			match curated {
				true => Admission::Curated(BoundedVec::truncate_from(vec![signer])),
				false => Admission::Open,
			},
			license(commercial, derivatives),
			Default::default(),
		),
		Step::Register { net, roots, sources, payout } => {
			let many: Vec<_> =
				roots.into_iter().map(|root| submission(root, &sources, payout)).collect();
			Registry::register_many(origin, datanet(net), BoundedVec::truncate_from(many))
		}
		Step::Accept(id) => Registry::accept(origin, contribution(id)),
		Step::AcceptMany { net, ids } => {
			let ids = ids.into_iter().map(contribution).collect();
			Registry::accept_many(origin, datanet(net), BoundedVec::truncate_from(ids))
		}
		Step::Reject(id) => Registry::reject(origin, contribution(id)),
		Step::Retract(id) => Registry::retract(origin, contribution(id)),
		Step::Withdraw(id) => Registry::withdraw(origin, contribution(id)),
		Step::Appeal(id) => Registry::appeal(origin, contribution(id)),
		Step::Rule(id, ruling) => {
			Registry::resolve_appeal(RuntimeOrigin::root(), contribution(id), ruling)
		}
		Step::SetPayout(id, to) => Registry::set_payout(origin, contribution(id), to.map(who)),
		Step::SetUri(id, count) => Registry::set_uri(origin, contribution(id), bytes(count)),
		Step::Offer(id, to) => Registry::transfer_ownership(origin, contribution(id), to.map(who)),
		Step::Take(id) => Registry::accept_ownership(origin, contribution(id)),
		Step::Curator { net, who: curator, add: true } => {
			Registry::add_curator(origin, datanet(net), who(curator))
		}
		Step::Curator { net, who: curator, add: false } => {
			Registry::remove_curator(origin, datanet(net), who(curator))
		}
		Step::Freeze(net, frozen) => Registry::set_frozen(origin, datanet(net), frozen),
		Step::Metadata(net, count) => {
			Registry::set_datanet_metadata(origin, datanet(net), bytes(count))
		}
		Step::OfferDatanet(net, to) => {
			Registry::transfer_datanet(origin, datanet(net), to.map(who))
		}
		Step::TakeDatanet(net) => Registry::accept_datanet(origin, datanet(net)),
		Step::RegisterModel(step) => ModelRegistry::register(origin, proposal(step)),
		Step::Model(id, call) => {
			let id = model_id(id);
			match call {
				ModelCall::Status(status) => ModelRegistry::set_status(origin, id, status),
				ModelCall::Floor(floor) => ModelRegistry::set_price_floor(origin, id, floor.into()),
				ModelCall::Payout(to) => ModelRegistry::set_payout(origin, id, to.map(who)),
				ModelCall::Offer(to) => ModelRegistry::transfer_ownership(origin, id, to.map(who)),
				ModelCall::Take => ModelRegistry::accept_ownership(origin, id),
			}
		}
		Step::Pass(blocks) => {
			System::set_block_number(System::block_number() + blocks);
			Ok(())
		}
	})
}

fn corpora() -> Vec<openledger_primitives::corpus::Corpus> {
	(0..NextModelId::<Test>::get()).map(|id| ModelRegistry::corpus(id).unwrap()).collect()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: CASES, max_shrink_iters: 2_000, ..Default::default() })]

	#[test]
	fn any_sequence_of_calls_should_keep_the_invariants(
		steps in prop::collection::vec((any::<Index>(), step()), STEPS),
	) {
		build_and_execute(|| {
			let issuance = Balances::total_issuance();
			for (signer, step) in steps {
				let before = corpora();
				let _ = perform(who(signer), step);
				Registry::do_try_state().unwrap();
				ModelRegistry::do_try_state().unwrap();
				// What a model was made from never changes.
				assert_eq!(corpora()[..before.len()], before);
				let total = |who: &AccountId| {
					Balances::balance(who) + Balances::total_balance_on_hold(who)
				};
				assert_eq!(WHO.iter().chain([&TREASURY]).map(total).sum::<u128>(), issuance);
			}
		});
	}
}
