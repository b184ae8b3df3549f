// SPDX-License-Identifier: Apache-2.0

//! What owners do with their datanets.

use crate::*;
use frame_support::{ensure, pallet_prelude::*};
use openledger_primitives::DatanetId;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_datanet(
		owner: T::AccountId,
		name: Name,
		admission: AdmissionOf<T>,
		license: License,
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
		let record = Datanet {
			owner: owner.clone(),
			new_owner: None,
			name,
			admission,
			license,
			metadata,
			frozen: false,
			accepted: 0,
			withdrawals: 0,
			deposit: 0,
		};
		Self::put_datanet(datanet, record, &owner)?;
		Self::deposit_event(Event::DatanetCreated { datanet, owner });
		Ok(())
	}

	/// A datanet, for its owner.
	fn datanet_of(owner: &T::AccountId, datanet: DatanetId) -> Result<DatanetOf<T>, Error<T>> {
		let record = Datanets::<T>::get(datanet).ok_or(Error::DatanetNotFound)?;
		ensure!(record.owner == *owner, Error::NotOwner);
		Ok(record)
	}

	pub(crate) fn do_add_curator(
		owner: T::AccountId,
		datanet: DatanetId,
		curator: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::datanet_of(&owner, datanet)?;
		let Admission::Curated(curators) = &mut record.admission else {
			return Err(Error::<T>::NotCurated.into());
		};
		ensure!(!curators.contains(&curator), Error::<T>::AlreadyCurator);
		curators.try_push(curator.clone()).map_err(|_| Error::<T>::TooManyCurators)?;
		Self::put_datanet(datanet, record, &owner)?;
		Self::deposit_event(Event::CuratorAdded { datanet, curator });
		Ok(())
	}

	pub(crate) fn do_remove_curator(
		owner: T::AccountId,
		datanet: DatanetId,
		curator: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::datanet_of(&owner, datanet)?;
		let Admission::Curated(curators) = &mut record.admission else {
			return Err(Error::<T>::NotCurated.into());
		};
		let before = curators.len();
		curators.retain(|other| *other != curator);
		ensure!(curators.len() < before, Error::<T>::NotCurator);
		ensure!(!curators.is_empty(), Error::<T>::LastCurator);
		Self::put_datanet(datanet, record, &owner)?;
		Self::deposit_event(Event::CuratorRemoved { datanet, curator });
		Ok(())
	}

	pub(crate) fn do_set_frozen(
		owner: T::AccountId,
		datanet: DatanetId,
		frozen: bool,
	) -> DispatchResult {
		let mut record = Self::datanet_of(&owner, datanet)?;
		record.frozen = frozen;
		Self::put_datanet(datanet, record, &owner)?;
		Self::deposit_event(match frozen {
			true => Event::DatanetFrozen { datanet },
			false => Event::DatanetThawed { datanet },
		});
		Ok(())
	}

	pub(crate) fn do_set_datanet_metadata(
		owner: T::AccountId,
		datanet: DatanetId,
		metadata: Uri,
	) -> DispatchResult {
		let mut record = Self::datanet_of(&owner, datanet)?;
		record.metadata = metadata.clone();
		Self::put_datanet(datanet, record, &owner)?;
		Self::deposit_event(Event::DatanetMetadataSet { datanet, metadata });
		Ok(())
	}

	pub(crate) fn do_transfer_datanet(
		owner: T::AccountId,
		datanet: DatanetId,
		new_owner: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::datanet_of(&owner, datanet)?;
		record.new_owner = new_owner.clone();
		Self::put_datanet(datanet, record, &owner)?;
		Self::deposit_event(Event::DatanetOffered { datanet, new_owner });
		Ok(())
	}

	pub(crate) fn do_accept_datanet(to: T::AccountId, datanet: DatanetId) -> DispatchResult {
		let mut record = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(record.new_owner.as_ref() == Some(&to), Error::<T>::NotOffered);
		let from = core::mem::replace(&mut record.owner, to.clone());
		record.new_owner = None;
		Self::put_datanet(datanet, record, &from)?;
		Self::deposit_event(Event::DatanetTransferred { datanet, from, to });
		Ok(())
	}
}
