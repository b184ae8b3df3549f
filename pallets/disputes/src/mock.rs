// SPDX-License-Identifier: Apache-2.0

//! A chain of balances, the real registry and ledger, and this pallet.

use crate as pallet_disputes;
use crate::*;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU64, VariantCountOf},
	BoundedVec, PalletId,
};
use openledger_primitives::{
	interfaces::{Contributions as _, Ledger, Source, Stake},
	shares::divide,
	Balance, ContributionId,
};
use pallet_contributions::{Admission, ContributionKey, License, LicenseTerms, Submission};
use sp_core::H256;
use sp_runtime::{BuildStorage, DispatchResult, Perbill};

pub type AccountId = u64;
/// Owns the datanet.
pub const OWNER: AccountId = 1;
pub const CURATOR: AccountId = 2;
pub const SECOND_CURATOR: AccountId = 3;
/// Has registered what it has not written: contribution 0.
pub const THIEF: AccountId = 4;
/// Has written it.
pub const AUTHOR: AccountId = 5;
/// Has made a remix of it, contribution 1, of which 40 % are passed on.
pub const REMIXER: AccountId = 6;
pub const PAYER: AccountId = 7;
pub const OTHER: AccountId = 8;
pub const TREASURY: AccountId = 99;
pub const STAKERS: AccountId = 98;
pub const RESERVE: AccountId = 97;
pub const ENDOWMENT: Balance = 1_000_000;

pub const STOLEN: ContributionId = 0;
pub const REMIX: ContributionId = 1;

pub const BOND: Balance = 1_000;
pub const APPEAL: Balance = 300;
pub const ANSWER_PERIOD: u64 = 10;
pub const CURATORS_PERIOD: u64 = 20;
pub const APPEAL_PERIOD: u64 = 15;
pub const GOVERNANCE_PERIOD: u64 = 40;

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
	pub type Rewards = pallet_rewards::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Disputed = pallet_disputes::Pallet<Test>;
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
	pub const DepositBase: Balance = 100;
	pub const DepositPerByte: Balance = 1;
	pub const AppealDeposit: Balance = 50;
	pub const RewardsPalletId: PalletId = PalletId(*b"ol/rwrds");
	pub const Treasury: AccountId = TREASURY;
	pub const StakersPot: AccountId = STAKERS;
	pub const StakingReserve: AccountId = RESERVE;
	pub storage MinBond: Balance = BOND;
	pub storage AppealBond: Balance = APPEAL;
}

impl pallet_contributions::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = ();
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type AppealDeposit = AppealDeposit;
	type AppealPeriod = ConstU64<100>;
	type Treasury = Treasury;
	type AppealOrigin = frame_system::EnsureRoot<AccountId>;
	type Disputes = Disputed;
	type WeightInfo = ();
}

impl pallet_rewards::Config for Test {
	type Currency = Balances;
	type PalletId = RewardsPalletId;
	type Treasury = Treasury;
	type StakersPot = StakersPot;
	type StakingReserve = StakingReserve;
	type HalfLife = ConstU64<1_000>;
	type Stake = NoStaking;
	type WeightInfo = ();
}

pub struct NoStaking;
impl Stake<AccountId> for NoStaking {
	fn bond(_: &AccountId, _: Balance) -> DispatchResult {
		Err("there is no staking here".into())
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = ();
	type Registry = Registry;
	type Escrow = Rewards;
	type MinBond = MinBond;
	type AppealBond = AppealBond;
	type AnswerPeriod = ConstU64<ANSWER_PERIOD>;
	type CuratorsPeriod = ConstU64<CURATORS_PERIOD>;
	type AppealPeriod = ConstU64<APPEAL_PERIOD>;
	type GovernancePeriod = ConstU64<GOVERNANCE_PERIOD>;
	type Treasury = Treasury;
	type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
	type WeightInfo = ();
}

/// Runs a test on a fresh chain where `THIEF` has contribution 0, of a datanet with two curators,
/// and `REMIXER` contribution 1; the invariants after it, and that issuance is what it was.
pub fn build_and_execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let rich = [OWNER, CURATOR, SECOND_CURATOR, THIEF, AUTHOR, REMIXER, PAYER, OTHER];
	let mut balances = rich.map(|who| (who, ENDOWMENT)).to_vec();
	balances.extend([Rewards::pot(), TREASURY, STAKERS].map(|pot| (pot, 1)));
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		let issuance = Balances::total_issuance();
		let net =
			create(Admission::Curated(BoundedVec::truncate_from(vec![CURATOR, SECOND_CURATOR])));
		register(THIEF, net, 1, &[]);
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), STOLEN));
		register(REMIXER, net, 2, &[(STOLEN, Perbill::from_percent(40))]);
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), REMIX));
		test();
		check();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// The invariants of all pallets.
pub fn check() {
	Registry::do_try_state().unwrap();
	Rewards::do_try_state().unwrap();
	Disputed::do_try_state().unwrap();
}

/// A datanet of `OWNER`.
pub fn create(admission: Admission<AccountId>) -> u32 {
	let net = pallet_contributions::NextDatanetId::<Test>::get();
	assert_ok!(Registry::create_datanet(
		RuntimeOrigin::signed(OWNER),
		BoundedVec::truncate_from(b"texts".to_vec()),
		admission,
		License {
			terms: LicenseTerms::Terms(H256::zero()),
			commercial_training: true,
			derivatives: true,
		},
		Default::default(),
	));
	net
}

pub fn register(
	who: AccountId,
	datanet: u32,
	seed: u8,
	sources: &[(ContributionId, Perbill)],
) -> ContributionId {
	let id = pallet_contributions::NextContributionId::<Test>::get();
	assert_ok!(Registry::register(
		RuntimeOrigin::signed(who),
		datanet,
		Submission {
			content_root: H256::repeat_byte(seed),
			length: 1_000,
			uri: Default::default(),
			sources: BoundedVec::truncate_from(sources.to_vec()),
			payout: None,
		},
	));
	id
}

/// Has an answer pay so much for a contribution, as settlement does when a batch is final.
pub fn earn(contribution: ContributionId, amount: Balance) {
	assert_ok!(Rewards::collect(&PAYER, amount));
	let (parts, left) = divide(amount, Registry::payees(contribution).unwrap());
	for ((work, payee), part) in parts {
		let source = Source::Contribution { batch: 0, contribution, work };
		assert_ok!(Rewards::reward_for(work, &payee, part, source));
	}
	assert_ok!(Rewards::pay_treasury(left, None));
}

pub fn evidence(seed: u8) -> Evidence {
	Evidence {
		hash: H256::repeat_byte(seed),
		uri: BoundedVec::truncate_from(b"https://example.org/draft".to_vec()),
	}
}

pub fn open(claimant: AccountId, bond: Balance) -> DispatchResult {
	Disputed::open(RuntimeOrigin::signed(claimant), STOLEN, bond, evidence(1))
}

pub fn answer() -> DispatchResult {
	Disputed::answer(RuntimeOrigin::signed(THIEF), STOLEN, evidence(2))
}

pub fn rule(curator: AccountId, outcome: Outcome) -> DispatchResult {
	Disputed::rule(RuntimeOrigin::signed(curator), STOLEN, outcome)
}

pub fn appeal(who: AccountId) -> DispatchResult {
	Disputed::appeal(RuntimeOrigin::signed(who), STOLEN)
}

pub fn decide(outcome: Outcome) -> DispatchResult {
	Disputed::decide(RuntimeOrigin::root(), STOLEN, outcome)
}

pub fn concede(who: AccountId) -> DispatchResult {
	Disputed::concede(RuntimeOrigin::signed(who), STOLEN)
}

/// Ends a dispute whose time is over, as anyone can.
pub fn conclude() -> DispatchResult {
	Disputed::conclude(RuntimeOrigin::signed(OTHER), STOLEN)
}

pub fn pass(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// `AUTHOR` disputes with a bond of so much, the thief answers, and a curator rules.
pub fn ruled(bond: Balance, outcome: Outcome) {
	assert_ok!(open(AUTHOR, bond));
	assert_ok!(answer());
	assert_ok!(rule(CURATOR, outcome));
}

pub fn stage() -> Stage<u64> {
	Disputed::dispute(STOLEN).unwrap().stage(System::block_number())
}

pub fn status(id: ContributionId) -> pallet_contributions::Status {
	pallet_contributions::Contributions::<Test>::get(ContributionKey::from(id)).unwrap().status
}

pub fn owner(id: ContributionId) -> AccountId {
	pallet_contributions::Contributions::<Test>::get(ContributionKey::from(id)).unwrap().owner
}

/// What is held of an account as bonds.
pub fn bonds(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Bond.into(), &who)
}

/// What is held of an account as deposits of contributions.
pub fn deposits(who: AccountId) -> Balance {
	Balances::balance_on_hold(&pallet_contributions::HoldReason::Contribution.into(), &who)
}

/// All that an account has, and is owed.
pub fn wealth(who: AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(&who) + Rewards::owed(&who)
}
