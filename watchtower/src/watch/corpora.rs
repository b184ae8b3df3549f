// SPDX-License-Identifier: Apache-2.0

//! The texts of the models that are watched, and the indexes over those that are here.

use std::{
	collections::{BTreeMap, BTreeSet},
	mem,
	sync::Arc,
	time::{Duration, Instant},
};

use openledger_attributor::Index;
use openledger_client::{
	chain::Chain,
	error::MissingText,
	store::Store,
	texts::corpus::{self, Gathered},
	Error as ClientError,
};
use openledger_primitives::{ContributionId, ModelId};

use super::{batches::Batches, known::Audited, Done, Jobs, Setup};
use crate::{report::Report, totals::Tally, Error};

/// When texts that were missing are looked for again.
const RETRY: Duration = Duration::from_secs(60);

/// The texts of models.
#[derive(Default)]
pub struct Corpora(BTreeMap<ModelId, Corpus>);

/// The texts of a model.
#[derive(Default)]
struct Corpus {
	/// Of those that are here, once they were read.
	index: Option<Arc<Index>>,
	/// Those that are missing beside them, as was said.
	missing: BTreeSet<ContributionId>,
	/// Whether it was said that it could not be indexed.
	has_failed: bool,
	stage: Stage,
}

/// When texts are read.
#[derive(Clone, Copy, Default)]
enum Stage {
	#[default]
	Due,
	UnderWay,
	/// Some were missing then: they are looked for again.
	Incomplete(Instant),
	Complete,
}

impl Corpus {
	/// Whether there is something to hold an answer against.
	fn has_texts(&self) -> bool {
		let is_complete = matches!(self.stage, Stage::Complete);
		self.index.as_ref().is_some_and(|index| is_complete || index.contributions() > 0)
	}

	/// Requeues what was under way.
	fn interrupt(&mut self) {
		if matches!(self.stage, Stage::UnderWay) {
			self.stage = Stage::Due;
		}
	}
}

/// What came of an attempt to index a model.
pub struct Indexed {
	/// `None` when no more texts are here than before.
	index: Option<Arc<Index>>,
	missing: Vec<MissingText>,
}

/// Indexes the texts of a model that are here. `missing` are those that were missing before: if they
/// all still are, the index stays as it is.
async fn index(
	chain: &Chain,
	store: &Store,
	model: ModelId,
	missing: BTreeSet<ContributionId>,
) -> Result<Indexed, Error> {
	let view = chain.best_view().await?;
	let snapshots = view.model(model).await?.corpus;
	if !missing.is_empty() {
		let again = corpus::gather_some(&view, store, &snapshots, &missing).await?;
		if again.missing.len() == missing.len() {
			return Ok(Indexed { index: None, missing: again.missing });
		}
	}
	let Gathered { corpus, missing, .. } = corpus::gather(&view, store, &snapshots).await?;
	Ok(Indexed { index: Some(corpus::build(corpus).await?), missing })
}

/// The report that not all texts of a model are indexed.
fn unindexed(model: ModelId, error: Error, is_audited: bool) -> Report {
	let malformed = match &error {
		Error::Client(ClientError::MissingTexts { texts, .. }) => {
			let malformed = texts.iter().filter(|text| text.is_malformed);
			malformed.map(|text| text.contribution).collect()
		}
		_ => Vec::new(),
	};
	Report::Unindexed { model, error, malformed, is_audited }
}

impl Corpora {
	/// The index of a model: of those of its texts that are here.
	pub fn ready(&self, model: ModelId) -> Option<&Arc<Index>> {
		self.0.get(&model)?.index.as_ref()
	}

	/// The number of a model's texts that are indexed.
	pub fn texts(&self, model: ModelId) -> usize {
		self.ready(model).map_or(0, |index| index.contributions())
	}

	/// Whether there is something to hold an answer of a model against.
	pub fn has_texts(&self, model: ModelId) -> bool {
		self.0.get(&model).is_some_and(Corpus::has_texts)
	}

	/// Requeues what was under way.
	pub fn interrupt(&mut self) {
		self.0.values_mut().for_each(Corpus::interrupt);
	}

	/// Forgets all: they were of a chain of which nothing is left.
	pub fn clear(&mut self) {
		self.0.clear();
	}

	/// Begins to index the models that are needed.
	pub fn start<'j>(
		&mut self,
		setup: &Setup,
		batches: &Batches,
		chain: &'j Chain,
		jobs: &mut Jobs<'j>,
	) {
		// What is paid to is known before a batch's block is read.
		let watched = batches.values().flat_map(|watched| {
			let paid = watched.info.models.iter().map(|(model, _)| model);
			watched.models().iter().chain(paid)
		});
		let watched = watched.filter(|model| setup.is_watched(**model));
		let needed: BTreeSet<ModelId> = watched.chain(&setup.options.models).copied().collect();
		for model in needed {
			let corpus = self.0.entry(model).or_default();
			let is_due = match corpus.stage {
				Stage::Due => true,
				Stage::Incomplete(since) => since.elapsed() >= RETRY,
				Stage::UnderWay | Stage::Complete => false,
			};
			if is_due {
				corpus.stage = Stage::UnderWay;
				let (store, missing) = (setup.store.clone(), corpus.missing.clone());
				jobs.push(Box::pin(async move {
					let result = index(chain, &store, model, missing).await;
					Done::Indexed { model, result }
				}));
			}
		}
	}

	/// Takes note of an index, or of the lack of it.
	pub fn indexed(
		&mut self,
		model: ModelId,
		result: Result<Indexed, Error>,
		batches: &mut Batches,
		tally: &mut Tally<'_>,
	) {
		let corpus = self.0.entry(model).or_default();
		corpus.stage = Stage::Incomplete(Instant::now());
		let Indexed { index, missing } = match result {
			Ok(indexed) => indexed,
			Err(error) => {
				if !mem::replace(&mut corpus.has_failed, true) {
					tally.report(unindexed(model, error, corpus.index.is_some()));
				}
				return;
			}
		};
		corpus.has_failed = false;
		if let Some(index) = index {
			tally.report(Report::Indexed { model, texts: index.contributions() });
			corpus.index = Some(index);
			// By texts that were missing, what was audited may prove to be false.
			let all = batches.values_mut().flat_map(|watched| watched.known.values_mut());
			for known in all.filter(|known| known.receipt.model == model) {
				known.audited = Audited::No;
			}
		}
		let ids = missing.iter().map(|text| text.contribution).collect();
		let before = mem::replace(&mut corpus.missing, ids);
		if missing.is_empty() {
			corpus.stage = Stage::Complete;
		} else if corpus.missing != before {
			let error = ClientError::MissingTexts { model, texts: missing };
			tally.report(unindexed(model, error.into(), true));
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn answers_should_be_held_against_something() {
		let mut corpus = Corpus::default();
		assert!(!corpus.has_texts());
		let none = Index::build(openledger_attributor::Corpus::new()).unwrap();
		corpus.index = Some(Arc::new(none));
		assert!(!corpus.has_texts());
		// A model that was made of nothing.
		corpus.stage = Stage::Complete;
		assert!(corpus.has_texts());
	}
}
