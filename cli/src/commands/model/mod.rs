// SPDX-License-Identifier: Apache-2.0

//! `openledger model`

mod lineage;
mod manage;
mod quote;
mod register;
mod show;

pub use register::hash_file;

use crate::{args::Model, context::Context, error::Error};
use openledger_client::chain::calls::models::Status;

pub async fn run(context: &Context, command: Model) -> Result<(), Error> {
	match command {
		Model::Register(args) => register::run(context, args).await,
		Model::List { from, limit } => show::list(context, from, limit.limit).await,
		Model::Show { id } => show::show(context, id).await,
		Model::Pause { id } => manage::set_status(context, id, Status::Paused, "paused").await,
		Model::Resume { id } => manage::set_status(context, id, Status::Active, "active").await,
		Model::Retire { id } => manage::set_status(context, id, Status::Retired, "retired").await,
		Model::Lineage { id } => lineage::run(context, id).await,
		Model::Quote { id, fee } => quote::run(context, id, fee).await,
		Model::Payout { id, paid_at } => manage::set_payout(context, id, paid_at).await,
		Model::Transfer { id, offer } => manage::transfer(context, id, offer).await,
		Model::Take { id } => manage::take(context, id).await,
	}
}
