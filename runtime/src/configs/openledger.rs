// SPDX-License-Identifier: Apache-2.0

//! Contributions, models, channels, settlement, rewards and disputes.

use super::{money::TreasuryAccount, parameters::dynamic_params, promises::OutOfVotes};
use crate::{
	constants::{
		accounts,
		currency::{deposit, EXISTENTIAL_DEPOSIT, OPEN},
		time::DAYS,
	},
	pace::{CurrentPace, Pace},
	AccountId, Balance, Balances, BlockNumber, Channels, Contributions, Disputes, Models, Rewards,
	Runtime, RuntimeHoldReason, RuntimeOrigin, Staking,
};
use frame_support::{
	ensure, parameter_types,
	traits::{EitherOf, Get},
	PalletId,
};
use frame_system::EnsureRoot;
use openledger_primitives::interfaces::Stake;
use pallet_origins::EnsureDatanets;
use pallet_staking::RewardDestination;
use sp_runtime::{traits::AccountIdConversion, DispatchResult, Percent};
use sp_staking::StakingInterface;

parameter_types! {
	/// A record and the entries that lead to it, three at the most.
	pub const RecordDepositBase: Balance = deposit(3, 0);
	pub const RecordDepositPerByte: Balance = deposit(0, 1);
	/// More than voters' time is worth to a spammer, less than a wronged author has to lose.
	pub const AppealDeposit: Balance = 10 * OPEN;
	/// Time for a referendum: 28 days.
	pub const AppealPeriod: BlockNumber = 28 * DAYS;
	/// What a demand's bond is worth, five times over. See "Who gains what" of the protocol: to keep
	/// ten operators from answering costs more than this many slashes of theirs can pay.
	pub const UnansweredReward: Balance = 10 * OPEN;
	/// More than the time of those who judge is worth to whoever wastes it, and than any deposit of a
	/// contribution.
	pub const DisputeBond: Balance = 10 * OPEN;
	/// For an owner to notice that its work is disputed, and to answer.
	pub AnswerPeriod: BlockNumber = Pace::scaled(7 * DAYS);
	pub CuratorsPeriod: BlockNumber = Pace::scaled(7 * DAYS);
	pub RulingAppealPeriod: BlockNumber = Pace::scaled(7 * DAYS);
	/// Time for a referendum, with its preparation and the decision of others before it: 28 days.
	pub DisputeGovernancePeriod: BlockNumber = Pace::scaled(28 * DAYS);
	/// 90 days.
	pub const HalfLife: BlockNumber = 90 * DAYS;
	pub const RewardsPalletId: PalletId = accounts::REWARDS;
	pub StakersPot: AccountId = accounts::STAKERS.into_account_truncating();
	pub StakingReserve: AccountId = accounts::STAKING_RESERVE.into_account_truncating();
}

impl pallet_contributions::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = OutOfVotes;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type AppealDeposit = AppealDeposit;
	type AppealPeriod = AppealPeriod;
	type Treasury = TreasuryAccount;
	type AppealOrigin = EitherOf<EnsureRoot<AccountId>, EnsureDatanets>;
	type Disputes = Disputes;
	type WeightInfo = pallet_contributions::weights::Measured<Runtime>;
}

impl pallet_models::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Contributions = Contributions;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type GracePeriod = GracePeriod;
	type WeightInfo = pallet_models::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// Governed numbers, as the pallets take them: blocks at the chain's pace, a multiple, planck, shares.
macro_rules! governed {
	($($name:ident: $type:ty = |$number:ident| $value:expr;)+) => {
		$(
			pub struct $name;
			impl Get<$type> for $name {
				fn get() -> $type {
					let $number = dynamic_params::attribution::$name::get().get();
					$value
				}
			}
		)+
	};
}
governed! {
	ChallengeWindow: BlockNumber = |blocks| CurrentPace::get().window(blocks);
	Leverage: u32 = |times| times;
	MinBond: Balance = |open| OPEN.saturating_mul(open.into());
	UnbondingDelay: BlockNumber = |blocks| CurrentPace::get().window(blocks);
	CloseDelay: BlockNumber = |blocks| CurrentPace::get().window(blocks);
	// What was served before a channel began to close must not lose its price before the channel
	// is closed.
	GracePeriod: BlockNumber = |blocks| CurrentPace::get().window(blocks).max(CloseDelay::get());
	RevealWindow: BlockNumber = |blocks| CurrentPace::get().window(blocks);
	DemandBond: Balance = |open| OPEN.saturating_mul(open.into());
	SlashShare: Percent = |percent| Percent::from_rational(percent, 100);
	ChallengerShare: Percent = |percent| Percent::from_rational(percent, 100);
}

/// Claims are bonded as stakers bond: what was never bonded before compounds.
pub struct BondInStaking;
impl Stake<AccountId> for BondInStaking {
	fn bond(who: &AccountId, amount: Balance) -> DispatchResult {
		if <Staking as StakingInterface>::stake(who).is_ok() {
			return <Staking as StakingInterface>::bond_extra(who, amount);
		}
		// Of less, a new account would bond nothing: it keeps the existential deposit.
		ensure!(amount > EXISTENTIAL_DEPOSIT, pallet_staking::Error::<Runtime>::InsufficientBond);
		Staking::bond(RuntimeOrigin::signed(who.clone()), amount, RewardDestination::Staked)
	}
}

impl pallet_channels::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = OutOfVotes;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type Treasury = TreasuryAccount;
	type Leverage = Leverage;
	type MinBond = MinBond;
	type UnbondingDelay = UnbondingDelay;
	type CloseDelay = CloseDelay;
	type GracePeriod = GracePeriod;
	type SlashShare = SlashShare;
	type WeightInfo = pallet_channels::weights::Measured<Runtime>;
}

impl pallet_attribution::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = OutOfVotes;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type Channels = Channels;
	type Contributions = Contributions;
	type Models = Models;
	type Ledger = Rewards;
	type Treasury = TreasuryAccount;
	type SpanParams = dynamic_params::attribution::SpanParams;
	type FeeSplit = dynamic_params::fees::FeeSplit;
	type ChallengeWindow = ChallengeWindow;
	type RevealWindow = RevealWindow;
	type GracePeriod = GracePeriod;
	type DemandBond = DemandBond;
	type ChallengerShare = ChallengerShare;
	type UnansweredReward = UnansweredReward;
	type WeightInfo = pallet_attribution::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_rewards::Config for Runtime {
	type Currency = Balances;
	type PalletId = RewardsPalletId;
	type Treasury = TreasuryAccount;
	type StakersPot = StakersPot;
	type StakingReserve = StakingReserve;
	type HalfLife = HalfLife;
	type Stake = BondInStaking;
	type WeightInfo = pallet_rewards::weights::Measured<Runtime>;
}

impl pallet_disputes::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = OutOfVotes;
	type Registry = Contributions;
	type Escrow = Rewards;
	type MinBond = DisputeBond;
	type AppealBond = DisputeBond;
	type AnswerPeriod = AnswerPeriod;
	type CuratorsPeriod = CuratorsPeriod;
	type AppealPeriod = RulingAppealPeriod;
	type GovernancePeriod = DisputeGovernancePeriod;
	type Treasury = TreasuryAccount;
	type GovernanceOrigin = EitherOf<EnsureRoot<AccountId>, EnsureDatanets>;
	type WeightInfo = pallet_disputes::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_origins::Config for Runtime {}
