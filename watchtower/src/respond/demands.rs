// SPDX-License-Identifier: Apache-2.0

//! What became of the demands about a batch.

use std::collections::{BTreeMap, BTreeSet};

use crate::SpanRef;

/// Blocks that an answer may take to be where the node says it is.
const SETTLING: u64 = 3;
/// How often an answer is sent that the chain does not take.
const ATTEMPTS: u32 = 5;

/// What was done about demands.
#[derive(Default)]
pub struct Demands {
	/// Those whose answers are under way.
	sent: BTreeSet<SpanRef>,
	/// Those that were answered, in a block that may be replaced, and when.
	answered: BTreeMap<SpanRef, u64>,
	/// How often the chain did not take an answer.
	failures: BTreeMap<SpanRef, u32>,
	/// Those that were said to be impossible to answer.
	warned: BTreeSet<SpanRef>,
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

	/// Takes note of the demands that the chain has in block `number`. One that is there again, or
	/// still, was not answered after all.
	pub fn settle(&mut self, there: &BTreeSet<SpanRef>, number: u64) {
		self.answered
			.retain(|span, at| there.contains(span) && number <= at.saturating_add(SETTLING));
	}

	/// What is to be done in block `next` about a demand that can be answered until `respond_by`.
	pub fn state_of(&self, span: SpanRef, respond_by: u32, next: u64) -> State {
		if self.sent.contains(&span) || self.answered.contains_key(&span) {
			return State::UnderWay;
		}
		if next > u64::from(respond_by) {
			return State::Lost(format!("there was time until block {respond_by}"));
		}
		match self.failures.get(&span).is_some_and(|failures| *failures >= ATTEMPTS) {
			true => State::Lost(format!("the chain has refused the answer {ATTEMPTS} times")),
			false => State::Open,
		}
	}

	/// Takes note that answers are under way.
	pub fn begin(&mut self, spans: &[SpanRef]) {
		self.sent.extend(spans);
	}

	/// Takes note that answers are not under way any more.
	pub fn end(&mut self, spans: &[SpanRef]) {
		for span in spans {
			self.sent.remove(span);
		}
	}

	/// Takes note that an answer is in a block.
	pub fn answer(&mut self, span: SpanRef, number: u64) {
		self.revealed += 1;
		self.answered.insert(span, number);
	}

	/// Takes note that the chain did not take an answer.
	pub fn fail(&mut self, span: SpanRef) {
		*self.failures.entry(span).or_default() += 1;
	}

	/// Takes note that a demand was said to be impossible to answer. Returns whether that is news.
	pub fn warn(&mut self, span: SpanRef) -> bool {
		self.warned.insert(span)
	}

	/// Requeues what was under way.
	pub fn interrupt(&mut self) {
		self.sent.clear();
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_demand_should_be_answered_once_unless_its_block_is_replaced() {
		let mut demands = Demands::default();
		let span = SpanRef { batch: 7, receipt: 3, span: 1 };
		let state = |demands: &Demands, next| demands.state_of(span, 75, next);
		assert_eq!(state(&demands, 70), State::Open);
		demands.begin(&[span]);
		assert_eq!(state(&demands, 70), State::UnderWay);
		demands.interrupt();
		assert_eq!(state(&demands, 70), State::Open);
		demands.answer(span, 70);
		let there = BTreeSet::from([span]);
		demands.settle(&there, 73);
		assert_eq!(state(&demands, 74), State::UnderWay);
		demands.settle(&there, 74);
		assert_eq!(state(&demands, 75), State::Open);
		assert!(matches!(state(&demands, 76), State::Lost(_)));
		(0..ATTEMPTS).for_each(|_| demands.fail(span));
		assert!(matches!(state(&demands, 75), State::Lost(_)));
		assert!(demands.warn(span) && !demands.warn(span) && demands.revealed() == 1);
	}
}
