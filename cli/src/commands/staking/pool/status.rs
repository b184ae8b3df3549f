// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool status`

use clap::Args;
use openledger_client::{
	json::{Address, Planck},
	names::Names,
	units::amount,
	words,
};
use serde::Serialize;

use super::member;
use crate::{
	args::Who,
	commands::staking::Part,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show what an account has in a pool.
#[derive(Args)]
pub struct Status {
	#[command(flatten)]
	who: Who,
}

impl Status {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		let member = member(&view, &who).await?;
		let pool = member.pool_id;
		// Unless it is slashed meanwhile, a point that is being unbonded is a planck.
		let parts = member.unbonding_eras.iter();
		let parts = parts.map(|(era, points)| Part { amount: Planck(*points), era: *era });
		let share = Share {
			pool,
			name: words::text(&view.pool_name(pool).await?),
			staked: Planck(view.pool_worth(pool, member.points).await?),
			unbonding: parts.collect(),
			unclaimed: Planck(view.pool_pay(&who).await?),
			account: Address(who),
			era: view.active_era().await?,
			era_millis: view.era_millis()?,
		};
		context.show_named(&view, &share).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Share {
	account: Address,
	pool: u32,
	name: String,
	staked: Planck,
	unbonding: Vec<Part>,
	unclaimed: Planck,
	#[serde(skip)]
	era: u32,
	#[serde(skip)]
	era_millis: u64,
}

impl Shown for Share {
	fn text(&self, names: &Names) -> String {
		let mut rows = vec![
			("account", names.address(&self.account.0)),
			("pool", format!("{}, {}", self.pool, self.name)),
			("staked", amount::format(self.staked.0)),
			("not claimed yet", amount::format(self.unclaimed.0)),
		];
		let parts = self.unbonding.iter();
		rows.extend(parts.map(|part| ("unbonding", part.text(self.era, self.era_millis))));
		table::fields(&rows)
	}
}
