// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution withdraw`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls, events::ContributionWithdrawn},
	names::Names,
};
use openledger_primitives::{ContributionId, DatanetId};
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Withdraw a text, as its owner: new models can't use it; models that already do keep paying you.
/// This can't be undone.
#[derive(Args)]
pub struct Withdraw {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,
}

impl Withdraw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let Change { key, chain, .. } = Change::prepare(context, id).await?;
		let events = sign(&chain, &key, &calls::withdraw(id), "withdrawing").await?;
		let ContributionWithdrawn { datanet, index, .. } = events.one()?;
		context.show(&Withdrawn { withdrawn: id, datanet, index, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Withdrawn {
	withdrawn: ContributionId,
	datanet: DatanetId,
	/// Where it is among the texts that the datanet has accepted.
	index: u32,
	block: H256,
}

impl Shown for Withdrawn {
	fn text(&self, _: &Names) -> String {
		format!(
			"contribution {} is withdrawn from datanet {}: it is in no model that is registered from \
			 now on, and those that have it go on paying it",
			self.withdrawn, self.datanet
		)
	}
}
