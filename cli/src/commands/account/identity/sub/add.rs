// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity sub add`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{identity, lookup},
	json::{Address, Planck},
};

use super::{data, Called};
use crate::{
	args::ReadAccount,
	commands::account::identity::{prepare, tell_deposit},
	context::Context,
	error::Error,
};

/// Have an account go by the name of the key's account. It holds a deposit.
#[derive(Args)]
pub struct Add {
	/// Which account.
	#[arg(value_parser = ReadAccount)]
	account: Account,

	/// What it is called behind that.
	#[arg(long)]
	name: String,
}

impl Add {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let data = data(&self.name)?;
		let signing = prepare(context).await?;
		let call = identity::add_sub(lookup(&self.account), data);
		let deposit = signing.chain.cost(&call, &signing.who).await?;
		tell_deposit(context, deposit, "openledger account identity sub remove gives it back");
		let events = signing.sign(&call, "adding the sub-account").await?;
		let view = signing.chain.view_of(events.block).await?;
		let called = Called {
			sub_account: Address(self.account),
			account: Address(signing.who),
			deposit: Some(Planck(deposit)),
			block: events.block,
		};
		context.show_named(&view, &called).await;
		Ok(())
	}
}
