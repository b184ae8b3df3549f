// SPDX-License-Identifier: Apache-2.0

//! A chain of balances, the real registries, ledger, operators and channels, and this pallet.

use crate as pallet_attribution;
use crate::*;
use frame_support::{
	assert_ok, derive_impl,
	dispatch::DispatchResultWithPostInfo,
	ensure, parameter_types,
	traits::{
		fungible::{Inspect, InspectHold},
		Contains, OnIdle, OnInitialize, VariantCountOf,
	},
	weights::Weight,
	BoundedVec, PalletId,
};
use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	corpus::Dataset,
	interfaces::{Promises, Stake},
	keys::Keys,
	receipt::{Answer, Credit},
	span::SpanParams,
	split::FeeSplit,
	voucher::{Promise, Voucher},
	Balance, ChannelId, ContributionId, ModelId,
};
use pallet_channels::{ChannelKey, ChannelOf, OperatorOf};
use pallet_contributions::{Admission, License, LicenseTerms, Submission};
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{BuildStorage, DispatchResult, Perbill, Percent, TokenError};
use std::collections::BTreeMap;

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
/// Less than the share of half the least bond that is a challenger's.
pub const UNANSWERED: Balance = 30;
pub const LEVERAGE: u32 = 10;
pub const MIN_BOND: Balance = 1_000;
pub const UNBONDING_DELAY: u64 = 20;
pub const CLOSE_DELAY: u64 = 5;
pub const GRACE: u64 = 6;
/// What nobody could open.
pub const COMMITMENT: H256 = H256::repeat_byte(7);

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
	#[runtime::pallet_index(6)]
	pub type Channels = pallet_channels::Pallet<Test>;
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
	pub storage DemandBond: Balance = DEMAND_BOND;
	pub storage SlashShare: Percent = Percent::from_percent(50);
	pub storage ChallengerShare: Percent = Percent::from_percent(20);
	pub const UnansweredReward: Balance = UNANSWERED;
	pub const UnbondingDelay: u64 = UNBONDING_DELAY;
	pub const CloseDelay: u64 = CLOSE_DELAY;
	pub storage GracePeriod: u64 = GRACE;
	/// Whether calls of this pallet are filtered, as in an emergency.
	pub storage IsHalted: bool = false;
	/// Whether demands can't be ended.
	pub storage IsExpiryPaused: bool = false;
	pub storage Split: FeeSplit = FeeSplit::DEFAULT;
	pub storage Rule: SpanParams = SpanParams::DEFAULT;
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
	type GracePeriod = GracePeriod;
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

/// Why money is held for operators and channels.
pub type InChannels = pallet_channels::HoldReason;

/// Refuses promises of what is frozen, which is what is locked for votes here.
pub struct Unfrozen;
impl Promises<AccountId> for Unfrozen {
	fn ensure_kept(who: &AccountId) -> DispatchResult {
		let promised = held(*who, HoldReason::Batch)
			+ held(*who, HoldReason::Demand)
			+ held(*who, InChannels::Bond)
			+ held(*who, InChannels::Channel);
		let frozen = System::account(who).data.frozen;
		ensure!(promised + frozen <= Balances::total_balance(who), TokenError::Frozen);
		Ok(())
	}

	fn changed(_: &AccountId) {}
}

impl pallet_channels::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = Unfrozen;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type Treasury = Treasury;
	type Leverage = Leverage;
	type MinBond = MinBond;
	type UnbondingDelay = UnbondingDelay;
	type CloseDelay = CloseDelay;
	type GracePeriod = GracePeriod;
	type SlashShare = SlashShare;
	type WeightInfo = ();
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Promises = Unfrozen;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type Channels = Channels;
	type Contributions = Registry;
	type Models = ModelRegistry;
	type Ledger = Rewards;
	type Treasury = Treasury;
	type SpanParams = Rule;
	type FeeSplit = Split;
	type ChallengeWindow = ChallengeWindow;
	type RevealWindow = RevealWindow;
	type GracePeriod = GracePeriod;
	type DemandBond = DemandBond;
	type ChallengerShare = ChallengerShare;
	type UnansweredReward = UnansweredReward;
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
	build(endowment).execute_with(|| {
		let issuance = Balances::total_issuance();
		test();
		check_state();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// The chain that those run on.
pub fn build(endowment: Balance) -> sp_io::TestExternalities {
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
		<Attribution as OnInitialize<u64>>::on_initialize(1);
		register_works();
		register_models();
	});
	ext
}

/// The invariants of all pallets, and between this one and operators.
pub fn check_state() {
	Registry::do_try_state().unwrap();
	ModelRegistry::do_try_state().unwrap();
	Rewards::do_try_state().unwrap();
	Channels::do_try_state().unwrap();
	Attribution::do_try_state().unwrap();
	let mut exposures = BTreeMap::<AccountId, (Balance, u64)>::new();
	for batch in Batches::<Test>::iter_values() {
		if batch.payer.is_none() && !batch.is_void {
			let (fees, last) = exposures.entry(batch.operator).or_default();
			*fees += batch.fees;
			*last = (*last).max(batch.finalizable_at);
		}
	}
	for (who, operator) in pallet_channels::Operators::<Test>::iter() {
		let (fees, last) = exposures.remove(&who).unwrap_or_default();
		assert_eq!(operator.exposure, fees);
		assert!(operator.last_finalizable_at >= last);
	}
	assert!(exposures.is_empty());
}

fn register_works() {
	assert_ok!(Registry::create_datanet(
		RuntimeOrigin::signed(LAB),
		BoundedVec::truncate_from(b"texts".to_vec()),
		Admission::Open,
		License {
			terms: LicenseTerms::Terms(H256::zero()),
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
	let end = u32::try_from(AUTHORS).unwrap() - 1;
	let base = Proposal {
		kind: Kind::Base,
		artifact: H256::zero(),
		metadata: Default::default(),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(vec![Dataset {
			datanet: 0,
			end,
			excluded: Default::default(),
		}]),
		method: Method::Span,
		commercial: true,
		price_floor: 100,
		derivatives: Derivatives::Allowed { min_royalty: Perbill::from_percent(30) },
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

/// An answer of 1,000 bytes, so of 256,000 points; of model 0.
pub fn answer(fee: Balance, credits: &[(ContributionId, u32)]) -> Answer {
	let credits: Vec<_> = credits
		.iter()
		.map(|(contribution, points)| Credit { contribution: *contribution, points: *points })
		.collect();
	Answer {
		model: 0,
		span_params: SpanParams::DEFAULT,
		fee,
		output_len: 1_000,
		credits: BoundedVec::truncate_from(credits),
	}
}

/// Settles an answer of a model for `PAYER`.
pub fn settle(model: ModelId, answer: Answer) -> DispatchResult {
	let answer = Box::new(Answer { model, ..answer });
	Attribution::settle_one(RuntimeOrigin::signed(PAYER), OPERATOR, answer, COMMITMENT)
}

/// Lets so many blocks pass, and the next one begin.
pub fn pass(blocks: u64) {
	for _ in 0..blocks {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		<Attribution as OnInitialize<u64>>::on_initialize(next);
	}
}

/// Lets the challenge window pass.
pub fn pass_window() {
	System::set_block_number(System::block_number() + WINDOW);
}

pub fn finalize(batch: u64) -> DispatchResultWithPostInfo {
	Attribution::finalize(RuntimeOrigin::signed(OPERATOR), batch, 128)
}

/// The keys of payers and operators.
pub fn key(seed: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[seed; 32])
}

/// What `PAYER`'s channels have vouchers signed with.
pub fn hot_key() -> sr25519::Pair {
	key(1)
}

/// What operators sign receipts with.
pub fn receipt_key() -> sr25519::Pair {
	key(2)
}

pub fn register_operator(who: AccountId, bond: Balance) -> DispatchResult {
	let endpoint = BoundedVec::truncate_from(b"https://operator.example".to_vec());
	let key = receipt_key().public();
	Channels::register_operator(RuntimeOrigin::signed(who), endpoint, key, bond)
}

/// Opens a channel of `PAYER`.
pub fn open_channel(operator: AccountId, amount: Balance) -> ChannelId {
	let id = pallet_channels::NextChannelId::<Test>::get();
	let origin = RuntimeOrigin::signed(PAYER);
	assert_ok!(Channels::open_channel(origin, operator, hot_key().public(), amount));
	id
}

/// A channel; if there is none, one that nobody can use.
pub fn channel(id: ChannelId) -> ChannelOf<Test> {
	let nobodys = pallet_channels::Channel {
		payer: PAYER,
		operator: OPERATOR,
		voucher_keys: Keys::new(hot_key().public()),
		funds: 0,
		settled: 0,
		next_sequence: 0,
		closing: None,
		deposit: 0,
	};
	pallet_channels::Channels::<Test>::get(ChannelKey::from(id)).unwrap_or(nobodys)
}

pub fn operator(who: AccountId) -> OperatorOf<Test> {
	pallet_channels::Operators::<Test>::get(who).unwrap()
}

pub fn close_channel(who: AccountId, id: ChannelId) -> DispatchResult {
	Channels::close_channel(RuntimeOrigin::signed(who), id)
}

/// What `PAYER` promises for the answers of a channel with a sequence below `answers`.
pub fn voucher(channel: ChannelId, answers: u64, cumulative: Balance) -> Voucher {
	voucher_by(&hot_key(), channel, answers, cumulative)
}

pub fn voucher_by(
	key: &sr25519::Pair,
	channel: ChannelId,
	answers: u64,
	cumulative: Balance,
) -> Voucher {
	Voucher::sign(key, System::block_hash(0), Promise { channel, answers, cumulative })
}

/// A receipt of an output of 1,000 bytes, so of 256,000 points, of the first model.
pub fn batched(fee: u64, credits: &[(u32, u32)]) -> BatchedReceipt {
	let credits: Vec<_> = credits
		.iter()
		.map(|(place, points)| PlacedCredit { place: *place, points: *points })
		.collect();
	BatchedReceipt {
		skipped: 0,
		model: 0,
		fee,
		output_len: 1_000,
		credits: BoundedVec::truncate_from(credits),
	}
}

/// The next receipts of a channel, with fees in planck, and a voucher that is just enough.
pub fn paid_by(id: ChannelId, receipts: Vec<BatchedReceipt>) -> ChannelReceipts {
	paid_in(1, id, receipts)
}

/// The same with fees in such units.
pub fn paid_in(unit: Balance, id: ChannelId, receipts: Vec<BatchedReceipt>) -> ChannelReceipts {
	let record = channel(id);
	let taken: u64 = receipts.iter().map(|receipt| receipt.skipped + 1).sum();
	let fees = receipts.iter().map(|receipt| receipt.fee(unit).unwrap_or(Balance::MAX));
	let cumulative = fees.fold(record.settled, Balance::saturating_add);
	ChannelReceipts {
		voucher: voucher(id, record.next_sequence + taken, cumulative),
		first: record.next_sequence,
		receipts: BoundedVec::truncate_from(receipts),
	}
}

/// A batch of these models, each over these contributions, with fees in planck.
pub fn batch(
	models: &[(ModelId, Vec<ContributionId>)],
	channels: Vec<ChannelReceipts>,
) -> ReceiptBatch {
	let table = |(model, ids): &(ModelId, Vec<ContributionId>)| ModelTable {
		model: *model,
		contributions: BoundedVec::truncate_from(ids.iter().map(|id| (*id).into()).collect()),
	};
	ReceiptBatch {
		span_params: SpanParams::DEFAULT,
		unit: 1,
		models: BoundedVec::truncate_from(models.iter().map(table).collect()),
		channels: BoundedVec::truncate_from(channels),
		commitments: COMMITMENT,
	}
}

/// All contributions of models 0 and 1.
pub fn corpus() -> Vec<ContributionId> {
	(0..AUTHORS - 1).collect()
}

pub fn submit(operator: AccountId, batch: ReceiptBatch) -> DispatchResult {
	Attribution::settle_batch(RuntimeOrigin::signed(operator), Box::new(batch))
}

/// Settles receipts of model 1, over all contributions of its corpus.
pub fn settle_batch(operator: AccountId, channels: Vec<ChannelReceipts>) -> DispatchResult {
	submit(operator, batch(&[(1, corpus())], channels))
}

/// What a block that has so much weight left does with it. Returns what it used.
pub fn idle(left: Weight) -> Weight {
	<Attribution as OnIdle<u64>>::on_idle(System::block_number(), left)
}

/// Settles the next receipt of a channel.
pub fn serve(id: ChannelId, fee: u64) -> DispatchResult {
	settle_batch(channel(id).operator, vec![paid_by(id, vec![batched(fee, &[])])])
}

/// Refutes a batch, for `AUTHOR`.
pub fn void(id: u64) -> DispatchResult {
	let batch = Attribution::challenged(id)?;
	Attribution::void(id, batch, 0, AUTHOR, Ground::Mismatch)
}

/// What is held of an account.
pub fn held(who: AccountId, reason: impl Into<RuntimeHoldReason>) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}
