// SPDX-License-Identifier: Apache-2.0

//! `openledger stake keys`

use serde_json::json;

use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::{
	chain::{
		calls::{encoded, staking},
		Chain,
	},
	json,
};
use openledger_client::{names::Names, progress};

pub async fn run(context: &Context, node: Option<String>) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let url = node.as_deref().unwrap_or(context.url());
	// The same chain, or its keys would be of no use.
	let own = Chain::connect(url, Some(chain.genesis())).await?;
	let made = progress::during("making keys", own.rotate_keys(&who)).await?;
	let call = staking::set_keys(encoded::of_bytes(made.keys.0.clone()), made.proof.0);
	// Keys instead of former ones need no deposit of their own.
	let hold = match view.has_keys(&who).await? {
		true => 0,
		false => view.constant("Session", "KeyDeposit")?,
	};
	let events = sign(&chain, &view, &key, &call, hold, "setting the keys").await?;
	let keys = format!("0x{}", hex::encode(&made.keys.0));
	let json = json!({
		"validator": json::account(&who),
		"keys": keys,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		format!(
			"the node at {url} has new keys, and they are those of {}\nthey are used from the session \
			 after the next on; until then it needs its former ones\n{keys}",
			names.address(&who)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
