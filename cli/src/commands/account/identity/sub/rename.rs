// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity sub rename`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{identity, lookup},
	json::Address,
};

use super::{data, Called};
use crate::{
	args::ReadAccount, commands::account::identity::prepare, context::Context, error::Error,
};

/// Call a sub-account otherwise.
#[derive(Args)]
pub struct Rename {
	/// Which account.
	#[arg(value_parser = ReadAccount)]
	account: Account,

	/// What it is called behind the name of the key's account.
	#[arg(long)]
	name: String,
}

impl Rename {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let data = data(&self.name)?;
		let signing = prepare(context).await?;
		let call = identity::rename_sub(lookup(&self.account), data);
		let events = signing.sign(&call, "renaming the sub-account").await?;
		let view = signing.chain.view_of(events.block).await?;
		let called = Called {
			sub_account: Address(self.account),
			account: Address(signing.who),
			deposit: None,
			block: events.block,
		};
		context.show_named(&view, &called).await;
		Ok(())
	}
}
