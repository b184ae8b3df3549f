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

	/// A contribution that earns something, or did until it was shown to be malformed.
	fn earning(contribution: ContributionId) -> Result<ContributionOf<T>, Error<T>> {
		let record = Contributions::<T>::get(ContributionKey::from(contribution))
			.ok_or(Error::ContributionNotFound)?;
		match record.status {
			Status::Accepted { .. } | Status::Withdrawn { .. } | Status::Malformed { .. } => {
				Ok(record)
			}
			Status::Pending
			| Status::Rejected { .. }
			| Status::Appealed
			| Status::Struck { .. } => Err(Error::NotAccepted),
		}
	}
}

impl<T: Config> DisputedRegistry<T::AccountId> for Pallet<T> {
	fn disputable(contribution: ContributionId) -> Option<Disputable<T::AccountId>> {
		let record = Self::earning(contribution).ok()?;
		// A dispute goes on when its contribution becomes malformed, or a friend's would keep it from
		// being struck; and what was earned before is still to be given to somebody. None begins.
		let is_over = matches!(record.status, Status::Malformed { .. });
		if is_over && !T::Disputes::is_open(contribution) {
			return None;
		}
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
			// It earns nothing already, and stays in no corpus.
			Status::Malformed { .. } => return Ok(()),
			Status::Pending
			| Status::Rejected { .. }
			| Status::Appealed
			| Status::Struck { .. } => return Err(Error::<T>::NotAccepted.into()),
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
