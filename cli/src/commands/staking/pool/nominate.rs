// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool nominate`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{self, staking::pools},
	json::Address,
	names::Names,
	text::count,
};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::ReadAccount,
	commands::{signing::Signing, staking::targets::targets},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Say whom a pool backs, for who runs it.
#[derive(Args)]
pub struct Nominate {
	/// Which one.
	#[arg(value_name = "POOL")]
	pool: u32,

	/// Whom to back.
	#[arg(required = true, value_name = "ACCOUNT", value_parser = ReadAccount)]
	validators: Vec<Account>,
}

impl Nominate {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let pool = self.pool;
		let signing = Signing::prepare(context).await?;
		let validators = targets(context, &signing.view, &self.validators).await?;
		let call = pools::nominate(pool, validators.iter().map(calls::id).collect());
		let block = signing.sign(&call, "nominating").await?.block;
		let nominations = validators.into_iter().map(Address).collect();
		context.show_named(&signing.view, &Backs { pool, nominations, block }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Backs {
	pool: u32,
	nominations: Vec<Address>,
	block: H256,
}

impl Shown for Backs {
	fn text(&self, _: &Names) -> String {
		format!(
			"pool {} backs {} from the next election on, as far as they are elected",
			self.pool,
			count(self.nominations.len(), "validator")
		)
	}
}
