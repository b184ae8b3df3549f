// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username accept`

use clap::Args;
use openledger_client::{chain::calls::identity, json::Address, names::Names, text::printable};
use serde::Serialize;
use sp_core::H256;

use super::Named;
use crate::{
	commands::account::identity::prepare, context::Context, error::Error, output::shown::Shown,
};

/// Take a username that an authority has set aside for the key's account.
#[derive(Args)]
pub struct Accept {
	#[command(flatten)]
	named: Named,
}

impl Accept {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Named { username } = self.named;
		let signing = prepare(context).await?;
		let call = identity::accept_username(username.clone().into());
		let events = signing.sign(&call, "accepting the username").await?;
		let view = signing.chain.view_of(events.block).await?;
		let primary = view.username(&signing.who).await?;
		let accepted = Accepted {
			account: Address(signing.who),
			primary: primary.is_some_and(|primary| primary == username.as_bytes()),
			username,
			block: events.block,
		};
		context.show_named(&view, &accepted).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Accepted {
	account: Address,
	username: String,
	/// Whether it is the one that the account goes by.
	primary: bool,
	block: H256,
}

impl Shown for Accepted {
	fn text(&self, names: &Names) -> String {
		let (who, shown) = (names.address(&self.account.0), printable(&self.username));
		match self.primary {
			true => format!("{who} is {shown}"),
			false => format!(
				"{who} has {shown} too; to go by it: openledger account identity username \
				 set-primary {shown}"
			),
		}
	}
}
