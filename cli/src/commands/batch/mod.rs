// SPDX-License-Identifier: Apache-2.0

//! `openledger batch`

mod add;
mod pays;
mod proof;
mod settle;
mod show;

use crate::{args::Batch, commands::finalise, context::Context, error::Error};

pub async fn run(context: &Context, command: Batch) -> Result<(), Error> {
	match command {
		Batch::Add(args) => add::run(context, args).await,
		Batch::Settle { file } => settle::run(context, file).await,
		Batch::Show { id } => show::run(context, id).await,
		Batch::Finalise(args) => finalise::run(context, args).await,
		Batch::Proof { file, index } => proof::run(context, file, index).await,
	}
}
