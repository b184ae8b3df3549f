// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool show`

use clap::Args;
use openledger_client::{account::Account, json::Address, names::Names, units::amount};
use serde::Serialize;

use super::{missing, Found};
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a pool.
#[derive(Args)]
pub struct Show {
	/// Which one.
	#[arg(value_name = "POOL")]
	pool: u32,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let id = self.pool;
		let view = context.chain().await?.view().await?;
		let pool = view.pool(id).await?.ok_or_else(|| missing(id))?;
		let account = view.pool_account(id).await?;
		let targets = view.nominations(&account).await?.map(|nominations| nominations.targets);
		let targets = targets.into_iter().flatten().map(|target| Account::new(target.0));
		let whole = Whole {
			found: Found::read(&view, id, pool).await?,
			account: Address(account),
			nominations: targets.map(Address).collect(),
		};
		context.show_named(&view, &whole).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Whole {
	#[serde(flatten)]
	found: Found,
	/// That stakes for the pool.
	account: Address,
	nominations: Vec<Address>,
}

impl Shown for Whole {
	fn text(&self, names: &Names) -> String {
		let Self { found, account, nominations } = self;
		let backs: Vec<_> = nominations.iter().map(|target| names.address(&target.0)).collect();
		let backs = if backs.is_empty() { "nobody yet".to_owned() } else { backs.join(", ") };
		table::fields(&[
			("pool", found.pool.to_string()),
			("name", found.name.clone()),
			("state", found.state.to_owned()),
			("members", found.members.to_string()),
			("staked", amount::format(found.staked.0)),
			("made by", names.address(&found.depositor.0)),
			("account", names.address(&account.0)),
			("backs", backs),
		])
	}
}
