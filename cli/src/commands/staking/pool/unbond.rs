// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool unbond`

use clap::Args;
use openledger_client::{
	chain::{
		calls::{lookup, staking::pools},
		events::PoolUnbonded,
		pools::Member,
	},
	error::StakingError,
	json::Planck,
	names::Names,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::member;
use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Take a part out. It is free after some eras.
#[derive(Args)]
pub struct Unbond {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Unbond {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let asked = self.amount;
		let signing = Signing::prepare(context).await?;
		let (view, who) = (&signing.view, &signing.who);
		let Member { pool_id: pool, points, .. } = member(view, who).await?;
		let active = view.pool_worth(pool, points).await?;
		if asked > active {
			return Err(StakingError::TooMuch { who: who.clone(), active, asked }.into());
		}
		// All of it to the last point, whatever a slash has rounded.
		let points = match asked == active {
			true => points,
			false => view.pool_points(pool, asked).await?,
		};
		let call = pools::unbond(lookup(who), points);
		let events = signing.sign(&call, "unbonding").await?;
		let PoolUnbonded { balance, era, .. } = events.one()?;
		let eras = era.saturating_sub(view.active_era().await?);
		let unbonding = Unbonding {
			pool,
			unbonding: Planck(balance),
			era,
			block: events.block,
			millis: view.era_millis()?.saturating_mul(eras.into()),
		};
		context.show(&unbonding);
		Ok(())
	}
}

#[derive(Serialize)]
struct Unbonding {
	pool: u32,
	unbonding: Planck,
	era: u32,
	block: H256,
	#[serde(skip)]
	millis: u64,
}

impl Shown for Unbonding {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} will be free in era {}, in {}: openledger staking pool withdraw",
			amount::format(self.unbonding.0),
			self.era,
			words::rough(self.millis / 1_000)
		)
	}
}
