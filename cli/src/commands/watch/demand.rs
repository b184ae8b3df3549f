// SPDX-License-Identifier: Apache-2.0

//! Demands: which, how many, and what becomes of them.

use codec::Encode;
use openledger_primitives::{
	challenge::DEMANDABLE_SPANS, content::chunk_count, receipt::CompactReceipt, Balance, BatchId,
};
use openledger_runtime_api::{BatchInfo, DemandInfo};
use sp_core::{Blake2Hasher, Hasher};

use super::{
	audit::Corpus,
	blocks::is_watched,
	lost_race,
	refute::urgency,
	state::{Drawn, PendingDemand, SpanRef},
	Done, Jobs, Watch,
};
use crate::{commands::batch::last_demand, error::Error};
use openledger_client::settlement::salt;
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{
		calls::attribution::{demand_reveal, expire_demand},
		events::{DemandReturned, RevealDemanded, Slashed},
		BlockView, Chain, Roots, Until,
	},
	convert::{saturating_u32, to_usize},
	keys::Key,
	units::percent,
};

/// Blocks after which a demand that is in none that is final is not waited for: its transaction is
/// valid for so many.
const PATIENCE: u64 = 256;
/// Blocks that it may take until what was done is where the node says it is.
const SETTLING: u64 = 3;

/// Draws lots that nobody can foresee.
pub struct Sampler {
	seed: [u8; 32],
	drawn: u64,
}

impl Sampler {
	pub fn new() -> Self {
		Self { seed: salt(), drawn: 0 }
	}

	/// A number below `bound`; 0 if that is 0.
	fn below(&mut self, bound: usize) -> usize {
		let hash = Blake2Hasher::hash(&(self.seed, self.drawn).encode());
		self.drawn = self.drawn.wrapping_add(1);
		let mut bytes = [0; 8];
		bytes.copy_from_slice(&hash.as_bytes()[..8]);
		let bound = u64::try_from(bound).unwrap_or(u64::MAX);
		// The bound is so much less than 2^64 that no number is noticeably likelier.
		let number = u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or_default();
		usize::try_from(number).unwrap_or_default()
	}

	/// Whether a lot is drawn, of which so many parts per billion are.
	fn is_drawn(&mut self, share: u32) -> bool {
		self.below(to_usize(percent::WHOLE)) < to_usize(share)
	}

	/// Draws a share of the receipts that are not left out, each with a span, in random order: a
	/// budget that ends before they do must not leave out the last ones.
	pub fn draw(
		&mut self,
		share: u32,
		receipts: &[CompactReceipt],
		is_left_out: impl Fn(u32) -> bool,
	) -> Vec<(u32, u32)> {
		let mut drawn: Vec<(u32, u32)> = Vec::new();
		for (number, receipt) in (0u32..).zip(receipts) {
			if !is_left_out(number) && self.is_drawn(share) {
				let span = self.span_of(receipt);
				let place = self.below(drawn.len() + 1);
				drawn.push((number, span));
				let last = drawn.len() - 1;
				drawn.swap(place, last);
			}
		}
		drawn
	}

	/// Draws a span of a receipt. How many it lists nobody can tell: so half of the lots are for one
	/// with the fewest, of which each span is then demanded often; and half for any, of which no
	/// span and no chunk is then safe.
	fn span_of(&mut self, receipt: &CompactReceipt) -> u32 {
		let numbers = match self.below(2) {
			0 => least_numbers(receipt),
			_ => DEMANDABLE_SPANS,
		};
		u32::try_from(self.below(to_usize(numbers))).unwrap_or_default()
	}
}

/// How many spans can be demanded of a receipt that lists no more than it has credits: these, and
/// the chunks of its output, in which it may have left something out.
fn least_numbers(receipt: &CompactReceipt) -> u32 {
	let chunks = chunk_count(receipt.answer.output_len);
	saturating_u32(receipt.answer.credits.len()).saturating_add(chunks).min(DEMANDABLE_SPANS)
}

/// What became of a demand that is no longer on chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DemandOutcome {
	/// It was answered, which cost the bond.
	Answered,
	/// The bond is back.
	Returned,
	/// It never was in a block, or not in one that stayed.
	Never,
	/// Nobody can tell any more.
	Unknown,
	/// It may still come.
	Open,
}

/// What became of a demand that was made. `record` is the batch's, if it is there; `is_shown` says
/// whether an answer was seen; `next` is the block that comes.
fn outcome_of(
	made: &PendingDemand,
	record: Option<&BatchInfo<Account>>,
	is_shown: bool,
	next: u64,
) -> DemandOutcome {
	let is_late = next > made.made_after.saturating_add(PATIENCE);
	match record {
		_ if is_shown => DemandOutcome::Answered,
		_ if !made.is_final && !is_late => DemandOutcome::Open,
		_ if !made.is_final && made.respond_by.is_none() => DemandOutcome::Never,
		Some(info) if info.is_void => DemandOutcome::Returned,
		// Only an answer ends a demand and leaves the batch as it is.
		Some(_) if made.is_final => DemandOutcome::Answered,
		// It was refuted, and has paid what it had to.
		None if next < u64::from(made.batch_finalizable_at) => DemandOutcome::Returned,
		// It was in a block, and may have been answered there.
		_ => DemandOutcome::Unknown,
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
		let share = self.options.demand;
		let Some(watched) = self.batches.get(&id) else { return };
		let (roots, finalizable_at) = (Roots::of(&watched.info), watched.info.finalizable_at);
		if share == 0 || self.journal.state.drawn.contains_key(&(id, roots)) {
			return;
		}
		let models = &self.options.models;
		let is_left_out = |number: u32| {
			let receipt = receipts.get(to_usize(number));
			receipt.is_none_or(|receipt| !is_watched(models, receipt.answer.model))
				|| watched.has_output(number, &self.answers)
		};
		let wanted = self.sampler.draw(share, receipts, is_left_out);
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
		let Some(terms) = self.terms.filter(|_| self.options.demand > 0) else { return Ok(()) };
		let next = self.number.saturating_add(1);
		let mut to_make = Vec::new();
		for (id, watched) in &self.batches {
			let (roots, finalizable_at) = (Roots::of(&watched.info), watched.info.finalizable_at);
			let Some(drawn) = self.journal.state.drawn.get_mut(&(*id, roots)) else { continue };
			if next > last_demand(&watched.info, &terms) || watched.refuting.is_some() {
				self.report.totals.too_late += drawn.wanted.len();
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
				if self.key.is_none() {
					self.report.would_demand(place);
					continue;
				}
				let made = PendingDemand {
					roots,
					batch_finalizable_at,
					made_after: self.number,
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
		let Some(key) = &self.key else { return Ok(()) };
		for place in places {
			self.sent.insert(place);
			let (key, until) = (key.clone(), self.until());
			jobs.push(Box::pin(async move {
				let result = demand(chain, &key, place, until).await;
				Done::Demanded { place, result }
			}));
		}
		Ok(())
	}

	/// The next to be demanded of a batch, if the budget is enough for it.
	fn next_wanted(&mut self, batch: BatchId, roots: Roots) -> Option<(u32, u32)> {
		let bond = self.terms?.demand_bond;
		let state = &mut self.journal.state;
		let can_pay = self.key.is_none() || state.can_put_up(bond, self.options.budget);
		let wanted = &mut state.drawn.get_mut(&(batch, roots))?.wanted;
		if can_pay {
			let watched = self.batches.get(&batch)?;
			// An answer that can't be audited is not worth a bond.
			let is_auditable = |(number, _): &(u32, u32)| {
				let corpus = watched.model_of(*number).and_then(|model| self.models.get(&model));
				corpus.is_some_and(Corpus::has_texts)
			};
			while let Some(place) = wanted.iter().rposition(is_auditable) {
				let (number, span) = wanted.remove(place);
				// Of what is known by now there is nothing to demand.
				if !watched.has_output(number, &self.answers) {
					return Some((number, span));
				}
			}
			return None;
		}
		if !wanted.is_empty() && !self.is_exhausted {
			self.report.exhausted(state.spent, state.at_risk());
			self.is_exhausted = true;
		}
		None
	}

	/// Takes note of a demand that was made, or was not.
	pub(super) fn demanded(&mut self, place: SpanRef, result: Result<RevealDemanded, Error>) {
		self.sent.remove(&place);
		let demands = &mut self.journal.state.demands;
		match result {
			Ok(RevealDemanded { bond, respond_by, .. }) => {
				if let Some(made) = demands.get_mut(&place) {
					(made.bond, made.respond_by) = (bond, Some(respond_by));
				}
				self.report.demanded(place, bond, respond_by);
			}
			// Whether it is in a block is seen there.
			Err(Error::Client(
				ClientError::Unknown { .. }
				| ClientError::Unread { .. }
				| ClientError::NoEvent { .. },
			)) => {}
			Err(error) => {
				demands.remove(&place);
				match lost_race(&error) {
					Some(why) => self.report.lost_race(place.batch, why),
					None => self.report.failed(place.batch, "demand", &error),
				}
			}
		}
	}

	/// Looks at what became of the demands that were made.
	pub(super) async fn check_demands(
		&mut self,
		chain: &Chain,
		view: &BlockView,
	) -> Result<(), Error> {
		let Some(me) = self.key.as_ref().map(Key::account) else { return Ok(()) };
		let next = view.number().saturating_add(1);
		let places: Vec<_> = self.journal.state.demands.keys().copied().collect();
		if places.is_empty() {
			return Ok(());
		}
		let final_view = chain.view().await?;
		let is_own = |demand: &DemandInfo<Account>| demand.demander == me;
		for place in places {
			// What was ended a moment ago need not be in this block yet.
			let ended = self.ended.get(&place).copied();
			if self.sent.contains(&place) || ended.is_some_and(|at| next <= at + SETTLING) {
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
					self.expiring.insert(place);
				}
				continue;
			}
			// What a best block says may be replaced, and an answer may be in a block that was not read
			// yet.
			if in_final || self.is_behind() {
				continue;
			}
			let outcome = match ended.is_some() {
				true => DemandOutcome::Returned,
				false => outcome_of(&made, record.as_ref(), self.shown.contains(&place), next),
			};
			self.end(place, &made, outcome);
		}
		self.report.at_risk = self.journal.state.at_risk();
		Ok(())
	}

	/// Takes note of a demand that is no longer on chain.
	fn end(&mut self, place: SpanRef, made: &PendingDemand, outcome: DemandOutcome) {
		let state = &mut self.journal.state;
		match outcome {
			DemandOutcome::Open => return,
			DemandOutcome::Never => {}
			DemandOutcome::Returned => {
				// Who ended it has said so.
				if self.ended.remove(&place).is_none() {
					self.report.returned(place, made.bond, None);
				}
			}
			DemandOutcome::Answered => {
				state.spent = state.spent.saturating_add(made.bond);
				self.report.answered(place, made.bond);
			}
			DemandOutcome::Unknown => {
				state.spent = state.spent.saturating_add(made.bond);
				self.report.unknown(place, made.bond);
			}
		}
		state.demands.remove(&place);
		self.is_exhausted = false;
	}

	/// Begins to end demands that nobody answered, or whose batch is void.
	pub(super) fn start_expiring<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		let Some(key) = &self.key else { return };
		for place in std::mem::take(&mut self.expiring) {
			if self.sent.insert(place) {
				let (key, until, max_tip) = (key.clone(), self.until(), self.options.max_tip);
				jobs.push(Box::pin(async move {
					let result = expire(chain, &key, place, until, max_tip).await;
					Done::Ended { place, result }
				}));
			}
		}
	}

	/// Takes note of a demand that was ended, or was not.
	pub(super) fn ended(&mut self, place: SpanRef, result: Result<Ended, Error>) {
		self.sent.remove(&place);
		match result {
			Ok(Ended { bond, reward }) => {
				self.report.returned(place, bond, reward);
				match self.until() {
					Until::Final => {
						self.journal.state.demands.remove(&place);
					}
					// Once it is final, it is forgotten.
					Until::Best => {
						self.ended.insert(place, self.number);
					}
				}
			}
			// It is tried again, and not told of again.
			Err(error) if self.warned.insert(place) => match lost_race(&error) {
				Some(why) => self.report.lost_race(place.batch, why),
				None => self.report.failed(place.batch, "end a demand", &error),
			},
			Err(_) => {}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::watch::{
		batches::tests::{batch, receipt},
		state::tests::made,
	};
	use openledger_client::units::amount::OPEN;
	use openledger_primitives::receipt::Receipt;
	use std::collections::BTreeSet;

	fn compact(spans: usize) -> CompactReceipt {
		let mut receipt = receipt(0);
		receipt.spans.truncate(spans);
		receipt.compact().unwrap()
	}

	#[test]
	fn lots_should_be_drawn_in_the_share_that_was_asked_for() {
		let receipts = vec![compact(1); 2_000];
		let mut lots = Sampler::new();
		let all = lots.draw(percent::WHOLE, &receipts, |_| false);
		assert_eq!(all.iter().map(|(number, _)| *number).collect::<BTreeSet<_>>().len(), 2_000);
		// Half of them of one span and two chunks, and half of all that there can be.
		let (few, others): (Vec<_>, Vec<_>) = all.iter().partition(|(_, span)| *span < 3);
		assert!((800..1_200).contains(&few.len()), "{}", few.len());
		assert!(others.iter().all(|(_, span)| *span < DEMANDABLE_SPANS));
		assert!(others.iter().any(|(_, span)| *span > 1_000));
		// In no order that an operator could count on.
		assert!(!all.is_sorted());
		assert!(lots.draw(0, &receipts, |_| false).is_empty());
		let tenth = lots.draw(percent::WHOLE / 10, &receipts, |_| false).len();
		assert!((100..300).contains(&tenth), "{tenth}");
		let known = lots.draw(percent::WHOLE, &receipts, |number| number != 7);
		assert_eq!(known.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [7]);
	}

	#[test]
	fn there_should_be_something_to_demand_of_every_receipt() {
		assert_eq!((least_numbers(&compact(1)), least_numbers(&compact(0))), (3, 2));
		let mut full = compact(1);
		full.answer.output_len = 65_536;
		assert_eq!(least_numbers(&full), 65);
		full.answer.output_len = u32::MAX;
		assert_eq!(least_numbers(&full), 1_088);
	}

	fn info(is_void: bool) -> BatchInfo<Account> {
		let receipts: [Receipt; 1] = [receipt(0)];
		BatchInfo { is_void, ..batch(&receipts).0.info }
	}

	#[test]
	fn what_became_of_a_demand_should_be_told_from_its_batch() {
		let seen = made(Some(75));
		assert_eq!(seen.bond, 2 * OPEN);
		let (pending, void) = (info(false), info(true));
		assert_eq!(outcome_of(&seen, Some(&pending), false, 76), DemandOutcome::Answered);
		assert_eq!(outcome_of(&seen, Some(&void), false, 76), DemandOutcome::Returned);
		// Answered before the batch was refuted by something else.
		assert_eq!(outcome_of(&seen, Some(&void), true, 76), DemandOutcome::Answered);
		assert_eq!(outcome_of(&seen, None, false, 79), DemandOutcome::Returned);
		assert_eq!(outcome_of(&seen, None, false, 80), DemandOutcome::Unknown);
		// What nobody has seen in a block may still come, for a while.
		let sent = made(None);
		assert!(!sent.is_final && seen.is_final);
		assert_eq!(outcome_of(&sent, Some(&pending), false, 326), DemandOutcome::Open);
		assert_eq!(outcome_of(&sent, Some(&pending), false, 327), DemandOutcome::Never);
		assert_eq!(outcome_of(&sent, Some(&pending), true, 72), DemandOutcome::Answered);
		// Where it was in a block that may have been replaced, its bond may be lost.
		let unsure = PendingDemand { is_final: false, ..seen };
		assert_eq!(outcome_of(&unsure, Some(&pending), false, 326), DemandOutcome::Open);
		assert_eq!(outcome_of(&unsure, Some(&pending), false, 327), DemandOutcome::Unknown);
		assert_eq!(outcome_of(&unsure, Some(&void), false, 327), DemandOutcome::Returned);
		assert_eq!(outcome_of(&unsure, None, false, 327), DemandOutcome::Unknown);
	}
}
