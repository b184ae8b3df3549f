// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet curator remove`

use openledger_client::{
	chain::{affordable::sign, calls},
	json::Address,
};

use super::{curators, Change, Curated, Named};
use crate::{context::Context, error::Error};

pub async fn run(context: &Context, curator: Named) -> Result<(), Error> {
	let Named { id, account } = curator;
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	let call = calls::contributions::remove_curator(id, calls::id(&account));
	let events = sign(&chain, &key, &call, "removing a curator").await?;
	let left = curators(&info).into_iter().filter(|curator| *curator != account);
	let curators = left.map(Address).collect();
	context.show_named(&view, &Curated { datanet: id, curators, block: events.block }).await;
	Ok(())
}
