// SPDX-License-Identifier: Apache-2.0

//! What was registered.

use openledger_client::{names::Names, registry::Registered, text::printable};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::prepare::Prepared;
use crate::output::{dropped::Counts, shown::Shown, table};

/// What was registered, and what was left out.
#[derive(Serialize)]
pub struct Report {
	contributions: Vec<Text>,
	/// What was dropped of all texts together.
	dropped: Counts,
	skipped: Vec<Skipped>,
}

/// A text that was registered.
#[derive(Serialize)]
struct Text {
	path: String,
	contribution: ContributionId,
	content_root: H256,
	length: u32,
	dropped: Counts,
	/// Where it is among the texts of the datanet. `None` while it is pending.
	index: Option<u32>,
}

/// An input that was left out.
#[derive(Serialize)]
struct Skipped {
	path: String,
	reason: String,
}

impl Report {
	pub fn new(
		prepared: &[Prepared],
		registered: &[Registered],
		skipped: Vec<(String, String)>,
	) -> Self {
		let mut contributions = Vec::new();
		for input in prepared {
			let root = input.root;
			let Some(registered) = registered.iter().find(|it| it.root == root) else { continue };
			contributions.push(Text {
				path: input.path.display().to_string(),
				contribution: registered.contribution,
				content_root: root,
				length: input.length,
				dropped: Counts(input.dropped),
				index: registered.index,
			});
		}
		let dropped = contributions.iter().map(|text| text.dropped).sum();
		let skipped = skipped.into_iter().map(|(path, reason)| Skipped { path, reason });
		Self { contributions, dropped, skipped: skipped.collect() }
	}
}

impl Shown for Report {
	fn text(&self, _: &Names) -> String {
		let cells = self.contributions.iter().map(|text| {
			let dropped = text.dropped.words();
			vec![
				text.contribution.to_string(),
				match text.index {
					Some(index) => format!("accepted at {index}"),
					None => "pending".to_owned(),
				},
				text.length.to_string(),
				if dropped.is_empty() { "nothing".to_owned() } else { dropped },
				table::short(&text.content_root),
				text.path.clone(),
			]
		});
		let header = [">contribution", "status", ">bytes", "dropped", "content root", "path"];
		let mut text = table::table(&header, cells);
		let dropped = self.dropped.words();
		if !dropped.is_empty() {
			text.push_str(&format!(
				"\ncharacters dropped in all: {dropped} (texts and answers are compared without them)"
			));
		}
		for Skipped { path, reason } in &self.skipped {
			text.push_str(&format!("\nskipped {}: {reason}", printable(path)));
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::json;
	use openledger_primitives::normal::Dropped;

	#[test]
	fn what_was_dropped_should_be_said_of_each_text_and_in_sum() {
		let input = |byte, invisible| Prepared {
			path: "a".into(),
			root: H256::repeat_byte(byte),
			length: 40,
			dropped: Dropped { invisible, ..Dropped::default() },
		};
		let registered = |byte, contribution| Registered {
			contribution,
			root: H256::repeat_byte(byte),
			index: None,
		};
		let inputs = [input(1, 0), input(2, 2)];
		let both = Report::new(&inputs, &[registered(1, 3), registered(2, 4)], Vec::new());
		let text = both.text(&Names::default());
		let lines: Vec<_> = text.lines().collect();
		assert!(lines[1].contains("nothing") && lines[2].contains("2 invisible"), "{text}");
		assert!(lines[3].starts_with("characters dropped in all: 2 invisible ("), "{text}");
		assert_eq!(json::of(&both)["dropped"]["invisible"], 2);
		let one = Report::new(&inputs, &[registered(1, 3)], Vec::new());
		assert_eq!(one.text(&Names::default()).lines().count(), 2);
	}
}
