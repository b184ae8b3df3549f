// SPDX-License-Identifier: Apache-2.0

//! A chain of balances and this pallet.

use crate as pallet_contributions;
use crate::*;
use frame_support::{derive_impl, parameter_types, traits::VariantCountOf, BoundedVec};
use openledger_primitives::{corpus::Position, Balance};
use sp_core::H256;
use sp_runtime::BuildStorage;

pub type AccountId = u64;
pub const OWNER: AccountId = 1;
pub const CURATOR: AccountId = 2;
pub const AUTHOR: AccountId = 3;
pub const OTHER: AccountId = 4;
pub const PAUPER: AccountId = 5;
pub const TREASURY: AccountId = 99;
pub const ENDOWMENT: Balance = 1_000_000;

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
	pub type Registry = pallet_contributions::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

parameter_types! {
	pub storage DepositBase: Balance = 100;
	pub const DepositPerByte: Balance = 1;
	pub storage AppealDeposit: Balance = 50;
	pub storage AppealPeriod: u64 = 100;
	pub const Treasury: AccountId = TREASURY;
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = ();
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type AppealDeposit = AppealDeposit;
	type AppealPeriod = AppealPeriod;
	type Treasury = Treasury;
	type AppealOrigin = frame_system::EnsureRoot<AccountId>;
	type Disputes = ();
	type WeightInfo = ();
}

/// Runs a test on a fresh chain, and the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: [OWNER, CURATOR, AUTHOR, OTHER, TREASURY].map(|who| (who, ENDOWMENT)).to_vec(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		test();
		Registry::do_try_state().unwrap();
	});
}

pub fn curated() -> AdmissionOf<Test> {
	Admission::Curated(BoundedVec::truncate_from(vec![CURATOR]))
}

pub fn license() -> License {
	License {
		terms: LicenseTerms::Spdx(BoundedVec::truncate_from(b"Apache-2.0".to_vec())),
		commercial_training: true,
		derivatives: true,
	}
}

pub fn name(text: &str) -> Name {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// A datanet of `OWNER`.
pub fn create(admission: AdmissionOf<Test>) -> u32 {
	Registry::create_datanet(
		RuntimeOrigin::signed(OWNER),
		name("texts"),
		admission,
		license(),
		Uri::default(),
	)
	.unwrap();
	NextDatanetId::<Test>::get() - 1
}

/// A text that differs by `seed`.
pub fn text(seed: u8) -> SubmissionOf<Test> {
	Submission {
		content_root: H256::repeat_byte(seed),
		length: 1_000,
		uri: Uri::default(),
		sources: Default::default(),
		payout: None,
	}
}

/// Where an accepted contribution stands.
pub fn at(datanet: u32, index: u32) -> Position {
	Position { datanet, index, withdrawal: None }
}

pub fn status(id: u64) -> Status {
	Contributions::<Test>::get(ContributionKey::from(id)).unwrap().status
}
