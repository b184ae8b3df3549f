// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum`

mod appeal;
mod apply_upgrade;
mod deposit;
mod dispute;
mod ended;
mod list;
mod payout;
mod progress;
mod proposal;
mod refund;
mod registrar;
mod show;
mod spend;
mod submit;
mod upgrade;
mod username_authority;

use clap::Subcommand;

pub use proposal::{ProposedCall, Proposer, Question, Submission};

use crate::{context::Context, error::Error};

/// Submit, show and list referenda: what token holders decide.
#[derive(Subcommand)]
pub enum Referendum {
	Submit(submit::Submit),
	Spend(spend::Spend),
	Payout(payout::Payout),
	Appeal(appeal::Appeal),
	Dispute(dispute::Dispute),
	Registrar(registrar::Registrar),
	UsernameAuthority(username_authority::UsernameAuthority),
	Upgrade(upgrade::Upgrade),
	ApplyUpgrade(apply_upgrade::ApplyUpgrade),
	Deposit(deposit::Deposit),
	Refund(refund::Refund),
	Show(show::Show),
	List(list::List),
}

impl Referendum {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Submit(command) => command.run(context).await,
			Self::Spend(command) => command.run(context).await,
			Self::Payout(command) => command.run(context).await,
			Self::Appeal(command) => command.run(context).await,
			Self::Dispute(command) => command.run(context).await,
			Self::Registrar(command) => command.run(context).await,
			Self::UsernameAuthority(command) => command.run(context).await,
			Self::Upgrade(command) => command.run(context).await,
			Self::ApplyUpgrade(command) => command.run(context).await,
			Self::Deposit(command) => command.run(context).await,
			Self::Refund(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
		}
	}
}
