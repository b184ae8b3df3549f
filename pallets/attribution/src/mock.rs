// SPDX-License-Identifier: Apache-2.0

//! A chain of balances, the real registries and ledger, and this pallet.

use crate as pallet_attribution;
use crate::*;
use frame_support::{
	assert_ok, derive_impl, ensure, parameter_types,
	traits::{
		fungible::{Inspect, InspectHold},
		Contains, OnIdle, VariantCountOf,
	},
	weights::Weight,
	BoundedVec, PalletId,
};
use openledger_primitives::{
	batch::{BatchedReceipt, PlacedCredit},
	corpus::Dataset,
	interfaces::{Promises, Stake},
	receipt::{CompactReceipt, Credit},
	span::SpanParams,
	split::FeeSplit,
	voucher::{Redemption, Voucher},
	Balance, ChannelId, ContributionId, ModelId,
};
use pallet_contributions::{Admission, Licence, LicenceTerms, Submission};
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{BuildStorage, DispatchResult, Perbill, Percent, TokenError};

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
pub const RESERVE: AccountId = 101;
pub const ENDOWMENT: Balance = u64::MAX as Balance;
pub const WINDOW: u64 = 10;
pub const REVEAL_WINDOW: u64 = 3;
pub const DEMAND_BOND: Balance = 50;
/// Less than the share of half the least bond that is a finder's.
pub const UNANSWERED: Balance = 30;
pub const LEVERAGE: u32 = 10;
pub const MIN_BOND: Balance = 1_000;
pub const UNBONDING_DELAY: u64 = 20;
pub const CLOSE_DELAY: u64 = 5;

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
	type BaseCallFilter = UnlessHalted;
}

pub struct UnlessHalted;
impl Contains<RuntimeCall> for UnlessHalted {
	fn contains(call: &RuntimeCall) -> bool {
		let is_expiry = matches!(call, RuntimeCall::Attribution(Call::expire_demand { .. }));
		let is_ours = matches!(call, RuntimeCall::Attribution(_));
		!(IsHalted::get() && is_ours || IsExpiryPaused::get() && is_expiry)
	}
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
	pub const StakingReserve: AccountId = RESERVE;
	pub const HalfLife: u64 = 1_000;
	pub storage ChallengeWindow: u64 = WINDOW;
	pub storage Leverage: u32 = LEVERAGE;
	pub storage MinBond: Balance = MIN_BOND;
	pub storage RevealWindow: u64 = REVEAL_WINDOW;
	pub const DemandBond: Balance = DEMAND_BOND;
	pub storage SlashShare: Percent = Percent::from_percent(50);
	pub const FindersShare: Percent = Percent::from_percent(20);
	pub const UnansweredReward: Balance = UNANSWERED;
	pub const UnbondingDelay: u64 = UNBONDING_DELAY;
	pub const CloseDelay: u64 = CLOSE_DELAY;
	/// Whether calls of this pallet are filtered, as in an emergency.
	pub storage IsHalted: bool = false;
	/// Whether demands can't be ended.
	pub storage IsExpiryPaused: bool = false;
	pub storage Split: FeeSplit = FeeSplit::DEFAULT;
	pub const Rule: SpanParams = SpanParams::DEFAULT;
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
	type StakingReserve = StakingReserve;
	type HalfLife = HalfLife;
	type Stake = NoStaking;
	type WeightInfo = ();
}

pub struct NoStaking;
impl Stake<AccountId> for NoStaking {
	fn bond(_: &AccountId, _: Balance) -> DispatchResult {
		Err("there is no staking here".into())
	}
}

/// Refuses promises of what is frozen, which is what is locked for votes here.
pub struct Unfrozen;
impl Promises<AccountId> for Unfrozen {
	fn ensure_kept(who: &AccountId) -> DispatchResult {
		let reasons =
			[HoldReason::Batch, HoldReason::Bond, HoldReason::Channel, HoldReason::Demand];
		let promised: Balance = reasons.map(|reason| held(*who, reason)).into_iter().sum();
		let frozen = System::account(who).data.frozen;
		ensure!(promised + frozen <= Balances::total_balance(who), TokenError::Frozen);
		Ok(())
	}

	fn changed(_: &AccountId) {}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = Unfrozen;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type Contributions = Registry;
	type Models = ModelRegistry;
	type Ledger = Rewards;
	type Treasury = Treasury;
	type SpanParams = Rule;
	type FeeSplit = Split;
	type ChallengeWindow = ChallengeWindow;
	type RevealWindow = RevealWindow;
	type DemandBond = DemandBond;
	type SlashShare = SlashShare;
	type FindersShare = FindersShare;
	type UnansweredReward = UnansweredReward;
	type Leverage = Leverage;
	type MinBond = MinBond;
	type UnbondingDelay = UnbondingDelay;
	type CloseDelay = CloseDelay;
	type WeightInfo = ();
}

/// Runs a test on a fresh chain where each author has a text, `LAB` a base model on all of them
/// but the last (id 0), and `TUNER` a fine-tune of it for 30 % (id 1); the invariants after it, and
/// that issuance is what it was.
pub fn build_and_execute(test: impl FnOnce()) {
	build_with(ENDOWMENT, test);
}

/// The same, of another endowment.
pub fn build_with(endowment: Balance, test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut balances: Vec<_> = [PAYER, OPERATOR, LAB, TUNER].map(|who| (who, endowment)).to_vec();
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

pub fn settle(model: ModelId, receipt: CompactReceipt) -> DispatchResult {
	Attribution::settle_one(RuntimeOrigin::signed(PAYER), model, OPERATOR, receipt)
}

/// Lets the challenge window pass.
pub fn pass_window() {
	System::set_block_number(System::block_number() + WINDOW);
}

pub fn finalise(batch: u64) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Attribution::finalise(RuntimeOrigin::signed(OPERATOR), batch, 128)
}

/// The keys of payers and operators.
pub fn key(seed: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[seed; 32])
}

/// What `PAYER`'s channels have vouchers signed with.
pub fn hot_key() -> sr25519::Pair {
	key(1)
}

pub fn register_operator(who: AccountId, bond: Balance) -> DispatchResult {
	let endpoint = BoundedVec::truncate_from(b"https://operator.example".to_vec());
	Attribution::register_operator(RuntimeOrigin::signed(who), endpoint, key(2).public(), bond)
}

/// Opens a channel of `PAYER`.
pub fn open_channel(operator: AccountId, amount: Balance) -> ChannelId {
	let id = NextChannelId::<Test>::get();
	let origin = RuntimeOrigin::signed(PAYER);
	assert_ok!(Attribution::open_channel(origin, operator, hot_key().public(), amount));
	id
}

pub fn channel(id: ChannelId) -> ChannelOf<Test> {
	Channels::<Test>::get(ChannelKey::from(id)).unwrap()
}

pub fn operator(who: AccountId) -> OperatorOf<Test> {
	Operators::<Test>::get(who).unwrap()
}

pub fn voucher(channel: ChannelId, cumulative: Balance) -> Voucher {
	Voucher::sign(&hot_key(), System::block_hash(0), channel, cumulative)
}

/// All that a voucher promises beyond what is settled, and something if that is nothing.
pub fn in_full(voucher: Voucher) -> Redemption {
	let settled = Channels::<Test>::get(ChannelKey::from(voucher.channel))
		.map_or(0, |channel| channel.settled);
	Redemption { voucher, amount: voucher.cumulative.saturating_sub(settled).max(1) }
}

/// A receipt of an output of 1,000 bytes, so of 256,000 points.
pub fn batched(fee: u64, credits: &[(u32, u32)]) -> BatchedReceipt {
	let credits: Vec<_> = credits
		.iter()
		.map(|(place, points)| PlacedCredit { place: *place, points: *points })
		.collect();
	BatchedReceipt {
		fee,
		output_len: 1_000,
		credits: BoundedVec::truncate_from(credits),
		commitment: H256::repeat_byte(7),
	}
}

/// Settles receipts of model 1 with fees in planck, over all contributions of its corpus.
pub fn settle_batch(
	operator: AccountId,
	vouchers: Vec<Voucher>,
	receipts: Vec<BatchedReceipt>,
) -> DispatchResult {
	settle_batch_over(operator, vouchers, (0..AUTHORS - 1).collect(), receipts)
}

/// The same over these contributions.
pub fn settle_batch_over(
	operator: AccountId,
	vouchers: Vec<Voucher>,
	contributions: Vec<ContributionId>,
	receipts: Vec<BatchedReceipt>,
) -> DispatchResult {
	Attribution::settle_batch(
		RuntimeOrigin::signed(operator),
		1,
		SpanParams::DEFAULT,
		1,
		BoundedVec::truncate_from(vouchers.into_iter().map(in_full).collect()),
		BoundedVec::truncate_from(contributions.into_iter().map(Into::into).collect()),
		BoundedVec::truncate_from(receipts),
	)
}

/// What a block that has so much weight left does with it. Returns what it used.
pub fn idle(left: Weight) -> Weight {
	<Attribution as OnIdle<u64>>::on_idle(System::block_number(), left)
}

/// Settles one receipt with the next voucher of a channel.
pub fn serve(id: ChannelId, fee: u64) -> DispatchResult {
	let Channel { operator, settled, .. } = channel(id);
	let next = voucher(id, settled + Balance::from(fee));
	settle_batch(operator, vec![next], vec![batched(fee, &[])])
}

/// Refutes a batch, for `AUTHOR`.
pub fn void(id: u64) -> DispatchResult {
	let batch = Attribution::challenged(id)?;
	Attribution::void(id, batch, 0, AUTHOR, Ground::Mismatch)
}

/// What is held of an account.
pub fn held(who: AccountId, reason: HoldReason) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}
