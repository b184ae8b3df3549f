// SPDX-License-Identifier: Apache-2.0

//! Pages of lists.

use openledger_client::{convert::saturating_u32, names::Names};
use serde::Serialize;

use super::{shown::Shown, table::table};

/// A page of a list: its rows as JSON, and as a table that says how to see what comes next where the
/// page is full.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Page<Row> {
	pub rows: Vec<Row>,
	/// How many rows were asked for.
	#[serde(skip)]
	pub limit: u32,
	/// The options that list what comes after the last row.
	#[serde(skip)]
	pub next: Option<String>,
	/// As [`table`] takes it.
	#[serde(skip)]
	pub header: &'static [&'static str],
	#[serde(skip)]
	pub cells: fn(&Row, &Names) -> Vec<String>,
}

impl<Row: Serialize> Shown for Page<Row> {
	fn text(&self, names: &Names) -> String {
		if self.rows.is_empty() {
			return "there is nothing to list".to_owned();
		}
		let rows = self.rows.iter().map(|row| (self.cells)(row, names));
		let mut text = table(self.header, rows);
		let is_full = saturating_u32(self.rows.len()) >= self.limit;
		if let Some(next) = self.next.as_ref().filter(|_| is_full) {
			text.push_str(&format!("\n\nthere may be more: {next}"));
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::json;
	use serde_json::json;

	#[test]
	fn only_a_full_page_should_have_a_next_one() {
		let page = |rows: usize| Page {
			rows: vec!["a"; rows],
			limit: 2,
			next: Some("--from 2".to_owned()),
			header: &["name"],
			cells: |row, _| vec![(*row).to_owned()],
		};
		let text = |rows| page(rows).text(&Names::default());
		assert_eq!(text(0), "there is nothing to list");
		assert!(!text(1).contains("more"));
		assert!(text(2).ends_with("there may be more: --from 2"));
		assert_eq!(json::of(&page(2)), json!(["a", "a"]));
	}
}
