// SPDX-License-Identifier: Apache-2.0

//! What a batch pays.

use alloc::{vec, vec::Vec};
use sp_core::{Hasher, H256};

use super::{BatchedReceipt, Common};
use crate::{
	merkle,
	receipt::{self, ReceiptError},
	split::{FeeSplit, Rest},
	Balance,
};

/// What a batch is settled by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BatchTerms<'a> {
	pub common: Common<'a>,
	pub split: FeeSplit,
	/// Least fee of a receipt, in planck. A fee of nothing is never enough.
	pub price_floor: Balance,
}

/// What is wrong with a batch, and in which receipt, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BatchError {
	/// No receipt.
	Empty,
	/// The fee is nothing, or below the price floor.
	FeeBelowFloor(u32),
	/// The receipt can't be settled. A place that is not in the table makes credits malformed.
	Receipt(u32, ReceiptError),
	/// A sum does not fit.
	Overflow,
}

/// What a batch pays, in planck: the sum of what each of its receipts would pay if it were settled
/// alone. All of it sums to the fees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Netted {
	pub fees: Balance,
	pub operator: Balance,
	pub model: Balance,
	pub stakers: Balance,
	/// As the table of contributions.
	pub contributions: Vec<Balance>,
	/// With what rounding left.
	pub platform: Balance,
	/// Merkle root over the compact receipts.
	pub root: H256,
}

/// Checks the receipts of a batch, divides each, and nets what they pay by contribution.
///
/// What the receipts can't show is the caller's: that the contributions ascend and are in the
/// corpus, and who pays.
pub fn net<H: Hasher<Out = H256>>(
	terms: &BatchTerms<'_>,
	receipts: &[BatchedReceipt],
) -> Result<Netted, BatchError> {
	let mut contributions = vec![0; terms.common.contributions.len()];
	let mut leaves = Vec::with_capacity(receipts.len());
	let mut buffer = Vec::new();
	let (mut fees, mut sum) = (0, Rest { operator: 0, model: 0, stakers: 0, platform: 0 });
	for (nth, receipt) in (0u32..).zip(receipts) {
		let fee = receipt.fee(terms.common.unit).ok_or(BatchError::Overflow)?;
		if fee == 0 || fee < terms.price_floor {
			return Err(BatchError::FeeBelowFloor(nth));
		}
		let capacity =
			check(receipt, &terms.common).map_err(|error| BatchError::Receipt(nth, error))?;
		let paid = divide(&terms.split, receipt, fee, capacity, &mut contributions)
			.ok_or(BatchError::Overflow)?;
		add(&mut fees, fee)?;
		add(&mut sum.operator, paid.operator)?;
		add(&mut sum.model, paid.model)?;
		add(&mut sum.stakers, paid.stakers)?;
		add(&mut sum.platform, paid.platform)?;
		leaves.push(receipt.leaf::<H>(&terms.common, fee, &mut buffer));
	}
	let Rest { operator, model, stakers, platform } = sum;
	let root = merkle::root::<H>(&leaves).ok_or(BatchError::Empty)?;
	Ok(Netted { fees, operator, model, stakers, contributions, platform, root })
}

fn check(receipt: &BatchedReceipt, common: &Common<'_>) -> Result<u64, ReceiptError> {
	let credits = receipt.credits.iter().map(|credit| (credit.place.into(), credit.points));
	let capacity = receipt::check(common.rule, receipt.output_len, credits)?;
	// They ascend: the last place is the largest.
	match receipt.credits.last() {
		Some(credit) if common.at(credit).is_none() => Err(ReceiptError::MalformedCredits),
		_ => Ok(capacity),
	}
}

/// Adds what a checked receipt pays to `contributions`, and returns what else it pays.
fn divide(
	split: &FeeSplit,
	receipt: &BatchedReceipt,
	fee: Balance,
	capacity: u64,
	contributions: &mut [Balance],
) -> Option<Rest> {
	let points = receipt.credits.iter().map(|credit| credit.points);
	let mut credits = receipt.credits.iter();
	split.divide_each(fee, points, capacity, |amount| {
		let place = usize::try_from(credits.next()?.place).ok()?;
		let sum = contributions.get_mut(place)?;
		*sum = sum.checked_add(amount)?;
		Some(())
	})
}

fn add(sum: &mut Balance, amount: Balance) -> Result<(), BatchError> {
	*sum = sum.checked_add(amount).ok_or(BatchError::Overflow)?;
	Ok(())
}
