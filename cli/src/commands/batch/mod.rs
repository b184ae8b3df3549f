// SPDX-License-Identifier: Apache-2.0

//! `openledger batch`

mod add;
mod demand;
mod pays;
mod proof;
pub mod reveal;
mod settle;
mod shared;
mod show;

pub use demand::last_demand;

use crate::{args::Batch, commands::finalise, context::Context, error::Error};

pub async fn run(context: &Context, command: Batch) -> Result<(), Error> {
	match command {
		Batch::Add(args) => add::run(context, args).await,
		Batch::Settle { file } => settle::run(context, file).await,
		Batch::Show { id } => show::run(context, id).await,
		Batch::Finalise(args) => finalise::run(context, args).await,
		Batch::Proof { file, index } => proof::run(context, file, index).await,
		Batch::Demand { id, receipt, span } => demand::run(context, id, receipt, span).await,
		Batch::Reveal(args) => reveal::run(context, args).await,
	}
}
