// SPDX-License-Identifier: Apache-2.0

//! Paying stakers without issuing.
//!
//! Staking pays by minting, long after an era's end, and only what is claimed. So what an era may
//! pay is burned from the pots when it ends: at any time there is
//!
//! ```text
//! total issuance + burned for stakers and not minted yet = what was issued at genesis
//! ```

use crate::*;
use frame_support::{
	defensive,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		Get,
	},
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
	/// What a pot can give and still exist, in planck.
	fn spendable(pot: &T::AccountId) -> Balance {
		T::Currency::reducible_balance(pot, Preservation::Preserve, Fortitude::Polite)
	}

	/// The amount that is left of the staking reserve, in planck.
	pub fn staking_reserve() -> Balance {
		Self::spendable(&T::StakingReserve::get())
	}

	/// Burns the stakers' part of fees, and `emission` planck of the reserve as far as it goes.
	/// Returns the amount that an era may pay, in planck.
	pub fn fund_era(emission: Balance) -> Balance {
		let fees_pot = T::StakersPot::get();
		let fees = Self::burn_for_stakers(&fees_pot, Self::spendable(&fees_pot));
		let emission = emission.min(Self::staking_reserve());
		let emission = Self::burn_for_stakers(&T::StakingReserve::get(), emission);
		Self::deposit_event(Event::EraFunded { fees, emission });
		fees.saturating_add(emission)
	}

	/// Returns what was burned: all of `amount`, or nothing.
	fn burn_for_stakers(pot: &T::AccountId, amount: Balance) -> Balance {
		let burned = T::Currency::burn_from(
			pot,
			amount,
			Preservation::Preserve,
			Precision::Exact,
			Fortitude::Polite,
		);
		let Ok(burned) = burned else {
			defensive!("a pot has what it can spend");
			return 0;
		};
		StakersUnpaid::<T>::mutate(|unpaid| *unpaid = unpaid.saturating_add(burned));
		burned
	}

	/// Notes that `amount` planck of what was burned for stakers have been minted again.
	pub fn note_minted(amount: Balance) {
		StakersUnpaid::<T>::mutate(|unpaid| match unpaid.checked_sub(amount) {
			Some(left) => *unpaid = left,
			None => {
				defensive!("stakers are paid what was burned for them");
				*unpaid = 0;
			}
		});
	}

	/// Mints into the reserve the pay of an era that stakers did not claim and can't claim any
	/// more: `amount` planck, or as much of it as was burned for stakers and is not minted yet.
	pub fn return_unclaimed(amount: Balance) {
		let amount = amount.min(StakersUnpaid::<T>::get());
		if amount == 0 {
			return;
		}
		if T::Currency::mint_into(&T::StakingReserve::get(), amount).is_err() {
			defensive!("the reserve can take what it gave");
			return;
		}
		Self::note_minted(amount);
		Self::deposit_event(Event::EraReturned { amount });
	}
}
