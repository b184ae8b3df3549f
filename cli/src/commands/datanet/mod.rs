// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet`

mod accept_ownership;
mod create;
mod curator;
mod freeze;
mod list;
mod metadata;
mod pending;
mod show;
mod thaw;
mod transfer;

use clap::Subcommand;
use openledger_client::account::Account;
use openledger_runtime_api::DatanetInfo;

use super::ownership;
use crate::{context::Context, error::Error};

/// Create, list, show, freeze and hand over datanets: named lists of contributions.
#[derive(Subcommand)]
pub enum Datanet {
	Create(create::Create),
	List(list::List),
	Show(show::Show),
	Pending(pending::Pending),
	#[command(subcommand)]
	Curator(curator::Curator),
	Freeze(freeze::Freeze),
	Thaw(thaw::Thaw),
	Metadata(metadata::Metadata),
	Transfer(transfer::Transfer),
	AcceptOwnership(accept_ownership::AcceptOwnership),
}

impl Datanet {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Create(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Pending(command) => command.run(context).await,
			Self::Curator(command) => command.run(context).await,
			Self::Freeze(command) => command.run(context).await,
			Self::Thaw(command) => command.run(context).await,
			Self::Metadata(command) => command.run(context).await,
			Self::Transfer(command) => command.run(context).await,
			Self::AcceptOwnership(command) => command.run(context).await,
		}
	}
}

/// A change of a datanet.
type Change = ownership::Change<DatanetInfo<Account>>;
