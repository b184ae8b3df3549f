// SPDX-License-Identifier: Apache-2.0

//! What becomes of demands, and ending those that nobody answers.

use std::mem;

use openledger_client::{
	account::Account,
	chain::{
		calls::attribution::expire_demand,
		events::{DemandReturned, Slashed},
		BlockView, Chain, Until,
	},
	json::Planck,
	keys::Key,
};
use openledger_primitives::Balance;
use openledger_runtime_api::DemandInfo;

use super::{
	journal::PendingDemand,
	outcome::{outcome_of, DemandOutcome},
	Done, Jobs, Watch,
};
use crate::{report::Report, urgency::urgency, Error, SpanRef};

/// Blocks that it may take until what was done is where the node says it is.
const SETTLING: u64 = 3;

/// What came of the end of a demand.
pub struct Ended {
	bond: Balance,
	/// If the batch was refuted by it.
	reward: Option<Balance>,
}

async fn expire(
	chain: &Chain,
	key: &Key,
	span: SpanRef,
	until: Until,
	max_tip: Option<Balance>,
) -> Result<Ended, Error> {
	let call = expire_demand(span.batch, span.receipt, span.span);
	let view = chain.best_view().await?;
	let events = match view.batch(span.batch).await?.filter(|info| !info.is_void) {
		// Once the batch is final, nobody is refuted by it.
		Some(info) => {
			let urgency = urgency(&view, span.batch, &info, max_tip).await?;
			chain.submit_urgent(&call, key, until, urgency).await?
		}
		None => chain.submit_until(&call, key, until).await?,
	};
	let bond = events.one::<DemandReturned>()?.bond;
	let reward = events.all::<Slashed>()?.into_iter().map(|slashed| slashed.reward).next();
	Ok(Ended { bond, reward })
}

impl Watch<'_> {
	/// Looks at what became of the demands that were made.
	pub(super) async fn check_demands(
		&mut self,
		chain: &Chain,
		view: &BlockView,
	) -> Result<(), Error> {
		let Some(me) = self.setup.key.as_ref().map(Key::account) else { return Ok(()) };
		let next = view.number().saturating_add(1);
		let spans: Vec<_> = self.journal.state.demands.keys().copied().collect();
		if spans.is_empty() {
			return Ok(());
		}
		let final_view = chain.view().await?;
		let is_own = |demand: &DemandInfo<Account>| demand.demander == me;
		for span in spans {
			// What was ended a moment ago need not be in this block yet.
			let ended = self.demands.ended.get(&span).copied();
			if self.demands.sent.contains(&span) || ended.is_some_and(|at| next <= at + SETTLING) {
				continue;
			}
			let Some(made) = self.journal.state.demands.get(&span).cloned() else { continue };
			let record = view.batch(span.batch).await?.filter(|info| made.roots.is_of(info));
			let in_batch = (span.receipt, span.span);
			let open = view.demand(span.batch, in_batch).await?.filter(is_own);
			let in_final =
				final_view.demand(span.batch, in_batch).await?.is_some_and(|it| is_own(&it));
			let Some(kept) = self.journal.state.demands.get_mut(&span) else { continue };
			kept.is_final |= in_final;
			if let Some(demand) = open {
				(kept.bond, kept.respond_by) = (demand.bond, Some(demand.respond_by));
				let is_free = record.is_none_or(|info| info.is_void);
				if is_free || next > u64::from(demand.respond_by) {
					self.demands.expiring.insert(span);
				}
				continue;
			}
			// What a best block says may be replaced, and an answer may be in a block that was not read
			// yet.
			if in_final || self.blocks.is_behind() {
				continue;
			}
			let outcome = match ended.is_some() {
				true => DemandOutcome::Returned,
				false => {
					outcome_of(&made, record.as_ref(), self.demands.shown.contains(&span), next)
				}
			};
			self.end(span, &made, outcome);
		}
		self.tally.totals.at_risk = Planck(self.journal.state.at_risk());
		Ok(())
	}

	/// Takes note of a demand that is no longer on chain.
	fn end(&mut self, span: SpanRef, made: &PendingDemand, outcome: DemandOutcome) {
		let state = &mut self.journal.state;
		let bond = Planck(made.bond);
		match outcome {
			DemandOutcome::Open => return,
			DemandOutcome::Never => {}
			DemandOutcome::Returned => {
				// Who ended it has said so.
				if self.demands.ended.remove(&span).is_none() {
					self.tally.report(Report::Returned { span, bond, reward: None });
				}
			}
			DemandOutcome::Answered => {
				state.spent = state.spent.saturating_add(made.bond);
				self.tally.report(Report::Answered { span, bond });
			}
			DemandOutcome::Unknown => {
				state.spent = state.spent.saturating_add(made.bond);
				self.tally.report(Report::Unknown { span, bond });
			}
		}
		state.demands.remove(&span);
		self.demands.is_exhausted = false;
	}

	/// Begins to end demands that nobody answered, or whose batch is void.
	pub(super) fn start_expiring<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let Some(key) = &self.setup.key else { return };
		for span in mem::take(&mut self.demands.expiring) {
			if self.demands.sent.insert(span) {
				let (key, until, max_tip) =
					(key.clone(), self.setup.until(), self.setup.options.max_tip);
				jobs.push(Box::pin(async move {
					let result = expire(chain, &key, span, until, max_tip).await;
					Done::Ended { span, result }
				}));
			}
		}
	}

	/// Takes note of a demand that was ended, or was not.
	pub(super) fn ended(&mut self, span: SpanRef, result: Result<Ended, Error>) {
		self.demands.sent.remove(&span);
		match result {
			Ok(Ended { bond, reward }) => {
				let (bond, reward) = (Planck(bond), reward.map(Planck));
				self.tally.report(Report::Returned { span, bond, reward });
				match self.setup.until() {
					Until::Final => {
						self.journal.state.demands.remove(&span);
					}
					// Once it is final, it is forgotten.
					Until::Best => {
						self.demands.ended.insert(span, self.blocks.number);
					}
				}
			}
			// It is tried again, and not told of again.
			Err(error) if self.demands.warned.insert(span) => {
				self.tally.failed(span.batch, "end a demand", error);
			}
			Err(_) => {}
		}
	}
}
