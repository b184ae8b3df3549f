// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool claim`

use clap::Args;
use openledger_client::{
	chain::{calls::staking::pools, events::PoolPaidOut},
	json::Planck,
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use super::{ensure_pay, member};
use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Take the pay that has come in.
#[derive(Args)]
pub struct Claim {}

impl Claim {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let pool = member(&signing.view, &signing.who).await?.pool_id;
		ensure_pay(&signing.view, &signing.who).await?;
		let events = signing.sign(&pools::claim_payout(), "claiming").await?;
		let paid = Planck(events.one::<PoolPaidOut>()?.payout);
		context.show(&Paid { pool, paid, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Paid {
	pool: u32,
	paid: Planck,
	block: H256,
}

impl Shown for Paid {
	fn text(&self, _: &Names) -> String {
		format!("{} came from pool {}", amount::format(self.paid.0), self.pool)
	}
}
