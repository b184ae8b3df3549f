// SPDX-License-Identifier: Apache-2.0

//! Weights by storage access, as in the registry of contributions.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

pub trait WeightInfo {
	fn settle_one(credits: u32) -> Weight;
	/// For `contributions`, and `payees` of them and of the model.
	fn finalise(contributions: u32, payees: u32) -> Weight;
}

/// Picoseconds of computation allowed for a call beside its storage.
const BASE: u64 = 50_000_000;
/// The same for each credit or payee.
const EACH: u64 = 2_000_000;

pub struct DbCounted<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for DbCounted<T> {
	/// Model, corpus, three parameters, payer, holds, pot, collected, counter, one by credit; payer,
	/// holds, pot, collected, counter, batch, payments.
	fn settle_one(credits: u32) -> Weight {
		Weight::from_parts(EACH, 0)
			.saturating_mul(credits.into())
			.saturating_add(Weight::from_parts(BASE, 0))
			.saturating_add(
				T::DbWeight::get().reads_writes(u64::from(credits).saturating_add(10), 7),
			)
	}

	/// Batch, payments, model, payer, holds, pot, treasury, stakers, operator, two totals; a
	/// record by contribution; a record and an entry by payee.
	fn finalise(contributions: u32, payees: u32) -> Weight {
		let payees = u64::from(payees);
		let reads =
			payees.saturating_mul(2).saturating_add(contributions.into()).saturating_add(11);
		Weight::from_parts(EACH, 0)
			.saturating_mul(payees)
			.saturating_add(Weight::from_parts(BASE, 0))
			.saturating_add(T::DbWeight::get().reads_writes(reads, payees.saturating_add(10)))
	}
}
