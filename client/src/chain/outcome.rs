// SPDX-License-Identifier: Apache-2.0

//! The outcome of a transaction that was sent, by what the node says of it, or else by the blocks.

use std::time::{Duration, Instant};

use subxt::transactions::TransactionStatus;
use tokio::time::timeout;

use super::{
	sent::{Sent, Standing},
	submit::{Heard, Taken, Until, PATIENCE},
	Chain,
};
use crate::error::Error;

/// How long nothing may be heard of a transaction before the node is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(12);

impl Chain {
	/// Waits until a transaction that was sent is final, or in a block, or known to come in none.
	pub(super) async fn outcome(
		&self,
		taken: Taken,
		until: Until,
		call: &str,
	) -> Result<Standing, Error> {
		let Taken { sent, progress } = taken;
		if let Some(progress) = progress {
			if let Some(standing) = self.heard(progress, &sent, until).await? {
				return Ok(standing);
			}
		}
		// The node has lost sight of it. The chain has not.
		self.fate(&sent, until, call).await
	}

	/// Listens to what the node says of a transaction, while it says something of use.
	async fn heard(
		&self,
		mut progress: Heard,
		sent: &Sent,
		until: Until,
	) -> Result<Option<Standing>, Error> {
		let begun = Instant::now();
		let hash = sent.hash();
		while begun.elapsed() < PATIENCE {
			let Ok(next) = timeout(SILENCE, progress.next()).await else {
				// A node that hangs says nothing either: this fails then.
				if self.best().await? > sent.until {
					return Ok(None);
				}
				continue;
			};
			match next {
				Some(Ok(TransactionStatus::InFinalizedBlock(block))) => {
					return Ok(Some(Standing::In { block: block.block_hash(), hash }));
				}
				Some(Ok(TransactionStatus::InBestBlock(block))) if until == Until::Best => {
					return Ok(Some(Standing::In { block: block.block_hash(), hash }));
				}
				Some(Ok(
					TransactionStatus::Error { .. }
					| TransactionStatus::Invalid { .. }
					| TransactionStatus::Dropped { .. },
				))
				| Some(Err(_))
				| None => return Ok(None),
				Some(Ok(_)) => {}
			}
		}
		Ok(None)
	}
}
