// SPDX-License-Identifier: Apache-2.0

//! Indexes of the models, and what they say of receipts.

use std::{
	collections::BTreeSet,
	sync::Arc,
	thread,
	time::{Duration, Instant},
};

use codec::Encode;
use openledger_attributor::{Index, Seen, Verdict};
use openledger_primitives::{
	challenge::{Excerpt, SettledBatch},
	receipt::{CompactReceipt, Receipt},
	BatchId, ModelId,
};
use sp_core::H256;

use super::{
	answers::Source,
	batches::{Audited, Refuting, Step, Watched},
	Done, Jobs, Watch,
};
use crate::{
	chain::Chain,
	corpus::{self, Gathered},
	error::Error,
	output::progress,
	store::Store,
};

/// When texts that were missing are looked for again.
const RETRY: Duration = Duration::from_secs(60);
/// Receipts that are audited in one go.
const AT_ONCE: usize = 64;

/// How far the index of a model is.
pub enum Corpus {
	/// Texts are read, or sorted.
	Indexing,
	Ready(Arc<Index>),
	/// Texts are missing, so many, since then.
	Incomplete {
		missing: usize,
		since: Instant,
	},
}

/// What came of an attempt to index a model.
pub enum Indexed {
	Ready(Arc<Index>),
	/// Why not, and how many texts are missing.
	Incomplete(Error, usize),
}

/// A receipt to be audited.
pub struct Task {
	number: u32,
	receipt: Receipt,
	settled: CompactReceipt,
	excerpts: Vec<Excerpt>,
	source: Option<Source>,
}

/// What was found of a receipt.
pub struct Judged {
	number: u32,
	/// How many excerpts there were, and whether an output was known.
	seen: (usize, bool),
	is_whole: bool,
	verdict: Verdict,
}

/// Audits receipts, until one of them is false.
fn judge(index: &Index, batch: &SettledBatch, tasks: Vec<Task>) -> Vec<Judged> {
	let mut all = Vec::with_capacity(tasks.len());
	for task in tasks {
		let (is_whole, verdict) = judge_one(index, batch, &task);
		let is_false = matches!(verdict, Verdict::False(_));
		let seen = (task.excerpts.len(), task.source.is_some());
		all.push(Judged { number: task.number, seen, is_whole, verdict });
		if is_false {
			break;
		}
	}
	all
}

fn judge_one(index: &Index, batch: &SettledBatch, task: &Task) -> (bool, Verdict) {
	let Task { receipt, settled, excerpts, source, .. } = task;
	let output = source.as_ref().and_then(|source| source.load(receipt.output_root));
	match output {
		Some(output) => (true, index.audit(receipt, settled, batch, Seen::Whole(&output))),
		None => (false, index.audit(receipt, settled, batch, Seen::Chunks(excerpts))),
	}
}

async fn index(chain: &Chain, store: &Store, model: ModelId) -> Result<Indexed, Error> {
	let view = chain.best_view().await?;
	let info = view.model(model).await?;
	let Gathered { corpus, missing } = corpus::gather(&view, store, &info.corpus).await?;
	if !missing.is_empty() {
		let count = missing.len();
		return Ok(Indexed::Incomplete(Error::MissingTexts { model, texts: missing }, count));
	}
	match corpus::build(corpus).await {
		Ok(index) => Ok(Indexed::Ready(index)),
		Err(error) => Ok(Indexed::Incomplete(error, 0)),
	}
}

impl Watch<'_> {
	/// Begins to index the models that are needed.
	pub(super) fn start_indexing<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let watched = self.batches.values().map(|watched| watched.info.model);
		let needed: BTreeSet<ModelId> =
			watched.chain(self.options.models.iter().copied()).collect();
		for model in needed {
			let is_due = match self.models.get(&model) {
				None => true,
				Some(Corpus::Incomplete { since, .. }) => since.elapsed() >= RETRY,
				Some(_) => false,
			};
			if is_due {
				let missing = match self.models.insert(model, Corpus::Indexing) {
					Some(Corpus::Incomplete { missing, .. }) => Some(missing),
					_ => None,
				};
				let store = self.store.clone();
				jobs.push(Box::pin(async move {
					let result = index(chain, &store, model).await;
					Done::Indexed { model, before: missing, result }
				}));
			}
		}
	}

	/// Takes note of an index, or of the lack of it. `before` is how many texts were missing before.
	pub(super) fn indexed(
		&mut self,
		model: ModelId,
		before: Option<usize>,
		result: Result<Indexed, Error>,
	) {
		let corpus = match result {
			Ok(Indexed::Ready(index)) => {
				self.report.indexed(model, index.contributions());
				Corpus::Ready(index)
			}
			Ok(Indexed::Incomplete(error, missing)) => {
				if before != Some(missing) {
					self.report.unindexed(model, &error);
				}
				Corpus::Incomplete { missing, since: Instant::now() }
			}
			Err(error) => {
				if before.is_none() {
					self.report.unindexed(model, &error);
				}
				Corpus::Incomplete { missing: before.unwrap_or(0), since: Instant::now() }
			}
		};
		self.models.insert(model, corpus);
	}

	/// The index of a model, once it is complete.
	pub(super) fn ready(&self, model: ModelId) -> Option<&Arc<Index>> {
		match self.models.get(&model) {
			Some(Corpus::Ready(index)) => Some(index),
			_ => None,
		}
	}

	/// Begins to audit what is known and was not audited yet; the oldest batches first.
	pub(super) fn start_audits<'j>(&mut self, jobs: &mut Jobs<'j>) {
		let most = thread::available_parallelism().map_or(1, usize::from);
		let under_way = self.batches.values().filter(|watched| watched.is_audited).count();
		let free = most.saturating_sub(under_way);
		let next = self.number.saturating_add(1);
		let ids: Vec<_> = self
			.batches
			.iter()
			.filter(|(_, watched)| {
				!watched.is_audited
					&& watched.refuting.is_none()
					&& !watched.is_closed(next)
					&& watched.has_unaudited()
					&& self.ready(watched.info.model).is_some()
			})
			.map(|(id, _)| *id)
			.take(free)
			.collect();
		for id in ids {
			let Some((index, batch, root, tasks)) = self.tasks(id) else { continue };
			jobs.push(Box::pin(async move {
				let judged = progress::computing(move || judge(&index, &batch, tasks)).await;
				Done::Judged { batch: id, root, judged }
			}));
		}
	}

	/// What is to be audited of a batch, which is marked as being audited.
	fn tasks(&mut self, id: BatchId) -> Option<(Arc<Index>, SettledBatch, H256, Vec<Task>)> {
		let index = self.ready(self.batches.get(&id)?.info.model)?.clone();
		let watched = self.batches.get_mut(&id)?;
		let answers = &self.answers;
		let tasks = watched
			.known
			.iter()
			.filter(|(_, known)| known.audited == Audited::No)
			.take(AT_ONCE)
			.map(|(number, known)| Task {
				number: *number,
				receipt: known.receipt.clone(),
				settled: known.settled.clone(),
				excerpts: known.excerpts.clone(),
				source: answers.source(known.receipt.output_root).cloned(),
			})
			.collect();
		watched.is_audited = true;
		Some((index, watched.settled(), watched.info.root, tasks))
	}

	/// Takes note of what was found of receipts of a batch, if it is still that one.
	pub(super) fn judged(&mut self, id: BatchId, root: H256, judged: Result<Vec<Judged>, Error>) {
		let is_same = |watched: &&mut Watched| watched.info.root == root;
		let Some(watched) = self.batches.get_mut(&id).filter(is_same) else { return };
		watched.is_audited = false;
		let judged = match judged {
			Ok(judged) => judged,
			Err(error) => {
				// One receipt must not end the audit of all others.
				watched.known.values_mut().for_each(|known| known.audited = Audited::Whole);
				return self.report.failed(id, "audit it", &error);
			}
		};
		let totals = &mut self.report.totals;
		let (mut refuting, mut others) = (None, Vec::new());
		for Judged { number, seen, is_whole, verdict } in judged {
			if let Some(known) = watched.known.get_mut(&number) {
				let source = self.answers.source(known.receipt.output_root);
				if is_whole {
					known.audited = Audited::Whole;
				} else if seen == (known.excerpts.len(), source.is_some()) {
					// Otherwise more became known meanwhile.
					known.audited = Audited::Partly;
				}
			}
			match is_whole {
				true => totals.whole += 1,
				false => totals.partly += 1,
			}
			match verdict {
				Verdict::True | Verdict::Unrefuted => {}
				Verdict::OtherOutput => others.push(number),
				Verdict::False(proof) => refuting = Some((number, proof)),
			}
		}
		if let Some((receipt, proof)) = &refuting {
			self.report.found(id, *receipt, proof, proof.encoded_size());
		}
		let step = Step::Open { from: 0 };
		watched.refuting =
			refuting.map(|(receipt, proof)| Refuting { receipt, proof, failures: 0, step });
		for receipt in others {
			self.report.other_output(id, receipt);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::watch::batches::tests::{batch, output, receipt};
	use openledger_attributor::NormalText;

	fn task(number: u32, receipt: &Receipt, settled: &CompactReceipt, source: Source) -> Task {
		Task {
			number,
			receipt: receipt.clone(),
			settled: settled.clone(),
			excerpts: Vec::new(),
			source: Some(source),
		}
	}

	#[test]
	fn the_first_false_receipt_should_end_the_audit_of_a_batch() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("output");
		std::fs::write(&path, output().as_str()).unwrap();
		let source = || Source::Text(path.clone());
		// The text is not in the output, where the receipts have a span of it.
		let mut corpus = openledger_attributor::Corpus::new();
		let text = "Nothing of this is in any output, and nothing ever was there.";
		corpus.insert(5, NormalText::from_bytes(text.as_bytes()).unwrap()).unwrap();
		let index = Index::build(corpus).unwrap();
		let mut right = receipt(0);
		right.spans = Default::default();
		let receipts = [right, receipt(1), receipt(2)];
		let (watched, compacts) = batch(&receipts);
		let tasks = (0u32..)
			.zip(receipts.iter().zip(&compacts))
			.map(|(number, (receipt, settled))| task(number, receipt, settled, source()))
			.collect();
		let judged = judge(&index, &watched.settled(), tasks);
		assert_eq!(judged.len(), 2);
		assert!(matches!(judged[0].verdict, Verdict::True) && judged[0].is_whole);
		assert!(matches!(judged[1].verdict, Verdict::False(_)) && judged[1].number == 1);
	}

	#[test]
	fn without_its_output_a_receipt_should_be_audited_in_part() {
		let directory = tempfile::tempdir().unwrap();
		let index = Index::build(openledger_attributor::Corpus::new()).unwrap();
		let mut receipt = receipt(0);
		receipt.spans = Default::default();
		let (watched, compacts) = batch(std::slice::from_ref(&receipt));
		let gone = Source::Text(directory.path().join("gone"));
		let task = task(0, &receipt, &compacts[0], gone);
		let (is_whole, verdict) = judge_one(&index, &watched.settled(), &task);
		assert!(!is_whole && matches!(verdict, Verdict::Unrefuted));
	}
}
