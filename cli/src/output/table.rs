// SPDX-License-Identifier: Apache-2.0

//! Tables and lists of fields. What is in them may come from strangers, and is made printable.

use openledger_client::text::printable;
use sp_core::H256;

use super::layout::{fit, measure, width, wrap, Column};

/// Blanks between two columns.
const GAP: usize = 2;
/// The most columns of a table whose rows may take as many lines as they like.
const FEW_COLUMNS: usize = 3;
/// The most lines of a row of a table with more columns.
const MOST_LINES: usize = 2;
/// The least columns for the values of fields, whatever the names take.
const LEAST_VALUE: usize = 24;
/// The characters of each end that a shortened hash has.
const HASH_CHARS: usize = 4;

/// A table, or what becomes of it where lines are short: each row as a block of fields.
pub struct Rows {
	/// The line above the rows of a table.
	pub header: Option<String>,
	/// Each of one line or more.
	pub rows: Vec<String>,
}

impl Rows {
	/// Rows under a header, in lines of at most `room` columns if there is a limit. Columns whose
	/// header starts with `>` are aligned to the right.
	pub fn within(
		header: &[&str],
		rows: impl IntoIterator<Item = Vec<String>>,
		room: Option<usize>,
	) -> Self {
		let names: Vec<_> = header.iter().map(|name| name.trim_start_matches('>')).collect();
		let rows: Vec<Vec<_>> =
			rows.into_iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
		let mut columns = vec![Column::default(); names.len()];
		for (column, name) in columns.iter_mut().zip(&names) {
			column.add(name);
		}
		for row in &rows {
			for (column, cell) in columns.iter_mut().zip(row) {
				column.add(cell);
			}
		}
		let widths = fit(&columns, GAP, room).filter(|widths| {
			let lines = |row: &Vec<String>| {
				let cells = row.iter().zip(widths);
				cells.map(|(cell, width)| wrap(cell, *width).len()).max().unwrap_or_default()
			};
			names.len() <= FEW_COLUMNS || rows.iter().all(|row| lines(row) <= MOST_LINES)
		});
		let Some(widths) = widths else {
			let block = |row: Vec<String>| {
				let pairs: Vec<_> = names.iter().copied().zip(row).collect();
				fields_within(&pairs, room)
			};
			return Self { header: None, rows: rows.into_iter().map(block).collect() };
		};
		let is_right: Vec<_> = header.iter().map(|name| name.starts_with('>')).collect();
		let names: Vec<_> = names.into_iter().map(str::to_owned).collect();
		let draw = |row: &Vec<String>| draw(row, &widths, &is_right);
		Self { header: Some(draw(&names)), rows: rows.iter().map(draw).collect() }
	}

	/// All of it, blocks with an empty line between.
	pub fn text(self) -> String {
		match self.header {
			Some(header) => {
				let lines: Vec<_> = [header].into_iter().chain(self.rows).collect();
				lines.join("\n")
			}
			None => self.rows.join("\n\n"),
		}
	}
}

/// A row of a table, in as many lines as its highest cell takes.
fn draw(row: &[String], widths: &[usize], is_right: &[bool]) -> String {
	let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
	let height = cells.iter().map(Vec::len).max().unwrap_or_default();
	let line = |nth: usize| {
		let mut line = String::new();
		for ((cell, width), is_right) in cells.iter().zip(widths).zip(is_right) {
			let piece = cell.get(nth).map_or("", String::as_str);
			let blanks = " ".repeat(width.saturating_sub(measure(piece)));
			let (before, after) =
				if *is_right { (blanks, String::new()) } else { (String::new(), blanks) };
			line.push_str(&format!("{before}{piece}{after}{}", " ".repeat(GAP)));
		}
		line.trim_end().to_owned()
	};
	(0..height).map(line).collect::<Vec<_>>().join("\n")
}

/// Rows under a header. Columns whose header starts with `>` are aligned to the right. Where lines are
/// too short for the columns, each row is a block of fields.
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
	Rows::within(header, rows, width()).text()
}

/// Names and values, one pair a line.
pub fn fields(rows: &[(&str, String)]) -> String {
	let rows: Vec<_> = rows.iter().map(|(name, value)| (*name, printable(value))).collect();
	fields_within(&rows, width())
}

fn fields_within(rows: &[(&str, String)], room: Option<usize>) -> String {
	let names = rows.iter().map(|(name, _)| measure(name)).max().unwrap_or_default();
	let indent = names.saturating_add(GAP);
	let room = room.map_or(usize::MAX, |room| room.saturating_sub(indent).max(LEAST_VALUE));
	let mut lines = Vec::new();
	for (name, value) in rows {
		let mut name = *name;
		for piece in wrap(value, room) {
			let blanks = " ".repeat(indent.saturating_sub(measure(name)));
			lines.push(format!("{name}{blanks}{piece}").trim_end().to_owned());
			name = "";
		}
	}
	lines.join("\n")
}

/// The beginning and the end of a hash: enough to tell the rows of a table apart. Whole, it is in the
/// JSON, and where one record is shown.
pub fn short(hash: &H256) -> String {
	let digits = format!("{hash:?}");
	let (start, end) = (HASH_CHARS.saturating_add(2), digits.len().saturating_sub(HASH_CHARS));
	let (start, end) = (digits.get(..start), digits.get(end..));
	format!("{}…{}", start.unwrap_or_default(), end.unwrap_or_default())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn row(cells: &[&str]) -> Vec<String> {
		cells.iter().map(|cell| (*cell).to_owned()).collect()
	}

	#[test]
	fn numbers_should_be_aligned_to_the_right() {
		let rows = [row(&["a", "1"]), row(&["bc", "100"])];
		let text = table(&["name", ">count"], rows);
		assert_eq!(text.lines().collect::<Vec<_>>(), ["name  count", "a         1", "bc      100"]);
		assert_eq!(fields(&[("one", "1".to_owned())]), "one  1");
	}

	#[test]
	fn a_row_should_break_between_words_where_lines_are_short() {
		let rows = [row(&["fees.split", "50 % to the authors"]), row(&["short", "yes"])];
		let text = Rows::within(&["parameter", "value"], rows, Some(24)).text();
		let expected = [
			"parameter   value",
			"fees.split  50 % to the",
			"            authors",
			"short       yes",
		];
		assert_eq!(text.lines().collect::<Vec<_>>(), expected);
	}

	#[test]
	fn many_columns_should_become_blocks_of_fields_where_lines_are_short() {
		let header = ["validator", "era", ">own stake", ">points"];
		let rows = || [row(&["5Grw", "elected", "100", "20"]), row(&["5FHn", "waiting", "-", "0"])];
		let wide = Rows::within(&header, rows(), Some(80));
		assert!(wide.header.is_some() && wide.text().lines().count() == 3);
		let blocks = Rows::within(&header, rows(), Some(20));
		assert!(blocks.header.is_none());
		let text = blocks.text();
		let lines: Vec<_> = text.lines().collect();
		assert_eq!(
			lines[..4],
			["validator  5Grw", "era        elected", "own stake  100", "points     20"]
		);
		assert_eq!((lines[4], lines[5]), ("", "validator  5FHn"));
	}

	#[test]
	fn a_value_should_go_on_under_itself() {
		let rows =
			[("bounds", "7200 to 1296000 blocks, which is half a day to three months".to_owned())];
		let text = fields_within(&rows, Some(40));
		assert_eq!(
			text.lines().collect::<Vec<_>>(),
			["bounds  7200 to 1296000 blocks, which is", "        half a day to three months"]
		);
	}

	#[test]
	fn a_hash_should_be_short_in_a_table() {
		let hash = H256([0x95; 32]);
		assert_eq!(short(&hash), "0x9595…9595");
	}
}
