// SPDX-License-Identifier: Apache-2.0

use super::*;
use alloc::{string::String, vec, vec::Vec};
use proptest::prelude::*;

fn starts(text: &str) -> Vec<usize> {
	token_starts(text.as_bytes()).collect()
}

/// What tokens begin with.
fn characters(text: &str) -> String {
	starts(text).into_iter().filter_map(|start| text[start..].chars().next()).collect()
}

#[test]
fn tokens_should_start_where_the_class_changes() {
	assert_eq!(starts("let x1 = a.b();"), [0, 4, 7, 9, 10, 11, 12, 13, 14]);
	assert_eq!(starts("été ok"), [0, 6]);
	assert_eq!(starts(""), [0usize; 0]);
	assert_eq!(starts("=="), [0, 1]);
}

#[test]
fn classes_should_be_those_of_the_tables() {
	for c in '\u{80}'..=char::MAX {
		let is_own = is_in(&UNSPACED, c.into()) || is_in(&SYMBOLS, c.into());
		let expected = if is_own { Class::Own } else { Class::Word };
		assert_eq!(class(c), expected, "{c:?}");
	}
}

#[test]
fn typographic_punctuation_should_separate_words() {
	assert_eq!(characters("“The bell”—rings… «twice» ‹x›"), "“Tb”—r…«t»‹x›");
	assert_eq!(characters("l’été · 5 €"), "l’é·5€");
	assert_eq!(starts("Log\u{2014}harbour"), [0, 3, 6]);
}

#[test]
fn every_character_of_scripts_without_spaces_should_start_a_token() {
	for text in ["海上有雾。", "ผู้คน", "ラーメンと々〆ｶﾞ", "ខ្មែរ", "မြန်မာ", "ພາສາ", "ㄅㄆ", "𗀀𛅰"]
	{
		assert_eq!(characters(text), text);
	}
	assert_eq!(characters("abc漢字abc漢"), "a漢字a漢");
	// Words have spaces in all others, and marks belong to them.
	assert_eq!(characters("हिन्दी भाषा"), "हभ");
	assert_eq!(characters("한국어 문장"), "한문");
	assert_eq!(characters("שָׁלוֹם עולם"), "שע");
	assert_eq!(characters("اللُّغَة العربية"), "اا");
	assert_eq!(characters("tiếng Việt"), "tV");
	assert_eq!(characters("a\u{300}b \u{301}c"), "a\u{301}");
	// A skin and what joins nothing any more.
	assert_eq!(characters("👍🏽a👩‍🚀"), "👍🏽a👩\u{200d}🚀");
}

#[test]
fn no_token_should_start_at_what_is_not_utf8() {
	assert!(is_token_start(b"", b"a") && is_token_start(b" ", b"a"));
	assert!(!is_token_start(b"a", b"a") && !is_token_start(b"a", b" "));
	assert!(!is_token_start(b"", b"") && !is_token_start(b"", b"\x80"));
	assert!(!is_token_start(b"", b"\xe2\x80"), "a character that is cut");
	assert!(!is_token_start(b"\x80", b".") && !is_token_start(b"\x80\x80\x80\x80", b"a"));
	assert!(!is_token_start(b"\xff", b"a") && is_token_start(b"\xff ", b"a"));
	assert!(!is_token_start(b"\xed\xa0\x80", b"a"), "a surrogate");
	assert!(!is_token_start(b"\xc0\xa0", b"a"), "too long");
}

/// Bytes as they come, and text with some of its bytes changed.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
	let character = prop::sample::select(vec![
		'a', ' ', '.', '9', 'é', '…', '“', '漢', 'ก', '한', 'ह', '\u{301}', '😀', '𐐀', '\u{ad}',
		'\u{2028}',
	]);
	let text = prop::collection::vec(prop_oneof![9 => character, 1 => any::<char>()], 0..40)
		.prop_map(|characters| String::from_iter(characters).into_bytes());
	let changed =
		(text.clone(), prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6))
			.prop_map(|(mut bytes, changes)| {
				for (at, byte) in changes {
					match (byte % 3, bytes.is_empty()) {
						(0, false) => {
							bytes.remove(at.index(bytes.len()));
						}
						(1, false) => {
							let at = at.index(bytes.len());
							bytes[at] = byte;
						}
						_ => bytes.insert(at.index(bytes.len() + 1), byte),
					}
				}
				bytes
			});
	prop_oneof![text, changed, prop::collection::vec(any::<u8>(), 0..40)]
}

proptest! {
	#[test]
	fn four_bytes_on_each_side_should_decide(text in bytes()) {
		let all: Vec<usize> = token_starts(&text).collect();
		for position in 0..=text.len() {
			let (before, from) = text.split_at(position);
			let near = &before[before.len().saturating_sub(4)..];
			let expected = all.contains(&position);
			prop_assert_eq!(is_token_start(before, from), expected);
			prop_assert_eq!(is_token_start(near, &from[..from.len().min(4)]), expected);
		}
	}
}
