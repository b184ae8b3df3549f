// SPDX-License-Identifier: Apache-2.0

//! Where lines break: between words alone, and where a terminal, or COLUMNS, says how long they are.

use std::{env, io, sync::OnceLock};

use terminal_size::{terminal_size_of, Width};
use unicode_width::UnicodeWidthStr;

/// The characters of a line. Global, as results are put into words without a context.
static WIDTH: OnceLock<Option<usize>> = OnceLock::new();

/// Has results fit standard output from now on.
pub fn start() {
	let terminal = terminal_size_of(io::stdout()).map(|(Width(width), _)| usize::from(width));
	let columns = || env::var("COLUMNS").ok()?.parse().ok();
	// Only a second call fails, and changes nothing.
	let _ = WIDTH.set(terminal.or_else(columns).filter(|width| *width > 0));
}

/// The length of a line. `None` where nothing limits it.
pub fn width() -> Option<usize> {
	WIDTH.get().copied().flatten()
}

/// The columns that a text takes on a terminal.
pub fn measure(text: &str) -> usize {
	text.width()
}

/// The columns of the longest word of a text.
pub fn longest_word(text: &str) -> usize {
	text.split(' ').map(measure).max().unwrap_or_default()
}

/// A text in lines of at most `width` columns. A longer word has a longer line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
	if measure(text) <= width {
		return vec![text.to_owned()];
	}
	let mut lines: Vec<String> = Vec::new();
	for word in text.split(' ').filter(|word| !word.is_empty()) {
		match lines.last_mut() {
			Some(line) if measure(line).saturating_add(measure(word)) < width => {
				line.push(' ');
				line.push_str(word);
			}
			_ => lines.push(word.to_owned()),
		}
	}
	lines
}

/// The widths that columns get so that they and the gaps between them fit in `room`: the widest give
/// way first, and none below its longest word. `None` if they don't fit.
pub fn fit(columns: &[Column], gap: usize, room: Option<usize>) -> Option<Vec<usize>> {
	let mut widths: Vec<_> = columns.iter().map(|column| (column.natural, column.least)).collect();
	let gaps = gap.saturating_mul(columns.len().saturating_sub(1));
	let room = room.map_or(usize::MAX, |room| room.saturating_sub(gaps));
	while widths.iter().map(|(width, _)| *width).sum::<usize>() > room {
		let can_shrink = widths.iter_mut().filter(|(width, least)| width > least);
		let (widest, _) = can_shrink.max_by_key(|(width, _)| *width)?;
		*widest = widest.saturating_sub(1);
	}
	Some(widths.into_iter().map(|(width, _)| width).collect())
}

/// The widths that the cells of a column ask for.
#[derive(Clone, Copy, Default)]
pub struct Column {
	/// That of its longest cell.
	pub natural: usize,
	/// That of its longest word.
	pub least: usize,
}

impl Column {
	/// Makes room for a cell.
	pub fn add(&mut self, cell: &str) {
		self.natural = self.natural.max(measure(cell));
		self.least = self.least.max(longest_word(cell));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lines_should_break_between_words_alone() {
		assert_eq!(wrap("7200 to 1296000 blocks", 12), ["7200 to", "1296000", "blocks"]);
		assert_eq!(wrap("7200 to 1296000 blocks", 22), ["7200 to 1296000 blocks"]);
		assert_eq!(wrap("a https://example.org b", 5), ["a", "https://example.org", "b"]);
		assert_eq!(wrap("", 0), [""]);
		// Wide characters take two columns.
		assert_eq!(wrap("文字 文字", 5), ["文字", "文字"]);
	}

	#[test]
	fn the_widest_column_should_give_way_first() {
		let column = |natural, least| Column { natural, least };
		let columns = [column(10, 10), column(40, 8), column(20, 8)];
		assert_eq!(fit(&columns, 2, None), Some(vec![10, 40, 20]));
		assert_eq!(fit(&columns, 2, Some(74)), Some(vec![10, 40, 20]));
		assert_eq!(fit(&columns, 2, Some(60)), Some(vec![10, 26, 20]));
		assert_eq!(fit(&columns, 2, Some(30)), Some(vec![10, 8, 8]));
		assert_eq!(fit(&columns, 2, Some(29)), None);
		assert_eq!(fit(&[], 2, Some(0)), Some(Vec::new()));
	}
}
