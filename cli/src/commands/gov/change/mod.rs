// SPDX-License-Identifier: Apache-2.0

//! `openledger gov change`

mod enact;
mod list;
mod show;
mod veto;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Show, veto and enact changes of parameters that a referendum approved.
#[derive(Subcommand)]
pub enum Change {
	List(list::List),
	Show(show::Show),
	Veto(veto::Veto),
	Enact(enact::Enact),
}

impl Change {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::List(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Veto(command) => command.run(context).await,
			Self::Enact(command) => command.run(context).await,
		}
	}
}
