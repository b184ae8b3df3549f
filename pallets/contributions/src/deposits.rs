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
use openledger_primitives::{
	deposit::{change, deposit_for},
	interfaces::Promises,
	Balance, ContributionId, DatanetId,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn deposit_for(bytes: usize) -> Balance {
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

	/// Holds a deposit. What a ruling may take must not stand behind a vote.
	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::hold(&reason.into(), who, amount)?;
		T::Promises::ensure_kept(who)
	}

	/// Returns a deposit.
	pub(crate) fn release(
		reason: HoldReason,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount > 0 {
			T::Currency::release(&reason.into(), who, amount, Precision::Exact)?;
			T::Promises::changed(who);
		}
		Ok(())
	}

	/// Makes a deposit of `from` one of `to`, who may be the same. What is new is held first: nothing
	/// is on chain without a deposit.
	fn pass_on(
		reason: HoldReason,
		(from, old): (&T::AccountId, Balance),
		(to, new): (&T::AccountId, Balance),
	) -> DispatchResult {
		let (more, less) = change(old, new, from != to);
		if more > 0 {
			Self::hold(reason, to, more)?;
		}
		Self::release(reason, from, less)
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
