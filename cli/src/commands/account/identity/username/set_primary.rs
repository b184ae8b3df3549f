// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username set-primary`

use clap::Args;
use openledger_client::{
	account::{address, Account},
	chain::calls::identity,
};

use super::Named;
use crate::{context::Context, error::Error};

/// Go by a username that the key's account has.
#[derive(Args)]
pub struct SetPrimary {
	#[command(flatten)]
	named: Named,
}

impl SetPrimary {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (call, doing) = (identity::set_primary_username, "choosing the username");
		let text = |username: &str, who: &Account| format!("{} goes by {username}", address(who));
		self.named.change(context, call, doing, text).await
	}
}
