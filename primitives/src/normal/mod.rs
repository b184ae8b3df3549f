// SPDX-License-Identifier: Apache-2.0

//! Normal form v1: the form in which texts are hashed and matched.
//!
//! 1. A text is UTF-8.
//! 2. Control characters that are no white space, code points without an appearance
//!    (`Default_Ignorable_Code_Point`, format controls) and those that Unicode 16.0.0 does not
//!    assign are dropped.
//! 3. It is put into Unicode Normalization Form C.
//! 4. Of more than [`MAX_MARKS`] marks in a row only the first [`MAX_MARKS`] stay.
//! 5. Every run of white space becomes one space; at the ends it is dropped.
//!
//! No step undoes one before it, so the normal form of a normal form is itself. Code points that a
//! later Unicode version assigns are dropped like anything unknown, and the normalization of those
//! that 16.0.0 assigns never changes: so implementations of any age agree.
//!
//! Every part of a text in normal form is in normal form too, but for spaces at its ends. So a few
//! bytes show that a text is not in normal form: [`is_flawed`].

mod count;
mod flaw;
mod tables;

pub use count::{dropped, Dropped};
pub use flaw::{find_flaw, find_flaw_in, is_flawed, MAX_FLAW_BYTES};
pub(crate) use tables::{SYMBOLS, UNSPACED};

use alloc::{borrow::Cow, string::String};
use core::cmp::Ordering;
use tables::{FORMAT, IGNORABLE, UNASSIGNED};
use unicode_normalization::{
	char::canonical_combining_class, is_nfc_quick, IsNormalized, UnicodeNormalization,
};

/// The version of Unicode whose properties and normalization hold.
pub const UNICODE: (u8, u8, u8) = (16, 0, 0);
/// Most marks that may be in a row. A mark is a code point with a canonical combining class other
/// than 0.
pub const MAX_MARKS: usize = 30;

/// Whether a code point is in one of `ranges`, which ascend.
pub(crate) fn is_in(ranges: &[(u32, u32)], code: u32) -> bool {
	let place = |(from, to): &(u32, u32)| {
		if *to < code {
			Ordering::Less
		} else if *from > code {
			Ordering::Greater
		} else {
			Ordering::Equal
		}
	};
	ranges.binary_search_by(place).is_ok()
}

/// Why a code point is dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
	Control,
	Invisible,
	Unassigned,
}

/// Why the normal form drops `c`, if it does.
pub(crate) fn kind_of(c: char) -> Option<Kind> {
	match u32::from(c) {
		0x20..=0x7e => None,
		// What most texts consist of: Latin, and the largest blocks.
		0xa0..=0xac | 0xae..=0x2ff | 0x3400..=0xa48c | 0xac00..=0xd7a3 => None,
		0..=0x9f => (!is_white_space(c)).then_some(Kind::Control),
		code if is_in(&IGNORABLE, code) || is_in(&FORMAT, code) => Some(Kind::Invisible),
		code if is_in(&UNASSIGNED, code) => Some(Kind::Unassigned),
		_ => None,
	}
}

/// Whether the normal form drops `c` wherever it stands.
pub fn is_dropped(c: char) -> bool {
	kind_of(c).is_some()
}

/// Whether `c` is white space: one of 25 code points, whatever a version of Unicode says.
pub fn is_white_space(c: char) -> bool {
	matches!(
		c,
		'\t'..='\r'
			| ' ' | '\u{85}'
			| '\u{a0}'
			| '\u{1680}'
			| '\u{2000}'..='\u{200a}'
			| '\u{2028}'
			| '\u{2029}'
			| '\u{202f}'
			| '\u{205f}'
			| '\u{3000}'
	)
}

/// Whether `c` is a mark: what can follow a character in any number, and is put into order.
pub(crate) fn is_mark(c: char) -> bool {
	// Below are none.
	c >= '\u{300}' && canonical_combining_class(c) != 0
}

/// The normal form of a text. It is empty if `text` is, or has nothing but white space and
/// characters that are dropped. The caller has to check its length.
pub fn normalize(text: &str) -> String {
	if text.is_ascii() {
		return normalize_ascii(text);
	}
	let kept: Cow<'_, str> = if text.chars().any(is_dropped) {
		text.chars().filter(|c| !is_dropped(*c)).collect::<String>().into()
	} else {
		text.into()
	};
	if is_nfc_quick(kept.chars()) == IsNormalized::Yes {
		return tidy(&kept);
	}
	tidy(&kept.nfc().collect::<String>())
}

/// The same for ASCII, faster: it has no marks, and is composed.
fn normalize_ascii(text: &str) -> String {
	let is_control = |byte: u8| !matches!(byte, b' '..=b'~' | b'\t'..=b'\r');
	let kept: Cow<'_, str> = if text.bytes().any(is_control) {
		text.chars().filter(|c| !is_dropped(*c)).collect::<String>().into()
	} else {
		text.into()
	};
	let mut normal = String::with_capacity(kept.len());
	for word in kept.split(is_white_space).filter(|word| !word.is_empty()) {
		if !normal.is_empty() {
			normal.push(' ');
		}
		normal.push_str(word);
	}
	normal.shrink_to_fit();
	normal
}

/// Leaves no more marks in a row than may be, makes every run of white space one space, and trims.
fn tidy(composed: &str) -> String {
	let mut tidy = String::with_capacity(composed.len());
	let (mut marks, mut is_after_space) = (0usize, false);
	for c in composed.chars() {
		if is_white_space(c) {
			(marks, is_after_space) = (0, true);
			continue;
		}
		marks = if is_mark(c) { marks.saturating_add(1) } else { 0 };
		if marks > MAX_MARKS {
			continue;
		}
		if is_after_space && !tidy.is_empty() {
			tidy.push(' ');
		}
		is_after_space = false;
		tidy.push(c);
	}
	tidy.shrink_to_fit();
	tidy
}

#[cfg(test)]
mod tests;
