// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity sub`

mod add;
mod quit;
mod remove;
mod rename;

use clap::Subcommand;
use openledger_client::{
	chain::identity::{Data, LONGEST},
	json::{Address, Planck},
	names::Names,
	text::{ensure_fits, ensure_name},
};
use serde::Serialize;
use sp_core::H256;
use subxt::utils::Static;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Give other accounts the name of the key's account, with one of their own behind it.
#[derive(Subcommand)]
pub enum Sub {
	Add(add::Add),
	Rename(rename::Rename),
	Remove(remove::Remove),
	Quit(quit::Quit),
}

impl Sub {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Add(command) => command.run(context).await,
			Self::Rename(command) => command.run(context).await,
			Self::Remove(command) => command.run(context).await,
			Self::Quit(command) => command.run(context).await,
		}
	}
}

/// A name, as a call has it.
fn data(name: &str) -> Result<Static<Data>, Error> {
	ensure_name("the name", name)?;
	ensure_fits("the name", name.as_bytes(), LONGEST)?;
	Ok(Static(Data::of(name)))
}

/// A sub-account that has a name since a block.
#[derive(Serialize)]
struct Called {
	sub_account: Address,
	account: Address,
	#[serde(skip_serializing_if = "Option::is_none")]
	deposit: Option<Planck>,
	block: H256,
}

impl Shown for Called {
	fn text(&self, names: &Names) -> String {
		format!("it is called so from now on: {}", names.address(&self.sub_account.0))
	}
}

/// A sub-account that is none any more. With the names that there were: whose it was is what matters.
#[derive(Serialize)]
struct Ended {
	sub_account: Address,
	account: Address,
	block: H256,
}

impl Shown for Ended {
	fn text(&self, names: &Names) -> String {
		format!("it was called so until now: {}", names.address(&self.sub_account.0))
	}
}
