// SPDX-License-Identifier: Apache-2.0

//! Making the texts of strangers fit to be shown: on a terminal, on a line, in a sentence.
//! And making sure that what is to be registered fits in the chain's records.

use crate::{convert::to_usize, error::Error};

/// A text whose characters that could move the cursor, break a line, turn text around or hide in it
/// are escaped: names, URIs and paths may be those of strangers.
pub fn printable(text: &str) -> String {
	let (mut shown, mut last) = (String::new(), None);
	for c in text.chars() {
		match is_invisible(c) && !is_part_of_emoji(last, c) {
			true => shown.extend(c.escape_unicode()),
			false => shown.push(c),
		}
		last = Some(c);
	}
	shown
}

/// The text of an output, fit to be shown. Most characters in it that can't be seen have their use:
/// only those that would reach the terminal itself are masked. Its lines stay lines.
pub fn masked(text: &str) -> String {
	let is_masked = |c: char| is_unsafe(c) && !matches!(c, '\n' | '\t');
	let lines = text.replace("\r\n", "\n");
	lines.chars().map(|c| if is_masked(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Whether a text has nothing that can be seen.
pub fn is_blank(text: &str) -> bool {
	text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Fails when there is nothing to see of a name. The error says of `what`.
pub fn ensure_name(what: &'static str, name: &str) -> Result<(), Error> {
	match is_blank(name) {
		true => Err(Error::Blank { what }),
		false => Ok(()),
	}
}

/// Fails when `bytes` are more than the `max` that a record of the chain has room for. The error says
/// that of `what`.
pub fn ensure_fits(what: &'static str, bytes: &[u8], max: u32) -> Result<(), Error> {
	match bytes.len() > to_usize(max) {
		true => Err(Error::TooLong { what, bytes: bytes.len(), max }),
		false => Ok(()),
	}
}

/// Whether a character is a control character, a separator of lines, or one that changes the
/// direction of writing.
fn is_unsafe(c: char) -> bool {
	c.is_control()
		|| matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}')
		|| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character leaves no trace where it is shown: control characters and the like, blanks
/// other than a plain space, and all that Unicode lets programs ignore where they do not know it
/// (`Default_Ignorable_Code_Point`).
pub fn is_invisible(c: char) -> bool {
	is_unsafe(c)
		|| c.is_whitespace() && !matches!(c, ' ' | '\u{3000}')
		|| matches!(
			c,
			'\u{ad}'
				| '\u{34f}' | '\u{115f}'..='\u{1160}'
				| '\u{17b4}'..='\u{17b5}'
				| '\u{180b}'..='\u{180f}'
				| '\u{200b}'..='\u{200f}'
				| '\u{2060}'..='\u{206f}'
				| '\u{2800}'
				| '\u{3164}'
				| '\u{fe00}'..='\u{fe0f}'
				| '\u{feff}'
				| '\u{ffa0}'
				| '\u{fff0}'..='\u{fff8}'
				| '\u{1bca0}'..='\u{1bca3}'
				| '\u{1d173}'..='\u{1d17a}'
				| '\u{e0000}'..='\u{e0fff}'
		)
}

/// Whether a character joins symbols to one, or gives them color: behind a symbol it hides nothing.
fn is_part_of_emoji(before: Option<char>, c: char) -> bool {
	let is_symbol =
		|c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
	matches!(c, '\u{200d}' | '\u{fe0f}')
		&& before.is_some_and(|before| is_symbol(before) && before != c)
}

/// A number of things, in the singular where there is one.
pub fn count(number: usize, what: &str) -> String {
	format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_strangers_wrote_should_not_control_the_terminal() {
		assert_eq!(printable("été 1"), "été 1");
		let text = "a\u{1b}[2J\nb\u{9b}\u{202e}\u{2028}";
		assert_eq!(printable(text), r"a\u{1b}[2J\u{a}b\u{9b}\u{202e}\u{2028}");
		assert_eq!(masked(text), "a\u{fffd}[2J\nb\u{fffd}\u{fffd}\u{fffd}");
		assert_eq!(masked("one\r\n\ttwo\rthree"), "one\n\ttwo\u{fffd}three");
	}

	#[test]
	fn what_cannot_be_seen_should_be_shown() {
		let all = [
			'\u{200b}',
			'\u{200d}',
			'\u{feff}',
			'\u{2028}',
			'\u{e0041}',
			'\u{3164}',
			'\u{115f}',
			'\u{ad}',
			'\u{a0}',
			'\u{2800}',
			'\u{fe0f}',
			'\u{85}',
		];
		for c in all {
			let code = format!(r"a\u{{{:x}}}b", u32::from(c));
			assert_eq!(printable(&format!("a{c}b")), code);
			assert!(is_blank(&format!(" {c}")), "{code}");
		}
		assert!(is_blank("") && is_blank(" ") && !is_blank("\u{200b}a") && !is_blank("字"));
		// Families, flags and hearts stay whole, in names and in outputs.
		for emoji in ["👩\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "🏳\u{fe0f}\u{200d}🌈"] {
			assert_eq!((printable(emoji), masked(emoji)), (emoji.to_owned(), emoji.to_owned()));
		}
	}

	#[test]
	fn one_should_be_singular() {
		assert_eq!(count(1, "text"), "1 text");
		assert_eq!(count(0, "text"), "0 texts");
	}
}
