// SPDX-License-Identifier: Apache-2.0

//! A chain of balances, the real registry of contributions, and this pallet.

use crate as pallet_models;
use crate::*;
use frame_support::{assert_ok, derive_impl, parameter_types, traits::VariantCountOf, BoundedVec};
use openledger_primitives::{
	corpus::{Dataset, Snapshot},
	Balance, DatanetId, ModelId,
};
use pallet_contributions::{Admission, License, LicenseTerms, Submission};
use sp_core::H256;
use sp_runtime::{BuildStorage, DispatchResult, Perbill};

pub type AccountId = u64;
pub const AUTHOR: AccountId = 1;
pub const LAB: AccountId = 2;
pub const TUNER: AccountId = 3;
pub const PAUPER: AccountId = 9;
pub const TREASURY: AccountId = 99;
pub const ENDOWMENT: Balance = 1_000_000;
pub const GRACE: u64 = 20;

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
	#[runtime::pallet_index(3)]
	pub type ModelRegistry = pallet_models::Pallet<Test>;
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
	pub const AppealDeposit: Balance = 50;
	pub const AppealPeriod: u64 = 100;
	pub const Treasury: AccountId = TREASURY;
	pub storage GracePeriod: u64 = GRACE;
}

impl pallet_contributions::Config for Test {
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

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Contributions = Registry;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type GracePeriod = GracePeriod;
	type WeightInfo = ();
}

/// Runs a test on a fresh chain with two datanets of ten texts each, and the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: [AUTHOR, LAB, TUNER, TREASURY].map(|who| (who, ENDOWMENT)).to_vec(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		open_datanet(10, license(true, true));
		open_datanet(10, license(true, true));
		test();
		Registry::do_try_state().unwrap();
		ModelRegistry::do_try_state().unwrap();
	});
}

/// A license with these permissions.
pub fn license(commercial_training: bool, derivatives: bool) -> License {
	License { terms: LicenseTerms::Terms(H256::zero()), commercial_training, derivatives }
}

pub fn open_datanet(texts: u64, license: License) -> DatanetId {
	let author = RuntimeOrigin::signed(AUTHOR);
	let datanet = pallet_contributions::NextDatanetId::<Test>::get();
	assert_ok!(Registry::create_datanet(
		author.clone(),
		BoundedVec::truncate_from(b"texts".to_vec()),
		Admission::Open,
		license,
		Default::default(),
	));
	for seed in 0..texts {
		assert_ok!(Registry::register(
			author.clone(),
			datanet,
			Submission {
				content_root: H256::from_low_u64_be(seed + 1_000 * u64::from(datanet + 1)),
				length: 1,
				uri: Default::default(),
				sources: Default::default(),
				payout: None,
			},
		));
	}
	datanet
}

pub fn dataset(datanet: DatanetId, end: u32, excluded: &[u32]) -> Dataset {
	Dataset { datanet, end, excluded: BoundedVec::truncate_from(excluded.to_vec()) }
}

pub fn snapshot(datanet: DatanetId, end: u32, excluded: &[u32], withdrawals: u32) -> Snapshot {
	Snapshot { dataset: dataset(datanet, end, excluded), withdrawals }
}

/// A base model on the first datanet that allows derivatives for a royalty of 10 %.
pub fn base() -> ProposalOf<Test> {
	Proposal {
		kind: Kind::Base,
		artifact: H256::zero(),
		metadata: Default::default(),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(vec![dataset(0, 10, &[])]),
		method: Method::Span,
		commercial: true,
		price_floor: 5,
		derivatives: Derivatives::Allowed { min_royalty: Perbill::from_percent(10) },
		payout: None,
	}
}

pub fn child(kind: Kind, parents: &[(ModelId, u32)]) -> ProposalOf<Test> {
	let parents: Vec<_> =
		parents.iter().map(|(id, percent)| (*id, Perbill::from_percent(*percent))).collect();
	Proposal {
		kind,
		parents: BoundedVec::truncate_from(parents),
		datasets: Default::default(),
		..base()
	}
}

pub fn register(who: AccountId, model: ProposalOf<Test>) -> DispatchResult {
	ModelRegistry::register(RuntimeOrigin::signed(who), model)
}
