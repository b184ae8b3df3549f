// SPDX-License-Identifier: Apache-2.0

//! From changes that are compared with the merit of the moment (storage version 1) to those that know
//! the merit there was when they were proposed (2).

use crate::{Change, ChangeId, Changes, Config, Pallet};
use core::marker::PhantomData;
use frame_support::{
	migrations::VersionedMigration, pallet_prelude::*, traits::UncheckedOnRuntimeUpgrade,
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{interfaces::Merits, merit::Merit};

#[cfg(feature = "try-runtime")]
use {alloc::vec::Vec, sp_runtime::TryRuntimeError};

/// Changes as they were.
pub mod v1 {
	use super::*;

	/// A change of a parameter that waits.
	#[derive(PartialEq, Eq, Clone, Encode, Decode, Debug)]
	pub struct Change<Parameter, BlockNumber> {
		/// The parameter's key and its new value; no value is the default.
		pub parameter: Parameter,
		/// The first block in which the change can be enacted, and not vetoed any more.
		pub enactable_at: BlockNumber,
		/// The merit of the accounts that vetoed it.
		pub opposed: Merit,
	}

	/// A change of one of the runtime's parameters.
	pub type ChangeOf<T> =
		Change<<T as pallet_parameters::Config>::RuntimeParameters, BlockNumberFor<T>>;
}

/// The migration to totals. It runs in the block of the upgrade, because a change may be due in it:
/// there are sixteen at most.
pub type ToTotals<T> =
	VersionedMigration<1, 2, WriteTotals<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// The migration's work: it writes today's merit down with every change that waits, as the merit at
/// its proposal is not known.
pub struct WriteTotals<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for WriteTotals<T> {
	fn on_runtime_upgrade() -> Weight {
		let total = T::Merits::total();
		let mut changes: u64 = 0;
		Changes::<T>::translate::<v1::ChangeOf<T>, _>(|_: ChangeId, old| {
			changes = changes.saturating_add(1);
			let v1::Change { parameter, enactable_at, opposed } = old;
			Some(Change { parameter, enactable_at, opposed, total })
		});
		// Keys are read too, and one more than there are.
		let reads = changes.saturating_mul(2).saturating_add(2);
		T::DbWeight::get().reads_writes(reads, changes)
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
		Ok(Changes::<T>::iter_keys().collect::<Vec<_>>().encode())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(state: Vec<u8>) -> Result<(), TryRuntimeError> {
		let before = Vec::<ChangeId>::decode(&mut &state[..])
			.map_err(|_| "which changes waited can't be read")?;
		for change in before {
			ensure!(Changes::<T>::get(change).is_some(), "a change was lost");
		}
		Ok(())
	}
}
