// SPDX-License-Identifier: Apache-2.0

//! What disputes ask of the registry, and what they decide about it.

use crate::*;
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::{ensure, pallet_prelude::*};
use openledger_primitives::{
	interfaces::{Disputable, DisputedRegistry, Disputes},
	Balance, ContributionId,
};

impl<T: Config> Pallet<T> {
	/// Fails while it is disputed whose a contribution is.
	pub(crate) fn ensure_undisputed(contribution: ContributionId) -> Result<(), Error<T>> {
		ensure!(!T::Disputes::is_open(contribution), Error::DisputeOpen);
		Ok(())
	}

	/// A contribution that earns something.
	fn earning(contribution: ContributionId) -> Result<ContributionOf<T>, Error<T>> {
		let record = Contributions::<T>::get(ContributionKey::from(contribution))
			.ok_or(Error::ContributionNotFound)?;
		let is_earning =
			matches!(record.status, Status::Accepted { .. } | Status::Withdrawn { .. });
		ensure!(is_earning, Error::NotAccepted);
		Ok(record)
	}
}

impl<T: Config> DisputedRegistry<T::AccountId> for Pallet<T> {
	fn disputable(contribution: ContributionId) -> Option<Disputable<T::AccountId>> {
		let record = Self::earning(contribution).ok()?;
		let net = Datanets::<T>::get(record.datanet)?;
		Some(Disputable {
			payee: record.payee().clone(),
			owner: record.owner,
			datanet_owner: net.owner,
			curators: match net.admission {
				Admission::Curated(curators) => curators.into_inner(),
				Admission::Open => Vec::new(),
			},
		})
	}

	fn transfer(contribution: ContributionId, to: &T::AccountId) -> DispatchResult {
		Self::hand_over(contribution, Self::earning(contribution)?, to.clone())
	}

	fn strike(contribution: ContributionId) -> DispatchResult {
		let mut record = Self::earning(contribution)?;
		let datanet = record.datanet;
		let (index, withdrawal) = match record.status {
			Status::Withdrawn { index, withdrawal } => (index, withdrawal),
			Status::Accepted { index } => (index, Self::next_withdrawal(datanet)?),
			_ => return Err(Error::<T>::NotAccepted.into()),
		};
		record.status = Status::Struck { index, withdrawal };
		Contributions::<T>::insert(ContributionKey::from(contribution), record);
		Self::deposit_event(Event::ContributionStruck { contribution, datanet, index });
		Ok(())
	}

	fn most_deposit() -> Balance {
		Self::deposit_for(ContributionOf::<T>::max_encoded_len())
	}
}
