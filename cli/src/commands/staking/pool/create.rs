// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool create`

use clap::Args;
use openledger_client::{
	chain::{
		calls::{lookup, staking::pools},
		events::PoolCreated,
	},
	json::Planck,
	names::Names,
	text::{ensure_fits, ensure_name, printable},
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::ensure_enough;
use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// The longest name of a pool, in bytes: `MaxMetadataLen` of the runtime, which no metadata has.
const LONGEST_NAME: u32 = 256;

/// Make a pool. The key's account runs it, and is its first member.
#[derive(Args)]
pub struct Create {
	/// What to put in: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,

	/// What it is called.
	#[arg(long, value_name = "NAME")]
	name: String,
}

impl Create {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { amount, name } = self;
		ensure_name("the pool's name", &name)?;
		ensure_fits("the pool's name", name.as_bytes(), LONGEST_NAME)?;
		let signing = Signing::prepare(context).await?;
		let view = &signing.view;
		ensure_enough("to make a pool", amount, view.least_founder_stake().await?)?;
		let role = || lookup(&signing.who);
		let call = pools::create(amount, role(), role(), role());
		let events = signing.sign(&call, "making the pool").await?;
		let pool = events.one::<PoolCreated>()?.pool_id;
		let named = pools::set_metadata(pool, name.clone().into_bytes());
		let block = signing.sign(&named, "naming the pool").await?.block;
		context.show(&Created { pool, name, staked: Planck(amount), block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Created {
	pool: u32,
	name: String,
	staked: Planck,
	block: H256,
}

impl Shown for Created {
	fn text(&self, _: &Names) -> String {
		let Self { pool, name, staked, .. } = self;
		format!(
			"pool {pool}, {}, has {}\nsay whom it backs: openledger staking pool nominate {pool} ACCOUNT…",
			printable(name),
			amount::format(staked.0)
		)
	}
}
