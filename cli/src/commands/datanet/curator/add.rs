// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet curator add`

use openledger_client::{
	chain::{affordable::sign, calls},
	json::Address,
};

use super::{curators, Change, Curated, Named};
use crate::{context::Context, error::Error};

pub async fn run(context: &Context, curator: Named) -> Result<(), Error> {
	let Named { id, account } = curator;
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	let mut all = curators(&info);
	all.push(account.clone());
	let call = calls::contributions::add_curator(id, calls::id(&account));
	let events = sign(&chain, &key, &call, "adding a curator").await?;
	let curators = all.into_iter().map(Address).collect();
	context.show_named(&view, &Curated { datanet: id, curators, block: events.block }).await;
	Ok(())
}
