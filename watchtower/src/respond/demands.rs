// SPDX-License-Identifier: Apache-2.0

//! What became of the demands about a batch.

use std::collections::{BTreeMap, BTreeSet};

use openledger_client::account::Account;
use openledger_runtime_api::DemandInfo;

/// Blocks that an answer may take to be where the node says it is.
const SETTLING: u64 = 3;
/// How often an answer is sent that the chain does not take.
const ATTEMPTS: u32 = 5;

/// A demand's place in its batch: the receipt's number, and the span's.
pub type Place = (u32, u32);

/// What was done about demands.
#[derive(Default)]
pub struct Demands {
	/// Those whose answers are under way.
	sent: BTreeSet<Place>,
	/// Those that were answered, in a block that may be replaced, and when.
	answered: BTreeMap<Place, u64>,
	/// How often the chain did not take an answer.
	failures: BTreeMap<Place, u32>,
	/// Those that were said to be impossible to answer.
	warned: BTreeSet<Place>,
	revealed: usize,
}

/// What is to be done about a demand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
	/// It is to be answered.
	Open,
	/// An answer is on its way.
	UnderWay,
	/// It can't be answered, and why not.
	Lost(String),
}

impl Demands {
	/// The number of answers that were in a block.
	pub fn revealed(&self) -> usize {
		self.revealed
	}

	/// Whether no answer is in a block that may be replaced.
	pub fn is_settled(&self) -> bool {
		self.answered.is_empty()
	}

	/// Takes note of what the chain has in block `number`. What is there again, or still, was not
	/// answered after all.
	pub fn settle(&mut self, demands: &[DemandInfo<Account>], number: u64) {
		let there: BTreeSet<_> = demands.iter().map(|it| (it.receipt, it.span)).collect();
		self.answered
			.retain(|place, at| there.contains(place) && number <= at.saturating_add(SETTLING));
	}

	/// What is to be done about a demand in block `next`.
	pub fn state_of(&self, demand: &DemandInfo<Account>, next: u64) -> State {
		let place = (demand.receipt, demand.span);
		if self.sent.contains(&place) || self.answered.contains_key(&place) {
			return State::UnderWay;
		}
		if next > u64::from(demand.respond_by) {
			return State::Lost(format!("there was time until block {}", demand.respond_by));
		}
		match self.failures.get(&place).is_some_and(|failures| *failures >= ATTEMPTS) {
			true => State::Lost(format!("the chain has refused the answer {ATTEMPTS} times")),
			false => State::Open,
		}
	}

	/// Takes note that answers are under way.
	pub fn begin(&mut self, places: &[Place]) {
		self.sent.extend(places);
	}

	/// Takes note that answers are not under way any more.
	pub fn end(&mut self, places: &[Place]) {
		for place in places {
			self.sent.remove(place);
		}
	}

	/// Takes note that an answer is in a block.
	pub fn answer(&mut self, place: Place, number: u64) {
		self.revealed += 1;
		self.answered.insert(place, number);
	}

	/// Takes note that the chain did not take an answer.
	pub fn fail(&mut self, place: Place) {
		*self.failures.entry(place).or_default() += 1;
	}

	/// Takes note that a demand was said to be impossible to answer. Returns whether that is news.
	pub fn warn(&mut self, place: Place) -> bool {
		self.warned.insert(place)
	}

	/// Requeues what was under way.
	pub fn interrupt(&mut self) {
		self.sent.clear();
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::respond::answers::tests::demand;

	#[test]
	fn a_demand_should_be_answered_once_unless_its_block_is_replaced() {
		let (mut demands, demand) = (Demands::default(), demand(3, 1));
		let place = (3, 1);
		assert_eq!(demands.state_of(&demand, 70), State::Open);
		demands.begin(&[place]);
		assert_eq!(demands.state_of(&demand, 70), State::UnderWay);
		demands.interrupt();
		assert_eq!(demands.state_of(&demand, 70), State::Open);
		demands.answer(place, 70);
		let there = std::slice::from_ref(&demand);
		demands.settle(there, 73);
		assert_eq!(demands.state_of(&demand, 74), State::UnderWay);
		demands.settle(there, 74);
		assert_eq!(demands.state_of(&demand, 75), State::Open);
		assert!(matches!(demands.state_of(&demand, 76), State::Lost(_)));
		(0..ATTEMPTS).for_each(|_| demands.fail(place));
		assert!(matches!(demands.state_of(&demand, 75), State::Lost(_)));
		assert!(demands.warn(place) && !demands.warn(place) && demands.revealed() == 1);
	}
}
