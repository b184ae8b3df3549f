// SPDX-License-Identifier: Apache-2.0

//! The span rule without an index, as the specification words it: a baseline for speed, and a
//! second opinion.

use std::{cmp::Reverse, collections::BTreeMap};

use memchr::memmem::Finder;
use openledger_primitives::{
	limits::{MaxSpans, MAX_MATCH_BYTES},
	receipt::HeldSpan,
	span::{Span, SpanParams},
	token::{is_token_start, token_starts, CONTEXT},
	ContributionId,
};

use crate::{
	normal::NormalText,
	position::{to_index, to_position},
};

/// The spans that [`Index::attribute`] lists, found by reading all texts once for every token of
/// the output, and by trying every match, best first.
///
/// [`Index::attribute`]: crate::Index::attribute
pub fn naive<'a>(
	texts: impl IntoIterator<Item = (ContributionId, &'a [u8])>,
	output: &NormalText,
	span_params: SpanParams,
) -> Vec<HeldSpan> {
	let texts: Vec<_> = texts.into_iter().collect();
	let longest: BTreeMap<u32, HeldSpan> = token_starts(output.as_bytes())
		.filter_map(|start| longest_match(&texts, output.as_bytes(), start, span_params.min_span))
		.map(|held| (held.span.start, held))
		.collect();
	let listed = best_first(&longest, output.len(), span_params.min_span);
	listed.into_iter().filter_map(|span| holder(&texts, output.as_bytes(), span)).collect()
}

/// What is listed of all matches, ascending: `longest` has the longest of each start.
fn best_first(longest: &BTreeMap<u32, HeldSpan>, len: u32, min_span: u16) -> Vec<Span> {
	let min_span = u32::from(min_span);
	let mut listed = BTreeMap::new();
	let mut is_taken = vec![false; to_index(len)];
	// How many bytes before each are in a match that is listed.
	let mut taken = vec![0u32; to_index(len) + 1];
	for len in (min_span..=MAX_MATCH_BYTES).rev() {
		let due = (len - min_span) / 2 + 1;
		for start in
			longest.values().filter(|held| held.span.len >= len).map(|held| held.span.start)
		{
			let range = to_index(start)..to_index(start + len);
			let free = len - (taken[range.end] - taken[range.start]);
			if free < due || listed.len() >= to_index(MaxSpans::get()) {
				continue;
			}
			listed.insert(start, Span { start, len });
			is_taken[range].fill(true);
			let mut sum = 0;
			for (taken, is_taken) in taken.iter_mut().skip(1).zip(&is_taken) {
				sum += u32::from(*is_taken);
				*taken = sum;
			}
		}
	}
	listed.into_values().collect()
}

/// The longest match of at least `min_span` bytes at a token start of the output, and its earliest
/// holder.
fn longest_match(
	texts: &[(ContributionId, &[u8])],
	output: &[u8],
	start: usize,
	min_span: u16,
) -> Option<HeldSpan> {
	let rest = output.get(start..)?;
	let finder = Finder::new(rest.get(..usize::from(min_span))?);
	let held = |contribution, text: &[u8], offset| {
		let shared = rest.iter().zip(&text[offset..]).take_while(|(a, b)| a == b);
		let len = to_position(shared.take(to_index(MAX_MATCH_BYTES)).count());
		let span = Span { start: to_position(start), len };
		HeldSpan { span, contribution, offset: to_position(offset) }
	};
	texts
		.iter()
		.flat_map(|(id, text)| occurrences(&finder, text).map(|offset| held(*id, text, offset)))
		.min_by_key(|held| (Reverse(held.span.len), held.contribution, held.offset))
}

/// The earliest text that has a span, and its first offset there.
fn holder(texts: &[(ContributionId, &[u8])], output: &[u8], span: Span) -> Option<HeldSpan> {
	let finder = Finder::new(output.get(to_index(span.start)..to_index(span.end()))?);
	let held = |id: ContributionId, offset| HeldSpan {
		span,
		contribution: id,
		offset: to_position(offset),
	};
	let first = |(id, text): &(ContributionId, &[u8])| {
		occurrences(&finder, text).next().map(|offset| held(*id, offset))
	};
	texts.iter().filter_map(first).min_by_key(|held| held.contribution)
}

/// All token starts of `text` at which the needle is, overlapping ones too.
fn occurrences<'a>(finder: &'a Finder<'_>, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
	let next = move |from: usize| Some(from + finder.find(text.get(from..)?)?);
	std::iter::successors(next(0), move |offset| next(offset + 1)).filter(|offset| {
		let (before, from) = text.split_at(*offset);
		is_token_start(&before[before.len().saturating_sub(to_index(CONTEXT))..], from)
	})
}
