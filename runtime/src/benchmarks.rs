// SPDX-License-Identifier: Apache-2.0

//! The pallets that can be weighed, and what our own need for it. `scripts/bench.sh weights` does.

pub use crate::{
	Attribution, Babe, Balances, Channels, Contributions, ConvictionVoting, Disputes, Grandpa,
	Identity, Models, MultiBlockMigrations, Multisig, Parameters, Preimage, Proxy, Referenda,
	Rewards, SafeMode, Scheduler, Staking, Sudo, TechnicalCommittee, Timestamp, TransactionPayment,
	Treasury, TxPause, Utility, Veto, VoterList, Whitelist,
};
pub use frame_benchmarking::baseline::Pallet as BaselineBench;
pub use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};

use crate::{configs::parameters::RuntimeParameters, AccountId, Runtime, RuntimeOrigin};
use alloc::{vec, vec::Vec};
use frame_benchmarking::account;
use frame_support::{assert_ok, traits::fungible::Mutate, BoundedVec};
use openledger_primitives::{
	challenge::Content,
	corpus::{Corpus, Dataset, Snapshot},
	interfaces::{Ledger, Source},
	limits::{MaxCorpus, MaxCurators, MaxExcluded},
	Balance, ChannelId, ContributionId, DatanetId, ModelId,
};
use pallet_channels::benchmarking::{channel_with, operator_with};
use pallet_contributions::{
	Admission, ContributionKey, Contributions as Records, Datanets, License, LicenseTerms,
	NextContributionId, NextDatanetId, SourceStack, Submission,
};
use pallet_models::{Corpora, Derivatives, Kind, Method, NextModelId, Proposal};
use sp_core::{sr25519, H256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	Perbill,
};

impl frame_benchmarking::baseline::Config for Runtime {}
impl frame_system_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

// Session and Offences can only be weighed by crates of their own, which this runtime does not
// depend on; both use the weights of the SDK.
frame_benchmarking::define_benchmarks!(
	[frame_benchmarking, BaselineBench::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_babe, Babe]
	[pallet_balances, Balances]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_staking, Staking]
	[pallet_grandpa, Grandpa]
	[pallet_bags_list, VoterList]
	[pallet_utility, Utility]
	[pallet_proxy, Proxy]
	[pallet_multisig, Multisig]
	[pallet_identity, Identity]
	[pallet_preimage, Preimage]
	[pallet_scheduler, Scheduler]
	[pallet_treasury, Treasury]
	[pallet_parameters, Parameters]
	[pallet_migrations, MultiBlockMigrations]
	[pallet_safe_mode, SafeMode]
	[pallet_tx_pause, TxPause]
	[pallet_sudo, Sudo]
	[pallet_contributions, Contributions]
	[pallet_models, Models]
	[pallet_channels, Channels]
	[pallet_attribution, Attribution]
	[pallet_rewards, Rewards]
	[pallet_disputes, Disputes]
	[pallet_veto, Veto]
	[pallet_collective, TechnicalCommittee]
	[pallet_conviction_voting, ConvictionVoting]
	[pallet_referenda, Referenda]
	[pallet_whitelist, Whitelist]
);

/// Makes records in the registries, and operators and channels.
pub struct Helper;

impl Helper {
	/// An account that can pay for any record.
	fn owner() -> AccountId {
		let who = account("owner", 0, 0);
		<Self as pallet_attribution::benchmarking::BenchmarkHelper<_>>::fund(&who);
		who
	}

	/// A text of an author of its own, accepted in an open datanet.
	fn text(datanet: DatanetId, n: u32) -> ContributionId {
		let id = NextContributionId::<Runtime>::get();
		let author: AccountId = account("author", n, 0);
		<Self as pallet_attribution::benchmarking::BenchmarkHelper<_>>::fund(&author);
		assert_ok!(Contributions::register(
			RuntimeOrigin::signed(author),
			datanet,
			Submission {
				content_root: BlakeTwo256::hash_of(&id),
				length: 1_000,
				uri: BoundedVec::truncate_from(vec![b'x'; 256]),
				sources: Default::default(),
				payout: None,
			},
		));
		id
	}
}

impl pallet_models::benchmarking::BenchmarkHelper for Helper {
	fn datanet(accepted: u32) -> DatanetId {
		let datanet = NextDatanetId::<Runtime>::get();
		assert_ok!(Contributions::create_datanet(
			RuntimeOrigin::signed(Self::owner()),
			BoundedVec::truncate_from(vec![b'x'; 64]),
			Admission::Open,
			License {
				terms: LicenseTerms::Terms(H256::zero()),
				commercial_training: true,
				derivatives: true,
			},
			BoundedVec::truncate_from(vec![b'x'; 256]),
		));
		// The count is all that a model reads of them.
		Datanets::<Runtime>::mutate(datanet, |net| {
			if let Some(net) = net {
				net.accepted = accepted;
			}
		});
		datanet
	}
}

impl pallet_attribution::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn fund(who: &AccountId) {
		const ENDOWMENT: Balance = 10_000_000_000_000_000_000_000_000;
		assert_ok!(Balances::mint_into(who, ENDOWMENT));
	}

	fn model(contributions: u32) -> (ModelId, Vec<ContributionId>) {
		use pallet_models::benchmarking::BenchmarkHelper;

		/// Before the first of the contributions.
		const FIRST: u32 = 1_000;
		let datanet = Self::datanet(FIRST);
		let ids = (0..contributions).map(|n| Self::text(datanet, n)).collect();
		let dataset = |end: u32| Dataset {
			datanet,
			end,
			excluded: BoundedVec::truncate_from((0..MaxExcluded::get()).collect()),
		};
		let model = NextModelId::<Runtime>::get();
		let proposal = Proposal {
			kind: Kind::Base,
			artifact: H256::zero(),
			metadata: Default::default(),
			parents: Default::default(),
			datasets: BoundedVec::truncate_from(vec![dataset(FIRST)]),
			method: Method::Span,
			commercial: true,
			price_floor: 0,
			derivatives: Derivatives::Allowed { min_royalty: Perbill::zero() },
			// Its own: what many models of a batch earn is an entry each.
			payout: Some(account("developer", model, 0)),
		};
		assert_ok!(Models::register(RuntimeOrigin::signed(Self::owner()), proposal));
		// As a line of fine-tunes with withdrawals in between would have it, each with a little more;
		// the contributions are in the last entry alone.
		let last = MaxCorpus::get().saturating_sub(1);
		let snapshots = (0..MaxCorpus::get()).map(|nth| Snapshot {
			dataset: dataset(match nth == last {
				true => FIRST.saturating_add(contributions),
				false => FIRST.saturating_sub(last).saturating_add(nth),
			}),
			withdrawals: nth,
		});
		let line = snapshots.filter_map(|snapshot| Corpus::flatten([snapshot], []).ok());
		if let Ok(corpus) = Corpus::flatten([], line) {
			Corpora::<Runtime>::insert(model, corpus);
		}
		(model, ids)
	}

	fn operator(who: &AccountId, former: sr25519::Public, current: sr25519::Public) {
		operator_with::<Runtime>(who, former, current);
	}

	fn channel(
		payer: &AccountId,
		operator: &AccountId,
		funds: Balance,
		former: sr25519::Public,
		current: sr25519::Public,
	) -> ChannelId {
		channel_with::<Runtime>(payer, operator, funds, former, current)
	}

	fn set_content(contribution: ContributionId, content: Content) {
		Records::<Runtime>::mutate(ContributionKey::from(contribution), |record| {
			if let Some(record) = record {
				(record.content_root, record.length) = (content.root, content.len);
			}
		});
	}

	fn remix(sources: u32) -> ContributionId {
		use pallet_models::benchmarking::BenchmarkHelper;

		let datanet = Self::datanet(0);
		let given = (0..sources).filter_map(|n| {
			let source = Self::text(datanet, n);
			Some((source, Perbill::from_percent(5), SourceStack::whole(source).ok()?))
		});
		let given: Vec<_> = given.collect();
		let remix = Self::text(datanet, sources);
		Records::<Runtime>::mutate(ContributionKey::from(remix), |record| {
			if let Some(record) = record {
				record.sources = SourceStack::flatten(remix, given).ok();
			}
		});
		remix
	}
}

impl pallet_disputes::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn work(owner: &AccountId, curator: &AccountId) -> ContributionId {
		let datanet = NextDatanetId::<Runtime>::get();
		let mut curators: Vec<AccountId> =
			(1..MaxCurators::get()).map(|n| account("curator", n, 0)).collect();
		curators.push(curator.clone());
		assert_ok!(Contributions::create_datanet(
			RuntimeOrigin::signed(Self::owner()),
			BoundedVec::truncate_from(vec![b'x'; 64]),
			Admission::Curated(BoundedVec::truncate_from(curators)),
			License {
				terms: LicenseTerms::Terms(H256::zero()),
				commercial_training: true,
				derivatives: true,
			},
			BoundedVec::truncate_from(vec![b'x'; 256]),
		));
		let id = NextContributionId::<Runtime>::get();
		assert_ok!(Contributions::register(
			RuntimeOrigin::signed(owner.clone()),
			datanet,
			Submission {
				content_root: BlakeTwo256::hash_of(&id),
				length: 1_000,
				uri: BoundedVec::truncate_from(vec![b'x'; 256]),
				sources: Default::default(),
				payout: Some(account("payout", 0, 0)),
			},
		));
		assert_ok!(Contributions::accept(RuntimeOrigin::signed(curator.clone()), id));
		id
	}

	fn earn(contribution: ContributionId, amount: Balance) {
		let payer: AccountId = account("payer", 0, 0);
		<Self as pallet_attribution::benchmarking::BenchmarkHelper<_>>::fund(&payer);
		assert_ok!(<Rewards as Ledger<_>>::collect(&payer, amount));
		let source = Source::Contribution { batch: 0, contribution, work: contribution };
		assert_ok!(<Rewards as Ledger<_>>::reward_for(contribution, &payer, amount, source));
	}
}

impl pallet_veto::benchmarking::BenchmarkHelper<Runtime> for Helper {
	fn parameter() -> RuntimeParameters {
		RuntimeParameters::default()
	}

	fn earn(who: &AccountId, amount: Balance) {
		<Self as pallet_attribution::benchmarking::BenchmarkHelper<_>>::fund(who);
		assert_ok!(<Rewards as Ledger<_>>::collect(who, amount));
		let source = Source::Model { batch: 0, model: 0 };
		assert_ok!(<Rewards as Ledger<_>>::reward(who, amount, source));
	}
}
