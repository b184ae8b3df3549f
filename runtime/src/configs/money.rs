// SPDX-License-Identifier: Apache-2.0

//! Balances and transaction fees.
//!
//! Whatever leaves an account arrives at another: dust and fees are moved, never burned, because
//! issuance is what it was at genesis.

use crate::{
	constants::currency::{EXISTENTIAL_DEPOSIT, MICRO_OPEN},
	weights, AccountId, Authorship, Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, System, Treasury,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		tokens::imbalance::{ResolveTo, SplitTwoWays},
		ConstU32, ConstU8, OnUnbalanced, VariantCountOf,
	},
	weights::ConstantMultiplier,
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perquintill};

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub TreasuryAccount: AccountId = Treasury::account_id();

	/// For a picosecond of computation: 1.5 OPEN a second, so that a transfer costs less than
	/// 0.001 OPEN.
	pub const FeePerPicosecond: Balance = 1_500_000;
	pub const FeePerByte: Balance = MICRO_OPEN;

	/// Fees rise when blocks are fuller than this, and fall when they are emptier.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// With blocks always full, fees double in about 20 hours.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(25, 1_000_000);
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// Keeps the chain usable, at a price, under the longest attack.
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(1_000);
}

/// To the treasury, whose account exists from genesis on: nothing is lost.
pub type ToTreasury = ResolveTo<TreasuryAccount, Balances>;

/// To the author of the block; to the treasury when there is none, or when it is too little for the
/// author's account to exist.
pub struct ToAuthor;
impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
	fn on_nonzero_unbalanced(credit: Credit<AccountId, Balances>) {
		let left = match Authorship::author() {
			Some(author) => Balances::resolve(&author, credit).err(),
			None => Some(credit),
		};
		if let Some(credit) = left {
			ToTreasury::on_unbalanced(credit);
		}
	}
}

/// Of fees and tips alike, 80 % to the treasury and 20 % to the author.
pub type DealWithFees =
	SplitTwoWays<Balance, Credit<AccountId, Balances>, ToTreasury, ToAuthor, 80, 20>;

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ToTreasury;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, DealWithFees>;
	type WeightToFee = ConstantMultiplier<Balance, FeePerPicosecond>;
	type LengthToFee = ConstantMultiplier<Balance, FeePerByte>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	// So that an answer goes first that pays for itself, and outbidding it costs most: what waits is
	// ordered by 64 bits, which larger multiples of a fee fill for less.
	type OperationalFeeMultiplier = ConstU8<1>;
	type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
}
