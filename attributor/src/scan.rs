// SPDX-License-Identifier: Apache-2.0

//! The span rule without an index: what speed is measured against, and a second opinion.

use std::{cmp::Reverse, collections::BTreeMap};

use memchr::memmem::Finder;
use openledger_primitives::{
	limits::{MaxSpans, MAX_MATCH_BYTES},
	receipt::HeldSpan,
	span::{is_token_start, listed_spans, maximal_spans, token_starts, Span, SpanParams},
	ContributionId,
};

use crate::{
	normal::NormalText,
	position::{to_index, to_position},
};

/// The spans that [`Index::attribute`] lists, found by reading all texts once for every token of
/// the output.
///
/// [`Index::attribute`]: crate::Index::attribute
pub fn naive<'a>(
	texts: impl IntoIterator<Item = (ContributionId, &'a [u8])>,
	output: &NormalText,
	rule: SpanParams,
) -> Vec<HeldSpan> {
	let texts: Vec<_> = texts.into_iter().collect();
	let matches: BTreeMap<u32, HeldSpan> = token_starts(output.as_bytes())
		.filter_map(|start| longest_match(&texts, output.as_bytes(), start, rule.min_span))
		.map(|held| (held.span.start, held))
		.collect();
	let spans = maximal_spans(matches.values().map(|held| held.span), rule.min_span);
	let listed = listed_spans(&spans, MaxSpans::get()).unwrap_or_default();
	listed.iter().filter_map(|span| matches.get(&span.start).copied()).collect()
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

/// All token starts of `text` at which the needle is, overlapping ones too.
fn occurrences<'a>(finder: &'a Finder<'_>, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
	let next = move |from: usize| Some(from + finder.find(text.get(from..)?)?);
	std::iter::successors(next(0), move |offset| next(offset + 1)).filter(|offset| {
		let before = offset.checked_sub(1).and_then(|before| text.get(before).copied());
		text.get(*offset).is_some_and(|byte| is_token_start(before, *byte))
	})
}
