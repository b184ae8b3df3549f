// SPDX-License-Identifier: Apache-2.0

//! From batches that blocks finalise in order of their ids (storage version 2) to those that take
//! turns (3).

use crate::{
	pallet::STORAGE_VERSION, Batches, Config, NextBatchId, NextToFinalise, Pallet, Turns,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	pallet_prelude::*,
	weights::WeightMeter,
};
use openledger_primitives::BatchId;

#[cfg(feature = "try-runtime")]
use {alloc::vec::Vec, sp_runtime::TryRuntimeError};

const ID: [u8; 18] = *b"pallet-attribution";

/// Gives each batch that is not final its turn: when it is due, and now if it is void.
pub struct ToTurns<T>(PhantomData<T>);

impl<T: Config> SteppedMigration for ToTurns<T> {
	/// The batch to go on with.
	type Cursor = BatchId;
	type Identifier = MigrationId<18>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: ID, version_from: 2, version_to: 3 }
	}

	fn step(
		cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		if Pallet::<T>::on_chain_storage_version() != 2 {
			return Ok(None);
		}
		// It reads the batch and writes the turn: no more than a block does to go on with one.
		let required = T::WeightInfo::advance();
		if !meter.can_consume(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let now = frame_system::Pallet::<T>::block_number();
		let mut id = cursor.unwrap_or_else(NextToFinalise::<T>::get);
		while meter.try_consume(required).is_ok() {
			if id >= NextBatchId::<T>::get() {
				STORAGE_VERSION.put::<Pallet<T>>();
				return Ok(None);
			}
			if let Some(batch) = Batches::<T>::get(id) {
				let from = if batch.is_void { now } else { batch.due };
				Turns::<T>::insert(Pallet::<T>::turn(from, id), ());
			}
			id = id.saturating_add(1);
		}
		Ok(Some(id))
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
		let pending = u64::try_from(Batches::<T>::iter_keys().count()).unwrap_or(u64::MAX);
		Ok(pending.encode())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(state: Vec<u8>) -> Result<(), TryRuntimeError> {
		let pending = u64::decode(&mut &state[..]).map_err(|_| "the count can't be read")?;
		let turns = u64::try_from(Turns::<T>::iter_keys().count()).unwrap_or(u64::MAX);
		ensure!(turns >= pending, "a batch has no turn");
		Ok(())
	}
}
