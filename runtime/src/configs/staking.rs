// SPDX-License-Identifier: Apache-2.0

//! Nominated proof of stake.
//!
//! Elections run on chain, in the block that plans an era: bounded so that they take a fraction of
//! a slot, with the stakers of least weight left out when there are more than the bound.
//!
//! Stakers are paid from pots, see [`EraFromPots`].

use crate::{
	configs::{
		consensus::MaxAuthorities, money::ToTreasury,
		parameters::dynamic_params::staking::Emission, voter_bags,
	},
	constants::accounts,
	pace::{BondingDuration, CurrentPace, HistoryDepth, SessionsPerEra, SlashDeferDuration},
	AccountId, Balance, Balances, DelegatedStaking, Moment, NominationPools, Rewards, Runtime,
	RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, Session, Staking, System, Timestamp,
	VoterList,
};
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, ScoreProvider, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Credit, Debt},
		ConstBool, ConstU32, ConstU8, EitherOf, Get, Imbalance, OnUnbalanced,
	},
	PalletId,
};
use frame_system::EnsureRoot;
use openledger_primitives::split::mul_div;
use pallet_nomination_pools::adapter::DelegateStake;
use pallet_origins::EnsureStaking;
use pallet_staking::{
	ClaimedRewards, CurrentEra, ErasRewardPoints, ErasValidatorReward, Nominators,
	UseValidatorsMap, Validators,
};
use sp_core::U256;
use sp_runtime::{traits::Convert, FixedU128, Perbill};
use sp_staking::{currency_to_vote::U128CurrencyToVote, EraIndex, EraPayout};

/// Validators that a nominator can back.
const MAX_NOMINATIONS: u32 = 16;
/// Stakers whose votes an election counts.
const MAX_VOTERS: u32 = 4_000;
/// Candidates that an election considers.
pub const MAX_TARGETS: u32 = 500;
/// Backers that a validator can have: a slash is worked off in one block. They are one page of an
/// era's exposures, so that one call pays them all.
const MAX_BACKERS: u32 = 256;
/// Nomination pools: each is a voter, and may not crowd out the others.
pub const MAX_POOLS: u32 = 1_000;

/// Planck of an era's budget that staking may not divide. It rounds each part to the nearest, so
/// that the parts may be more than the whole: by half a planck for each validator and backer, and
/// for each commission, at the most.
pub const ROUNDING: Balance = 25_600;

/// A year, in milliseconds: 365.25 days.
const YEAR: Moment = 31_557_600_000;

parameter_types! {
	pub const MaxBackersPerWinner: u32 = MAX_BACKERS;
	pub const BagThresholds: &'static [VoteWeight] = &voter_bags::THRESHOLDS;
	pub OnChainElectionBounds: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(MAX_VOTERS.into())
		.targets_count(MAX_TARGETS.into())
		.build();
}

pub struct OnChainElection;
impl onchain::Config for OnChainElection {
	type Sort = ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = MaxBackersPerWinner;
	type MaxWinnersPerPage = MaxAuthorities;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = OnChainElectionBounds;
}

pub struct StakingBenchmarkingConfig;
impl pallet_staking::BenchmarkingConfig for StakingBenchmarkingConfig {
	type MaxValidators = MaxAuthorities;
	type MaxNominators = ConstU32<1_000>;
}

/// Root, or a vote on the track of staking.
pub type StakingAdmin = EitherOf<EnsureRoot<AccountId>, EnsureStaking>;

/// What an era may pay: the stakers' share of the fees that were divided in it, and an emission from
/// the reserve. Both are burned here, and minted as they are claimed.
pub struct EraFromPots;
impl EraFromPots {
	/// What the reserve emits for so many milliseconds, in planck. No more than for an era at its
	/// ordinary length: a chain that stood still did not work for it.
	fn emission(duration: Moment) -> Balance {
		let duration = duration.min(CurrentPace::get().era_millis());
		let yearly =
			Rewards::staking_reserve().saturating_mul(Emission::get().get().into()) / 10_000;
		mul_div(yearly, duration.into(), YEAR.into()).unwrap_or_default()
	}

	/// What nobody has claimed of the oldest era goes back to the reserve, and can't be claimed any
	/// more: its records are cleared when the next era is planned.
	fn close_oldest() {
		let planned = CurrentEra::<Runtime>::get().unwrap_or_default();
		let Some(oldest) = planned.checked_sub(HistoryDepth::get()) else { return };
		if let Some(budget) = ErasValidatorReward::<Runtime>::take(oldest) {
			Rewards::return_unclaimed(budget.saturating_sub(Self::claimed(oldest, budget)));
		}
	}

	/// What the validators with a claim of era `era` shared with their nominators, as staking
	/// divides its budget.
	fn claimed(era: EraIndex, budget: Balance) -> Balance {
		let points = ErasRewardPoints::<Runtime>::get(era);
		points
			.individual
			.iter()
			.filter(|(validator, _)| ClaimedRewards::<Runtime>::contains_key(era, validator))
			.map(|(_, own)| Perbill::from_rational(*own, points.total) * budget)
			.fold(0, Balance::saturating_add)
	}
}

impl EraPayout<Balance> for EraFromPots {
	fn era_payout(_staked: Balance, _issuance: Balance, duration: u64) -> (Balance, Balance) {
		Self::close_oldest();
		(Rewards::fund_era(Self::emission(duration)).saturating_sub(ROUNDING), 0)
	}
}

/// What staking mints was burned before.
pub struct NoteMinted;
impl OnUnbalanced<Debt<AccountId, Balances>> for NoteMinted {
	fn on_nonzero_unbalanced(minted: Debt<AccountId, Balances>) {
		Rewards::note_minted(minted.peek());
	}
}

/// What a vote keeps back of the stakers' pay is minted too, and goes to the treasury.
pub struct RemainderToTreasury;
impl OnUnbalanced<Credit<AccountId, Balances>> for RemainderToTreasury {
	fn on_nonzero_unbalanced(minted: Credit<AccountId, Balances>) {
		Rewards::note_minted(minted.peek());
		ToTreasury::on_unbalanced(minted);
	}
}

impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type GenesisElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<MAX_NOMINATIONS>;
	type HistoryDepth = HistoryDepth;
	type RewardRemainder = RemainderToTreasury;
	type RuntimeEvent = RuntimeEvent;
	type Slash = ToTreasury;
	type Reward = NoteMinted;
	type SessionsPerEra = SessionsPerEra;
	type BondingDuration = BondingDuration;
	type SlashDeferDuration = SlashDeferDuration;
	type AdminOrigin = StakingAdmin;
	type SessionInterface = Self;
	type EraPayout = EraFromPots;
	type NextNewSession = Session;
	type MaxExposurePageSize = MaxBackersPerWinner;
	type MaxValidatorSet = MaxAuthorities;
	type VoterList = VoterList;
	type TargetList = UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<100>;
	type EventListeners = (NominationPools, DelegatedStaking);
	// A member of a pool stakes through it.
	type Filter = pallet_nomination_pools::AllPoolMembers<Self>;
	type BenchmarkingConfig = StakingBenchmarkingConfig;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

/// What those who validate or nominate weigh. Staking itself gives everybody with a bond a score, so
/// that anyone could rebag idle stakers into the list, where they take places from voters.
pub struct VoterScore;
impl ScoreProvider<AccountId> for VoterScore {
	type Score = VoteWeight;

	fn score(who: &AccountId) -> Option<VoteWeight> {
		let votes =
			Nominators::<Runtime>::contains_key(who) || Validators::<Runtime>::contains_key(who);
		votes.then(|| Staking::score(who)).flatten()
	}
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type ScoreProvider = VoterScore;
	// Benchmarks set scores of accounts that do not stake.
	#[cfg(feature = "runtime-benchmarks")]
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ConstU32<5>;
	type Score = VoteWeight;
}

parameter_types! {
	pub const DelegatedStakingId: PalletId = accounts::DELEGATED_STAKING;
	/// For whoever applies a slash to a member of a pool, who would not do it themselves.
	pub const SlashRewardFraction: Perbill = Perbill::from_percent(1);
	pub const PoolsId: PalletId = accounts::NOMINATION_POOLS;
	/// A pool keeps what is unbonded in an era apart for as long as slashes may reach it.
	pub MaxUnbondingPools: u32 = BondingDuration::get().saturating_add(4);
}

impl pallet_delegated_staking::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type PalletId = DelegatedStakingId;
	type Currency = Balances;
	type OnSlash = ToTreasury;
	type SlashRewardFraction = SlashRewardFraction;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CoreStaking = Staking;
}

pub struct BalanceToU256;
impl Convert<Balance, U256> for BalanceToU256 {
	fn convert(balance: Balance) -> U256 {
		balance.into()
	}
}
pub struct U256ToBalance;
impl Convert<U256, Balance> for U256ToBalance {
	fn convert(number: U256) -> Balance {
		number.try_into().unwrap_or(Balance::MAX)
	}
}

impl pallet_nomination_pools::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_nomination_pools::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RewardCounter = FixedU128;
	type PalletId = PoolsId;
	type MaxPointsToBalance = ConstU8<10>;
	type MaxUnbonding = ConstU32<8>;
	type BalanceToU256 = BalanceToU256;
	type U256ToBalance = U256ToBalance;
	type StakeAdapter = DelegateStake<Self, Staking, DelegatedStaking>;
	type MaxUnbondingPools = MaxUnbondingPools;
	type MaxMetadataLen = ConstU32<256>;
	type AdminOrigin = StakingAdmin;
	type BlockNumberProvider = System;
	// Who stakes by themselves can't be in a pool too.
	type Filter = pallet_staking::AllStakers<Self>;
}
