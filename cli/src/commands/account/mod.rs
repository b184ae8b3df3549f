// SPDX-License-Identifier: Apache-2.0

//! `openledger account`

mod balance;
mod claim;
mod identity;
mod merit;
mod owed;
mod payee;
mod transfer;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Show what an account has, is owed and has earned, send and claim OPEN, and say who the account is.
#[derive(Subcommand)]
pub enum AccountCommand {
	Balance(balance::Balance),
	Transfer(transfer::Transfer),
	Owed(owed::Owed),
	Claim(claim::Claim),
	Payee(payee::Payee),
	Merit(merit::Merit),
	#[command(subcommand)]
	Identity(identity::Identity),
}

impl AccountCommand {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Balance(command) => command.run(context).await,
			Self::Transfer(command) => command.run(context).await,
			Self::Owed(command) => command.run(context).await,
			Self::Claim(command) => command.run(context).await,
			Self::Payee(command) => command.run(context).await,
			Self::Merit(command) => command.run(context).await,
			Self::Identity(command) => command.run(context).await,
		}
	}
}
