// SPDX-License-Identifier: Apache-2.0

//! Refuting what is false.

use openledger_attributor::{exhibit, signed_exhibit};
use openledger_client::{
	account::Account,
	chain::{calls::attribution, events::Slashed, BlockView, Chain, Roots, Until},
	json::Planck,
	keys::Key,
	Error as ClientError,
};
use openledger_primitives::{
	challenge::{Exhibit, Proof},
	receipt::Receipt,
	Balance, BatchId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::{
	batches::{Refuting, Step, Watched},
	known::Bound,
	Done, Jobs, Watch,
};
use crate::{report::Report, urgency::urgency, Error};

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
	roots: Roots,
	number: u32,
	receipt: Receipt,
	/// If it was not revealed, the receipts of the batch have to be read.
	bound: Bound,
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
		let record = view.batch(self.batch).await?.filter(|info| self.roots.is_of(info));
		let Some(info) = record else { return Ok(Outcome::TooLate("it is gone")) };
		if info.is_void {
			return Ok(Outcome::TooLate("it is void"));
		}
		if view.number().saturating_add(1) >= u64::from(info.finalizable_at) {
			return Ok(Outcome::TooLate("its window has closed"));
		}
		let exhibit = match self.bound {
			Bound::Revealed(exhibit) => *exhibit,
			bound => {
				let leaves = leaves(chain, &view, &info).await?;
				opened(&leaves, self.number, self.receipt, bound)
					.ok_or(ClientError::Inconsistent)?
			}
		};
		let call = attribution::refute(self.batch, &exhibit, &self.proof);
		let urgency = urgency(&view, self.batch, &info, max_tip).await?;
		let events = chain.submit_urgent(&call, key, until, urgency).await?;
		let reward = events.all::<Slashed>()?.into_iter().map(|slashed| slashed.reward).sum();
		Ok(Outcome::Refuted { reward })
	}
}

/// The leaves of a batch's tree, from its block.
async fn leaves(
	chain: &Chain,
	view: &BlockView,
	info: &BatchInfo<Account>,
) -> Result<Vec<H256>, Error> {
	let calls = match chain.hash_of(info.settled_at.into()).await? {
		Some(hash) => chain.calls_in(hash, view).await?,
		None => None,
	};
	let settlement = calls.and_then(|calls| calls.settlement_of(info));
	settlement.map(|settlement| settlement.leaves()).ok_or_else(|| ClientError::Inconsistent.into())
}

/// Opens a receipt of a batch with these leaves.
pub fn opened(leaves: &[H256], number: u32, receipt: Receipt, bound: Bound) -> Option<Exhibit> {
	match bound {
		Bound::Revealed(exhibit) => Some(*exhibit),
		Bound::Signed(signature) => signed_exhibit(leaves, number, receipt, signature),
		Bound::Committed(commitments) => exhibit(leaves, &commitments, number, receipt),
	}
}

impl Watch<'_> {
	/// Begins to refute batches that have a false receipt.
	pub(super) fn start_refuting<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let (best, until, max_tip) =
			(self.blocks.number, self.setup.until(), self.setup.options.max_tip);
		let next = best.saturating_add(1);
		for (id, watched) in &mut self.batches {
			if watched.is_closed(next) {
				continue;
			}
			let Some(Refuting { receipt: number, proof, step, .. }) = &watched.refuting else {
				continue;
			};
			let (number, step) = (*number, *step);
			if !matches!(step, Step::Open { from } if from <= best) {
				continue;
			}
			let known = watched.known.get(&number);
			let case = known.zip(watched.bound(number, proof)).map(|(known, bound)| Case {
				batch: *id,
				roots: Roots::of(&watched.info),
				number,
				receipt: known.receipt.clone(),
				bound,
				proof: proof.clone(),
			});
			let Some(refuting) = &mut watched.refuting else { continue };
			let Some(case) = case else {
				refuting.step = Step::GivenUp;
				continue;
			};
			let Some(key) = self.setup.key.clone() else {
				self.tally.report(Report::WouldRefute { batch: *id, receipt: number });
				refuting.step = Step::GivenUp;
				continue;
			};
			let (batch, roots) = (case.batch, case.roots);
			refuting.step = Step::Sent;
			jobs.push(Box::pin(async move {
				let result = case.refute(chain, &key, until, max_tip).await;
				Done::Refuted { batch, roots, result }
			}));
		}
	}

	/// Takes note of what came of a refutation.
	pub(super) fn refuted(&mut self, id: BatchId, roots: Roots, result: Result<Outcome, Error>) {
		let number = self.blocks.number;
		let is_same = |watched: &&mut Watched| roots.is_of(&watched.info);
		// Otherwise it is in another block now, or in none, and is looked at anew.
		let Some(watched) = self.batches.get_mut(&id).filter(is_same) else { return };
		let Some(refuting) = &mut watched.refuting else { return };
		let done = Step::Done { at: number };
		match result {
			Ok(Outcome::Refuted { reward }) => {
				refuting.step = done;
				let (receipt, reward) = (refuting.receipt, Planck(reward));
				self.tally.report(Report::Refuted { batch: id, receipt, reward });
			}
			Ok(Outcome::TooLate(why)) => {
				refuting.step = done;
				self.tally.report(Report::LostRace { batch: id, reason: why.to_owned() });
			}
			Err(error) => {
				if error.lost_race().is_some() {
					refuting.step = done;
				} else {
					// That the node went away says nothing of the refutation.
					refuting.failures += u32::from(!error.is_passing());
					refuting.step = Step::Open { from: number.saturating_add(1) };
					if refuting.failures >= MAX_FAILURES {
						// Another of its receipts may be false too.
						watched.refuting = None;
					}
				}
				self.tally.failed(id, "refute it", error);
			}
		}
	}

	/// Sees whether batches that were refuted still are: a block with a refutation may have been
	/// replaced.
	pub(super) async fn check_refuted(&mut self, view: &BlockView) -> Result<(), Error> {
		let number = view.number();
		for (id, watched) in &mut self.batches {
			let Some(Refuting { step, .. }) = &mut watched.refuting else { continue };
			let Step::Done { at } = *step else { continue };
			if number <= at.saturating_add(SETTLING) {
				continue;
			}
			let record = view.batch(*id).await?;
			if record.is_some_and(|info| !info.is_void && Roots::of(&watched.info).is_of(&info)) {
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
