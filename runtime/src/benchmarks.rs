// SPDX-License-Identifier: Apache-2.0

//! The pallets that can be weighed, and what our own need for it. `scripts/bench.sh weights` does.

pub use crate::{
	Attribution, Babe, Balances, Contributions, Grandpa, Models, MultiBlockMigrations, Multisig,
	Parameters, Preimage, Proxy, Rewards, SafeMode, Scheduler, Staking, Sudo, Timestamp,
	TransactionPayment, Treasury, TxPause, Utility, VoterList,
};
pub use frame_benchmarking::baseline::Pallet as BaselineBench;
pub use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};

use crate::{AccountId, Balances, Runtime, RuntimeOrigin};
use alloc::{vec, vec::Vec};
use frame_benchmarking::account;
use frame_support::{assert_ok, traits::fungible::Mutate, BoundedVec};
use openledger_primitives::{
	corpus::Dataset, limits::MaxCorpus, Balance, ContributionId, DatanetId, ModelId,
};
use pallet_contributions::{Admission, Datanets, Licence, LicenceTerms, NextDatanetId, Submission};
use pallet_models::{Derivatives, Kind, Method, NextModelId, Proposal};
use sp_core::H256;
use sp_runtime::Perbill;

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
	[pallet_attribution, Attribution]
	[pallet_rewards, Rewards]
);

/// Makes records in the registries.
pub struct Helper;

impl Helper {
	/// An account that can pay for any record.
	fn owner() -> AccountId {
		let who = account("owner", 0, 0);
		<Self as pallet_attribution::benchmarking::BenchmarkHelper<_>>::fund(&who);
		who
	}
}

impl pallet_models::benchmarking::BenchmarkHelper for Helper {
	fn datanet(accepted: u32) -> DatanetId {
		let datanet = NextDatanetId::<Runtime>::get();
		assert_ok!(Contributions::create_datanet(
			RuntimeOrigin::signed(Self::owner()),
			BoundedVec::truncate_from(vec![b'x'; 64]),
			Admission::Open,
			Licence {
				terms: LicenceTerms::Terms(H256::zero()),
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

		let nets: Vec<_> = (0..MaxCorpus::get()).map(|_| Self::datanet(0)).collect();
		let last = nets.last().copied().unwrap_or_default();
		let first = pallet_contributions::NextContributionId::<Runtime>::get();
		for n in 0..contributions {
			let author: AccountId = account("author", n, 0);
			Self::fund(&author);
			assert_ok!(Contributions::register(
				RuntimeOrigin::signed(author),
				last,
				Submission {
					content_root: H256::from_low_u64_be(u64::from(n).saturating_add(1)),
					length: 1_000,
					uri: BoundedVec::truncate_from(vec![b'x'; 256]),
					sources: Default::default(),
					payout: None,
				},
			));
		}
		let datasets = nets.into_iter().map(|datanet| {
			let upto = if datanet == last { contributions.max(1) } else { 1 };
			Datanets::<Runtime>::mutate(datanet, |net| {
				if let Some(net) = net {
					net.accepted = net.accepted.max(upto);
				}
			});
			Dataset { datanet, upto, excluded: Default::default() }
		});
		let model = NextModelId::<Runtime>::get();
		let proposal = Proposal {
			kind: Kind::Base,
			artefact: H256::zero(),
			metadata: Default::default(),
			parents: Default::default(),
			datasets: BoundedVec::truncate_from(datasets.collect()),
			method: Method::Span,
			commercial: true,
			price_floor: 0,
			derivatives: Derivatives::Allowed { least_royalty: Perbill::zero() },
			payout: None,
		};
		assert_ok!(Models::register(RuntimeOrigin::signed(Self::owner()), proposal));
		let ids = (first..).take(usize::try_from(contributions).unwrap_or_default());
		(model, ids.collect())
	}
}
