// SPDX-License-Identifier: Apache-2.0

//! What is false of the spans that a receipt lists: `Mismatch` and `EarlierHolder`.

use std::iter::once;

use openledger_primitives::{
	challenge::{range_of_match, range_of_token, Difference, Excerpt, Proof, Reference},
	receipt::HeldSpan,
	ContributionId,
};

use super::{
	excerpts::{chunk_bytes, slice, starts_token, Cut},
	plan::Plan,
	Case, PLACES_COMPARED,
};
use crate::position::{to_index, to_position};

impl<'a> Case<'a> {
	/// Against each listed span the smallest proof that there is.
	pub(super) fn against_listed(self) -> impl Iterator<Item = Plan<'a>> {
		let listed = (0u32..).zip(&self.receipt.spans);
		listed.filter_map(move |(span, held)| {
			if self.index.is_malformed(held.contribution) {
				return Some(Plan::of([], move |[]| mismatch(span, Difference::NotInCorpus)));
			}
			let by_output = self.against_place(span, held);
			let text = self.index.bytes_of(held.contribution);
			let by_text = text.map(|text| self.against_text(span, held, text)).unwrap_or_default();
			by_output.into_iter().chain(by_text).min_by_key(Plan::size)
		})
	}

	/// What the output alone shows, whatever the holder has.
	fn against_place(self, span: u32, held: &HeldSpan) -> Vec<Plan<'a>> {
		let mut plans = Vec::new();
		let (start, len) = (held.span.start, held.span.len);
		if self.output.starts_token(start) == Some(false) {
			let output = Cut::of_output(self.output, range_of_token(start, self.output.len()));
			plans.push(Plan::of([output], move |[output]| {
				mismatch(span, Difference::OutputToken { output })
			}));
		}
		if let Some(bytes) = self.output.get(start, len) {
			let cut = Cut::of_output(self.output, (start, held.span.end()));
			plans.extend(self.earlier_holder(span, held, bytes, (cut, Reference::Output)));
		}
		plans
	}

	/// What the holder's text shows, alone or with the output.
	fn against_text(self, span: u32, held: &HeldSpan, text: &'a [u8]) -> Vec<Plan<'a>> {
		let offset = held.offset;
		let Some(bytes) = slice(text, offset, held.span.len) else {
			return vec![Plan::of([], move |[]| mismatch(span, Difference::BeyondText))];
		};
		let mut plans = self.other_bytes(span, held, text);
		if starts_token(text, offset) == Some(false) {
			let text = Cut::of_text(text, range_of_token(offset, to_position(text.len())));
			plans.push(Plan::of([text], move |[text]| {
				mismatch(span, Difference::TextToken { text })
			}));
		}
		// The text has the span's bytes if the receipt is right. If it is not, they refute it too.
		let cut = Cut::of_text(text, (offset, offset.saturating_add(held.span.len)));
		plans.extend(self.earlier_holder(span, held, bytes, (cut, Reference::Holder)));
		plans
	}

	/// Bytes of the span that the text has otherwise, one for each pair of chunks.
	fn other_bytes(self, span: u32, held: &HeldSpan, text: &'a [u8]) -> Vec<Plan<'a>> {
		let mut plans = Vec::new();
		for (start, ours) in self.output.parts(held.span) {
			let first = start - held.span.start;
			let there = held.offset.saturating_add(first);
			let theirs = text.get(to_index(there)..).unwrap_or_default();
			plans.extend(differences(ours, theirs, start, there).into_iter().map(|at| {
				let output = Cut::of_output(self.output, (start + at, start + at + 1));
				let text = Cut::of_text(text, (there + at, there + at + 1));
				let at = first + at;
				Plan::of([output, text], move |[output, text]| {
					mismatch(span, Difference::Byte { at, output, text })
				})
			}));
		}
		plans
	}

	/// By a contribution before the holder that has `bytes`, which are those of the span.
	fn earlier_holder(
		self,
		span: u32,
		held: &HeldSpan,
		bytes: &[u8],
		(cut, reference): (Cut<'a>, fn(Excerpt) -> Reference),
	) -> Option<Plan<'a>> {
		let is_earlier = |found: &(ContributionId, u32)| found.0 < held.contribution;
		let earliest = self.index.holder(bytes).filter(is_earlier)?;
		let others = self.index.occurrences(bytes).take(PLACES_COMPARED).filter(is_earlier);
		let cut_of = |(contribution, offset)| {
			let text = self.index.bytes_of(contribution)?;
			let text = Cut::of_text(text, range_of_match(offset, held.span.len));
			Some((contribution, offset, text))
		};
		let places = once(earliest).chain(others).filter_map(cut_of);
		let (contribution, offset, text) = places.min_by_key(|(_, _, text)| text.size())?;
		Some(Plan::of([text, cut], move |[text, shown]| Proof::EarlierHolder {
			span,
			contribution,
			offset,
			text,
			reference: reference(shown),
		}))
	}
}

fn mismatch(span: u32, difference: Difference) -> Proof {
	Proof::Mismatch { span, difference }
}

/// Where `ours`, from byte `here` of a content on, and `theirs`, from `there` of another on, are
/// not the same: the first byte in each pair of chunks.
fn differences(ours: &[u8], theirs: &[u8], here: u32, there: u32) -> Vec<u32> {
	let mut last = None;
	let pairs = ours.iter().zip(theirs).enumerate();
	pairs
		.filter(|(_, (our, their))| our != their)
		.map(|(at, _)| to_position(at))
		.filter(|at| {
			let chunks = ((here + at) / chunk_bytes(), (there + at) / chunk_bytes());
			last.replace(chunks) != Some(chunks)
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn differences_should_be_the_first_of_each_pair_of_chunks() {
		let (ours, mut theirs) = (vec![b'a'; 3_000], vec![b'a'; 3_000]);
		assert!(differences(&ours, &theirs, 0, 0).is_empty());
		for at in [5, 6, 999, 1_000, 2_000, 2_500] {
			theirs[at] = b'b';
		}
		// Ours end a chunk with bytes 999 and 2,023, theirs then with bytes 975 and 1,999.
		assert_eq!(differences(&ours, &theirs, 24, 24), [5, 1_000, 2_500]);
		assert_eq!(differences(&ours, &theirs, 24, 1_072), [5, 999, 1_000, 2_000, 2_500]);
	}
}
