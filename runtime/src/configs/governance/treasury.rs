// SPDX-License-Identifier: Apache-2.0

//! The treasury: what the platform's share of fees, slashes and lost deposits go to.

use super::tracks::limits;
use crate::{
	configs::money::TreasuryAccount,
	constants::{accounts, currency::TOTAL_ISSUANCE, time::DAYS},
	AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeEvent, System,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::Mutate,
		tokens::{Pay, PaymentStatus, Preservation, UnityAssetBalanceConversion},
		ConstU32, EitherOf, MapSuccess,
	},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use pallet_origins::{EnsureBigSpender, EnsureSmallSpender};
use sp_runtime::{
	traits::{IdentityLookup, Replace},
	DispatchError, Permill,
};

parameter_types! {
	pub const TreasuryPalletId: PalletId = accounts::TREASURY;
	pub const SpendPeriod: BlockNumber = DAYS;
	pub const PayoutPeriod: BlockNumber = 30 * DAYS;
	pub const Burn: Permill = Permill::zero();
	pub const MaxSpend: Balance = TOTAL_ISSUANCE;
	pub const SmallSpend: Balance = limits::SMALL_SPEND;
	pub const BigSpend: Balance = limits::BIG_SPEND;
}

/// Who may spend, and how much at once.
pub type SpendOrigin = EitherOf<
	EnsureRootWithSuccess<AccountId, MaxSpend>,
	EitherOf<
		MapSuccess<EnsureSmallSpender, Replace<SmallSpend>>,
		MapSuccess<EnsureBigSpender, Replace<BigSpend>>,
	>,
>;

/// Pays from the treasury without ever closing its account: what is sent to it next, however
/// little, must find it open.
pub struct PayFromTreasury;
impl Pay for PayFromTreasury {
	type Balance = Balance;
	type Beneficiary = AccountId;
	type AssetKind = ();
	type Id = ();
	type Error = DispatchError;

	fn pay(who: &AccountId, _: (), amount: Balance) -> Result<(), DispatchError> {
		let treasury = TreasuryAccount::get();
		<Balances as Mutate<_>>::transfer(&treasury, who, amount, Preservation::Preserve)
			.map(|_| ())
	}

	fn check_payment(_: ()) -> PaymentStatus {
		PaymentStatus::Success
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(_: &AccountId, _: (), amount: Balance) {
		let _ = <Balances as Mutate<_>>::mint_into(&TreasuryAccount::get(), amount);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_concluded(_: ()) {}
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = Burn;
	type PalletId = TreasuryPalletId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = SpendOrigin;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromTreasury;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}
