// SPDX-License-Identifier: Apache-2.0

//! A chain of balances and this pallet.

use crate as pallet_rewards;
use crate::*;
use frame_support::{derive_impl, ensure, parameter_types, traits::VariantCountOf, PalletId};
use openledger_primitives::{
	interfaces::{Source, Stake},
	Balance, ContributionId,
};
use sp_runtime::{BuildStorage, DispatchResult};

pub type AccountId = u64;
pub const PAYER: AccountId = 1;
pub const AUTHOR: AccountId = 2;
pub const OTHER: AccountId = 3;
pub const TREASURY: AccountId = 10;
pub const STAKERS: AccountId = 11;
pub const RESERVE: AccountId = 12;
pub const ENDOWMENT: Balance = 1_000_000;
/// Blocks.
pub const HALF_LIFE: u64 = 1_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 100;
/// What tests owe something for, where it does not matter.
pub const SERVICE: Source = Source::Operator { batch: 0 };

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Rewards = pallet_rewards::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const RewardsPalletId: PalletId = PalletId(*b"ol/rwrds");
	pub const Treasury: AccountId = TREASURY;
	pub storage StakersPot: AccountId = STAKERS;
	pub const StakingReserve: AccountId = RESERVE;
	pub storage HalfLife: u64 = HALF_LIFE;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

/// Stands for staking: holds nothing, but refuses what is too little, and remembers the rest.
pub struct Bonds;
/// The least that can be bonded.
pub const LEAST_BOND: Balance = 500;
parameter_types! {
	pub storage Bonded: Vec<(AccountId, Balance)> = Vec::new();
}
impl Stake<AccountId> for Bonds {
	fn bond(who: &AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount >= LEAST_BOND, "too little");
		let mut bonded = Bonded::get();
		bonded.push((*who, amount));
		Bonded::set(&bonded);
		Ok(())
	}
}

impl Config for Test {
	type Currency = Balances;
	type PalletId = RewardsPalletId;
	type Treasury = Treasury;
	type StakersPot = StakersPot;
	type StakingReserve = StakingReserve;
	type HalfLife = HalfLife;
	type Stake = Bonds;
	type WeightInfo = ();
}

/// What a contribution earns in batch 3.
pub const fn earned_by(work: ContributionId) -> Source {
	Source::Contribution { batch: 3, contribution: work, work }
}

/// Runs a test on a fresh chain; after it the invariants, and that issuance and what was burned for
/// stakers are together what was issued.
pub fn build_and_execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut balances = vec![(PAYER, ENDOWMENT), (Rewards::pot(), EXISTENTIAL_DEPOSIT)];
	balances.extend([TREASURY, STAKERS].map(|who| (who, EXISTENTIAL_DEPOSIT)));
	balances.push((RESERVE, ENDOWMENT));
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		let issuance = Balances::total_issuance();
		test();
		Rewards::do_try_state().unwrap();
		assert_eq!(Balances::total_issuance() + StakersUnpaid::<Test>::get(), issuance);
	});
}
