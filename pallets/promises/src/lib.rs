// SPDX-License-Identifier: Apache-2.0

//! Money that is promised: held of an account, and another's if it comes to that.
//!
//! No vote may need it, see [`openledger_primitives::interfaces::Promises`]. Pallets that hold such
//! money move it with these functions, so that none forgets to say so. Each takes the pallet's
//! currency, what keeps promises out of votes, and the reason of the hold:
//!
//! ```ignore
//! promise::<T::Currency, T::Promises, _>(&HoldReason::Bond.into(), &who, amount)?;
//! ```

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![deny(
	clippy::arithmetic_side_effects,
	clippy::cast_possible_truncation,
	clippy::cast_possible_wrap,
	clippy::cast_sign_loss,
	clippy::indexing_slicing,
	clippy::unwrap_used,
	clippy::expect_used
)]

use frame_support::{
	dispatch::DispatchResult,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use openledger_primitives::{interfaces::Promises, Balance};

/// Holds `amount` planck of `who`, which none of its votes may need.
///
/// # Errors
///
/// When `who` does not have the amount, or needs it for its votes. The hold is not undone then:
/// callers run in a storage layer.
pub fn promise<Currency, Kept, AccountId>(
	reason: &Currency::Reason,
	who: &AccountId,
	amount: Balance,
) -> DispatchResult
where
	Currency: MutateHold<AccountId, Balance = Balance>,
	Kept: Promises<AccountId>,
{
	Currency::hold(reason, who, amount)?;
	Kept::ensure_kept(who)
}

/// Releases `amount` planck of the promised money of `who` to it.
///
/// # Errors
///
/// When `who` has promised less.
pub fn give_back<Currency, Kept, AccountId>(
	reason: &Currency::Reason,
	who: &AccountId,
	amount: Balance,
) -> DispatchResult
where
	Currency: MutateHold<AccountId, Balance = Balance>,
	Kept: Promises<AccountId>,
{
	Currency::release(reason, who, amount, Precision::Exact)?;
	Kept::changed(who);
	Ok(())
}

/// Moves `amount` planck of the promised money of `from` to the free balance of `to`.
///
/// By force, because it must not fail. No vote needs it, so that takes nothing from a lock; but a
/// slash of its stake can leave `from` with less than it voted with, and the rest of it locked.
///
/// # Errors
///
/// When `from` has promised less, or `to` can't get the amount: it does not exist, and the amount
/// is below the existential deposit.
pub fn hand_over<Currency, Kept, AccountId>(
	reason: &Currency::Reason,
	from: &AccountId,
	to: &AccountId,
	amount: Balance,
) -> DispatchResult
where
	Currency: MutateHold<AccountId, Balance = Balance>,
	Kept: Promises<AccountId>,
{
	Currency::transfer_on_hold(
		reason,
		from,
		to,
		amount,
		Precision::Exact,
		Restriction::Free,
		Fortitude::Force,
	)?;
	Kept::changed(from);
	Ok(())
}

/// Moves `amount` planck of the promised money of `from` to the free balance of `to`, which may be
/// the same account; or does nothing, if `amount` is 0.
///
/// # Errors
///
/// As [`give_back`] and [`hand_over`].
pub fn take<Currency, Kept, AccountId>(
	reason: &Currency::Reason,
	from: &AccountId,
	to: &AccountId,
	amount: Balance,
) -> DispatchResult
where
	Currency: MutateHold<AccountId, Balance = Balance>,
	Kept: Promises<AccountId>,
	AccountId: PartialEq,
{
	if amount == 0 {
		return Ok(());
	}
	if from == to {
		return give_back::<Currency, Kept, _>(reason, from, amount);
	}
	hand_over::<Currency, Kept, _>(reason, from, to, amount)
}
