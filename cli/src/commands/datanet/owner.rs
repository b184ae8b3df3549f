// SPDX-License-Identifier: Apache-2.0

//! What the owner of a datanet does with it.

use openledger_primitives::{limits::MaxUri, DatanetId};
use openledger_runtime_api::DatanetInfo;
use serde_json::json;

use super::{ensure_fits, Change};
use crate::{
	args::Offer,
	commands::{change::Owned, ownership},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::{
	chain::calls, error::RegistryError, json, record::Record, text::printable,
};

/// Has a datanet take no contributions, or take them again.
pub async fn set_frozen(context: &Context, id: DatanetId, frozen: bool) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	if info.frozen == frozen {
		let what = if frozen { "frozen" } else { "in use" };
		return Err(RegistryError::Already { record: Record::Datanet(id), what }.into());
	}
	let call = calls::contributions::set_frozen(id, frozen);
	let doing = if frozen { "freezing the datanet" } else { "thawing the datanet" };
	let events = sign(&chain, &view, &key, &call, 0, doing).await?;
	let json = json!({ "datanet": id, "frozen": frozen, "block": json::hash(events.block) });
	context.show_json(json, || match frozen {
		true => format!("datanet {id} is frozen: it takes no contributions until it is thawed"),
		false => format!("datanet {id} takes contributions again"),
	});
	Ok(())
}

/// Says where more is said about a datanet.
pub async fn set_metadata(context: &Context, id: DatanetId, uri: String) -> Result<(), Error> {
	ensure_fits("the metadata URI", uri.as_bytes(), MaxUri::get())?;
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	let metadata = uri.clone().into_bytes();
	let hold = view.datanet_growth(&DatanetInfo { metadata: metadata.clone(), ..info })?;
	let call = calls::contributions::set_datanet_metadata(id, metadata);
	let events = sign(&chain, &view, &key, &call, hold, "setting the metadata").await?;
	let json = json!({ "datanet": id, "metadata": uri, "block": json::hash(events.block) });
	context.show_json(json, || format!("more about datanet {id} is at {}", printable(&uri)));
	Ok(())
}

/// Offers a datanet to another account, or to nobody any more.
pub async fn transfer(context: &Context, id: DatanetId, offer: Offer) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	info.ownership().ensure_can_offer(&key.account(), &offer)?;
	let to = offer.to();
	let hold = view.datanet_growth(&DatanetInfo { new_owner: to.cloned(), ..info })?;
	let call = calls::contributions::transfer_datanet(id, to.map(calls::id));
	sign(&chain, &view, &key, &call, hold, "the offer").await?;
	let (json, text) = ownership::offered(Record::Datanet(id), to);
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Takes a datanet that is offered to the key's account.
pub async fn take(context: &Context, id: DatanetId) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	let who = key.account();
	info.ownership().ensure_offered_to(&who)?;
	let from = info.owner.clone();
	// All of the deposit is the new owner's.
	let mine = DatanetInfo { owner: who.clone(), new_owner: None, deposit: 0, ..info };
	let hold = view.datanet_growth(&mine)?;
	let call = calls::contributions::accept_datanet(id);
	sign(&chain, &view, &key, &call, hold, "taking the datanet").await?;
	let (json, text) = ownership::taken(Record::Datanet(id), &from, &who);
	context.show_named_json(&view, json, text).await;
	Ok(())
}
