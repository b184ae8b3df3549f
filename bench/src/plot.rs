// SPDX-License-Identifier: Apache-2.0

//! What the pictures of results have in common: bars by powers of ten, and the lines of a grid.

use std::{fmt::Write, fs, path::Path};

use crate::{
	error::{cannot, Error},
	report::length,
};

const WIDTH: f64 = 860.0;
/// Left and right of what is drawn.
pub const LEFT: f64 = 220.0;
pub const RIGHT: f64 = 760.0;
pub const COLOUR: &str = "#3b6ea5";
pub const GREY: &str = "#cccccc";
/// The bars.
const BARS_TOP: f64 = 50.0;
const BAR: f64 = 26.0;
const BAR_STEP: f64 = 44.0;
/// Room below the bars, for their numbers.
const BELOW: f64 = 40.0;

/// Writes what was drawn as a picture of that height.
pub fn write(path: &Path, height: f64, body: &str) -> Result<(), Error> {
	let svg = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
		 viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
		 <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n"
	);
	fs::write(path, svg).map_err(cannot(format!("write {}", path.display())))
}

/// The height of a picture of bars alone.
pub fn height(bars: usize) -> f64 {
	BARS_TOP + length(bars) * BAR_STEP + BELOW
}

/// Draws numbers by name, from the top down, by powers of ten.
pub fn bars(body: &mut String, title: &str, numbers: &[(String, f64)]) -> std::fmt::Result {
	text(body, LEFT, 30.0, "start", title)?;
	let most = numbers.iter().map(|(_, number)| *number).fold(10.0, f64::max);
	let powers = most.log10().ceil().max(1.0);
	let bottom = BARS_TOP + length(numbers.len()) * BAR_STEP;
	let place = |number: f64| LEFT + number.max(1.0).log10() / powers * (RIGHT - LEFT);
	let mut power = 0.0;
	while power <= powers {
		let x = place(10_f64.powf(power));
		stroke(body, (x, BARS_TOP), (x, bottom), GREY)?;
		text(body, x, bottom + 18.0, "middle", &format!("{:.0}", 10_f64.powf(power)))?;
		power += 1.0;
	}
	let mut top = BARS_TOP + (BAR_STEP - BAR) / 2.0;
	for (name, number) in numbers {
		let (end, base) = (place(*number), top + BAR * 0.7);
		writeln!(
			body,
			"<rect x=\"{LEFT}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR}\" fill=\"{COLOUR}\"/>",
			end - LEFT
		)?;
		text(body, LEFT - 10.0, base, "end", name)?;
		text(body, end + 6.0, base, "start", &format!("{number:.0}"))?;
		top += BAR_STEP;
	}
	Ok(())
}

pub fn stroke(
	body: &mut String,
	from: (f64, f64),
	to: (f64, f64),
	color: &str,
) -> std::fmt::Result {
	let ((x1, y1), (x2, y2)) = (from, to);
	writeln!(
		body,
		"<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{color}\"/>"
	)
}

/// A text without characters that SVG reserves.
pub fn text(body: &mut String, x: f64, y: f64, anchor: &str, text: &str) -> std::fmt::Result {
	writeln!(body, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bars_should_be_by_powers_of_ten() {
		let mut body = String::new();
		let numbers = [("one".to_owned(), 10.0), ("two".to_owned(), 1_000.0)];
		bars(&mut body, "a second", &numbers).unwrap();
		// A third of the way, and all of it.
		assert!(body.contains("width=\"180.0\""), "{body}");
		assert!(body.contains("width=\"540.0\""), "{body}");
		assert!(height(2) > BARS_TOP + BAR_STEP * 2.0);
	}
}
