// SPDX-License-Identifier: Apache-2.0

//! The span rule, version 1: which bytes of an output belong to which contribution.
//!
//! This module has the parts that chain and engine share: token starts, which matches are spans,
//! which span owns which byte, and points. Finding the longest matches needs the corpus, and is the
//! attributor's.

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::cmp::Reverse;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

use crate::ContributionId;

/// The rule's governed numbers, fixed with each batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, MaxEncodedLen, TypeInfo)]
pub struct SpanParams {
	/// Shortest match that counts, in bytes: 16 to 1,024.
	pub min_span: u16,
	/// Length from which a match counts in full, in bytes: `min_span` to 4,096.
	pub full_span: u16,
}

impl SpanParams {
	pub const DEFAULT: Self = Self { min_span: 32, full_span: 256 };

	pub const fn is_sound(&self) -> bool {
		self.min_span >= 16
			&& self.min_span <= 1_024
			&& self.full_span >= self.min_span
			&& self.full_span <= 4_096
	}

	/// Points of an output of `output_len` bytes that is attributed in full.
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

#[derive(PartialEq, Eq)]
enum Class {
	Word,
	Space,
	/// Every other byte: a class of its own that always starts a token.
	Other,
}

const fn class(byte: u8) -> Class {
	match byte {
		b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..=0xff => Class::Word,
		b' ' => Class::Space,
		_ => Class::Other,
	}
}

/// Whether a token starts at `byte`, which `before` precedes (`None` at the beginning of a text).
pub fn is_token_start(before: Option<u8>, byte: u8) -> bool {
	match class(byte) {
		Class::Space => false,
		Class::Other => true,
		Class::Word => before.is_none_or(|before| class(before) != Class::Word),
	}
}

/// Positions of all token starts of `text`, ascending.
pub fn token_starts(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
	let before = core::iter::once(None).chain(text.iter().copied().map(Some));
	before
		.zip(text)
		.enumerate()
		.filter(|(_, (before, byte))| is_token_start(*before, **byte))
		.map(|(position, _)| position)
}

/// A stretch of an output, in bytes.
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
	pub start: u32,
	pub len: u32,
}

impl Span {
	pub fn end(&self) -> u32 {
		self.start.saturating_add(self.len)
	}
}

/// The spans among the longest `matches` by token start (ascending): at least `min_span` long, in
/// no other.
pub fn maximal_spans(matches: impl IntoIterator<Item = Span>, min_span: u16) -> Vec<Span> {
	let mut furthest = 0;
	matches
		.into_iter()
		.filter(|span| span.len >= u32::from(min_span))
		.filter(|span| {
			let reaches_further = span.end() > furthest;
			furthest = furthest.max(span.end());
			reaches_further
		})
		.collect()
}

/// The stretch that each of `spans` owns: each byte belongs to the longest span over it, the
/// leftmost of equals.
///
/// `None` unless starts and ends both ascend strictly and no end overflows. No span lies in another
/// then, so a longer one takes only the head or the tail of a shorter: what is left is one stretch,
/// perhaps empty.
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

/// What a receipt lists: of the spans that own a byte the `max` longest (the leftmost of equals),
/// in order.
pub fn listed_spans(spans: &[Span], max: u32) -> Option<Vec<Span>> {
	let owned = owned_stretches(spans)?;
	let mut listed: Vec<Span> =
		spans.iter().zip(owned).filter(|(_, owned)| owned.len > 0).map(|(span, _)| *span).collect();
	listed.sort_by_key(|span| (Reverse(span.len), span.start));
	listed.truncate(usize::try_from(max).unwrap_or(usize::MAX));
	listed.sort_by_key(|span| span.start);
	Some(listed)
}

/// Points by contribution, for listed spans and the contribution that holds each: a byte in a span
/// of length L earns `min(L, full_span)`.
///
/// `None` where [`owned_stretches`] gives none, or a span owns nothing: such a span is not listed.
/// Otherwise who lists as many as may be listed could fill up the list to leave others out.
pub fn points(
	held: &[(Span, ContributionId)],
	full_span: u16,
) -> Option<BTreeMap<ContributionId, u32>> {
	let spans: Vec<Span> = held.iter().map(|(span, _)| *span).collect();
	let mut points = BTreeMap::<ContributionId, u32>::new();
	for ((span, contribution), owned) in held.iter().zip(owned_stretches(&spans)?) {
		let earned = owned.len.checked_mul(span.len.min(u32::from(full_span)))?;
		let sum = points.entry(*contribution).or_default();
		*sum = sum.checked_add(earned).filter(|_| earned > 0)?;
	}
	Some(points)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn span(start: u32, len: u32) -> Span {
		Span { start, len }
	}

	#[test]
	fn tokens_should_start_where_the_class_changes() {
		let starts = |text: &str| token_starts(text.as_bytes()).collect::<Vec<_>>();
		assert_eq!(starts("let x1 = a.b();"), [0, 4, 7, 9, 10, 11, 12, 13, 14]);
		assert_eq!(starts("été ok"), [0, 6]);
		assert_eq!(starts(""), [0usize; 0]);
		assert_eq!(starts("=="), [0, 1]);
	}

	#[test]
	fn unsound_parameters_should_not_decode() {
		for (min_span, full_span) in [(15, 256), (1_025, 2_000), (64, 63), (32, 4_097)] {
			let bytes = SpanParams { min_span, full_span }.encode();
			assert!(SpanParams::decode(&mut &bytes[..]).is_err());
		}
		let bytes = SpanParams::DEFAULT.encode();
		assert_eq!(SpanParams::decode(&mut &bytes[..]), Ok(SpanParams::DEFAULT));
	}

	#[test]
	fn nested_matches_should_be_no_spans() {
		let matches = [span(0, 40), span(5, 35), span(6, 36), span(50, 31)];
		assert_eq!(maximal_spans(matches, 32), [span(0, 40), span(6, 36)]);
	}

	#[test]
	fn malformed_spans_should_be_refused() {
		assert_eq!(owned_stretches(&[span(0, 40), span(5, 35)]), None);
		assert_eq!(owned_stretches(&[span(5, 40), span(0, 35)]), None);
		assert_eq!(owned_stretches(&[span(u32::MAX, 2)]), None);
	}

	/// The rule as its text says it, byte by byte.
	fn owners_by_byte(spans: &[Span], len: u32) -> Vec<Option<usize>> {
		(0..len)
			.map(|byte| {
				let over =
					spans.iter().enumerate().filter(|(_, s)| s.start <= byte && byte < s.end());
				over.min_by_key(|(_, s)| (Reverse(s.len), s.start)).map(|(index, _)| index)
			})
			.collect()
	}

	fn arbitrary_spans() -> impl Strategy<Value = Vec<Span>> {
		prop::collection::btree_map(0u32..300, 1u32..60, 0..40).prop_map(|matches| {
			maximal_spans(matches.into_iter().map(|(start, len)| span(start, len + 15)), 16)
		})
	}

	proptest! {
		#[test]
		fn owned_stretches_should_be_what_the_rule_says(spans in arbitrary_spans()) {
			let owned = owned_stretches(&spans).unwrap();
			let by_byte = owners_by_byte(&spans, 400);
			for (index, stretch) in owned.iter().enumerate() {
				let bytes: Vec<u32> =
					(0..400).filter(|byte| by_byte[*byte as usize] == Some(index)).collect();
				prop_assert_eq!(bytes.len() as u32, stretch.len);
				if let Some(first) = bytes.first() {
					prop_assert_eq!(*first, stretch.start);
				}
			}
		}

		#[test]
		fn listing_should_leave_every_listed_span_what_it_owned(
			spans in arbitrary_spans(), max in 0u32..20,
		) {
			let owned = owned_stretches(&spans).unwrap();
			let listed = listed_spans(&spans, max).unwrap();
			prop_assert!(listed.len() <= max as usize);
			let owned_as_listed = owned_stretches(&listed).unwrap();
			for (span, stretch) in listed.iter().zip(owned_as_listed) {
				let index = spans.iter().position(|s| s == span).unwrap();
				prop_assert_eq!(owned[index], stretch);
			}
		}

		#[test]
		fn points_should_never_exceed_the_capacity(
			spans in arbitrary_spans(), full_span in 16u16..4_096,
		) {
			let listed = listed_spans(&spans, 1_024).unwrap();
			let held: Vec<_> = listed.iter().map(|s| (*s, u64::from(s.start % 5))).collect();
			let total: u64 = points(&held, full_span).unwrap().values().map(|p| *p as u64).sum();
			let capacity = SpanParams { min_span: 16, full_span }.capacity(400);
			prop_assert!(total <= capacity);
		}
	}
}
