// SPDX-License-Identifier: Apache-2.0

//! `openledger batch`

mod add;
pub mod audit;
pub mod demand;
mod finalize;
mod list;
mod proof;
pub mod reveal;
mod settle;
mod show;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Sign and collect receipts that channels pay for, settle them together, list and prove them, answer
/// for them, and audit what was settled.
#[derive(Subcommand)]
pub enum Batch {
	Add(add::Add),
	Settle(settle::Settle),
	List(list::List),
	Show(show::Show),
	Finalize(finalize::Finalize),
	Proof(proof::Proof),
	Audit(audit::Audit),
	Demand(demand::Demand),
	Reveal(reveal::Reveal),
}

impl Batch {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Add(command) => command.run(context).await,
			Self::Settle(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Finalize(command) => command.run(context).await,
			Self::Proof(command) => command.run(context).await,
			Self::Audit(command) => command.run(context).await,
			Self::Demand(command) => command.run(context).await,
			Self::Reveal(command) => command.run(context).await,
		}
	}
}
