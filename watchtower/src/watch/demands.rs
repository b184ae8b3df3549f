// SPDX-License-Identifier: Apache-2.0

//! Demands: which, how many, and what becomes of them.

use std::{
	collections::{BTreeMap, BTreeSet},
	mem,
};

use openledger_client::{
	account::Account,
	chain::{
		calls::attribution::{demand_reveal, expire_demand},
		events::{DemandReturned, RevealDemanded, Slashed},
		BlockView, Chain, Roots, Until,
	},
	convert::to_usize,
	json::Planck,
	keys::Key,
	Error as ClientError,
};
use openledger_primitives::{receipt::CompactReceipt, Balance, BatchId};
use openledger_runtime_api::DemandInfo;

use super::{
	journal::{Drawn, PendingDemand},
	outcome::{outcome_of, DemandOutcome},
	sampler::Sampler,
	Done, Jobs, Watch,
};
use crate::{
	report::Report,
	urgency::{last_demand, urgency},
	Error, SpanRef,
};

/// Blocks that it may take until what was done is where the node says it is.
const SETTLING: u64 = 3;

/// The demands that are made, and those whose end was not told yet.
#[derive(Default)]
pub struct Demands {
	sampler: Sampler,
	/// Those that are being made or ended.
	sent: BTreeSet<SpanRef>,
	/// Those that can be ended.
	expiring: BTreeSet<SpanRef>,
	/// Those that were ended, in a block that may be replaced, and when.
	ended: BTreeMap<SpanRef, u64>,
	/// Those whose answers were seen.
	shown: BTreeSet<SpanRef>,
	/// Those that could not be ended, as was said.
	warned: BTreeSet<SpanRef>,
	/// Whether it was said that the budget is used up.
	is_exhausted: bool,
}

impl Demands {
	/// Requeues what was under way.
	pub fn interrupt(&mut self) {
		self.sent.clear();
	}

	/// Takes note that an answer was seen.
	pub fn is_shown(&mut self, span: SpanRef) {
		self.shown.insert(span);
	}
}

/// What came of the end of a demand.
pub struct Ended {
	bond: Balance,
	/// If the batch was refuted by it.
	reward: Option<Balance>,
}

async fn demand(
	chain: &Chain,
	key: &Key,
	place: SpanRef,
	until: Until,
) -> Result<RevealDemanded, Error> {
	let call = demand_reveal(place.batch, place.receipt, place.span);
	Ok(chain.submit_until(&call, key, until).await?.one()?)
}

async fn expire(
	chain: &Chain,
	key: &Key,
	place: SpanRef,
	until: Until,
	max_tip: Option<Balance>,
) -> Result<Ended, Error> {
	let call = expire_demand(place.batch, place.receipt, place.span);
	let view = chain.best_view().await?;
	let events = match view.batch(place.batch).await?.filter(|info| !info.is_void) {
		// Once the batch is final, nobody is refuted by it.
		Some(info) => {
			let urgency = urgency(&view, &info, max_tip).await?;
			chain.submit_urgent(&call, key, until, urgency).await?
		}
		None => chain.submit_until(&call, key, until).await?,
	};
	let bond = events.one::<DemandReturned>()?.bond;
	let reward = events.all::<Slashed>()?.into_iter().map(|slashed| slashed.reward).next();
	Ok(Ended { bond, reward })
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
		let mut places = Vec::new();
		for (batch, roots, batch_finalizable_at) in to_make {
			while let Some((receipt, span)) = self.next_wanted(batch, roots) {
				let place = SpanRef { batch, receipt, span };
				if self.setup.key.is_none() {
					self.tally.report(Report::WouldDemand(place));
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
				self.journal.state.demands.insert(place, made);
				places.push(place);
			}
		}
		if places.is_empty() {
			return Ok(());
		}
		// Before they are sent: a bond must not be forgotten.
		self.journal.save()?;
		let Some(key) = &self.setup.key else { return Ok(()) };
		for place in places {
			self.demands.sent.insert(place);
			let (key, until) = (key.clone(), self.setup.until());
			jobs.push(Box::pin(async move {
				let result = demand(chain, &key, place, until).await;
				Done::Demanded { place, result }
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
			while let Some(place) = wanted.iter().rposition(is_auditable) {
				let (number, span) = wanted.remove(place);
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
	pub(super) fn demanded(&mut self, place: SpanRef, result: Result<RevealDemanded, Error>) {
		self.demands.sent.remove(&place);
		let demands = &mut self.journal.state.demands;
		match result {
			Ok(RevealDemanded { bond, respond_by }) => {
				if let Some(made) = demands.get_mut(&place) {
					(made.bond, made.respond_by) = (bond, Some(respond_by));
				}
				let bond = Planck(bond);
				self.tally.report(Report::Demanded { span: place, bond, respond_by });
			}
			// Whether it is in a block is seen there.
			Err(Error::Client(
				ClientError::Unknown { .. }
				| ClientError::Unread { .. }
				| ClientError::NoEvent { .. },
			)) => {}
			Err(error) => {
				demands.remove(&place);
				self.tally.failed(place.batch, "demand", error);
			}
		}
	}

	/// Looks at what became of the demands that were made.
	pub(super) async fn check_demands(
		&mut self,
		chain: &Chain,
		view: &BlockView,
	) -> Result<(), Error> {
		let Some(me) = self.setup.key.as_ref().map(Key::account) else { return Ok(()) };
		let next = view.number().saturating_add(1);
		let places: Vec<_> = self.journal.state.demands.keys().copied().collect();
		if places.is_empty() {
			return Ok(());
		}
		let final_view = chain.view().await?;
		let is_own = |demand: &DemandInfo<Account>| demand.demander == me;
		for place in places {
			// What was ended a moment ago need not be in this block yet.
			let ended = self.demands.ended.get(&place).copied();
			if self.demands.sent.contains(&place) || ended.is_some_and(|at| next <= at + SETTLING) {
				continue;
			}
			let Some(made) = self.journal.state.demands.get(&place).cloned() else { continue };
			let record = view.batch(place.batch).await?.filter(|info| made.roots.is_of(info));
			let at = (place.receipt, place.span);
			let open = view.demand(place.batch, at).await?.filter(is_own);
			let in_final = final_view.demand(place.batch, at).await?.is_some_and(|it| is_own(&it));
			let Some(kept) = self.journal.state.demands.get_mut(&place) else { continue };
			kept.is_final |= in_final;
			if let Some(demand) = open {
				(kept.bond, kept.respond_by) = (demand.bond, Some(demand.respond_by));
				let is_free = record.is_none_or(|info| info.is_void);
				if is_free || next > u64::from(demand.respond_by) {
					self.demands.expiring.insert(place);
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
					outcome_of(&made, record.as_ref(), self.demands.shown.contains(&place), next)
				}
			};
			self.end(place, &made, outcome);
		}
		self.tally.totals.at_risk = Planck(self.journal.state.at_risk());
		Ok(())
	}

	/// Takes note of a demand that is no longer on chain.
	fn end(&mut self, place: SpanRef, made: &PendingDemand, outcome: DemandOutcome) {
		let state = &mut self.journal.state;
		let (span, bond) = (place, Planck(made.bond));
		match outcome {
			DemandOutcome::Open => return,
			DemandOutcome::Never => {}
			DemandOutcome::Returned => {
				// Who ended it has said so.
				if self.demands.ended.remove(&place).is_none() {
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
		state.demands.remove(&place);
		self.demands.is_exhausted = false;
	}

	/// Begins to end demands that nobody answered, or whose batch is void.
	pub(super) fn start_expiring<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let Some(key) = &self.setup.key else { return };
		for place in mem::take(&mut self.demands.expiring) {
			if self.demands.sent.insert(place) {
				let (key, until, max_tip) =
					(key.clone(), self.setup.until(), self.setup.options.max_tip);
				jobs.push(Box::pin(async move {
					let result = expire(chain, &key, place, until, max_tip).await;
					Done::Ended { place, result }
				}));
			}
		}
	}

	/// Takes note of a demand that was ended, or was not.
	pub(super) fn ended(&mut self, place: SpanRef, result: Result<Ended, Error>) {
		self.demands.sent.remove(&place);
		match result {
			Ok(Ended { bond, reward }) => {
				let (bond, reward) = (Planck(bond), reward.map(Planck));
				self.tally.report(Report::Returned { span: place, bond, reward });
				match self.setup.until() {
					Until::Final => {
						self.journal.state.demands.remove(&place);
					}
					// Once it is final, it is forgotten.
					Until::Best => {
						self.demands.ended.insert(place, self.blocks.number);
					}
				}
			}
			// It is tried again, and not told of again.
			Err(error) if self.demands.warned.insert(place) => {
				self.tally.failed(place.batch, "end a demand", error);
			}
			Err(_) => {}
		}
	}
}
