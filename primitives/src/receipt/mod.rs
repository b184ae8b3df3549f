// SPDX-License-Identifier: Apache-2.0

//! Receipts: the fee of an answer, and the contributions that it credits.
//!
//! The whole [`Receipt`] stays with operator and payer, and the operator signs it ([`signature`]).
//! The chain sees the [`CompactReceipt`], which is enough to pay, and a commitment to the whole
//! one, so that anyone who has it can prove each of its claims true or false later.

mod payment;
pub mod signature;

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

pub use payment::Payment;

use crate::{
	limits::{MaxSpans, MAX_MATCH_BYTES, MAX_OUTPUT_BYTES},
	merkle,
	span::{points, Span, SpanParams},
	Balance, ContributionId, ModelId,
};

/// The domain of the commitment's hash.
const DOMAIN: &[u8] = b"openledger/commitment/2";

/// A span of an output, and the place where its holder has the same bytes.
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
	Serialize,
	Deserialize,
)]
pub struct HeldSpan {
	/// The bytes of the output.
	pub span: Span,
	/// The earliest contribution of the corpus that has the span.
	pub contribution: ContributionId,
	/// The position of the span's first byte in that contribution, from 0.
	pub offset: u32,
}

/// The whole receipt of one answer.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Receipt {
	/// How the fee is paid.
	pub payment: Payment,
	/// The model that gave the answer.
	pub model: ModelId,
	/// The span rule's numbers that were applied.
	pub span_params: SpanParams,
	/// The fee of the answer, in planck.
	pub fee: Balance,
	/// The length of the output in normal form, in bytes.
	pub output_len: u32,
	/// The content root of the output in normal form.
	pub output_root: H256,
	/// The spans that the span rule lists, ascending by start.
	pub spans: BoundedVec<HeldSpan, MaxSpans>,
	/// Bytes that nobody else can guess, so that the commitment tells nothing of an output that
	/// could be guessed.
	pub salt: [u8; 32],
}

impl Receipt {
	/// The commitment to this receipt: the hash that binds whoever settles it to all of its fields.
	pub fn commitment<H: Hasher<Out = H256>>(&self) -> H256 {
		H::hash(&(DOMAIN, self).encode())
	}

	/// The credits that follow from the spans, as by [`credits_of`]. `None` for malformed spans.
	pub fn credits(&self) -> Option<Credits> {
		credits_of(&self.spans, self.span_params, self.output_len)
	}

	/// The part of this receipt that the chain sees. `None` for malformed spans.
	pub fn compact(&self) -> Option<CompactReceipt> {
		let answer = Answer {
			model: self.model,
			span_params: self.span_params,
			fee: self.fee,
			output_len: self.output_len,
			credits: self.credits()?,
		};
		Some(CompactReceipt { payment: self.payment.clone(), answer })
	}
}

/// Credits, strictly ascending by contribution.
pub type Credits = BoundedVec<Credit, MaxSpans>;

/// The credits that follow from `spans` of an output of `output_len` bytes under `params`. `None`
/// for malformed spans: out of order, beyond the output, shorter than `min_span`, longer than a
/// match can be, or owning fewer bytes than are due.
pub fn credits_of(spans: &[HeldSpan], params: SpanParams, output_len: u32) -> Option<Credits> {
	let can_be = |held: &HeldSpan| {
		held.span.end() <= output_len
			&& held.span.len >= u32::from(params.min_span)
			&& held.span.len <= MAX_MATCH_BYTES
	};
	if !spans.iter().all(can_be) {
		return None;
	}
	let held: Vec<_> = spans.iter().map(|held| (held.span, held.contribution)).collect();
	let credits: Vec<Credit> = points(&held, params)?
		.into_iter()
		.map(|(contribution, points)| Credit { contribution, points })
		.collect();
	credits.try_into().ok()
}

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
	Serialize,
	Deserialize,
)]
pub struct Credit {
	/// The contribution that earned the points.
	#[codec(compact)]
	pub contribution: ContributionId,
	/// Its points: for each byte that it owns, the length of the byte's span, at most `full_span`.
	#[codec(compact)]
	pub points: u32,
}

/// The price of an answer and its credits: all of a receipt that the chain sees, but for the
/// payment.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Answer {
	/// The model that gave the answer.
	#[codec(compact)]
	pub model: ModelId,
	/// The span rule's numbers that the credits follow.
	pub span_params: SpanParams,
	/// The fee of the answer, in planck.
	#[codec(compact)]
	pub fee: Balance,
	/// The length of the output in normal form, in bytes.
	#[codec(compact)]
	pub output_len: u32,
	/// The contributions in the answer with their points.
	pub credits: Credits,
}

/// The part of a receipt that the chain sees. Its hash is the receipt's leaf in its batch's tree.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CompactReceipt {
	/// How the fee is paid.
	pub payment: Payment,
	/// The price of the answer and its credits.
	pub answer: Answer,
}

/// Why a compact receipt can't be settled.
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
pub enum ReceiptError {
	/// The output has no byte, or more than 64 KiB.
	OutputLength,
	/// Contributions do not ascend strictly, or a credit has no points.
	MalformedCredits,
	/// The credits have more points than the output's bytes can earn.
	TooManyPoints,
}

impl Answer {
	/// Checks all that an answer shows by itself: its output's length and its credits. Returns the
	/// points of a fully attributed output.
	pub fn check(&self) -> Result<u64, ReceiptError> {
		let credits = self.credits.iter().map(|credit| (credit.contribution, credit.points));
		check(self.span_params, self.output_len, credits)
	}
}

impl CompactReceipt {
	/// The leaf of this receipt in its batch's tree.
	pub fn leaf<H: Hasher<Out = H256>>(&self) -> H256 {
		merkle::leaf::<H>(&self.encode())
	}
}

/// The leaf of a receipt's commitment in its batch's tree of commitments.
pub fn commitment_leaf<H: Hasher<Out = H256>>(commitment: H256) -> H256 {
	merkle::leaf::<H>(commitment.as_bytes())
}

/// What a receipt must show by itself: an output that can be, and credits, strictly ascending by
/// whatever names their contributions, that fit it. Returns the points of a fully attributed
/// output.
pub(crate) fn check(
	params: SpanParams,
	output_len: u32,
	credits: impl IntoIterator<Item = (u64, u32)>,
) -> Result<u64, ReceiptError> {
	if output_len == 0 || output_len > MAX_OUTPUT_BYTES {
		return Err(ReceiptError::OutputLength);
	}
	let (mut last, mut total) = (None, 0u64);
	for (name, points) in credits {
		if last >= Some(name) || points == 0 {
			return Err(ReceiptError::MalformedCredits);
		}
		last = Some(name);
		total = total.saturating_add(points.into());
	}
	let capacity = params.capacity(output_len);
	if total > capacity {
		return Err(ReceiptError::TooManyPoints);
	}
	Ok(capacity)
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::Blake2Hasher as H;

	fn receipt(spans: &[(u32, u32, u64)]) -> Receipt {
		let spans: Vec<_> = spans
			.iter()
			.map(|(start, len, contribution)| HeldSpan {
				span: Span { start: *start, len: *len },
				contribution: *contribution,
				offset: 0,
			})
			.collect();
		Receipt {
			payment: Payment::Direct { payer: [1; 32] },
			model: 1,
			span_params: SpanParams::DEFAULT,
			fee: 5,
			output_len: 1_000,
			output_root: H256::zero(),
			spans: spans.try_into().unwrap(),
			salt: [7; 32],
		}
	}

	fn credit(contribution: u64, points: u32) -> Credit {
		Credit { contribution, points }
	}

	#[test]
	fn credits_should_follow_from_the_spans() {
		// 300 bytes count 256 each; of the second span 20 of 40 bytes are its own.
		let receipt = receipt(&[(0, 300, 7), (280, 40, 3), (500, 100, 7)]);
		let credits = receipt.credits().unwrap();
		assert_eq!(credits.to_vec(), [credit(3, 20 * 40), credit(7, 300 * 256 + 100 * 100)]);
		let compact = receipt.compact().unwrap();
		assert_eq!(compact.answer.check(), Ok(256_000));
		assert_eq!(CompactReceipt::decode(&mut &compact.encode()[..]), Ok(compact));
	}

	#[test]
	fn a_span_that_owns_nothing_should_give_no_credits() {
		// Longer ones on both sides have all of it.
		let spans = [(0, 100, 7), (50, 90, 3), (80, 100, 7)];
		assert_eq!(receipt(&spans).credits(), None);
		assert!(receipt(&[spans[0], spans[2]]).credits().is_some());
	}

	#[test]
	fn spans_that_cannot_be_should_give_no_credits() {
		for spans in [[(900, 101, 7)], [(0, 31, 7)], [(0, 4_097, 7)], [(u32::MAX, 32, 7)]] {
			let receipt = Receipt { output_len: 1_000, ..receipt(&spans) };
			assert_eq!(receipt.credits(), None, "{spans:?}");
		}
	}

	#[test]
	fn check_should_refuse_what_a_receipt_cannot_say() {
		let good = receipt(&[(0, 300, 7)]).compact().unwrap().answer;
		let refused = |change: fn(&mut Answer)| {
			let mut bad = good.clone();
			change(&mut bad);
			bad.check().unwrap_err()
		};
		assert_eq!(refused(|r| r.output_len = 0), ReceiptError::OutputLength);
		assert_eq!(refused(|r| r.output_len = 65_537), ReceiptError::OutputLength);
		assert_eq!(
			refused(|r| r.credits = vec![credit(2, 1), credit(2, 1)].try_into().unwrap()),
			ReceiptError::MalformedCredits
		);
		assert_eq!(
			refused(|r| r.credits = vec![credit(2, 0)].try_into().unwrap()),
			ReceiptError::MalformedCredits
		);
		assert_eq!(
			refused(|r| r.credits = vec![credit(2, 256_001)].try_into().unwrap()),
			ReceiptError::TooManyPoints
		);
	}

	/// A receipt with each field changed.
	fn changed(first: &Receipt) -> Vec<Receipt> {
		let changes: [fn(&mut Receipt); 12] = [
			|receipt| receipt.payment = Payment::Direct { payer: [2; 32] },
			|receipt| receipt.payment = Payment::Channel { channel: 5, sequence: 2 },
			|receipt| receipt.payment = Payment::Channel { channel: 4, sequence: 3 },
			|receipt| receipt.model = 2,
			|receipt| receipt.span_params.min_span = 31,
			|receipt| receipt.span_params.full_span = 257,
			|receipt| receipt.fee = 6,
			|receipt| receipt.output_len = 999,
			|receipt| receipt.output_root = H256::repeat_byte(1),
			|receipt| receipt.spans[0].contribution = 8,
			|receipt| receipt.spans[0].offset = 1,
			|receipt| receipt.salt = [8; 32],
		];
		changes
			.into_iter()
			.map(|change| {
				let mut other = first.clone();
				change(&mut other);
				other
			})
			.collect()
	}

	#[test]
	fn the_commitment_should_bind_every_field() {
		let first = receipt(&[(0, 300, 7)]);
		let payment = Payment::Channel { channel: 4, sequence: 2 };
		for first in [first.clone(), Receipt { payment, ..first }] {
			let mut seen = Vec::from([first.commitment::<H>()]);
			for other in changed(&first) {
				assert_eq!(Receipt::decode(&mut &other.encode()[..]), Ok(other.clone()));
				seen.push(other.commitment::<H>());
			}
			seen.sort();
			seen.dedup();
			assert_eq!(seen.len(), 13);
		}
	}

	#[test]
	fn the_leaf_should_bind_all_that_the_chain_sees() {
		let first = receipt(&[(0, 300, 7)]);
		let leaf = |receipt: &Receipt| receipt.compact().unwrap().leaf::<H>();
		let same: Vec<bool> =
			changed(&first).iter().map(|other| leaf(other) == leaf(&first)).collect();
		// Not the output's root, where a span is, and the salt.
		let bound = [false; 8];
		assert_eq!(same, [&bound[..], &[true, false, true, true]].concat());
		assert_ne!(commitment_leaf::<H>(leaf(&first)), leaf(&first));
	}

	#[test]
	fn a_receipt_with_unsound_parameters_should_not_decode() {
		let mut first = receipt(&[(0, 300, 7)]);
		first.span_params.min_span = 15;
		assert!(Receipt::decode(&mut &first.encode()[..]).is_err());
		let compact = first.compact().unwrap();
		assert!(CompactReceipt::decode(&mut &compact.encode()[..]).is_err());
	}
}
