// SPDX-License-Identifier: Apache-2.0

//! Weights by storage access, as in the registry of contributions.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use openledger_primitives::limits::MaxRoyaltyStack;

pub trait WeightInfo {
	fn settle_one(credits: u32) -> Weight;
	/// For `contributions` that pay `payees` in all, and the closing of the batch.
	fn finalise(contributions: u32, payees: u32) -> Weight;
}

/// Picoseconds of computation allowed for a call beside its storage.
const BASE: u64 = 50_000_000;
/// The same for each credit or payee.
const EACH: u64 = 2_000_000;

pub struct DbCounted<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for DbCounted<T> {
	/// Model twice, corpus, payer, pot, collected, counter, one by credit; payer, pot, collected,
	/// counter, batch, payments.
	fn settle_one(credits: u32) -> Weight {
		Weight::from_parts(EACH, 0)
			.saturating_mul(credits.into())
			.saturating_add(Weight::from_parts(BASE, 0))
			.saturating_add(
				T::DbWeight::get().reads_writes(u64::from(credits).saturating_add(7), 6),
			)
	}

	/// Batch, payments, pot, treasury, stakers, operator, totals; a model and an entry by royalty; a
	/// contribution by source and an entry by payee.
	fn finalise(contributions: u32, payees: u32) -> Weight {
		let payees = u64::from(payees).saturating_add(MaxRoyaltyStack::get().into());
		let reads = payees.saturating_mul(2).saturating_add(contributions.into()).saturating_add(9);
		Weight::from_parts(EACH, 0)
			.saturating_mul(payees)
			.saturating_add(Weight::from_parts(BASE, 0))
			.saturating_add(T::DbWeight::get().reads_writes(reads, payees.saturating_add(8)))
	}
}
