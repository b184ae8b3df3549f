// SPDX-License-Identifier: Apache-2.0

//! Weights by storage access: each call's reads and writes at the runtime's `DbWeight`, and an
//! allowance for its own computation. Accounts count as one read and one write each.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

pub trait WeightInfo {
	fn create_datanet(curators: u32) -> Weight;
	fn register() -> Weight;
	fn register_many(count: u32) -> Weight;
	fn accept() -> Weight;
	fn accept_many(count: u32) -> Weight;
	fn reject() -> Weight;
	fn retract() -> Weight;
}

/// Picoseconds of computation allowed for a call beside its storage.
const BASE: u64 = 30_000_000;

pub struct DbCounted<T>(PhantomData<T>);

impl<T: frame_system::Config> DbCounted<T> {
	fn access(reads: u64, writes: u64) -> Weight {
		Weight::from_parts(BASE, 0).saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}
}

impl<T: frame_system::Config> WeightInfo for DbCounted<T> {
	/// Counter, owner, holds; datanet.
	fn create_datanet(curators: u32) -> Weight {
		Self::access(3, 4)
			.saturating_add(Weight::from_parts(100_000, 0).saturating_mul(curators.into()))
	}

	/// Datanet, root, counter, account, holds, four sources; and the index of an open datanet.
	fn register() -> Weight {
		Self::access(9, 7)
	}

	fn register_many(count: u32) -> Weight {
		Self::register().saturating_mul(count.max(1).into())
	}

	/// Contribution, datanet; index.
	fn accept() -> Weight {
		Self::access(2, 3)
	}

	fn accept_many(count: u32) -> Weight {
		Self::accept().saturating_mul(count.max(1).into())
	}

	fn reject() -> Weight {
		Self::access(2, 1)
	}

	/// Contribution, account, holds; root.
	fn retract() -> Weight {
		Self::access(3, 4)
	}
}
