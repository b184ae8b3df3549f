// SPDX-License-Identifier: Apache-2.0

//! Weights by storage access, as in the registry of contributions.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

pub trait WeightInfo {
	fn claim() -> Weight;
	fn set_payout() -> Weight;
}

/// Picoseconds of computation allowed for a call beside its storage.
const BASE: u64 = 30_000_000;

pub struct DbCounted<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for DbCounted<T> {
	/// Owed, payout, pot, payee, total; owed, pot, payee, total.
	fn claim() -> Weight {
		Weight::from_parts(BASE, 0).saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}

	fn set_payout() -> Weight {
		Weight::from_parts(BASE, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
	}
}
