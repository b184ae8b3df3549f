// SPDX-License-Identifier: Apache-2.0

//! Netting: the sums that a batch pays.

use alloc::{vec, vec::Vec};
use sp_core::{Hasher, H256};

use super::{BatchedReceipt, ModelTable, ReceiptBatch};
use crate::{
	limits::{MaxBatchContributions, MaxBatchCredits, MaxBatchReceipts},
	merkle,
	receipt::{self, Payment, ReceiptError},
	split::{FeeSplit, Rest},
	Balance, ChannelId,
};

/// The terms that a batch is settled by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BatchTerms<'a> {
	/// The fee split in force.
	pub split: FeeSplit,
	/// The least fee of a receipt of each model, in planck, in the order of the batch's models. A
	/// fee of zero is never enough.
	pub price_floors: &'a [Balance],
}

/// Why a batch can't be settled. A number is that of the receipt in the way, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BatchError {
	/// There is no receipt, or a channel has none.
	Empty,
	/// There are more receipts, credits or contributions than a batch may have.
	TooMany,
	/// Models, or contributions of a model, do not ascend strictly.
	TableOutOfOrder,
	/// Channels do not ascend strictly.
	ChannelsOutOfOrder,
	/// The receipt's sequence is not below the answers of its voucher.
	BeyondVoucher(u32),
	/// The receipt's fee is zero, or below the price floor of its model.
	FeeBelowFloor(u32),
	/// The receipt can't be settled, for this reason. A place that is in no table makes credits
	/// malformed.
	Receipt(u32, ReceiptError),
	/// A sum does not fit.
	Overflow,
}

/// The sum that a channel pays for its receipts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChannelSum {
	/// The channel that pays.
	pub channel: ChannelId,
	/// The sequence of its first receipt in the batch.
	pub first: u64,
	/// The sequence after that of its last receipt in the batch.
	pub next: u64,
	/// The sum of the receipts' fees, in planck.
	pub amount: Balance,
}

/// The payments of a batch: the sums of what each of its receipts would pay if it were settled
/// alone. Those to operator, models, stakers, contributions and platform sum to the fees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Netted {
	/// The sum of all fees, in planck.
	pub fees: Balance,
	/// The number of receipts.
	pub receipts: u32,
	/// The sum that each channel pays, in the order of the batch's channels. These amounts sum to
	/// the fees.
	pub channels: Vec<ChannelSum>,
	/// The payment to the operator, in planck.
	pub operator: Balance,
	/// The payment to each model with its ancestors, in planck, in the order of the batch's models.
	pub models: Vec<Balance>,
	/// The payment to the stakers' pot, in planck.
	pub stakers: Balance,
	/// The payment to each contribution, in planck, in the order of the tables of the batch's
	/// models, one table after the other.
	pub contributions: Vec<Balance>,
	/// The payment to the treasury, in planck, with what rounding left.
	pub platform: Balance,
	/// The Merkle root over the compact receipts.
	pub root: H256,
}

/// What has been netted so far.
struct Sums {
	operator: Balance,
	stakers: Balance,
	platform: Balance,
	models: Vec<Balance>,
	contributions: Vec<Balance>,
}

impl ReceiptBatch {
	/// Checks the receipts, divides the fee of each, and sums the parts by contribution, model and
	/// channel.
	///
	/// The caller has to check what the batch can't show: that contributions are in the corpus of
	/// their model, and that channels can pay.
	pub fn net<H: Hasher<Out = H256>>(&self, terms: &BatchTerms<'_>) -> Result<Netted, BatchError> {
		self.check_shape()?;
		// Where the contributions of each model begin.
		let starts: Vec<usize> = self
			.models
			.iter()
			.scan(0usize, |next, table| {
				let start = *next;
				*next = next.saturating_add(table.contributions.len());
				Some(start)
			})
			.collect();
		let mut sums = Sums {
			operator: 0,
			stakers: 0,
			platform: 0,
			models: vec![0; self.models.len()],
			contributions: vec![0; self.contributions()],
		};
		let mut leaves = Vec::with_capacity(self.count());
		let mut channels = Vec::with_capacity(self.channels.len());
		let (mut fees, mut buffer) = (0, Vec::new());
		let mut numbers = 0u32..;
		for part in &self.channels {
			let (mut first, mut next, mut amount) = (None, 0, 0);
			// In this order: at the end of a channel no number is taken.
			for (numbered, nth) in part.numbered().zip(numbers.by_ref()) {
				let (sequence, receipt) = numbered.ok_or(BatchError::BeyondVoucher(nth))?;
				if sequence >= part.voucher.answers {
					return Err(BatchError::BeyondVoucher(nth));
				}
				let malformed = BatchError::Receipt(nth, ReceiptError::MalformedCredits);
				let place = usize::try_from(receipt.model).unwrap_or(usize::MAX);
				let (table, start, floor) = self
					.models
					.get(place)
					.zip(starts.get(place))
					.zip(terms.price_floors.get(place))
					.map(|((table, start), floor)| (table, *start, *floor))
					.ok_or(malformed)?;
				let fee = receipt.fee(self.unit).ok_or(BatchError::Overflow)?;
				if fee == 0 || fee < floor {
					return Err(BatchError::FeeBelowFloor(nth));
				}
				let capacity =
					self.check(receipt, table).map_err(|error| BatchError::Receipt(nth, error))?;
				sums.divide(&terms.split, receipt, fee, capacity, place, start)
					.ok_or(BatchError::Overflow)?;
				let payment = Payment::Channel { channel: part.channel(), sequence };
				leaves.push(self.leaf::<H>(&payment, receipt, table, fee, &mut buffer));
				add(&mut amount, fee).ok_or(BatchError::Overflow)?;
				first = first.or(Some(sequence));
				// Below the voucher's answers.
				next = sequence.saturating_add(1);
			}
			let first = first.ok_or(BatchError::Empty)?;
			add(&mut fees, amount).ok_or(BatchError::Overflow)?;
			channels.push(ChannelSum { channel: part.channel(), first, next, amount });
		}
		let Sums { operator, stakers, platform, models, contributions } = sums;
		let receipts = u32::try_from(leaves.len()).map_err(|_| BatchError::TooMany)?;
		let root = merkle::root::<H>(&leaves).ok_or(BatchError::Empty)?;
		Ok(Netted {
			fees,
			receipts,
			channels,
			operator,
			models,
			stakers,
			contributions,
			platform,
			root,
		})
	}

	/// Checks numbers and orders.
	fn check_shape(&self) -> Result<(), BatchError> {
		let is_within =
			|count: usize, max: u32| u32::try_from(count).is_ok_and(|count| count <= max);
		if !is_within(self.count(), MaxBatchReceipts::get())
			|| !is_within(self.credits(), MaxBatchCredits::get())
			|| !is_within(self.contributions(), MaxBatchContributions::get())
		{
			return Err(BatchError::TooMany);
		}
		let contributions_ascend = |table: &ModelTable| ascend(&table.contributions, |id| id.0);
		if !ascend(&self.models, |table| table.model)
			|| !self.models.iter().all(contributions_ascend)
		{
			return Err(BatchError::TableOutOfOrder);
		}
		if !ascend(&self.channels, |part| part.channel()) {
			return Err(BatchError::ChannelsOutOfOrder);
		}
		Ok(())
	}

	fn check(&self, receipt: &BatchedReceipt, table: &ModelTable) -> Result<u64, ReceiptError> {
		let credits = receipt.credits.iter().map(|credit| (credit.place.into(), credit.points));
		let capacity = receipt::check(self.span_params, receipt.output_len, credits)?;
		// They ascend: the last place is the largest.
		match receipt.credits.last() {
			Some(credit) if table.at(credit).is_none() => Err(ReceiptError::MalformedCredits),
			_ => Ok(capacity),
		}
	}
}

impl Sums {
	/// Adds what a checked receipt pays. The contributions of its model, which is at `place`, begin at
	/// `start`.
	fn divide(
		&mut self,
		split: &FeeSplit,
		receipt: &BatchedReceipt,
		fee: Balance,
		capacity: u64,
		place: usize,
		start: usize,
	) -> Option<()> {
		let points = receipt.credits.iter().map(|credit| credit.points);
		let mut credits = receipt.credits.iter();
		let contributions = &mut self.contributions;
		let Rest { operator, model, stakers, platform } =
			split.divide_each(fee, points, capacity, |amount| {
				let place = usize::try_from(credits.next()?.place).ok()?;
				add(contributions.get_mut(start.checked_add(place)?)?, amount)
			})?;
		add(&mut self.operator, operator)?;
		add(self.models.get_mut(place)?, model)?;
		add(&mut self.stakers, stakers)?;
		add(&mut self.platform, platform)
	}
}

fn ascend<Item, Key: PartialOrd>(items: &[Item], key: impl Fn(&Item) -> Key) -> bool {
	items.iter().zip(items.iter().skip(1)).all(|(a, b)| key(a) < key(b))
}

fn add(sum: &mut Balance, amount: Balance) -> Option<()> {
	*sum = sum.checked_add(amount)?;
	Some(())
}
