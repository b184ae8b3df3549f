// SPDX-License-Identifier: Apache-2.0

//! Making batches final.
//!
//! The chain makes batches final by itself too, in what its blocks have left: whoever was faster,
//! they are final.

use openledger_primitives::{limits::MaxPaidByCall, BatchId};

use crate::{
	chain::{calls::attribution, BlockView, Chain},
	convert::{saturating_u32, to_u64},
	error::{Error, Kind, Later},
	keys::Key,
	progress,
};

/// How the chain calls a batch that is final, or never was.
const NOT_FOUND: &str = "Attribution.BatchNotFound";

/// How batches became final.
#[derive(Default)]
pub struct Finality {
	/// The calls that it took: none where the chain was faster.
	pub calls: u32,
	/// Whether one was seen to be void.
	pub is_void: bool,
}

/// Fails unless there was a batch.
pub async fn ensure_was(view: &BlockView, id: BatchId) -> Result<(), Error> {
	let count = view.counts().await?.batches;
	match id < count {
		true => Ok(()),
		false => Err(Error::not_found(Kind::Batch, id, count)),
	}
}

/// Fails if a batch can't be finalized in the next block. `from` is the first block in which it can.
pub async fn ensure_finalizable(
	chain: &Chain,
	view: &BlockView,
	batch: BatchId,
	from: u64,
) -> Result<(), Error> {
	let blocks = from.saturating_sub(chain.next_block().await?);
	if blocks > 0 {
		let (what, delay) = (Later::Finalize(batch), view.delay(blocks)?);
		return Err(Error::TooEarly { what, delay });
	}
	Ok(())
}

/// Calls until batches that can be finalized, or are void, are final.
pub async fn finalize(chain: &Chain, key: &Key, batches: &[BatchId]) -> Result<Finality, Error> {
	let mut finality = Finality::default();
	loop {
		let view = chain.view().await?;
		let mut calls = Vec::new();
		for batch in batches.iter().copied() {
			if let Some(info) = view.batch(batch).await? {
				finality.is_void |= info.is_void;
				// Each model that is to be paid counts too.
				let left = info.unpaid.saturating_add(saturating_u32(info.models.len()));
				calls.push(attribution::finalize(batch, left.clamp(1, MaxPaidByCall::get())));
			}
		}
		if calls.is_empty() {
			return Ok(finality);
		}
		let bar = progress::bar(to_u64(calls.len()), "finalizing");
		let outcomes = chain.submit_each(&calls, key, &bar).await?;
		bar.finish();
		for outcome in outcomes {
			match outcome {
				Ok(_) => finality.calls += 1,
				// The chain was faster.
				Err(Error::Dispatch { name, .. }) if name == NOT_FOUND => {}
				Err(error) => return Err(error),
			}
		}
	}
}
