// SPDX-License-Identifier: Apache-2.0

//! `openledger staking keys`

use clap::Args;
use openledger_client::{
	chain::{
		calls::{encoded, staking},
		Chain,
	},
	json::{Address, Hex},
	names::Names,
	progress,
};
use serde::Serialize;
use sp_core::H256;

use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Have a node make new session keys, and set them for the key's account.
#[derive(Args)]
pub struct Keys {
	/// The validator's own node, which must let unsafe methods be called. By default --url.
	#[arg(long, value_name = "URL")]
	node: Option<String>,
}

impl Keys {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let (who, view) = (&signing.who, &signing.view);
		let url = self.node.unwrap_or_else(|| context.url().to_owned());
		// The same chain, or its keys would be of no use.
		let own = Chain::connect(&url, Some(signing.chain.genesis())).await?;
		let made = progress::during("making keys", own.rotate_keys(who)).await?;
		let call = staking::set_keys(encoded::of_bytes(made.keys.0.clone()), made.proof.0);
		let events = signing.sign(&call, "setting the keys").await?;
		let (validator, keys) = (Address(who.clone()), Hex(made.keys.0));
		context.show_named(view, &Set { validator, keys, block: events.block, url }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Set {
	validator: Address,
	keys: Hex<Vec<u8>>,
	block: H256,
	#[serde(skip)]
	url: String,
}

impl Shown for Set {
	fn text(&self, names: &Names) -> String {
		let Self { validator, keys, url, .. } = self;
		format!(
			"the node at {url} has new keys, and they are those of {}\nthey are used from the session \
			 after the next on; until then it needs its former ones\n0x{}",
			names.address(&validator.0),
			hex::encode(&keys.0)
		)
	}
}
