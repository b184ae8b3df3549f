// SPDX-License-Identifier: Apache-2.0

//! Demands: which, and how many.

use std::collections::{BTreeMap, BTreeSet};

use openledger_client::{
	chain::{calls::attribution::demand_reveal, events::RevealDemanded, Chain, Roots, Until},
	convert::to_usize,
	json::Planck,
	keys::Key,
	Error as ClientError,
};
use openledger_primitives::{receipt::CompactReceipt, BatchId};

use super::{
	journal::{Drawn, PendingDemand},
	sampler::Sampler,
	Done, Jobs, Watch,
};
use crate::{report::Report, urgency::last_demand, Error, SpanRef};

/// The demands that are made, and those whose end was not told yet.
#[derive(Default)]
pub struct Demands {
	pub(super) sampler: Sampler,
	/// Those that are being made or ended.
	pub(super) sent: BTreeSet<SpanRef>,
	/// Those that can be ended.
	pub(super) expiring: BTreeSet<SpanRef>,
	/// Those that were ended, in a block that may be replaced, and when.
	pub(super) ended: BTreeMap<SpanRef, u64>,
	/// Those whose answers were seen.
	pub(super) shown: BTreeSet<SpanRef>,
	/// Those that could not be ended, as was said.
	pub(super) warned: BTreeSet<SpanRef>,
	/// Whether it was said that the budget is used up.
	pub(super) is_exhausted: bool,
}

impl Demands {
	/// Requeues what was under way.
	pub fn interrupt(&mut self) {
		self.sent.clear();
	}

	/// Takes note that an answer was seen.
	pub fn take_shown(&mut self, span: SpanRef) {
		self.shown.insert(span);
	}
}

async fn demand(
	chain: &Chain,
	key: &Key,
	span: SpanRef,
	until: Until,
) -> Result<RevealDemanded, Error> {
	let call = demand_reveal(span.batch, span.receipt, span.span);
	Ok(chain.submit_until(&call, key, until).await?.one()?)
}

impl Watch<'_> {
	/// Draws lots for the receipts of a batch, unless that was done before: in another block, or
	/// before a restart.
	pub(super) fn draw(&mut self, id: BatchId, receipts: &[CompactReceipt]) {
		let share = self.setup.options.demand;
		let Some(watched) = self.batches.get(&id) else { return };
		let (roots, finalizable_at) = (Roots::of(&watched.info), watched.info.finalizable_at);
		if share == 0 || self.journal.state.drawn.contains_key(&(id, roots)) {
			return;
		}
		let setup = &self.setup;
		let is_left_out = |number: u32| {
			let receipt = receipts.get(to_usize(number));
			receipt.is_none_or(|receipt| !setup.is_watched(receipt.answer.model))
				|| watched.has_output(number, &self.files.answers)
		};
		let wanted = self.demands.sampler.draw(share, receipts, is_left_out);
		self.journal.state.drawn.insert((id, roots), Drawn { finalizable_at, wanted });
	}

	/// Begins to demand what was drawn: of batches whose answers can be audited, while there is time
	/// and budget.
	pub(super) fn start_demands<'j>(
		&mut self,
		chain: &'j Chain,
		jobs: &mut Jobs<'j>,
	) -> Result<(), Error> {
		// Lots that were drawn before a restart are left alone by who demands nothing now.
		let Some(terms) = self.blocks.terms.filter(|_| self.setup.options.demand > 0) else {
			return Ok(());
		};
		let next = self.blocks.next();
		let mut to_make = Vec::new();
		for (id, watched) in &self.batches {
			let (roots, finalizable_at) = (Roots::of(&watched.info), watched.info.finalizable_at);
			let Some(drawn) = self.journal.state.drawn.get_mut(&(*id, roots)) else { continue };
			if next > last_demand(&watched.info, &terms) || watched.refuting.is_some() {
				self.tally.totals.too_late += drawn.wanted.len();
				drawn.wanted.clear();
				continue;
			}
			if !drawn.wanted.is_empty() {
				to_make.push((*id, roots, finalizable_at));
			}
		}
		let mut spans = Vec::new();
		for (batch, roots, batch_finalizable_at) in to_make {
			while let Some((receipt, span)) = self.next_wanted(batch, roots) {
				let span = SpanRef { batch, receipt, span };
				if self.setup.key.is_none() {
					self.tally.report(Report::WouldDemand(span));
					continue;
				}
				let made = PendingDemand {
					roots,
					batch_finalizable_at,
					made_after: self.blocks.number,
					bond: terms.demand_bond,
					respond_by: None,
					is_final: false,
				};
				self.journal.state.demands.insert(span, made);
				spans.push(span);
			}
		}
		if spans.is_empty() {
			return Ok(());
		}
		// Before they are sent: a bond must not be forgotten.
		self.journal.save()?;
		let Some(key) = &self.setup.key else { return Ok(()) };
		for span in spans {
			self.demands.sent.insert(span);
			let (key, until) = (key.clone(), self.setup.until());
			jobs.push(Box::pin(async move {
				let result = demand(chain, &key, span, until).await;
				Done::Demanded { span, result }
			}));
		}
		Ok(())
	}

	/// The next to be demanded of a batch, if the budget is enough for it.
	fn next_wanted(&mut self, batch: BatchId, roots: Roots) -> Option<(u32, u32)> {
		let bond = self.blocks.terms?.demand_bond;
		let state = &mut self.journal.state;
		let can_pay = self.setup.key.is_none() || state.can_put_up(bond, self.setup.options.budget);
		let wanted = &mut state.drawn.get_mut(&(batch, roots))?.wanted;
		if can_pay {
			let watched = self.batches.get(&batch)?;
			// An answer that can't be audited is not worth a bond.
			let is_auditable = |(number, _): &(u32, u32)| {
				watched.model_of(*number).is_some_and(|model| self.corpora.has_texts(model))
			};
			while let Some(at) = wanted.iter().rposition(is_auditable) {
				let (number, span) = wanted.remove(at);
				// Of what is known by now there is nothing to demand.
				if !watched.has_output(number, &self.files.answers) {
					return Some((number, span));
				}
			}
			return None;
		}
		if !wanted.is_empty() && !self.demands.is_exhausted {
			let (spent, at_risk) = (Planck(state.spent), Planck(state.at_risk()));
			self.tally.report(Report::Exhausted { spent, at_risk });
			self.demands.is_exhausted = true;
		}
		None
	}

	/// Takes note of a demand that was made, or was not.
	pub(super) fn demanded(&mut self, span: SpanRef, result: Result<RevealDemanded, Error>) {
		self.demands.sent.remove(&span);
		let demands = &mut self.journal.state.demands;
		match result {
			Ok(RevealDemanded { bond, respond_by }) => {
				if let Some(made) = demands.get_mut(&span) {
					(made.bond, made.respond_by) = (bond, Some(respond_by));
				}
				let bond = Planck(bond);
				self.tally.report(Report::Demanded { span, bond, respond_by });
			}
			// Whether it is in a block is seen there.
			Err(Error::Client(
				ClientError::Unknown { .. }
				| ClientError::Unread { .. }
				| ClientError::NoEvent { .. },
			)) => {}
			Err(error) => {
				demands.remove(&span);
				self.tally.failed(span.batch, "demand", error);
			}
		}
	}
}
