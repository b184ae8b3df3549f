// SPDX-License-Identifier: Apache-2.0

//! Waiting for a block.

use std::time::Duration;

use super::{BlockView, Chain};
use crate::{error::Error, progress};

/// The time between two questions to the node.
const POLL: Duration = Duration::from_secs(1);
/// The number of failures in a row after which the node counts as gone.
const MAX_FAILURES: u32 = 10;

/// A time to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delay {
	/// The number of blocks.
	pub blocks: u64,
	/// About as many seconds.
	pub seconds: u64,
}

impl BlockView {
	/// The time that `blocks` blocks take.
	pub fn delay(&self, blocks: u64) -> Result<Delay, Error> {
		Ok(Delay { blocks, seconds: blocks.saturating_mul(self.block_time()?) / 1_000 })
	}
}

impl Chain {
	/// The number of the earliest block that a transaction sent now can run in.
	pub async fn next_block(&self) -> Result<u64, Error> {
		Ok(self.best().await?.saturating_add(1))
	}

	/// Waits until a transaction that is sent now runs in block `number` or a later one. `why` is
	/// the title of the progress.
	pub async fn wait_until_next_is(&self, number: u64, why: &str) -> Result<(), Error> {
		let mut best = self.best().await?;
		let bar = progress::bar(number.saturating_sub(best + 1), why);
		let (first, mut failures) = (best, 0);
		while best + 1 < number {
			tokio::time::sleep(POLL).await;
			match self.best().await {
				Ok(now) => (best, failures) = (now, 0),
				Err(error) if failures == MAX_FAILURES => return Err(error),
				Err(_) => failures += 1,
			}
			bar.set_position(best.saturating_sub(first));
		}
		bar.finish();
		Ok(())
	}
}
