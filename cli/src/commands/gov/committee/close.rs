// SPDX-License-Identifier: Apache-2.0

//! `openledger gov committee close`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::committee, events::Executed},
	convert::saturating_u32,
	error::GovernanceError,
	names::Names,
};
use serde::Serialize;
use sp_core::H256;

use crate::{args::hash, context::Context, error::Error, output::shown::Shown};

/// Close a motion that is decided, which does what it proposes.
#[derive(Args)]
pub struct Close {
	/// The hash of what it proposes.
	#[arg(value_parser = hash)]
	hash: H256,

	/// Its number.
	index: u32,
}

impl Close {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { hash, index } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let call = view.moved(hash).await?;
		let (weight, length) = (view.weight_of(&call).await?, saturating_u32(call.len()));
		let close = committee::close(hash.0, index, weight, length);
		let events = sign(&chain, &key, &close, "closing the motion").await?;
		let results = events.all::<Executed>()?;
		if let Some(Err(reason)) = results.first().map(|executed| &executed.result) {
			let what = format!("what the motion about {hash:?} was to do");
			return Err(GovernanceError::Undone { what, reason: reason.to_string() }.into());
		}
		context.show(&Closed { motion: hash, executed: !results.is_empty(), block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Closed {
	motion: H256,
	executed: bool,
	block: H256,
}

impl Shown for Closed {
	fn text(&self, _: &Names) -> String {
		let hash = self.motion;
		match self.executed {
			true => format!("the motion about {hash:?} was approved, and is done"),
			false => format!("the motion about {hash:?} was rejected"),
		}
	}
}
