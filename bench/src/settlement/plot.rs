// SPDX-License-Identifier: Apache-2.0

//! A picture of the results: the rates, by powers of ten, and the course of the batches.

use std::{fmt::Write, path::Path};

use crate::{
	error::{cannot, Error},
	plot::{self, stroke, text, COLOUR, GREY, LEFT, RIGHT},
};

const HEIGHT: f64 = 560.0;
/// The line.
const LINE_TOP: f64 = 320.0;
const LINE_BOTTOM: f64 = 500.0;
/// Lines of a grid, besides the axis.
const STEPS: u32 = 4;
const RATES: &str = "a second, in full blocks (powers of ten)";
const COURSE: &str = "settle_batch: inferences of each block, by seconds";

/// Draws rates by name, and the inferences of each block by the seconds since the first.
pub fn draw(path: &Path, rates: &[(String, f64)], course: &[(f64, f64)]) -> Result<(), Error> {
	let mut body = String::new();
	plot::bars(&mut body, RATES, rates)
		.and_then(|()| line(&mut body, course))
		.map_err(cannot("draw the results"))?;
	plot::write(path, HEIGHT, &body)
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_line_should_go_through_all_blocks() {
		let mut body = String::new();
		line(&mut body, &[(2.0, 50.0), (4.0, 100.0)]).unwrap();
		assert_eq!(body.matches("<circle").count(), 2);
		assert!(body.contains("points=\"490.0,"), "{body}");
		line(&mut body, &[]).unwrap();
	}
}
