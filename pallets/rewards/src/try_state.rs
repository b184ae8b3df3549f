// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use frame_support::{ensure, traits::fungible::Inspect};
use openledger_primitives::{interfaces::Merits, merit::Merit, Balance};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - The pot has its existential deposit and all that is collected, owed and held back.
	/// - The total owed is the sum of what each account is owed, entries of the old ledger included.
	/// - The total held back is the sum of what is held back of each contribution, and no more is held
	///   back of one than may be.
	/// - No entry is empty, and the total merit is at least the sum of everybody's and of what was held
	///   back.
	/// - No account's payout is itself, and nothing is owed to the pot.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut sum: Balance = 0;
		let mut merit = Merit::default();
		for (_, account) in Accounts::<T>::iter() {
			ensure!(account != Account::default(), "an entry of nothing");
			sum = sum.checked_add(account.owed).ok_or("owed overflows")?;
			merit = merit.plus(account.merit);
		}
		// Not moved over yet.
		for (_, owed) in migrations::v1::Owed::<T>::iter() {
			sum = sum.checked_add(owed).ok_or("owed overflows")?;
		}
		let mut held_back: Balance = 0;
		for (_, retained) in HeldBack::<T>::iter() {
			ensure!(retained.amount <= retained.most, "more is held back than may be");
			held_back = held_back.checked_add(retained.amount).ok_or("held back overflows")?;
			merit = merit.plus(retained.merit);
		}
		ensure!(held_back == TotalHeldBack::<T>::get(), "total held back is not the sum");
		let (now, total) = (Self::now(), TotalMerit::<T>::get());
		ensure!(merit.at(now) <= total.at(now), "more merit than in total");
		ensure!(sum == TotalOwed::<T>::get(), "total owed is not the sum");
		let needed = sum
			.checked_add(Collected::<T>::get())
			.and_then(|needed| needed.checked_add(held_back))
			.and_then(|needed| needed.checked_add(T::Currency::minimum_balance()))
			.ok_or("the pot's debts overflow")?;
		ensure!(T::Currency::total_balance(&Self::pot()) >= needed, "the pot lacks money");
		ensure!(!Accounts::<T>::contains_key(Self::pot()), "the pot is owed something");
		ensure!(Payouts::<T>::iter().all(|(who, payee)| who != payee), "payout to oneself");
		Ok(())
	}
}
