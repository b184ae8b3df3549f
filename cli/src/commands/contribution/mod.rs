// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution`

mod accept;
mod accept_ownership;
mod appeal;
mod list;
mod payout;
mod register;
mod reject;
mod retract;
mod show;
mod strike;
mod transfer;
mod uri;
mod withdraw;

use clap::Subcommand;
use openledger_client::account::Account;
use openledger_runtime_api::ContributionInfo;

use super::ownership;
use crate::{context::Context, error::Error};

/// Register, accept, list, show, withdraw, appeal for and hand over contributions, and strike
/// malformed ones.
#[derive(Subcommand)]
pub enum Contribution {
	Register(register::Register),
	Retract(retract::Retract),
	List(list::List),
	Show(show::Show),
	Accept(accept::Accept),
	Reject(reject::Reject),
	Withdraw(withdraw::Withdraw),
	Appeal(appeal::Appeal),
	Strike(strike::Strike),
	Payout(payout::Payout),
	Uri(uri::Uri),
	Transfer(transfer::Transfer),
	AcceptOwnership(accept_ownership::AcceptOwnership),
}

impl Contribution {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Register(command) => command.run(context).await,
			Self::Retract(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Accept(command) => command.run(context).await,
			Self::Reject(command) => command.run(context).await,
			Self::Withdraw(command) => command.run(context).await,
			Self::Appeal(command) => command.run(context).await,
			Self::Strike(command) => command.run(context).await,
			Self::Payout(command) => command.run(context).await,
			Self::Uri(command) => command.run(context).await,
			Self::Transfer(command) => command.run(context).await,
			Self::AcceptOwnership(command) => command.run(context).await,
		}
	}
}

/// A change of a contribution.
type Change = ownership::Change<ContributionInfo<Account>>;
