// SPDX-License-Identifier: Apache-2.0

//! `openledger batch`

mod add;
pub mod audit;
pub mod demand;
mod pays;
mod proof;
pub mod reveal;
mod salt;
mod settle;
mod shared;
mod show;

use crate::{args::Batch, commands::finalize, context::Context, error::Error};

pub async fn run(context: &Context, command: Batch) -> Result<(), Error> {
	match command {
		Batch::Add(args) => add::run(context, args).await,
		Batch::Settle(args) => settle::run(context, args).await,
		Batch::Show { id } => show::run(context, id).await,
		Batch::Finalize(args) => finalize::run(context, args).await,
		Batch::Proof { file, index, signed } => proof::run(context, file, index, signed).await,
		Batch::Audit(command) => command.run(context).await,
		Batch::Demand(command) => command.run(context).await,
		Batch::Reveal(command) => command.run(context).await,
	}
}
