// SPDX-License-Identifier: Apache-2.0

//! From the ledger of amounts (storage version 1) to the one with merit (2).

use crate::{pallet::STORAGE_VERSION, Accounts, Config, Pallet, WeightInfo};
use core::marker::PhantomData;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	pallet_prelude::*,
	storage_alias,
	weights::WeightMeter,
};
use openledger_primitives::Balance;

#[cfg(feature = "try-runtime")]
use {alloc::vec::Vec, sp_runtime::TryRuntimeError};

const ID: [u8; 14] = *b"pallet-rewards";

/// The ledger as it was.
#[allow(missing_docs)] // of the prefix that `storage_alias` makes
pub mod v1 {
	use super::*;

	/// What accounts are owed, in planck. Never zero.
	#[storage_alias]
	pub type Owed<T: Config> =
		StorageMap<Pallet<T>, Blake2_128Concat, <T as frame_system::Config>::AccountId, Balance>;
}

/// The migration that moves the entries over, as many in a block as its weight allows. What was
/// earned before has no merit: the old ledger does not tell work from service.
pub struct ToAccounts<T>(PhantomData<T>);

impl<T: Config> SteppedMigration for ToAccounts<T> {
	// Entries are taken out of the old map: where to go on is always its start.
	type Cursor = ();
	type Identifier = MigrationId<14>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: ID, version_from: 1, version_to: 2 }
	}

	fn step(
		_: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		if Pallet::<T>::on_chain_storage_version() != 1 {
			return Ok(None);
		}
		let required = T::WeightInfo::migrate();
		if !meter.can_consume(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let mut old = v1::Owed::<T>::drain();
		while meter.try_consume(required).is_ok() {
			let Some((who, owed)) = old.next() else {
				STORAGE_VERSION.put::<Pallet<T>>();
				return Ok(None);
			};
			// Blocks may have credited the account since.
			Accounts::<T>::mutate(who, |account| account.owed = account.owed.saturating_add(owed));
		}
		Ok(Some(()))
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
		Ok(v1::Owed::<T>::iter().collect::<Vec<_>>().encode())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(state: Vec<u8>) -> Result<(), TryRuntimeError> {
		let before = Vec::<(T::AccountId, Balance)>::decode(&mut &state[..])
			.map_err(|_| "what was owed before can't be read")?;
		ensure!(v1::Owed::<T>::iter().next().is_none(), "entries were left behind");
		for (who, owed) in before {
			ensure!(Accounts::<T>::get(who).owed >= owed, "an account is owed less");
		}
		Ok(())
	}
}

/// Writes an entry of the old ledger, for benchmarks and tests.
#[cfg(any(test, feature = "runtime-benchmarks"))]
pub fn put_old<T: Config>(who: &T::AccountId, owed: Balance) {
	v1::Owed::<T>::insert(who, owed);
	crate::TotalOwed::<T>::mutate(|total| *total = total.saturating_add(owed));
	StorageVersion::new(1).put::<Pallet<T>>();
}
