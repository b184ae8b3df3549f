// SPDX-License-Identifier: Apache-2.0

//! Registering texts, and taking them back.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use openledger_primitives::{
	interfaces,
	limits::{MaxSources, MAX_CONTENT_BYTES},
	shares::ShareError,
	Balance, ContributionId, DatanetId,
};
use sp_runtime::Perbill;

impl<T> From<ShareError> for Error<T> {
	fn from(error: ShareError) -> Self {
		match error {
			ShareError::Overflow => Error::SharesExceedWhole,
			ShareError::TooManyEntries => Error::TooManySources,
			ShareError::Duplicate | ShareError::ZeroShare => Error::InvalidSource,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Registers texts of one contributor. What they share (the datanet, the counter, the hold) is
	/// read and written once.
	pub(crate) fn do_register(
		contributor: &T::AccountId,
		datanet: DatanetId,
		submissions: impl IntoIterator<Item = SubmissionOf<T>>,
	) -> DispatchResult {
		let mut net = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(!net.frozen, Error::<T>::DatanetFrozen);
		let first = NextContributionId::<T>::get();
		let (mut next, mut deposits) = (first, Balance::default());
		for submission in submissions {
			let record = Self::record(contributor, next, datanet, &net, submission)?;
			deposits = deposits.checked_add(record.deposit).ok_or(Error::<T>::IdsExhausted)?;
			Self::insert(next, record, &mut net)?;
			next = next.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		}
		ensure!(next > first, Error::<T>::NothingToDo);
		Self::hold(HoldReason::Contribution, contributor, deposits)?;
		NextContributionId::<T>::put(next);
		if net.admission == Admission::Open {
			Datanets::<T>::insert(datanet, net);
		}
		Ok(())
	}

	/// The record of a submission, if it can be registered.
	fn record(
		contributor: &T::AccountId,
		id: ContributionId,
		datanet: DatanetId,
		net: &DatanetOf<T>,
		submission: SubmissionOf<T>,
	) -> Result<ContributionOf<T>, Error<T>> {
		let Submission { content_root, length, uri, sources, payout } = submission;
		ensure!(length > 0 && length <= MAX_CONTENT_BYTES, Error::InvalidLength);
		ensure!(!ByRoot::<T>::contains_key(content_root), Error::ContentRootHeld);
		let mut record = Contribution {
			datanet,
			owner: contributor.clone(),
			payout: payout.filter(|payout| payout != contributor),
			new_owner: None,
			content_root,
			length,
			uri,
			status: Status::Pending,
			sources: Self::flatten(id, (datanet, net), &sources)?,
			registered_at: frame_system::Pallet::<T>::block_number(),
			deposit: 0,
		};
		record.deposit = Self::contribution_deposit(&record);
		Ok(record)
	}

	fn insert(
		id: ContributionId,
		record: ContributionOf<T>,
		net: &mut DatanetOf<T>,
	) -> DispatchResult {
		ByRoot::<T>::insert(record.content_root, id);
		Self::deposit_event(Event::ContributionRegistered {
			contribution: id,
			datanet: record.datanet,
			contributor: record.owner.clone(),
			content_root: record.content_root,
		});
		match net.admission {
			Admission::Open => Self::admit(id, record, net),
			Admission::Curated(_) => {
				Queue::<T>::insert(record.datanet, ContributionKey::from(id), ());
				Contributions::<T>::insert(ContributionKey::from(id), record);
				Ok(())
			}
		}
	}

	/// Who shares in what contribution `id` of datanet `own` earns.
	pub(crate) fn flatten(
		id: ContributionId,
		own: (DatanetId, &DatanetOf<T>),
		sources: &BoundedVec<(ContributionId, Perbill), MaxSources>,
	) -> Result<Option<SourceStack>, Error<T>> {
		if sources.is_empty() {
			return Ok(None);
		}
		let given = sources
			.iter()
			.map(|(source, share)| {
				let record = Contributions::<T>::get(ContributionKey::from(*source))
					.ok_or(Error::SourceNotAccepted)?;
				ensure!(matches!(record.status, Status::Accepted { .. }), Error::SourceNotAccepted);
				let permits = if record.datanet == own.0 {
					own.1.terms()
				} else {
					<Self as interfaces::Contributions<_>>::datanet(record.datanet)
						.ok_or(Error::DatanetNotFound)?
				};
				ensure!(permits.derivatives, Error::DerivativesForbidden);
				// Or a remix would launder what commercial models must not have.
				ensure!(
					permits.commercial_training || !own.1.license.commercial_training,
					Error::CommercialTrainingForbidden
				);
				let stack = match record.sources {
					Some(stack) => stack,
					None => SourceStack::whole(*source)?,
				};
				Ok((*source, *share, stack))
			})
			.collect::<Result<Vec<_>, Error<T>>>()?;
		Ok(Some(SourceStack::flatten(id, given)?))
	}

	/// Gives a contribution the next index of its datanet, and writes it.
	pub(crate) fn admit(
		id: ContributionId,
		mut record: ContributionOf<T>,
		net: &mut DatanetOf<T>,
	) -> DispatchResult {
		let (datanet, index) = (record.datanet, net.accepted);
		net.accepted = index.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		record.status = Status::Accepted { index };
		Accepted::<T>::insert(datanet, IndexKey::from(index), id);
		Contributions::<T>::insert(ContributionKey::from(id), record);
		Self::deposit_event(Event::ContributionAccepted { contribution: id, datanet, index });
		Ok(())
	}

	pub(crate) fn do_retract(owner: T::AccountId, id: ContributionId) -> DispatchResult {
		let record = Self::contribution_of(&owner, id)?;
		match record.status {
			Status::Pending => Queue::<T>::remove(record.datanet, ContributionKey::from(id)),
			Status::Rejected { .. } => (),
			Status::Appealed => {
				let appeal = Appeals::<T>::get(id).ok_or(Error::<T>::NotAppealed)?;
				let now = frame_system::Pallet::<T>::block_number();
				ensure!(now >= appeal.expires, Error::<T>::AppealPending);
				Appeals::<T>::remove(id);
				Self::release(HoldReason::Appeal, &owner, appeal.deposit)?;
			}
			Status::Accepted { .. }
			| Status::Withdrawn { .. }
			| Status::Struck { .. }
			| Status::Malformed { .. } => return Err(Error::<T>::AlreadyAccepted.into()),
		}
		Self::release(HoldReason::Contribution, &owner, record.deposit)?;
		ByRoot::<T>::remove(record.content_root);
		Contributions::<T>::remove(ContributionKey::from(id));
		Self::deposit_event(Event::ContributionRetracted {
			contribution: id,
			content_root: record.content_root,
		});
		Ok(())
	}
}
