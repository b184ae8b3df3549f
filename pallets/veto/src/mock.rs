// SPDX-License-Identifier: Apache-2.0

//! A chain of two parameters, a scheduler and this pallet.

use crate as pallet_veto;
use crate::*;
use frame_support::{
	derive_impl,
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	parameter_types,
	traits::{
		AsEnsureOriginWithArg, ConstU128, ConstU32, EnsureOriginWithArg, EqualPrivilegeOnly, Get,
		Hooks,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use openledger_primitives::{
	bounded::BoundedU32,
	interfaces::Merits,
	merit::{Merit, Time},
	Balance,
};
use sp_runtime::{BuildStorage, Perbill};

pub type AccountId = u64;
/// Stands for the origin of the track of [`dynamic_params::rules`].
pub const TRACK: AccountId = 1;
pub const ALICE: AccountId = 2;
pub const BOB: AccountId = 3;
pub const CHARLIE: AccountId = 4;
/// Blocks.
pub const PERIOD: u64 = 10;
pub const HALF_LIFE: u32 = 100;
pub const LEAST_MERIT: Balance = 100;
pub const MAX_CHANGES: u32 = 3;

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
	pub type Preimage = pallet_preimage::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Scheduler = pallet_scheduler::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Parameters = pallet_parameters::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Veto = pallet_veto::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Test>)]
pub mod dynamic_params {
	use super::*;

	/// What waits for merit.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod rules {
		#[codec(index = 0)]
		pub static Number: BoundedU32<1, 100> = BoundedU32::clamp_from(7);
	}

	/// What nobody may propose.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod others {
		#[codec(index = 0)]
		pub static Number: u32 = 0;
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		number(Some(1))
	}
}

/// The change of the parameter to `value`.
pub fn number(value: Option<u32>) -> RuntimeParameters {
	use dynamic_params::rules::{Number, Parameters};
	let value = value.map(|value| BoundedU32::new(value).expect("tests keep to the bounds"));
	RuntimeParameters::Rules(Parameters::Number(Number, value))
}

/// The parameter now.
pub fn current() -> u32 {
	dynamic_params::rules::Number::get().get()
}

#[derive_impl(pallet_parameters::config_preludes::TestDefaultConfig)]
impl pallet_parameters::Config for Test {
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = AsEnsureOriginWithArg<EnsureUnopposed>;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = ();
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<5>;
	type WeightInfo = ();
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

parameter_types! {
	pub storage MaximumWeight: Weight = Weight::MAX;
	pub storage Period: u64 = PERIOD;
	pub storage Share: Perbill = Perbill::from_rational(1u32, 3);
	pub storage Earned: Vec<(AccountId, Merit)> = Vec::new();
	pub storage Total: Merit = Merit::default();
}

/// The track's account, for its group of parameters.
pub struct ProposeOrigin;
impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ProposeOrigin {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
		match key {
			RuntimeParametersKey::Rules(_)
				if frame_system::ensure_signed(origin.clone()).ok() == Some(TRACK) =>
			{
				Ok(())
			}
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::signed(TRACK))
	}
}

/// A ledger of merit and nothing else.
pub struct Ledger;
impl Merits<AccountId> for Ledger {
	fn now() -> Time {
		let block = u32::try_from(System::block_number()).expect("tests are short");
		Time::at(block, HALF_LIFE)
	}

	fn of(who: &AccountId) -> Merit {
		let earned = Earned::get().into_iter().filter(|(earner, _)| earner == who);
		earned.map(|(_, merit)| merit).fold(Merit::default(), Merit::plus)
	}

	fn total() -> Merit {
		Total::get()
	}
}

/// `who` earns `amount` with its work.
pub fn earn(who: AccountId, amount: Balance) {
	let merit = Merit::earned(amount, Ledger::now());
	let mut earned = Earned::get();
	earned.push((who, merit));
	Earned::set(&earned);
	Total::set(&Total::get().plus(merit));
}

impl Config for Test {
	type RuntimeCall = RuntimeCall;
	type ProposeOrigin = ProposeOrigin;
	type Merits = Ledger;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type Period = Period;
	type Share = Share;
	type MinMerit = ConstU128<LEAST_MERIT>;
	type MaxChanges = ConstU32<MAX_CHANGES>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Ledger;
}

#[cfg(feature = "runtime-benchmarks")]
impl benchmarking::BenchmarkHelper<Test> for Ledger {
	fn parameter() -> RuntimeParameters {
		number(Some(9))
	}

	fn earn(who: &AccountId, amount: Balance) {
		earn(*who, amount);
	}
}

/// Goes on to block `to`, with what the blocks do by themselves.
pub fn run_to(to: u64) {
	while System::block_number() < to {
		Veto::on_idle(System::block_number(), Weight::MAX);
		System::set_block_number(System::block_number() + 1);
		Scheduler::on_initialize(System::block_number());
	}
}

/// Runs a test on a fresh chain, and its invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		test();
		Veto::do_try_state().unwrap();
	});
}
