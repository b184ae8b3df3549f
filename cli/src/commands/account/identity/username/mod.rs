// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username`

mod accept;
mod remove;
mod remove_expired;
mod set_for;
mod set_primary;
mod show;
mod unbind;

use clap::{Args, Subcommand};
use openledger_client::{account::Account, names::Names, text::printable};
use serde::Serialize;
use sp_core::H256;
use subxt::transactions::Payload;

use super::prepare;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Take a username that an authority gives away, and see whose one is.
#[derive(Subcommand)]
pub enum Username {
	Accept(accept::Accept),
	SetPrimary(set_primary::SetPrimary),
	RemoveExpired(remove_expired::RemoveExpired),
	Show(show::Show),
	SetFor(set_for::SetFor),
	Unbind(unbind::Unbind),
	Remove(remove::Remove),
}

impl Username {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Accept(command) => command.run(context).await,
			Self::SetPrimary(command) => command.run(context).await,
			Self::RemoveExpired(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::SetFor(command) => command.run(context).await,
			Self::Unbind(command) => command.run(context).await,
			Self::Remove(command) => command.run(context).await,
		}
	}
}

#[derive(Args)]
struct Named {
	/// The username with its suffix: ada.open.
	username: String,
}

/// What was done with a username.
#[derive(Serialize)]
struct Done {
	username: String,
	block: H256,
	#[serde(skip)]
	text: String,
}

impl Shown for Done {
	fn text(&self, _: &Names) -> String {
		self.text.clone()
	}
}

impl Named {
	/// Sends a call about the username, and says what it did. `text` is given the username and the account that signs.
	async fn change<C: Payload>(
		self,
		context: &Context,
		call: impl FnOnce(Vec<u8>) -> C,
		doing: &'static str,
		text: impl FnOnce(&str, &Account) -> String,
	) -> Result<(), Error> {
		let signing = prepare(context).await?;
		let call = call(self.username.as_bytes().to_vec());
		let block = signing.sign(&call, doing).await?.block;
		let text = text(&printable(&self.username), &signing.who);
		context.show(&Done { username: self.username, block, text });
		Ok(())
	}
}
