// SPDX-License-Identifier: Apache-2.0

//! Batches: thousands of receipts in one call.
//!
//! A receipt in a batch is a [`CompactReceipt`] made smaller: what all receipts of a batch have in
//! common is said once, contributions by their place in a table, fees in the batch's unit. The
//! batch's Merkle tree is over the compact receipts themselves, so that a proof needs no table.

mod draft;
mod net;

use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

pub use draft::{Draft, DraftError};
pub use net::{net, BatchError, BatchTerms, Netted};

use crate::{
	limits::MaxSpans,
	merkle,
	receipt::{CompactReceipt, Credit},
	span::SpanParams,
	Balance, ContributionId,
};

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
)]
pub struct PlacedCredit {
	/// The contribution's place in the batch's table, from 0.
	#[codec(compact)]
	pub place: u32,
	#[codec(compact)]
	pub points: u32,
}

/// What the chain sees of a receipt that is settled with others.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct BatchedReceipt {
	/// In the batch's unit.
	#[codec(compact)]
	pub fee: u64,
	/// In bytes.
	#[codec(compact)]
	pub output_len: u32,
	/// Strictly ascending by place.
	pub credits: BoundedVec<PlacedCredit, MaxSpans>,
	pub commitment: H256,
}

/// What all receipts of a batch have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Common<'a> {
	pub rule: SpanParams,
	/// Planck that a fee of 1 stands for.
	pub unit: Balance,
	/// The contributions that the receipts credit, strictly ascending.
	pub contributions: &'a [ContributionId],
}

impl BatchedReceipt {
	/// The fee, in planck.
	pub fn fee(&self, unit: Balance) -> Option<Balance> {
		unit.checked_mul(self.fee.into())
	}

	/// The receipt as it would be settled alone. `None` when a place is not in the table.
	pub fn compact(&self, common: &Common<'_>) -> Option<CompactReceipt> {
		let credits: Vec<_> = self
			.credits
			.iter()
			.map(|credit| {
				let contribution = *common.at(credit)?;
				Some(Credit { contribution, points: credit.points })
			})
			.collect::<Option<_>>()?;
		Some(CompactReceipt {
			rule: common.rule,
			fee: self.fee(common.unit)?,
			output_len: self.output_len,
			credits: credits.try_into().ok()?,
			commitment: self.commitment,
		})
	}

	/// The leaf of [`Self::compact`], which it does not build: only its encoding, in `buffer`.
	fn leaf<H: Hasher<Out = H256>>(
		&self,
		common: &Common<'_>,
		fee: Balance,
		buffer: &mut Vec<u8>,
	) -> H256 {
		merkle::leaf_with::<H>(buffer, |bytes| {
			common.rule.encode_to(bytes);
			Compact(fee).encode_to(bytes);
			Compact(self.output_len).encode_to(bytes);
			Compact(u32::try_from(self.credits.len()).unwrap_or(u32::MAX)).encode_to(bytes);
			for credit in &self.credits {
				if let Some(contribution) = common.at(credit) {
					Compact(*contribution).encode_to(bytes);
					Compact(credit.points).encode_to(bytes);
				}
			}
			bytes.extend_from_slice(self.commitment.as_bytes());
		})
	}
}

impl<'a> Common<'a> {
	fn at(&self, credit: &PlacedCredit) -> Option<&'a ContributionId> {
		self.contributions.get(usize::try_from(credit.place).ok()?)
	}
}

#[cfg(test)]
mod tests;
