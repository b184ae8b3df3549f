// SPDX-License-Identifier: Apache-2.0

//! What a command needs that sends a call of the key's account.

use openledger_client::{
	account::Account,
	chain::{affordable, events::Events, BlockView, Chain},
	keys::Key,
};
use subxt::transactions::Payload;

use crate::{context::Context, error::Error};

pub struct Signing {
	pub key: Key,
	/// The key's account.
	pub who: Account,
	pub chain: Chain,
	/// The chain before the call.
	pub view: BlockView,
}

impl Signing {
	pub async fn prepare(context: &Context) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		Ok(Self { who: key.account(), key, chain, view })
	}

	/// Sends a call, if the account can pay for it and the chain would take it.
	pub async fn sign<C: Payload>(&self, call: &C, doing: &'static str) -> Result<Events, Error> {
		Ok(affordable::sign(&self.chain, &self.key, call, doing).await?)
	}
}
