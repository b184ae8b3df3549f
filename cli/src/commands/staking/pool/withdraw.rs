// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool withdraw`

use clap::Args;
use openledger_client::{
	chain::{
		calls::{
			lookup,
			staking::{pools, SPANS},
		},
		events::PoolWithdrawn,
	},
	json::Planck,
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use super::member;
use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Take back all that was unbonded and is free.
#[derive(Args)]
pub struct Withdraw {}

impl Withdraw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let pool = member(&signing.view, &signing.who).await?.pool_id;
		let call = pools::withdraw_unbonded(lookup(&signing.who), SPANS);
		let events = signing.sign(&call, "taking it back").await?;
		let withdrawn = Planck(events.one::<PoolWithdrawn>()?.balance);
		context.show(&Freed { pool, withdrawn, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Freed {
	pool: u32,
	withdrawn: Planck,
	block: H256,
}

impl Shown for Freed {
	fn text(&self, _: &Names) -> String {
		format!("{} are free", amount::format(self.withdrawn.0))
	}
}
