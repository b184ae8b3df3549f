// SPDX-License-Identifier: Apache-2.0

//! `openledger index`

use std::collections::{BTreeMap, BTreeSet};

use openledger_primitives::{
	corpus::{Corpus, Snapshot},
	limits::MaxExcluded,
	ContributionId, DatanetId, ModelId,
};
use serde_json::{json, Value};

use crate::{args, context::Context, error::Error, output::table};
use openledger_client::{
	convert::{megabytes, to_u64, to_usize},
	error::{MissingText, RegistryError},
	text::count,
	texts::corpus::{self, Gathered},
};

pub async fn run(context: &Context, args: args::Index) -> Result<(), Error> {
	let model = args.model;
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
	context.show_json(to_json(model, &gathered, &without), || to_text(model, &gathered, &without));
	match gathered.missing.len() {
		0 => Ok(()),
		missing => Err(RegistryError::Incomplete { model, missing, all: gathered.all() }.into()),
	}
}

/// How a model would be registered without the texts that are missing.
#[derive(PartialEq, Eq, Debug)]
struct Without {
	/// What it would name as its own.
	datasets: Vec<Snapshot>,
	/// Datanets of which more are missing than can be left out.
	beyond: BTreeSet<DatanetId>,
	/// Missing texts that it would have from a parent all the same.
	inherited: Vec<ContributionId>,
}

impl Without {
	fn of(corpus: &Corpus, parents: &[Corpus], missing: &[MissingText]) -> Self {
		let is_inherited =
			|snapshot: &Snapshot| parents.iter().any(|parent| parent.entries().contains(snapshot));
		// A datanet is named once: as it was when the model itself was registered.
		let mut own: BTreeMap<DatanetId, Snapshot> = BTreeMap::new();
		for snapshot in corpus.entries().iter().filter(|snapshot| !is_inherited(snapshot)) {
			own.insert(snapshot.dataset.datanet, snapshot.clone());
		}
		let (mut beyond, mut inherited) = (BTreeSet::new(), Vec::new());
		// A new snapshot has nothing of what was withdrawn.
		for text in missing.iter().filter(|text| !text.is_withdrawn) {
			let theirs = parents.iter().flat_map(|parent| parent.entries());
			if theirs.into_iter().any(|snapshot| has(snapshot, text)) {
				inherited.push(text.contribution);
				continue;
			}
			let Some(snapshot) = own.get_mut(&text.datanet) else { continue };
			let excluded = &mut snapshot.dataset.excluded;
			if let Err(place) = excluded.binary_search(&text.index) {
				if excluded.try_insert(place, text.index).is_err() {
					beyond.insert(text.datanet);
				}
			}
		}
		// A datanet of which nothing is left is not named at all.
		let datasets = own
			.into_values()
			.filter(|snapshot| to_usize(snapshot.dataset.end) > snapshot.dataset.excluded.len());
		Self { datasets: datasets.collect(), beyond, inherited }
	}

	/// The arguments of `model register`.
	fn arguments(&self) -> Vec<String> {
		self.datasets.iter().map(argument).collect()
	}
}

/// Whether a snapshot has a text that was not withdrawn.
fn has(snapshot: &Snapshot, text: &MissingText) -> bool {
	let dataset = &snapshot.dataset;
	dataset.datanet == text.datanet
		&& text.index < dataset.end
		&& !dataset.excluded.contains(&text.index)
}

fn argument(snapshot: &Snapshot) -> String {
	let dataset = &snapshot.dataset;
	let excluded: Vec<_> = dataset.excluded.iter().map(u32::to_string).collect();
	let excluded = match excluded.is_empty() {
		true => String::new(),
		false => format!(":{}", excluded.join(",")),
	};
	format!("--dataset {}:{}{excluded}", dataset.datanet, dataset.end)
}

fn to_json(model: ModelId, gathered: &Gathered, without: &Without) -> Value {
	let missing = |text: &MissingText| {
		json!({
			"contribution": text.contribution,
			"datanet": text.datanet,
			"index": text.index,
			"uri": text.uri,
			"malformed": text.is_malformed,
			"reason": text.reason,
		})
	};
	let is_whole = gathered.missing.is_empty();
	json!({
		"model": model,
		"texts": gathered.all(),
		"bytes": gathered.corpus.bytes(),
		"missing": gathered.missing.iter().map(missing).collect::<Vec<_>>(),
		"left_out": gathered.malformed,
		"unprovable": gathered.unprovable,
		"register_with": (!is_whole).then(|| without.arguments()),
		"beyond": without.beyond,
		"inherited": without.inherited,
	})
}

fn to_text(model: ModelId, gathered: &Gathered, without: &Without) -> String {
	let here = gathered.corpus.contributions();
	let (texts, bytes) = (count(here, "text"), to_u64(gathered.corpus.bytes()));
	let mut summary = format!("model {model}: {texts} with {} are here", megabytes(bytes));
	if gathered.missing.is_empty() {
		summary.push_str(", and that is all of the corpus");
	}
	let reasons = [
		(
			&gathered.malformed,
			"the chain knows them to be malformed, so that they are in no corpus",
		),
		(
			&gathered.unprovable,
			"their length on chain is wrong, so that nothing can be proven of them",
		),
	];
	for (left_out, reason) in reasons.into_iter().filter(|(ids, _)| !ids.is_empty()) {
		let ids: Vec<_> = left_out.iter().map(ContributionId::to_string).collect();
		summary.push_str(&format!("\nleft out, as {reason}: {}", ids.join(", ")));
	}
	if gathered.missing.is_empty() {
		return summary;
	}
	let rows = gathered.missing.iter().map(|text| {
		let (contribution, index) = (text.contribution.to_string(), text.index.to_string());
		let datanet = text.datanet.to_string();
		vec![contribution, datanet, index, text.uri.clone(), text.reason.clone()]
	});
	let header = [">contribution", ">datanet", ">index", "URI", "missing because"];
	let mut text = format!("{summary}\n\n{}\n", table::table(&header, rows).trim_fmt());
	if without.datasets.is_empty() {
		text.push_str("\na model without them would have no text of its own\n");
	} else {
		let arguments = without.arguments().join(" ");
		text.push_str(&format!(
			"\na model without them is registered with\n  openledger model register {arguments} …\n"
		));
	}
	for datanet in &without.beyond {
		let most = to_usize(MaxExcluded::get());
		text.push_str(&format!(
			"\nof datanet {datanet} no more than {most} texts can be left out: leave the datanet \
			 out, or take fewer of its texts, with a smaller number after the colon\n"
		));
	}
	if !without.inherited.is_empty() {
		let ids: Vec<_> = without.inherited.iter().map(ContributionId::to_string).collect();
		text.push_str(&format!(
			"\na model that is derived from the same parents has these of them all the same: {}\n",
			ids.join(", ")
		));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::{Corpus as Texts, NormalText};
	use openledger_primitives::corpus::Dataset;

	fn snapshot(datanet: DatanetId, end: u32, excluded: &[u32], withdrawals: u32) -> Snapshot {
		let excluded = excluded.to_vec().try_into().unwrap();
		Snapshot { dataset: Dataset { datanet, end, excluded }, withdrawals }
	}

	fn missing(contribution: ContributionId, datanet: DatanetId, index: u32) -> MissingText {
		MissingText {
			contribution,
			datanet,
			index,
			is_withdrawn: false,
			is_malformed: false,
			uri: "https://example.org/a".to_owned(),
			reason: "not in the store".to_owned(),
		}
	}

	#[test]
	fn what_is_missing_should_be_left_out_of_the_datasets() {
		let corpus = Corpus::flatten(
			[snapshot(3, 200, &[12], 0), snapshot(5, 9, &[], 0), snapshot(8, 4, &[], 0)],
			[],
		);
		let texts = [missing(70, 3, 7), missing(71, 3, 100), missing(72, 5, 0)];
		let without = Without::of(&corpus.unwrap(), &[], &texts);
		let expected = ["--dataset 3:200:7,12,100", "--dataset 5:9:0", "--dataset 8:4"];
		assert_eq!(without.arguments(), expected);
		// Each is an argument that `model register` takes.
		for argument in without.arguments() {
			let value = argument.strip_prefix("--dataset ").unwrap();
			assert!(value.parse::<args::Dataset>().is_ok());
		}
		assert!(without.beyond.is_empty() && without.inherited.is_empty());
	}

	#[test]
	fn no_model_without_texts_should_be_advised() {
		let corpus = Corpus::flatten([snapshot(0, 1, &[], 0), snapshot(3, 2, &[1], 0)], []);
		let texts = [missing(70, 0, 0), missing(71, 3, 0)];
		let without = Without::of(&corpus.unwrap(), &[], &texts);
		assert!(without.arguments().is_empty());
		let gathered = Gathered {
			corpus: Texts::new(),
			missing: texts.into(),
			malformed: Vec::new(),
			unprovable: Vec::new(),
		};
		let text = to_text(4, &gathered, &without);
		assert!(!text.contains("--dataset") && text.contains("no text of its own"), "{text}");
	}

	#[test]
	fn what_was_withdrawn_should_need_no_leaving_out() {
		let corpus = Corpus::flatten([snapshot(3, 200, &[], 0)], []).unwrap();
		let text = MissingText { is_withdrawn: true, ..missing(70, 3, 7) };
		assert_eq!(Without::of(&corpus, &[], &[text]).arguments(), ["--dataset 3:200"]);
	}

	#[test]
	fn what_a_parent_has_should_not_be_said_to_be_left_out() {
		let parent = Corpus::flatten([snapshot(3, 200, &[], 0)], []).unwrap();
		let corpus = Corpus::flatten([snapshot(5, 9, &[], 0)], [parent.clone()]).unwrap();
		let texts = [missing(70, 3, 7), missing(72, 5, 2)];
		let without = Without::of(&corpus, &[parent], &texts);
		assert_eq!(without.arguments(), ["--dataset 5:9:2"]);
		assert_eq!(without.inherited, [70]);
	}

	#[test]
	fn more_than_can_be_left_out_should_be_said() {
		let corpus = Corpus::flatten([snapshot(3, 200, &[], 0)], []).unwrap();
		let texts: Vec<_> = (0..65).map(|index| missing(index.into(), 3, index)).collect();
		let without = Without::of(&corpus, &[], &texts);
		assert_eq!(without.beyond, BTreeSet::from([3]));
		let gathered = Gathered {
			corpus: Texts::new(),
			missing: texts,
			malformed: Vec::new(),
			unprovable: Vec::new(),
		};
		let text = to_text(4, &gathered, &without);
		assert!(text.contains("no more than 64") && text.contains("not in the store"));
		assert_eq!(to_json(4, &gathered, &without)["texts"], 65);
	}

	#[test]
	fn a_whole_corpus_should_be_said_to_be_whole() {
		let mut corpus = Texts::new();
		corpus.insert(1, NormalText::from_bytes(b"a text").unwrap()).unwrap();
		let mut gathered =
			Gathered { corpus, missing: Vec::new(), malformed: Vec::new(), unprovable: Vec::new() };
		let without = Without::of(&Corpus::default(), &[], &[]);
		assert!(to_text(4, &gathered, &without).ends_with("that is all of the corpus"));
		assert_eq!(to_json(4, &gathered, &without)["register_with"], Value::Null);
		gathered.malformed = vec![7, 9];
		assert!(to_text(4, &gathered, &without).ends_with("in no corpus: 7, 9"));
		assert_eq!(to_json(4, &gathered, &without)["left_out"], json!([7, 9]));
	}
}
