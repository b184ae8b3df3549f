// SPDX-License-Identifier: Apache-2.0

//! Money that is promised: held of an account, and another's if it comes to that.

use crate::*;
use frame_support::{
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use openledger_primitives::{interfaces::Promises, Balance};

impl<T: Config> Pallet<T> {
	/// Holds `amount` of what no vote of `who` needs.
	pub(crate) fn promise(
		reason: HoldReason,
		who: &AccountIdOf<T>,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::hold(&reason.into(), who, amount)?;
		T::Promises::ensure_kept(who)
	}

	/// Gives what was promised back.
	pub(crate) fn give_back(
		reason: HoldReason,
		who: &AccountIdOf<T>,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::release(&reason.into(), who, amount, Precision::Exact)?;
		T::Promises::changed(who);
		Ok(())
	}

	/// Moves what `from` promised to what is free of `to`.
	///
	/// By force, because it must not fail. No vote needs it, so that takes nothing from a lock; but a
	/// slash of its stake can leave `from` with less than it voted with, and the rest of it locked.
	pub(crate) fn hand_over(
		reason: HoldReason,
		from: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&reason.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		T::Promises::changed(from);
		Ok(())
	}
}
