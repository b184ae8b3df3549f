// SPDX-License-Identifier: Apache-2.0

//! Matches that are better than what a receipt says: `LongerMatch`.

use std::cmp::Reverse;

use memchr::memchr;
use openledger_primitives::{
	challenge::{range_of_match, Proof},
	limits::{MaxSpans, MAX_MATCH_BYTES},
	receipt::HeldSpan,
	span::{owned_stretches, token_starts, Span},
};

use super::{excerpts::Cut, plan::Plan, Case, PLACES_COMPARED};
use crate::{
	corpus::SEPARATOR,
	index::Index,
	position::{to_index, to_position},
};

/// Of two spans the better has the smaller: it is longer, or as long and further left.
type Rank = (Reverse<u32>, u32);

fn rank(span: &Span) -> Rank {
	(Reverse(span.len), span.start)
}

/// What a match over a byte has to beat, by the spans that a receipt lists.
struct Bars(Vec<(u32, Option<Rank>)>);

impl Bars {
	/// For each stretch of the output, from byte 0 on, where it starts and what is to be beaten
	/// over it: its owner; where there is none, nothing, or the worst span of a full list.
	fn of(spans: &[Span]) -> Self {
		let is_full = spans.len() >= to_index(MaxSpans::get());
		let unowned = spans.iter().map(rank).max().filter(|_| is_full);
		let (mut bars, mut end) = (Vec::new(), 0);
		for (span, owned) in spans.iter().zip(owned_stretches(spans).unwrap_or_default()) {
			if end < owned.start {
				bars.push((end, unowned));
			}
			bars.push((owned.start, Some(rank(span))));
			end = owned.end();
		}
		bars.push((end, unowned));
		Self(bars)
	}

	/// The shortest beginning of a match, no shorter than `min_span`, that beats what there is over
	/// some byte, and the byte.
	fn shortest_better(&self, found: Span, min_span: u32) -> Option<(u32, Span)> {
		let upto = self.0.partition_point(|(from, _)| *from <= found.start);
		let bars = self.0.get(upto.checked_sub(1)?..)?;
		bars.iter()
			.take_while(|(from, _)| *from < found.end())
			.map(|(from, to_beat)| {
				let over = found.start.max(*from);
				let beats = match to_beat {
					Some((Reverse(len), start)) if found.start < *start => *len,
					Some((Reverse(len), _)) => len.saturating_add(1),
					None => 0,
				};
				let len = min_span.max(beats).max(over - found.start + 1);
				(over, Span { start: found.start, len })
			})
			.filter(|(_, span)| span.len <= found.len)
			.min_by_key(|(_, span)| span.len)
	}
}

impl<'a> Case<'a> {
	/// Proofs by beginnings of all matches with the corpus that the output is known to have.
	pub(super) fn by_matches(self) -> impl Iterator<Item = Plan<'a>> {
		let spans: Vec<Span> = self.receipt.spans.iter().map(|held| held.span).collect();
		let (bars, min_span) = (Bars::of(&spans), u32::from(self.receipt.rule.min_span));
		let stretches = self.output.stretches();
		stretches
			.flat_map(move |(from, bytes)| matches(self.index, from, bytes))
			.filter_map(move |found| bars.shortest_better(found, min_span))
			.filter_map(move |(over, span)| self.by_match(over, span))
	}

	fn by_match(self, over: u32, span: Span) -> Option<Plan<'a>> {
		let cut = |(contribution, offset)| {
			let text = self.index.bytes_of(contribution)?;
			let found = HeldSpan { span, contribution, offset };
			Some((found, Cut::of_text(text, range_of_match(offset, span.len))))
		};
		// Whoever has it will do: the proof is about the match, not about its holder.
		let bytes = self.output.get(span.start, span.len)?;
		let places = self.index.occurrences(bytes).take(PLACES_COMPARED).filter_map(cut);
		let (found, text) = places.min_by_key(|(_, text)| text.size())?;
		let output = Cut::of_output(self.output, range_of_match(span.start, span.len));
		Some(Plan::of([output, text], move |[output, text]| Proof::LongerMatch {
			over,
			found,
			output,
			text,
		}))
	}
}

/// The longest match at each token start of `bytes`, a stretch of an output from byte `from` on.
/// One that ends with the stretch may go on in the output, and is a match as it is.
fn matches<'a>(index: &'a Index, from: u32, bytes: &'a [u8]) -> impl Iterator<Item = Span> + 'a {
	let starts = token_starts(bytes).map(to_position);
	// The byte before the stretch is not known, unless there is none.
	let starts = starts.filter(move |start| from == 0 || *start > 0);
	starts.filter_map(move |start| {
		let rest = bytes.get(to_index(start)..)?;
		let rest = rest.get(..rest.len().min(to_index(MAX_MATCH_BYTES)))?;
		// An operator may have committed to anything, and no text has this byte.
		let end = memchr(SEPARATOR, rest).unwrap_or(rest.len());
		Some(Span { start: from + start, len: index.longest_prefix(rest.get(..end)?) })
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn span(start: u32, len: u32) -> Span {
		Span { start, len }
	}

	#[test]
	fn the_shortest_that_is_better_should_be_found() {
		let bars = Bars::of(&[span(50, 100), span(120, 80)]);
		let better = |start, len| bars.shortest_better(span(start, len), 32);
		// Where no span is, the least that counts.
		assert_eq!(better(0, 60), Some((0, span(0, 32))));
		assert_eq!(better(200, 40), Some((200, span(200, 32))));
		// Over a byte of the second span, as long and further left, or longer.
		assert_eq!(better(110, 80), Some((150, span(110, 80))));
		assert_eq!(better(125, 81), Some((200, span(125, 76))));
		assert_eq!(better(125, 75), None);
		// Over the first one's bytes alone, and on to the second one's.
		assert_eq!(better(60, 90), None);
		assert_eq!(better(50, 101), Some((50, span(50, 101))));
		assert_eq!(better(60, 140), Some((150, span(60, 91))));
		assert_eq!(better(40, 99), Some((40, span(40, 32))));
	}

	#[test]
	fn a_full_list_should_have_a_worst_span_to_beat() {
		let mut spans: Vec<Span> = (0..1_024).map(|n| span(40 * n, 39)).collect();
		let better = |spans: &[Span], len| Bars::of(spans).shortest_better(span(40_960, len), 32);
		assert_eq!(better(&spans, 39), None);
		assert_eq!(better(&spans, 50), Some((40_960, span(40_960, 40))));
		spans.pop();
		assert_eq!(better(&spans, 39), Some((40_960, span(40_960, 32))));
	}

	proptest! {
		#[test]
		fn the_shortest_that_is_better_should_be_what_a_scan_finds(
			listed in prop::collection::btree_map(0u32..200, 16u32..60, 0..12),
			start in 0u32..220,
			len in 1u32..90,
		) {
			// Ascending, and each owning something.
			let mut spans: Vec<Span> = Vec::new();
			for (start, len) in listed {
				if spans.last().is_none_or(|last| last.end() < start + len) {
					spans.push(span(start, len));
				}
			}
			let owned = owned_stretches(&spans).unwrap();
			let mut owned = owned.iter();
			spans.retain(|_| owned.next().unwrap().len > 0);

			let is_better = |len: u32, over: u32| {
				let is_over = |span: &&Span| span.start <= over && over < span.end();
				let owner = spans.iter().filter(is_over).map(rank).min();
				owner.is_none_or(|owner| rank(&span(start, len)) < owner)
			};
			let expected =
				(16..=len).find(|len| (start..start + len).any(|over| is_better(*len, over)));
			let found = Bars::of(&spans).shortest_better(span(start, len), 16);
			prop_assert_eq!(found.map(|(_, span)| span.len), expected);
			if let Some((over, found)) = found {
				prop_assert!(found.start <= over && over < found.end());
				prop_assert!(is_better(found.len, over));
			}
		}
	}
}
