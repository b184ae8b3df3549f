// SPDX-License-Identifier: Apache-2.0

//! `openledger key`

mod new;
mod show;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Make an account, and show whose a key is.
#[derive(Subcommand)]
pub enum KeyCommand {
	New(new::New),
	Show(show::Show),
}

impl KeyCommand {
	pub fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::New(command) => command.run(context),
			Self::Show(command) => command.run(context),
		}
	}
}
