// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username set-for`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		calls::{identity, lookup},
		events::UsernameQueued,
	},
	json::{Address, Planck},
	names::Names,
	text::printable,
	words,
};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::ReadAccount,
	commands::account::identity::{prepare, tell_deposit},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Set a username aside for an account, as the authority of its suffix. The account accepts it.
#[derive(Args)]
pub struct SetFor {
	/// For whom.
	#[arg(value_parser = ReadAccount)]
	account: Account,

	/// The username with its suffix: ada.open.
	username: String,

	/// Put up a deposit for it instead of using one of those that governance has allocated.
	#[arg(long)]
	deposit: bool,
}

impl SetFor {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { account, username, deposit: has_deposit } = self;
		let signing = prepare(context).await?;
		let view = &signing.view;
		let deposit = if has_deposit { view.username_deposit()? } else { 0 };
		tell_deposit(context, deposit, "it is free again when the username is removed");
		let bytes = username.clone().into();
		let call = identity::set_username_for(lookup(&account), bytes, None, !has_deposit);
		let events = signing.sign(&call, "setting the username aside").await?;
		let until = events.one::<UsernameQueued>()?.expiration;
		let offered = Offered {
			account: Address(account),
			username,
			until,
			deposit: Planck(deposit),
			block: events.block,
			when: words::when(until, view.number(), view.block_time()?),
		};
		context.show_named(view, &offered).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Offered {
	account: Address,
	username: String,
	/// The last block in which the offer can't be removed.
	until: u32,
	deposit: Planck,
	block: H256,
	#[serde(skip)]
	when: String,
}

impl Shown for Offered {
	fn text(&self, names: &Names) -> String {
		let (shown, when) = (printable(&self.username), &self.when);
		format!(
			"{} can take {shown} until {when}: openledger account identity username accept {shown}",
			names.address(&self.account.0)
		)
	}
}
