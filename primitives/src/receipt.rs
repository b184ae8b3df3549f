// SPDX-License-Identifier: Apache-2.0

//! Receipts: what an answer owes to whom.
//!
//! The whole [`Receipt`] stays with operator and payer. The chain sees the [`CompactReceipt`]: what
//! it needs to pay, and a commitment to the rest, so that every claim in it can be checked later.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

pub use crate::payment::Payment;
use crate::{
	limits::{MaxSpans, MAX_MATCH_BYTES, MAX_OUTPUT_BYTES},
	span::{points, Span, SpanParams},
	Balance, ContributionId, ModelId,
};

/// Domain of the commitment's hash.
const RECEIPT: &[u8] = b"openledger/receipt/1";

/// A span, and where its holder has it.
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
	pub span: Span,
	/// The earliest contribution of the corpus that has the span.
	pub contribution: ContributionId,
	/// First byte of the span in that contribution.
	pub offset: u32,
}

/// The whole receipt of one answer.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Receipt {
	pub model: ModelId,
	pub payment: Payment,
	pub fee: Balance,
	pub rule: SpanParams,
	pub output_len: u32,
	pub output_root: H256,
	/// Ascending by start.
	pub spans: BoundedVec<HeldSpan, MaxSpans>,
	/// Random, so that the commitment tells nothing of an output that could be guessed.
	pub salt: [u8; 32],
}

impl Receipt {
	/// What binds the operator to this receipt.
	pub fn commitment<H: Hasher<Out = H256>>(&self) -> H256 {
		H::hash(&(RECEIPT, self).encode())
	}

	/// The credits that the spans give, ascending by contribution. `None` for malformed spans.
	pub fn credits(&self) -> Option<Credits> {
		credits_of(&self.spans, self.rule, self.output_len)
	}

	/// What `settle_one` takes. `None` for malformed spans.
	pub fn compact<H: Hasher<Out = H256>>(&self) -> Option<CompactReceipt> {
		Some(CompactReceipt {
			rule: self.rule,
			fee: self.fee,
			output_len: self.output_len,
			credits: self.credits()?,
			commitment: self.commitment::<H>(),
		})
	}
}

/// Points by contribution, strictly ascending.
pub type Credits = BoundedVec<Credit, MaxSpans>;

/// The credits that `spans` of an output of `output_len` bytes give under `rule`. `None` for spans
/// that can't be: out of order or of the output, shorter than `min_span`, longer than a match, or
/// owning less than is due.
pub fn credits_of(spans: &[HeldSpan], rule: SpanParams, output_len: u32) -> Option<Credits> {
	let can_be = |held: &HeldSpan| {
		held.span.end() <= output_len
			&& held.span.len >= u32::from(rule.min_span)
			&& held.span.len <= MAX_MATCH_BYTES
	};
	if !spans.iter().all(can_be) {
		return None;
	}
	let held: Vec<_> = spans.iter().map(|held| (held.span, held.contribution)).collect();
	let credits: Vec<Credit> = points(&held, rule)?
		.into_iter()
		.map(|(contribution, points)| Credit { contribution, points })
		.collect();
	credits.try_into().ok()
}

/// What a contribution earned in one output.
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
	#[codec(compact)]
	pub contribution: ContributionId,
	#[codec(compact)]
	pub points: u32,
}

/// What the chain sees of a receipt.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CompactReceipt {
	/// The rule that the credits follow.
	pub rule: SpanParams,
	#[codec(compact)]
	pub fee: Balance,
	#[codec(compact)]
	pub output_len: u32,
	pub credits: Credits,
	pub commitment: H256,
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
	/// No byte of output, or more than 64 KiB.
	OutputLength,
	/// Contributions not strictly ascending, or a credit of no points.
	MalformedCredits,
	/// More points than the output's bytes can earn.
	TooManyPoints,
}

impl CompactReceipt {
	/// Checks what a receipt shows by itself. Returns the points of a fully attributed output.
	pub fn check(&self) -> Result<u64, ReceiptError> {
		let credits = self.credits.iter().map(|credit| (credit.contribution, credit.points));
		check(self.rule, self.output_len, credits)
	}

	/// The leaf of this receipt in its batch's tree.
	pub fn leaf<H: Hasher<Out = H256>>(&self) -> H256 {
		crate::merkle::leaf::<H>(&self.encode())
	}
}

/// What a receipt must show by itself: an output that can be, and credits, strictly ascending by
/// whatever names their contributions, that fit it. Returns the points of a fully attributed
/// output.
pub(crate) fn check(
	rule: SpanParams,
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
	let capacity = rule.capacity(output_len);
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
			model: 1,
			payment: Payment::Direct { payer: [1; 32] },
			fee: 5,
			rule: SpanParams::DEFAULT,
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
		let compact = receipt.compact::<H>().unwrap();
		assert_eq!(compact.check(), Ok(256_000));
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
		let good = receipt(&[(0, 300, 7)]).compact::<H>().unwrap();
		let refused = |change: fn(&mut CompactReceipt)| {
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

	#[test]
	fn the_commitment_should_bind_every_field() {
		let first = receipt(&[(0, 300, 7)]);
		let mut second = first.clone();
		second.salt = [8; 32];
		assert_ne!(first.commitment::<H>(), second.commitment::<H>());
	}
}
