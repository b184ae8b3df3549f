// SPDX-License-Identifier: Apache-2.0

//! `openledger gov`

mod change;
mod committee;
mod delegate;
mod params;
mod referendum;
mod vote;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Propose, vote and veto: what token holders, the technical committee and those who earn decide.
#[derive(Subcommand)]
pub enum Gov {
	#[command(subcommand)]
	Referendum(referendum::Referendum),
	Vote(vote::Vote),
	Delegate(delegate::Delegate),
	#[command(subcommand)]
	Committee(committee::Committee),
	#[command(subcommand)]
	Params(params::Params),
	#[command(subcommand)]
	Change(change::Change),
}

impl Gov {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Referendum(command) => command.run(context).await,
			Self::Vote(command) => command.run(context).await,
			Self::Delegate(command) => command.run(context).await,
			Self::Committee(command) => command.run(context).await,
			Self::Params(command) => command.run(context).await,
			Self::Change(command) => command.run(context).await,
		}
	}
}
