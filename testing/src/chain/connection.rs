// SPDX-License-Identifier: Apache-2.0

//! Connecting to a node, and signing for its chain.

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;
use sp_core::H256;
use subxt::{
	backend::LegacyBackend,
	config::{DefaultExtrinsicParamsBuilder, RpcConfigFor},
	rpcs::{self, client::RpcParams, LegacyRpcMethods, RpcClient},
	transactions::Payload,
	OnlineClient, OnlineClientAtBlock, SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

use crate::error::{cannot, Error};

/// The chain, as subxt describes it by its metadata.
pub type Api = OnlineClient<SubstrateConfig>;

/// A connection to a node.
#[derive(Clone)]
pub struct Connection {
	/// The chain, by its metadata.
	pub api: Api,
	/// The JSON-RPC methods that nodes have had from the beginning.
	pub methods: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
	client: RpcClient,
}

impl Connection {
	/// Connects to the node at `url`.
	pub async fn open(url: &str) -> Result<Self, Error> {
		let client = RpcClient::from_insecure_url(url).await;
		let client = client.map_err(cannot(format!("reach {url}")))?;
		let methods = LegacyRpcMethods::new(client.clone());
		let backend = LegacyBackend::<SubstrateConfig>::builder().build(client.clone());
		let api = OnlineClient::from_backend(Arc::new(backend))
			.await
			.map_err(cannot(format!("read the metadata of {url}")))?;
		Ok(Self { api, methods, client })
	}

	/// Calls any JSON-RPC method.
	pub async fn request(&self, method: &str, params: RpcParams) -> Result<Value, rpcs::Error> {
		self.client.request(method, params).await
	}

	/// What the state has at some keys after a block, in their order.
	pub async fn values(
		&self,
		keys: &[Vec<u8>],
		hash: H256,
	) -> Result<Vec<Option<Vec<u8>>>, rpcs::Error> {
		let slices = keys.iter().map(Vec::as_slice);
		let sets = self.methods.state_query_storage_at(slices, Some(hash)).await?;
		let changes = sets.into_iter().flat_map(|set| set.changes);
		let mut found: HashMap<_, _> =
			changes.filter_map(|(key, value)| Some((key.0, value?.0))).collect();
		Ok(keys.iter().map(|key| found.remove(key)).collect())
	}
}

/// A call as a signed transaction, for a chain as it is `at` a block.
pub fn sign<C: Payload>(
	at: &OnlineClientAtBlock<SubstrateConfig>,
	call: &C,
	signer: &Keypair,
	params: DefaultExtrinsicParamsBuilder<SubstrateConfig>,
) -> Result<Vec<u8>, Error> {
	let what = format!("encode {}.{}", call.pallet_name(), call.call_name());
	let signable = at.transactions().create_signable_offline(call, params.build());
	let signed = signable.map_err(cannot(what))?.sign(signer);
	Ok(signed.map_err(cannot("sign a transaction"))?.into_encoded())
}
