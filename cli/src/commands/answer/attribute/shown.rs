// SPDX-License-Identifier: Apache-2.0

//! An answer, and whose texts it quotes.

use anstream::{AutoStream, ColorChoice};
use openledger_attributor::Attribution;
use openledger_client::{
	convert::to_usize, json::Address, names::Names, text::count, units::percent,
};
use openledger_primitives::{
	receipt::HeldSpan,
	span::{Span, SpanParams},
	ContributionId, ModelId,
};
use openledger_runtime_api::json::span_params;
use serde::{Serialize, Serializer};
use serde_json::Value;
use sp_core::H256;

use super::Attributed;
use crate::{
	commands::warning,
	output::{
		dropped::Counts,
		layout,
		shown::Shown,
		spans::{self, Stretch},
		table::{self, Rows},
	},
};

/// What a mark and the blank behind it take.
const MARK_COLUMNS: usize = 2;

/// An answer, for machines.
#[derive(Serialize)]
struct Answer {
	model: ModelId,
	#[serde(serialize_with = "span_params")]
	span_params: SpanParams,
	output_len: u32,
	output_root: H256,
	/// Of the output as it was given.
	original_len: usize,
	dropped: Counts,
	/// The points of an output that is attributed in full.
	capacity: u64,
	spans: Vec<Quoted>,
	credits: Vec<Credited>,
	warnings: Value,
}

/// A span: where it is in the normal form, and in the output as it was given.
#[derive(Serialize)]
struct Quoted {
	start: u32,
	len: u32,
	contribution: ContributionId,
	offset: u32,
	original: Original,
}

#[derive(Serialize)]
struct Original {
	start: usize,
	end: usize,
}

/// What a contribution gets.
#[derive(Serialize)]
struct Credited {
	contribution: ContributionId,
	contributor: Option<Address>,
	/// Bytes of the output that it owns.
	bytes: u32,
	points: u32,
}

impl Serialize for Attributed {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		self.answer().serialize(serializer)
	}
}

impl Attributed {
	fn answer(&self) -> Answer {
		let Attribution { output_len, output_root, span_params, spans, credits } =
			&self.attribution;
		let credits = credits.iter().map(|credit| {
			let contributor = self.contributions.get(&credit.contribution);
			Credited {
				contribution: credit.contribution,
				contributor: contributor.map(|info| Address::from(&info.owner)),
				bytes: self.bytes_of(credit.contribution),
				points: credit.points,
			}
		});
		Answer {
			model: self.model,
			span_params: *span_params,
			output_len: *output_len,
			output_root: *output_root,
			original_len: self.output.text.len(),
			dropped: Counts(self.output.dropped()),
			capacity: self.capacity(),
			spans: spans.iter().map(|held| self.quoted(held)).collect(),
			credits: credits.collect(),
			warnings: warning::json(&self.warnings),
		}
	}

	fn quoted(&self, held: &HeldSpan) -> Quoted {
		let original = self.original(&held.span);
		Quoted {
			start: held.span.start,
			len: held.span.len,
			contribution: held.contribution,
			offset: held.offset,
			original: Original { start: original.start, end: original.end },
		}
	}

	/// Points of an output that is attributed in full.
	fn capacity(&self) -> u64 {
		self.attribution.span_params.capacity(self.attribution.output_len)
	}

	/// Bytes of the output that a contribution owns.
	fn bytes_of(&self, id: ContributionId) -> u32 {
		let owned = self.attribution.owned();
		let own = owned.iter().filter(|(_, held)| held.contribution == id);
		own.map(|(stretch, _)| stretch.len).sum()
	}

	/// Where a stretch of the normal form is in the output as it was given, in bytes.
	fn original(&self, stretch: &Span) -> std::ops::Range<usize> {
		self.output.mapped.original(stretch.start..stretch.end())
	}

	/// Adds who is in it, and with how much.
	fn push_legend(
		&self,
		text: &mut String,
		owned: &[(Span, HeldSpan)],
		stretches: &[Stretch],
		names: &Names,
	) {
		if AutoStream::choice(&std::io::stdout()) == ColorChoice::Never {
			let output = self.output.normal().as_str();
			let rows = owned.iter().zip(stretches).map(|((stretch, held), (original, _))| {
				vec![
					format!("{}–{}", original.start, original.end),
					held.contribution.to_string(),
					spans::excerpt(output, *stretch),
				]
			});
			let header = [">from–to byte", ">contribution", "words"];
			text.push_str(&table::table(&header, rows));
			text.push_str("\n\n");
		}
		let holders = spans::holders(stretches);
		let points: Vec<u64> = holders.iter().map(|id| self.points_of(*id)).collect();
		let capacity = self.capacity();
		let unattributed = capacity.saturating_sub(points.iter().sum());
		let parts: Vec<_> = points.iter().copied().chain([unattributed]).collect();
		let mut shares = percent::shares(&parts, capacity);
		let unattributed = percent::from_millionths(shares.pop().unwrap_or_default());
		let rows = holders.iter().zip(points).zip(shares).map(|((id, points), share)| {
			vec![
				id.to_string(),
				match self.contributions.get(id) {
					Some(info) => names.short(&info.owner),
					None => "unknown".to_owned(),
				},
				self.bytes_of(*id).to_string(),
				points.to_string(),
				percent::from_millionths(share),
			]
		});
		let header = [">contribution", "contributor", ">bytes", ">points", ">credit"];
		// The marks go in front of the lines: their color codes have no width.
		let room = layout::width().map(|width| width.saturating_sub(MARK_COLUMNS));
		let Rows { header, rows } = Rows::within(&header, rows, room);
		if let Some(header) = header {
			text.push_str(&format!("  {header}\n"));
		}
		for (place, row) in rows.iter().enumerate() {
			let lines: Vec<_> = row.lines().collect();
			text.push_str(&format!("{} {}\n", spans::mark(place), lines.join("\n  ")));
		}
		text.push_str(&format!("{}, {unattributed} not attributed\n", self.size()));
	}

	fn points_of(&self, id: ContributionId) -> u64 {
		let mut credits = self.attribution.credits.iter();
		credits.find(|credit| credit.contribution == id).map_or(0, |credit| credit.points.into())
	}

	/// How long it is: in normal form, and as it was given where that is something else.
	fn size(&self) -> String {
		let bytes = to_usize(self.attribution.output_len);
		match self.output.text.len() {
			given if given == bytes => count(bytes, "byte"),
			given => format!("{} in normal form, of {given} as it was given", count(bytes, "byte")),
		}
	}
}

impl Shown for Attributed {
	/// The output as it was given, in colors, or with a list of its stretches where there are none; a
	/// legend; and what there is to be warned of.
	fn text(&self, names: &Names) -> String {
		let owned = self.attribution.owned();
		let stretches: Vec<Stretch> = owned
			.iter()
			.map(|(stretch, held)| (self.original(stretch), held.contribution))
			.collect();
		let mut text = spans::painted(&self.output.text, &stretches);
		text.truncate(text.trim_end_matches(['\n', '\t', ' ']).len());
		text.push_str("\n\n");
		match owned.is_empty() {
			true => text.push_str("nobody's text is in this output\n"),
			false => self.push_legend(&mut text, &owned, &stretches, names),
		}
		for warning in &self.warnings {
			text.push_str(&format!("warning: {}\n", warning.text(names)));
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::warning::{warnings, Makers};
	use openledger_attributor::{Corpus, Index, NormalText};
	use openledger_client::{account::Account, json, texts::input::Given};
	use serde_json::json;
	use std::collections::HashMap;

	const TEXT: &str = "It was the bells that he had waited for, and now they would not stop.";

	fn attributed(given: &str) -> Attributed {
		let mut corpus = Corpus::new();
		corpus.insert(4, NormalText::from_bytes(TEXT.as_bytes()).unwrap()).unwrap();
		let index = Index::build(corpus).unwrap();
		let output = Given::of(given.as_bytes().to_vec()).unwrap();
		let attribution = index.attribute(output.normal(), SpanParams::DEFAULT).unwrap();
		let makers = Makers { operator: None, developer: Account::new([8; 32]) };
		let contributions = HashMap::new();
		let warnings = warnings(&output.dropped(), &attribution.credits, &contributions, &makers);
		Attributed { output, attribution, warnings, model: 1, contributions }
	}

	#[test]
	fn spans_should_be_shown_where_they_are_in_the_output_as_it_was_given() {
		let disguised = TEXT.replace(" the", "\r\n\tthe").replace("wait", "wa\u{200b}it");
		let given = format!("He said:\n\n  {disguised}");
		let attributed = attributed(&given);
		let json = json::of(&attributed);
		let [span] = &json["spans"].as_array().unwrap()[..] else { panic!("{json}") };
		assert_eq!((&span["start"], &span["len"]), (&json!(9), &json!(TEXT.len())));
		let expected = json!({ "start": given.len() - disguised.len(), "end": given.len() });
		assert_eq!(span["original"], expected);
		assert_eq!(
			(&json["original_len"], &json["dropped"]["invisible"]),
			(&json!(given.len()), &json!(1))
		);
		assert_eq!(json["warnings"], json!([{ "kind": "invisible", "characters": 1 }]));
		let text = attributed.text(&Names::default());
		assert!(text.starts_with("He said:\n\n  "), "{text}");
		assert!(text.contains("bytes in normal form, of") && text.contains("warning: 1 invisible"));
	}

	#[test]
	fn an_output_in_normal_form_should_be_where_it_is() {
		let attributed = attributed(TEXT);
		let json = json::of(&attributed);
		assert_eq!(json["spans"][0]["original"], json!({ "start": 0, "end": TEXT.len() }));
		assert_eq!((&json["dropped"]["invisible"], &json["warnings"]), (&json!(0), &json!([])));
		let text = attributed.text(&Names::default());
		assert!(text.contains("69 bytes, ") && !text.contains("as it was given"), "{text}");
	}
}
