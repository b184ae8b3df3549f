// SPDX-License-Identifier: Apache-2.0

//! `openledger batch`

mod add;
mod audit;
mod demand;
mod pays;
mod proof;
pub mod reveal;
mod salt;
mod settle;
mod shared;
mod show;

pub use demand::last_demand;

use crate::{args::Batch, commands::finalize, context::Context, error::Error};

pub async fn run(context: &Context, command: Batch) -> Result<(), Error> {
	match command {
		Batch::Add(args) => add::run(context, args).await,
		Batch::Settle(args) => settle::run(context, args).await,
		Batch::Show { id } => show::run(context, id).await,
		Batch::Finalize(args) => finalize::run(context, args).await,
		Batch::Proof { file, index, signed } => proof::run(context, file, index, signed).await,
		Batch::Audit(args) => audit::run(context, args).await,
		Batch::Demand { id, receipt, span } => demand::run(context, id, receipt, span).await,
		Batch::Reveal(args) => reveal::run(context, args).await,
	}
}
