// SPDX-License-Identifier: Apache-2.0

//! What the demonstration found.

mod json;

use std::time::Duration;

use openledger_primitives::{Balance, BatchId, ContributionId, DatanetId, ModelId};

use super::{cheat::Refuted, check::Accuracy, faults::Faults};
use crate::error::Error;
use openledger_client::{account::Account, chain::Supply};

/// What an account earned in this run.
pub struct Earned {
	pub name: String,
	pub account: Account,
	pub contributions: Vec<ContributionId>,
	/// Spans in all outputs.
	pub spans: usize,
	/// Credit in all outputs together, in millionths of one output.
	pub credit: u128,
	pub owed: Balance,
	pub received: Balance,
}

/// One output.
pub struct Answer {
	pub batch: BatchId,
	pub fee: Balance,
	pub bytes: u32,
	pub spans: usize,
	pub indexed: Duration,
	pub scanned: Duration,
}

/// What there was to index.
pub struct Indexed {
	pub texts: usize,
	pub bytes: u64,
	pub memory: u64,
	pub time: Duration,
}

/// All the OPEN, at three times.
pub struct Issuance {
	/// `None` when the node has discarded the state of the first block.
	pub genesis: Option<Supply>,
	pub before: Supply,
	pub after: Supply,
}

impl Issuance {
	/// Fails unless it has always been the same.
	pub fn ensure_constant(&self) -> Result<(), Error> {
		let (before, after) = (self.before.total(), self.after.total());
		let genesis = self.genesis.map_or(before, |genesis| genesis.total());
		if genesis != before || before != after {
			return Err(Error::Mismatch(format!(
				"with what stakers can claim there were {genesis} planck at genesis, {before} before \
				 and {after} after"
			)));
		}
		Ok(())
	}
}

pub struct Report {
	pub steps: Vec<(String, Duration)>,
	pub works: usize,
	pub registered: usize,
	pub registering: Duration,
	pub indexed: Indexed,
	pub datanets: Vec<DatanetId>,
	pub base: ModelId,
	pub tune: ModelId,
	pub answers: Vec<Answer>,
	/// Of all outputs together.
	pub accuracy: Accuracy,
	pub authors: Vec<Earned>,
	/// Lab, tuner and operator.
	pub others: Vec<Earned>,
	pub stakers: Balance,
	pub treasury: Balance,
	/// A batch that had another receipt than was given.
	pub refuted: Refuted,
	pub issuance: Issuance,
	/// What is not as it must be.
	pub faults: Faults,
}

impl Report {
	pub fn fees(&self) -> Balance {
		self.answers.iter().map(|answer| answer.fee).sum()
	}

	pub fn paid(&self) -> Balance {
		self.authors.iter().chain(&self.others).map(|earned| earned.received).sum()
	}

	/// Fails unless all that was paid in was paid out.
	pub fn ensure_whole(&self) -> Result<(), Error> {
		let out = [self.paid(), self.stakers, self.treasury].into_iter().sum::<Balance>();
		if out != self.fees() {
			return Err(Error::Mismatch(format!(
				"{} planck were paid in and {out} paid out",
				self.fees()
			)));
		}
		Ok(())
	}

	pub fn times(&self) -> (Duration, Duration) {
		let indexed = self.answers.iter().map(|answer| answer.indexed).sum();
		let scanned = self.answers.iter().map(|answer| answer.scanned).sum();
		(indexed, scanned)
	}

	pub fn bytes(&self) -> u64 {
		self.answers.iter().map(|answer| u64::from(answer.bytes)).sum()
	}
}

/// How many times as long `a` is as `b`.
pub fn ratio(a: Duration, b: Duration) -> f64 {
	match b.is_zero() {
		true => 0.0,
		false => a.as_secs_f64() / b.as_secs_f64(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn supply(issued: Balance, unpaid: Balance) -> Supply {
		Supply { issued, unpaid }
	}

	#[test]
	fn what_stakers_can_claim_should_count_as_there() {
		let genesis = Some(supply(1_000, 0));
		let is_constant =
			|genesis, before, after| Issuance { genesis, before, after }.ensure_constant().is_ok();
		// Eras that ended before and meanwhile, and one that was paid.
		assert!(is_constant(genesis, supply(1_000, 0), supply(963, 37)));
		assert!(is_constant(genesis, supply(963, 37), supply(926, 74)));
		assert!(is_constant(genesis, supply(926, 74), supply(990, 10)));
		assert!(is_constant(None, supply(963, 37), supply(926, 74)));
		assert!(!is_constant(genesis, supply(963, 37), supply(926, 73)));
		assert!(!is_constant(genesis, supply(963, 37), supply(964, 37)));
		assert!(!is_constant(genesis, supply(963, 36), supply(963, 36)));
		assert!(!is_constant(None, supply(963, 37), supply(1_000, 37)));
	}
}
