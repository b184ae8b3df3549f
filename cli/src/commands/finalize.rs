// SPDX-License-Identifier: Apache-2.0

//! `openledger finalize`
//!
//! The chain makes batches final by itself too, in what its blocks have left: whoever was faster,
//! they are final.

use openledger_primitives::BatchId;
use serde_json::json;

use crate::{args, context::Context, error::Error};
use openledger_client::settlement::finalize::{ensure_finalizable, ensure_was, finalize, Finality};

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
	context.show_json(json!({ "batch": batch, "calls": calls }), || done(batch, is_void));
	Ok(())
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_void_batch_should_not_be_said_to_have_paid() {
		assert_eq!(done(3, false), "batch 3 is final: everyone in it was credited");
		assert!(!done(3, true).contains("credited"));
	}
}
