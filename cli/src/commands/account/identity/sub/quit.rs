// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity sub quit`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{calls::identity, events::SubIdentityRevoked},
	json::Address,
};

use super::Ended;
use crate::{commands::account::identity::prepare, context::Context, error::Error};

/// Be a sub-account no more, as that account: anyone can make it one, and it gets the deposit.
#[derive(Args)]
pub struct Quit {}

impl Quit {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = prepare(context).await?;
		let events = signing.sign(&identity::quit_sub(), "quitting").await?;
		let parent = events.one::<SubIdentityRevoked>()?.main;
		let ended = Ended {
			sub_account: Address(signing.who),
			account: Address(Account::new(parent.0)),
			block: events.block,
		};
		context.show_named(&signing.view, &ended).await;
		Ok(())
	}
}
