// SPDX-License-Identifier: Apache-2.0

//! Long quotations: all of them is attributed, and whoever is beside them keeps what they have.

use openledger_attributor::{naive, Attribution};
use openledger_primitives::{limits::MAX_OUTPUT_BYTES, span::SpanParams, ContributionId};
use proptest::prelude::*;

mod common;
use common::{code, normal, points_of, prose, World};

const RULE: SpanParams = SpanParams::DEFAULT;

/// Texts of two authors, 1 and 2.
fn world(first: &str, second: &str) -> World {
	World::new([(1, normal(first)), (2, normal(second))].into())
}

fn attribute(world: &World, output: &str) -> Attribution {
	world.index.attribute(&normal(output), RULE).unwrap()
}

/// Bytes of an output that a contribution is credited with.
fn owned_by(attribution: &Attribution, contribution: ContributionId) -> u32 {
	let own = attribution.owned().into_iter();
	own.filter(|(_, held)| held.contribution == contribution).map(|(owned, _)| owned.len).sum()
}

/// Long texts of two kinds.
fn works() -> [String; 2] {
	[prose(9_000, 1), code(9_000, 2)]
}

/// The first `len` bytes from `from` on, less a space at an end.
fn part(text: &str, from: usize, len: usize) -> &str {
	text[from..from + len].trim()
}

#[test]
fn a_run_of_any_length_should_be_attributed_to_the_end() {
	let lens = [
		4_091, 4_092, 4_093, 4_095, 4_096, 4_097, 8_183, 8_184, 8_185, 12_000, 16_384, 32_768,
		65_535, 65_536,
	];
	for work in works() {
		assert!(work.len() > 70_000);
		let world = world(&work, &prose(500, 7));
		for len in lens {
			let output = part(&work, 0, len);
			let attribution = attribute(&world, output);
			// But for less than half a word where it ends, if no token starts where the least span
			// over that could.
			let lost = output.len() as u32 - owned_by(&attribution, 1);
			assert!(lost <= 5, "{lost} of {len}");
			assert!(points_of(&attribution, 1) >= (output.len() as u32 - 33) * 256, "{len}");
			// As few spans as tile it, or hardly more.
			let spans = attribution.spans.len();
			assert!(spans <= 5 + len / 1_900, "{spans} spans of {len} bytes");
			if len <= 8_192 {
				let output = normal(output);
				assert_eq!(naive(world.index.texts(), &output, RULE), attribution.spans.to_vec());
			}
		}
	}
}

#[test]
fn a_quotation_beside_a_run_should_keep_its_credit() {
	let other = prose(300, 7);
	let quotations = [&other[100..140], &other[100..200], &other[300..1_500]];
	for work in works() {
		let world = world(&work, &other);
		for quoted in quotations.map(str::trim) {
			let alone = attribute(&world, &format!("({quoted})"));
			let expected = points_of(&alone, 2);
			assert!(expected > 0);
			for len in [6_000, 16_384, 32_768, 60_000, MAX_OUTPUT_BYTES as usize - quoted.len() - 5]
			{
				let run = part(&work, 0, len);
				for output in [format!("{run} ({quoted})"), format!("({quoted}) {run}")] {
					let attribution = attribute(&world, &output);
					assert_eq!(points_of(&attribution, 2), expected, "{len}");
					// All of the run, and what else follows it in the work.
					let own = owned_by(&attribution, 1) as usize;
					assert!((run.len() - 5..run.len() + 3).contains(&own), "{len}: {own}");
				}
			}
		}
	}
}

#[test]
fn one_letter_should_be_found_as_often_as_tokens_are() {
	// All of it is one token.
	let world = world(&"a".repeat(65_536), &"!".repeat(65_536));
	for (len, expected) in [(31, 0), (32, 32), (4_092, 4_092), (4_093, 4_092), (65_536, 4_092)] {
		let attribution = attribute(&world, &"a".repeat(len));
		let owned: u32 = attribution.owned().iter().map(|(owned, _)| owned.len).sum();
		assert_eq!(owned, expected, "{len}");
	}
	// Each is a token.
	for len in [31, 32, 33, 4_091, 4_093, 8_184, 30_001, 65_536] {
		let attribution = attribute(&world, &"!".repeat(len));
		assert_eq!(owned_by(&attribution, 2), if len < 32 { 0 } else { len as u32 }, "{len}");
	}
	for unit in ["a ", "!", "漢", "ab. ", "ก "] {
		let texts = [(1, normal(&unit.repeat(150))), (4, normal(&unit.repeat(400)))].into();
		let world = World::new(texts);
		for times in [15, 40, 150, 200, 401, 700] {
			let output = normal(&unit.repeat(times));
			let attribution = world.index.attribute(&output, RULE).unwrap();
			assert_eq!(naive(world.index.texts(), &output, RULE), attribution.spans.to_vec());
		}
	}
}

proptest! {
	#[test]
	fn runs_of_several_works_should_be_what_the_rule_says(
		parts in prop::collection::vec((0usize..3, 0usize..20_000, 20usize..6_000), 1..5),
		min_span in prop::sample::select(vec![16, 32, 1_024]),
	) {
		let sources = [prose(1_500, 1), code(1_000, 2), common::PHRASES.join(" ").repeat(6)];
		let texts = (1..).zip(sources.iter().map(|source| normal(source))).collect();
		let world = World::new(texts);
		let mut output = String::new();
		for (source, from, len) in parts {
			let source = &sources[source];
			let boundary = |at: usize| (0..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap();
			let from = boundary(from % source.len());
			output.push_str(&source[from..boundary((from + len).min(source.len()))]);
		}
		let end = (0..=output.len().min(10_000)).rev().find(|at| output.is_char_boundary(*at)).unwrap();
		prop_assume!(!output[..end].trim().is_empty());
		let output = normal(&output[..end]);
		let span_params = SpanParams { min_span, full_span: 1_024 };
		let attribution = world.index.attribute(&output, span_params).unwrap();
		prop_assert_eq!(naive(world.index.texts(), &output, span_params), attribution.spans.to_vec());
	}
}
