// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute conclude`

use clap::Args;
use openledger_client::chain::{affordable::sign, calls::disputes as calls};
use openledger_primitives::ContributionId;
use openledger_runtime_api::{DisputeOutcome, DisputeStage};

use super::{current, Ended, Turn};
use crate::{context::Context, error::Error};

/// End a dispute whose time is over. Anyone can.
#[derive(Args)]
pub struct Conclude {
	/// The contribution.
	contribution: ContributionId,

	/// Wait until the time is over.
	#[arg(long)]
	wait: bool,
}

impl Conclude {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, wait } = self;
		let mut turn = Turn::prepare(context, id).await?;
		let over_at = match turn.info.stage {
			DisputeStage::Ruled { by } | DisputeStage::Governance { by } => Some(by),
			_ => None,
		};
		if let Some(by) = over_at.filter(|_| wait) {
			let why = "waiting for the dispute's time to be over";
			// The dry run is of the block before the next.
			turn.chain.wait_until_next_is(u64::from(by).saturating_add(1), why).await?;
			turn.view = turn.chain.view().await?;
			turn.info = current(&turn.chain, &turn.view, id).await?;
		}
		let Turn { key, chain, info, .. } = turn;
		let call = calls::conclude(id);
		let events = sign(&chain, &key, &call, "ending the dispute").await?;
		let outcome = info.ruling.unwrap_or(DisputeOutcome::Reject);
		context.show(&Ended::of(id, outcome, &events)?);
		Ok(())
	}
}
