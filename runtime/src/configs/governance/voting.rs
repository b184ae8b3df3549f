// SPDX-License-Identifier: Apache-2.0

//! Referenda and votes.
//!
//! Token holders vote with conviction: for a longer lock of the tokens, a vote counts more. Each
//! referendum is on the [track](super::tracks) of the origin that it would act as.

use super::{
	committee::TwoThirds, schedule::NeverFull, tracks::TracksInfo, voting_currency::VotingCurrency,
};
use crate::{
	constants::{accounts, currency::OPEN, time::DAYS},
	pace::Pace,
	AccountId, Balance, Balances, BlockNumber, Preimage, Referenda, Runtime, RuntimeCall,
	RuntimeEvent, System, Treasury,
};
use frame_support::{
	parameter_types,
	traits::{fungible::Inspect, AsEnsureOriginWithArg, ConstU32, EitherOf, Get},
};
use frame_system::{EnsureRoot, EnsureSigned};
use pallet_origins::EnsureWhitelistedCaller;
use sp_runtime::traits::AccountIdConversion;

parameter_types! {
	/// Given back when the referendum is approved or cancelled.
	pub const SubmissionDeposit: Balance = 10 * OPEN;
	/// A referendum that nobody puts the decision deposit down for ends.
	pub UndecidingTimeout: BlockNumber = Pace::scaled(14 * DAYS);
	pub const AlarmInterval: BlockNumber = 1;
	/// What a conviction of 1 locks tokens for; each further one doubles it.
	pub VoteLockingPeriod: BlockNumber = Pace::scaled(7 * DAYS);
	/// How long a whitelisted call can be dispatched by a call that was deferred.
	pub const DispatchExpiration: BlockNumber = 28 * DAYS;
}

/// What full support is: all tokens but those in pots that no key controls. What is promised can't
/// vote either, as long as it is; it counts here, because its owner decides for how long.
pub struct VotingIssuance;
impl Get<Balance> for VotingIssuance {
	fn get() -> Balance {
		let pots = accounts::WITHOUT_KEY.map(|pot| {
			let account: AccountId = pot.into_account_truncating();
			Balances::total_balance(&account)
		});
		pots.into_iter().fold(Balances::total_issuance(), Balance::saturating_sub)
	}
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = VotingCurrency;
	type Polls = Referenda;
	type MaxTurnout = VotingIssuance;
	type MaxVotes = ConstU32<512>;
	type VoteLockingPeriod = VoteLockingPeriod;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = NeverFull;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Slash = Treasury;
	type Votes = Balance;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type Tracks = TracksInfo;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = TwoThirds;
	type DispatchWhitelistedOrigin = EitherOf<EnsureRoot<AccountId>, EnsureWhitelistedCaller>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = DispatchExpiration;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}
