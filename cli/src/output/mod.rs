// SPDX-License-Identifier: Apache-2.0

//! What is shown: results on standard output, everything else on standard error.

pub mod json;
pub mod progress;
pub mod spans;
pub mod table;
pub mod words;

/// Without what could move the cursor, hide text or turn it around: names, URIs and paths may be
/// those of strangers.
pub fn printable(text: &str) -> String {
	text.chars().map(|c| if is_unsafe(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Control characters, and those that change the direction of writing.
fn is_unsafe(c: char) -> bool {
	c.is_control()
		|| matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
		|| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
		let shown = "a\u{fffd}[2J\u{fffd}b\u{fffd}\u{fffd}";
		assert_eq!(printable("a\u{1b}[2J\nb\u{9b}\u{202e}"), shown);
	}

	#[test]
	fn one_should_be_singular() {
		assert_eq!(count(1, "text"), "1 text");
		assert_eq!(count(0, "text"), "0 texts");
	}
}
