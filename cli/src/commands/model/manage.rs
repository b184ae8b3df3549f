// SPDX-License-Identifier: Apache-2.0

//! What the developer of a model does with it.

use openledger_primitives::ModelId;
use openledger_runtime_api::{ModelInfo, ModelStatus};
use serde_json::json;

use crate::{
	args::{Offer, PaidAt},
	commands::{
		change::{self, Owned},
		ownership,
	},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::calls::{self, models::Status},
	error::RegistryError,
	json,
	record::Record,
};

/// A change of a model.
type Change = change::Change<ModelInfo<Account>>;

pub async fn set_status(
	context: &Context,
	id: ModelId,
	status: Status,
	name: &str,
) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	if info.status == ModelStatus::Retired {
		return Err(RegistryError::Retired(id).into());
	}
	let call = calls::models::set_status(id, status);
	sign(&chain, &view, &key, &call, 0, "changing the model's status").await?;
	context.show_json(json!({ "model": id, "status": name }), || format!("model {id} is {name}"));
	Ok(())
}

/// Says who is credited with what a model earns.
pub async fn set_payout(context: &Context, id: ModelId, paid_at: PaidAt) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	let payout = ownership::payout(paid_at, &info.developer);
	let hold = match payout.is_some() && info.payout == info.developer {
		true => view.model_growth()?,
		false => 0,
	};
	let call = calls::models::set_payout(id, payout.as_ref().map(calls::id));
	let events = sign(&chain, &view, &key, &call, hold, "setting the payout account").await?;
	let payee = payout.unwrap_or(info.developer);
	let json = json!({
		"model": id,
		"payout": json::account(&payee),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		format!("what model {id} earns is credited to {} from now on", names.address(&payee))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Offers a model to another account, or to nobody any more.
pub async fn transfer(context: &Context, id: ModelId, offer: Offer) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	info.ownership().ensure_can_offer(&key.account(), &offer)?;
	let to = offer.to();
	let hold = match to.is_some() && info.new_developer.is_none() {
		true => view.model_growth()?,
		false => 0,
	};
	let call = calls::models::transfer_ownership(id, to.map(calls::id));
	sign(&chain, &view, &key, &call, hold, "the offer").await?;
	let (json, text) = ownership::offered(Record::Model(id), to);
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Takes a model that is offered to the key's account.
pub async fn take(context: &Context, id: ModelId) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	let who = key.account();
	info.ownership().ensure_offered_to(&who)?;
	let call = calls::models::accept_ownership(id);
	sign(&chain, &view, &key, &call, info.deposit, "taking the model").await?;
	let (json, text) = ownership::taken(Record::Model(id), &info.developer, &who);
	context.show_named_json(&view, json, text).await;
	Ok(())
}
