// SPDX-License-Identifier: Apache-2.0

//! Balances, as votes see them.
//!
//! An account has what it has, less what is [promised](crate::configs::promises); and a lock of
//! votes locks what is promised too. All the rest is as in Balances.

use crate::{
	configs::{
		currency::{BalancesAs, BlockView, Negative},
		promises::{lock, promised},
	},
	AccountId, Balance, Balances,
};
use frame_support::traits::{
	fungible::Inspect,
	tokens::{
		BalanceStatus, DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence,
	},
	Currency, LockIdentifier, LockableCurrency, ReservableCurrency, WithdrawReasons,
};
use sp_runtime::{DispatchError, DispatchResult};

pub type VotingCurrency = BalancesAs<Votes>;

/// What of an account can vote.
pub struct Votes;

impl BlockView for Votes {
	fn total_balance(who: &AccountId) -> Balance {
		<Balances as Currency<AccountId>>::total_balance(who).saturating_sub(promised(who))
	}
}

/// What needs to be locked is what voting has just written down. So each of these sets the lock
/// anew.
impl LockableCurrency<AccountId> for VotingCurrency {
	type Moment = <Balances as LockableCurrency<AccountId>>::Moment;
	type MaxLocks = <Balances as LockableCurrency<AccountId>>::MaxLocks;

	fn set_lock(_: LockIdentifier, who: &AccountId, _: Balance, _: WithdrawReasons) {
		lock(who);
	}

	fn extend_lock(_: LockIdentifier, who: &AccountId, _: Balance, _: WithdrawReasons) {
		lock(who);
	}

	fn remove_lock(_: LockIdentifier, who: &AccountId) {
		lock(who);
	}
}

impl Inspect<AccountId> for VotingCurrency {
	type Balance = Balance;

	fn total_issuance() -> Balance {
		<Balances as Inspect<AccountId>>::total_issuance()
	}

	fn active_issuance() -> Balance {
		<Balances as Inspect<AccountId>>::active_issuance()
	}

	fn minimum_balance() -> Balance {
		<Balances as Inspect<AccountId>>::minimum_balance()
	}

	fn total_balance(who: &AccountId) -> Balance {
		Votes::total_balance(who)
	}

	fn balance(who: &AccountId) -> Balance {
		<Balances as Inspect<AccountId>>::balance(who)
	}

	fn reducible_balance(who: &AccountId, preservation: Preservation, force: Fortitude) -> Balance {
		Balances::reducible_balance(who, preservation, force)
	}

	fn can_deposit(who: &AccountId, amount: Balance, provenance: Provenance) -> DepositConsequence {
		Balances::can_deposit(who, amount, provenance)
	}

	fn can_withdraw(who: &AccountId, amount: Balance) -> WithdrawConsequence<Balance> {
		Balances::can_withdraw(who, amount)
	}
}

impl ReservableCurrency<AccountId> for VotingCurrency {
	fn can_reserve(who: &AccountId, value: Balance) -> bool {
		Balances::can_reserve(who, value)
	}

	fn slash_reserved(who: &AccountId, value: Balance) -> (Negative, Balance) {
		Balances::slash_reserved(who, value)
	}

	fn reserved_balance(who: &AccountId) -> Balance {
		Balances::reserved_balance(who)
	}

	fn reserve(who: &AccountId, value: Balance) -> DispatchResult {
		Balances::reserve(who, value)
	}

	fn unreserve(who: &AccountId, value: Balance) -> Balance {
		Balances::unreserve(who, value)
	}

	fn repatriate_reserved(
		slashed: &AccountId,
		beneficiary: &AccountId,
		value: Balance,
		status: BalanceStatus,
	) -> Result<Balance, DispatchError> {
		Balances::repatriate_reserved(slashed, beneficiary, value, status)
	}
}
