// SPDX-License-Identifier: Apache-2.0

//! What owners change about their contributions.

use crate::*;
use frame_support::{ensure, pallet_prelude::*};
use openledger_primitives::ContributionId;

impl<T: Config> Pallet<T> {
	/// A contribution, for its owner.
	pub(crate) fn contribution_of(
		owner: &T::AccountId,
		id: ContributionId,
	) -> Result<ContributionOf<T>, Error<T>> {
		let record = Contributions::<T>::get(ContributionKey::from(id))
			.ok_or(Error::ContributionNotFound)?;
		ensure!(record.owner == *owner, Error::NotOwner);
		Ok(record)
	}

	pub(crate) fn do_set_payout(
		owner: T::AccountId,
		contribution: ContributionId,
		payout: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::contribution_of(&owner, contribution)?;
		record.payout = payout.filter(|payout| *payout != owner);
		let payout = record.payee().clone();
		Self::put_contribution(contribution, record, &owner)?;
		Self::deposit_event(Event::PayoutSet { contribution, payout });
		Ok(())
	}

	pub(crate) fn do_set_uri(
		owner: T::AccountId,
		contribution: ContributionId,
		uri: Uri,
	) -> DispatchResult {
		let mut record = Self::contribution_of(&owner, contribution)?;
		record.uri = uri.clone();
		Self::put_contribution(contribution, record, &owner)?;
		Self::deposit_event(Event::UriSet { contribution, uri });
		Ok(())
	}

	pub(crate) fn do_transfer_ownership(
		owner: T::AccountId,
		contribution: ContributionId,
		new_owner: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::contribution_of(&owner, contribution)?;
		// The appeal's deposit is the owner's, and is settled before someone else owns the rest.
		ensure!(record.status != Status::Appealed, Error::<T>::AppealPending);
		Self::ensure_undisputed(contribution)?;
		record.new_owner = new_owner.clone();
		Self::put_contribution(contribution, record, &owner)?;
		Self::deposit_event(Event::OwnershipOffered { contribution, new_owner });
		Ok(())
	}

	pub(crate) fn do_accept_ownership(
		to: T::AccountId,
		contribution: ContributionId,
	) -> DispatchResult {
		let record = Contributions::<T>::get(ContributionKey::from(contribution))
			.ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(record.new_owner.as_ref() == Some(&to), Error::<T>::NotOffered);
		ensure!(record.status != Status::Appealed, Error::<T>::AppealPending);
		Self::ensure_undisputed(contribution)?;
		Self::hand_over(contribution, record, to)
	}

	/// Makes a contribution that of `to`, who pays for it and is paid for it from now on.
	pub(crate) fn hand_over(
		contribution: ContributionId,
		mut record: ContributionOf<T>,
		to: T::AccountId,
	) -> DispatchResult {
		let from = core::mem::replace(&mut record.owner, to.clone());
		record.new_owner = None;
		record.payout = None;
		Self::put_contribution(contribution, record, &from)?;
		Self::deposit_event(Event::OwnershipTransferred { contribution, from, to });
		Ok(())
	}
}
