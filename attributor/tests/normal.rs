// SPDX-License-Identifier: Apache-2.0

//! Normal form v1, for every text that proptest can think of.

use openledger_attributor::{Mapped, NormalError, NormalText};
use openledger_primitives::{
	challenge::{Content, Excerpt},
	limits::MAX_CONTENT_BYTES,
	normal::{dropped, normalize, Dropped},
};
use proptest::prelude::*;
use sp_core::Blake2Hasher;

fn normal(text: &str) -> Result<NormalText, NormalError> {
	NormalText::from_bytes(text.as_bytes())
}

#[test]
fn white_space_should_become_one_space_and_go_at_the_ends() {
	let text = normal("\u{feff}\t one\r\n\u{a0}\u{2003}two\u{3000}three\u{85}\u{2028} ").unwrap();
	assert_eq!(text.as_str(), "one two three");
	assert_eq!(normal("a\u{200b}b\u{1f}c").unwrap().as_str(), "abc");
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
	assert_eq!(normal("\u{200b}\u{1} \u{ad}"), Err(NormalError::Empty));
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

/// What the bytes of a normal form stand for.
fn original<'a>(mapped: &Mapped, text: &'a str, part: &str) -> &'a str {
	let at = mapped.text.as_str().find(part).unwrap() as u32;
	&text[mapped.original(at..at + part.len() as u32)]
}

#[test]
fn what_became_a_part_should_be_found_in_the_original() {
	let text = "\u{feff} Cafe\u{301}\t\r\n“au\u{200b} lait” – \u{1112}\u{1161}\u{11ab}\u{1100}\u{1161}  \u{ad}fin\u{ad}";
	let mapped = Mapped::from_bytes(text.as_bytes()).unwrap();
	assert_eq!(mapped.text.as_str(), "Café “au lait” – 한가 fin");
	assert_eq!(mapped.dropped, Dropped { invisible: 4, ..Default::default() });
	let part = |part| original(&mapped, text, part);
	assert_eq!(part("Café"), "Cafe\u{301}");
	assert_eq!(part("é"), "e\u{301}");
	assert_eq!(part("f"), "f");
	assert_eq!(part(" “"), "\t\r\n“");
	assert_eq!(part("au"), "au");
	assert_eq!(part("au lait"), "au\u{200b} lait");
	assert_eq!(part("한"), "\u{1112}\u{1161}\u{11ab}");
	assert_eq!(part("가 f"), "\u{1100}\u{1161}  \u{ad}f");
	assert_eq!(part("fin"), "fin");
	// A match may begin or end within a character.
	let dash = mapped.text.as_str().find('–').unwrap() as u32;
	let at = text.find('–').unwrap();
	for (from, to) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
		assert_eq!(mapped.original(dash + from..dash + to), at..at + 3);
	}
	assert_eq!(mapped.original(4..4).len(), 0);
	let end = mapped.text.len();
	assert_eq!(mapped.original(end..end + 9), text.len() - 2..text.len() - 2);
	assert_eq!(mapped.original(0..u32::MAX).end, text.len() - 2);
}

#[test]
fn surplus_marks_should_be_part_of_what_they_were_on() {
	let text = format!("q{} w", "\u{301}".repeat(50));
	let mapped = Mapped::from_bytes(text.as_bytes()).unwrap();
	assert_eq!(mapped.dropped, Dropped { marks: 20, ..Default::default() });
	assert_eq!(mapped.original(0..61), 0..101);
	assert_eq!(mapped.original(61..63), 101..103);
}

#[test]
fn what_has_no_normal_form_should_have_no_mapping() {
	assert_eq!(Mapped::from_bytes(b"ab\xff"), Err(NormalError::NotUtf8 { at: 2 }));
	assert_eq!(Mapped::from_bytes("\u{200b}".as_bytes()), Err(NormalError::Empty));
}

/// Characters that compose, reorder, decompose or vanish.
fn delicate_text() -> impl Strategy<Value = String> {
	let delicate = "aeoqA=< \t\n\u{a0}\u{85}\u{1680}\u{2000}\u{2001}\u{2028}\u{205f}\u{3000}\u{300}\u{301}\u{302}\
	                \u{307}\u{308}\u{31b}\u{323}\u{327}\u{328}\u{338}\u{340}\u{343}\u{344}\u{345}\u{34f}\u{3099}か\
	                \u{1100}\u{1161}\u{11a8}가\u{212b}\u{2126}\u{1e9b}\u{928}\u{93c}\u{958}\u{9c7}\u{9be}\u{dd9}\
	                \u{dcf}\u{dca}\u{fb1d}\u{f900}\u{1d15e}\u{1d165}\u{11131}\u{11127}\u{16d63}\u{16d67}\u{16d68}\
	                \u{f71}\u{f72}\u{f73}\u{200d}\u{feff}\u{ad}\u{1}\u{378}ǖ\u{1ed9}漢…“";
	let delicate = prop::sample::select(Vec::from_iter(delicate.chars()));
	let character = prop_oneof![4 => delicate, 1 => any::<char>()].prop_map(String::from);
	let marks = (20usize..50).prop_map(|count| "\u{302}".repeat(count));
	prop::collection::vec(prop_oneof![40 => character, 1 => marks], 0..60)
		.prop_map(|parts| parts.concat())
}

proptest! {
	#[test]
	fn a_text_should_be_what_the_rule_says(text in prop_oneof![delicate_text(), any::<String>()]) {
		let expected = normalize(&text);
		match normal(&text) {
			Ok(normal_text) => {
				prop_assert_eq!(normal_text.as_str(), &expected);
				prop_assert_eq!(normal(normal_text.as_str()), Ok(normal_text));
			},
			Err(error) => prop_assert_eq!((error, expected.as_str()), (NormalError::Empty, "")),
		}
	}

	#[test]
	fn what_a_part_stands_for_should_become_that_part(
		text in prop_oneof![delicate_text(), any::<String>()],
		ends in any::<(prop::sample::Index, prop::sample::Index)>(),
	) {
		let Ok(mapped) = Mapped::from_bytes(text.as_bytes()) else {
			prop_assert_eq!(normalize(&text), "");
			return Ok(());
		};
		let normal_text = normal(&text).unwrap();
		prop_assert_eq!(&mapped.text, &normal_text);
		prop_assert_eq!(mapped.dropped, dropped(&text));
		let count = normal_text.len() as usize + 1;
		let ends = (ends.0.index(count) as u32, ends.1.index(count) as u32);
		let (from, to) = (ends.0.min(ends.1), ends.0.max(ends.1));
		let found = mapped.original(from..to);
		// Whole characters, of which the part is some of the normal form.
		let became = normalize(text.get(found.clone()).unwrap());
		let part = &normal_text.as_bytes()[from as usize..to as usize];
		let part = String::from_utf8_lossy(part);
		let part = part.trim_matches(|c| c == ' ' || c == '\u{fffd}');
		prop_assert!(became.contains(part), "{:?} {:?}", became, part);
		// A text in normal form stands for itself.
		let same = Mapped::from_bytes(normal_text.as_bytes()).unwrap();
		let (from, to) = (from as usize, to as usize);
		if normal_text.as_str().is_char_boundary(from) && normal_text.as_str().is_char_boundary(to) {
			prop_assert_eq!(same.original(from as u32..to as u32), from..to);
		}
	}

	#[test]
	fn arbitrary_bytes_should_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
		let is_text = std::str::from_utf8(&bytes).is_ok();
		let is_refused = matches!(NormalText::from_bytes(&bytes), Err(NormalError::NotUtf8 { .. }));
		prop_assert_eq!(is_refused, !is_text);
	}
}
