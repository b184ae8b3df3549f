// SPDX-License-Identifier: Apache-2.0

//! A second node that imports the blocks of the one that is measured.

use std::{
	collections::BTreeMap,
	path::Path,
	time::{Duration, Instant},
};

use openledger_testing::{poll, TestNode};

use crate::{chain::Chain, error::Error};

const POLL: Duration = Duration::from_secs(1);
/// What makes the node log when it begins to import some blocks, and when it has imported one; with
/// it, all lines get milliseconds.
const FILTER: &str = "sync::import-queue=trace";
const BEGUN: &str = "Starting import of ";
const IMPORTED: &str = "Block imported successfully Some(";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// A node that follows another. It ends with this value.
pub struct Follower(TestNode);

impl Follower {
	/// Starts a node on a chain of its own in `folder`, which follows the node of `chain`.
	pub async fn start(program: &Path, folder: &Path, chain: &Chain) -> Result<Self, Error> {
		let first = chain.address().await?;
		let node = TestNode::builder()
			.name("the second node")
			.program(program)
			.folder(folder)
			.chain("dev")
			.options(["--reserved-only", "--reserved-nodes", &first, "--log", FILTER]);
		node.launch().map(Self)
	}

	/// Waits until block `last` is imported. Returns the milliseconds that each block took.
	pub async fn imported(
		&mut self,
		last: u64,
		deadline: Instant,
	) -> Result<BTreeMap<u64, u64>, Error> {
		let limit = deadline.saturating_duration_since(Instant::now());
		let imports = poll(limit, POLL, async || {
			let imports = imports(&self.0.read_log()?);
			if imports.contains_key(&last) {
				return Ok(Some(imports));
			}
			self.0.ensure_running()?;
			Ok(None)
		});
		imports.await?.ok_or_else(|| {
			let path = self.0.log_file();
			Error::new(format!(
				"the second node has not imported block {last} in time; see {}",
				path.display()
			))
		})
	}

	/// Ends the node and removes its chain.
	pub fn stop(self) -> Result<(), Error> {
		self.0.remove()
	}
}

/// What a log says of how long blocks took to import: since the one before, or since the node began
/// with those that it got together.
fn imports(log: &str) -> BTreeMap<u64, u64> {
	let mut imports = BTreeMap::new();
	let mut before = None;
	for line in log.lines() {
		let block = imported(line);
		if block.is_none() && !line.contains(BEGUN) {
			continue;
		}
		let Some(time) = time(line) else { continue };
		if let (Some(block), Some(before)) = (block, before) {
			imports.entry(block).or_insert((time + DAY_MS - before) % DAY_MS);
		}
		before = Some(time);
	}
	imports
}

fn imported(line: &str) -> Option<u64> {
	let (_, rest) = line.split_once(IMPORTED)?;
	let (number, _) = rest.split_once(')')?;
	number.parse().ok()
}

/// Milliseconds since midnight: a line begins as `2026-01-01 12:34:56.789`.
fn time(line: &str) -> Option<u64> {
	let mut numbers = line.get(11..23)?.split([':', '.']).map(str::parse::<u64>);
	let mut next = || numbers.next()?.ok();
	let (hours, minutes, seconds, ms) = (next()?, next()?, next()?, next()?);
	Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_log_should_say_how_long_each_import_took() {
		let log = "\
2026-01-01 23:59:58.900  INFO main sc_cli::runner: OpenLedger Node
2026-01-01 23:59:59.100 DEBUG tokio sync::import-queue: Starting import of 2 blocks  (7..8) (origin: \
NetworkInitialSync)
2026-01-01 23:59:59.600 TRACE tokio sync::import-queue: Block imported successfully Some(7) (0xab)
2026-01-01 23:59:59.700  INFO tokio substrate: Syncing
2026-01-02 00:00:00.300 TRACE tokio sync::import-queue: Block imported successfully Some(8) (0xcd)
2026-01-02 00:00:05.000 DEBUG tokio sync::import-queue: Starting import of 1 blocks  (9) (origin: \
NetworkBroadcast)
2026-01-02 00:00:05.010 TRACE tokio sync::import-queue: Block imported successfully Some(9) (0xef)
2026-01-02 00:00:06.000 TRACE tokio sync::import-queue: Block imported successfully Some(9) (0xef)
";
		assert_eq!(imports(log), BTreeMap::from([(7, 500), (8, 700), (9, 10)]));
	}
}
