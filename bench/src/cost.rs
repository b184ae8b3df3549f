// SPDX-License-Identifier: Apache-2.0

//! What calls cost the node, by its own clock.

use std::{
	ops::RangeInclusive,
	time::{Duration, Instant},
};

use crate::{
	blocks::BlockState,
	driver::Driver,
	error::Error,
	log::Log,
	report::{float, rounded},
};

/// Blocks without transactions that are compared with.
const EMPTY_BLOCKS: u64 = 5;

/// What blocks without transactions take.
pub struct Empty {
	pub blocks: RangeInclusive<u64>,
	pub ms: f64,
	/// What they declare, in microseconds. The least of them: one that ends a session declares all
	/// that a block may.
	pub mandatory_us: f64,
	/// Inherents.
	extrinsics: u64,
}

/// What one call takes, or one of the things that it does.
#[derive(Clone, Copy)]
pub struct Cost {
	/// Microseconds of making a block, by the node's clock.
	pub us: f64,
	/// Microseconds of computation that its weight stands for.
	pub declared_us: f64,
	/// Blocks that the calls were in.
	pub blocks: u64,
}

impl Empty {
	/// Waits for some blocks, with nothing under way.
	pub async fn measure(driver: &mut Driver, log: &Log) -> Result<Self, Error> {
		driver.catch_up().await?;
		let first = driver.state().number + 1;
		let mut mandatory_us = f64::INFINITY;
		for _ in 0..EMPTY_BLOCKS {
			mandatory_us = mandatory_us.min(driver.next_block().await?.mandatory_us);
		}
		let last = driver.state().number;
		let blocks = log.authored(first, last).await?;
		let ms: u64 = blocks.iter().map(|block| block.ms).sum();
		let extrinsics = blocks.iter().map(|block| block.extrinsics).min().unwrap_or_default();
		let count = u64::try_from(blocks.len()).unwrap_or(u64::MAX).max(1);
		Ok(Self { blocks: first..=last, ms: float(ms) / float(count), mandatory_us, extrinsics })
	}
}

impl Cost {
	/// Sends transactions at the start of a slot, and divides what their blocks took by all that
	/// they do: `each` does so much.
	pub async fn measure(
		driver: &mut Driver,
		log: &Log,
		empty: &Empty,
		signed: &[Vec<u8>],
		each: u32,
	) -> Result<Self, Error> {
		let Some(any) = signed.first() else {
			return Err(Error::new("there is no call to measure; raise --samples"));
		};
		let declared_us = driver.chain.declared_us(any).await?;
		driver.catch_up().await?;
		let first = driver.next_block().await?.number + 1;
		driver.submit(signed).await?;
		driver.drain().await?;
		let blocks = log.authored(first, driver.state().number).await?;

		let (mut ms, mut count, mut used) = (0.0, 0, 0);
		for block in blocks.iter().filter(|block| block.extrinsics > empty.extrinsics) {
			ms += float(block.ms) - empty.ms;
			count += block.extrinsics - empty.extrinsics;
			used += 1;
		}
		if usize::try_from(count).ok() != Some(signed.len()) {
			let sent = signed.len();
			return Err(Error::new(format!(
				"{sent} transactions were sent, but {count} were in the blocks; is somebody else \
				 using the node?"
			)));
		}
		let each = f64::from(each);
		let us = rounded((ms * 1_000.0 / float(count) / each).max(0.0));
		Ok(Self { us, declared_us: rounded(declared_us / each), blocks: used })
	}
}

/// Blocks that were as full as they could be.
#[derive(Clone, Copy, Default)]
pub struct Sustained {
	contributions: u64,
	transactions: u64,
	ms: u64,
	blocks: u64,
	fill: f64,
	authoring_ms: u64,
}

impl Sustained {
	/// Takes the first `full` of `blocks`, less the very first, which was full only in part.
	pub async fn add(
		&mut self,
		log: &Log,
		blocks: &[BlockState],
		full: usize,
	) -> Result<(), Error> {
		let [before, full @ ..] = &blocks[..full] else { return Ok(()) };
		let Some(last) = full.last() else { return Ok(()) };
		self.contributions += last.contributions.saturating_sub(before.contributions);
		self.transactions += last.transactions().saturating_sub(before.transactions());
		self.ms += last.timestamp.saturating_sub(before.timestamp);
		self.blocks += last.number.saturating_sub(before.number);
		self.fill += full.iter().map(|block| block.fill).sum::<f64>();
		let authored = log.authored(before.number + 1, last.number).await?;
		self.authoring_ms += authored.iter().map(|block| block.ms).sum::<u64>();
		Ok(())
	}

	/// Contributions a second. `None` when no block was full.
	pub fn per_second(&self) -> Option<f64> {
		(self.ms > 0).then(|| rounded(float(self.contributions) * 1_000.0 / float(self.ms)))
	}

	/// What an average block held.
	pub fn block(&self) -> serde_json::Value {
		let blocks = float(self.blocks.max(1));
		serde_json::json!({
			"blocks": self.blocks,
			"contributions": rounded(float(self.contributions) / blocks),
			"transactions": rounded(float(self.transactions) / blocks),
			"fill_percent": rounded(self.fill * 100.0 / blocks),
			"authoring_ms": rounded(float(self.authoring_ms) / blocks),
		})
	}
}

/// How long answers take, as a client sees it.
#[derive(Clone, Copy)]
pub struct Latency {
	pub mean_us: f64,
	pub p95_us: f64,
}

/// Durations of single requests.
#[derive(Default)]
pub struct Durations(Vec<Duration>);

impl Durations {
	/// Notes how long it took since `start`.
	pub fn since(&mut self, start: Instant) {
		self.add(start.elapsed());
	}

	pub fn add(&mut self, duration: Duration) {
		self.0.push(duration);
	}

	/// The smallest that so many of 100 do not exceed.
	pub fn percentile(&mut self, percent: usize) -> Duration {
		self.0.sort_unstable();
		let rank = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
		self.0.get(rank).copied().unwrap_or_default()
	}

	pub fn latency(mut self) -> Latency {
		let us = |duration: Duration| rounded(duration.as_secs_f64() * 1_000_000.0);
		let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX).max(1);
		let mean = self.0.iter().sum::<Duration>() / count;
		Latency { mean_us: us(mean), p95_us: us(self.percentile(95)) }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn latency_should_be_the_mean_and_the_95th_of_100() {
		let durations = Durations((1..=100).rev().map(Duration::from_micros).collect());
		let latency = durations.latency();
		assert_eq!((latency.mean_us, latency.p95_us), (50.5, 95.0));
		let none = Durations::default().latency();
		assert_eq!((none.mean_us, none.p95_us), (0.0, 0.0));
	}
}
