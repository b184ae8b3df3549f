// SPDX-License-Identifier: Apache-2.0

//! `openledger staking nominate`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{lookup, staking},
	json::Address,
	names::Names,
	text::count,
};
use serde::Serialize;
use sp_core::H256;

use super::{ensure_bond, targets::targets};
use crate::{
	args::ReadAccount, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Back validators with what is bonded, from the next era on.
#[derive(Args)]
pub struct Nominate {
	/// Whom to back.
	#[arg(required = true, value_name = "ACCOUNT", value_parser = ReadAccount)]
	validators: Vec<Account>,
}

impl Nominate {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		ensure_bond(&signing, "nominate", signing.view.least_nominator_bond().await?).await?;
		let validators = targets(context, &signing.view, &self.validators).await?;
		let call = staking::nominate(validators.iter().map(lookup).collect());
		let events = signing.sign(&call, "nominating").await?;
		let nominations = validators.into_iter().map(Address).collect();
		context.show_named(&signing.view, &Backs { nominations, block: events.block }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Backs {
	nominations: Vec<Address>,
	block: H256,
}

impl Shown for Backs {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} will be backed from the next election on, as far as they are elected",
			count(self.nominations.len(), "validator")
		)
	}
}
