// SPDX-License-Identifier: Apache-2.0

//! The engine against the rule's text, to the byte.
//!
//! [`reference`] follows the rule of the protocol word by word, byte by byte and without a thought
//! for speed. It shares no code with the engine: types and the protocol's constants only.

use openledger_attributor::{naive, AttributeError, Attribution, Corpus, Index, NormalText};
use openledger_primitives::{
	receipt::{HeldSpan, Payment},
	span::{Span, SpanParams},
};
use proptest::prelude::*;

mod common;
use common::{prose, Texts};

mod reference {
	use super::{HeldSpan, NormalText, Span, SpanParams, Texts};
	use std::{
		collections::{BTreeMap, BTreeSet},
		sync::OnceLock,
	};

	use regex_syntax::hir::{Class, HirKind};

	const LONGEST_MATCH: usize = 4_092;
	const LISTED_SPANS: usize = 1_024;

	/// Code points that are tokens of their own, from U+0080 on.
	const OWN: &str = r"[\p{P}\p{S}\p{Z}\p{Balinese}\p{Bopomofo}\p{Han}\p{Hiragana}\p{Javanese}\p{Katakana}\p{Khitan_Small_Script}\p{Khmer}\p{Lao}\p{Myanmar}\p{New_Tai_Lue}\p{Nushu}\p{Tai_Le}\p{Tai_Tham}\p{Tai_Viet}\p{Tangut}\p{Thai}\p{Yi}\u3006\u3031-\u3035\u303c\u30fc\uff70\uff9e\uff9f]";

	fn is_own(character: char) -> bool {
		static ALL: OnceLock<BTreeSet<char>> = OnceLock::new();
		let all = || {
			let HirKind::Class(Class::Unicode(class)) =
				regex_syntax::parse(OWN).unwrap().into_kind()
			else {
				panic!("no class");
			};
			class.iter().flat_map(|range| range.start()..=range.end()).collect()
		};
		if character.is_ascii() {
			!character.is_ascii_alphanumeric() && character != ' '
		} else {
			ALL.get_or_init(all).contains(&character)
		}
	}

	/// "At every code point of class own, and at a word code point that is first or does not follow
	/// a word code point."
	fn starts(text: &str) -> Vec<usize> {
		let is_word = |character: char| character != ' ' && !is_own(character);
		let mut starts = Vec::new();
		let mut before = None;
		for (at, character) in text.char_indices() {
			if is_own(character) || is_word(character) && !before.is_some_and(is_word) {
				starts.push(at);
			}
			before = Some(character);
		}
		starts
	}

	fn match_len(a: &[u8], b: &[u8]) -> usize {
		let mut len = 0;
		while len < LONGEST_MATCH && len < a.len() && len < b.len() && a[len] == b[len] {
			len += 1;
		}
		len
	}

	/// Spans and credits.
	pub fn attribute(
		texts: &Texts,
		output: &NormalText,
		span_params: SpanParams,
	) -> (Vec<HeldSpan>, Vec<(u64, u32)>) {
		let min_span = usize::from(span_params.min_span);
		let texts: Vec<_> =
			texts.iter().map(|(id, text)| (*id, text.as_bytes(), starts(text.as_str()))).collect();
		let (starts, output) = (starts(output.as_str()), output.as_bytes());

		// All matches, by length: the longer first, then the one further left.
		let mut matches = BTreeMap::<usize, Vec<usize>>::new();
		for start in starts {
			let mut longest = 0;
			for (_, text, starts) in &texts {
				for offset in starts {
					longest = longest.max(match_len(&output[start..], &text[*offset..]));
				}
			}
			for len in min_span..=longest {
				matches.entry(len).or_default().push(start);
			}
		}

		// One is listed if enough of its bytes are in none that was listed before.
		let mut owners: Vec<Option<usize>> = vec![None; output.len()];
		let mut listed = Vec::new();
		for (len, starts) in matches.iter().rev() {
			for start in starts {
				let bytes = &owners[*start..start + len];
				// Most are in one that is listed: where both ends are.
				let is_within = bytes[0].is_some() && bytes[0] == bytes[len - 1];
				if is_within || listed.len() == LISTED_SPANS {
					continue;
				}
				let free = bytes.iter().filter(|owner| owner.is_none()).count();
				let due = (len - min_span) / 2 + 1;
				if free >= due {
					let owner = Some(listed.len());
					let bytes = owners[*start..start + len].iter_mut();
					bytes.filter(|byte| byte.is_none()).for_each(|byte| *byte = owner);
					listed.push((*start, *len));
				}
			}
		}

		// The earliest contribution that has it, and its first offset.
		let holder = |start: usize, len: usize| {
			texts.iter().find_map(|(id, text, starts)| {
				let same = |offset: &&usize| {
					text.get(**offset..**offset + len) == Some(&output[start..start + len])
				};
				starts.iter().find(same).map(|offset| (*id, *offset))
			})
		};
		// A byte that a span of length L owns earns min(L, full_span).
		let (mut spans, mut credits) = (Vec::new(), BTreeMap::<u64, u32>::new());
		for (nth, (start, len)) in listed.into_iter().enumerate() {
			let (contribution, offset) = holder(start, len).unwrap();
			let owned = owners.iter().filter(|owner| **owner == Some(nth)).count();
			let points = owned * len.min(usize::from(span_params.full_span));
			*credits.entry(contribution).or_default() += points as u32;
			let span = Span { start: start as u32, len: len as u32 };
			spans.push(HeldSpan { span, contribution, offset: offset as u32 });
		}
		spans.sort_by_key(|held| held.span.start);
		(spans, credits.into_iter().collect())
	}
}

fn normal(text: &str) -> NormalText {
	NormalText::from_bytes(text.as_bytes()).unwrap()
}

fn texts<'a>(texts: impl IntoIterator<Item = (u64, &'a str)>) -> Texts {
	texts.into_iter().map(|(id, text)| (id, normal(text))).collect()
}

/// Later contributions go in first, which must not matter.
fn index_of(texts: &Texts) -> Index {
	let mut corpus = Corpus::new();
	for (id, text) in texts.iter().rev() {
		corpus.insert(*id, text.clone()).unwrap();
	}
	Index::build(corpus).unwrap()
}

/// Attributes with the index, and holds it and the scan against the reference.
fn attribute_checked(texts: &Texts, output: &NormalText, span_params: SpanParams) -> Attribution {
	let index = index_of(texts);
	let attribution = index.attribute(output, span_params).unwrap();
	let (spans, credits) = reference::attribute(texts, output, span_params);
	assert_eq!(attribution.spans.to_vec(), spans);
	assert_eq!(credits_of(&attribution), credits);
	assert_eq!(naive(index.texts(), output, span_params), spans);
	attribution
}

fn credits_of(attribution: &Attribution) -> Vec<(u64, u32)> {
	attribution.credits.iter().map(|credit| (credit.contribution, credit.points)).collect()
}

fn spans_of(attribution: &Attribution) -> Vec<(u32, u32, u64, u32)> {
	let spans = attribution.spans.iter();
	spans.map(|held| (held.span.start, held.span.len, held.contribution, held.offset)).collect()
}

const RULE: SpanParams = SpanParams::DEFAULT;

#[test]
fn an_output_that_is_a_whole_text_should_be_one_span() {
	let text = "Nothing of this is new, but all of it is told in the order in which it was seen.";
	let texts = texts([(4, "Something else."), (6, text), (7, "and more")]);
	let attribution = attribute_checked(&texts, &normal(text), RULE);
	assert_eq!(spans_of(&attribution), [(0, 80, 6, 0)]);
	assert_eq!(credits_of(&attribution), [(6, 80 * 80)]);
}

#[test]
fn an_output_without_matches_should_be_unattributed() {
	let texts = texts([(4, "Something else."), (6, &prose(50, 1))]);
	let attribution = attribute_checked(&texts, &normal(&prose(50, 2)), RULE);
	assert!(attribution.spans.is_empty() && attribution.credits.is_empty());
}

#[test]
fn an_empty_corpus_should_earn_nothing() {
	let attribution = attribute_checked(&Texts::new(), &normal(&prose(50, 2)), RULE);
	assert!(attribution.spans.is_empty() && attribution.credits.is_empty());
}

#[test]
fn a_copy_in_a_later_work_should_earn_nothing() {
	let original = prose(20, 1);
	let later = format!("preface {original} and what I think of it");
	let texts = texts([(30, &*later), (3, &*original), (9, &*original)]);
	let attribution = attribute_checked(&texts, &normal(&format!("so: {original}; yes")), RULE);
	assert_eq!(spans_of(&attribution), [(4, original.len() as u32, 3, 0)]);
}

#[test]
fn a_match_should_end_with_its_text() {
	let (first, second) = (prose(10, 1), prose(10, 2));
	let texts = texts([(1, &*first), (2, &*second)]);
	let (len, second_len) = (first.len() as u32, second.len() as u32);
	let attribution = attribute_checked(&texts, &normal(&format!("{first} {second}")), RULE);
	assert_eq!(spans_of(&attribution), [(0, len, 1, 0), (len + 1, second_len, 2, 0)]);
	// As they lie in memory; no token starts where they join, so the second begins a word later.
	let attribution = attribute_checked(&texts, &normal(&format!("{first}{second}")), RULE);
	let skipped = second.find(' ').unwrap() as u32 + 1;
	let rest = (len + skipped, second_len - skipped, 2, skipped);
	assert_eq!(spans_of(&attribution), [(0, len, 1, 0), rest]);
}

#[test]
fn a_match_should_end_with_the_last_text() {
	let text = prose(10, 1);
	let texts = texts([(1, &*text)]);
	let attribution = attribute_checked(&texts, &normal(&format!("{text} and so on")), RULE);
	assert_eq!(spans_of(&attribution), [(0, text.len() as u32, 1, 0)]);
	// From every token on to the very end of the text and of the output.
	for (at, _) in text.match_indices('w') {
		let tail = &text[at..];
		let attribution = attribute_checked(&texts, &normal(&format!("say {tail}")), RULE);
		let expected = (4, tail.len() as u32, 1, at as u32);
		assert_eq!(spans_of(&attribution), Vec::from_iter((tail.len() >= 32).then_some(expected)));
	}
}

#[test]
fn matches_should_be_capped() {
	let text = prose(900, 1);
	assert!(text.len() > 7_000);
	let long = texts([(5, &*format!("before {text} after"))]);
	let attribution = attribute_checked(&long, &normal(&text), RULE);
	assert!(attribution.spans.iter().all(|held| held.span.len <= 4_092));
	// They tile it: every byte is owned, in full.
	assert_eq!(credits_of(&attribution), [(5, text.len() as u32 * 256)]);

	// The cap makes two works equal of which one goes on: the earlier holds.
	let both = texts([(5, &*format!("{}!", &text[..4_092])), (6, &*text)]);
	let attribution = attribute_checked(&both, &normal(&text[..5_000]), RULE);
	assert_eq!(spans_of(&attribution)[0], (0, 4_092, 5, 0));
	assert_eq!(credits_of(&attribution)[0], (5, 4_092 * 256));
	assert_eq!(attribution.credits.len(), 2);
}

#[test]
fn repetition_should_be_held_where_it_first_occurs() {
	let texts = texts([(5, &*"ab ".repeat(200)), (6, &*"!".repeat(300)), (7, &*"!".repeat(500))]);
	for output in ["ab ".repeat(300), "!".repeat(400), format!("{}x", "!".repeat(700))] {
		attribute_checked(&texts, &normal(&output), RULE);
	}
}

#[test]
fn spans_beyond_the_bound_should_be_unattributed() {
	let phrase = |n: usize| {
		// Lengths from 32 to 44 bytes, so that the shortest and not the last are lost.
		format!("ph{n:05} is what phrase {n:05} says{}", "s".repeat(1 + n * 7 % 13))
	};
	let pages: Vec<String> = (0..10)
		.map(|page| (0..110).map(|n| phrase(page * 110 + n)).collect::<Vec<_>>().join("\n|"))
		.collect();
	let texts = texts(pages.iter().enumerate().map(|(id, page)| (id as u64, &**page)));
	let output: Vec<String> = (0..1_100).map(|n| phrase(n * 271 % 1_100)).collect();
	let output = normal(&output.join(" ~ "));
	assert!(output.len() <= 65_536);
	let attribution = attribute_checked(&texts, &output, RULE);
	assert_eq!(attribution.spans.len(), 1_024);
	let shortest = attribution.spans.iter().map(|held| held.span.len).min().unwrap();
	assert!(shortest > 32);
}

#[test]
fn an_output_too_long_should_be_refused() {
	let index = index_of(&texts([(1, "word")]));
	let output = |bytes| normal(&"a".repeat(bytes));
	assert!(index.attribute(&output(65_536), RULE).is_ok());
	let error = AttributeError::OutputTooLong { bytes: 65_537, max: 65_536 };
	assert_eq!(index.attribute(&output(65_537), RULE), Err(error));
}

#[test]
fn unsound_span_params_should_be_refused() {
	let index = index_of(&texts([(1, "word")]));
	let span_params = SpanParams { min_span: 8, full_span: 256 };
	assert_eq!(
		index.attribute(&normal("word"), span_params),
		Err(AttributeError::UnsoundSpanParams(span_params))
	);
}

#[test]
fn the_receipt_should_say_what_the_attribution_says() {
	let (first, second) = (prose(9, 1), prose(12, 2));
	let texts = texts([(1, &*first), (2, &*second)]);
	let output = normal(&format!("As {first} says: {second}"));
	let attribution = attribute_checked(&texts, &output, RULE);

	let owned = attribution.owned();
	let points: u32 =
		owned.iter().map(|(stretch, held)| stretch.len * held.span.len.min(256)).sum();
	assert_eq!(points, credits_of(&attribution).iter().map(|(_, points)| points).sum::<u32>());

	let credits = attribution.credits.clone();
	let receipt = attribution.into_receipt(8, Payment::Direct { payer: [1; 32] }, 77, [9; 32]);
	assert_eq!((receipt.model, receipt.fee, receipt.salt), (8, 77, [9; 32]));
	assert_eq!((receipt.output_len, receipt.output_root), (output.len(), output.content_root()));
	let compact = receipt.compact().unwrap();
	assert_eq!(compact.answer.credits, credits);
	assert_eq!(compact.answer.check(), Ok(RULE.capacity(output.len())));
}

/// Stretches of what is written in many ways.
fn phrase() -> impl Strategy<Value = String> {
	let all = prop::sample::select(common::PHRASES.to_vec());
	(all, any::<(prop::sample::Index, prop::sample::Index)>())
		.prop_map(|(phrase, ends)| stretch(phrase, ends))
}

/// Few letters, so that matches abound; every class; characters of one to four bytes.
fn filler() -> impl Strategy<Value = String> {
	let character = prop_oneof![
		6 => prop::sample::select(vec!['a', 'b']),
		3 => Just(' '),
		2 => prop::sample::select(vec!['c', 'é', '.', '7', '😀', '“', '…', '—', '漢', '字', 'ー', 'ก', '한', 'ह', '\u{94d}', '\u{301}', 'ش']),
	];
	let random = prop::collection::vec(character, 0..30);
	prop_oneof![
		4 => random.prop_map(String::from_iter),
		3 => phrase(),
		1 => ("[ab.é]{1,3} ?", 1usize..30).prop_map(|(unit, times)| unit.repeat(times)),
	]
}

/// A stretch of one of the pieces, whole characters.
fn stretch(piece: &str, ends: (prop::sample::Index, prop::sample::Index)) -> String {
	let count = piece.chars().count() + 1;
	let (one, other) = (ends.0.index(count), ends.1.index(count));
	piece.chars().skip(one.min(other)).take(one.abs_diff(other)).collect()
}

#[derive(Clone, Debug)]
enum Part {
	Whole(prop::sample::Index),
	Stretch(prop::sample::Index, (prop::sample::Index, prop::sample::Index)),
	Filler(String),
}

/// What a text is put together from.
fn parts(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Part>> {
	let part = prop_oneof![
		2 => any::<prop::sample::Index>().prop_map(Part::Whole),
		3 => any::<(prop::sample::Index, (prop::sample::Index, prop::sample::Index))>()
			.prop_map(|(piece, ends)| Part::Stretch(piece, ends)),
		2 => filler().prop_map(Part::Filler),
	];
	prop::collection::vec(part, count)
}

fn assemble(parts: &[Part], pieces: &[String], max: usize) -> Option<NormalText> {
	let text: String = parts
		.iter()
		.map(|part| match part {
			Part::Whole(piece) => piece.get(pieces).clone(),
			Part::Stretch(piece, ends) => stretch(piece.get::<String>(pieces), *ends),
			Part::Filler(filler) => filler.clone(),
		})
		.collect();
	let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
	NormalText::from_bytes(&text.as_bytes()[..end]).ok()
}

/// A corpus of up to 8 texts of up to 400 bytes, and an output, all spliced from the same pieces.
fn scene() -> impl Strategy<Value = (Texts, NormalText)> {
	(
		prop::collection::vec(filler(), 1..8),
		prop::collection::btree_map(0u64..40, parts(0..14), 0..8),
		parts(1..20),
	)
		.prop_filter_map("an output has a byte", |(pieces, texts, output)| {
			let texts: Texts = texts
				.into_iter()
				.filter_map(|(id, parts)| Some((id, assemble(&parts, &pieces, 400)?)))
				.collect();
			// The output takes from whole texts too.
			let sources: Vec<String> = pieces
				.into_iter()
				.chain(texts.values().map(|text| text.as_str().to_string()))
				.collect();
			Some((texts, assemble(&output, &sources, 1_500)?))
		})
}

fn span_params() -> impl Strategy<Value = SpanParams> {
	let full_span = prop::sample::select(vec![16, 32, 40, 64, 256, 4_092]);
	(prop::sample::select(vec![16, 32]), full_span).prop_map(|(min_span, full_span)| SpanParams {
		min_span,
		full_span: min_span.max(full_span),
	})
}

proptest! {
	#[test]
	fn index_and_scan_should_do_what_the_rule_says((texts, output) in scene(), span_params in span_params()) {
		let attribution = attribute_checked(&texts, &output, span_params);
		for (stretch, held) in attribution.owned() {
			prop_assert!(stretch.len > 0);
			let text = texts[&held.contribution].as_bytes();
			let there = &text[held.offset as usize..][..held.span.len as usize];
			let here = &output.as_bytes()[held.span.start as usize..][..held.span.len as usize];
			prop_assert_eq!(there, here);
		}
	}
}
