// SPDX-License-Identifier: Apache-2.0

//! A chain of balances and this pallet, and what settlement would ask of it.

use crate as pallet_channels;
use crate::*;
use frame_support::{
	assert_ok, derive_impl, ensure, parameter_types,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, InspectHold},
		VariantCountOf,
	},
	BoundedVec,
};
use openledger_primitives::{
	batch::ChannelSum,
	interfaces::{self, Promises, Redemption, Slash},
	voucher::{Promise, Voucher},
	Balance, BatchId, ChannelId,
};
use sp_core::{sr25519, Pair};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Percent, TokenError};

pub type AccountId = u64;
pub const PAYER: AccountId = 1;
pub const OPERATOR: AccountId = 2;
/// Another operator, and another payer.
pub const OTHER: AccountId = 3;
pub const FRIEND: AccountId = 4;
pub const CHALLENGER: AccountId = 5;
/// Has what is settled.
pub const POT: AccountId = 9;
pub const TREASURY: AccountId = 10;
pub const ENDOWMENT: Balance = u64::MAX as Balance;
/// How long batches can be refuted.
pub const WINDOW: u64 = 10;
pub const LEVERAGE: u32 = 10;
pub const MIN_BOND: Balance = 1_000;
pub const UNBONDING_DELAY: u64 = 20;
pub const CLOSE_DELAY: u64 = 5;
pub const GRACE: u64 = 7;
/// The batch that tests settle in where it does not matter.
pub const BATCH: BatchId = 7;

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
	pub type Payments = pallet_channels::Pallet<Test>;
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
	pub const Treasury: AccountId = TREASURY;
	pub storage Leverage: u32 = LEVERAGE;
	pub storage MinBond: Balance = MIN_BOND;
	pub storage SlashShare: Percent = Percent::from_percent(50);
	pub const UnbondingDelay: u64 = UNBONDING_DELAY;
	pub const CloseDelay: u64 = CLOSE_DELAY;
	pub storage GracePeriod: u64 = GRACE;
}

/// Refuses promises of what is frozen, which is what is locked for votes here.
pub struct Unfrozen;
impl Promises<AccountId> for Unfrozen {
	fn ensure_kept(who: &AccountId) -> DispatchResult {
		let promised = held(*who, HoldReason::Bond) + held(*who, HoldReason::Channel);
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
	type Treasury = Treasury;
	type Leverage = Leverage;
	type MinBond = MinBond;
	type UnbondingDelay = UnbondingDelay;
	type CloseDelay = CloseDelay;
	type GracePeriod = GracePeriod;
	type SlashShare = SlashShare;
	type WeightInfo = ();
}

/// Runs a test on a fresh chain; the invariants after it, and that issuance is what it was.
pub fn build_and_execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let rich = [PAYER, OPERATOR, OTHER, FRIEND, CHALLENGER];
	let mut balances = rich.map(|who| (who, ENDOWMENT)).to_vec();
	balances.extend([POT, TREASURY].map(|pot| (pot, 1)));
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		let issuance = Balances::total_issuance();
		test();
		Payments::do_try_state().unwrap();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// The keys of payers and operators.
pub fn key(seed: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[seed; 32])
}

/// What channels have vouchers signed with.
pub fn hot_key() -> sr25519::Pair {
	key(1)
}

pub fn register_operator(who: AccountId, bond: Balance) -> DispatchResult {
	let endpoint = BoundedVec::truncate_from(b"https://operator.example".to_vec());
	Payments::register_operator(RuntimeOrigin::signed(who), endpoint, key(2).public(), bond)
}

/// Opens a channel of `PAYER`.
pub fn open_channel(operator: AccountId, amount: Balance) -> ChannelId {
	let id = NextChannelId::<Test>::get();
	let origin = RuntimeOrigin::signed(PAYER);
	assert_ok!(Payments::open_channel(origin, operator, hot_key().public(), amount));
	id
}

pub fn channel(id: ChannelId) -> ChannelOf<Test> {
	Channels::<Test>::get(ChannelKey::from(id)).unwrap()
}

pub fn operator(who: AccountId) -> OperatorOf<Test> {
	Operators::<Test>::get(who).unwrap()
}

/// What is held of an account.
pub fn held(who: AccountId, reason: HoldReason) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

/// A channel's promise that its answers with a sequence below `answers` cost no more than
/// `cumulative`.
pub fn voucher(channel: ChannelId, answers: u64, cumulative: Balance) -> Voucher {
	signed_by(&hot_key(), channel, answers, cumulative)
}

pub fn signed_by(
	key: &sr25519::Pair,
	channel: ChannelId,
	answers: u64,
	cumulative: Balance,
) -> Voucher {
	Voucher::sign(key, System::block_hash(0), Promise { channel, answers, cumulative })
}

/// Receipts with sequences from `first` up to below the voucher's answers, which cost so much.
pub fn redemption(first: u64, voucher: Voucher, amount: Balance) -> Redemption {
	let Voucher { channel, answers, .. } = voucher;
	Redemption { voucher, sum: ChannelSum { channel, first, next: answers, amount } }
}

/// As settlement does it: in a storage layer.
pub fn redeem(
	who: AccountId,
	batch: BatchId,
	redemptions: &[Redemption],
) -> Result<Vec<AccountId>, DispatchError> {
	with_storage_layer(|| {
		<Payments as interfaces::Channels<_, _>>::redeem(&who, batch, redemptions, &POT)
	})
}

/// Settles a channel's next answer, which costs `fee`, with a voucher that promises no more.
pub fn serve(id: ChannelId, fee: Balance) -> DispatchResult {
	let Channel { operator, settled, next_sequence, .. } = channel(id);
	let voucher = voucher(id, next_sequence + 1, settled + fee);
	redeem(operator, BATCH, &[redemption(next_sequence, voucher, fee)]).map(|_| ())
}

pub fn refund(batch: BatchId, id: ChannelId, amount: Balance) -> Result<bool, DispatchError> {
	with_storage_layer(|| <Payments as interfaces::Channels<_, _>>::refund(batch, id, amount, &POT))
}

/// A batch of `fees` is settled, and can be refuted for the window.
pub fn expose(who: AccountId, fees: Balance) -> DispatchResult {
	let finalizable_at = System::block_number() + WINDOW;
	with_storage_layer(|| {
		<Payments as interfaces::Channels<_, _>>::expose(&who, fees, finalizable_at)
	})
}

pub fn relieve(who: AccountId, fees: Balance) -> DispatchResult {
	with_storage_layer(|| <Payments as interfaces::Channels<_, _>>::relieve(&who, fees))
}

/// A batch is refuted: the challenger gets a fifth of the slash.
pub fn slash(who: AccountId, challenger: AccountId) -> Result<Slash, DispatchError> {
	slash_for(who, challenger, |amount| amount / 5)
}

pub fn slash_for(
	who: AccountId,
	challenger: AccountId,
	reward: impl FnOnce(Balance) -> Balance,
) -> Result<Slash, DispatchError> {
	with_storage_layer(|| {
		<Payments as interfaces::Channels<_, _>>::slash(&who, &challenger, reward)
	})
}

/// The keys that count for receipts that an operator settles now.
pub fn keys(who: AccountId) -> Vec<sr25519::Public> {
	<Payments as interfaces::Channels<_, _>>::keys(&who)
}
