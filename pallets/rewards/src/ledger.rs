// SPDX-License-Identifier: Apache-2.0

//! The pot, and the two numbers it stands for.

use crate::*;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
};
use openledger_primitives::{
	interfaces::{self, Merits, Source, Stake},
	merit::Merit,
	Balance, BatchId, ContributionId,
};
use sp_runtime::traits::{AccountIdConversion, Zero};

impl<T: Config> Pallet<T> {
	/// The account of the pot.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The amount that an account is owed, in planck.
	pub fn owed(who: &T::AccountId) -> Balance {
		Accounts::<T>::get(who).owed
	}

	pub(crate) fn do_claim(who: T::AccountId) -> DispatchResult {
		let payee = Payouts::<T>::get(&who).unwrap_or_else(|| who.clone());
		Self::pay_owed(who, payee)?;
		Ok(())
	}

	pub(crate) fn do_claim_and_bond(who: T::AccountId) -> DispatchResult {
		let amount = Self::pay_owed(who.clone(), who.clone())?;
		T::Stake::bond(&who, amount)
	}

	/// Pays all that `who` is owed to `payee`. Returns how much.
	fn pay_owed(who: T::AccountId, payee: T::AccountId) -> Result<Balance, DispatchError> {
		let account = Accounts::<T>::get(&who);
		let amount = account.owed;
		ensure!(amount > 0, Error::<T>::NothingOwed);
		let is_payable = amount >= T::Currency::minimum_balance()
			|| !T::Currency::total_balance(&payee).is_zero();
		ensure!(is_payable, Error::<T>::BelowExistentialDeposit);
		T::Currency::transfer(&Self::pot(), &payee, amount, Preservation::Preserve)?;
		Self::keep_merit(&who, account.merit);
		TotalOwed::<T>::try_mutate(|total| {
			*total = total.checked_sub(amount).ok_or(Error::<T>::Overflow)?;
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::Claimed { who, payee, amount });
		Ok(amount)
	}

	pub(crate) fn spend(amount: Balance) -> DispatchResult {
		Collected::<T>::try_mutate(|collected| {
			*collected = collected.checked_sub(amount).ok_or(Error::<T>::ExceedsCollected)?;
			Ok(())
		})
	}

	/// Owes `amount` to `who`, whose entry `earn` changes besides.
	fn owe(
		who: &T::AccountId,
		amount: Balance,
		source: Source,
		earn: impl FnOnce(&mut Account),
	) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		// What the pot owed to itself could never leave it.
		if *who == Self::pot() {
			return <Self as interfaces::Ledger<_>>::pay_treasury(amount, None);
		}
		Self::spend(amount)?;
		Self::enter(who, amount, source, earn)
	}

	/// Enters into the ledger that `amount` of the pot's money is owed to `who`.
	pub(crate) fn enter(
		who: &T::AccountId,
		amount: Balance,
		source: Source,
		earn: impl FnOnce(&mut Account),
	) -> DispatchResult {
		Accounts::<T>::try_mutate(who, |account| {
			account.owed = account.owed.checked_add(amount).ok_or(Error::<T>::Overflow)?;
			earn(account);
			Ok::<_, Error<T>>(())
		})?;
		TotalOwed::<T>::try_mutate(|total| {
			*total = total.checked_add(amount).ok_or(Error::<T>::Overflow)?;
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::Credited { who: who.clone(), amount, source });
		Ok(())
	}

	/// Moves collected money out of the pot, and says so by `event`; or nothing, if it is nothing.
	fn pay_out(to: &T::AccountId, amount: Balance, event: Event<T>) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		Self::spend(amount)?;
		Self::transfer(to, amount)?;
		Self::deposit_event(event);
		Ok(())
	}

	/// Moves money out of the pot.
	pub(crate) fn transfer(to: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer(&Self::pot(), to, amount, Preservation::Preserve)?;
		Ok(())
	}

	/// The merit of earning `amount` now, which counts in the total from now on.
	pub(crate) fn earn(amount: Balance) -> Merit {
		let earned = Merit::earned(amount, <Self as Merits<_>>::now());
		TotalMerit::<T>::mutate(|total| *total = total.plus(earned));
		earned
	}
}

impl<T: Config> interfaces::Ledger<T::AccountId> for Pallet<T> {
	fn collected() -> Balance {
		Collected::<T>::get()
	}

	fn collect(payer: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::collect_by(amount, |pot| {
			T::Currency::transfer(payer, pot, amount, Preservation::Preserve)?;
			Ok(())
		})
	}

	fn collect_by(
		amount: Balance,
		pay: impl FnOnce(&T::AccountId) -> DispatchResult,
	) -> DispatchResult {
		pay(&Self::pot())?;
		Collected::<T>::try_mutate(|collected| {
			*collected = collected.checked_add(amount).ok_or(Error::<T>::Overflow)?;
			Ok(())
		})
	}

	fn refund_by(
		amount: Balance,
		pay: impl FnOnce(&T::AccountId) -> DispatchResult,
	) -> DispatchResult {
		Self::spend(amount)?;
		pay(&Self::pot())
	}

	fn credit(who: &T::AccountId, amount: Balance, source: Source) -> DispatchResult {
		Self::owe(who, amount, source, |_| ())
	}

	fn reward(who: &T::AccountId, amount: Balance, source: Source) -> DispatchResult {
		Self::owe(who, amount, source, |account| {
			account.merit = account.merit.plus(Self::earn(amount));
		})
	}

	fn reward_for(
		work: ContributionId,
		who: &T::AccountId,
		amount: Balance,
		source: Source,
	) -> Result<u32, DispatchError> {
		let Some(retained) = HeldBack::<T>::get(work) else {
			Self::reward(who, amount, source)?;
			return Ok(1);
		};
		let left = Self::retain(work, retained, amount, source)?;
		Self::reward(who, left, source)?;
		Ok(2)
	}

	fn pay_treasury(amount: Balance, batch: Option<BatchId>) -> DispatchResult {
		Self::pay_out(&T::Treasury::get(), amount, Event::TreasuryPaid { amount, batch })
	}

	fn pay_stakers(amount: Balance, batch: Option<BatchId>) -> DispatchResult {
		Self::pay_out(&T::StakersPot::get(), amount, Event::StakersPaid { amount, batch })
	}
}
