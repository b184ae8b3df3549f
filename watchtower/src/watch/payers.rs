// SPDX-License-Identifier: Apache-2.0

//! What the payers of answers should know, once their receipts were audited with the whole output and
//! are not false. Nothing waits for it.

use std::{
	collections::{hash_map::Entry, BTreeSet, HashMap, VecDeque},
	mem,
};

use openledger_client::{
	account::Account,
	chain::Chain,
	json,
	names::accounts,
	warnings::{contributions, warnings, Makers, Warning},
};
use openledger_primitives::{normal::Dropped, receipt::Credit, BatchId, ModelId};

use super::{names::Known, Done, Jobs, Watch};
use crate::{report::Report, Error, Note};

/// Answers that are seen to in one go.
const AT_ONCE: usize = 256;
/// How often that is tried.
const ATTEMPTS: u32 = 3;

/// An answer that was audited.
#[derive(Clone)]
pub struct Answer {
	pub batch: BatchId,
	pub number: u32,
	pub model: ModelId,
	pub operator: Account,
	pub dropped: Dropped,
	pub credits: Vec<Credit>,
}

/// What there is to say of an answer.
pub struct Warned {
	batch: BatchId,
	number: u32,
	warnings: Vec<Warning>,
}

/// Answers that are to be seen to.
#[derive(Default)]
pub struct Warnings {
	queue: VecDeque<Answer>,
	/// How many of them, the first, are under way.
	under_way: usize,
	/// How often these have failed.
	failures: u32,
	/// What accounts are called. It is with what is under way.
	known: Known,
}

impl Warnings {
	/// Adds an answer, if there may be something to say of it.
	pub fn push(&mut self, answer: Answer) {
		if answer.dropped.invisible > 0 || !answer.credits.is_empty() {
			self.queue.push_back(answer);
		}
	}

	/// The next ones, which are under way then: none while others are.
	fn begin(&mut self) -> Option<Vec<Answer>> {
		if self.under_way > 0 || self.queue.is_empty() {
			return None;
		}
		self.under_way = self.queue.len().min(AT_ONCE);
		Some(self.queue.iter().take(self.under_way).cloned().collect())
	}

	/// Those that were under way are done with.
	fn end(&mut self) {
		self.failures = 0;
		let done = mem::take(&mut self.under_way).min(self.queue.len());
		self.queue.drain(..done);
	}

	/// What was under way is begun anew.
	pub fn interrupt(&mut self) {
		self.under_way = 0;
	}
}

/// Finds out whose the works in answers are, and what accounts are called that are to be shown.
async fn look_up(
	chain: &Chain,
	answers: Vec<Answer>,
	known: &mut Known,
) -> Result<Vec<Warned>, Error> {
	let view = chain.best_view().await?;
	let mut developers: HashMap<ModelId, Account> = HashMap::new();
	for answer in &answers {
		if let Entry::Vacant(unknown) = developers.entry(answer.model) {
			unknown.insert(view.model(answer.model).await?.developer);
		}
	}
	let credits = answers.iter().flat_map(|answer| &answer.credits);
	let ids: BTreeSet<_> = credits.map(|credit| credit.contribution).collect();
	let works = contributions(&view, ids).await?;
	let mut all = Vec::new();
	for Answer { batch, number, model, operator, dropped, credits } in answers {
		let Some(developer) = developers.get(&model).cloned() else { continue };
		let makers = Makers { operator: Some(operator), developer };
		let warnings = warnings(&dropped, &credits, &works, &makers);
		all.push(Warned { batch, number, warnings });
	}
	let said: Vec<_> = all.iter().flat_map(|warned| &warned.warnings).collect();
	known.learn(&view, &accounts(&json::of(&said))).await;
	Ok(all)
}

impl Watch<'_> {
	/// Begins to find out what payers should know.
	pub(super) fn start_warnings<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let Some(answers) = self.warnings.begin() else { return };
		let mut known = mem::take(&mut self.warnings.known);
		jobs.push(Box::pin(async move {
			let result = look_up(chain, answers, &mut known).await;
			Done::Warned { result, known }
		}));
	}

	/// Says it.
	pub(super) fn warned(&mut self, result: Result<Vec<Warned>, Error>, known: Known) {
		self.warnings.known = known;
		match result {
			Ok(all) => {
				self.warnings.end();
				for Warned { batch, number, warnings } in all {
					for warning in warnings {
						let names = self.warnings.known.names().clone();
						let receipt = number;
						self.tally.report(Report::Warning { batch, receipt, warning, names });
					}
				}
			}
			Err(error) if error.is_passing() && self.warnings.failures + 1 < ATTEMPTS => {
				self.warnings.failures += 1;
				self.warnings.interrupt();
			}
			Err(error) => {
				self.warnings.end();
				self.tally.note(Note::MakersUnknown { error });
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn answer(number: u32, points: u32) -> Answer {
		Answer {
			batch: 7,
			number,
			model: 3,
			operator: Account::new([1; 32]),
			dropped: Dropped::default(),
			credits: vec![Credit { contribution: 5, points }],
		}
	}

	#[test]
	fn each_answer_should_be_seen_to_once_even_after_an_interruption() {
		let mut warnings = Warnings::default();
		assert!(warnings.begin().is_none());
		for number in 0..300 {
			warnings.push(answer(number, 10));
		}
		// In which nobody is, and nothing was hidden.
		warnings.push(Answer { credits: Vec::new(), ..answer(300, 0) });
		assert_eq!(warnings.begin().map(|answers| answers.len()), Some(AT_ONCE));
		assert!(warnings.begin().is_none());
		warnings.interrupt();
		assert_eq!(warnings.begin().map(|answers| answers[0].number), Some(0));
		warnings.push(answer(301, 10));
		warnings.end();
		let rest = warnings.begin().unwrap();
		assert_eq!((rest.len(), rest[0].number, rest[44].number), (45, 256, 301));
		warnings.end();
		assert!(warnings.begin().is_none());
	}
}
