// SPDX-License-Identifier: Apache-2.0

//! `openledger model`

mod accept_ownership;
mod corpus;
mod lineage;
mod list;
mod pause;
mod payout;
mod quote;
mod register;
mod resume;
mod retire;
mod show;
mod transfer;

use clap::{Args, Subcommand};
use openledger_client::{
	account::Account,
	chain::{affordable::sign, calls::models as calls},
	names::Names,
};
use openledger_primitives::ModelId;
use openledger_runtime_api::ModelInfo;
use serde::Serialize;

pub use register::hash_file;

use super::ownership;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Register, list, show, price, retire and hand over models, and check their texts.
#[derive(Subcommand)]
pub enum Model {
	Register(register::Register),
	List(list::List),
	Show(show::Show),
	Pause(pause::Pause),
	Resume(resume::Resume),
	Retire(retire::Retire),
	Lineage(lineage::Draw),
	Quote(quote::Ask),
	Payout(payout::Payout),
	Transfer(transfer::Transfer),
	AcceptOwnership(accept_ownership::AcceptOwnership),
	Corpus(corpus::Check),
}

impl Model {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Register(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Pause(command) => command.run(context).await,
			Self::Resume(command) => command.run(context).await,
			Self::Retire(command) => command.run(context).await,
			Self::Lineage(command) => command.run(context).await,
			Self::Quote(command) => command.run(context).await,
			Self::Payout(command) => command.run(context).await,
			Self::Transfer(command) => command.run(context).await,
			Self::AcceptOwnership(command) => command.run(context).await,
			Self::Corpus(command) => command.run(context).await,
		}
	}
}

/// A model, as most commands name it.
#[derive(Args)]
struct Which {
	/// The model.
	#[arg(value_name = "MODEL")]
	id: ModelId,
}

/// A change of a model.
type Change = ownership::Change<ModelInfo<Account>>;

/// Sets whether a model takes requests.
async fn set_status(
	context: &Context,
	model: ModelId,
	to: calls::Status,
	status: &'static str,
) -> Result<(), Error> {
	let Change { key, chain, .. } = Change::prepare(context, model).await?;
	let call = calls::set_status(model, to);
	sign(&chain, &key, &call, "changing the model's status").await?;
	context.show(&Changed { model, status });
	Ok(())
}

#[derive(Serialize)]
struct Changed {
	model: ModelId,
	status: &'static str,
}

impl Shown for Changed {
	fn text(&self, _: &Names) -> String {
		format!("model {} is {}", self.model, self.status)
	}
}
