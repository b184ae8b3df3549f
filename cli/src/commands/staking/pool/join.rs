// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool join`

use clap::Args;
use openledger_client::{chain::calls::staking::pools, json::Planck, names::Names, units::amount};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::ensure_enough;
use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Join a pool.
#[derive(Args)]
pub struct Join {
	/// Which one.
	#[arg(value_name = "POOL")]
	pool: u32,

	/// What to put in: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Join {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { pool, amount } = self;
		let signing = Signing::prepare(context).await?;
		ensure_enough("to join a pool", amount, signing.view.least_pool_stake().await?)?;
		let call = pools::join(amount, pool);
		let events = signing.sign(&call, "joining the pool").await?;
		context.show(&Joined { pool, staked: Planck(amount), block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Joined {
	pool: u32,
	staked: Planck,
	block: H256,
}

impl Shown for Joined {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} are staked in pool {}; its pay comes in era by era: openledger staking pool status",
			amount::format(self.staked.0),
			self.pool
		)
	}
}
