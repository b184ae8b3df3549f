// SPDX-License-Identifier: Apache-2.0

//! What to do in an emergency.
//!
//! Two thirds of the technical committee may enter safe mode, and pause calls, at once; so may root.
//! Neither can stop referenda, and so the committee can't keep what the token holders don't want.

use super::committee::TwoThirds;
use crate::{
	constants::time::HOURS, AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeHoldReason,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Contains, EitherOf, MapSuccess},
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use pallet_tx_pause::RuntimeCallNameOf;
use sp_runtime::traits::Replace;

parameter_types! {
	/// How long safe mode lasts when it is entered, unless it is ended sooner.
	pub const SafeModeDuration: BlockNumber = 6 * HOURS;
	pub const SafeModeExtension: BlockNumber = 6 * HOURS;
	/// Nobody can buy a halt of the chain.
	pub const NoDeposit: Option<Balance> = None;
	pub const NoReleaseDelay: Option<BlockNumber> = None;
}

/// Calls that go on in safe mode: inherents, reports, upgrades, keys, governance, challenges, proofs
/// that a text is not in normal form, and the answers and rulings in disputes. No other money moves than what those hold, slash, hand over and
/// pay back.
pub struct SafeModeWhitelist;
impl Contains<RuntimeCall> for SafeModeWhitelist {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			// A remark does nothing that an emergency needs.
			RuntimeCall::System(call) => !matches!(
				call,
				frame_system::Call::remark { .. } | frame_system::Call::remark_with_event { .. }
			),
			RuntimeCall::Timestamp(_)
			| RuntimeCall::Babe(_)
			| RuntimeCall::Grandpa(_)
			| RuntimeCall::Session(_)
			| RuntimeCall::Preimage(_)
			| RuntimeCall::Scheduler(_)
			| RuntimeCall::Parameters(_)
			| RuntimeCall::MultiBlockMigrations(_)
			| RuntimeCall::SafeMode(_)
			| RuntimeCall::TxPause(_)
			| RuntimeCall::Sudo(_)
			| RuntimeCall::Referenda(_)
			| RuntimeCall::ConvictionVoting(_)
			| RuntimeCall::Whitelist(_)
			| RuntimeCall::TechnicalCommittee(_)
			| RuntimeCall::Veto(_) => true,
			// These only carry other calls, which are judged by themselves; and an owner must be
			// able to remove a proxy that turned against it.
			RuntimeCall::Utility(_) | RuntimeCall::Multisig(_) | RuntimeCall::Proxy(_) => true,
			// A validator with a problem must be able to stand back, and a slash that is wrong to be
			// cancelled before it is due.
			RuntimeCall::Staking(call) => matches!(
				call,
				pallet_staking::Call::chill { .. }
					| pallet_staking::Call::cancel_deferred_slash { .. }
			),
			// The windows to challenge a batch, and to answer a demand, go on.
			RuntimeCall::Attribution(call) => matches!(
				call,
				pallet_attribution::Call::refute { .. }
					| pallet_attribution::Call::demand_reveal { .. }
					| pallet_attribution::Call::reveal { .. }
					| pallet_attribution::Call::expire_demand { .. }
			),
			// Who can be refuted with a text must be able to show that it is nobody's match.
			RuntimeCall::Contributions(call) => {
				matches!(call, pallet_contributions::Call::strike_malformed { .. })
			}
			// The time to answer a dispute, to rule on it and to appeal goes on. Nobody can open one, or
			// end one without governance.
			RuntimeCall::Disputes(call) => matches!(
				call,
				pallet_disputes::Call::answer { .. }
					| pallet_disputes::Call::rule { .. }
					| pallet_disputes::Call::appeal { .. }
					| pallet_disputes::Call::decide { .. }
			),
			_ => false,
		}
	}
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = SafeModeWhitelist;
	type EnterDuration = SafeModeDuration;
	type ExtendDuration = SafeModeExtension;
	type EnterDepositAmount = NoDeposit;
	type ExtendDepositAmount = NoDeposit;
	type ForceEnterOrigin = EitherOf<
		EnsureRootWithSuccess<AccountId, SafeModeDuration>,
		MapSuccess<TwoThirds, Replace<SafeModeDuration>>,
	>;
	type ForceExtendOrigin = EnsureRootWithSuccess<AccountId, SafeModeExtension>;
	type ForceExitOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirds>;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoReleaseDelay;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

/// Calls that can't be paused: without them no block is made, no offence punished, or no pause
/// ended.
pub struct TxPauseWhitelist;
impl Contains<RuntimeCallNameOf<Runtime>> for TxPauseWhitelist {
	fn contains(name: &RuntimeCallNameOf<Runtime>) -> bool {
		match (name.0.as_slice(), name.1.as_slice()) {
			(b"System", call) => !matches!(call, b"remark" | b"remark_with_event"),
			(pallet, _) => matches!(
				pallet,
				b"Timestamp"
					| b"Babe" | b"Grandpa"
					| b"Session" | b"Preimage"
					| b"Scheduler" | b"Parameters"
					| b"MultiBlockMigrations"
					| b"SafeMode" | b"Sudo"
					| b"Referenda" | b"ConvictionVoting"
					| b"Whitelist" | b"TechnicalCommittee"
					| b"Veto"
			),
		}
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirds>;
	type UnpauseOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirds>;
	type WhitelistedCalls = TxPauseWhitelist;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
