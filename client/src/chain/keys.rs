// SPDX-License-Identifier: Apache-2.0

//! Session keys of a validator's node.

use serde::Deserialize;
use sp_core::Bytes;
use subxt::rpcs::client::RpcParams;

use super::{check::refused, Chain};
use crate::{
	account::{self, Account},
	error::Error,
};

const ROTATE: &str = "author_rotateKeysWithOwner";

/// Session keys that a node has made and keeps.
#[derive(Deserialize)]
pub struct GeneratedKeys {
	/// The public keys, encoded as the chain takes them.
	pub keys: Bytes,
	/// The proof that the node has them for the validator. Empty from nodes that give none.
	#[serde(default = "nothing")]
	pub proof: Bytes,
}

fn nothing() -> Bytes {
	Bytes(Vec::new())
}

impl Chain {
	/// Has the node make new session keys for the validator `owner`. Fails when the node refuses
	/// that as unsafe.
	pub async fn rotate_keys(&self, owner: &Account) -> Result<GeneratedKeys, Error> {
		let refused = |error| refused(ROTATE, error);
		let mut params = RpcParams::new();
		params.push(Bytes(account::bytes(owner).to_vec())).map_err(refused)?;
		self.client.request(ROTATE, params).await.map_err(refused)
	}
}
