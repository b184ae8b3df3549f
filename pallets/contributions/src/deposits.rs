// SPDX-License-Identifier: Apache-2.0

//! What records cost while they are on the chain.
//!
//! A record remembers what is held for it. Whenever one is written its deposit is computed again,
//! and the difference is held or returned.

use crate::*;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision},
};
use openledger_primitives::{deposit::deposit_for, Balance, ContributionId, DatanetId};

impl<T: Config> Pallet<T> {
	fn deposit_for(bytes: usize) -> Balance {
		deposit_for(T::DepositBase::get(), T::DepositPerByte::get(), bytes)
	}

	/// The deposit of a contribution. Its status counts at its longest: curators and governance
	/// change it, and the owner pays for it once.
	pub(crate) fn contribution_deposit(record: &ContributionOf<T>) -> Balance {
		let bytes = record
			.encoded_size()
			.saturating_sub(record.status.encoded_size())
			.saturating_add(Status::max_encoded_len());
		Self::deposit_for(bytes)
	}

	/// Holds or returns what a new deposit differs from the old.
	fn adjust(
		reason: HoldReason,
		who: &T::AccountId,
		old: Balance,
		new: Balance,
	) -> DispatchResult {
		if let Some(more) = new.checked_sub(old).filter(|more| *more > 0) {
			T::Currency::hold(&reason.into(), who, more)?;
		} else if let Some(less) = old.checked_sub(new).filter(|less| *less > 0) {
			T::Currency::release(&reason.into(), who, less, Precision::Exact)?;
		}
		Ok(())
	}

	/// Returns a deposit.
	pub(crate) fn release(
		reason: HoldReason,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		Self::adjust(reason, who, amount, 0)
	}

	/// Moves a deposit from one owner to the next. The new one's is held first: nothing is on chain
	/// without one.
	fn pass_on(
		reason: HoldReason,
		(from, old): (&T::AccountId, Balance),
		(to, new): (&T::AccountId, Balance),
	) -> DispatchResult {
		if from == to {
			return Self::adjust(reason, to, old, new);
		}
		Self::adjust(reason, to, 0, new)?;
		Self::release(reason, from, old)
	}

	/// Writes a contribution whose deposit `from` has paid until now, and its owner pays from now on.
	pub(crate) fn put_contribution(
		id: ContributionId,
		mut record: ContributionOf<T>,
		from: &T::AccountId,
	) -> DispatchResult {
		let deposit = Self::contribution_deposit(&record);
		Self::pass_on(HoldReason::Contribution, (from, record.deposit), (&record.owner, deposit))?;
		record.deposit = deposit;
		Contributions::<T>::insert(ContributionKey::from(id), record);
		Ok(())
	}

	/// Writes a datanet whose deposit `from` has paid until now, and its owner pays from now on.
	pub(crate) fn put_datanet(
		id: DatanetId,
		mut record: DatanetOf<T>,
		from: &T::AccountId,
	) -> DispatchResult {
		let deposit = Self::deposit_for(record.encoded_size());
		Self::pass_on(HoldReason::Datanet, (from, record.deposit), (&record.owner, deposit))?;
		record.deposit = deposit;
		Datanets::<T>::insert(id, record);
		Ok(())
	}
}
