// SPDX-License-Identifier: Apache-2.0

//! What curators decide, and governance after them.

use crate::*;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use openledger_primitives::{interfaces::Promises, Balance, ContributionId, DatanetId};
use sp_runtime::traits::CheckedAdd;

impl<T: Config> Pallet<T> {
	/// A datanet, for one of its curators.
	fn datanet_for(curator: &T::AccountId, datanet: DatanetId) -> Result<DatanetOf<T>, Error<T>> {
		let net = Datanets::<T>::get(datanet).ok_or(Error::DatanetNotFound)?;
		let is_curator = match &net.admission {
			Admission::Curated(curators) => curators.contains(curator),
			Admission::Open => false,
		};
		ensure!(is_curator, Error::NotCurator);
		Ok(net)
	}

	/// A datanet that takes contributions, for one of its curators.
	fn open_for(curator: &T::AccountId, datanet: DatanetId) -> Result<DatanetOf<T>, Error<T>> {
		let net = Self::datanet_for(curator, datanet)?;
		ensure!(!net.frozen, Error::DatanetFrozen);
		Ok(net)
	}

	fn accept_pending(
		id: ContributionId,
		record: ContributionOf<T>,
		net: &mut DatanetOf<T>,
	) -> DispatchResult {
		ensure!(record.status == Status::Pending, Error::<T>::NotPending);
		Queue::<T>::remove(record.datanet, ContributionKey::from(id));
		Self::admit(id, record, net)
	}

	pub(crate) fn do_accept(curator: &T::AccountId, id: ContributionId) -> DispatchResult {
		let record = Contributions::<T>::get(ContributionKey::from(id))
			.ok_or(Error::<T>::ContributionNotFound)?;
		let datanet = record.datanet;
		let mut net = Self::open_for(curator, datanet)?;
		Self::accept_pending(id, record, &mut net)?;
		Datanets::<T>::insert(datanet, net);
		Ok(())
	}

	pub(crate) fn do_accept_many(
		curator: &T::AccountId,
		datanet: DatanetId,
		ids: impl IntoIterator<Item = ContributionId>,
	) -> DispatchResult {
		let mut net = Self::open_for(curator, datanet)?;
		let before = net.accepted;
		for id in ids {
			let record = Contributions::<T>::get(ContributionKey::from(id))
				.ok_or(Error::<T>::ContributionNotFound)?;
			ensure!(record.datanet == datanet, Error::<T>::NotInDatanet);
			Self::accept_pending(id, record, &mut net)?;
		}
		ensure!(net.accepted > before, Error::<T>::NothingToDo);
		Datanets::<T>::insert(datanet, net);
		Ok(())
	}

	pub(crate) fn do_reject(curator: T::AccountId, id: ContributionId) -> DispatchResult {
		let mut record = Contributions::<T>::get(ContributionKey::from(id))
			.ok_or(Error::<T>::ContributionNotFound)?;
		Self::datanet_for(&curator, record.datanet)?;
		ensure!(record.status == Status::Pending, Error::<T>::NotPending);
		record.status = Status::Rejected { upheld: false };
		Queue::<T>::remove(record.datanet, ContributionKey::from(id));
		Contributions::<T>::insert(ContributionKey::from(id), record);
		Self::deposit_event(Event::ContributionRejected { contribution: id, curator });
		Ok(())
	}

	pub(crate) fn do_withdraw(owner: T::AccountId, id: ContributionId) -> DispatchResult {
		let mut record = Self::contribution_of(&owner, id)?;
		let Status::Accepted { index } = record.status else {
			return Err(Error::<T>::NotAccepted.into());
		};
		Self::ensure_undisputed(id)?;
		let datanet = record.datanet;
		record.status = Status::Withdrawn { index, withdrawal: Self::next_withdrawal(datanet)? };
		Contributions::<T>::insert(ContributionKey::from(id), record);
		Self::deposit_event(Event::ContributionWithdrawn { contribution: id, datanet, index });
		Ok(())
	}

	/// The number of the withdrawal that is made from a datanet now.
	pub(crate) fn next_withdrawal(datanet: DatanetId) -> Result<u32, Error<T>> {
		Datanets::<T>::try_mutate(datanet, |net| {
			let net = net.as_mut().ok_or(Error::DatanetNotFound)?;
			let withdrawal = net.withdrawals;
			net.withdrawals = withdrawal.checked_add(1).ok_or(Error::IdsExhausted)?;
			Ok(withdrawal)
		})
	}

	pub(crate) fn do_appeal(owner: T::AccountId, id: ContributionId) -> DispatchResult {
		let mut record = Self::contribution_of(&owner, id)?;
		match record.status {
			Status::Rejected { upheld: false } => (),
			Status::Rejected { upheld: true } => return Err(Error::<T>::RejectionUpheld.into()),
			Status::Appealed => return Err(Error::<T>::AppealPending.into()),
			Status::Pending
			| Status::Accepted { .. }
			| Status::Withdrawn { .. }
			| Status::Struck { .. }
			| Status::Malformed { .. } => return Err(Error::<T>::NotRejected.into()),
		}
		let deposit = T::AppealDeposit::get();
		let expires = frame_system::Pallet::<T>::block_number()
			.checked_add(&T::AppealPeriod::get())
			.ok_or(Error::<T>::IdsExhausted)?;
		Self::hold(HoldReason::Appeal, &owner, deposit)?;
		Appeals::<T>::insert(id, Appeal { deposit, expires });
		record.status = Status::Appealed;
		Contributions::<T>::insert(ContributionKey::from(id), record);
		Self::deposit_event(Event::RejectionAppealed { contribution: id, deposit });
		Ok(())
	}

	pub(crate) fn do_rule(id: ContributionId, ruling: Ruling) -> DispatchResult {
		let mut record = Contributions::<T>::get(ContributionKey::from(id))
			.ok_or(Error::<T>::ContributionNotFound)?;
		let appeal = match record.status {
			Status::Appealed => Appeals::<T>::take(id).ok_or(Error::<T>::NotAppealed)?.deposit,
			Status::Rejected { upheld: true } => return Err(Error::<T>::RejectionUpheld.into()),
			// Abuse can be punished without the abuser's asking for it.
			Status::Rejected { upheld: false } if ruling == Ruling::Abuse => 0,
			Status::Rejected { upheld: false } => return Err(Error::<T>::NotAppealed.into()),
			Status::Pending
			| Status::Accepted { .. }
			| Status::Withdrawn { .. }
			| Status::Struck { .. }
			| Status::Malformed { .. } => return Err(Error::<T>::NotRejected.into()),
		};
		match ruling {
			Ruling::Overturn => {
				Self::release(HoldReason::Appeal, &record.owner, appeal)?;
				let datanet = record.datanet;
				let mut net = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
				// Whether or not it is frozen: governance stands above the owner.
				Self::admit(id, record, &mut net)?;
				Datanets::<T>::insert(datanet, net);
			}
			Ruling::Uphold => {
				Self::release(HoldReason::Appeal, &record.owner, appeal)?;
				record.status = Status::Rejected { upheld: true };
				Contributions::<T>::insert(ContributionKey::from(id), record);
			}
			Ruling::Abuse => {
				Self::forfeit(HoldReason::Appeal, &record.owner, appeal)?;
				Self::forfeit(HoldReason::Contribution, &record.owner, record.deposit)?;
				ByRoot::<T>::remove(record.content_root);
				Contributions::<T>::remove(ContributionKey::from(id));
			}
		}
		Self::deposit_event(Event::AppealRuled { contribution: id, ruling });
		Ok(())
	}

	/// Moves a deposit to the treasury.
	fn forfeit(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::transfer_on_hold(
			&reason.into(),
			who,
			&T::Treasury::get(),
			amount,
			Precision::Exact,
			Restriction::Free,
			// It must not fail. No vote needs it.
			Fortitude::Force,
		)?;
		T::Promises::changed(who);
		Ok(())
	}
}
