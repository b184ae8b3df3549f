// SPDX-License-Identifier: Apache-2.0

//! Prints what a watcher and a responder report, a line each.

use openledger_client::{json, names::Names};
use openledger_watchtower::{Note, Report, Reporter};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::words;
use crate::{context::Context, output::shown::Shown};

/// Prints reports on standard output, and notes on standard error.
pub struct Printer<'c>(pub &'c Context);

/// A report, with what the accounts in it are called.
struct Line {
	json: Value,
	text: String,
}

impl Line {
	fn of(report: &Report) -> Self {
		let mut json = match report {
			Report::Revealed(revealed) => json::of(revealed),
			report => json::of(report),
		};
		if let Report::Warning { names, .. } = report {
			names.annotate(&mut json);
		}
		Self { json, text: words::text(report) }
	}
}

impl Serialize for Line {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		self.json.serialize(serializer)
	}
}

impl Shown for Line {
	fn text(&self, _: &Names) -> String {
		self.text.clone()
	}
}

impl Reporter for Printer<'_> {
	fn report(&self, report: &Report) {
		self.0.show_line(&Line::of(report));
	}

	fn note(&self, note: &Note) {
		self.0.note(&note.to_string());
	}
}
