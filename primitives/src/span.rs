// SPDX-License-Identifier: Apache-2.0

//! The span rule, version 1: it assigns bytes of an output to the contributions that have them.
//!
//! This module has the parts that chain and engine share: the list of matches, the bytes that each
//! of them owns, and points. Finding the longest matches needs the corpus, and is the attributor's
//! job.

use alloc::{
	collections::{BTreeMap, BinaryHeap},
	vec::Vec,
};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::cmp::Reverse;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

use crate::{limits::MAX_FULL_SPAN, ContributionId};

/// The rule's governed numbers, fixed with each batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, MaxEncodedLen, TypeInfo)]
pub struct SpanParams {
	/// The length of the shortest match that counts, in bytes: 16 to 1,024.
	pub min_span: u16,
	/// The length from which on a match counts in full, in bytes: `min_span` to 4,092.
	pub full_span: u16,
}

impl SpanParams {
	/// The numbers in force until governance changes them: 32 and 256 bytes.
	pub const DEFAULT: Self = Self { min_span: 32, full_span: 256 };

	/// The least [`Self::min_span`], in bytes.
	pub const MIN_SPAN_MIN: u16 = 16;
	/// The greatest [`Self::min_span`], in bytes.
	pub const MIN_SPAN_MAX: u16 = 1_024;
	/// The greatest [`Self::full_span`], in bytes. The least is the shortest match that counts.
	pub const FULL_SPAN_MAX: u16 = MAX_FULL_SPAN;

	/// Whether both numbers are within their bounds.
	pub const fn is_sound(&self) -> bool {
		self.min_span >= Self::MIN_SPAN_MIN
			&& self.min_span <= Self::MIN_SPAN_MAX
			&& self.full_span >= self.min_span
			&& self.full_span <= Self::FULL_SPAN_MAX
	}

	/// The points of an output of `output_len` bytes that is attributed in full.
	pub fn capacity(&self, output_len: u32) -> u64 {
		u64::from(self.full_span).saturating_mul(u64::from(output_len))
	}
}

impl Default for SpanParams {
	fn default() -> Self {
		Self::DEFAULT
	}
}

impl Decode for SpanParams {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let params = Self { min_span: Decode::decode(input)?, full_span: Decode::decode(input)? };
		params.is_sound().then_some(params).ok_or_else(|| "span parameters out of bounds".into())
	}
}

impl DecodeWithMemTracking for SpanParams {}

/// A stretch of bytes of an output.
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
pub struct Span {
	/// The position of its first byte in the output, from 0.
	pub start: u32,
	/// Its length, in bytes.
	pub len: u32,
}

impl Span {
	/// The position after its last byte; `u32::MAX` where that is beyond.
	pub fn end(&self) -> u32 {
		self.start.saturating_add(self.len)
	}
}

/// The stretch that each of `spans` owns: each byte belongs to the longest span over it, the
/// leftmost of equals.
///
/// `None` unless starts and ends both ascend strictly and no end overflows. Then no span lies in
/// another, so a longer one takes only the head or the tail of a shorter one, and leaves it one
/// stretch, perhaps empty.
pub fn owned_stretches(spans: &[Span]) -> Option<Vec<Span>> {
	let well_formed = spans.iter().all(|span| span.start.checked_add(span.len).is_some())
		&& spans
			.iter()
			.zip(spans.iter().skip(1))
			.all(|(a, b)| a.start < b.start && a.end() < b.end());
	if !well_formed {
		return None;
	}
	// Where the nearest span to the left, at least as long, ends.
	let mut longer: Vec<Span> = Vec::new();
	let from: Vec<u32> = spans
		.iter()
		.map(|span| {
			while longer.last().is_some_and(|left| left.len < span.len) {
				longer.pop();
			}
			let from = longer.last().map_or(span.start, |left| span.start.max(left.end()));
			longer.push(*span);
			from
		})
		.collect();
	// Where the nearest span to the right, longer, starts.
	longer.clear();
	let mut stretches: Vec<Span> = spans
		.iter()
		.zip(from)
		.rev()
		.map(|(span, from)| {
			while longer.last().is_some_and(|right| right.len <= span.len) {
				longer.pop();
			}
			let to = longer.last().map_or(span.end(), |right| span.end().min(right.start));
			longer.push(*span);
			Span { start: from, len: to.saturating_sub(from) }
		})
		.collect();
	stretches.reverse();
	Some(stretches)
}

/// How good a match is: of two, the better has the smaller. It is longer, or as long and further
/// left.
fn rank(span: &Span) -> (Reverse<u32>, u32) {
	(Reverse(span.len), span.start)
}

/// The number of its bytes that a match of `len` bytes needs outside all matches that are listed
/// before it: one, and half of the bytes by which `len` exceeds `min_span`.
pub fn due(len: u32, min_span: u16) -> u32 {
	(len.saturating_sub(min_span.into()) / 2).saturating_add(1)
}

/// The matches that a receipt lists, ascending by start. `longest` has the longest match at each
/// token start, ascending by start; each beginning of such a match is a match too.
///
/// Matches are taken best first, until `max` of them are listed. A match is listed if as many of
/// its bytes as are [`due`] are in none that was listed before it.
pub fn listed_spans(longest: &[Span], rule: SpanParams, max: u32) -> Vec<Span> {
	let key = |span: Span| (span.len, Reverse(span.start));
	let is_long = |len: u32| len >= u32::from(rule.min_span);
	// At each start the longest that may still be listed, the best on top.
	let mut open: BinaryHeap<_> =
		longest.iter().filter(|span| is_long(span.len)).map(|span| key(*span)).collect();
	let mut listed = BTreeMap::<u32, u32>::new();
	let max = usize::try_from(max).unwrap_or(usize::MAX);
	while let Some((len, Reverse(start))) = open.pop().filter(|_| listed.len() < max) {
		let span = Span { start, len };
		// None lies in another. So those that begin before it have its head, the last of them the
		// most; and of those that begin after it the first.
		let head = listed.range(..=start).next_back().map(|(_, end)| *end);
		let tail = listed.range(start.saturating_add(1)..).next().map(|(start, _)| *start);
		let from = start.max(head.unwrap_or(start));
		let to = tail.unwrap_or(u32::MAX);
		let own = span.end().min(to).saturating_sub(from);
		if own >= due(len, rule.min_span) {
			listed.insert(start, span.end());
		} else if own > 0 && span.end() > to {
			// What is left to it stays the same as long as it reaches what has its tail, and less
			// is due of a shorter one. Still shorter, it loses more than is due less.
			let enough = own.saturating_sub(1).saturating_mul(2).saturating_add(1);
			let len = enough.saturating_add(rule.min_span.into());
			if to.saturating_sub(start) <= len {
				open.push(key(Span { start, len }));
			}
		}
	}
	let span = |(start, end): (u32, u32)| Span { start, len: end.saturating_sub(start) };
	listed.into_iter().map(span).collect()
}

/// The number of bytes of `found` that are in no better span of the list, which ascends as
/// [`owned_stretches`] requires; 0 if `found` is listed.
pub fn left_of(found: Span, listed: &[Span]) -> u32 {
	let (mut left, mut from) = (0u32, found.start);
	for span in listed.iter().filter(|span| rank(span) <= rank(&found)) {
		left = left.saturating_add(span.start.min(found.end()).saturating_sub(from));
		from = from.max(span.end());
	}
	left.saturating_add(found.end().saturating_sub(from))
}

/// Whether a list of at most `max` spans, which ascends as [`owned_stretches`] requires, lacks the
/// match `found`: the rule would list this one, or a better one that is missing.
pub fn lacks(listed: &[Span], found: Span, rule: SpanParams, max: u32) -> bool {
	let is_full = listed.len() >= usize::try_from(max).unwrap_or(usize::MAX);
	let has_worse = || listed.iter().map(rank).max().is_some_and(|worst| rank(&found) < worst);
	(!is_full || has_worse()) && left_of(found, listed) >= due(found.len, rule.min_span)
}

/// The points of each contribution, from listed spans with the contribution that holds each of
/// them: a byte that a span of length L owns earns `min(L, full_span)`.
///
/// `None` where [`owned_stretches`] gives none, where a span owns less than is [`due`], or where a
/// number does not fit. The rule lists no span that owns less; if a receipt could, it could fill
/// its list with such spans to leave others out.
pub fn points(
	held: &[(Span, ContributionId)],
	rule: SpanParams,
) -> Option<BTreeMap<ContributionId, u32>> {
	let spans: Vec<Span> = held.iter().map(|(span, _)| *span).collect();
	let mut points = BTreeMap::<ContributionId, u32>::new();
	for ((span, contribution), owned) in held.iter().zip(owned_stretches(&spans)?) {
		if owned.len < due(span.len, rule.min_span) {
			return None;
		}
		let earned = owned.len.checked_mul(span.len.min(u32::from(rule.full_span)))?;
		let sum = points.entry(*contribution).or_default();
		*sum = sum.checked_add(earned)?;
	}
	Some(points)
}

#[cfg(test)]
mod tests;
