// SPDX-License-Identifier: Apache-2.0

//! An output with its spans in the colors of their holders.

use std::ops::Range;

use openledger_primitives::{span::Span, ContributionId};
use owo_colors::{AnsiColors, OwoColorize};

use openledger_client::{
	convert::to_usize,
	text::{masked, printable},
};

const COLOURS: [AnsiColors; 12] = [
	AnsiColors::Green,
	AnsiColors::Cyan,
	AnsiColors::Magenta,
	AnsiColors::Yellow,
	AnsiColors::Blue,
	AnsiColors::Red,
	AnsiColors::BrightGreen,
	AnsiColors::BrightCyan,
	AnsiColors::BrightMagenta,
	AnsiColors::BrightYellow,
	AnsiColors::BrightBlue,
	AnsiColors::BrightRed,
];

/// Characters of a stretch that are shown in a table.
const EXCERPT_CHARS: usize = 60;

/// A stretch of an output as it was given, in bytes, and whose it is.
pub type Stretch = (Range<usize>, ContributionId);

/// The holders of an output's stretches, in the order in which they appear in it.
pub fn holders(owned: &[Stretch]) -> Vec<ContributionId> {
	let mut holders = Vec::new();
	for (_, holder) in owned {
		if !holders.contains(holder) {
			holders.push(*holder);
		}
	}
	holders
}

/// The color of the holder at a place in the order of holders.
fn color(place: usize) -> AnsiColors {
	COLOURS[place % COLOURS.len()]
}

/// A mark in the color of the holder at that place.
pub fn mark(place: usize) -> String {
	"■".color(color(place)).to_string()
}

/// The output as it was given, each stretch that is owned in the color of who owns it.
pub fn painted(output: &str, owned: &[Stretch]) -> String {
	let holders = holders(owned);
	let mut text = String::new();
	let mut done = 0;
	for (stretch, holder) in owned {
		let start = boundary(output, stretch.start).max(done);
		let end = boundary(output, stretch.end).max(start);
		let place = holders.iter().position(|id| id == holder).unwrap_or_default();
		text.push_str(&masked(&output[done..start]));
		let piece = masked(&output[start..end]);
		text.push_str(&piece.color(color(place)).to_string());
		done = end;
	}
	text.push_str(&masked(&output[done..]));
	text
}

/// The stretch of the output's normal form that a span covers, in full if it is short.
pub fn excerpt(output: &str, stretch: Span) -> String {
	let start = boundary(output, to_usize(stretch.start));
	let end = boundary(output, to_usize(stretch.end())).max(start);
	let piece = printable(&output[start..end]);
	if piece.chars().count() <= EXCERPT_CHARS {
		return piece;
	}
	let beginning: String = piece.chars().take(EXCERPT_CHARS - 1).collect();
	format!("{beginning}…")
}

/// The last character boundary up to `position`: spans are measured in bytes.
fn boundary(output: &str, position: usize) -> usize {
	let mut boundary = position.min(output.len());
	while !output.is_char_boundary(boundary) {
		boundary -= 1;
	}
	boundary
}

#[cfg(test)]
mod tests {
	use super::*;

	fn plain(text: &str) -> String {
		let mut plain = String::new();
		let mut is_code = false;
		for c in text.chars() {
			match c {
				'\u{1b}' => is_code = true,
				'm' if is_code => is_code = false,
				c if !is_code => plain.push(c),
				_ => {}
			}
		}
		plain
	}

	#[test]
	fn painting_should_leave_the_text_as_it_is() {
		let output = "before été after";
		// The first span ends within a character.
		let owned = [(0..8, 3), (8..13, 9), (15..17, 3)];
		let painted = painted(output, &owned);
		assert_eq!(plain(&painted), output);
		assert_eq!(painted.matches("\u{1b}[32m").count(), 2);
		assert_eq!(holders(&owned), [3, 9]);
	}

	#[test]
	fn a_long_stretch_should_be_shortened() {
		let span = Span { start: 0, len: 8 };
		assert_eq!(excerpt("before été after", span), "before ");
		let long = "é".repeat(100);
		let span = Span { start: 0, len: 200 };
		assert_eq!(excerpt(&long, span).chars().count(), EXCERPT_CHARS);
	}

	#[test]
	fn an_output_should_not_control_the_terminal() {
		let painted = painted("a\u{1b}[2Jb", &[]);
		assert!(!painted.contains('\u{1b}'));
	}
}
