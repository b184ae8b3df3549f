// SPDX-License-Identifier: Apache-2.0

//! Weights by storage access, as in the registry of contributions.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

pub trait WeightInfo {
	fn register(parents: u32, datasets: u32) -> Weight;
	fn set_status() -> Weight;
}

/// Picoseconds of computation allowed for a call beside its storage.
const BASE: u64 = 30_000_000;
/// The same for each parent, whose stack and corpus are decoded and merged.
const PER_PARENT: u64 = 50_000_000;

pub struct DbCounted<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for DbCounted<T> {
	/// Counter, account, holds, two by parent, one by dataset; model, corpus, counter, account,
	/// holds.
	fn register(parents: u32, datasets: u32) -> Weight {
		let reads =
			u64::from(parents).saturating_mul(2).saturating_add(datasets.into()).saturating_add(3);
		Weight::from_parts(PER_PARENT, 0)
			.saturating_mul(parents.into())
			.saturating_add(Weight::from_parts(BASE, 0))
			.saturating_add(T::DbWeight::get().reads_writes(reads, 5))
	}

	fn set_status() -> Weight {
		Weight::from_parts(BASE, 0).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
}
