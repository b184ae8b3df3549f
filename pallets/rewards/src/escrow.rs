// SPDX-License-Identifier: Apache-2.0

//! What disputed contributions earn, held back until it is decided whose it is.

use crate::*;
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, traits::Get};
use openledger_primitives::{
	interfaces::{self, Source},
	Balance, ContributionId,
};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	/// Holds back what still may be of `amount`, which a disputed contribution has earned. Returns
	/// what is left of it.
	pub(crate) fn retain(
		contribution: ContributionId,
		mut retained: Retained,
		amount: Balance,
		source: Source,
	) -> Result<Balance, DispatchError> {
		let part = amount.min(retained.most.saturating_sub(retained.amount));
		if part.is_zero() {
			return Ok(amount);
		}
		Self::spend(part)?;
		retained.amount = retained.amount.checked_add(part).ok_or(Error::<T>::Overflow)?;
		retained.merit = retained.merit.plus(Self::earn(part));
		HeldBack::<T>::insert(contribution, retained);
		TotalHeldBack::<T>::try_mutate(|total| {
			*total = total.checked_add(part).ok_or(Error::<T>::Overflow)?;
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::EarningsHeldBack { contribution, amount: part, source });
		Ok(amount.saturating_sub(part))
	}
}

impl<T: Config> interfaces::Escrow<T::AccountId> for Pallet<T> {
	fn hold_back(contribution: ContributionId, most: Balance) {
		HeldBack::<T>::mutate(contribution, |retained| {
			retained.get_or_insert_default().most = most;
		});
	}

	fn held_back(contribution: ContributionId) -> Option<interfaces::HeldBack> {
		let Retained { amount, most, .. } = HeldBack::<T>::get(contribution)?;
		Some(interfaces::HeldBack { amount, most })
	}

	fn release(
		contribution: ContributionId,
		to: Option<&T::AccountId>,
	) -> Result<Balance, DispatchError> {
		let Retained { amount, merit, .. } = HeldBack::<T>::take(contribution).unwrap_or_default();
		if amount.is_zero() {
			return Ok(amount);
		}
		TotalHeldBack::<T>::try_mutate(|total| {
			*total = total.checked_sub(amount).ok_or(Error::<T>::Overflow)?;
			Ok::<_, Error<T>>(())
		})?;
		// What the pot owed to itself could never leave it.
		let who = to.filter(|who| **who != Self::pot());
		match who {
			Some(who) => {
				let source = Source::Dispute { work: contribution };
				Self::enter(who, amount, source, |account| {
					account.merit = account.merit.plus(merit);
				})?;
			}
			None => {
				TotalMerit::<T>::mutate(|total| *total = total.minus(merit));
				Self::transfer(&T::Treasury::get(), amount)?;
			}
		}
		let who = who.cloned();
		Self::deposit_event(Event::EarningsReleased { contribution, who, amount });
		Ok(amount)
	}

	fn contributions() -> Vec<ContributionId> {
		HeldBack::<T>::iter_keys().collect()
	}
}
