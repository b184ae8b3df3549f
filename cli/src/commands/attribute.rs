// SPDX-License-Identifier: Apache-2.0

//! `openledger attribute`

use std::collections::HashMap;

use anstream::{AutoStream, ColorChoice};
use futures::{stream, StreamExt, TryStreamExt};
use openledger_attributor::{Attribution, NormalText};
use openledger_primitives::{ContributionId, ModelId};
use openledger_runtime_api::{ContributionInfo, ModelInfo};
use serde_json::{json, Value};

use crate::{
	account::Account,
	args,
	chain::{View, CONCURRENT},
	context::Context,
	corpus,
	error::Error,
	input,
	output::{json, names::Names, progress, spans, table},
	percent,
	store::Store,
};

/// An output, and who is in it.
pub struct Attributed {
	pub output: NormalText,
	pub attribution: Attribution,
	/// Those that are credited.
	contributions: HashMap<ContributionId, ContributionInfo<Account>>,
}

pub async fn run(context: &Context, args: args::Attribute) -> Result<(), Error> {
	let store = context.store()?;
	let path = args.file;
	let output = progress::computing(move || input::read_output(&path)).await??;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.model(args.model).await?;
	let attributed = attribute(&view, &store, args.model, &info, output).await?;
	let json = attributed.to_json(args.model);
	context.show_named(&view, json, |names| attributed.to_text(names)).await;
	Ok(())
}

/// Attributes an output to the corpus of a model, by the rule in force.
pub async fn attribute(
	view: &View,
	store: &Store,
	model: ModelId,
	info: &ModelInfo<Account>,
	output: NormalText,
) -> Result<Attributed, Error> {
	let rule = view.terms().await?.rule;
	let index = corpus::index(view, store, model, &info.corpus).await?;
	let (output, attribution) = progress::computing(move || {
		let attribution = index.attribute(&output, rule);
		(output, attribution)
	})
	.await?;
	let attribution = attribution?;
	let contributions = stream::iter(attribution.credits.iter())
		.map(|credit| async move {
			let info = view.contribution(credit.contribution).await?;
			Ok::<_, Error>((credit.contribution, info))
		})
		.buffered(CONCURRENT)
		.try_filter_map(|(id, info)| async move { Ok(info.map(|info| (id, info))) })
		.try_collect()
		.await?;
	Ok(Attributed { output, attribution, contributions })
}

impl Attributed {
	/// Points of an output that is attributed in full.
	fn capacity(&self) -> u64 {
		self.attribution.rule.capacity(self.attribution.output_len)
	}

	/// Bytes of the output that a contribution owns.
	fn bytes_of(&self, id: ContributionId) -> u32 {
		let owned = self.attribution.owned();
		let own = owned.iter().filter(|(_, held)| held.contribution == id);
		own.map(|(stretch, _)| stretch.len).sum()
	}

	pub fn to_json(&self, model: ModelId) -> Value {
		let Attribution { output_len, output_root, rule, spans, credits } = &self.attribution;
		let credits = credits
			.iter()
			.map(|credit| {
				let contributor = self.contributions.get(&credit.contribution);
				json!({
					"contribution": credit.contribution,
					"contributor": contributor.map(|info| json::account(&info.owner)),
					"bytes": self.bytes_of(credit.contribution),
					"points": credit.points,
				})
			})
			.collect::<Vec<_>>();
		json!({
			"model": model,
			"rule": json::rule(*rule),
			"output_len": output_len,
			"output_root": json::hash(*output_root),
			"capacity": self.capacity(),
			"spans": spans.iter().map(json::span).collect::<Vec<_>>(),
			"credits": credits,
		})
	}

	/// The output in colours, or with a list of its stretches where there are none; and a legend.
	pub fn to_text(&self, names: &Names) -> String {
		let owned = self.attribution.owned();
		let output = self.output.as_str();
		let mut text = spans::painted(output, &owned);
		text.push_str("\n\n");
		if owned.is_empty() {
			text.push_str("nobody's text is in this output\n");
			return text;
		}
		if AutoStream::choice(&std::io::stdout()) == ColorChoice::Never {
			let rows = owned.iter().map(|(stretch, held)| {
				vec![
					format!("{}–{}", stretch.start, stretch.end()),
					held.contribution.to_string(),
					spans::excerpt(output, *stretch),
				]
			});
			let header = [">from–to byte", ">contribution", "words"];
			text.push_str(&table::table(&header, rows).trim_fmt());
			text.push_str("\n\n");
		}
		let capacity = self.capacity();
		let mut unattributed = capacity;
		let holders = spans::holders(&owned);
		let mut rows = Vec::new();
		for id in &holders {
			let credit = self.attribution.credits.iter().find(|credit| credit.contribution == *id);
			let points = credit.map_or(0, |credit| credit.points);
			unattributed = unattributed.saturating_sub(points.into());
			rows.push(vec![
				id.to_string(),
				match self.contributions.get(id) {
					Some(info) => names.address(&info.owner),
					None => "unknown".to_owned(),
				},
				self.bytes_of(*id).to_string(),
				points.to_string(),
				percent::of(points.into(), capacity),
			]);
		}
		let header = [">contribution", "contributor", ">bytes", ">points", ">credit"];
		// The marks go in front of the lines: their colour codes have no width.
		for (line, row) in table::table(&header, rows).lines().enumerate() {
			let mark = line.checked_sub(1).map_or_else(|| " ".to_owned(), spans::mark);
			text.push_str(&format!("{mark} {}\n", row.trim_end()));
		}
		text.push_str(&format!(
			"{} bytes, {} not attributed\n",
			self.attribution.output_len,
			percent::of(unattributed, capacity)
		));
		text
	}
}
