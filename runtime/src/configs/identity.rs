// SPDX-License-Identifier: Apache-2.0

//! Names of accounts, and who vouches for them.
//!
//! A name's deposits and a registrar's fee are reserved. Both may become another account's: the fee
//! that of a registrar, who says what he likes, and the deposit for a sub-account that of the
//! sub-account which leaves. So they are [promised](super::promises), and can't vote.

use super::{
	currency::{BalancesAs, BlockView, Negative},
	promises::OutOfVotes,
};
use crate::{
	constants::{currency::deposit, time::DAYS},
	AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeEvent, Signature, Treasury,
};
use frame_support::{
	parameter_types,
	traits::{
		tokens::BalanceStatus, ConstU32, Currency, NamedReservableCurrency, ReservableCurrency,
	},
};
use frame_system::EnsureRoot;
use openledger_primitives::interfaces::Promises;
use pallet_identity::legacy::IdentityInfo;
use sp_runtime::{traits::Verify, DispatchError, DispatchResult};

/// What names hold is reserved under this.
const NAMES: [u8; 8] = *b"identity";

parameter_types! {
	/// An account with its name, without the name's bytes.
	pub const BasicDeposit: Balance = deposit(1, 17);
	pub const ByteDeposit: Balance = deposit(0, 1);
	/// An account, and the one that it belongs to with a name of 32 bytes.
	pub const SubAccountDeposit: Balance = deposit(1, 53);
	pub const UsernameDeposit: Balance = deposit(0, 32);
	/// How long who is given a username can accept it.
	pub const PendingUsernameExpiration: BlockNumber = 7 * DAYS;
	/// How long a username stays that its authority takes back.
	pub const UsernameGracePeriod: BlockNumber = 30 * DAYS;
}

impl pallet_identity::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = NamesCurrency;
	type BasicDeposit = BasicDeposit;
	type ByteDeposit = ByteDeposit;
	type UsernameDeposit = UsernameDeposit;
	type SubAccountDeposit = SubAccountDeposit;
	type MaxSubAccounts = ConstU32<100>;
	type IdentityInformation = IdentityInfo<ConstU32<20>>;
	type MaxRegistrars = ConstU32<20>;
	type Slashed = Treasury;
	type ForceOrigin = EnsureRoot<AccountId>;
	// People trust what a registrar says with their money: it takes what an upgrade takes.
	type RegistrarOrigin = EnsureRoot<AccountId>;
	type OffchainSignature = Signature;
	type SigningPublicKey = <Signature as Verify>::Signer;
	type UsernameAuthorityOrigin = EnsureRoot<AccountId>;
	type PendingUsernameExpiration = PendingUsernameExpiration;
	type UsernameGracePeriod = UsernameGracePeriod;
	type MaxSuffixLength = ConstU32<7>;
	type MaxUsernameLength = ConstU32<32>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type WeightInfo = pallet_identity::weights::SubstrateWeight<Runtime>;
}

/// What is reserved of an account for names.
pub fn reserved_for_names(who: &AccountId) -> Balance {
	Balances::reserved_balance_named(&NAMES, who)
}

/// Balances, but that what is reserved is kept out of votes.
pub type NamesCurrency = BalancesAs<Everything>;

/// All that an account has.
pub struct Everything;

impl BlockView for Everything {
	fn total_balance(who: &AccountId) -> Balance {
		<Balances as Currency<AccountId>>::total_balance(who)
	}
}

impl ReservableCurrency<AccountId> for NamesCurrency {
	fn can_reserve(who: &AccountId, value: Balance) -> bool {
		Balances::can_reserve(who, value)
	}

	fn slash_reserved(who: &AccountId, value: Balance) -> (Negative, Balance) {
		let slashed = Balances::slash_reserved_named(&NAMES, who, value);
		OutOfVotes::changed(who);
		slashed
	}

	fn reserved_balance(who: &AccountId) -> Balance {
		reserved_for_names(who)
	}

	fn reserve(who: &AccountId, value: Balance) -> DispatchResult {
		Balances::reserve_named(&NAMES, who, value)?;
		OutOfVotes::ensure_kept(who)
	}

	fn unreserve(who: &AccountId, value: Balance) -> Balance {
		let left = Balances::unreserve_named(&NAMES, who, value);
		OutOfVotes::changed(who);
		left
	}

	fn repatriate_reserved(
		slashed: &AccountId,
		beneficiary: &AccountId,
		value: Balance,
		status: BalanceStatus,
	) -> Result<Balance, DispatchError> {
		let left = OutOfVotes::handing_over(slashed, || {
			Balances::repatriate_reserved_named(&NAMES, slashed, beneficiary, value, status)
		})?;
		OutOfVotes::changed(beneficiary);
		Ok(left)
	}
}
