// SPDX-License-Identifier: Apache-2.0

//! A chain of balances, the real registries and ledger, and this pallet.

use crate as pallet_attribution;
use crate::*;
use frame_support::{
	assert_ok, derive_impl, parameter_types, traits::VariantCountOf, BoundedVec, PalletId,
};
use openledger_primitives::{
	corpus::Dataset,
	receipt::{CompactReceipt, Credit},
	span::SpanParams,
	split::FeeSplit,
	Balance, ContributionId, ModelId,
};
use pallet_contributions::{Admission, Licence, LicenceTerms, Submission};
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::H256;
use sp_runtime::{BuildStorage, Perbill};

pub type AccountId = u64;
pub const PAYER: AccountId = 1;
pub const OPERATOR: AccountId = 2;
pub const LAB: AccountId = 3;
pub const TUNER: AccountId = 4;
/// The first author; author n wrote contribution n.
pub const AUTHOR: AccountId = 100;
pub const AUTHORS: u64 = 20;
pub const TREASURY: AccountId = 10;
pub const STAKERS: AccountId = 11;
pub const ENDOWMENT: Balance = u64::MAX as Balance;
pub const WINDOW: u64 = 10;

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
	#[runtime::pallet_index(4)]
	pub type Rewards = pallet_rewards::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Attribution = pallet_attribution::Pallet<Test>;
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
	pub const AppealPeriod: u64 = 100;
	pub const RewardsPalletId: PalletId = PalletId(*b"ol/rwrds");
	pub const Treasury: AccountId = TREASURY;
	pub const StakersPot: AccountId = STAKERS;
	pub const ChallengeWindow: u64 = WINDOW;
	pub storage Split: FeeSplit = FeeSplit::DEFAULT;
	pub const Rule: SpanParams = SpanParams::DEFAULT;
}

impl pallet_contributions::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type AppealDeposit = AppealDeposit;
	type AppealPeriod = AppealPeriod;
	type Treasury = Treasury;
	type AppealOrigin = frame_system::EnsureRoot<AccountId>;
	type WeightInfo = ();
}

impl pallet_models::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Contributions = Registry;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type WeightInfo = ();
}

impl pallet_rewards::Config for Test {
	type Currency = Balances;
	type PalletId = RewardsPalletId;
	type Treasury = Treasury;
	type StakersPot = StakersPot;
	type WeightInfo = ();
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type Contributions = Registry;
	type Models = ModelRegistry;
	type Ledger = Rewards;
	type SpanParams = Rule;
	type FeeSplit = Split;
	type ChallengeWindow = ChallengeWindow;
	type WeightInfo = ();
}

/// Runs a test on a fresh chain where each author has a text, `LAB` a base model on all of them
/// but the last (id 0), and `TUNER` a fine-tune of it for 30 % (id 1); the invariants after it, and
/// that issuance is what it was.
pub fn build_and_execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut balances: Vec<_> = [PAYER, OPERATOR, LAB, TUNER].map(|who| (who, ENDOWMENT)).to_vec();
	balances.extend((0..AUTHORS).map(|n| (AUTHOR + n, 10_000)));
	balances.extend([Rewards::pot(), TREASURY, STAKERS].map(|pot| (pot, 1)));
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		let issuance = Balances::total_issuance();
		register_works();
		register_models();
		test();
		Registry::do_try_state().unwrap();
		ModelRegistry::do_try_state().unwrap();
		Rewards::do_try_state().unwrap();
		Attribution::do_try_state().unwrap();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

fn register_works() {
	assert_ok!(Registry::create_datanet(
		RuntimeOrigin::signed(LAB),
		BoundedVec::truncate_from(b"texts".to_vec()),
		Admission::Open,
		Licence {
			terms: LicenceTerms::Terms(H256::zero()),
			commercial_training: true,
			derivatives: true,
		},
		Default::default(),
	));
	for n in 0..AUTHORS {
		// Every fourth text is half made of the one before it.
		let sources = if n % 4 == 3 { vec![(n - 1, Perbill::from_percent(50))] } else { vec![] };
		assert_ok!(Registry::register(
			RuntimeOrigin::signed(AUTHOR + n),
			0,
			Submission {
				content_root: H256::from_low_u64_be(n + 1),
				length: 1,
				uri: Default::default(),
				sources: BoundedVec::truncate_from(sources),
				payout: None,
			},
		));
	}
}

fn register_models() {
	let upto = u32::try_from(AUTHORS).unwrap() - 1;
	let base = Proposal {
		kind: Kind::Base,
		artefact: H256::zero(),
		metadata: Default::default(),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(vec![Dataset {
			datanet: 0,
			upto,
			excluded: Default::default(),
		}]),
		method: Method::Span,
		commercial: true,
		price_floor: 100,
		derivatives: Derivatives::Allowed { least_royalty: Perbill::from_percent(30) },
		payout: None,
	};
	let tune = Proposal {
		kind: Kind::FineTune,
		parents: BoundedVec::truncate_from(vec![(0, Perbill::from_percent(30))]),
		datasets: Default::default(),
		..base.clone()
	};
	assert_ok!(ModelRegistry::register(RuntimeOrigin::signed(LAB), base));
	assert_ok!(ModelRegistry::register(RuntimeOrigin::signed(TUNER), tune));
}

/// A receipt of an output of 1,000 bytes, so of 256,000 points.
pub fn receipt(fee: Balance, credits: &[(ContributionId, u32)]) -> CompactReceipt {
	let credits: Vec<_> = credits
		.iter()
		.map(|(contribution, points)| Credit { contribution: *contribution, points: *points })
		.collect();
	CompactReceipt {
		rule: SpanParams::DEFAULT,
		fee,
		output_len: 1_000,
		credits: BoundedVec::truncate_from(credits),
		commitment: H256::repeat_byte(7),
	}
}

pub fn settle(model: ModelId, receipt: CompactReceipt) -> sp_runtime::DispatchResult {
	Attribution::settle_one(RuntimeOrigin::signed(PAYER), model, OPERATOR, receipt)
}

/// Lets the challenge window pass.
pub fn pass_window() {
	System::set_block_number(System::block_number() + WINDOW);
}

pub fn finalise(batch: u64) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Attribution::finalise(RuntimeOrigin::signed(OPERATOR), batch, 128)
}
