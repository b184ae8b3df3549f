// SPDX-License-Identifier: Apache-2.0

//! What the node's log says of the blocks that it made.

use std::{
	collections::BTreeMap,
	fs,
	path::{Path, PathBuf},
	time::Duration,
};

use openledger_testing::poll;

use crate::error::{cannot, Error};

/// What the node logs of a block that it made, before the block's number.
const PREPARED: &str = "Prepared block for proposing at ";
/// How long a line may take to reach the file.
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(200);

/// How a block was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Authored {
	pub number: u64,
	/// Milliseconds that it took to fill and to close it.
	pub ms: u64,
	/// Inherents and transactions in it.
	pub extrinsics: u64,
}

/// The node's log.
pub struct Log(PathBuf);

impl Log {
	pub fn new(path: &Path) -> Self {
		Self(path.to_owned())
	}

	/// The blocks from `first` to `last`.
	pub async fn authored(&self, first: u64, last: u64) -> Result<Vec<Authored>, Error> {
		let blocks = poll(PATIENCE, POLL, async || {
			let blocks = self.read()?;
			let found: Vec<_> = blocks.range(first..=last).map(|(_, block)| *block).collect();
			Ok(found.last().is_some_and(|block| block.number == last).then_some(found))
		});
		blocks.await?.ok_or_else(|| {
			let path = self.0.display();
			Error::new(format!(
				"{path} does not say how block {last} was made; is it the log of this node?"
			))
		})
	}

	fn read(&self) -> Result<BTreeMap<u64, Authored>, Error> {
		let bytes =
			fs::read(&self.0).map_err(cannot(format!("read the log {}", self.0.display())))?;
		let text = String::from_utf8_lossy(&bytes);
		Ok(text.lines().filter_map(parse).map(|block| (block.number, block)).collect())
	}
}

fn parse(line: &str) -> Option<Authored> {
	let (_, rest) = line.split_once(PREPARED)?;
	let (number, rest) = rest.split_once(" (")?;
	let (ms, rest) = rest.split_once(" ms)")?;
	let (_, count) = rest.split_once("extrinsics_count: ")?;
	Some(Authored {
		number: number.parse().ok()?,
		ms: ms.parse().ok()?,
		extrinsics: count.trim().parse().ok()?,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_line_should_say_how_a_block_was_made() {
		let line = "2026-01-01 00:00:00 🎁 Prepared block for proposing at 12 (34 ms) hash: \
			0xab; parent_hash: 0xcd; end: NoMoreTransactions; extrinsics_count: 301";
		assert_eq!(parse(line), Some(Authored { number: 12, ms: 34, extrinsics: 301 }));
		assert_eq!(parse("🏆 Imported #12 (0xcd → 0xab)"), None);
		assert_eq!(parse("Prepared block for proposing at 12 (34 ms) has"), None);
	}
}
