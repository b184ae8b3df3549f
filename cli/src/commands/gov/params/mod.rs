// SPDX-License-Identifier: Apache-2.0

//! `openledger gov params`

mod propose;
mod show;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Show the governed parameters, and propose values for them.
#[derive(Subcommand)]
pub enum Params {
	Show(show::Show),
	Propose(propose::Propose),
}

impl Params {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Show(command) => command.run(context).await,
			Self::Propose(command) => command.run(context).await,
		}
	}
}
