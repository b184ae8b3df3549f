// SPDX-License-Identifier: Apache-2.0

//! `openledger model corpus`

mod without;

use std::collections::BTreeSet;

use clap::Args;
use openledger_client::{
	convert::{megabytes, to_u64, to_usize},
	error::{MissingText, RegistryError},
	names::Names,
	text::count,
	texts::corpus::{self, Gathered},
};
use openledger_primitives::{limits::MaxExcluded, ContributionId, DatanetId, ModelId};
use serde::Serialize;

use self::without::Without;
use super::Which;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Check that every text of a model's corpus is here, or where its URI says. Fails when one is
/// missing.
#[derive(Args)]
pub struct Check {
	#[command(flatten)]
	model: Which,
}

impl Check {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Which { id: model } = self.model;
		let store = context.store()?;
		let view = context.chain().await?.view().await?;
		let info = view.model(model).await?;
		let gathered = corpus::gather(&view, &store, &info.corpus).await?;
		let mut parents = Vec::new();
		if !gathered.missing.is_empty() {
			for (parent, _) in &info.parents {
				parents.push(view.model(*parent).await?.corpus);
			}
		}
		let without = Without::of(&info.corpus, &parents, &gathered.missing);
		let checked = Checked::new(model, gathered, without);
		context.show(&checked);
		match checked.missing.len() {
			0 => Ok(()),
			missing => Err(RegistryError::Incomplete { model, missing, all: checked.texts }.into()),
		}
	}
}

/// What is there of a model's corpus, and what is not.
#[derive(Serialize)]
struct Checked {
	model: ModelId,
	/// How many texts the corpus has.
	texts: usize,
	/// How many bytes are here.
	bytes: usize,
	missing: Vec<Missing>,
	/// Contributions that the chain knows to be malformed.
	left_out: Vec<ContributionId>,
	/// Contributions whose length on chain is wrong.
	unprovable: Vec<ContributionId>,
	/// The arguments with which a model without the missing texts is registered.
	register_with: Option<Vec<String>>,
	/// Datanets of which more are missing than can be left out.
	beyond: BTreeSet<DatanetId>,
	/// Missing texts that a model derived from the same parents has all the same.
	inherited: Vec<ContributionId>,
	/// How many texts are here.
	#[serde(skip)]
	here: usize,
}

/// A text that is missing.
#[derive(Serialize)]
struct Missing {
	contribution: ContributionId,
	datanet: DatanetId,
	index: u32,
	uri: String,
	malformed: bool,
	reason: String,
}

impl From<MissingText> for Missing {
	fn from(text: MissingText) -> Self {
		let MissingText { contribution, datanet, index, is_malformed, uri, reason, .. } = text;
		Self { contribution, datanet, index, uri, malformed: is_malformed, reason }
	}
}

impl Checked {
	fn new(model: ModelId, gathered: Gathered, without: Without) -> Self {
		let (texts, arguments) = (gathered.all(), without.arguments());
		let Gathered { corpus, missing, malformed, unprovable } = gathered;
		Self {
			model,
			texts,
			bytes: corpus.bytes(),
			register_with: (!missing.is_empty()).then_some(arguments),
			missing: missing.into_iter().map(Missing::from).collect(),
			left_out: malformed,
			unprovable,
			beyond: without.beyond,
			inherited: without.inherited,
			here: corpus.contributions(),
		}
	}
}

fn listed(ids: &[ContributionId]) -> String {
	ids.iter().map(ContributionId::to_string).collect::<Vec<_>>().join(", ")
}

impl Shown for Checked {
	fn text(&self, _: &Names) -> String {
		let (here, size) = (count(self.here, "text"), megabytes(to_u64(self.bytes)));
		let mut text = format!("model {}: {here} with {size} are here", self.model);
		if self.missing.is_empty() {
			text.push_str(", and that is all of the corpus");
		}
		for (left_out, reason) in [
			(&self.left_out, "the chain knows them to be malformed, so that they are in no corpus"),
			(
				&self.unprovable,
				"their length on chain is wrong, so that nothing can be proven of them",
			),
		] {
			if !left_out.is_empty() {
				text.push_str(&format!("\nleft out, as {reason}: {}", listed(left_out)));
			}
		}
		let Some(arguments) = &self.register_with else { return text };
		let rows = self.missing.iter().map(|text| {
			let (contribution, index) = (text.contribution.to_string(), text.index.to_string());
			let datanet = text.datanet.to_string();
			vec![contribution, datanet, index, text.uri.clone(), text.reason.clone()]
		});
		let header = [">contribution", ">datanet", ">index", "URI", "missing because"];
		text.push_str(&format!("\n\n{}\n", table::table(&header, rows)));
		match arguments.is_empty() {
			true => text.push_str("\na model without them would have no text of its own\n"),
			false => text.push_str(&format!(
				"\na model without them is registered with\n  openledger model register {} …\n",
				arguments.join(" ")
			)),
		}
		for datanet in &self.beyond {
			let most = to_usize(MaxExcluded::get());
			text.push_str(&format!(
				"\nof datanet {datanet} no more than {most} texts can be left out: leave the datanet \
				 out, or take fewer of its texts, with a smaller number after the colon\n"
			));
		}
		if !self.inherited.is_empty() {
			text.push_str(&format!(
				"\na model that is derived from the same parents has these of them all the same: {}\n",
				listed(&self.inherited)
			));
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::{Corpus as Texts, NormalText};
	use openledger_client::{fixtures::contribution::missing, json};
	use openledger_primitives::corpus::Corpus;
	use serde_json::{json, Value};

	fn checked(corpus: Texts, missing: Vec<MissingText>, malformed: &[ContributionId]) -> Checked {
		let without = Without::of(&Corpus::default(), &[], &missing);
		let (malformed, unprovable) = (malformed.to_vec(), Vec::new());
		Checked::new(4, Gathered { corpus, missing, malformed, unprovable }, without)
	}

	#[test]
	fn what_is_missing_should_be_said() {
		let mut checked = checked(Texts::new(), vec![missing(70, 0, 0), missing(71, 3, 0)], &[]);
		let text = checked.text(&Names::default());
		assert!(!text.contains("--dataset") && text.contains("no text of its own"), "{text}");
		assert_eq!(json::of(&checked)["texts"], 2);
		checked.beyond = BTreeSet::from([3]);
		let text = checked.text(&Names::default());
		assert!(text.contains("no more than 64") && text.contains("not in the store"), "{text}");
	}

	#[test]
	fn a_whole_corpus_should_be_said_to_be_whole() {
		let whole = |malformed: &[ContributionId]| {
			let mut corpus = Texts::new();
			corpus.insert(1, NormalText::from_bytes(b"a text").unwrap()).unwrap();
			checked(corpus, Vec::new(), malformed)
		};
		let text = |checked: &Checked| checked.text(&Names::default());
		assert!(text(&whole(&[])).ends_with("that is all of the corpus"));
		assert_eq!(json::of(&whole(&[]))["register_with"], Value::Null);
		assert!(text(&whole(&[7, 9])).ends_with("in no corpus: 7, 9"));
		assert_eq!(json::of(&whole(&[7, 9]))["left_out"], json!([7, 9]));
	}
}
