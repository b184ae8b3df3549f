// SPDX-License-Identifier: Apache-2.0

//! Balances, as a pallet sees them that is to see something else than all that an account has.

use crate::{AccountId, Balance, Balances};
use core::marker::PhantomData;
use frame_support::traits::{Currency, ExistenceRequirement, SignedImbalance, WithdrawReasons};
use sp_runtime::{DispatchError, DispatchResult};

pub type Positive = <Balances as Currency<AccountId>>::PositiveImbalance;
pub type Negative = <Balances as Currency<AccountId>>::NegativeImbalance;

/// What of an account is seen.
pub trait BlockView {
	fn total_balance(who: &AccountId) -> Balance;
}

/// Balances, but for what is seen of an account.
pub struct BalancesAs<V>(PhantomData<V>);

impl<V: BlockView> Currency<AccountId> for BalancesAs<V> {
	type Balance = Balance;
	type PositiveImbalance = Positive;
	type NegativeImbalance = Negative;

	fn total_balance(who: &AccountId) -> Balance {
		V::total_balance(who)
	}

	fn can_slash(who: &AccountId, value: Balance) -> bool {
		Balances::can_slash(who, value)
	}

	fn total_issuance() -> Balance {
		<Balances as Currency<AccountId>>::total_issuance()
	}

	fn active_issuance() -> Balance {
		<Balances as Currency<AccountId>>::active_issuance()
	}

	fn deactivate(amount: Balance) {
		<Balances as Currency<AccountId>>::deactivate(amount);
	}

	fn reactivate(amount: Balance) {
		<Balances as Currency<AccountId>>::reactivate(amount);
	}

	fn minimum_balance() -> Balance {
		<Balances as Currency<AccountId>>::minimum_balance()
	}

	fn burn(amount: Balance) -> Positive {
		<Balances as Currency<AccountId>>::burn(amount)
	}

	fn issue(amount: Balance) -> Negative {
		<Balances as Currency<AccountId>>::issue(amount)
	}

	fn free_balance(who: &AccountId) -> Balance {
		<Balances as Currency<AccountId>>::free_balance(who)
	}

	fn ensure_can_withdraw(
		who: &AccountId,
		amount: Balance,
		reasons: WithdrawReasons,
		new_balance: Balance,
	) -> DispatchResult {
		Balances::ensure_can_withdraw(who, amount, reasons, new_balance)
	}

	fn transfer(
		source: &AccountId,
		dest: &AccountId,
		value: Balance,
		existence: ExistenceRequirement,
	) -> DispatchResult {
		<Balances as Currency<AccountId>>::transfer(source, dest, value, existence)
	}

	fn slash(who: &AccountId, value: Balance) -> (Negative, Balance) {
		<Balances as Currency<AccountId>>::slash(who, value)
	}

	fn deposit_into_existing(who: &AccountId, value: Balance) -> Result<Positive, DispatchError> {
		Balances::deposit_into_existing(who, value)
	}

	fn deposit_creating(who: &AccountId, value: Balance) -> Positive {
		Balances::deposit_creating(who, value)
	}

	fn withdraw(
		who: &AccountId,
		value: Balance,
		reasons: WithdrawReasons,
		liveness: ExistenceRequirement,
	) -> Result<Negative, DispatchError> {
		<Balances as Currency<AccountId>>::withdraw(who, value, reasons, liveness)
	}

	fn make_free_balance_be(
		who: &AccountId,
		balance: Balance,
	) -> SignedImbalance<Balance, Positive> {
		Balances::make_free_balance_be(who, balance)
	}
}
