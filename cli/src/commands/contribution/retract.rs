// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution retract`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Take back a contribution that is pending or was rejected: its deposit and its text are free
/// again.
#[derive(Args)]
pub struct Retract {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,
}

impl Retract {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let Change { key, chain, info, .. } = Change::prepare(context, id).await?;
		let events = sign(&chain, &key, &calls::retract(id), "retracting").await?;
		let deposit = Planck(info.deposit);
		context.show(&Retracted { retracted: id, deposit, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Retracted {
	retracted: ContributionId,
	deposit: Planck,
	block: H256,
}

impl Shown for Retracted {
	fn text(&self, _: &Names) -> String {
		let (id, deposit) = (self.retracted, amount::format(self.deposit.0));
		format!("contribution {id} retracted: its deposit of {deposit} is free again")
	}
}
