// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool extra`

use clap::Args;
use openledger_client::{
	chain::{
		calls::staking::{pools, BondExtra},
		events::PoolBonded,
	},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::{ensure_pay, member};
use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Put in more.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Extra {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Option<Balance>,

	/// The pay that has come in.
	#[arg(long)]
	rewards: bool,
}

impl Extra {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let pool = member(&signing.view, &signing.who).await?.pool_id;
		let extra = match self.amount {
			Some(amount) => BondExtra::FreeBalance(amount),
			None => {
				ensure_pay(&signing.view, &signing.who).await?;
				BondExtra::Rewards
			}
		};
		let call = pools::bond_extra(extra);
		let events = signing.sign(&call, "adding to the stake").await?;
		let added = Planck(events.one::<PoolBonded>()?.bonded);
		context.show(&Added { pool, added, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Added {
	pool: u32,
	added: Planck,
	block: H256,
}

impl Shown for Added {
	fn text(&self, _: &Names) -> String {
		format!("{} more are staked in pool {}", amount::format(self.added.0), self.pool)
	}
}
