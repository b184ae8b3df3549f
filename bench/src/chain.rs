// SPDX-License-Identifier: Apache-2.0

//! The node that is measured.

use codec::{Compact, Decode, DecodeAll, Encode};
use futures::{future, stream, StreamExt, TryStreamExt};
use openledger_testing::{sign, Connection};
use sp_core::H256;
use subxt::{
	config::DefaultExtrinsicParamsBuilder,
	rpcs::{
		client::{rpc_params, RpcParams, RpcSubscription},
		methods::legacy::TransactionStatus,
	},
	transactions::Payload,
	OnlineClientAtBlock, SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

use crate::{
	error::{cannot, Error},
	report::float,
};

/// How long a transaction can be included, in blocks.
const MORTAL_BLOCKS: u64 = 256;
/// Where other nodes reach this one.
const LOOPBACK: &str = "/ip4/127.0.0.1/tcp/";

/// A connection to a node.
#[derive(Clone)]
pub struct Chain {
	node: Connection,
}

impl Chain {
	pub async fn connect(url: &str) -> Result<Self, Error> {
		Ok(Self { node: Connection::open(url).await? })
	}

	/// The chain as its metadata describes it now.
	pub async fn described(&self) -> Result<Described, Error> {
		let at = self.node.api.at_current_block().await.map_err(cannot("read the last block"))?;
		Ok(Described { at })
	}

	/// Sends transactions in this order, `at_once` on their way at the same time.
	pub async fn submit(&self, transactions: &[Vec<u8>], at_once: usize) -> Result<(), Error> {
		stream::iter(transactions)
			.map(|bytes| self.node.methods.author_submit_extrinsic(bytes))
			.buffered(at_once)
			.try_for_each(|_| future::ok(()))
			.await
			.map_err(cannot("send a transaction"))
	}

	/// Sends a transaction. What becomes of it is told from then on.
	pub async fn watch(
		&self,
		transaction: &[u8],
	) -> Result<RpcSubscription<TransactionStatus<H256>>, Error> {
		let sent = self.node.methods.author_submit_and_watch_extrinsic(transaction).await;
		sent.map_err(cannot("send a transaction"))
	}

	/// The node's address for other nodes on this machine.
	pub async fn address(&self) -> Result<String, Error> {
		let addresses = self.request("system_localListenAddresses", rpc_params![]).await?;
		let mut addresses =
			addresses.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
		let address = addresses.find(|address| address.starts_with(LOOPBACK));
		let none = || Error::new(format!("the node does not listen at {LOOPBACK}…"));
		address.map(str::to_owned).ok_or_else(none)
	}

	/// The number of the best block.
	pub async fn best(&self) -> Result<u64, Error> {
		let header = self
			.node
			.methods
			.chain_get_header(None)
			.await
			.map_err(cannot("read the best block"))?;
		Ok(header.map_or(0, |header| header.number))
	}

	/// The number of the last block that is final.
	pub async fn last_final(&self) -> Result<u64, Error> {
		let what = "read the last final block";
		let hash = self.node.methods.chain_get_finalized_head().await.map_err(cannot(what))?;
		let header = self.node.methods.chain_get_header(Some(hash)).await.map_err(cannot(what))?;
		Ok(header.map_or(0, |header| header.number))
	}

	/// Whether the state has any key that begins with `prefix`.
	pub async fn has_any(&self, prefix: &[u8]) -> Result<bool, Error> {
		let keys = self.node.methods.state_get_keys_paged(prefix, 1, None, None).await;
		Ok(!keys.map_err(cannot("read keys of the state"))?.is_empty())
	}

	/// What is at some keys after block `number`, in their order.
	pub async fn values(
		&self,
		keys: &[Vec<u8>],
		number: u64,
	) -> Result<Vec<Option<Vec<u8>>>, Error> {
		let what = format!("read the state of block {number}");
		let hash = self
			.node
			.methods
			.chain_get_block_hash(Some(number.into()))
			.await
			.map_err(cannot(&what))?
			.ok_or_else(|| Error::new(format!("can't {what}: the node does not have it")))?;
		self.node.values(keys, hash).await.map_err(cannot(&what))
	}

	/// Asks `OpenLedgerApi` at the best block.
	pub async fn ask<R: DecodeAll>(
		&self,
		method: &str,
		arguments: impl Encode,
	) -> Result<R, Error> {
		let function = format!("OpenLedgerApi_{method}");
		let bytes = self
			.node
			.methods
			.state_call(&function, Some(&arguments.encode()), None)
			.await
			.map_err(cannot(format!("call {function}")))?;
		R::decode_all(&mut &bytes[..]).map_err(cannot(format!("decode what {function} answers")))
	}

	/// Calls any JSON-RPC method.
	pub async fn request(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<serde_json::Value, Error> {
		self.node.request(method, params).await.map_err(cannot(format!("call {method}")))
	}

	/// The contribution with a root, as a client of the node's own methods asks for it.
	pub async fn contribution_by_root(&self, root: H256) -> Result<serde_json::Value, Error> {
		self.request("openledger_contributionByRoot", rpc_params![root]).await
	}

	/// The weight that a transaction is charged for, in microseconds of computation.
	pub async fn declared_us(&self, transaction: &[u8]) -> Result<f64, Error> {
		const FUNCTION: &str = "TransactionPaymentApi_query_info";
		let length = u32::try_from(transaction.len()).unwrap_or(u32::MAX);
		let arguments = [transaction, &length.encode()].concat();
		let bytes = self
			.node
			.methods
			.state_call(FUNCTION, Some(&arguments), None)
			.await
			.map_err(cannot(format!("call {FUNCTION}")))?;
		let Compact(picoseconds) = Compact::<u64>::decode(&mut &bytes[..])
			.map_err(cannot(format!("decode what {FUNCTION} answers")))?;
		Ok(microseconds(picoseconds))
	}
}

/// The chain's metadata, and a block that transactions can build on.
pub struct Described {
	pub at: OnlineClientAtBlock<SubstrateConfig>,
}

impl Described {
	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Result<H256, Error> {
		let hash = self.at.genesis_hash();
		hash.map(|hash| H256(hash.0)).ok_or_else(|| Error::new("the chain has no first block"))
	}

	/// A call as it stands in a transaction.
	pub fn encode<C: Payload>(&self, call: &C) -> Result<Vec<u8>, Error> {
		let what = format!("encode {}.{}", call.pallet_name(), call.call_name());
		self.at.transactions().call_data(call).map_err(cannot(what))
	}

	pub fn sign<C: Payload>(&self, call: &C, pair: &Keypair, nonce: u64) -> Result<Vec<u8>, Error> {
		let params = DefaultExtrinsicParamsBuilder::new()
			.mortal_from_unchecked(MORTAL_BLOCKS, self.at.block_number(), self.at.block_hash())
			.nonce(nonce);
		sign(&self.at, call, pair, params)
	}
}

/// Picoseconds as microseconds, to the nanosecond so that the number stays small.
pub fn microseconds(picoseconds: u64) -> f64 {
	float(picoseconds / 1_000) / 1_000.0
}
