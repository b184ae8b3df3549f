// SPDX-License-Identifier: Apache-2.0

//! What the demonstration found, as a table and as JSON.

use std::time::Duration;

use openledger_primitives::{Balance, BatchId, ContributionId, DatanetId, ModelId};
use serde_json::{json, Value};

use crate::{
	account::{self, Account},
	amount,
	convert::{megabytes, seconds, to_u64},
	error::Error,
	output::{json, table},
	percent,
};

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
	pub genesis: Option<Balance>,
	pub before: Balance,
	pub after: Balance,
}

impl Issuance {
	/// Fails unless it has always been the same.
	pub fn ensure_constant(&self) -> Result<(), Error> {
		let genesis = self.genesis.unwrap_or(self.before);
		if genesis != self.before || self.before != self.after {
			return Err(Error::Mismatch(format!(
				"the issuance was {} planck at genesis, {} before and {} after",
				genesis, self.before, self.after
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
	/// Bytes of excerpts, each credited to its work.
	pub spliced: u64,
	pub authors: Vec<Earned>,
	/// Lab, tuner and operator.
	pub others: Vec<Earned>,
	pub stakers: Balance,
	pub treasury: Balance,
	pub issuance: Issuance,
}

impl Report {
	fn fees(&self) -> Balance {
		self.answers.iter().map(|answer| answer.fee).sum()
	}

	fn paid(&self) -> Balance {
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

	fn times(&self) -> (Duration, Duration) {
		let indexed = self.answers.iter().map(|answer| answer.indexed).sum();
		let scanned = self.answers.iter().map(|answer| answer.scanned).sum();
		(indexed, scanned)
	}

	fn bytes(&self) -> u64 {
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
			"spliced_bytes": self.spliced,
			"recall": 1,
			"precision": 1,
			"speedup": ratio(scanned, indexed),
			"authors": self.authors.iter().map(earned).collect::<Vec<_>>(),
			"others": self.others.iter().map(earned).collect::<Vec<_>>(),
			"stakers": json::amount(self.stakers),
			"treasury": json::amount(self.treasury),
			"fees": json::amount(self.fees()),
			"paid": json::amount(self.paid()),
			"issuance": {
				"genesis": self.issuance.genesis.map(json::amount),
				"before": json::amount(self.issuance.before),
				"after": json::amount(self.issuance.after),
			},
			"steps": steps.collect::<Vec<_>>(),
		})
	}

	pub fn to_text(&self) -> String {
		let outputs = u128::from(to_u64(self.answers.len().max(1)));
		let row = |earned: &Earned| {
			vec![
				earned.name.clone(),
				earned.spans.to_string(),
				percent::from_millionths(earned.credit / outputs),
				amount::number(earned.owed),
				amount::number(earned.received),
			]
		};
		let header = ["author", ">spans", ">share of all outputs", ">OPEN owed", ">OPEN received"];
		let authors = table::table(&header, self.authors.iter().map(row)).trim_fmt();

		let mut others = Vec::new();
		for earned in &self.others {
			let name = format!("{} {}", earned.name, account::address(&earned.account));
			others.push(vec![name, amount::number(earned.received)]);
		}
		others.push(vec!["stakers".to_owned(), amount::number(self.stakers)]);
		let treasury = "treasury, with what rounding leaves".to_owned();
		others.push(vec![treasury, amount::number(self.treasury)]);
		let others = table::table(&["others", ">OPEN received"], others).trim_fmt();

		let (indexed, scanned) = self.times();
		let facts = table::fields(&[
			(
				"works",
				format!(
					"{}, {} registered in {}",
					self.works,
					self.registered,
					seconds(self.registering)
				),
			),
			(
				"index",
				format!(
					"{} texts with {} in {}, {} of memory",
					self.indexed.texts,
					megabytes(self.indexed.bytes),
					seconds(self.indexed.time),
					megabytes(self.indexed.memory)
				),
			),
			(
				"attribution",
				format!(
					"{} outputs with {} bytes: {} with the index, {} without, {:.0} times as fast",
					self.answers.len(),
					self.bytes(),
					seconds(indexed),
					seconds(scanned),
					ratio(scanned, indexed)
				),
			),
			("recall", format!("all of {} spliced bytes credited to their work", self.spliced)),
			("precision", format!("none of {} others", self.bytes().saturating_sub(self.spliced))),
		]);

		format!("{facts}\n\n{authors}\n\n{others}\n\n{}\n{}", self.sum(), self.constancy())
	}

	fn sum(&self) -> String {
		format!(
			"paid {} + stakers {} + treasury {} = fees {}",
			amount::number(self.paid()),
			amount::number(self.stakers),
			amount::number(self.treasury),
			amount::number(self.fees())
		)
	}

	fn constancy(&self) -> String {
		let Issuance { genesis, before, after } = &self.issuance;
		let genesis = match genesis {
			Some(genesis) => amount::number(*genesis),
			None => "discarded by this node".to_owned(),
		};
		let (before, after) = (amount::number(*before), amount::number(*after));
		format!("issuance: genesis {genesis}, before {before}, after {after}")
	}
}

fn ratio(a: Duration, b: Duration) -> f64 {
	match b.is_zero() {
		true => 0.0,
		false => a.as_secs_f64() / b.as_secs_f64(),
	}
}
