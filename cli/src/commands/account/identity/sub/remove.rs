// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity sub remove`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{identity, lookup},
	json::Address,
};

use super::Ended;
use crate::{
	args::ReadAccount, commands::account::identity::prepare, context::Context, error::Error,
};

/// Have an account go by the name no more. Its deposit is free.
#[derive(Args)]
pub struct Remove {
	/// Which account.
	#[arg(value_parser = ReadAccount)]
	account: Account,
}

impl Remove {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = prepare(context).await?;
		let call = identity::remove_sub(lookup(&self.account));
		let block = signing.sign(&call, "removing the sub-account").await?.block;
		let (sub_account, account) = (Address(self.account), Address(signing.who));
		context.show_named(&signing.view, &Ended { sub_account, account, block }).await;
		Ok(())
	}
}
