// SPDX-License-Identifier: Apache-2.0

//! Batches: thousands of receipts in one call.
//!
//! [`ReceiptBatch`] is the argument of `settle_batch`. A receipt in it is a [`CompactReceipt`] made
//! smaller: the batch says once what many receipts have in common, a receipt names contributions by
//! their place in a table of its model, fees are in the batch's unit, and a receipt's sequence is
//! one more than that of the one before unless it says otherwise. The batch's Merkle tree is over
//! the compact receipts themselves, so that a proof needs no table.

mod draft;
mod net;

use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

pub use draft::{Draft, DraftError};
pub use net::{BatchError, BatchTerms, ChannelSum, Netted};

use crate::{
	limits::{MaxBatchContributions, MaxBatchModels, MaxBatchReceipts, MaxSpans, MaxVouchers},
	merkle,
	receipt::{Answer, CompactReceipt, Credit, Payment},
	span::SpanParams,
	voucher::Voucher,
	Balance, ChannelId, ContributionId, ModelId,
};

/// The points that a contribution earned in one output.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PlacedCredit {
	/// The contribution's place in the table of the receipt's model, from 0.
	#[codec(compact)]
	pub place: u32,
	/// Its points, as in [`Credit`].
	#[codec(compact)]
	pub points: u32,
}

/// The part that the chain sees of a receipt that is settled with others.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct BatchedReceipt {
	/// The number of sequences between the receipt before and this one: answers of the channel that
	/// are not charged.
	#[codec(compact)]
	pub skipped: u64,
	/// The model's place in the batch's table, from 0.
	#[codec(compact)]
	pub model: u32,
	/// The fee of the answer, in the batch's unit.
	#[codec(compact)]
	pub fee: u64,
	/// The length of the output in normal form, in bytes.
	#[codec(compact)]
	pub output_len: u32,
	/// The contributions in the answer with their points, strictly ascending by place.
	pub credits: BoundedVec<PlacedCredit, MaxSpans>,
}

/// The receipts that a channel pays for, ascending by sequence, and the voucher by which it pays.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ChannelReceipts {
	/// The voucher that covers all of these receipts.
	pub voucher: Voucher,
	/// The sequence of the first receipt, if that skips none.
	#[codec(compact)]
	pub first: u64,
	/// The receipts, each with a larger sequence than the one before.
	pub receipts: BoundedVec<BatchedReceipt, MaxBatchReceipts>,
}

/// A model that gave answers of a batch, and the contributions that their receipts credit.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ModelTable {
	/// The id of the model.
	#[codec(compact)]
	pub model: ModelId,
	/// The contributions, strictly ascending.
	pub contributions: BoundedVec<Compact<ContributionId>, MaxBatchContributions>,
}

/// Receipts that are settled together.
///
/// A receipt's number in the batch is its place in `channels`, counted through all of them from 0.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ReceiptBatch {
	/// The span rule's numbers that all credits follow.
	pub span_params: SpanParams,
	/// The planck that a fee of 1 stands for.
	#[codec(compact)]
	pub unit: Balance,
	/// The models that gave the answers, strictly ascending by model.
	pub models: BoundedVec<ModelTable, MaxBatchModels>,
	/// The channels that pay, each with its receipts, strictly ascending by channel.
	pub channels: BoundedVec<ChannelReceipts, MaxVouchers>,
	/// The Merkle root over the commitments of the whole receipts, in the order of the receipts.
	pub commitments: H256,
}

impl ModelTable {
	fn at(&self, credit: &PlacedCredit) -> Option<ContributionId> {
		self.contributions.get(usize::try_from(credit.place).ok()?).map(|found| found.0)
	}
}

impl ChannelReceipts {
	/// The channel that pays for the receipts.
	pub fn channel(&self) -> ChannelId {
		self.voucher.channel
	}

	/// The receipts with their sequences. `None` in place of a receipt whose sequence does not fit
	/// a `u64`, and of those after it.
	pub fn numbered(&self) -> impl Iterator<Item = Option<(u64, &BatchedReceipt)>> {
		// `None` after the largest sequence.
		self.receipts.iter().scan(Some(self.first), |next, receipt| {
			let sequence = next.and_then(|next| next.checked_add(receipt.skipped));
			*next = sequence.and_then(|sequence| sequence.checked_add(1));
			Some(sequence.map(|sequence| (sequence, receipt)))
		})
	}
}

impl BatchedReceipt {
	/// The fee of the answer, in planck, where `unit` is the batch's. `None` if it does not fit.
	pub fn fee(&self, unit: Balance) -> Option<Balance> {
		unit.checked_mul(self.fee.into())
	}
}

impl ReceiptBatch {
	/// The number of receipts, of all channels.
	pub fn count(&self) -> usize {
		self.channels.iter().map(|part| part.receipts.len()).sum()
	}

	/// The sum of all fees, in planck. `None` if it does not fit.
	pub fn fees(&self) -> Option<Balance> {
		let mut receipts = self.channels.iter().flat_map(|part| &part.receipts);
		receipts.try_fold(0, |sum: Balance, receipt| sum.checked_add(receipt.fee(self.unit)?))
	}

	/// The number of credits in all receipts.
	pub fn credits(&self) -> usize {
		let receipts = self.channels.iter().flat_map(|part| &part.receipts);
		receipts.map(|receipt| receipt.credits.len()).sum()
	}

	/// The number of contributions in the tables of all models.
	pub fn contributions(&self) -> usize {
		self.models.iter().map(|table| table.contributions.len()).sum()
	}

	/// The table of a receipt's model.
	fn table(&self, receipt: &BatchedReceipt) -> Option<&ModelTable> {
		self.models.get(usize::try_from(receipt.model).ok()?)
	}

	/// The compact receipts, by their numbers in the batch: the batch's tree is over them. `None`
	/// in place of one that is malformed.
	pub fn compact(&self) -> impl Iterator<Item = Option<CompactReceipt>> + '_ {
		self.channels.iter().flat_map(move |part| {
			part.numbered().map(move |numbered| {
				let (sequence, receipt) = numbered?;
				let payment = Payment::Channel { channel: part.channel(), sequence };
				Some(CompactReceipt { payment, answer: self.answer(receipt)? })
			})
		})
	}

	fn answer(&self, receipt: &BatchedReceipt) -> Option<Answer> {
		let table = self.table(receipt)?;
		let credits: Vec<_> = receipt
			.credits
			.iter()
			.map(|credit| Some(Credit { contribution: table.at(credit)?, points: credit.points }))
			.collect::<Option<_>>()?;
		Some(Answer {
			model: table.model,
			span_params: self.span_params,
			fee: receipt.fee(self.unit)?,
			output_len: receipt.output_len,
			credits: credits.try_into().ok()?,
		})
	}

	/// The leaves of the batch's tree. `None` when a receipt is malformed.
	pub fn leaves<H: Hasher<Out = H256>>(&self) -> Option<Vec<H256>> {
		self.compact().map(|compact| Some(compact?.leaf::<H>())).collect()
	}

	/// The leaf of a receipt of `table`, which is not built: only its encoding, in `buffer`.
	fn leaf<H: Hasher<Out = H256>>(
		&self,
		payment: &Payment,
		receipt: &BatchedReceipt,
		table: &ModelTable,
		fee: Balance,
		buffer: &mut Vec<u8>,
	) -> H256 {
		merkle::leaf_with::<H>(buffer, |bytes| {
			payment.encode_to(bytes);
			Compact(table.model).encode_to(bytes);
			self.span_params.encode_to(bytes);
			Compact(fee).encode_to(bytes);
			Compact(receipt.output_len).encode_to(bytes);
			Compact(u32::try_from(receipt.credits.len()).unwrap_or(u32::MAX)).encode_to(bytes);
			for credit in &receipt.credits {
				if let Some(contribution) = table.at(credit) {
					Compact(contribution).encode_to(bytes);
					Compact(credit.points).encode_to(bytes);
				}
			}
		})
	}
}

#[cfg(test)]
mod tests;
