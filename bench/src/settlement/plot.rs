// SPDX-License-Identifier: Apache-2.0

//! A picture of the results: the rates, by powers of ten, and the course of the batches.

use std::{fmt::Write, fs, path::Path};

use crate::{
	error::{cannot, Error},
	report::length,
};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 560.0;
/// Left and right of what is drawn.
const LEFT: f64 = 220.0;
const RIGHT: f64 = 760.0;
/// The bars.
const BARS_TOP: f64 = 50.0;
const BAR: f64 = 26.0;
const BAR_STEP: f64 = 44.0;
/// The line.
const LINE_TOP: f64 = 320.0;
const LINE_BOTTOM: f64 = 500.0;
/// Lines of a grid, besides the axis.
const STEPS: u32 = 4;
const RATES: &str = "a second, in full blocks (powers of ten)";
const COURSE: &str = "settle_batch: inferences of each block, by seconds";
const COLOUR: &str = "#3b6ea5";
const GREY: &str = "#cccccc";

/// Draws rates by name, and the inferences of each block by the seconds since the first.
pub fn draw(path: &Path, rates: &[(String, f64)], course: &[(f64, f64)]) -> Result<(), Error> {
	let mut body = String::new();
	bars(&mut body, rates)
		.and_then(|()| line(&mut body, course))
		.map_err(cannot("draw the results"))?;
	let svg = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
		 viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
		 <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n"
	);
	fs::write(path, svg).map_err(cannot(format!("write {}", path.display())))
}

fn bars(body: &mut String, rates: &[(String, f64)]) -> std::fmt::Result {
	text(body, LEFT, 30.0, "start", RATES)?;
	let most = rates.iter().map(|(_, rate)| *rate).fold(10.0, f64::max);
	let powers = most.log10().ceil().max(1.0);
	let bottom = BARS_TOP + length(rates.len()) * BAR_STEP;
	let place = |rate: f64| LEFT + rate.max(1.0).log10() / powers * (RIGHT - LEFT);
	let mut power = 0.0;
	while power <= powers {
		let x = place(10_f64.powf(power));
		stroke(body, (x, BARS_TOP), (x, bottom), GREY)?;
		text(body, x, bottom + 18.0, "middle", &format!("{:.0}", 10_f64.powf(power)))?;
		power += 1.0;
	}
	let mut top = BARS_TOP + (BAR_STEP - BAR) / 2.0;
	for (name, rate) in rates {
		let (end, base) = (place(*rate), top + BAR * 0.7);
		writeln!(
			body,
			"<rect x=\"{LEFT}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR}\" fill=\"{COLOUR}\"/>",
			end - LEFT
		)?;
		text(body, LEFT - 10.0, base, "end", name)?;
		text(body, end + 6.0, base, "start", &format!("{rate:.0}"))?;
		top += BAR_STEP;
	}
	Ok(())
}

fn line(body: &mut String, course: &[(f64, f64)]) -> std::fmt::Result {
	text(body, LEFT, LINE_TOP - 20.0, "start", COURSE)?;
	let seconds = course.iter().map(|(seconds, _)| *seconds).fold(1.0, f64::max);
	let most = course.iter().map(|(_, count)| *count).fold(1.0, f64::max) * 1.1;
	let x = |second: f64| LEFT + second / seconds * (RIGHT - LEFT);
	let y = |count: f64| LINE_BOTTOM - count / most * (LINE_BOTTOM - LINE_TOP);
	for step in 0..=STEPS {
		let part = f64::from(step) / f64::from(STEPS);
		let (second, count) = (seconds * part, most * part);
		stroke(body, (LEFT, y(count)), (RIGHT, y(count)), GREY)?;
		text(body, LEFT - 10.0, y(count) + 4.0, "end", &format!("{count:.0}"))?;
		text(body, x(second), LINE_BOTTOM + 20.0, "middle", &format!("{second:.0} s"))?;
	}
	let mut points = String::new();
	for (second, count) in course {
		write!(points, "{:.1},{:.1} ", x(*second), y(*count))?;
		let (x, y) = (x(*second), y(*count));
		writeln!(body, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{COLOUR}\"/>")?;
	}
	let points = points.trim_end();
	writeln!(
		body,
		"<polyline points=\"{points}\" fill=\"none\" stroke=\"{COLOUR}\" stroke-width=\"2\"/>"
	)
}

fn stroke(body: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) -> std::fmt::Result {
	let ((x1, y1), (x2, y2)) = (from, to);
	writeln!(
		body,
		"<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\"/>"
	)
}

/// A text without characters that SVG reserves.
fn text(body: &mut String, x: f64, y: f64, anchor: &str, text: &str) -> std::fmt::Result {
	writeln!(body, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bars_should_be_by_powers_of_ten() {
		let mut body = String::new();
		bars(&mut body, &[("one".to_owned(), 10.0), ("two".to_owned(), 1_000.0)]).unwrap();
		// A third of the way, and all of it.
		assert!(body.contains("width=\"180.0\""), "{body}");
		assert!(body.contains("width=\"540.0\""), "{body}");
	}

	#[test]
	fn a_line_should_go_through_all_blocks() {
		let mut body = String::new();
		line(&mut body, &[(2.0, 50.0), (4.0, 100.0)]).unwrap();
		assert_eq!(body.matches("<circle").count(), 2);
		assert!(body.contains("points=\"490.0,"), "{body}");
		line(&mut body, &[]).unwrap();
	}
}
