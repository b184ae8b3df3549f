// SPDX-License-Identifier: Apache-2.0

//! `openledger staking extra`

use clap::Args;
use openledger_client::chain::calls::staking;
use openledger_primitives::Balance;

use super::Bonded;
use crate::{args::positive, commands::signing::Signing, context::Context, error::Error};

/// Bond more.
#[derive(Args)]
pub struct Extra {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Extra {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let call = staking::bond_extra(self.amount);
		let events = signing.sign(&call, "bonding").await?;
		context.show(&Bonded::after(&signing.chain, &events, &signing.who).await?);
		Ok(())
	}
}
