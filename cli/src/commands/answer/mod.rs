// SPDX-License-Identifier: Apache-2.0

//! `openledger answer`

pub mod attribute;
mod settle;
pub mod warning;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Show which registered texts an answer quotes, and pay for it.
#[derive(Subcommand)]
pub enum Answer {
	Attribute(attribute::Attribute),
	Settle(settle::Settle),
}

impl Answer {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Attribute(command) => command.run(context).await,
			Self::Settle(command) => command.run(context).await,
		}
	}
}
