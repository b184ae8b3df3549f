// SPDX-License-Identifier: Apache-2.0

//! Making a batch of receipts.

use alloc::{collections::BTreeMap, vec::Vec};
use sp_core::{Hasher, H256};

use super::{BatchedReceipt, Common, PlacedCredit};
use crate::{
	limits::{MaxBatchContributions, MaxBatchCredits, MaxBatchReceipts},
	merkle,
	receipt::{CompactReceipt, Credits, Receipt},
	span::SpanParams,
	Balance, ContributionId, ModelId,
};

/// What `settle_batch` takes of receipts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
	pub model: ModelId,
	pub rule: SpanParams,
	/// The largest amount that all fees are multiples of, in planck.
	pub unit: Balance,
	/// Strictly ascending.
	pub contributions: Vec<ContributionId>,
	pub receipts: Vec<BatchedReceipt>,
}

/// Why receipts can't be a batch, and which of them is in the way, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DraftError {
	/// No receipt.
	Empty,
	TooManyReceipts,
	/// The receipts credit more contributions than a batch may.
	TooManyContributions,
	/// The receipts have more credits than a batch may.
	TooManyCredits,
	/// Another model than that of the first.
	OtherModel(u32),
	/// Another rule than that of the first.
	OtherRule(u32),
	/// The spans can't be.
	MalformedSpans(u32),
	ZeroFee(u32),
	/// Too many times the unit: it needs a batch with fees more like it.
	FeeTooLarge(u32),
}

impl Draft {
	/// The batch of these receipts, in their order.
	pub fn of<H: Hasher<Out = H256>>(receipts: &[Receipt]) -> Result<Self, DraftError> {
		let first = receipts.first().ok_or(DraftError::Empty)?;
		if receipts.len() > as_len(MaxBatchReceipts::get()) {
			return Err(DraftError::TooManyReceipts);
		}
		let mut unit = 0;
		let mut credits = Vec::with_capacity(receipts.len());
		for (nth, receipt) in (0u32..).zip(receipts) {
			if receipt.model != first.model {
				return Err(DraftError::OtherModel(nth));
			}
			if receipt.rule != first.rule {
				return Err(DraftError::OtherRule(nth));
			}
			if receipt.fee == 0 {
				return Err(DraftError::ZeroFee(nth));
			}
			unit = common_divisor(unit, receipt.fee);
			credits.push(receipt.credits().ok_or(DraftError::MalformedSpans(nth))?);
		}
		let table = table(&credits)?;
		let receipts = (0u32..)
			.zip(receipts.iter().zip(&credits))
			.map(|(nth, (receipt, credits))| {
				let fee = receipt.fee.checked_div(unit).and_then(|fee| u64::try_from(fee).ok());
				Ok(BatchedReceipt {
					fee: fee.ok_or(DraftError::FeeTooLarge(nth))?,
					output_len: receipt.output_len,
					credits: placed(credits, &table)
						.and_then(|placed| placed.try_into().ok())
						.ok_or(DraftError::TooManyContributions)?,
					commitment: receipt.commitment::<H>(),
				})
			})
			.collect::<Result<_, DraftError>>()?;
		let contributions = table.into_keys().collect();
		Ok(Self { model: first.model, rule: first.rule, unit, contributions, receipts })
	}

	pub fn common(&self) -> Common<'_> {
		Common { rule: self.rule, unit: self.unit, contributions: &self.contributions }
	}

	/// The sum of all fees, in planck.
	pub fn fees(&self) -> Option<Balance> {
		self.receipts
			.iter()
			.try_fold(0, |sum: Balance, receipt| sum.checked_add(receipt.fee(self.unit)?))
	}

	/// A receipt as it would be settled alone: what the batch's tree has.
	pub fn compact(&self, index: u32) -> Option<CompactReceipt> {
		self.receipts.get(as_len(index))?.compact(&self.common())
	}

	/// The leaves of the batch's tree.
	pub fn leaves<H: Hasher<Out = H256>>(&self) -> Vec<H256> {
		let (common, mut buffer) = (self.common(), Vec::new());
		self.receipts
			.iter()
			.filter_map(|receipt| {
				let fee = receipt.fee(self.unit)?;
				Some(receipt.leaf::<H>(&common, fee, &mut buffer))
			})
			.collect()
	}

	/// The root that the chain computes.
	pub fn root<H: Hasher<Out = H256>>(&self) -> Option<H256> {
		merkle::root::<H>(&self.leaves::<H>())
	}

	/// The Merkle path of a receipt.
	pub fn path<H: Hasher<Out = H256>>(&self, index: u32) -> Option<Vec<H256>> {
		merkle::path::<H>(&self.leaves::<H>(), index)
	}
}

/// The places of all credited contributions.
fn table(credits: &[Credits]) -> Result<BTreeMap<ContributionId, u32>, DraftError> {
	let count: usize = credits.iter().map(|credits| credits.len()).sum();
	if count > as_len(MaxBatchCredits::get()) {
		return Err(DraftError::TooManyCredits);
	}
	let credited = credits.iter().flatten().map(|credit| (credit.contribution, 0));
	let mut table: BTreeMap<_, _> = credited.collect();
	if table.len() > as_len(MaxBatchContributions::get()) {
		return Err(DraftError::TooManyContributions);
	}
	table.values_mut().zip(0..).for_each(|(place, nth)| *place = nth);
	Ok(table)
}

fn placed(credits: &Credits, table: &BTreeMap<ContributionId, u32>) -> Option<Vec<PlacedCredit>> {
	let place = |contribution| table.get(contribution).copied();
	credits
		.iter()
		.map(|credit| {
			Some(PlacedCredit { place: place(&credit.contribution)?, points: credit.points })
		})
		.collect()
}

fn common_divisor(mut a: Balance, mut b: Balance) -> Balance {
	while let Some(rest) = a.checked_rem(b) {
		(a, b) = (b, rest);
	}
	a
}

fn as_len(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}
