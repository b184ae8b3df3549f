// SPDX-License-Identifier: Apache-2.0

//! Matches that a receipt's list lacks: `LongerMatch`.

use std::cmp::Reverse;

use memchr::memchr;
use openledger_primitives::{
	challenge::{range_of_match, Proof},
	limits::{MaxSpans, MAX_MATCH_BYTES},
	receipt::HeldSpan,
	span::{due, Span, SpanParams},
	token::{token_starts, CONTEXT},
};

use super::{excerpts::Cut, plan::Plan, Case, PLACES_COMPARED};
use crate::{
	corpus::SEPARATOR,
	index::Index,
	position::{to_index, to_position},
};

/// What a receipt lists, and what of matches it lacks.
struct Listed {
	/// Ascending; each owns what is due.
	spans: Vec<Span>,
	span_params: SpanParams,
	/// The worst, if there are as many as may be listed.
	worst: Option<Span>,
}

impl Listed {
	fn of(spans: Vec<Span>, span_params: SpanParams) -> Self {
		let is_full = spans.len() >= to_index(MaxSpans::get());
		let worst = spans.iter().max_by_key(|span| (Reverse(span.len), span.start)).copied();
		Self { spans, span_params, worst: worst.filter(|_| is_full) }
	}

	/// The shortest beginning of a match that the list lacks.
	///
	/// Which spans are better than a beginning changes with its length, where it becomes as long as
	/// the nearest better one on its left, or longer than the one on its right. In between what is
	/// left to it grows by every byte, and what is due by every other one, until it reaches the one
	/// on the right.
	fn shortest_lacking(&self, found: Span) -> Option<Span> {
		let (start, min_span) = (found.start, u32::from(self.span_params.min_span));
		let bar = self.worst.map_or(0, |worst| worst.len + u32::from(start >= worst.start));
		let split = self.spans.partition_point(|span| span.start <= start);
		let (before, after) = self.spans.split_at(split);
		let mut left = before.iter().rev().take_while(|span| span.end() > start).peekable();
		let mut right = after.iter().take_while(|span| span.start < found.end()).peekable();
		let mut len = min_span.max(bar);
		while len <= found.len {
			while left.next_if(|span| span.len < len).is_some() {}
			while right.next_if(|span| span.len <= len).is_some() {}
			let (better, next) = (left.peek(), right.peek());
			let from = better.map_or(start, |span| span.end());
			let to = next.map_or(found.end(), |span| span.start);
			// The least at which what is left, without the one on the right, is what is due.
			let needed = (from - start + 1).saturating_sub(min_span) * 2;
			let least = len.max(min_span + needed.saturating_sub(1));
			let last = better.map_or(found.len, |span| span.len);
			let last = next.map_or(last, |span| last.min(span.len - 1)).min(found.len);
			let own = (start + least).min(to).saturating_sub(from);
			if least <= last && own >= due(least, self.span_params.min_span) {
				return Some(Span { start, len: least });
			}
			len = last + 1;
		}
		None
	}
}

impl<'a> Case<'a> {
	/// Proofs by beginnings of all matches with the corpus that the output is known to have.
	pub(super) fn by_matches(self) -> impl Iterator<Item = Plan<'a>> {
		let spans = self.receipt.spans.iter().map(|held| held.span).collect();
		let listed = Listed::of(spans, self.receipt.span_params);
		let (stretches, len) = (self.output.stretches(), self.output.len());
		stretches
			.flat_map(move |(from, bytes)| matches(self.index, from, bytes, len))
			.filter_map(move |found| listed.shortest_lacking(found))
			.filter_map(move |span| self.by_match(span))
	}

	fn by_match(self, span: Span) -> Option<Plan<'a>> {
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
			found,
			output,
			text,
		}))
	}
}

/// The longest match at each token start of `bytes`, a stretch from byte `from` on of an output of
/// `len` bytes. One that ends with the stretch may go on in the output, and is a match as it is.
fn matches<'a>(
	index: &'a Index,
	from: u32,
	bytes: &'a [u8],
	len: u32,
) -> impl Iterator<Item = Span> + 'a {
	let end = from + to_position(bytes.len());
	// What decides whether a token starts there has to be known on both sides.
	let is_known = move |start: &u32| {
		(from == 0 || *start >= CONTEXT) && (end == len || from + *start + CONTEXT <= end)
	};
	token_starts(bytes).map(to_position).filter(is_known).filter_map(move |start| {
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
	use openledger_primitives::span::{lacks, owned_stretches};
	use proptest::prelude::*;

	fn span(start: u32, len: u32) -> Span {
		Span { start, len }
	}

	const RULE: SpanParams = SpanParams::DEFAULT;

	#[test]
	fn the_shortest_that_is_lacking_should_be_found() {
		let listed = Listed::of(vec![span(50, 100), span(120, 80)], RULE);
		let lacking = |start, len| listed.shortest_lacking(span(start, len));
		// Where no span is, the least that counts; with a better one on its right, one byte is due.
		assert_eq!(lacking(0, 60), Some(span(0, 32)));
		assert_eq!(lacking(200, 40), Some(span(200, 32)));
		assert_eq!(lacking(40, 99), Some(span(40, 32)));
		// What is due of it behind the second span.
		assert_eq!(lacking(170, 40), Some(span(170, 32)));
		assert_eq!(lacking(168, 40), Some(span(168, 33)));
		assert_eq!(lacking(160, 49), Some(span(160, 49)));
		assert_eq!(lacking(160, 48), None);
		// What is listed, and less of it; more of it.
		assert_eq!(lacking(50, 100), None);
		assert_eq!(lacking(50, 101), Some(span(50, 101)));
		// Longer than the second, of which it leaves the first one's bytes to the first.
		assert_eq!(lacking(121, 80), None);
		assert_eq!(lacking(119, 80), Some(span(119, 80)));
	}

	#[test]
	fn a_full_list_should_have_a_worst_span_to_beat() {
		let mut spans: Vec<Span> = (0..1_024).map(|n| span(40 * n, 39)).collect();
		let lacking = |spans: &[Span], start, len| {
			Listed::of(spans.to_vec(), RULE).shortest_lacking(span(start, len))
		};
		assert_eq!(lacking(&spans, 40_960, 39), None);
		assert_eq!(lacking(&spans, 40_960, 50), Some(span(40_960, 40)));
		spans.pop();
		assert_eq!(lacking(&spans, 40_960, 39), Some(span(40_960, 32)));
	}

	proptest! {
		#[test]
		fn the_shortest_that_is_lacking_should_be_what_a_scan_finds(
			candidates in prop::collection::btree_map(0u32..200, 16u32..90, 0..12),
			start in 0u32..220,
			len in 1u32..120,
			min_span in 16u16..40,
		) {
			let span_params = SpanParams { min_span, full_span: 256 };
			// Ascending, and each owning what is due.
			let mut spans: Vec<Span> = Vec::new();
			for (start, len) in candidates {
				let is_further = spans.last().is_none_or(|last| last.end() < start + len);
				if is_further && len >= min_span.into() {
					spans.push(span(start, len));
				}
			}
			loop {
				let owned = owned_stretches(&spans).unwrap();
				let short = owned
					.iter()
					.zip(&spans)
					.position(|(owned, span)| owned.len < due(span.len, min_span));
				let Some(short) = short else { break };
				spans.remove(short);
			}
			let expected = (min_span.into()..=len)
				.map(|len| span(start, len))
				.find(|found| lacks(&spans, *found, span_params, 1_024));
			let found = Listed::of(spans, span_params).shortest_lacking(span(start, len));
			prop_assert_eq!(found, expected);
		}
	}
}
