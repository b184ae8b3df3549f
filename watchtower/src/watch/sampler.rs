// SPDX-License-Identifier: Apache-2.0

//! Which receipts are demanded: lots that nobody can foresee.

use codec::Encode;
use openledger_client::{
	convert::{saturating_u32, to_usize},
	settlement::salt,
	units::percent,
};
use openledger_primitives::{
	challenge::DEMANDABLE_SPANS, content::chunk_count, receipt::CompactReceipt,
};
use sp_core::{Blake2Hasher, Hasher};

/// Draws lots that nobody can foresee.
pub struct Sampler {
	seed: [u8; 32],
	drawn: u64,
}

impl Default for Sampler {
	fn default() -> Self {
		Self { seed: salt(), drawn: 0 }
	}
}

impl Sampler {
	/// A number below `bound`; 0 if that is 0.
	fn below(&mut self, bound: usize) -> usize {
		let hash = Blake2Hasher::hash(&(self.seed, self.drawn).encode());
		self.drawn = self.drawn.wrapping_add(1);
		let mut bytes = [0; 8];
		bytes.copy_from_slice(&hash.as_bytes()[..8]);
		let bound = u64::try_from(bound).unwrap_or(u64::MAX);
		// The bound is so much less than 2^64 that no number is noticeably likelier.
		let number = u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or_default();
		usize::try_from(number).unwrap_or_default()
	}

	/// Whether a lot is drawn, of which `share` parts per billion are.
	fn is_drawn(&mut self, share: u32) -> bool {
		self.below(to_usize(percent::WHOLE)) < to_usize(share)
	}

	/// Draws a share of the receipts that are not left out, each with a span, in random order: a
	/// budget that ends before they do must not leave out the last ones.
	pub fn draw(
		&mut self,
		share: u32,
		receipts: &[CompactReceipt],
		is_left_out: impl Fn(u32) -> bool,
	) -> Vec<(u32, u32)> {
		let mut drawn: Vec<(u32, u32)> = Vec::new();
		for (number, receipt) in (0u32..).zip(receipts) {
			if !is_left_out(number) && self.is_drawn(share) {
				let span = self.span_of(receipt);
				let place = self.below(drawn.len() + 1);
				drawn.push((number, span));
				let last = drawn.len() - 1;
				drawn.swap(place, last);
			}
		}
		drawn
	}

	/// Draws a span of a receipt. How many it lists nobody can tell: so half of the lots are for one
	/// with the fewest, of which each span is then demanded often; and half for any, of which no
	/// span and no chunk is then safe.
	fn span_of(&mut self, receipt: &CompactReceipt) -> u32 {
		let numbers = match self.below(2) {
			0 => least_numbers(receipt),
			_ => DEMANDABLE_SPANS,
		};
		u32::try_from(self.below(to_usize(numbers))).unwrap_or_default()
	}
}

/// How many spans can be demanded of a receipt that lists no more than it has credits: these, and
/// the chunks of its output, in which it may have left something out.
fn least_numbers(receipt: &CompactReceipt) -> u32 {
	let chunks = chunk_count(receipt.answer.output_len);
	saturating_u32(receipt.answer.credits.len()).saturating_add(chunks).min(DEMANDABLE_SPANS)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::watch::batches::tests::receipt;
	use std::collections::BTreeSet;

	fn compact(spans: usize) -> CompactReceipt {
		let mut receipt = receipt(0);
		receipt.spans.truncate(spans);
		receipt.compact().unwrap()
	}

	#[test]
	fn lots_should_be_drawn_in_the_share_that_was_asked_for() {
		let receipts = vec![compact(1); 2_000];
		let mut lots = Sampler::default();
		let all = lots.draw(percent::WHOLE, &receipts, |_| false);
		assert_eq!(all.iter().map(|(number, _)| *number).collect::<BTreeSet<_>>().len(), 2_000);
		// Half of them of one span and two chunks, and half of all that there can be.
		let (few, others): (Vec<_>, Vec<_>) = all.iter().partition(|(_, span)| *span < 3);
		assert!((800..1_200).contains(&few.len()), "{}", few.len());
		assert!(others.iter().all(|(_, span)| *span < DEMANDABLE_SPANS));
		assert!(others.iter().any(|(_, span)| *span > 1_000));
		// In no order that an operator could count on.
		assert!(!all.is_sorted());
		assert!(lots.draw(0, &receipts, |_| false).is_empty());
		let tenth = lots.draw(percent::WHOLE / 10, &receipts, |_| false).len();
		assert!((100..300).contains(&tenth), "{tenth}");
		let known = lots.draw(percent::WHOLE, &receipts, |number| number != 7);
		assert_eq!(known.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [7]);
	}

	#[test]
	fn there_should_be_something_to_demand_of_every_receipt() {
		assert_eq!((least_numbers(&compact(1)), least_numbers(&compact(0))), (3, 2));
		let mut full = compact(1);
		full.answer.output_len = 65_536;
		assert_eq!(least_numbers(&full), 65);
		full.answer.output_len = u32::MAX;
		assert_eq!(least_numbers(&full), 1_088);
	}
}
