// SPDX-License-Identifier: Apache-2.0

//! What accounts have earned with their work.

use crate::*;
use frame_support::traits::{fungible::Inspect, Get};
use openledger_primitives::{
	interfaces::Merits,
	merit::{Merit, Time},
};
use sp_runtime::traits::UniqueSaturatedInto;

impl<T: Config> Pallet<T> {
	/// Leaves `who` with its merit and nothing owed. Merit below the existential deposit is
	/// forgotten, so that entries don't stay for ever.
	pub(crate) fn keep_merit(who: &T::AccountId, merit: Merit) {
		if merit.at(Self::now()) >= T::Currency::minimum_balance() {
			Accounts::<T>::insert(who, Account { owed: 0, merit });
		} else {
			Accounts::<T>::remove(who);
			TotalMerit::<T>::mutate(|total| *total = total.minus(merit));
		}
	}
}

impl<T: Config> Merits<T::AccountId> for Pallet<T> {
	fn now() -> Time {
		let block = frame_system::Pallet::<T>::block_number().unique_saturated_into();
		Time::at(block, T::HalfLife::get().unique_saturated_into())
	}

	fn of(who: &T::AccountId) -> Merit {
		Accounts::<T>::get(who).merit
	}

	fn total() -> Merit {
		TotalMerit::<T>::get()
	}
}
