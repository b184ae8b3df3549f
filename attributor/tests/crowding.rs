// SPDX-License-Identifier: Apache-2.0

//! What an operator can do to take credit from others, and what it comes to.

use std::collections::BTreeMap;

use openledger_attributor::{NormalError, NormalText};
use openledger_primitives::{
	limits::{MaxSpans, MAX_OUTPUT_BYTES},
	normal::dropped,
	span::{due, SpanParams},
};

mod common;
use common::{normal, points_of, prose, World};

const RULE: SpanParams = SpanParams::DEFAULT;
const AUTHOR: u64 = 3;
const OPERATOR: u64 = 40;

/// Each of them is a token of its own; no run of eight of them is there twice.
fn noise(len: usize) -> String {
	let marks: Vec<char> = "!#$%&()*+,-./:;<=>?@[]^_{|}~".chars().collect();
	let mut state = 88_172_645_463_325_252_u64;
	let mut next = || {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		marks[(state >> 33) as usize % marks.len()]
	};
	(0..len).map(|_| next()).collect()
}

#[test]
fn invisible_characters_should_take_nothing() {
	let author = prose(300, 1);
	let world = World::new([(AUTHOR, normal(&author))].into());
	let honest = format!("He wrote: {} and so on.", &author[7..1_507]);
	let expected = world.receipt(&normal(&honest), RULE);
	assert!(points_of(&world.index.attribute(&normal(&honest), RULE).unwrap(), AUTHOR) > 380_000);

	for invisible in
		['\u{200b}', '\u{ad}', '\u{1}', '\u{7f}', '\u{2066}', '\u{fe0f}', '\u{e0041}', '\u{378}']
	{
		// One every 25 bytes.
		let mut scattered = String::new();
		for (at, character) in honest.chars().enumerate() {
			if at % 25 == 0 {
				scattered.push(invisible);
			}
			scattered.push(character);
		}
		assert_eq!(world.receipt(&normal(&scattered), RULE), expected);
		assert_eq!(dropped(&scattered).total(), honest.len().div_ceil(25) as u64);
		// 5,119 of them at the end; and they are no text that can be registered.
		let filler = invisible.to_string().repeat(5_119);
		assert_eq!(world.receipt(&normal(&format!("{honest}{filler}")), RULE), expected);
		assert_eq!(NormalText::from_bytes(filler.as_bytes()), Err(NormalError::Empty));
	}
}

#[test]
fn a_text_that_is_appended_should_take_no_points() {
	let author = prose(300, 1);
	let filler = noise(8_192);
	let texts = [(AUTHOR, normal(&author)), (OPERATOR, normal(&filler))];
	let world = World::new(texts.into());
	let honest = format!("He wrote: {} and so on.", &author[7..1_507]);
	let points =
		|output: &str| points_of(&world.index.attribute(&normal(output), RULE).unwrap(), AUTHOR);
	let expected = points(&honest);
	assert!(expected > 380_000);
	for len in [32, 1_000, 5_119, 8_192] {
		assert_eq!(points(&format!("{honest} {}", &filler[..len])), expected);
		assert_eq!(points(&format!("{} {honest}", &filler[..len])), expected);
	}
}

/// A stretch, and as many texts as can be listed of it with `count` matches of `len` bytes each, of
/// which each owns no more than is due.
fn crowd(len: usize, count: usize) -> (String, Vec<String>) {
	let step = due(len as u32, RULE.min_span) as usize;
	let stretch = noise(step * (count - 1) + len);
	let windows = (0..count).map(|nth| stretch[nth * step..][..len].to_owned()).collect();
	(stretch, windows)
}

/// Whether a quotation of `len` bytes is credited behind the matches of [`crowd`].
fn survives(len: usize, count: usize) -> (bool, usize) {
	let quotation: String = prose(60, 1)[..len].replace(' ', "-");
	let (stretch, windows) = crowd(len, count);
	// One text of all: no window goes on where the next begins.
	let own = windows.join("x");
	let mut texts = BTreeMap::from([(AUTHOR, normal(&quotation)), (OPERATOR, normal(&own))]);
	texts.insert(90, normal("something else"));
	let world = World::new(texts);
	let output = normal(&format!("{stretch} {quotation}"));
	let attribution = world.index.attribute(&output, RULE).unwrap();
	assert_eq!(attribution.spans.len(), (count + 1).min(1_024));
	(points_of(&attribution, AUTHOR) > 0, stretch.len())
}

/// The worst that an operator can do: 1,024 matches of its own, each as good as an author's and a
/// little more than half its length further on. For a quotation of 32 bytes this takes 1 KiB of the
/// operator's own words in front of it, of 64 bytes 17 KiB, of 128 bytes 49 KiB.
#[test]
fn crowding_out_a_quotation_should_take_a_page_for_each_line() {
	let most = MaxSpans::get() as usize;
	for (len, kib) in [(32, 1), (64, 17), (128, 49)] {
		assert_eq!(due(len, 32) as usize * most, kib << 10);
		let (is_credited, _) = survives(len as usize, most - 1);
		assert!(is_credited, "{len}");
		let (is_credited, bytes) = survives(len as usize, most);
		assert!(!is_credited, "{len}");
		assert!((kib << 10..(kib << 10) + 128).contains(&bytes));
	}
	// From here on an output has no room for it.
	assert_eq!(due(157, 32) * MaxSpans::get(), 64_512);
	let takes = |len: u32| due(len, 32) * MaxSpans::get() + len;
	assert!((158..4_093).all(|len| takes(len) > MAX_OUTPUT_BYTES));
}
