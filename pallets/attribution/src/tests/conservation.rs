// SPDX-License-Identifier: Apache-2.0

//! Whatever is called in whatever order, every unit is in exactly one place, and comes back to whom
//! it belongs.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{
	assert_ok, storage::with_storage_layer, traits::OnInitialize, weights::Weight, BoundedVec,
};
use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts},
	challenge::{Binding, Proof, Substitute},
	interfaces::Ledger as _,
	receipt::{Answer, HeldSpan, Receipt},
	span::SpanParams,
	split::FeeSplit,
	Balance, BatchId, ChannelId,
};
use pallet_channels::{ChannelKey, ChannelOf, Endpoint, NextChannelId, Operators};
use pallet_models::Status;
use proptest::{prelude::*, sample::Index};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{DispatchError, DispatchResult, Perbill, Percent};
use std::{cell::RefCell, collections::BTreeMap};

fn arbitrary_answer() -> impl Strategy<Value = Answer> {
	let credits = prop::collection::btree_map(0..AUTHORS - 1, 1u32..=40_000, 0..19);
	(100u128..u64::MAX as u128 / 50, 1u32..=65_536, credits).prop_map(|(fee, len, credits)| {
		let credits: Vec<_> = credits.into_iter().collect();
		Answer { output_len: len, ..answer(fee, &credits) }
	})
}

/// What is owed or collected, and what treasury and stakers have.
fn everywhere() -> Balance {
	let owed = pallet_rewards::TotalOwed::<Test>::get();
	let pots = [TREASURY, STAKERS].map(Balances::free_balance);
	owed + Rewards::collected() + pots[0] + pots[1]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn every_unit_of_a_fee_should_be_in_one_place(
		answers in prop::collection::vec((arbitrary_answer(), 0u32..2, 1u32..20), 1..12),
	) {
		build_and_execute(|| {
			let (start, mut fees) = (everywhere(), 0);
			for (answer, model, _) in &answers {
				if settle(*model, answer.clone()).is_ok() {
					fees += answer.fee;
				}
				assert_eq!(everywhere(), start + fees);
			}
			pass_window();
			for batch in 0..NextBatchId::<Test>::get() {
				let max = answers[batch as usize].2;
				while Batches::<Test>::contains_key(batch) {
					Attribution::finalize(RuntimeOrigin::signed(PAYER), batch, max).unwrap();
					Attribution::do_try_state().unwrap();
					assert_eq!(everywhere(), start + fees);
				}
			}
			assert_eq!(Rewards::collected(), 0);
		});
	}
}

/// Steps of one case.
const STEPS: usize = 60;
const CASES: u32 = 32;
const OPERATORS: [AccountId; 2] = [OPERATOR, LAB];
const PAYERS: [AccountId; 2] = [PAYER, TUNER];
/// Who challenges batches: who settled them, too.
const CHALLENGERS: [AccountId; 5] = [PAYER, TUNER, OPERATOR, LAB, AUTHOR];
/// So much that the sums of what anyone does in a case fit, at the largest scale too.
const RICH: Balance = 1 << 124;
/// What a vote may change the span parameters to.
const OTHER_PARAMS: SpanParams = SpanParams { min_span: 20, full_span: 200 };

/// A call with whatever arguments; ids are picked among those given so far, and one beyond. Amounts
/// are in the case's unit. An `Answer` is made from the texts, and paid by a channel or else by
/// `payer`.
#[derive(Clone, Debug)]
enum Step {
	SettleOne { payer: Index, operator: Index, model: u32, fee: u64, credits: Credits },
	SettleBatch { operator: Index, parts: Vec<Part>, flaw: Option<Flaw> },
	Answer { payer: Index, channel: Option<Index>, fee: u64, lie: Lie },
	Challenge(ChallengeCall),
	Finalize(Index, u32),
	Idle(Weight),
	Operator(Index, OperatorCall),
	Open { payer: Index, operator: Index, amount: u64 },
	Channel { payer: Index, channel: Index, call: ChannelCall },
	Model(u32, ModelCall),
	Claim(u64),
	Split(FeeSplit),
	SpanParams(bool),
	Window(u64),
	Pass(u64),
}

/// What is false about an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lie {
	Nothing,
	/// It credits the later of two texts.
	Later,
	/// The payer has another receipt, which the operator has signed. Where an account pays for
	/// itself, as `Later`.
	Substituted,
	/// Nobody can open its commitment.
	Junk,
}

#[derive(Clone, Debug)]
enum OperatorCall {
	Register(u64),
	BondExtra(u64),
	Unbond(u64),
	SetKey(Index),
	Withdraw,
	Deregister,
}

#[derive(Clone, Debug)]
enum ChannelCall {
	TopUp(u64),
	SetKey(Index),
	Close,
	CloseByOperator,
	Withdraw,
}

#[derive(Clone, Debug)]
enum ModelCall {
	Pause,
	Resume,
	Floor(u64),
}

/// Who reveals or expires picks among all demands. A `Vote` is on the time to answer, in blocks, and
/// on what a refuted batch costs, in percent.
#[derive(Clone, Debug)]
enum ChallengeCall {
	Void(Index),
	Refute(Index, AccountId),
	Demand { batch: Index, receipt: u32, span: u32, demander: AccountId },
	Reveal(Index),
	Expire(Index),
	Vote(u64, u8),
}

/// Points by contribution.
type Credits = BTreeMap<u32, u32>;

/// A receipt of one of two models, after so many answers that are not charged.
#[derive(Clone, Debug)]
struct Charged {
	model: u32,
	skipped: u64,
	fee: u64,
	credits: Credits,
}

/// What a channel pays for, and its voucher.
#[derive(Clone, Debug)]
struct Part {
	channel: Index,
	receipts: Vec<Charged>,
	/// What the voucher promises beyond the fees, and the answers beyond those.
	spare: (u64, u64),
	/// Signed by the channel's former key, if that counts.
	by_former: bool,
}

/// What makes a batch's first channel worthless.
#[derive(Clone, Copy, Debug)]
enum Flaw {
	/// Its voucher is signed by nobody's key.
	Forged,
	/// Its first sequence was settled already, or else nothing was promised for it.
	Replayed,
	/// Its voucher promises less than is taken.
	Short,
	/// Its voucher is not good for the last answer.
	Beyond,
	/// Its first receipt costs nothing.
	Nothing,
	/// It has no receipt.
	Empty,
	/// It is there twice.
	Twice,
	/// Its first receipt costs more than there can be.
	Absurd,
	/// It is to the other operator.
	Foreign,
}

/// What an operator settled and gave.
#[derive(Clone)]
struct Given {
	/// As it was settled.
	served: Served,
	/// What the payer has, and the operator's signature.
	receipt: Receipt,
	signed: Binding,
	lie: Lie,
}

/// The keys of channels and operators, and at last one that nobody has; the planck of a unit; and all
/// answers from the texts so far.
struct Setting {
	keys: [sr25519::Pair; 3],
	unit: Balance,
	given: RefCell<BTreeMap<BatchId, Given>>,
}

impl Setting {
	/// The pair of a key.
	fn pair_of(&self, key: sr25519::Public) -> &sr25519::Pair {
		self.keys.iter().find(|pair| pair.public() == key).unwrap()
	}

	/// An answer from the texts, of a batch that is not gone.
	fn given(&self, id: BatchId) -> Option<Given> {
		let is_there = Batches::<Test>::contains_key(id);
		self.given.borrow().get(&id).filter(|_| is_there).cloned()
	}
}

fn credits() -> impl Strategy<Value = Credits> {
	prop::collection::btree_map(0..AUTHORS as u32 - 1, 1u32..=13_000, 0..8)
}

pub(super) fn sound_split() -> impl Strategy<Value = FeeSplit> {
	let shares = [200_000_000u32, 500_000_000, 500_000_000, 200_000_000, 1_000_000_000];
	let share = |most: u32| (0..=most).prop_map(Perbill::from_parts);
	shares
		.map(share)
		.prop_map(|[platform, operator, model, stakers, unattributed_to_model]| FeeSplit {
			platform,
			operator,
			model,
			stakers,
			unattributed_to_model,
		})
		.prop_filter("sound", FeeSplit::is_sound)
}

fn batch_step() -> impl Strategy<Value = Step> {
	let receipt = (0u32..2, 0u64..3, 100u64..20_000, credits())
		.prop_map(|(model, skipped, fee, credits)| Charged { model, skipped, fee, credits });
	let receipts = prop::collection::vec(receipt, 1..4);
	let part = (any::<Index>(), receipts, (0u64..5_000, 0u64..5), any::<bool>()).prop_map(
		|(channel, receipts, spare, by_former)| Part { channel, receipts, spare, by_former },
	);
	let flaw = prop_oneof![
		Just(Flaw::Forged),
		Just(Flaw::Replayed),
		Just(Flaw::Short),
		Just(Flaw::Beyond),
		Just(Flaw::Nothing),
		Just(Flaw::Empty),
		Just(Flaw::Twice),
		Just(Flaw::Absurd),
		Just(Flaw::Foreign),
	];
	(any::<Index>(), prop::collection::vec(part, 1..4), prop::option::weighted(0.3, flaw))
		.prop_map(|(operator, parts, flaw)| Step::SettleBatch { operator, parts, flaw })
}

fn operator_call() -> impl Strategy<Value = OperatorCall> {
	prop_oneof![
		(0u64..20_000).prop_map(OperatorCall::Register),
		(0u64..5_000).prop_map(OperatorCall::BondExtra),
		(0u64..20_000).prop_map(OperatorCall::Unbond),
		any::<Index>().prop_map(OperatorCall::SetKey),
		Just(OperatorCall::Withdraw),
		Just(OperatorCall::Deregister),
	]
}

fn channel_call() -> impl Strategy<Value = ChannelCall> {
	prop_oneof![
		(0u64..50_000).prop_map(ChannelCall::TopUp),
		any::<Index>().prop_map(ChannelCall::SetKey),
		Just(ChannelCall::Close),
		Just(ChannelCall::CloseByOperator),
		Just(ChannelCall::Withdraw),
	]
}

fn model_call() -> impl Strategy<Value = ModelCall> {
	prop_oneof![
		1 => Just(ModelCall::Pause),
		2 => Just(ModelCall::Resume),
		1 => (0u64..300).prop_map(ModelCall::Floor),
	]
}

fn weight() -> impl Strategy<Value = Weight> {
	type Weights = <Test as Config>::WeightInfo;
	let most = Weights::finalize(16).saturating_add(Weights::credit(64));
	prop_oneof![
		Just(Weight::MAX),
		(0..=most.ref_time(), 0..=most.proof_size())
			.prop_map(|(ref_time, proof_size)| Weight::from_parts(ref_time, proof_size)),
	]
}

fn answer_step() -> impl Strategy<Value = Step> {
	let channel = prop::option::weighted(0.7, any::<Index>());
	let lie = prop_oneof![
		3 => Just(Lie::Nothing),
		2 => Just(Lie::Later),
		2 => Just(Lie::Substituted),
		1 => Just(Lie::Junk),
	];
	(any::<Index>(), channel, 100u64..20_000, lie)
		.prop_map(|(payer, channel, fee, lie)| Step::Answer { payer, channel, fee, lie })
}

fn challenge_call() -> impl Strategy<Value = ChallengeCall> {
	let challenger = || prop::sample::select(CHALLENGERS.to_vec());
	let demand = (any::<Index>(), 0u32..3, 0u32..4, challenger()).prop_map(
		|(batch, receipt, span, demander)| ChallengeCall::Demand { batch, receipt, span, demander },
	);
	prop_oneof![
		3 => any::<Index>().prop_map(ChallengeCall::Void),
		4 => (any::<Index>(), challenger()).prop_map(|(id, who)| ChallengeCall::Refute(id, who)),
		10 => demand,
		8 => any::<Index>().prop_map(ChallengeCall::Reveal),
		4 => any::<Index>().prop_map(ChallengeCall::Expire),
		1 => (1u64..12, 25u8..=90).prop_map(|(time, share)| ChallengeCall::Vote(time, share)),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let settle_one = (any::<Index>(), any::<Index>(), 0u32..2, 100u64..20_000, credits()).prop_map(
		|(payer, operator, model, fee, credits)| Step::SettleOne {
			payer,
			operator,
			model,
			fee,
			credits,
		},
	);
	let open = (any::<Index>(), any::<Index>(), 0u64..50_000)
		.prop_map(|(payer, operator, amount)| Step::Open { payer, operator, amount });
	let channel = (any::<Index>(), any::<Index>(), channel_call())
		.prop_map(|(payer, channel, call)| Step::Channel { payer, channel, call });
	prop_oneof![
		4 => settle_one,
		12 => batch_step(),
		12 => answer_step(),
		24 => challenge_call().prop_map(Step::Challenge),
		4 => (any::<Index>(), 0u32..12).prop_map(|(id, max)| Step::Finalize(id, max)),
		4 => weight().prop_map(Step::Idle),
		5 => (any::<Index>(), operator_call()).prop_map(|(who, call)| Step::Operator(who, call)),
		4 => open,
		6 => channel,
		2 => (0u32..3, model_call()).prop_map(|(model, call)| Step::Model(model, call)),
		2 => (0..AUTHORS + 4).prop_map(Step::Claim),
		2 => sound_split().prop_map(Step::Split),
		1 => any::<bool>().prop_map(Step::SpanParams),
		1 => (1u64..30).prop_map(Step::Window),
		5 => (1u64..12).prop_map(Step::Pass),
	]
}

/// An id below `next`, or `next`.
fn any_id(index: Index, next: u64) -> u64 {
	index.index(usize::try_from(next).unwrap() + 1) as u64
}

/// Makes a call. A refused call changes nothing, as in a block.
fn perform(setting: &Setting, step: Step) -> DispatchResult {
	let planck = |amount: u64| setting.unit * Balance::from(amount);
	let signed = RuntimeOrigin::signed;
	match step {
		Step::SettleOne { payer, operator, model, fee, credits } => {
			let credits: Vec<_> =
				credits.into_iter().map(|(id, points)| (u64::from(id), points)).collect();
			let (payer, operator) = (*payer.get(&PAYERS), *operator.get(&OPERATORS));
			let answer = Box::new(Answer { model, ..answer(planck(fee), &credits) });
			Attribution::settle_one(signed(payer), operator, answer, COMMITMENT)
		}
		Step::SettleBatch { operator, parts, flaw } => {
			settle_parts(setting, operator.index(2), parts, flaw)
		}
		Step::Answer { payer, channel, fee, lie } => match channel {
			Some(channel) => answer_by_channel(setting, channel, planck(fee), lie),
			None => answer_by_payer(setting, *payer.get(&PAYERS), planck(fee), lie),
		},
		Step::Challenge(call) => challenge(setting, call),
		Step::Finalize(id, max) => {
			let id = any_id(id, NextBatchId::<Test>::get());
			let paid = Attribution::finalize(signed(PAYER), id, max);
			paid.map(|_| ()).map_err(|refused| refused.error)
		}
		Step::Idle(left) => {
			let used = idle(left);
			assert!(used.all_lte(left), "{used:?} of {left:?}");
			Ok(())
		}
		Step::Operator(who, call) => {
			let origin = signed(*who.get(&OPERATORS));
			let key = setting.keys[0].public();
			match call {
				OperatorCall::Register(bond) => {
					Channels::register_operator(origin, Endpoint::default(), key, planck(bond))
				}
				OperatorCall::BondExtra(amount) => Channels::bond_extra(origin, planck(amount)),
				OperatorCall::Unbond(amount) => Channels::unbond(origin, planck(amount)),
				OperatorCall::SetKey(key) => {
					let key = key.get(&setting.keys[..2]).public();
					Channels::set_operator_key(origin, key)
				}
				OperatorCall::Withdraw => Channels::withdraw_unbonded(origin),
				OperatorCall::Deregister => Channels::deregister_operator(origin),
			}
		}
		Step::Open { payer, operator, amount } => {
			let (payer, operator) = (*payer.get(&PAYERS), *operator.get(&OPERATORS));
			let key = setting.keys[0].public();
			Channels::open_channel(signed(payer), operator, key, planck(amount))
		}
		Step::Channel { payer, channel: index, call } => {
			let origin = signed(*payer.get(&PAYERS));
			let id = any_id(index, NextChannelId::<Test>::get());
			match call {
				ChannelCall::TopUp(amount) => Channels::top_up(origin, id, planck(amount)),
				ChannelCall::SetKey(key) => {
					let key = key.get(&setting.keys[..2]).public();
					Channels::set_channel_key(origin, id, key)
				}
				ChannelCall::Close => Channels::close_channel(origin, id),
				ChannelCall::CloseByOperator => {
					Channels::close_channel(signed(channel(id).operator), id)
				}
				ChannelCall::Withdraw => Channels::withdraw_channel(origin, id),
			}
		}
		Step::Model(model, call) => {
			let origin = signed(if model == 1 { TUNER } else { LAB });
			match call {
				ModelCall::Pause => ModelRegistry::set_status(origin, model, Status::Paused),
				ModelCall::Resume => ModelRegistry::set_status(origin, model, Status::Active),
				ModelCall::Floor(floor) => {
					ModelRegistry::set_price_floor(origin, model, planck(floor))
				}
			}
		}
		Step::Claim(nth) => {
			let who = [PAYER, OPERATOR, LAB, TUNER].into_iter().chain(AUTHOR..).nth(nth as usize);
			Rewards::claim_for(signed(PAYER), who.unwrap())
		}
		Step::Split(split) => {
			Split::set(&split);
			Ok(())
		}
		Step::SpanParams(is_default) => {
			Rule::set(if is_default { &SpanParams::DEFAULT } else { &OTHER_PARAMS });
			Ok(())
		}
		Step::Window(blocks) => {
			ChallengeWindow::set(&blocks);
			Ok(())
		}
		Step::Pass(blocks) => {
			let now = System::block_number() + blocks;
			System::set_block_number(now);
			<Attribution as OnInitialize<u64>>::on_initialize(now);
			Ok(())
		}
	}
}

/// Challenges a batch, or answers a challenge, and checks that this does what it should.
fn challenge(setting: &Setting, call: ChallengeCall) -> DispatchResult {
	let batch_of = |index| any_id(index, NextBatchId::<Test>::get());
	let can_be_challenged = |id| Attribution::challenged(id).is_ok();
	match call {
		ChallengeCall::Void(index) => {
			let id = batch_of(index);
			let can_be = can_be_challenged(id);
			let voided = with_storage_layer(|| void(id));
			assert_eq!(voided.is_ok(), can_be);
			voided
		}
		ChallengeCall::Refute(index, challenger) => {
			let id = batch_of(index);
			let given = setting.given(id).ok_or("no answer from the texts")?;
			let is_lie = matches!(given.lie, Lie::Later | Lie::Substituted);
			let can_be = can_be_challenged(id) && is_lie;
			let Given { served, receipt, signed, lie } = given;
			let (exhibit, proof) = match lie {
				Lie::Substituted => {
					let settled = Substitute::Receipt { compact: served.compacts[0].clone() };
					let exhibit = served.exhibit_of(0, receipt, signed);
					(exhibit, Proof::Substituted { settled })
				}
				_ => (served.exhibit(0), earlier_holder()),
			};
			let refuted = show_as(challenger, id, exhibit, proof);
			assert_eq!(refuted.is_ok(), can_be);
			refuted.map(|_| ()).map_err(|refused| refused.error)
		}
		ChallengeCall::Demand { batch, receipt, span, demander } => {
			let origin = RuntimeOrigin::signed(demander);
			Attribution::demand_reveal(origin, batch_of(batch), receipt, span)
		}
		ChallengeCall::Reveal(index) => {
			let (id, (_, span), respond_by) = any_demand(index).ok_or("no demand")?;
			let Given { served, lie, .. } = setting.given(id).ok_or("no answer from the texts")?;
			let in_time = can_be_challenged(id) && System::block_number() <= respond_by;
			let nth = usize::try_from(span).unwrap();
			let spans = &served.receipts[0].spans;
			let revealed = reveal(&served, 0, span, evidence(spans, nth));
			assert_eq!(revealed.is_ok(), in_time && lie != Lie::Junk);
			revealed
		}
		ChallengeCall::Expire(index) => {
			let (id, (receipt, span), respond_by) = any_demand(index).ok_or("no demand")?;
			let is_pending = Batches::<Test>::get(id).is_some_and(|batch| !batch.is_void);
			let is_over = System::block_number() > respond_by;
			let expired = expire(id, receipt, span);
			assert_eq!(expired.is_ok(), is_over || !is_pending);
			expired
		}
		ChallengeCall::Vote(reveal_window, slash_share) => {
			RevealWindow::set(&reveal_window);
			SlashShare::set(&Percent::from_percent(slash_share));
			Ok(())
		}
	}
}

/// A demand that is not answered, and its last block.
fn any_demand(index: Index) -> Option<(BatchId, DemandKey, u64)> {
	let all: Vec<_> = Demands::<Test>::iter().collect();
	(!all.is_empty()).then(|| {
		let (batch, key, demand) = index.get(&all);
		(*batch, *key, demand.respond_by)
	})
}

/// What is settled of an answer.
fn told(lie: Lie) -> Vec<HeldSpan> {
	match lie {
		Lie::Nothing | Lie::Junk => truth(),
		Lie::Later | Lie::Substituted => later(),
	}
}

/// Settles an answer that `payer` pays for itself.
fn answer_by_payer(setting: &Setting, payer: AccountId, fee: Balance, lie: Lie) -> DispatchResult {
	let lie = if lie == Lie::Substituted { Lie::Later } else { lie };
	let served = Served::by_payer(payer, fee, &told(lie));
	let mut settled = served.clone();
	if lie == Lie::Junk {
		settled.commitments[0] = COMMITMENT;
	}
	settled.try_alone(payer)?;
	let receipt = served.receipts[0].clone();
	let signed = signed_by(&setting.keys[0], OPERATOR, &receipt);
	setting.given.borrow_mut().insert(served.id, Given { served, receipt, signed, lie });
	Ok(())
}

/// Settles an answer that any of all channels pays for.
fn answer_by_channel(setting: &Setting, index: Index, fee: Balance, lie: Lie) -> DispatchResult {
	let channels: Vec<_> = pallet_channels::Channels::<Test>::iter().collect();
	if channels.is_empty() {
		return Err("no channel".into());
	}
	let (key, channel) = index.get(&channels);
	let id = ChannelId::from(*key);
	let receipt = Served::by_channel(id, fee, &[truth()]).receipts.remove(0);
	let served = Served::by_channel(id, fee, &[told(lie)]);
	let pair = setting.pair_of(channel.voucher_keys.current).clone();
	let mut batch = served.batch_in(setting.unit, |_| pair.clone());
	if lie == Lie::Junk {
		batch.commitments = H256::repeat_byte(3);
	}
	// As it is when it gives the answer.
	let keys =
		Operators::<Test>::get(channel.operator).map(|operator| operator.receipt_keys.current);
	submit(channel.operator, batch)?;
	let key = keys.ok_or(DispatchError::CannotLookup)?;
	let signed = signed_by(setting.pair_of(key), channel.operator, &receipt);
	setting.given.borrow_mut().insert(served.id, Given { served, receipt, signed, lie });
	Ok(())
}

/// Settles a receipt and a voucher for each of `parts`, of whatever channels the operator has.
fn settle_parts(
	setting: &Setting,
	nth: usize,
	parts: Vec<Part>,
	flaw: Option<Flaw>,
) -> DispatchResult {
	let (operator, other) = (OPERATORS[nth], OPERATORS[1 - nth]);
	let channels: Vec<(ChannelId, ChannelOf<Test>)> = pallet_channels::Channels::<Test>::iter()
		.filter(|(_, channel)| channel.operator == operator)
		.map(|(id, channel): (ChannelKey, _)| (id.into(), channel))
		.collect();
	if channels.is_empty() {
		return Err("no channel".into());
	}
	// Ascending, and each channel once.
	let parts: BTreeMap<usize, Part> =
		parts.into_iter().map(|part| (part.channel.index(channels.len()), part)).collect();
	let mut paid: Vec<ChannelReceipts> = Vec::new();
	for (place, part) in parts {
		let flaw = flaw.filter(|_| paid.is_empty());
		let (id, channel) = &channels[place];
		paid.push(pay(setting, *id, channel, part, flaw));
	}
	if let Some(Flaw::Twice) = flaw {
		paid.insert(0, paid[0].clone());
	}
	let caller = if let Some(Flaw::Foreign) = flaw { other } else { operator };
	let mut whole = batch(&[(0, corpus()), (1, corpus())], paid);
	whole.unit = setting.unit;
	submit(caller, whole)
}

/// What a channel pays for, and by what voucher.
fn pay(
	setting: &Setting,
	id: ChannelId,
	channel: &ChannelOf<Test>,
	part: Part,
	flaw: Option<Flaw>,
) -> ChannelReceipts {
	let former = channel.voucher_keys.former.map(|former| former.key).filter(|_| part.by_former);
	let signer = former.unwrap_or(channel.voucher_keys.current);
	let charged = part.receipts.into_iter().map(|Charged { model, skipped, fee, credits }| {
		let credits: Vec<_> = credits.into_iter().collect();
		BatchedReceipt { model, skipped, ..batched(fee, &credits) }
	});
	let mut receipts: Vec<_> = charged.collect();
	match flaw {
		Some(Flaw::Nothing) => receipts[0].fee = 0,
		Some(Flaw::Absurd) => receipts[0].fee = u64::MAX,
		Some(Flaw::Empty) => receipts.clear(),
		Some(Flaw::Replayed) => receipts[0].skipped = 0,
		_ => {}
	}
	let taken: u64 = receipts.iter().map(|receipt| receipt.skipped + 1).sum();
	let fees = receipts.iter().fold(0, |sum: Balance, receipt| {
		sum.saturating_add(receipt.fee(setting.unit).unwrap_or(Balance::MAX))
	});
	let mut first = channel.next_sequence;
	let (more, answers) = part.spare;
	let mut answers = first + taken + answers;
	let mut cumulative =
		channel.settled.saturating_add(fees).saturating_add(setting.unit * Balance::from(more));
	let mut pair = setting.pair_of(signer);
	match flaw {
		Some(Flaw::Forged) => pair = &setting.keys[2],
		Some(Flaw::Short) => cumulative = channel.settled + fees - 1,
		Some(Flaw::Beyond) => answers = first + taken - 1,
		Some(Flaw::Replayed) => match first.checked_sub(1) {
			Some(before) => first = before,
			None => cumulative = channel.settled,
		},
		_ => {}
	}
	ChannelReceipts {
		voucher: voucher_by(pair, id, answers, cumulative),
		first,
		receipts: BoundedVec::truncate_from(receipts),
	}
}

/// What went into the pot as fees, what left it for accounts, and what was slashed, by the events of
/// all steps.
#[derive(Default)]
struct Flows {
	fees: Balance,
	claimed: Balance,
	/// To channels of void batches.
	refunded: Balance,
	/// From bonds and deposits to the treasury.
	slashed: Balance,
}

impl Flows {
	/// Takes what happened since it was asked before.
	fn note(&mut self) {
		let pot = Rewards::pot();
		let (mut paid, mut claimed) = (0, 0);
		for record in System::events() {
			match record.event {
				RuntimeEvent::Attribution(Event::BatchSettled { fees, .. }) => self.fees += fees,
				RuntimeEvent::Attribution(Event::Slashed { amount, reward, .. }) => {
					self.slashed += amount - reward;
				}
				RuntimeEvent::Rewards(pallet_rewards::Event::Claimed { amount, .. }) => {
					claimed += amount;
				}
				RuntimeEvent::Balances(pallet_balances::Event::Transfer { from, to, amount })
					if from == pot && to != TREASURY && to != STAKERS =>
				{
					paid += amount;
				}
				RuntimeEvent::Balances(pallet_balances::Event::TransferAndHold {
					source,
					transferred,
					..
				}) if source == pot => self.refunded += transferred,
				_ => {}
			}
		}
		self.claimed += claimed;
		// Nothing goes back to what is free of a payer.
		assert_eq!(paid, claimed);
		System::reset_events();
	}
}

/// Registers the texts and the operators, and opens a channel to each.
fn begin(setting: &Setting) {
	register_texts();
	let key = setting.keys[0].public();
	for (payer, operator) in PAYERS.into_iter().zip(OPERATORS) {
		let (origin, bond) = (RuntimeOrigin::signed(operator), MIN_BOND.max(20_000 * setting.unit));
		assert_ok!(Channels::register_operator(origin, Endpoint::default(), key, bond));
		let (origin, funds) = (RuntimeOrigin::signed(payer), 50_000 * setting.unit);
		assert_ok!(Channels::open_channel(origin, operator, key, funds));
	}
}

/// Ends all that is pending: demands, batches, channels, operators, and what anyone is owed.
fn end_everything() {
	let pass = || System::set_block_number(System::block_number() + 1_000);
	pass();
	for (batch, (receipt, span)) in Demands::<Test>::iter_keys().collect::<Vec<_>>() {
		assert_ok!(expire(batch, receipt, span));
	}
	for batch in 0..NextBatchId::<Test>::get() {
		if Batches::<Test>::contains_key(batch) {
			assert_ok!(finalize(batch));
		}
	}
	for (id, channel) in pallet_channels::Channels::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(close_channel(channel.operator, id.into()));
	}
	for (who, operator) in Operators::<Test>::iter().collect::<Vec<_>>() {
		let origin = || RuntimeOrigin::signed(who);
		if !operator.unbonding.is_empty() {
			assert_ok!(Channels::withdraw_unbonded(origin()));
		}
		if operator.bond > 0 {
			assert_ok!(Channels::unbond(origin(), operator.bond));
			pass();
			assert_ok!(Channels::withdraw_unbonded(origin()));
		}
		assert_ok!(Channels::deregister_operator(origin()));
	}
	let owed = |(_, account): &(_, pallet_rewards::Account)| account.owed > 0;
	for (who, _) in pallet_rewards::Accounts::<Test>::iter().filter(owed).collect::<Vec<_>>() {
		assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(PAYER), who));
	}
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: CASES, max_shrink_iters: 500, ..Default::default()
	})]

	#[test]
	fn any_sequence_of_calls_should_keep_every_unit_in_one_place(
		steps in prop::collection::vec(step(), STEPS),
		unit in prop_oneof![Just(1u128), Just(3), Just((1 << 64) + 1), Just((1 << 100) + 7)],
	) {
		build_with(RICH, || {
			let setting = Setting { keys: [1, 3, 99].map(key), unit, given: RefCell::default() };
			let (start, issuance) = (everywhere(), Balances::total_issuance());
			let pot = Balances::free_balance(Rewards::pot());
			let mut flows = Flows::default();
			let check = |flows: &mut Flows| {
				flows.note();
				check_state();
				let out = flows.claimed + flows.refunded;
				assert_eq!(everywhere() + out, start + flows.fees + flows.slashed);
				assert_eq!(Balances::total_issuance(), issuance);
			};
			begin(&setting);
			System::reset_events();
			for step in steps {
				let is_flawed = matches!(step, Step::SettleBatch { flaw: Some(_), .. });
				let done = perform(&setting, step);
				assert!(!is_flawed || done.is_err());
				check(&mut flows);
			}

			end_everything();
			check(&mut flows);
			// Nothing is left but what everyone got.
			assert_eq!(Rewards::collected(), 0);
			assert_eq!(pallet_rewards::TotalOwed::<Test>::get(), 0);
			assert_eq!(Balances::free_balance(Rewards::pot()), pot);
			for who in CHALLENGERS {
				for reason in [HoldReason::Batch, HoldReason::Demand] {
					assert_eq!(held(who, reason), 0);
				}
				for reason in [InChannels::Bond, InChannels::Channel, InChannels::Record] {
					assert_eq!(held(who, reason), 0);
				}
			}
			// And every batch has its two leaves.
			let history = History::<Test>::get();
			assert_eq!(history.leaves, 2 * NextBatchId::<Test>::get());
		});
	}
}
