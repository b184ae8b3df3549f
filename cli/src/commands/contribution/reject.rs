// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution reject`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls},
	names::Names,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Reject a pending contribution, as a curator.
#[derive(Args)]
pub struct Reject {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,
}

impl Reject {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let Change { key, chain, .. } = Change::prepare(context, id).await?;
		let events = sign(&chain, &key, &calls::reject(id), "rejecting").await?;
		context.show(&Rejected { rejected: id, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Rejected {
	rejected: ContributionId,
	block: H256,
}

impl Shown for Rejected {
	fn text(&self, _: &Names) -> String {
		format!(
			"contribution {} rejected: its owner can take it back, or appeal to governance with a \
			 deposit",
			self.rejected
		)
	}
}
