// SPDX-License-Identifier: Apache-2.0

//! How a model is registered without texts that can't be had.

use std::collections::{BTreeMap, BTreeSet};

use openledger_client::{convert::to_usize, error::MissingText};
use openledger_primitives::{
	corpus::{Corpus, Snapshot},
	ContributionId, DatanetId,
};

/// How a model would be registered without the texts that are missing.
pub struct Without {
	/// What it would name as its own.
	datasets: Vec<Snapshot>,
	/// Datanets of which more are missing than can be left out.
	pub beyond: BTreeSet<DatanetId>,
	/// Missing texts that it would have from a parent all the same.
	pub inherited: Vec<ContributionId>,
}

impl Without {
	pub fn of(corpus: &Corpus, parents: &[Corpus], missing: &[MissingText]) -> Self {
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
	pub fn arguments(&self) -> Vec<String> {
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::model::register;
	use openledger_client::fixtures::contribution::missing;
	use openledger_primitives::corpus::Dataset;

	fn snapshot(datanet: DatanetId, end: u32, excluded: &[u32], withdrawals: u32) -> Snapshot {
		let excluded = excluded.to_vec().try_into().unwrap();
		Snapshot { dataset: Dataset { datanet, end, excluded }, withdrawals }
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
			assert!(value.parse::<register::Dataset>().is_ok());
		}
		assert!(without.beyond.is_empty() && without.inherited.is_empty());
	}

	#[test]
	fn no_model_without_texts_should_be_advised() {
		let corpus = Corpus::flatten([snapshot(0, 1, &[], 0), snapshot(3, 2, &[1], 0)], []);
		let texts = [missing(70, 0, 0), missing(71, 3, 0)];
		assert!(Without::of(&corpus.unwrap(), &[], &texts).arguments().is_empty());
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
		assert_eq!(Without::of(&corpus, &[], &texts).beyond, BTreeSet::from([3]));
	}
}
