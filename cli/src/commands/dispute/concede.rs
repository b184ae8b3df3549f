// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute concede`

use clap::Args;
use openledger_client::chain::{affordable::sign, calls::disputes as calls};
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeOutcome;

use super::{Ended, Turn};
use crate::{context::Context, error::Error};

/// Give in, as the owner or the claimant, before anyone has ruled.
#[derive(Args)]
pub struct Concede {
	/// The contribution.
	contribution: ContributionId,
}

impl Concede {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let id = self.contribution;
		let Turn { key, chain, info, .. } = Turn::prepare(context, id).await?;
		let call = calls::concede(id);
		let events = sign(&chain, &key, &call, "giving in").await?;
		let outcome = match key.account() == info.owner {
			true => DisputeOutcome::Transfer,
			false => DisputeOutcome::Reject,
		};
		context.show(&Ended::of(id, outcome, &events)?);
		Ok(())
	}
}
