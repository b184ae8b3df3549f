// SPDX-License-Identifier: Apache-2.0

//! `openledger batch finalize`
//!
//! The chain makes batches final by itself too, in what its blocks have left: whoever was faster,
//! they are final.

use clap::Args;
use openledger_client::{
	names::Names,
	settlement::finalize::{ensure_finalizable, ensure_was, finalize, Finality},
};
use openledger_primitives::BatchId;
use serde::Serialize;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Credit everyone in a batch, once its challenge window has passed.
#[derive(Args)]
pub struct Finalize {
	/// The batch, as `answer settle` and `batch settle` show it.
	batch: BatchId,

	/// Wait until the challenge window has passed.
	#[arg(long)]
	wait: bool,
}

impl Finalize {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { batch, wait } = self;
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
		context.show(&Finalized { batch, calls, is_void });
		Ok(())
	}
}

#[derive(Serialize)]
struct Finalized {
	batch: BatchId,
	/// That it took: none where the chain was faster.
	calls: u32,
	#[serde(skip)]
	is_void: bool,
}

impl Shown for Finalized {
	fn text(&self, _: &Names) -> String {
		let Self { batch, is_void, .. } = self;
		match is_void {
			false => format!("batch {batch} is final: everyone in it was credited"),
			true => format!(
				"batch {batch} is final: it was void. Channels have their fees back; a payer does not"
			),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_void_batch_should_not_be_said_to_have_paid() {
		let text = |is_void| Finalized { batch: 3, calls: 1, is_void }.text(&Names::default());
		assert_eq!(text(false), "batch 3 is final: everyone in it was credited");
		assert!(!text(true).contains("credited"));
	}
}
