// SPDX-License-Identifier: Apache-2.0

//! Normal form v1, for every text that proptest can think of.

use openledger_attributor::{NormalError, NormalText};
use openledger_primitives::{
	challenge::{Content, Excerpt},
	limits::MAX_CONTENT_BYTES,
};
use proptest::prelude::*;
use sp_core::Blake2Hasher;
use unicode_normalization::{is_nfc, UnicodeNormalization};

fn normal(text: &str) -> Result<NormalText, NormalError> {
	NormalText::from_bytes(text.as_bytes())
}

#[test]
fn white_space_should_become_one_space_and_go_at_the_ends() {
	let text = normal("\u{feff}\t one\r\n\u{a0}\u{2003}two\u{3000}three\u{85}\u{2028} ").unwrap();
	assert_eq!(text.as_str(), "\u{feff} one two three");
	assert_eq!(normal("a\u{200b}b\u{1f}c").unwrap().as_str(), "a\u{200b}b\u{1f}c");
}

#[test]
fn text_should_be_composed() {
	assert_eq!(normal("e\u{301}te\u{301}").unwrap().as_str(), "été");
	assert_eq!(normal("\u{212b}").unwrap().as_str(), "Å");
	assert_eq!(normal("한").unwrap(), normal("\u{1112}\u{1161}\u{11ab}").unwrap());
	assert_eq!(normal("a \u{301}").unwrap().as_str(), "a \u{301}");
}

#[test]
fn what_is_no_text_should_be_refused() {
	assert_eq!(normal(""), Err(NormalError::Empty));
	assert_eq!(normal(" \t\u{2000}\n"), Err(NormalError::Empty));
	assert_eq!(NormalText::from_bytes(b"abc\xff"), Err(NormalError::NotUtf8 { at: 3 }));
	let bytes = MAX_CONTENT_BYTES as usize;
	let mut long = vec![b'a'; bytes + 1];
	let too_long = NormalError::TooLong { bytes: bytes + 1, max: MAX_CONTENT_BYTES };
	assert_eq!(NormalText::from_bytes(&long), Err(too_long));
	// What counts is the length in normal form.
	long[0] = b' ';
	assert_eq!(NormalText::from_bytes(&long).unwrap().len(), MAX_CONTENT_BYTES);
}

#[test]
fn every_chunk_should_verify() {
	let text = normal(&"0123456789".repeat(250)).unwrap();
	let content = Content { root: text.content_root(), len: text.len() };
	let chunk = |from| Excerpt::of::<Blake2Hasher>(text.as_bytes(), from, from + 1);
	for (from, bytes) in [(0, 1_024), (1_024, 1_024), (2_048, 452)] {
		let excerpt = chunk(from).unwrap();
		assert_eq!(excerpt.bytes.len(), bytes);
		assert!(excerpt.verify::<Blake2Hasher>(&content).is_some());
	}
	assert_eq!(chunk(2_500), None);
}

/// Characters that compose, reorder, decompose or vanish: accents of several classes, Hangul jamo,
/// singletons, composition exclusions, starters that compose with what precedes them, white space
/// that NFC replaces by other white space.
fn delicate_text() -> impl Strategy<Value = String> {
	let delicate = prop::sample::select(vec![
		'a',
		'e',
		'o',
		'q',
		'A',
		'=',
		'<',
		' ',
		'\t',
		'\n',
		'\u{a0}',
		'\u{85}',
		'\u{1680}',
		'\u{2000}',
		'\u{2001}',
		'\u{2028}',
		'\u{205f}',
		'\u{3000}',
		'\u{300}',
		'\u{301}',
		'\u{302}',
		'\u{307}',
		'\u{308}',
		'\u{31b}',
		'\u{323}',
		'\u{327}',
		'\u{328}',
		'\u{338}',
		'\u{340}',
		'\u{343}',
		'\u{344}',
		'\u{345}',
		'\u{34f}',
		'\u{3099}',
		'か',
		'\u{1100}',
		'\u{1161}',
		'\u{11a8}',
		'가',
		'\u{212b}',
		'\u{2126}',
		'\u{1e9b}',
		'\u{928}',
		'\u{93c}',
		'\u{958}',
		'\u{9c7}',
		'\u{9be}',
		'\u{dd9}',
		'\u{dcf}',
		'\u{dca}',
		'\u{fb1d}',
		'\u{f900}',
		'\u{1d15e}',
		'\u{1d165}',
		'\u{11131}',
		'\u{11127}',
		'\u{200d}',
		'\u{feff}',
		'ǖ',
		'\u{1ed9}',
	]);
	prop::collection::vec(prop_oneof![4 => delicate, 1 => any::<char>()], 0..60)
		.prop_map(|characters| characters.into_iter().collect())
}

/// The rule as its text says it, in two passes.
fn expected(text: &str) -> String {
	let mut collapsed = String::new();
	for character in text.nfc() {
		match (character.is_whitespace(), collapsed.ends_with(' ')) {
			(true, true) => (),
			(true, false) => collapsed.push(' '),
			(false, _) => collapsed.push(character),
		}
	}
	collapsed.trim_matches(' ').to_string()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn the_normal_form_should_be_what_the_rule_says_and_stable(
		text in prop_oneof![delicate_text(), any::<String>()],
	) {
		let expected = expected(&text);
		match normal(&text) {
			Ok(normal_text) => {
				prop_assert_eq!(normal_text.as_str(), &expected);
				prop_assert_eq!(normal(normal_text.as_str()), Ok(normal_text));
				prop_assert!(is_nfc(&expected));
			},
			Err(error) => prop_assert_eq!((error, expected.as_str()), (NormalError::Empty, "")),
		}
	}

	#[test]
	fn arbitrary_bytes_should_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
		let is_text = std::str::from_utf8(&bytes).is_ok();
		let is_refused = matches!(NormalText::from_bytes(&bytes), Err(NormalError::NotUtf8 { .. }));
		prop_assert_eq!(is_refused, !is_text);
	}
}
