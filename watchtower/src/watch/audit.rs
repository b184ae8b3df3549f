// SPDX-License-Identifier: Apache-2.0

//! What the indexes of the models say of receipts.

use std::{mem, sync::Arc, thread};

use openledger_attributor::{Index, Seen, Verdict};
use openledger_client::{chain::Roots, progress};
use openledger_primitives::{
	challenge::Excerpt,
	normal::Dropped,
	receipt::{CompactReceipt, Receipt},
	BatchId,
};
use sp_core::{Blake2Hasher, H256};

use super::{
	batches::{Refuting, Watched},
	known::{Audited, Known},
	payers::Answer,
	source::{Output, Source},
	Done, Jobs, Watch,
};
use crate::{proof_words::wrong, report::Report, Error};

/// Receipts that are audited in one go.
const AT_ONCE: usize = 64;

/// A receipt to be audited.
pub struct Task {
	number: u32,
	/// Of its model.
	index: Arc<Index>,
	receipt: Receipt,
	settled: CompactReceipt,
	excerpts: Vec<Excerpt>,
	source: Option<Source>,
}

/// What was found of a receipt.
pub struct Judged {
	number: u32,
	/// Of the receipt.
	commitment: H256,
	/// How many texts were indexed, how many excerpts there were, and whether an output was known.
	seen: (usize, usize, bool),
	is_whole: bool,
	/// What of the file with the output is not in it.
	dropped: Dropped,
	verdict: Verdict,
}

/// Audits receipts, until one of them is false.
fn judge(tasks: Vec<Task>) -> Vec<Judged> {
	let mut all = Vec::with_capacity(tasks.len());
	for task in tasks {
		let (whole, verdict) = judge_one(&task);
		let is_false = matches!(verdict, Verdict::False(_));
		let seen = (task.index.contributions(), task.excerpts.len(), task.source.is_some());
		let (is_whole, dropped) = (whole.is_some(), whole.unwrap_or_default());
		let commitment = task.receipt.commitment::<Blake2Hasher>();
		let number = task.number;
		all.push(Judged { number, commitment, seen, is_whole, dropped, verdict });
		if is_false {
			break;
		}
	}
	all
}

/// What is found of a receipt; and, if the whole output is here, what was dropped to get it.
fn judge_one(task: &Task) -> (Option<Dropped>, Verdict) {
	let Task { index, receipt, settled, excerpts, source, .. } = task;
	let (source, root) = (source.as_ref(), receipt.output_root);
	if let Some(Output { text, dropped }) = source.and_then(|source| source.load(root)) {
		return (Some(dropped), index.audit(receipt, settled, Seen::Whole(&text)));
	}
	// What its payer got may be what shows that it is not in normal form.
	let malformed = source.and_then(|source| source.malformed(root));
	let flaw = malformed.and_then(|malformed| malformed.excerpt());
	let excerpts: Vec<_> = excerpts.iter().cloned().chain(flaw).collect();
	(None, index.audit(receipt, settled, Seen::Chunks(&excerpts)))
}

impl Watch<'_> {
	/// Begins to audit what is known and was not audited yet; the oldest batches first.
	pub(super) fn start_audits<'j>(&mut self, jobs: &mut Jobs<'j>) {
		let most = thread::available_parallelism().map_or(1, usize::from);
		let under_way = self.batches.values().filter(|watched| watched.is_audited).count();
		let free = most.saturating_sub(under_way);
		let next = self.blocks.next();
		let ids: Vec<_> = self
			.batches
			.iter()
			.filter(|(_, watched)| {
				!watched.is_audited
					&& watched.refuting.is_none()
					&& !watched.is_closed(next)
					&& watched.known.values().any(|known| self.is_auditable(known))
			})
			.map(|(id, _)| *id)
			.take(free)
			.collect();
		for id in ids {
			let Some((roots, tasks)) = self.tasks(id) else { continue };
			jobs.push(Box::pin(async move {
				let judged = progress::computing(move || judge(tasks)).await;
				Done::Judged { batch: id, roots, judged: judged.map_err(Error::from) }
			}));
		}
	}

	/// Whether a receipt waits to be audited, and can be.
	fn is_auditable(&self, known: &Known) -> bool {
		known.is_unaudited() && self.corpora.ready(known.receipt.model).is_some()
	}

	/// What is to be audited of a batch, which is marked as being audited.
	fn tasks(&mut self, id: BatchId) -> Option<(Roots, Vec<Task>)> {
		let watched = self.batches.get(&id)?;
		let unaudited = watched.known.iter().filter(|(_, known)| known.is_unaudited());
		let tasks = unaudited
			.filter_map(|(number, known)| {
				Some(Task {
					number: *number,
					index: self.corpora.ready(known.receipt.model)?.clone(),
					receipt: known.receipt.clone(),
					settled: known.settled.clone(),
					excerpts: known.excerpts.clone(),
					source: self.files.answers.source(known.receipt.output_root).cloned(),
				})
			})
			.take(AT_ONCE)
			.collect();
		let roots = Roots::of(&watched.info);
		self.batches.get_mut(&id)?.is_audited = true;
		Some((roots, tasks))
	}

	/// Takes note of what was found of receipts of a batch, if it is still that one.
	pub(super) fn judged(&mut self, id: BatchId, roots: Roots, judged: Result<Vec<Judged>, Error>) {
		let is_same = |watched: &&mut Watched| roots.is_of(&watched.info);
		let Some(watched) = self.batches.get_mut(&id).filter(is_same) else { return };
		watched.is_audited = false;
		let judged = match judged {
			Ok(judged) => judged,
			Err(error) => {
				// One receipt must not end the audit of all others.
				watched.known.values_mut().for_each(|known| known.audited = Audited::Whole);
				return self.tally.failed(id, "audit it", error);
			}
		};
		let totals = &mut self.tally.totals;
		let (mut refuting, mut others, mut right) = (None, Vec::new(), Vec::new());
		for Judged { number, commitment, seen, is_whole, dropped, verdict } in judged {
			let known = watched.known.get_mut(&number);
			// Otherwise another receipt of the answer is in its place meanwhile.
			let Some(known) = known.filter(|known| known.has_commitment(commitment)) else {
				continue;
			};
			let source = self.files.answers.source(known.receipt.output_root);
			let texts = self.corpora.texts(known.receipt.model);
			// Otherwise more became known meanwhile.
			if is_whole && seen.0 == texts {
				known.audited = Audited::Whole;
			} else if seen == (texts, known.excerpts.len(), source.is_some()) {
				known.audited = Audited::Partly;
			}
			match is_whole {
				true => totals.audited.whole += 1,
				false => totals.audited.partly += 1,
			}
			match verdict {
				Verdict::True | Verdict::Unrefuted if is_whole => right.push((number, dropped)),
				Verdict::True | Verdict::Unrefuted => {}
				Verdict::OtherOutput => others.push(number),
				Verdict::False(proof) => refuting = Some((number, proof)),
			}
		}
		if let Some((receipt, proof)) = refuting {
			match watched.bound(receipt, &proof) {
				// Something else was found of the batch meanwhile.
				_ if watched.refuting.is_some() => {}
				Some(_) => {
					self.tally.found(id, receipt, &proof);
					watched.refuting = Some(Refuting::new(receipt, proof));
				}
				None => {
					let (kind, wrong) = (proof.name(), wrong(&proof));
					self.tally.report(Report::Unbound { batch: id, receipt, proof: kind, wrong });
					if let Some(known) = watched.known.get_mut(&receipt) {
						(known.audited, known.is_unbound) = (Audited::Whole, true);
					}
				}
			}
		}
		for (number, dropped) in right {
			let Some(known) = watched.known.get_mut(&number) else { continue };
			if !mem::replace(&mut known.is_warned, true) {
				let credits = known.receipt.credits().unwrap_or_default().to_vec();
				let (model, operator) = (known.receipt.model, watched.info.operator.clone());
				let answer = Answer { batch: id, number, model, operator, dropped, credits };
				self.warnings.push(answer);
			}
		}
		for receipt in others {
			self.tally.report(Report::OtherOutput { batch: id, receipt });
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::watch::batches::tests::{batch, output, receipt};
	use openledger_attributor::NormalText;
	use openledger_primitives::{challenge::Proof, content::content_root, ContributionId};

	fn task(
		index: &Arc<Index>,
		number: u32,
		known: (&Receipt, &CompactReceipt),
		source: Source,
	) -> Task {
		let (receipt, settled) = known;
		Task {
			number,
			index: index.clone(),
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
		let index = Arc::new(Index::build(corpus).unwrap());
		let mut right = receipt(0);
		right.spans = Default::default();
		let receipts = [right, receipt(1), receipt(2)];
		let (_, compacts) = batch(&receipts);
		let tasks = (0u32..)
			.zip(receipts.iter().zip(&compacts))
			.map(|(number, known)| task(&index, number, known, source()))
			.collect();
		let judged = judge(tasks);
		assert_eq!(judged.len(), 2);
		assert!(matches!(judged[0].verdict, Verdict::True) && judged[0].is_whole);
		assert!(matches!(judged[1].verdict, Verdict::False(_)) && judged[1].number == 1);
	}

	#[test]
	fn a_missing_text_should_leave_what_the_others_show() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("output");
		std::fs::write(&path, output().as_str()).unwrap();
		let (_, compacts) = batch(&[receipt(0)]);
		let judged = |texts: &[(ContributionId, &str)]| {
			let mut corpus = openledger_attributor::Corpus::new();
			for (id, text) in texts {
				corpus.insert(*id, NormalText::from_bytes(text.as_bytes()).unwrap()).unwrap();
			}
			let index = Arc::new(Index::build(corpus).unwrap());
			let source = Source::Text(path.clone());
			let task = task(&index, 0, (&receipt(0), &compacts[0]), source);
			judge(vec![task]).remove(0)
		};
		// The text of the span that is listed is missing, and so is who has it earlier.
		let before = judged(&[(9, "Nothing of this is in any output.")]);
		assert!(before.is_whole && matches!(before.verdict, Verdict::Unrefuted));
		let earlier = (3, "The harbour bell rings twice in fog.");
		let after = judged(&[(9, "Nothing of this is in any output."), earlier]);
		assert!(matches!(after.verdict, Verdict::False(_)));
		assert_eq!((before.seen.0, after.seen.0), (1, 2));
	}

	#[test]
	fn without_its_output_a_receipt_should_be_audited_in_part() {
		let directory = tempfile::tempdir().unwrap();
		let index = Arc::new(Index::build(openledger_attributor::Corpus::new()).unwrap());
		let mut receipt = receipt(0);
		receipt.spans = Default::default();
		let (_, compacts) = batch(std::slice::from_ref(&receipt));
		let gone = Source::Text(directory.path().join("gone"));
		let task = task(&index, 0, (&receipt, &compacts[0]), gone);
		let (whole, verdict) = judge_one(&task);
		assert!(whole.is_none() && matches!(verdict, Verdict::Unrefuted));
	}

	#[test]
	fn an_output_that_is_not_in_normal_form_should_refute_its_receipt() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("output");
		let bytes = output().as_str().replace(' ', "  ");
		std::fs::write(&path, &bytes).unwrap();
		let index = Arc::new(Index::build(openledger_attributor::Corpus::new()).unwrap());
		let mut receipt = receipt(0);
		receipt.output_len = u32::try_from(bytes.len()).unwrap();
		receipt.output_root = content_root::<Blake2Hasher>(bytes.as_bytes()).unwrap();
		receipt.spans = Default::default();
		let (_, compacts) = batch(std::slice::from_ref(&receipt));
		let source = Source::Malformed(path);
		let task = task(&index, 0, (&receipt, &compacts[0]), source);
		let (whole, verdict) = judge_one(&task);
		let Verdict::False(proof) = &verdict else { panic!("{verdict:?}") };
		assert!(whole.is_none() && matches!(**proof, Proof::Malformed { .. }));
	}
}
