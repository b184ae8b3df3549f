// SPDX-License-Identifier: Apache-2.0

//! What the demonstration found, as a table and as JSON.

use std::time::Duration;

use openledger_primitives::{Balance, BatchId, ContributionId, DatanetId, ModelId};
use serde_json::{json, Value};

use super::{cheat::Refuted, check::Accuracy, faults::Faults};
use crate::error::Error;
use openledger_client::{account::Account, chain::Supply, json};

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

	pub fn to_json(&self) -> Value {
		let earned = |earned: &Earned| {
			json!({
				"name": earned.name,
				"account": json::account(&earned.account),
				"contributions": earned.contributions,
				"spans": earned.spans,
				"credit_millionths": earned.credit.to_string(),
				"owed": json::amount(earned.owed),
				"received": json::amount(earned.received),
			})
		};
		let steps = self.steps.iter();
		let steps =
			steps.map(|(step, time)| json!({ "step": step, "seconds": time.as_secs_f64() }));
		let answers = self.answers.iter().map(|answer| {
			json!({
				"batch": answer.batch,
				"fee": json::amount(answer.fee),
				"bytes": answer.bytes,
				"spans": answer.spans,
				"indexed_ms": answer.indexed.as_secs_f64() * 1_000.0,
				"scanned_ms": answer.scanned.as_secs_f64() * 1_000.0,
			})
		});
		let (indexed, scanned) = self.times();
		let Accuracy { spliced, credited, right } = self.accuracy;
		let supply = |supply: Supply| {
			json!({
				"issued": json::amount(supply.issued),
				"unpaid_to_stakers": json::amount(supply.unpaid),
				"total": json::amount(supply.total()),
			})
		};
		json!({
			"works": self.works,
			"registered": self.registered,
			"registering_seconds": self.registering.as_secs_f64(),
			"index": {
				"texts": self.indexed.texts,
				"bytes": self.indexed.bytes,
				"memory_bytes": self.indexed.memory,
				"seconds": self.indexed.time.as_secs_f64(),
			},
			"datanets": self.datanets,
			"base_model": self.base,
			"tuned_model": self.tune,
			"outputs": answers.collect::<Vec<_>>(),
			"spliced_bytes": spliced,
			"credited_bytes": credited,
			"rightly_credited_bytes": right,
			"speedup": ratio(scanned, indexed),
			"authors": self.authors.iter().map(earned).collect::<Vec<_>>(),
			"others": self.others.iter().map(earned).collect::<Vec<_>>(),
			"stakers": json::amount(self.stakers),
			"treasury": json::amount(self.treasury),
			"fees": json::amount(self.fees()),
			"paid": json::amount(self.paid()),
			"refuted": {
				"batch": self.refuted.batch,
				"reward": json::amount(self.refuted.reward),
			},
			"issuance": {
				"genesis": self.issuance.genesis.map(supply),
				"before": supply(self.issuance.before),
				"after": supply(self.issuance.after),
			},
			"faults": self.faults.as_slice(),
			"steps": steps.collect::<Vec<_>>(),
		})
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
