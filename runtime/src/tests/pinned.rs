// SPDX-License-Identifier: Apache-2.0

//! Numbers that clients, signers and the running chain rely on.

use crate::{
	configs::{
		parameters::{
			dynamic_params::{attribution, fees},
			RuntimeParametersKey,
		},
		voter_bags::THRESHOLDS,
	},
	constants::time::{DAYS, HOURS, MINUTES, SLOT_DURATION},
	history_key, AllPalletsWithSystem, Babe, Runtime, RuntimeHoldReason, VERSION,
};
use codec::Encode;
use frame_support::traits::{Get, GetCallIndex, GetCallName, PalletsInfoAccess};
use sp_io::hashing::twox_128;

#[test]
fn the_specification_should_name_the_version() {
	let page = include_str!("../../../docs/spec/protocol.md");
	let named = format!("runtime {} (`spec_version`)", VERSION.spec_version);
	assert!(page.contains(&named), "docs/spec/protocol.md is not about {named}");
}

#[test]
fn pallets_should_keep_their_indices() {
	let pallets: Vec<_> = AllPalletsWithSystem::infos()
		.into_iter()
		.map(|pallet| (pallet.index, pallet.name))
		.collect();
	assert_eq!(
		pallets,
		[
			(0, "System"),
			(1, "Timestamp"),
			(2, "Babe"),
			(3, "Authorship"),
			(5, "Balances"),
			(6, "TransactionPayment"),
			(10, "Staking"),
			(11, "Session"),
			(12, "Historical"),
			(13, "Offences"),
			(14, "Grandpa"),
			(15, "AuthorityDiscovery"),
			(16, "VoterList"),
			(17, "DelegatedStaking"),
			(18, "NominationPools"),
			(20, "Utility"),
			(21, "Proxy"),
			(22, "Multisig"),
			(23, "Preimage"),
			(24, "Scheduler"),
			(25, "Treasury"),
			(26, "Identity"),
			(30, "Parameters"),
			(31, "MultiBlockMigrations"),
			(32, "SafeMode"),
			(33, "TxPause"),
			(34, "Sudo"),
			(35, "Referenda"),
			(36, "ConvictionVoting"),
			(37, "Whitelist"),
			(38, "TechnicalCommittee"),
			(40, "Contributions"),
			(41, "Models"),
			(42, "Attribution"),
			(43, "Rewards"),
			(44, "Origins"),
			(45, "Veto"),
			(46, "Disputes"),
			(47, "Channels"),
		]
	);
}

#[test]
fn calls_of_settlement_should_keep_their_indices() {
	type Call = pallet_attribution::Call<Runtime>;
	let calls: Vec<_> = Call::get_call_indices().iter().zip(Call::get_call_names()).collect();
	assert_eq!(
		calls,
		[
			(&0, &"settle_one"),
			(&1, &"finalize"),
			(&2, &"settle_batch"),
			(&3, &"refute"),
			(&4, &"demand_reveal"),
			(&5, &"reveal"),
			(&6, &"expire_demand"),
		]
	);
}

#[test]
fn calls_of_channels_should_keep_their_indices() {
	type Call = pallet_channels::Call<Runtime>;
	let calls: Vec<_> = Call::get_call_indices().iter().zip(Call::get_call_names()).collect();
	assert_eq!(
		calls,
		[
			(&0, &"register_operator"),
			(&1, &"bond_extra"),
			(&2, &"set_endpoint"),
			(&3, &"set_operator_key"),
			(&4, &"unbond"),
			(&5, &"withdraw_unbonded"),
			(&6, &"deregister_operator"),
			(&7, &"open_channel"),
			(&8, &"top_up"),
			(&9, &"set_channel_key"),
			(&10, &"close_channel"),
			(&11, &"withdraw_channel"),
		]
	);
}

// Balances stores them, with what is held.
#[test]
fn reasons_to_hold_should_keep_their_indices() {
	use pallet_attribution::HoldReason::{Batch, Demand};
	use pallet_channels::HoldReason::{Bond, Channel, Record};
	for (index, reason) in (0u8..).zip([Batch, Demand]) {
		assert_eq!(RuntimeHoldReason::Attribution(reason).encode(), [42, index]);
	}
	for (index, reason) in (0u8..).zip([Bond, Channel, Record]) {
		assert_eq!(RuntimeHoldReason::Channels(reason).encode(), [47, index]);
	}
}

#[test]
fn calls_of_disputes_should_keep_their_indices() {
	type Call = pallet_disputes::Call<Runtime>;
	let calls: Vec<_> = Call::get_call_indices().iter().zip(Call::get_call_names()).collect();
	assert_eq!(
		calls,
		[
			(&0, &"open"),
			(&1, &"raise"),
			(&2, &"answer"),
			(&3, &"concede"),
			(&4, &"rule"),
			(&5, &"appeal"),
			(&6, &"decide"),
			(&7, &"conclude"),
		]
	);
	let reason = RuntimeHoldReason::Disputes(pallet_disputes::HoldReason::Bond);
	assert_eq!(reason.encode(), [46, 0]);
}

#[test]
fn parameters_should_keep_their_keys() {
	let keys: [attribution::ParametersKey; 11] = [
		attribution::SpanParams.into(),
		attribution::ChallengeWindow.into(),
		attribution::Leverage.into(),
		attribution::MinBond.into(),
		attribution::UnbondingDelay.into(),
		attribution::CloseDelay.into(),
		attribution::RevealWindow.into(),
		attribution::DemandBond.into(),
		attribution::SlashShare.into(),
		attribution::ChallengerShare.into(),
		attribution::GracePeriod.into(),
	];
	for (index, key) in (0u8..).zip(keys) {
		assert_eq!(RuntimeParametersKey::Attribution(key).encode(), [0, index]);
	}
	assert_eq!(RuntimeParametersKey::Fees(fees::FeeSplit.into()).encode(), [1, 0]);
}

// Light clients read it, and prove batches by it.
#[test]
fn the_history_should_keep_its_place() {
	let key = [twox_128(b"Attribution"), twox_128(b"History")].concat();
	assert_eq!(history_key(), key);
}

// Slots are derived from the time: a runtime with another duration stops a running chain.
#[test]
fn slots_should_keep_their_duration() {
	assert_eq!(SLOT_DURATION, 2_000);
	assert_eq!(Babe::slot_duration(), 2_000);
	assert_eq!(<Runtime as pallet_babe::Config>::ExpectedBlockTime::get(), 2_000);
}

#[test]
fn blocks_should_agree_with_the_clock() {
	assert_eq!(u64::from(MINUTES) * SLOT_DURATION, 60_000);
	assert_eq!((HOURS, DAYS), (1_800, 43_200));
}

#[test]
fn addresses_should_keep_their_prefix() {
	let prefix: u16 = <Runtime as frame_system::Config>::SS58Prefix::get();
	assert_eq!(prefix, 1_612);
}

#[test]
fn the_spec_should_keep_its_name() {
	assert_eq!(VERSION.spec_name, "openledger");
}

#[test]
fn bags_should_cover_all_weights() {
	assert!(THRESHOLDS.is_sorted_by(|lower, upper| lower < upper));
	assert_eq!(THRESHOLDS.last(), Some(&u64::MAX));
}
