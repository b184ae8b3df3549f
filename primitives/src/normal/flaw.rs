// SPDX-License-Identifier: Apache-2.0

//! Flaws: bytes that show that a content is not in normal form.

use unicode_normalization::{is_nfc, is_nfc_quick, IsNormalized};

use super::{is_dropped, is_mark, is_white_space, MAX_MARKS};

/// Most bytes that it takes to show a flaw. The longest flaw is of characters that would compose:
/// one with [`MAX_MARKS`] marks, and the next one with as many, of four bytes each.
pub const MAX_FLAW_BYTES: u32 = 256;

/// Whether the bytes `window` of a content are not in normal form, so that the content is not
/// either. `is_first` says that they begin where the content does, `is_last` that they end where it
/// does.
///
/// No window of a text in normal form is flawed: the text has no character that is dropped, no
/// white space but single spaces between other characters, and no more than [`MAX_MARKS`] marks in
/// a row; and every part of a normalized text is normalized. A window that begins within a
/// character shows nothing.
pub fn is_flawed(window: &[u8], is_first: bool, is_last: bool) -> bool {
	if window.first().is_none_or(|byte| is_within(*byte) && !is_first) {
		return false;
	}
	let (text, is_last) = match core::str::from_utf8(window) {
		Ok(text) => (text, is_last),
		Err(error) if error.error_len().is_some() || is_last => return true,
		Err(error) => {
			let valid = window.get(..error.valid_up_to()).unwrap_or_default();
			(core::str::from_utf8(valid).unwrap_or_default(), false)
		}
	};
	let mut in_a_row = 0usize;
	let has_surplus = text.chars().any(|c| {
		in_a_row = if is_mark(c) { in_a_row.saturating_add(1) } else { 0 };
		in_a_row > MAX_MARKS
	});
	has_surplus
		|| text.chars().any(|c| is_dropped(c) || is_white_space(c) && c != ' ')
		|| text.contains("  ")
		|| is_first && text.starts_with(' ')
		|| is_last && text.ends_with(' ')
		|| !is_nfc(text)
}

/// Whether no character begins with `byte`.
fn is_within(byte: u8) -> bool {
	matches!(byte, 0x80..=0xbf)
}

/// The first flaw of a content: the position of its first byte, and how many bytes show it. `None`
/// if the content is in normal form, or has no bytes.
pub fn find_flaw(content: &[u8]) -> Option<(u32, u32)> {
	find_flaw_in(content, true, true)
}

/// The first flaw that a part of a content shows: its position in `part`, and how many bytes show
/// it. `is_first` says that the part begins where the content does, `is_last` that it ends where it
/// does.
pub fn find_flaw_in(part: &[u8], is_first: bool, is_last: bool) -> Option<(u32, u32)> {
	let skipped =
		if is_first { 0 } else { part.iter().take_while(|byte| is_within(**byte)).count() };
	let bytes = part.get(skipped..)?;
	let error = core::str::from_utf8(bytes).err();
	let valid = error.map_or(bytes.len(), |error| error.valid_up_to());
	let text = core::str::from_utf8(bytes.get(..valid)?).ok()?;
	let by_text = || flaw_of_text(text, is_first, is_last && error.is_none());
	let by_bytes = || {
		let error = error.filter(|error| error.error_len().is_some() || is_last)?;
		// What begins no character shows nothing without the one before.
		let begins = bytes.get(valid).is_some_and(|byte| !is_within(*byte));
		let before = text.chars().next_back().filter(|_| !begins).map_or(0, char::len_utf8);
		let rest = bytes.len().checked_sub(valid)?;
		// And what could begin one, without what follows it.
		let len = error.error_len().map_or(rest, |len| rest.min(len.saturating_add(1)));
		let len = len.checked_add(before)?;
		Some((valid.checked_sub(before)?, len))
	};
	let (at, len) = by_text().or_else(by_bytes)?;
	Some((u32::try_from(at.checked_add(skipped)?).ok()?, u32::try_from(len).ok()?))
}

/// The first flaw of UTF-8: where it starts and its length.
///
/// Whether a text is normalized shows in any two neighbouring characters with their marks: only
/// these compose, or have an order.
fn flaw_of_text(text: &str, is_first: bool, is_last: bool) -> Option<(usize, usize)> {
	let is_composed = text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
	// Where the character before this one, this one, and the marks in a row begin.
	let (mut previous, mut current, mut row) = (0usize, 0usize, 0usize);
	let (mut in_a_row, mut before) = (0usize, None);
	for (at, c) in text.char_indices() {
		let end = at.saturating_add(c.len_utf8());
		let until_here = |from: usize| Some((from, end.saturating_sub(from)));
		if is_dropped(c) || is_white_space(c) && c != ' ' {
			return until_here(at);
		}
		if c == ' ' {
			if before == Some(' ') {
				return until_here(at.saturating_sub(1));
			}
			if at == 0 && is_first || end == text.len() && is_last {
				return until_here(at);
			}
		}
		before = Some(c);
		if is_mark(c) {
			row = if in_a_row == 0 { at } else { row };
			in_a_row = in_a_row.saturating_add(1);
			if in_a_row > MAX_MARKS {
				return until_here(row);
			}
			continue;
		}
		in_a_row = 0;
		if !is_composed {
			if let Some(flaw) = uncomposed(text, previous, at) {
				return Some(flaw);
			}
		}
		(previous, current) = (current, at);
	}
	let last = |from| uncomposed(text, from, text.len());
	(!is_composed).then(|| last(previous).or_else(|| last(current))).flatten()
}

/// These bytes, if normalization would change them.
fn uncomposed(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
	let part = text.get(from..to)?;
	let is_composed = is_nfc_quick(part.chars()) == IsNormalized::Yes || is_nfc(part);
	(!is_composed).then_some((from, part.len()))
}
