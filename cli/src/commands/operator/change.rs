// SPDX-License-Identifier: Apache-2.0

//! `openledger operator endpoint` and `receipt-key`

use openledger_primitives::limits::MaxUri;
use serde_json::json;

use super::Change;
use crate::{
	account::{self, Account},
	chain::calls,
	commands::{datanet::ensure_fits, sign::sign},
	context::Context,
	error::Error,
	output::{json, names::Names, printable},
};

pub async fn set_endpoint(context: &Context, endpoint: String) -> Result<(), Error> {
	ensure_fits("the endpoint", endpoint.as_bytes(), MaxUri::get())?;
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	let call = calls::attribution::set_endpoint(endpoint.clone().into_bytes());
	let events = sign(&chain, &view, &key, &call, 0, "setting the endpoint").await?;
	let json = json!({
		"operator": json::account(&info.operator),
		"endpoint": endpoint,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let who = names.address(&info.operator);
		format!("{who} takes requests at {}", printable(&endpoint))
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

pub async fn set_key(context: &Context, receipt_key: Account) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	let public = account::bytes(&receipt_key);
	let call = calls::attribution::set_operator_key(public);
	let events = sign(&chain, &view, &key, &call, 0, "setting the receipt key").await?;
	let json = json!({
		"operator": json::account(&info.operator),
		"key": format!("0x{}", hex::encode(public)),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let who = names.address(&info.operator);
		format!(
			"the receipts of {who} are signed by {} from now on",
			account::address(&receipt_key)
		)
	};
	context.show_named(&view, json, text).await;
	Ok(())
}
