// SPDX-License-Identifier: Apache-2.0

//! `openledger finalize`
//!
//! The chain makes batches final by itself too, in what its blocks have left: whoever was faster,
//! they are final.

use openledger_primitives::{limits::MaxPaidByCall, BatchId};
use serde_json::json;

use crate::{
	args,
	chain::{calls::attribution, Chain, View},
	context::Context,
	convert::{to_u32, to_u64},
	error::Error,
	key::Key,
	output::progress,
};

/// How the chain calls a batch that is final, or never was.
const NOT_FOUND: &str = "Attribution.BatchNotFound";

pub async fn run(context: &Context, args: args::Finalize) -> Result<(), Error> {
	let args::Finalize { batch, wait } = args;
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	match view.batch(batch).await? {
		// It ends at once.
		Some(info) if info.is_void => {}
		Some(info) => {
			let from = u64::from(info.finalizable_at);
			if wait {
				chain.wait_until_next_is(from, &format!("waiting for block {from}")).await?;
			} else {
				ensure_finalizable(&chain, &view, batch, from).await?;
			}
		}
		None => ensure_was(&view, batch).await?,
	}
	let Finality { calls, is_void } = finalize(&chain, &key, &[batch]).await?;
	context.show(json!({ "batch": batch, "calls": calls }), || done(batch, is_void));
	Ok(())
}

/// How batches became final.
#[derive(Default)]
pub struct Finality {
	/// The calls that it took: none where the chain was faster.
	pub calls: u32,
	/// Whether one was seen to be void.
	pub is_void: bool,
}

/// What a batch came to.
fn done(batch: BatchId, is_void: bool) -> String {
	match is_void {
		false => format!("batch {batch} is final: everyone in it was credited"),
		true => format!(
			"batch {batch} is final: it was void. Channels have their fees back; a payer does not"
		),
	}
}

/// Fails unless there was a batch.
pub async fn ensure_was(view: &View, id: BatchId) -> Result<(), Error> {
	let count = view.counts().await?.3;
	match id < count {
		true => Ok(()),
		false => Err(Error::NoBatch { id, count }),
	}
}

async fn ensure_finalizable(
	chain: &Chain,
	view: &View,
	batch: BatchId,
	from: u64,
) -> Result<(), Error> {
	let blocks = from.saturating_sub(chain.next_block().await?);
	if blocks > 0 {
		let seconds = view.delay(blocks)?.seconds;
		return Err(Error::NotFinalizable { batch, blocks, seconds });
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
				let left = info.unpaid.saturating_add(to_u32(info.models.len()));
				calls.push(attribution::finalize(batch, left.clamp(1, MaxPaidByCall::get())));
			}
		}
		if calls.is_empty() {
			return Ok(finality);
		}
		let bar = progress::bar(to_u64(calls.len()), "finalizing");
		let outcomes = chain.submit_each(&calls, key, &bar).await?;
		bar.finish_and_clear();
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_void_batch_should_not_be_said_to_have_paid() {
		assert_eq!(done(3, false), "batch 3 is final: everyone in it was credited");
		assert!(!done(3, true).contains("credited"));
	}
}
