// SPDX-License-Identifier: Apache-2.0

//! Making a batch of receipts.

use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Compact;
use sp_core::{Hasher, H256};

use super::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch};
use crate::{
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxVouchers,
	},
	merkle,
	receipt::{commitment_leaf, Credits, Payment, Receipt},
	voucher::Voucher,
	Balance, ChannelId, ContributionId, ModelId,
};

/// A batch that is made from whole receipts, with their commitments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
	/// The argument of `settle_batch`. Its unit is the largest amount that all fees are multiples
	/// of.
	pub batch: ReceiptBatch,
	/// The commitments of the whole receipts, in their order.
	pub commitments: Vec<H256>,
}

/// Why receipts can't be a batch. A number is that of the receipt in the way, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DraftError {
	/// There is no receipt.
	Empty,
	/// There are more than [`MaxBatchReceipts`] receipts.
	TooManyReceipts,
	/// The receipts are of more than [`MaxBatchModels`] models.
	TooManyModels,
	/// The receipts credit more than [`MaxBatchContributions`] contributions.
	TooManyContributions,
	/// The receipts have more than [`MaxBatchCredits`] credits.
	TooManyCredits,
	/// More than [`MaxVouchers`] channels pay for the receipts.
	TooManyChannels,
	/// An account pays for the receipt, not a channel.
	NotByChannel(u32),
	/// The receipt's channel and sequence are not above those of the receipt before.
	OutOfOrder(u32),
	/// There is no voucher of the receipt's channel, or only one for fewer answers.
	NoVoucher(u32),
	/// The receipt has other span parameters than the first one.
	OtherSpanParams(u32),
	/// The receipt's spans are malformed.
	MalformedSpans(u32),
	/// The receipt's fee is zero.
	ZeroFee(u32),
	/// The receipt's fee is the unit more than `u64::MAX` times: it needs a batch whose fees have a
	/// larger common divisor.
	FeeTooLarge(u32),
}

/// Places of the contributions that receipts of a model credit.
type Places = BTreeMap<ContributionId, u32>;

/// The channel that pays for an answer, and the answer's sequence there.
type Answered = (ChannelId, u64);

impl Draft {
	/// Makes the batch of `receipts`, which ascend by channel and sequence. Each channel pays by
	/// the one of its `vouchers` that is for most answers, and of those by the largest.
	pub fn of<H: Hasher<Out = H256>>(
		receipts: &[Receipt],
		vouchers: &[Voucher],
	) -> Result<Self, DraftError> {
		let first = receipts.first().ok_or(DraftError::Empty)?;
		if receipts.len() > as_len(MaxBatchReceipts::get()) {
			return Err(DraftError::TooManyReceipts);
		}
		let mut credits = Vec::with_capacity(receipts.len());
		let mut answers = Vec::<Answered>::with_capacity(receipts.len());
		let mut unit = 0;
		for (nth, receipt) in (0u32..).zip(receipts) {
			let Payment::Channel { channel, sequence } = receipt.payment else {
				return Err(DraftError::NotByChannel(nth));
			};
			if answers.last() >= Some(&(channel, sequence)) {
				return Err(DraftError::OutOfOrder(nth));
			}
			answers.push((channel, sequence));
			if receipt.span_params != first.span_params {
				return Err(DraftError::OtherSpanParams(nth));
			}
			if receipt.fee == 0 {
				return Err(DraftError::ZeroFee(nth));
			}
			unit = common_divisor(unit, receipt.fee);
			credits.push(receipt.credits().ok_or(DraftError::MalformedSpans(nth))?);
		}
		let tables = tables(receipts, &credits)?;
		let numbered = receipts.iter().zip(&credits).zip(answers);
		let channels = channels(numbered, &tables, vouchers, unit)?;
		let commitments: Vec<_> = receipts.iter().map(Receipt::commitment::<H>).collect();
		let root = commitments_root::<H>(&commitments).ok_or(DraftError::Empty)?;
		let batch = ReceiptBatch {
			span_params: first.span_params,
			unit,
			models: model_tables(tables)?,
			channels: channels.try_into().map_err(|_| DraftError::TooManyChannels)?,
			commitments: root,
		};
		Ok(Self { batch, commitments })
	}

	/// The sum of all fees, in planck. `None` if it does not fit.
	pub fn fees(&self) -> Option<Balance> {
		let unit = self.batch.unit;
		let mut receipts = self.batch.channels.iter().flat_map(|part| &part.receipts);
		receipts.try_fold(0, |sum: Balance, receipt| sum.checked_add(receipt.fee(unit)?))
	}

	/// The Merkle root over the compact receipts, which the chain computes too. `None` if a receipt
	/// is malformed.
	pub fn root<H: Hasher<Out = H256>>(&self) -> Option<H256> {
		merkle::root::<H>(&self.batch.leaves::<H>()?)
	}

	/// The Merkle path of compact receipt number `index`. `None` when there is no such receipt.
	pub fn path<H: Hasher<Out = H256>>(&self, index: u32) -> Option<Vec<H256>> {
		merkle::path::<H>(&self.batch.leaves::<H>()?, index)
	}

	/// The Merkle path of the commitment of receipt number `index`. `None` when there is no such
	/// receipt.
	pub fn commitment_path<H: Hasher<Out = H256>>(&self, index: u32) -> Option<Vec<H256>> {
		merkle::path::<H>(&commitment_leaves::<H>(&self.commitments), index)
	}
}

fn commitment_leaves<H: Hasher<Out = H256>>(commitments: &[H256]) -> Vec<H256> {
	commitments.iter().map(|commitment| commitment_leaf::<H>(*commitment)).collect()
}

/// The root of a batch's tree of commitments. `None` for none.
fn commitments_root<H: Hasher<Out = H256>>(commitments: &[H256]) -> Option<H256> {
	merkle::root::<H>(&commitment_leaves::<H>(commitments))
}

/// The places of all credited contributions, by model.
fn tables(
	receipts: &[Receipt],
	credits: &[Credits],
) -> Result<BTreeMap<ModelId, Places>, DraftError> {
	let count: usize = credits.iter().map(|credits| credits.len()).sum();
	if count > as_len(MaxBatchCredits::get()) {
		return Err(DraftError::TooManyCredits);
	}
	let mut credited = BTreeMap::<ModelId, BTreeSet<ContributionId>>::new();
	for (receipt, credits) in receipts.iter().zip(credits) {
		let table = credited.entry(receipt.model).or_default();
		table.extend(credits.iter().map(|credit| credit.contribution));
	}
	if credited.len() > as_len(MaxBatchModels::get()) {
		return Err(DraftError::TooManyModels);
	}
	let count: usize = credited.values().map(|table| table.len()).sum();
	if count > as_len(MaxBatchContributions::get()) {
		return Err(DraftError::TooManyContributions);
	}
	let placed = |table: BTreeSet<ContributionId>| table.into_iter().zip(0u32..).collect();
	Ok(credited.into_iter().map(|(model, table)| (model, placed(table))).collect())
}

fn model_tables(
	tables: BTreeMap<ModelId, Places>,
) -> Result<sp_runtime::BoundedVec<ModelTable, MaxBatchModels>, DraftError> {
	let tables = tables
		.into_iter()
		.map(|(model, places)| {
			let contributions: Vec<_> = places.into_keys().map(Compact).collect();
			let contributions =
				contributions.try_into().map_err(|_| DraftError::TooManyContributions)?;
			Ok(ModelTable { model, contributions })
		})
		.collect::<Result<Vec<_>, DraftError>>()?;
	tables.try_into().map_err(|_| DraftError::TooManyModels)
}

/// Receipts that ascend by channel and sequence, by channel.
fn channels<'r>(
	receipts: impl Iterator<Item = ((&'r Receipt, &'r Credits), Answered)>,
	tables: &BTreeMap<ModelId, Places>,
	vouchers: &[Voucher],
	unit: Balance,
) -> Result<Vec<ChannelReceipts>, DraftError> {
	let mut parts = Vec::<ChannelReceipts>::new();
	let mut next = 0;
	for (nth, ((receipt, credits), (channel, sequence))) in (0u32..).zip(receipts) {
		if parts.last().is_none_or(|part| part.channel() != channel) {
			let voucher = best_voucher(vouchers, channel).ok_or(DraftError::NoVoucher(nth))?;
			let receipts = Default::default();
			parts.push(ChannelReceipts { voucher, first: sequence, receipts });
			next = sequence;
		}
		let part = parts.last_mut().ok_or(DraftError::Empty)?;
		if sequence >= part.voucher.answers {
			return Err(DraftError::NoVoucher(nth));
		}
		let skipped = sequence.checked_sub(next).ok_or(DraftError::OutOfOrder(nth))?;
		next = sequence.saturating_add(1);
		let (model, places) = (0u32..)
			.zip(tables)
			.find_map(|(place, (model, places))| {
				(*model == receipt.model).then_some((place, places))
			})
			.ok_or(DraftError::TooManyModels)?;
		let fee = receipt.fee.checked_div(unit).and_then(|fee| u64::try_from(fee).ok());
		let batched = BatchedReceipt {
			skipped,
			model,
			fee: fee.ok_or(DraftError::FeeTooLarge(nth))?,
			output_len: receipt.output_len,
			credits: placed(credits, places)
				.and_then(|placed| placed.try_into().ok())
				.ok_or(DraftError::TooManyContributions)?,
		};
		part.receipts.try_push(batched).map_err(|_| DraftError::TooManyReceipts)?;
	}
	if parts.len() > as_len(MaxVouchers::get()) {
		return Err(DraftError::TooManyChannels);
	}
	Ok(parts)
}

fn best_voucher(vouchers: &[Voucher], channel: ChannelId) -> Option<Voucher> {
	let of_channel = vouchers.iter().filter(|voucher| voucher.channel == channel);
	of_channel.max_by_key(|voucher| (voucher.answers, voucher.cumulative)).copied()
}

fn placed(credits: &Credits, places: &Places) -> Option<Vec<PlacedCredit>> {
	credits
		.iter()
		.map(|credit| {
			let place = places.get(&credit.contribution).copied()?;
			Some(PlacedCredit { place, points: credit.points })
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
