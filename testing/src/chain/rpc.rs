// SPDX-License-Identifier: Apache-2.0

//! A node as a program sees it that makes its own transactions, and believes the state root only.

use std::collections::BTreeMap;

use serde_json::Value;
use sp_core::{Blake2Hasher, H256};
use sp_state_machine::{read_proof_check, StorageProof};
use subxt::{
	config::DefaultExtrinsicParamsBuilder,
	dynamic::Value as Key,
	rpcs::{client::RpcParams, Error},
	transactions::Payload,
	OnlineClientAtBlock, SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

use super::connection::{sign, Connection};
use crate::{account_id, error::must};

/// Most keys that a node lists at once.
const PAGE: u32 = 1_000;

/// What the state has, by key.
pub type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// What the header of a block says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
	/// The hash of the block.
	pub hash: H256,
	/// How many blocks came before it.
	pub number: u64,
	/// The hash of the block before.
	pub parent: H256,
	/// What the state after the block comes down to.
	pub state_root: H256,
}

/// A connection of a test to a node. All that it asks fails once the node is gone.
pub struct Rpc {
	node: Connection,
	/// A block, for the metadata.
	at: OnlineClientAtBlock<SubstrateConfig>,
}

impl Rpc {
	/// Connects to a node that runs.
	pub async fn connect(url: &str) -> Self {
		let node = must(Connection::open(url).await);
		let at = node.api.at_current_block().await.expect("the node has metadata");
		Self { node, at }
	}

	/// Calls any JSON-RPC method.
	pub async fn request(&self, method: &str, params: RpcParams) -> Result<Value, Error> {
		self.node.request(method, params).await
	}

	/// The hash of the chain's first block.
	pub async fn genesis(&self) -> Result<H256, Error> {
		self.node.methods.genesis_hash().await
	}

	/// The last block that is final.
	pub async fn finalized(&self) -> Result<Head, Error> {
		self.head(self.node.methods.chain_get_finalized_head().await?).await
	}

	/// A block, which must be there.
	pub async fn head(&self, hash: H256) -> Result<Head, Error> {
		let header = self.node.methods.chain_get_header(Some(hash)).await?;
		let header = header.unwrap_or_else(|| panic!("the node has no block {hash:?}"));
		let (number, parent, state_root) = (header.number, header.parent_hash, header.state_root);
		Ok(Head { hash, number, parent, state_root })
	}

	/// The transactions of a block, the inherent ones too.
	pub async fn transactions(&self, hash: H256) -> Result<Vec<Vec<u8>>, Error> {
		let block = self.node.methods.chain_get_block(Some(hash)).await?;
		let block = block.unwrap_or_else(|| panic!("the node has no block {hash:?}"));
		Ok(block.block.extrinsics.into_iter().map(|transaction| transaction.0).collect())
	}

	/// Has the node execute a block again: it fails when that does not lead to the state root that
	/// the block's header has.
	pub async fn execute_again(&self, hash: H256) -> Result<(), Error> {
		let stats = self.node.methods.dev_get_block_stats(hash).await?;
		assert!(stats.is_some(), "block {hash:?} or the one before it is gone");
		Ok(())
	}

	/// A transaction of an account, good as long as its nonce is.
	pub fn sign(&self, call: &impl Payload, signer: &Keypair, nonce: u64) -> Vec<u8> {
		self.sign_with_tip(call, signer, nonce, 0)
	}

	/// The same with a tip.
	pub fn sign_with_tip(
		&self,
		call: &impl Payload,
		signer: &Keypair,
		nonce: u64,
		tip: u128,
	) -> Vec<u8> {
		let params = DefaultExtrinsicParamsBuilder::new().immortal().nonce(nonce).tip(tip);
		must(sign(&self.at, call, signer, params))
	}

	/// Sends a transaction.
	pub async fn submit(&self, transaction: &[u8]) -> Result<(), Error> {
		self.node.methods.author_submit_extrinsic(transaction).await.map(|_| ())
	}

	/// The nonce after those of all transactions of an account that the node knows of.
	pub async fn next_nonce(&self, signer: &Keypair) -> Result<u64, Error> {
		self.node.methods.system_account_next_index(&account_id(signer)).await
	}

	/// What all keys of a map, or the one key of a value, begin with.
	pub fn prefix(&self, pallet: &str, entry: &str) -> [u8; 32] {
		let found = self.at.storage().entry((pallet, entry));
		found.unwrap_or_else(|error| panic!("there is no {pallet}.{entry}: {error}")).key_prefix()
	}

	/// The key of a value, or with its keys that of an entry of a map.
	pub fn key(&self, pallet: &str, entry: &str, keys: Vec<Key>) -> Vec<u8> {
		let key = self.at.storage().entry((pallet, entry)).and_then(|found| found.fetch_key(keys));
		key.unwrap_or_else(|error| panic!("there is no such {pallet}.{entry}: {error}"))
	}

	/// The key of an account's nonce and funds: the nonce comes first, in four bytes.
	pub fn account_key(&self, account: [u8; 32]) -> Vec<u8> {
		self.key("System", "Account", vec![Key::from_bytes(account)])
	}

	/// What is at some keys after a block, in their order.
	pub async fn values(
		&self,
		keys: &[Vec<u8>],
		hash: H256,
	) -> Result<Vec<Option<Vec<u8>>>, Error> {
		self.node.values(keys, hash).await
	}

	/// All that the state after a block has at keys with one of these beginnings.
	pub async fn entries(&self, prefixes: &[Vec<u8>], hash: H256) -> Result<Entries, Error> {
		let mut entries = Entries::new();
		for prefix in prefixes {
			let mut last: Option<Vec<u8>> = None;
			loop {
				let keys = self.node.methods.state_get_keys_paged(
					prefix,
					PAGE,
					last.as_deref(),
					Some(hash),
				);
				let keys = keys.await?;
				let Some(end) = keys.last() else { break };
				last = Some(end.clone());
				let values = self.values(&keys, hash).await?;
				let there = keys.into_iter().zip(values);
				entries.extend(there.filter_map(|(key, value)| Some((key, value?))));
			}
		}
		Ok(entries)
	}

	/// What is at some keys, as it follows from the state root in a block's header: no node could
	/// make it up.
	pub async fn proven(&self, keys: Vec<&[u8]>, head: &Head) -> Result<Entries, Error> {
		let keys_asked = keys.iter().copied();
		let proof = self.node.methods.state_get_read_proof(keys_asked, Some(head.hash)).await?;
		assert_eq!(proof.at, head.hash);
		let nodes = StorageProof::new(proof.proof.into_iter().map(|node| node.0));
		let values = read_proof_check::<Blake2Hasher, _>(head.state_root, nodes, keys)
			.unwrap_or_else(|error| panic!("no proof for the state of {head:?}: {error}"));
		Ok(values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
	}
}
