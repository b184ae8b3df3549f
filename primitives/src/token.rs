// SPDX-License-Identifier: Apache-2.0

//! Token starts: the positions where a match may begin.
//!
//! Each code point has a class. Each code point of the class *own* is a token: ASCII punctuation,
//! what Unicode calls punctuation, symbols and separators, and the characters of scripts that write
//! no spaces between words. All the rest but the space is of the class *word*: code points of that
//! class in a row are one token. No token starts at a space.

use core::str;

use crate::normal::{is_in, SYMBOLS, UNSPACED};

/// How many bytes before a position, and how many from it on, decide whether a token starts there.
pub const CONTEXT: u32 = 4;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
	Word,
	Space,
	/// A token by itself.
	Own,
}

const fn class_of_ascii(byte: u8) -> Class {
	match byte {
		b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Class::Word,
		b' ' => Class::Space,
		_ => Class::Own,
	}
}

fn class(c: char) -> Class {
	match u32::from(c) {
		code @ 0..=0x7f => u8::try_from(code).map_or(Class::Own, class_of_ascii),
		// What most texts consist of, for speed: Latin, Cyrillic, Arabic, Devanagari, Hangul; Thai,
		// kana and most of Chinese.
		0xd7 | 0xf7 => Class::Own,
		0xc0..=0x2c1 | 0x400..=0x481 | 0x620..=0x669 | 0x900..=0x963 | 0xac00..=0xd7a3 => {
			Class::Word
		}
		0xe01..=0xe3a | 0x3041..=0x3096 | 0x30a1..=0x30fa | 0x4e00..=0x9fff => Class::Own,
		code if is_in(&UNSPACED, code) || is_in(&SYMBOLS, code) => Class::Own,
		_ => Class::Word,
	}
}

/// The code point that `bytes` begin with, and its length. `None` where they begin with none.
fn first(bytes: &[u8]) -> Option<(char, usize)> {
	let len = match bytes.first()? {
		0..=0x7f => 1,
		0xc2..=0xdf => 2,
		0xe0..=0xef => 3,
		0xf0..=0xf4 => 4,
		_ => return None,
	};
	let c = str::from_utf8(bytes.get(..len)?).ok()?.chars().next()?;
	Some((c, len))
}

/// The code point that `bytes` end with.
fn last(bytes: &[u8]) -> Option<char> {
	let begins = |byte: &u8| !matches!(byte, 0x80..=0xbf);
	let from = bytes.len().saturating_sub(4);
	let tail = bytes.get(from..)?;
	let last = tail.get(tail.iter().rposition(begins)?..)?;
	first(last).filter(|(_, len)| *len == last.len()).map(|(c, _)| c)
}

/// Whether a token starts at the first byte of `from`, which follows the bytes `before` in the
/// text. [`CONTEXT`] bytes of each are enough; `before` has fewer only at the beginning of a text,
/// `from` only at the end. No token starts where either is not UTF-8 at the border.
pub fn is_token_start(before: &[u8], from: &[u8]) -> bool {
	let Some((c, _)) = first(from) else { return false };
	let (is_first, before) = (before.is_empty(), last(before));
	let is_readable = is_first || before.is_some();
	is_readable
		&& match class(c) {
			Class::Space => false,
			Class::Own => true,
			Class::Word => before.is_none_or(|before| class(before) != Class::Word),
		}
}

/// The positions of all token starts of `text`, ascending: those for which [`is_token_start`] is
/// true. `text` need not be UTF-8.
pub fn token_starts(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
	// What precedes the position; at the beginning like a space.
	let (mut position, mut before) = (0usize, Some(Class::Space));
	core::iter::from_fn(move || loop {
		let byte = *text.get(position)?;
		let at = position;
		let (found, len) = if byte.is_ascii() {
			(Some(class_of_ascii(byte)), 1)
		} else {
			match first(text.get(at..)?) {
				Some((c, len)) => (Some(class(c)), len),
				None => (None, 1),
			}
		};
		position = position.saturating_add(len);
		let starts = match (before, found) {
			(None, _) | (_, None | Some(Class::Space)) => false,
			(Some(_), Some(Class::Own)) => true,
			(Some(before), Some(Class::Word)) => before != Class::Word,
		};
		before = found;
		if starts {
			return Some(at);
		}
	})
}

#[cfg(test)]
mod tests;
