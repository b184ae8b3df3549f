// SPDX-License-Identifier: Apache-2.0

//! Tables against another source, the normal form against its text, and what shows a flaw.

use super::*;
use alloc::{collections::BTreeSet, vec, vec::Vec};
use proptest::{prelude::*, sample::Index as Pick};
use regex_syntax::hir::{Class, HirKind};
use sp_core::{Blake2Hasher, Hasher};
use unicode_normalization::is_nfc;

/// All code points of a class as regular expressions write it.
fn code_points(class: &str) -> BTreeSet<u32> {
	let HirKind::Class(Class::Unicode(class)) = regex_syntax::parse(class).unwrap().into_kind()
	else {
		panic!("{class} is no class");
	};
	class.iter().flat_map(|range| range.start()..=range.end()).map(u32::from).collect()
}

fn all_of(ranges: &[(u32, u32)]) -> BTreeSet<u32> {
	assert!(ranges.iter().all(|(from, to)| from <= to));
	assert!(ranges.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0), "ascending, with gaps");
	let codes = ranges.iter().flat_map(|(from, to)| *from..=*to);
	codes.filter(|code| char::from_u32(*code).is_some()).collect()
}

#[test]
fn tables_should_be_those_of_unicode_16() {
	let from_0x80 = |class: &str| {
		code_points(class).into_iter().filter(|code| *code >= 0x80).collect::<BTreeSet<_>>()
	};
	assert_eq!(all_of(&IGNORABLE), code_points(r"\p{Default_Ignorable_Code_Point}"));
	let drawn = [(0x600, 0x605), (0x6dd, 0x6dd), (0x70f, 0x70f), (0x890, 0x891), (0x8e2, 0x8e2)];
	let drawn = [&drawn[..], &[(0x110bd, 0x110bd), (0x110cd, 0x110cd)]].concat();
	let format = code_points(r"[\p{Cf}--\p{Default_Ignorable_Code_Point}]");
	assert_eq!(&all_of(&FORMAT) | &all_of(&drawn), format);
	assert_eq!(all_of(&UNASSIGNED), code_points(r"\p{Cn}"));
	// What is no character in any version but for the 66 that never will be one.
	let never = (0xfdd0..=0xfdef)
		.chain((0..=16).flat_map(|plane| [plane << 16 | 0xfffe, plane << 16 | 0xffff]));
	let unknown: BTreeSet<u32> = code_points(r"\P{Age=16.0}").into_iter().chain(never).collect();
	assert_eq!(all_of(&UNASSIGNED), unknown);
	assert_eq!(all_of(&SYMBOLS), from_0x80(r"[\p{P}\p{S}\p{Z}]"));
	let scripts = "Balinese Bopomofo Han Hiragana Javanese Katakana Khitan_Small_Script Khmer Lao \
	               Myanmar New_Tai_Lue Nushu Tai_Le Tai_Tham Tai_Viet Tangut Thai Yi";
	let mut unspaced: BTreeSet<u32> = scripts
		.split(' ')
		.flat_map(|script| code_points(&alloc::format!(r"\p{{Script={script}}}")))
		.collect();
	let shared =
		[0x3006, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303c, 0x30fc, 0xff70, 0xff9e, 0xff9f];
	let letters = code_points(r"[\p{Lm}\p{Lo}&&\p{Script=Common}]");
	for code in shared {
		assert!(letters.contains(&code) && unspaced.insert(code), "{code:x}");
	}
	assert_eq!(all_of(&UNSPACED), unspaced);
}

/// The digest of a set of code points that the specification prints.
fn digest(codes: impl IntoIterator<Item = u32>) -> String {
	let mut ranges: Vec<(u32, u32)> = Vec::new();
	for code in codes {
		match ranges.last_mut() {
			Some((_, to)) if *to + 1 == code => *to = code,
			_ => ranges.push((code, code)),
		}
	}
	let bytes: Vec<u8> = ranges
		.into_iter()
		.flat_map(|(from, to)| [from.to_le_bytes(), to.to_le_bytes()].concat())
		.collect();
	alloc::format!("{:x}", Blake2Hasher::hash(&bytes))
}

#[test]
fn tables_should_have_the_digests_of_the_specification() {
	let all = || ('\0'..=char::MAX).map(u32::from);
	let of = |is: fn(char) -> bool| all().filter(move |code| char::from_u32(*code).is_some_and(is));
	assert_eq!(
		digest(all_of(&UNASSIGNED)),
		"662e8b9d782225d0563972ebf636a70171d1a315bd7910e7936ed08b2a267295"
	);
	assert_eq!(
		digest(all_of(&IGNORABLE)),
		"cc10e7dabb8d33df4eebe2fd9f22163007b68318843ea70dae62985b068b1edb"
	);
	assert_eq!(
		digest(of(is_dropped)),
		"4a0cbbe7994f18a313deb69901241f0c80321a03276feb9d29a138b5c33f178b"
	);
	// Of a later version there are more, all of which are dropped.
	assert_eq!(
		digest(of(|c| is_mark(c) && !is_dropped(c))),
		"ad46bbca22723a5901d1bf7432aed77c5a1c1d2b504a48db06630cc7117eb394"
	);
	assert_eq!(
		digest(all_of(&SYMBOLS)),
		"6543d5725983049cdaf262f8fb899ce8085b076cac04f2e80caf9e98b929cdb1"
	);
	assert_eq!(
		digest(all_of(&UNSPACED)),
		"a6e73e09c79040fb819e6bad88653f444968b8731fb1e8926af40468e5a2a293"
	);
	assert_eq!(
		digest(all_of(&SYMBOLS).union(&all_of(&UNSPACED)).copied()),
		"75647cc16916649b04105e126604bb85b2f154bbf168276daa9144509f82c349"
	);
}

#[test]
fn code_points_should_be_dropped_for_what_they_are() {
	let white_space = code_points(r"\p{White_Space}");
	assert_eq!(white_space.len(), 25);
	let control = code_points(r"\p{Cc}");
	let (ignorable, unassigned) = (&all_of(&IGNORABLE) | &all_of(&FORMAT), all_of(&UNASSIGNED));
	for c in '\0'..=char::MAX {
		let code = u32::from(c);
		assert_eq!(is_white_space(c), white_space.contains(&code), "{code:x}");
		let expected = if is_white_space(c) {
			None
		} else if control.contains(&code) {
			Some(Kind::Control)
		} else if ignorable.contains(&code) {
			Some(Kind::Invisible)
		} else {
			unassigned.contains(&code).then_some(Kind::Unassigned)
		};
		assert_eq!(kind_of(c), expected, "{code:x}");
		assert_eq!(is_mark(c), canonical_combining_class(c) != 0, "{code:x}");
		// What is kept is normalized to what is kept, and white space to white space.
		if expected.is_none() {
			for part in core::iter::once(c).nfc() {
				assert!(!is_dropped(part), "{code:x}");
				assert_eq!(is_white_space(part), is_white_space(c), "{code:x}");
			}
		}
	}
}

#[test]
fn what_has_no_appearance_should_be_dropped() {
	let text =
		"\u{feff}so\u{ad}ft \u{200b}\u{1}ze\u{200d}ro \u{7f}\u{fe0f}\u{e0041}\u{378}\u{fdd0}";
	assert_eq!(normalize(text), "soft zero");
	// A mark that was not composed for what stood between.
	assert_eq!(normalize("e\u{34f}\u{301}"), "é");
	// Spaces meet; private use stays.
	assert_eq!(normalize("a \u{200b} b\u{e000}"), "a b\u{e000}");
	assert_eq!(normalize("\u{200b}\u{feff} \t"), "");
	let expected = Dropped { control: 2, invisible: 6, unassigned: 2, marks: 0 };
	assert_eq!(dropped(text), expected);
	assert_eq!(expected.total(), 10);
}

#[test]
fn marks_should_be_no_more_than_thirty_in_a_row() {
	let acute = |count| "\u{301}".repeat(count);
	// One is composed before they are counted.
	assert_eq!(normalize(&alloc::format!("e{}x", acute(50))), alloc::format!("é{}x", acute(30)));
	assert_eq!(dropped(&alloc::format!("e{}x", acute(50))).marks, 19);
	let enough = alloc::format!("q{} {}w", acute(30), acute(30));
	assert_eq!(normalize(&enough), enough);
	assert_eq!(dropped(&enough), Dropped::default());
	// The first in canonical order, not those that came first.
	let below = alloc::format!("q{}\u{323}", acute(30));
	assert_eq!(normalize(&below), alloc::format!("q\u{323}{}", acute(29)));
}

#[test]
fn each_flaw_should_show() {
	let flawed: [(&[u8], bool, bool); 17] = [
		("a\u{200b}".as_bytes(), false, false),
		(b"\x01", false, false),
		("\u{378}".as_bytes(), false, false),
		(b"\t", false, false),
		("\u{a0}".as_bytes(), false, false),
		(b"  ", false, false),
		(b" a", true, false),
		(b"a ", false, true),
		(b" ", true, true),
		("e\u{301}".as_bytes(), false, false),
		("\u{212b}".as_bytes(), false, false),
		("\u{301}\u{323}".as_bytes(), false, false),
		(b"\xff", false, false),
		(b"a\x80", false, false),
		(b"\x80", true, false),
		(b"\xe2\x82", false, true),
		(b"\xe2\x82a", false, false),
	];
	for (window, is_first, is_last) in flawed {
		assert!(is_flawed(window, is_first, is_last), "{window:x?}");
	}
	let right: [(&[u8], bool, bool); 9] = [
		(b"", true, true),
		(b" a ", false, false),
		(b"a", true, true),
		// What may be the rest, or the beginning, of a character.
		(b"\x80\xff", false, true),
		(b"\xe2\x82", false, false),
		(b"\xe2\x82", true, false),
		("é".as_bytes(), true, true),
		("\u{301}e".as_bytes(), true, true),
		("a \u{301}".as_bytes(), true, true),
	];
	for (window, is_first, is_last) in right {
		assert!(!is_flawed(window, is_first, is_last), "{window:x?}");
	}
	let marks = "\u{301}".repeat(31);
	assert!(is_flawed(marks.as_bytes(), false, false));
	assert!(!is_flawed(&marks.as_bytes()[2..], false, false));
}

#[test]
fn the_longest_flaw_should_fit() {
	// A starter of four bytes with 30 marks, and another: the last mark is out of order.
	let marks = "\u{1d16d}".repeat(29);
	let text = alloc::format!("\u{1d400}{marks}\u{1d16d}\u{1d400}{marks}\u{1d165}");
	assert_eq!(normalize(&text).len(), text.len());
	assert_ne!(normalize(&text), text);
	let (at, len) = find_flaw(text.as_bytes()).unwrap();
	assert_eq!((at, len), (0, 248));
	assert!(is_flawed(text.as_bytes(), true, true));
}

/// Characters that compose, reorder, decompose, vanish or are counted: accents of several classes,
/// Hangul jamo, singletons, composition exclusions, starters that compose with what precedes them,
/// white space, what is invisible, unassigned, or newer than the tables.
fn delicate() -> impl Strategy<Value = char> {
	let accents = "\u{300}\u{301}\u{302}\u{307}\u{308}\u{31b}\u{323}\u{327}\u{328}\u{338}\u{340}\
	               \u{343}\u{344}\u{345}\u{34f}\u{3099}\u{309a}\u{93c}\u{1d165}\u{1d16e}\u{f71}\
	               \u{f72}\u{f73}\u{f74}\u{e38}\u{e48}\u{5b0}\u{5bc}\u{651}\u{64b}";
	let starters =
		"aeoqA=<か\u{1100}\u{1161}\u{11a8}가\u{212b}\u{2126}\u{1e9b}\u{928}\u{958}\u{9c7}\
	                \u{9be}\u{dd9}\u{dcf}\u{dca}\u{fb1d}\u{f900}\u{1d15e}\u{11131}\u{11127}\u{16d63}\
	                \u{16d67}\u{16d68}ǖ\u{1ed9}漢…“";
	let gone = "\u{200d}\u{feff}\u{ad}\u{1f}\0\u{7f}\u{80}\u{378}\u{ffff}\u{fe0f}\u{e0001}\u{2065}\
	            \u{1c89}\u{20c1}\u{1ecb4}\u{cdd}\u{10940}";
	let spaces = "   \t\n\u{a0}\u{85}\u{1680}\u{2000}\u{2001}\u{2028}\u{205f}\u{3000}";
	let any_of = |characters: &str| prop::sample::select(Vec::from_iter(characters.chars()));
	prop_oneof![
		4 => any_of(accents),
		5 => any_of(starters),
		1 => any_of(gone),
		2 => any_of(spaces),
		1 => any::<char>(),
	]
}

fn delicate_text() -> impl Strategy<Value = String> {
	let marks = (any::<bool>(), 25usize..70).prop_map(|(is_low, count)| {
		let mark = if is_low { '\u{323}' } else { '\u{301}' };
		core::iter::repeat_n(mark, count).collect::<String>()
	});
	let part = prop_oneof![
		30 => delicate().prop_map(String::from),
		1 => marks,
	];
	prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// The rule as its text says it, step by step.
fn expected(text: &str) -> String {
	let kept: String = text.chars().filter(|c| !is_dropped(*c)).collect();
	let mut few = String::new();
	let mut in_a_row = 0;
	for c in kept.nfc() {
		in_a_row = if canonical_combining_class(c) == 0 { 0 } else { in_a_row + 1 };
		if in_a_row <= 30 {
			few.push(c);
		}
	}
	few.split(is_white_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

proptest! {
	#[test]
	fn the_normal_form_should_be_what_the_rule_says_and_stable(
		text in prop_oneof![3 => delicate_text(), 1 => any::<String>()],
	) {
		let normal = normalize(&text);
		prop_assert_eq!(&normal, &expected(&text));
		prop_assert!(is_nfc(&normal));
		prop_assert_eq!(normalize(&normal), &normal[..]);
		prop_assert_eq!(dropped(&normal), Dropped::default());
		prop_assert_eq!(find_flaw(normal.as_bytes()), None);
		let white_space = |text: &str| text.chars().filter(|c| is_white_space(*c)).count();
		if normal == text {
			prop_assert_eq!(dropped(&text).total(), 0);
		}
		let kept: String = text.chars().filter(|c| !is_dropped(*c)).collect();
		let composed = kept.nfc().count() - white_space(&kept);
		let marks = composed - (normal.chars().count() - white_space(&normal));
		prop_assert_eq!(dropped(&text).marks, marks as u64);
	}

	#[test]
	fn no_part_of_a_normal_form_should_be_flawed(
		text in delicate_text(),
		windows in prop::collection::vec((any::<Pick>(), 0usize..300), 1..40),
	) {
		let normal = normalize(&text);
		let bytes = normal.as_bytes();
		for (from, len) in windows {
			let from = from.index(bytes.len() + 1);
			let to = (from + len).min(bytes.len());
			let (is_first, is_last) = (from == 0, to == bytes.len());
			prop_assert!(!is_flawed(&bytes[from..to], is_first, is_last), "{from} {to}");
			prop_assert_eq!(find_flaw_in(&bytes[from..to], is_first, is_last), None);
		}
	}

	#[test]
	fn every_other_text_should_have_a_flaw_that_is_shown(
		text in delicate_text(),
		bytes in prop::collection::vec((any::<Pick>(), any::<u8>()), 0..3),
	) {
		let mut content = text.into_bytes();
		for (at, byte) in bytes {
			content.insert(at.index(content.len() + 1), byte);
		}
		let is_normal = core::str::from_utf8(&content).is_ok_and(|text| normalize(text) == text);
		let flaw = find_flaw(&content);
		prop_assert_eq!(flaw.is_none(), is_normal);
		if let Some((at, len)) = flaw {
			let (at, len) = (at as usize, len as usize);
			prop_assert!((1..=MAX_FLAW_BYTES as usize).contains(&len));
			let window = &content[at..at + len];
			prop_assert!(is_flawed(window, at == 0, at + len == content.len()));
		}
	}

	#[test]
	fn a_flaw_should_be_found_in_every_part_that_shows_one(
		text in delicate_text(),
		noise in prop::collection::vec((any::<Pick>(), any::<u8>()), 0..2),
		ends in any::<(Pick, Pick)>(),
	) {
		let mut content = text.into_bytes();
		for (at, byte) in noise {
			content.insert(at.index(content.len() + 1), byte);
		}
		let ends = (ends.0.index(content.len() + 1), ends.1.index(content.len() + 1));
		let (from, to) = (ends.0.min(ends.1), ends.0.max(ends.1));
		let (is_first, is_last) = (from == 0, to == content.len());
		let part = &content[from..to];
		match find_flaw_in(part, is_first, is_last) {
			Some((at, len)) => {
				let (at, end) = (at as usize, (at + len) as usize);
				let window = &part[at..end];
				let (is_first, is_last) = (is_first && at == 0, is_last && end == part.len());
				prop_assert!(is_flawed(window, is_first, is_last));
			},
			// So nothing shows one at its beginning, or from a character's on.
			None => prop_assert!(!is_flawed(part, is_first, is_last)),
		}
	}
}

#[test]
fn ascii_should_be_normalized_like_everything_else() {
	let cases = vec![
		("", ""),
		("plain", "plain"),
		(" \t\r\n\u{b}\u{c}", ""),
		("a\u{1}b \u{2} c\r\n", "ab c"),
		("  two  words ", "two words"),
	];
	for (text, normal) in cases {
		assert_eq!(normalize(text), normal);
	}
	assert_eq!(UNICODE, (16, 0, 0));
}
