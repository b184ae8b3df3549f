// SPDX-License-Identifier: Apache-2.0

//! Connections to nodes, and the check that a node is on an OpenLedger chain.

use std::{sync::Arc, time::Duration};

use sp_core::H256;
use subxt::{
	backend::LegacyBackend,
	config::RpcConfigFor,
	rpcs::{LegacyRpcMethods, RpcClient},
	OnlineClient, SubstrateConfig,
};
use tokio::time::timeout;

use super::{timed::Timed, turn::Turns, urgency::Hurry};
use crate::error::{without_layers, Error};

const CONNECT: Duration = Duration::from_secs(10);
const SPEC_NAME: &str = "openledger";
/// The pallets that the commands use.
const PALLETS: [&str; 8] = [
	"System",
	"Balances",
	"Utility",
	"Contributions",
	"Models",
	"Channels",
	"Attribution",
	"Rewards",
];

/// A connection to a node.
pub struct Chain {
	url: String,
	pub(super) api: OnlineClient<SubstrateConfig>,
	pub(super) rpc: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
	/// Calls the node's own methods.
	pub(super) client: RpcClient,
	/// The turns to take a nonce.
	pub(super) turns: Turns,
	/// The transactions that hurry.
	pub(super) hurry: Hurry,
}

impl Chain {
	/// Connects to the node at `url`, a `ws:` or `wss:` URL. Fails when the node is not on an
	/// OpenLedger chain, or on one with another genesis block than `genesis`.
	pub async fn connect(url: &str, genesis: Option<H256>) -> Result<Self, Error> {
		if !url.starts_with("ws://") && !url.starts_with("wss://") {
			return Err(Error::BadUrl(url.to_owned()));
		}
		let chain = timeout(CONNECT, Self::open(url)).await.map_err(|_| Error::NoNode {
			url: url.to_owned(),
			reason: format!("nothing heard for {} seconds", CONNECT.as_secs()),
		})??;
		let found = chain.genesis();
		if let Some(expected) = genesis.filter(|expected| *expected != found) {
			return Err(Error::OtherGenesis { url: url.to_owned(), found, expected });
		}
		let at = chain.api.at_current_block().await.map_err(Error::node)?;
		let metadata = at.metadata_ref();
		match PALLETS.into_iter().find(|pallet| metadata.pallet_by_name(pallet).is_none()) {
			Some(pallet) => Err(Error::MissingPallet { url: url.to_owned(), pallet }),
			None => Ok(chain),
		}
	}

	async fn open(url: &str) -> Result<Self, Error> {
		let silent = |error: subxt::rpcs::Error| Error::NoNode {
			url: url.to_owned(),
			reason: cause(&error),
		};
		let client = RpcClient::from_insecure_url(url).await.map_err(silent)?;
		let client = RpcClient::new(Timed::new(client));
		let rpc = LegacyRpcMethods::new(client.clone());
		let version = rpc.state_get_runtime_version(None).await.map_err(silent)?;
		let spec = version.other.get("specName").and_then(serde_json::Value::as_str);
		if spec != Some(SPEC_NAME) {
			let spec = spec.unwrap_or("an unknown runtime").to_owned();
			return Err(Error::OtherRuntime { url: url.to_owned(), spec });
		}
		// The methods that every node has, whatever it prunes and however many blocks it pins.
		let backend = LegacyBackend::<SubstrateConfig>::builder().build(client.clone());
		let api = OnlineClient::from_backend(Arc::new(backend)).await.map_err(Error::node)?;
		let (url, turns, hurry) = (url.to_owned(), Turns::new(), Hurry::default());
		Ok(Self { url, api, rpc, client, turns, hurry })
	}

	/// The address of the node.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// The hash of the genesis block, which tells which chain this is.
	pub fn genesis(&self) -> H256 {
		self.api.genesis_hash()
	}

	/// Whether this is a chain to try things out: such a chain has the same genesis whenever it is
	/// begun anew. `false` where the node does not say.
	pub async fn is_development(&self) -> bool {
		let kind = self.rpc.system_chain_type().await;
		matches!(kind.as_deref(), Ok("Development" | "Local"))
	}
}

/// The message of the innermost cause of an error.
fn cause(error: &dyn std::error::Error) -> String {
	let mut cause = error;
	while let Some(deeper) = cause.source() {
		cause = deeper;
	}
	without_layers(&cause.to_string())
}
