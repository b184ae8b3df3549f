// SPDX-License-Identifier: Apache-2.0

//! `openledger staking rebond`

use clap::Args;
use openledger_client::chain::calls::staking;
use openledger_primitives::Balance;

use super::Bonded;
use crate::{args::positive, commands::signing::Signing, context::Context, error::Error};

/// Bond again what is being unbonded.
#[derive(Args)]
pub struct Rebond {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Rebond {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let events = signing.sign(&staking::rebond(self.amount), "rebonding").await?;
		context.show(&Bonded::after(&signing.chain, &events, &signing.who).await?);
		Ok(())
	}
}
