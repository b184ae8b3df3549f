// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::limits::MAX_MATCH_BYTES;
use proptest::prelude::*;

fn span(start: u32, len: u32) -> Span {
	Span { start, len }
}

#[test]
fn unsound_parameters_should_not_decode() {
	for (min_span, full_span) in [(15, 256), (1_025, 2_000), (64, 63), (32, 4_093)] {
		let bytes = SpanParams { min_span, full_span }.encode();
		assert!(SpanParams::decode(&mut &bytes[..]).is_err());
	}
	let bytes = SpanParams::DEFAULT.encode();
	assert_eq!(SpanParams::decode(&mut &bytes[..]), Ok(SpanParams::DEFAULT));
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
			let over = spans.iter().enumerate().filter(|(_, s)| s.start <= byte && byte < s.end());
			over.min_by_key(|(_, s)| (Reverse(s.len), s.start)).map(|(index, _)| index)
		})
		.collect()
}

/// The longest match at each of some token starts: any, or such that come from texts, so that one
/// that starts within another reaches at least as far.
fn longest() -> impl Strategy<Value = Vec<Span>> {
	let short = prop::collection::btree_map(0u32..300, 1u32..90, 0..50)
		.prop_map(|matches| matches.into_iter().map(|(start, len)| span(start, len)).collect());
	let long = prop::collection::btree_map(0u32..300, 60u32..300, 0..50)
		.prop_map(|matches| matches.into_iter().map(|(start, len)| span(start, len)).collect());
	(prop_oneof![short, long], any::<bool>()).prop_map(|(spans, of_texts): (Vec<Span>, bool)| {
		let mut reach = 0;
		let extend = |s: Span| {
			reach = s.end().max(if of_texts { reach } else { 0 });
			span(s.start, reach - s.start)
		};
		spans.into_iter().map(extend).collect()
	})
}

/// All matches, best first: one is listed if what is due of it is in none that was listed before.
fn brute_force(longest: &[Span], min_span: u32, max: usize) -> Vec<Span> {
	let mut all: Vec<Span> = longest
		.iter()
		.flat_map(|found| (min_span..=found.len).map(|len| span(found.start, len)))
		.collect();
	all.sort_by_key(|found| (Reverse(found.len), found.start));
	let mut taken = [false; 1_000];
	let mut listed = Vec::new();
	for found in all {
		let bytes = found.start as usize..found.end() as usize;
		let free = taken[bytes.clone()].iter().filter(|taken| !**taken).count() as u32;
		if free > (found.len - min_span) / 2 && listed.len() < max {
			taken[bytes].fill(true);
			listed.push(found);
		}
	}
	listed.sort_by_key(|found| found.start);
	listed
}

fn rule(min_span: u16) -> SpanParams {
	SpanParams { min_span, full_span: 256 }
}

#[test]
fn what_is_due_should_be_half_of_what_is_more() {
	let due_of =
		[(31, 1), (32, 1), (33, 1), (34, 2), (64, 17), (128, 49), (160, 65), (4_092, 2_031)];
	for (len, expected) in due_of {
		assert_eq!(due(len, 32), expected, "{len}");
	}
	assert_eq!(due(u32::MAX, 16), 2_147_483_640);
	assert_eq!(u32::from(MAX_FULL_SPAN), MAX_MATCH_BYTES);
}

#[test]
fn a_run_should_be_tiled_to_its_last_byte() {
	// A token each 5 bytes.
	let len = 65_536;
	let at = |start: u32| span(start, (len - start).min(MAX_MATCH_BYTES));
	let longest: Vec<Span> = (0..len).step_by(5).map(at).collect();
	let listed = listed_spans(&longest, rule(32), 1_024);
	let owned = owned_stretches(&listed).unwrap();
	assert_eq!(owned.iter().map(|owned| owned.len).sum::<u32>(), len);
	assert!((17..40).contains(&listed.len()), "{}", listed.len());
}

#[test]
fn a_beginning_should_be_listed_where_the_rest_has_a_better_owner() {
	// Of the second 20 bytes are left, which is too few of 100, but enough of 71.
	let longest = [span(0, 100), span(20, 300)];
	let listed = listed_spans(&longest, rule(32), 1_024);
	assert_eq!(listed, [span(0, 71), span(20, 300)]);
	// Left of it there is nothing of which less would be due.
	assert_eq!(
		listed_spans(&[span(0, 300), span(280, 100)], rule(32), 9),
		[span(0, 300), span(280, 100)]
	);
	let longest = [span(0, 300), span(270, 50)];
	assert_eq!(listed_spans(&longest, rule(32), 9), longest);
	assert_eq!(
		listed_spans(&[span(0, 300), span(260, 58)], rule(32), 9),
		[span(0, 300), span(260, 58)]
	);
	assert_eq!(
		listed_spans(&[span(0, 300), span(260, 53)], rule(32), 9),
		[span(0, 300), span(260, 53)]
	);
	assert_eq!(listed_spans(&[span(0, 300), span(250, 62)], rule(32), 9), [span(0, 300)]);
}

#[test]
fn a_list_should_end_with_the_best_that_it_may_have() {
	let longest: Vec<Span> = (0..10).map(|n| span(n * 100, 40 + n)).collect();
	assert_eq!(listed_spans(&longest, rule(32), 3), longest[7..]);
	assert_eq!(listed_spans(&longest, rule(32), 0), []);
	assert_eq!(listed_spans(&[], rule(32), 3), []);
	assert_eq!(listed_spans(&[span(5, 31)], rule(32), 3), []);
}

#[test]
fn what_is_left_should_be_what_no_better_one_has() {
	let listed = [span(0, 100), span(80, 60), span(200, 50)];
	for found in listed {
		assert_eq!(left_of(found, &listed), 0);
	}
	assert_eq!(left_of(span(10, 40), &listed), 0);
	assert_eq!(left_of(span(120, 60), &listed), 40);
	// As long and further left is better; longer is.
	assert_eq!(left_of(span(70, 60), &listed), 30);
	assert_eq!(left_of(span(150, 50), &listed), 50);
	assert_eq!(left_of(span(210, 50), &listed), 10);
	assert_eq!(left_of(span(210, 51), &listed), 51);
	assert_eq!(left_of(span(u32::MAX, 9), &listed), 0);
}

#[test]
fn a_span_that_owns_less_than_is_due_should_give_no_points() {
	let held = |second: Span| [(span(0, 100), 5), (second, 8)];
	assert_eq!(points(&held(span(60, 60)), rule(32)), Some([(5, 10_000), (8, 1_200)].into()));
	assert_eq!(points(&held(span(60, 54)), rule(32)), Some([(5, 10_000), (8, 756)].into()));
	// 13 bytes of 53 are enough, 10 of 54 not.
	assert_eq!(points(&held(span(56, 54)), rule(32)), None);
}

proptest! {
	#[test]
	fn owned_stretches_should_be_what_the_rule_says(longest in longest()) {
		let spans = listed_spans(&longest, rule(16), 1_024);
		let owned = owned_stretches(&spans).unwrap();
		let by_byte = owners_by_byte(&spans, 700);
		for (index, stretch) in owned.iter().enumerate() {
			let bytes: Vec<u32> =
				(0..700).filter(|byte| by_byte[*byte as usize] == Some(index)).collect();
			prop_assert_eq!(bytes.len() as u32, stretch.len);
			prop_assert_eq!(bytes.first(), Some(&stretch.start));
			prop_assert!(stretch.len >= due(spans[index].len, 16));
		}
	}

	#[test]
	fn what_is_listed_should_be_what_the_rule_says(
		longest in longest(), min_span in 16u16..40, max in prop_oneof![0usize..8, Just(1_024)],
	) {
		let listed = listed_spans(&longest, rule(min_span), max as u32);
		prop_assert_eq!(&listed, &brute_force(&longest, min_span.into(), max));
		// It lacks nothing, and whatever is taken out of it it lacks.
		for found in &longest {
			for len in min_span.into()..=found.len {
				let found = span(found.start, len);
				prop_assert!(!lacks(&listed, found, rule(min_span), max as u32));
			}
		}
		for at in 0..listed.len() {
			let mut fewer = listed.clone();
			let removed = fewer.remove(at);
			prop_assert!(lacks(&fewer, removed, rule(min_span), max as u32));
		}
	}

	#[test]
	fn what_is_left_should_be_what_a_count_finds(
		longest in longest(), start in 0u32..400, len in 16u32..300,
	) {
		let spans = listed_spans(&longest, rule(16), 1_024);
		let found = span(start, len);
		let is_in = |span: &Span, byte: u32| span.start <= byte && byte < span.end();
		let expected = (start..start + len)
			.filter(|byte| !spans.iter().any(|span| rank(span) <= rank(&found) && is_in(span, *byte)))
			.count();
		prop_assert_eq!(left_of(found, &spans), expected as u32);
	}

	#[test]
	fn points_should_never_exceed_the_capacity(longest in longest(), full_span in 16u16..4_092) {
		let rule = SpanParams { min_span: 16, full_span };
		let listed = listed_spans(&longest, rule, 1_024);
		let held: Vec<_> = listed.iter().map(|s| (*s, u64::from(s.start % 5))).collect();
		let total: u64 = points(&held, rule).unwrap().values().map(|p| u64::from(*p)).sum();
		prop_assert!(total <= rule.capacity(700));
	}
}
