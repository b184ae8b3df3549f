// SPDX-License-Identifier: Apache-2.0

//! Tables and lists of fields. What is in them may come from strangers, and is made printable.

use comfy_table::{presets, CellAlignment, Table};

use openledger_client::text::printable;

/// Rows under a header. Columns whose header starts with `>` are aligned to the right.
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
	let mut table = Table::new();
	table.load_preset(presets::NOTHING);
	table.set_header(header.iter().map(|name| name.trim_start_matches('>')).collect::<Vec<_>>());
	for row in rows {
		table.add_row(row.iter().map(|cell| printable(cell)).collect::<Vec<_>>());
	}
	for (column, name) in table.column_iter_mut().zip(header) {
		column.set_padding((0, 2));
		if name.starts_with('>') {
			column.set_cell_alignment(CellAlignment::Right);
		}
	}
	table
}

/// Names and values, one pair a line.
pub fn fields(rows: &[(&str, String)]) -> String {
	let mut table = Table::new();
	table.load_preset(presets::NOTHING);
	for (name, value) in rows {
		table.add_row(vec![name.to_string(), printable(value)]);
	}
	for column in table.column_iter_mut() {
		column.set_padding((0, 2));
	}
	table.trim_fmt()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn numbers_should_be_aligned_to_the_right() {
		let rows = [("a", "1"), ("bc", "100")].map(|(a, b)| vec![a.to_owned(), b.to_owned()]);
		let text = table(&["name", ">count"], rows).trim_fmt();
		let lines: Vec<_> = text.lines().map(str::trim_end).collect();
		assert_eq!(lines, ["name  count", "a         1", "bc      100"]);
		assert_eq!(fields(&[("one", "1".to_owned())]).trim_end(), "one  1");
	}
}
