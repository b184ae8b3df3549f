// SPDX-License-Identifier: Apache-2.0

//! One kind of transactions in full blocks, and what was measured of them.

use std::collections::BTreeMap;

use indicatif::ProgressBar;
use serde_json::{json, Value};

use super::{
	load::{Load, AMOUNT},
	memory::Memory,
	Bench, Kind,
};
use crate::{
	blocks::{BlockState, Room},
	driver::Pace,
	error::Error,
	report::{self, float, hundredths, mean, number, rounded},
};

/// Where there is no terminal for a bar, a line of progress for so many blocks.
const LINE: u64 = 5;
/// A block whose hooks are declared to take so many microseconds more than those of an empty one has
/// finalized batches.
const FINALISED_US: f64 = 1_000.0;

/// What was measured of a kind.
pub struct Phase {
	pub kind: Kind,
	/// Transfers, recipients or inferences of each transaction.
	each: u64,
	/// Of each of those.
	pub declared_us: f64,
	pub bytes: f64,
	/// The author's clock when the full blocks began, in milliseconds.
	began: u64,
	pub blocks: Vec<Full>,
	empty: EmptyBlock,
	room: Room,
	/// The last final block once the last full one was final, and how many blocks finality was behind
	/// when the transactions were in.
	last_final: u64,
	lag: u64,
	pub memory_mb: Option<f64>,
}

/// A full block.
pub struct Full {
	pub number: u64,
	/// The author's clock, in milliseconds.
	timestamp: u64,
	transactions: u64,
	/// Declared, of transactions and of hooks.
	normal_us: f64,
	mandatory_us: f64,
	fill: f64,
	authoring_ms: f64,
	import_ms: Option<f64>,
}

/// What a block without transactions takes.
#[derive(Clone, Copy)]
pub struct EmptyBlock {
	pub ms: f64,
	pub mandatory_us: f64,
	pub import_ms: Option<f64>,
}

impl Bench {
	/// Fills blocks with transactions of a kind.
	pub(super) async fn phase(&mut self, kind: Kind) -> Result<Phase, Error> {
		// What earlier transactions left to do is not to be done in the blocks of these.
		self.driver.until_paid().await?;
		println!("{}: transactions for {} full blocks are signed", kind.name(), self.blocks);
		let load = self.load(kind).await?;
		let pace = Pace { window: load.window(), at_once: load.at_once, blocks: self.blocks };
		self.driver.catch_up().await?;
		let before = (self.driver.state().transactions(), self.effect(kind).await?);
		let mut progress = Progress::new(kind, &load, self.blocks, self.process);
		let blocks = self.driver.feed(&load.signed, &pace, |block| progress.note(block)).await?;
		progress.bar.finish_and_clear();
		let last = self.driver.state().number;
		let lag = last.saturating_sub(self.driver.chain.last_final().await?);

		let sent = self.driver.state().transactions() - before.0;
		let done = self.effect(kind).await?.saturating_sub(before.1);
		if done != u128::from(sent) * kind.effect_of_one(load.each) {
			return Err(Error::new(format!(
				"not all of {sent} transactions of {} did what they should; see the node's log",
				kind.name()
			)));
		}
		let full = self.full(&blocks).await?;
		let (Some(began), Some(end)) = (blocks.first(), full.last()) else {
			return Err(Error::new(format!("{} filled no block; raise --blocks", kind.name())));
		};
		let last_final = self.driver.until_final(end.number).await?;
		let phase = Phase {
			kind,
			each: load.each,
			declared_us: load.declared_us,
			bytes: load.bytes() / float(load.each),
			began: began.timestamp,
			blocks: full,
			empty: self.empty,
			room: self.driver.room(),
			last_final,
			lag,
			memory_mb: progress.memory.most_mb(),
		};
		phase.say(self.blocks);
		Ok(phase)
	}

	/// The full blocks: all but the first.
	async fn full(&self, blocks: &[BlockState]) -> Result<Vec<Full>, Error> {
		let (Some(first), Some(last)) = (blocks.get(1), blocks.last()) else {
			return Ok(Vec::new());
		};
		let authored = self.log.authored(first.number, last.number).await?;
		let ms: BTreeMap<_, _> = authored.iter().map(|block| (block.number, block.ms)).collect();
		let full = blocks.iter().zip(blocks.iter().skip(1)).filter_map(|(before, block)| {
			Some(Full {
				number: block.number,
				timestamp: block.timestamp,
				transactions: block.transactions().saturating_sub(before.transactions()),
				normal_us: block.normal_us,
				mandatory_us: block.mandatory_us,
				fill: block.fill,
				authoring_ms: float(*ms.get(&block.number)?),
				import_ms: None,
			})
		});
		Ok(full.collect())
	}

	/// What grows with each transaction that does what it should: what the recipients have, or the
	/// number of batches.
	async fn effect(&self, kind: Kind) -> Result<u128, Error> {
		let state = self.driver.state();
		match kind {
			Kind::Transfers | Kind::BatchAll => {
				self.recipients.total(&self.driver.chain, state.number).await
			}
			Kind::SettleOne | Kind::SettleBatch => Ok(state.batches.into()),
		}
	}
}

impl Kind {
	/// By how much [`Bench::effect`] grows with a transaction.
	fn effect_of_one(self, each: u64) -> u128 {
		match self {
			Self::Transfers | Self::BatchAll => u128::from(each) * AMOUNT,
			Self::SettleOne | Self::SettleBatch => 1,
		}
	}
}

impl Phase {
	/// Seconds that the full blocks took.
	fn seconds(&self) -> f64 {
		let end = self.blocks.last().map_or(self.began, |block| block.timestamp);
		float(end.saturating_sub(self.began)) / 1_000.0
	}

	/// Transfers, recipients or inferences in the full blocks.
	fn count(&self) -> f64 {
		let transactions: u64 = self.blocks.iter().map(|block| block.transactions).sum();
		float(transactions.saturating_mul(self.each))
	}

	pub fn per_second(&self) -> Option<f64> {
		let seconds = self.seconds();
		(seconds > 0.0).then(|| self.count() / seconds)
	}

	fn mean(&self, value: impl Fn(&Full) -> f64) -> Option<f64> {
		mean(self.blocks.iter().map(value))
	}

	fn per_block(&self) -> f64 {
		self.count() / report::length(self.blocks.len()).max(1.0)
	}

	/// Microseconds of authoring by what a transaction does: in blocks that finalized nothing besides,
	/// if there were any.
	pub fn actual_us(&self) -> Option<f64> {
		let has_finalized =
			|block: &&Full| block.mandatory_us > self.empty.mandatory_us + FINALISED_US;
		let quiet: Vec<_> = self.blocks.iter().filter(|block| !has_finalized(block)).collect();
		let blocks: Vec<_> = if quiet.is_empty() { self.blocks.iter().collect() } else { quiet };
		let ms: f64 = blocks.iter().map(|block| block.authoring_ms - self.empty.ms).sum();
		let transactions: u64 = blocks.iter().map(|block| block.transactions).sum();
		let count = float(transactions.saturating_mul(self.each));
		(count > 0.0).then(|| (ms * 1_000.0 / count).max(0.0))
	}

	/// The same by the clock of a node that imports, with what was finalized.
	fn import_us(&self) -> Option<f64> {
		let (all, empty) = (self.import_ms()?, self.empty.import_ms?);
		let per_block = self.per_block();
		(per_block > 0.0).then(|| ((all - empty) * 1_000.0 / per_block).max(0.0))
	}

	/// What authoring took of what was declared, in all full blocks, for transactions and hooks.
	pub fn actual_to_declared(&self) -> Option<f64> {
		let sum = |value: &dyn Fn(&Full) -> f64| self.blocks.iter().map(value).sum::<f64>();
		let actual = sum(&|block| (block.authoring_ms - self.empty.ms) * 1_000.0);
		let declared = sum(&|block| block.normal_us + block.mandatory_us - self.empty.mandatory_us);
		(declared > 0.0).then(|| actual / declared)
	}

	pub fn authoring_ms(&self) -> Option<f64> {
		self.mean(|block| block.authoring_ms)
	}

	/// What the hooks of a block are declared to take more than those of an empty one: to finalize
	/// batches that were due.
	fn finalizing_ms(&self) -> Option<f64> {
		self.mean(|block| (block.mandatory_us - self.empty.mandatory_us).max(0.0) / 1_000.0)
	}

	pub fn import_ms(&self) -> Option<f64> {
		mean(self.blocks.iter().filter_map(|block| block.import_ms))
	}

	fn longest_import_ms(&self) -> Option<f64> {
		self.blocks.iter().filter_map(|block| block.import_ms).reduce(f64::max)
	}

	/// How full the blocks were by weight and by length, in percent.
	fn fill(&self) -> (Option<f64>, Option<f64>) {
		let room = float(self.room.bytes).max(1.0);
		let by_length =
			|block: &Full| float(block.transactions) * float(self.each) * self.bytes / room;
		(self.mean(|block| block.fill * 100.0), self.mean(|block| by_length(block) * 100.0))
	}

	/// Seconds since the full blocks began and what each block did, for a plot.
	pub fn course(&self) -> Vec<(f64, f64)> {
		let point = |block: &Full| {
			let since = block.timestamp.saturating_sub(self.began);
			(float(since) / 1_000.0, float(block.transactions.saturating_mul(self.each)))
		};
		self.blocks.iter().map(point).collect()
	}

	/// Takes over how long a second node took to import blocks.
	pub fn set_imports(&mut self, imports: &BTreeMap<u64, u64>, empty: Option<f64>) {
		self.empty.import_ms = empty;
		for block in &mut self.blocks {
			block.import_ms = imports.get(&block.number).map(|ms| float(*ms));
		}
	}

	fn say(&self, wanted: usize) {
		let count = self.blocks.len();
		println!(
			"{}: {} {} a second in {count} full blocks, all final",
			self.kind.name(),
			number(self.per_second()),
			self.kind.unit()
		);
		if count < wanted {
			println!("warning: there were transactions for {count} full blocks only");
		}
	}

	pub const HEADER: [&'static str; 13] = [
		"",
		"a second",
		"a block",
		"declared, us",
		"actual, us",
		"actual / declared",
		"bytes",
		"fill by weight, %",
		"by length, %",
		"authoring, ms",
		"finalizing (declared), ms",
		"import, ms",
		"memory, MB",
	];

	pub fn cells(&self) -> Vec<String> {
		let (by_weight, by_length) = self.fill();
		let ratio = self.actual_to_declared().map(|ratio| format!("{ratio:.2}"));
		vec![
			format!("{}, {}", self.kind.name(), self.kind.unit()),
			number(self.per_second()),
			number(Some(self.per_block())),
			number(Some(self.declared_us)),
			number(self.actual_us()),
			ratio.unwrap_or_else(|| number(None)),
			number(Some(self.bytes)),
			number(by_weight),
			number(by_length),
			number(self.authoring_ms()),
			number(self.finalizing_ms()),
			number(self.import_ms()),
			number(self.memory_mb),
		]
	}

	pub fn json(&self) -> Value {
		let (by_weight, by_length) = self.fill();
		let blocks = self.blocks.iter().map(|block| {
			json!({
				"block": block.number,
				"timestamp_ms": block.timestamp,
				"count": block.transactions.saturating_mul(self.each),
				"authoring_ms": block.authoring_ms,
				"import_ms": block.import_ms,
			})
		});
		json!({
			"name": self.kind.name(),
			"unit": self.kind.unit(),
			"per_s": self.per_second().map(rounded),
			"seconds": self.seconds(),
			"full_blocks": self.blocks.len(),
			"last_final": self.last_final,
			"finality_lag_blocks": self.lag,
			"per_transaction": self.each,
			"per_block": rounded(self.per_block()),
			"declared_us": hundredths(self.declared_us),
			"actual_us": self.actual_us().map(hundredths),
			"import_us": self.import_us().map(hundredths),
			"actual_to_declared": self.actual_to_declared().map(hundredths),
			"bytes": rounded(self.bytes),
			"fill_by_weight_percent": by_weight.map(rounded),
			"fill_by_length_percent": by_length.map(rounded),
			"authoring_ms": self.authoring_ms().map(rounded),
			"finalizing_declared_ms": self.finalizing_ms().map(rounded),
			"import_ms": self.import_ms().map(rounded),
			"longest_import_ms": self.longest_import_ms().map(rounded),
			"memory_mb": self.memory_mb,
			"blocks": blocks.collect::<Vec<_>>(),
		})
	}
}

/// What is shown while a phase runs.
struct Progress {
	kind: Kind,
	each: u64,
	blocks: usize,
	bar: ProgressBar,
	/// The first block: its timestamp, and transactions until then.
	first: Option<(u64, u64)>,
	seen: u64,
	memory: Memory,
}

impl Progress {
	fn new(kind: Kind, load: &Load, blocks: usize, process: Option<u32>) -> Self {
		let end = u64::try_from(blocks).unwrap_or(u64::MAX).saturating_add(1);
		Self {
			kind,
			each: load.each,
			blocks,
			bar: report::bar(0, end, kind.name()),
			first: None,
			seen: 0,
			memory: Memory::of(process),
		}
	}

	fn note(&mut self, block: &BlockState) {
		self.memory.note();
		self.seen += 1;
		let (began, before) = *self.first.get_or_insert((block.timestamp, block.transactions()));
		let seconds = float(block.timestamp.saturating_sub(began)) / 1_000.0;
		let count = block.transactions().saturating_sub(before).saturating_mul(self.each);
		let rate = (seconds > 0.0).then(|| float(count) / seconds);
		let text = format!(
			"{}: block {}, {} {} a second",
			self.kind.name(),
			block.number,
			number(rate),
			self.kind.unit()
		);
		self.bar.set_position(self.seen);
		if self.bar.is_hidden() && self.seen.is_multiple_of(LINE) {
			println!("{text}, {} of {} blocks", self.seen, self.blocks + 1);
		}
		self.bar.set_message(text);
	}
}
