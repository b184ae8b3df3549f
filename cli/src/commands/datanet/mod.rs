// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet`

mod create;
mod curate;
mod curators;
mod owner;
mod show;

use openledger_primitives::DatanetId;
use openledger_runtime_api::DatanetInfo;

pub use create::create;
pub use curate::{accept, ToAccept};

use crate::{
	account::Account,
	args::Datanet,
	chain::{Chain, View},
	commands::ownership::Ownership,
	context::Context,
	convert::to_usize,
	error::Error,
	key::Key,
};

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

/// Fails when `bytes` don't fit in a record.
pub fn ensure_fits(what: &'static str, bytes: &[u8], max: u32) -> Result<(), Error> {
	if bytes.len() > to_usize(max) {
		return Err(Error::TooLong { what, bytes: bytes.len(), max });
	}
	Ok(())
}

/// What it takes to change a datanet.
struct Change {
	key: Key,
	chain: Chain,
	view: View,
	info: DatanetInfo<Account>,
}

impl Change {
	/// Looks a datanet up that the key's account may or may not own.
	async fn prepare(context: &Context, id: DatanetId) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.datanet(id).await?;
		Ok(Self { key, chain, view, info })
	}

	/// Looks a datanet up that the key's account owns.
	async fn by_owner(context: &Context, id: DatanetId) -> Result<Self, Error> {
		let change = Self::prepare(context, id).await?;
		Ownership::of_datanet(&change.info).ensure_owner(&change.key.account())?;
		Ok(change)
	}
}
