// SPDX-License-Identifier: Apache-2.0

//! Refuting what is false.

use openledger_attributor::exhibit;
use openledger_primitives::{
	challenge::{Exhibit, Proof},
	receipt::Receipt,
	Balance, BatchId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::{
	batches::{receipts_of, Refuting, Step, Watched},
	faster, Done, Jobs, Watch,
};
use crate::{
	account::Account,
	chain::{calls::attribution, events::Slashed, Chain, Until, Urgency, View},
	commands::stay::is_passing,
	convert::to_usize,
	error::Error,
	key::Key,
	percent,
};

/// Failures after which a refutation is given up.
const MAX_FAILURES: u32 = 5;
/// Blocks that a refutation may take to be where the node says it is.
const SETTLING: u64 = 2;

/// What came of a refutation.
pub enum Outcome {
	Refuted {
		reward: Balance,
	},
	/// There was nothing to refute any more.
	TooLate(&'static str),
}

/// What it takes to refute a batch.
struct Case {
	batch: BatchId,
	root: H256,
	number: u32,
	receipt: Receipt,
	/// If it was revealed: otherwise the receipts of the batch have to be read.
	exhibit: Option<Exhibit>,
	proof: Box<Proof>,
}

impl Case {
	async fn refute(
		self,
		chain: &Chain,
		key: &Key,
		until: Until,
		max_tip: Option<Balance>,
	) -> Result<Outcome, Error> {
		let view = chain.best_view().await?;
		let record = view.batch(self.batch).await?.filter(|info| info.root == self.root);
		let Some(info) = record else { return Ok(Outcome::TooLate("it is gone")) };
		if info.is_void {
			return Ok(Outcome::TooLate("it is void"));
		}
		if view.number().saturating_add(1) >= u64::from(info.due) {
			return Ok(Outcome::TooLate("its window has closed"));
		}
		let exhibit = match self.exhibit {
			Some(exhibit) => exhibit,
			None => {
				let hash = chain.hash_of(info.settled_at.into()).await?;
				let calls = match hash {
					Some(hash) => chain.calls_in(hash, &view).await?,
					None => None,
				};
				calls
					.and_then(|calls| receipts_of(&info, &calls))
					.and_then(|receipts| exhibit(&receipts, self.number, self.receipt))
					.ok_or(Error::Inconsistent)?
			}
		};
		let call = attribution::refute(self.batch, &exhibit, &self.proof);
		let urgency = urgency(&view, &info, max_tip).await?;
		let events = chain.submit_urgent(&call, key, until, urgency).await?;
		let reward = events.all::<Slashed>()?.into_iter().map(|slashed| slashed.reward).sum();
		Ok(Outcome::Refuted { reward })
	}
}

/// How much what refutes a batch hurries: until the batch is due, and for no more than what it earns,
/// unless whoever watches says otherwise.
pub async fn urgency(
	view: &View,
	info: &BatchInfo<Account>,
	max_tip: Option<Balance>,
) -> Result<Urgency, Error> {
	let deadline = u64::from(info.due).saturating_sub(1);
	let most_tip = match max_tip {
		Some(most_tip) => most_tip,
		None => {
			let terms = view.terms().await?;
			let lost = match &info.payer {
				Some(_) => view.batch_deposit(to_usize(info.unpaid), 0)?,
				None => {
					let operator = view.operator(&info.operator).await?;
					percent::share_of(
						operator.map_or(0, |operator| operator.bond),
						terms.slash_share,
					)
				}
			};
			percent::share_of(lost, terms.finders_share)
		}
	};
	Ok(Urgency { deadline, most_tip })
}

impl Watch<'_> {
	/// Begins to refute batches that have a false receipt.
	pub(super) fn start_refuting<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let (number, until, max_tip) = (self.number, self.until(), self.options.max_tip);
		let next = number.saturating_add(1);
		for (id, watched) in &mut self.batches {
			if watched.is_closed(next) {
				continue;
			}
			let Watched { info, known, refuting, .. } = watched;
			let Some(refuting) = refuting else { continue };
			if !matches!(refuting.step, Step::Open { from } if from <= number) {
				continue;
			}
			let Some(key) = self.key.clone() else {
				self.report.would_refute(*id, refuting.receipt);
				refuting.step = Step::GivenUp;
				continue;
			};
			let Some(known) = known.get(&refuting.receipt) else {
				refuting.step = Step::GivenUp;
				continue;
			};
			let (batch, root) = (*id, info.root);
			let case = Case {
				batch,
				root,
				number: refuting.receipt,
				receipt: known.receipt.clone(),
				exhibit: known.exhibit.clone(),
				proof: refuting.proof.clone(),
			};
			refuting.step = Step::Sent;
			jobs.push(Box::pin(async move {
				let result = case.refute(chain, &key, until, max_tip).await;
				Done::Refuted { batch, root, result }
			}));
		}
	}

	/// Takes note of what came of a refutation.
	pub(super) fn refuted(&mut self, id: BatchId, root: H256, result: Result<Outcome, Error>) {
		let number = self.number;
		let is_same = |watched: &&mut Watched| watched.info.root == root;
		// Otherwise it is in another block now, or in none, and is looked at anew.
		let Some(watched) = self.batches.get_mut(&id).filter(is_same) else { return };
		let Some(refuting) = &mut watched.refuting else { return };
		let done = Step::Done { at: number };
		match result {
			Ok(Outcome::Refuted { reward }) => {
				refuting.step = done;
				self.report.refuted(id, refuting.receipt, reward);
			}
			Ok(Outcome::TooLate(why)) => {
				refuting.step = done;
				self.report.faster(id, why);
			}
			Err(error) => {
				if let Some(why) = faster(&error) {
					refuting.step = done;
					self.report.faster(id, why);
					return;
				}
				// That the node went away says nothing of the refutation.
				refuting.failures += u32::from(!is_passing(&error));
				refuting.step = Step::Open { from: number.saturating_add(1) };
				if refuting.failures >= MAX_FAILURES {
					// Another of its receipts may be false too.
					watched.refuting = None;
				}
				self.report.failed(id, "refute it", &error);
			}
		}
	}

	/// Sees whether batches that were refuted still are: a block with a refutation may have been
	/// replaced.
	pub(super) async fn check_refuted(&mut self, view: &View) -> Result<(), Error> {
		let number = view.number();
		for (id, watched) in &mut self.batches {
			let Some(Refuting { step, .. }) = &mut watched.refuting else { continue };
			let Step::Done { at } = *step else { continue };
			if number <= at.saturating_add(SETTLING) {
				continue;
			}
			let record = view.batch(*id).await?;
			if record.is_some_and(|info| !info.is_void && info.root == watched.info.root) {
				*step = Step::Open { from: 0 };
			}
		}
		Ok(())
	}

	/// Whether a refutation is still to be sent.
	pub(super) fn has_to_refute(&self) -> bool {
		self.batches.values().any(|watched| {
			let refuting = watched.refuting.as_ref();
			refuting.is_some_and(|refuting| matches!(refuting.step, Step::Open { .. }))
		})
	}
}
