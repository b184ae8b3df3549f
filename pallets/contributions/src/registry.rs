// SPDX-License-Identifier: Apache-2.0

//! What the calls do.

use crate::*;
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision},
};
use openledger_primitives::{
	deposit::deposit,
	interfaces,
	limits::{MaxSources, MAX_CONTENT_BYTES},
	shares::ShareError,
	Balance, ContributionId, DatanetId,
};
use sp_core::H256;
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
	fn deposit_of(record: &impl Encode) -> Balance {
		deposit(T::DepositBase::get(), T::DepositPerByte::get(), record)
	}

	/// The contribution that holds a content root.
	pub fn holder_of(root: H256) -> Option<ContributionId> {
		ByRoot::<T>::get(root)
	}

	pub(crate) fn do_create_datanet(
		owner: T::AccountId,
		name: Name,
		admission: AdmissionOf<T>,
		licence: Licence,
		metadata: Uri,
	) -> DispatchResult {
		ensure!(!name.is_empty(), Error::<T>::EmptyName);
		if let Admission::Curated(curators) = &admission {
			let mut sorted = curators.to_vec();
			sorted.sort();
			sorted.dedup();
			let each_once = sorted.len() == curators.len();
			ensure!(each_once && !curators.is_empty(), Error::<T>::InvalidCurators);
		}
		let datanet = NextDatanetId::<T>::get();
		NextDatanetId::<T>::put(datanet.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let mut record = Datanet {
			owner: owner.clone(),
			name,
			admission,
			licence,
			metadata,
			accepted: 0,
			deposit: 0,
		};
		record.deposit = Self::deposit_of(&record);
		T::Currency::hold(&HoldReason::Datanet.into(), &owner, record.deposit)?;
		Datanets::<T>::insert(datanet, record);
		Self::deposit_event(Event::DatanetCreated { datanet, owner });
		Ok(())
	}

	pub(crate) fn do_register(
		contributor: &T::AccountId,
		datanet: DatanetId,
		submission: SubmissionOf<T>,
	) -> DispatchResult {
		let Submission { content_root, length, uri, sources, payout } = submission;
		let net = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(length > 0 && length <= MAX_CONTENT_BYTES, Error::<T>::InvalidLength);
		ensure!(!ByRoot::<T>::contains_key(content_root), Error::<T>::ContentRootHeld);

		let id = NextContributionId::<T>::get();
		NextContributionId::<T>::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let mut record = Contribution {
			datanet,
			contributor: contributor.clone(),
			payout: payout.unwrap_or_else(|| contributor.clone()),
			content_root,
			length,
			uri,
			status: Status::Pending,
			sources: Self::flatten(id, &sources)?,
			registered_at: frame_system::Pallet::<T>::block_number(),
			deposit: 0,
		};
		record.deposit = Self::deposit_of(&record);
		T::Currency::hold(&HoldReason::Contribution.into(), contributor, record.deposit)?;
		ByRoot::<T>::insert(content_root, id);
		Self::deposit_event(Event::ContributionRegistered {
			contribution: id,
			datanet,
			contributor: contributor.clone(),
			content_root,
		});
		match net.admission {
			Admission::Open => Self::admit(id, record, net),
			Admission::Curated(_) => {
				Contributions::<T>::insert(id, record);
				Ok(())
			}
		}
	}

	fn flatten(
		id: ContributionId,
		sources: &BoundedVec<(ContributionId, Perbill), MaxSources>,
	) -> Result<SourceStack, Error<T>> {
		let given = sources
			.iter()
			.map(|(source, share)| {
				let record =
					Contributions::<T>::get(source).ok_or(Error::<T>::SourceNotAccepted)?;
				ensure!(
					matches!(record.status, Status::Accepted { .. }),
					Error::<T>::SourceNotAccepted
				);
				Ok((*source, *share, record.sources))
			})
			.collect::<Result<Vec<_>, Error<T>>>()?;
		Ok(SourceStack::flatten(id, given)?)
	}

	/// Gives a contribution the next index of its datanet, and writes both records.
	fn admit(
		id: ContributionId,
		mut record: ContributionOf<T>,
		mut net: DatanetOf<T>,
	) -> DispatchResult {
		let (datanet, index) = (record.datanet, net.accepted);
		net.accepted = index.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		record.status = Status::Accepted { index };
		Accepted::<T>::insert(datanet, index, id);
		Contributions::<T>::insert(id, record);
		Datanets::<T>::insert(datanet, net);
		Self::deposit_event(Event::ContributionAccepted { contribution: id, datanet, index });
		Ok(())
	}

	/// A pending contribution and its datanet, for one of its curators.
	fn pending_for(
		curator: &T::AccountId,
		id: ContributionId,
	) -> Result<(ContributionOf<T>, DatanetOf<T>), Error<T>> {
		let record = Contributions::<T>::get(id).ok_or(Error::ContributionNotFound)?;
		ensure!(record.status == Status::Pending, Error::NotPending);
		let net = Datanets::<T>::get(record.datanet).ok_or(Error::DatanetNotFound)?;
		let is_curator = match &net.admission {
			Admission::Curated(curators) => curators.contains(curator),
			Admission::Open => false,
		};
		ensure!(is_curator, Error::NotCurator);
		Ok((record, net))
	}

	pub(crate) fn do_accept(curator: &T::AccountId, id: ContributionId) -> DispatchResult {
		let (record, net) = Self::pending_for(curator, id)?;
		Self::admit(id, record, net)
	}

	pub(crate) fn do_reject(curator: T::AccountId, id: ContributionId) -> DispatchResult {
		let (mut record, _) = Self::pending_for(&curator, id)?;
		record.status = Status::Rejected;
		Contributions::<T>::insert(id, record);
		Self::deposit_event(Event::ContributionRejected { contribution: id, curator });
		Ok(())
	}

	pub(crate) fn do_retract(contributor: T::AccountId, id: ContributionId) -> DispatchResult {
		let record = Contributions::<T>::get(id).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(record.contributor == contributor, Error::<T>::NotContributor);
		ensure!(!matches!(record.status, Status::Accepted { .. }), Error::<T>::AlreadyAccepted);
		T::Currency::release(
			&HoldReason::Contribution.into(),
			&contributor,
			record.deposit,
			Precision::Exact,
		)?;
		ByRoot::<T>::remove(record.content_root);
		Contributions::<T>::remove(id);
		Self::deposit_event(Event::ContributionRetracted {
			contribution: id,
			content_root: record.content_root,
		});
		Ok(())
	}
}

impl<T: Config> interfaces::Contributions<T::AccountId> for Pallet<T> {
	fn accepted_in(datanet: DatanetId) -> Option<u32> {
		Datanets::<T>::get(datanet).map(|net| net.accepted)
	}

	fn position(contribution: ContributionId) -> Option<(DatanetId, u32)> {
		let record = Contributions::<T>::get(contribution)?;
		match record.status {
			Status::Accepted { index } => Some((record.datanet, index)),
			Status::Pending | Status::Rejected => None,
		}
	}

	fn payees(contribution: ContributionId) -> Option<interfaces::Payees<T::AccountId>> {
		Contributions::<T>::get(contribution)?
			.sources
			.entries()
			.iter()
			.map(|(id, share)| Some((Contributions::<T>::get(id)?.payout, *share)))
			.collect()
	}
}
