// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet`

mod create;
mod curate;
mod curators;
mod owner;
mod show;

use openledger_runtime_api::DatanetInfo;

use crate::{args::Datanet, commands::change, context::Context, error::Error};
use openledger_client::Error as ClientError;
use openledger_client::{account::Account, convert::to_usize, text::is_blank};

pub async fn run(context: &Context, command: Datanet) -> Result<(), Error> {
	match command {
		Datanet::Create(args) => create::run(context, args).await,
		Datanet::List { from, limit } => show::list(context, from, limit.limit).await,
		Datanet::Show { id } => show::show(context, id).await,
		Datanet::Accept { ids } => curate::run_accept(context, ids).await,
		Datanet::Reject { id } => curate::reject(context, id).await,
		Datanet::Pending { id, after, limit } => {
			show::pending(context, id, after, limit.limit).await
		}
		Datanet::Curator(change) => curators::run(context, change).await,
		Datanet::Freeze { id } => owner::set_frozen(context, id, true).await,
		Datanet::Thaw { id } => owner::set_frozen(context, id, false).await,
		Datanet::Metadata { id, uri } => owner::set_metadata(context, id, uri).await,
		Datanet::Transfer { id, offer } => owner::transfer(context, id, offer).await,
		Datanet::Take { id } => owner::take(context, id).await,
	}
}

/// Fails when there is nothing to see of a name.
pub fn ensure_name(what: &'static str, name: &str) -> Result<(), Error> {
	match is_blank(name) {
		true => Err(ClientError::Blank { what }.into()),
		false => Ok(()),
	}
}

/// Fails when `bytes` don't fit in a record.
pub fn ensure_fits(what: &'static str, bytes: &[u8], max: u32) -> Result<(), Error> {
	if bytes.len() > to_usize(max) {
		return Err(ClientError::TooLong { what, bytes: bytes.len(), max }.into());
	}
	Ok(())
}

/// A change of a datanet.
type Change = change::Change<DatanetInfo<Account>>;
