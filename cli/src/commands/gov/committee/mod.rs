// SPDX-License-Identifier: Apache-2.0

//! `openledger gov committee`

mod close;
mod list;
mod vote;
mod whitelist;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Propose and vote in the technical committee, which puts calls on the whitelist.
#[derive(Subcommand)]
pub enum Committee {
	Whitelist(whitelist::Whitelist),
	Vote(vote::Vote),
	Close(close::Close),
	List(list::List),
}

impl Committee {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Whitelist(command) => command.run(context).await,
			Self::Vote(command) => command.run(context).await,
			Self::Close(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
		}
	}
}
