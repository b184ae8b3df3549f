// SPDX-License-Identifier: Apache-2.0

//! What a node says of its chain and of its peers.

use std::{
	thread,
	time::{Duration, Instant},
};

use serde_json::Value;
use subxt::{
	ext::codec::Decode,
	rpcs::client::{rpc_params, RpcParams},
	OnlineClient,
};

use super::{TestNode, POLL};
use crate::{
	block_on,
	error::{cannot, must, Error},
	poll, Api, Rpc,
};

/// How long nodes may take to find each other.
const CONNECT: Duration = Duration::from_secs(60);
/// How long blocks may take to become final, beside the time in which they are made.
const FINALITY: Duration = Duration::from_secs(60);
/// Most for a block: twice its slot, for when others use the machine too.
const BLOCK: Duration = Duration::from_secs(4);
/// Blocks of one call.
const BLOCKS: u64 = 10_000;

impl TestNode {
	/// The number of the last block that is final.
	pub fn finalized(&self) -> u64 {
		must(block_on(self.last_final()))
	}

	/// The number of the best block that the node knows.
	pub fn best(&self) -> u64 {
		must(block_on(self.number(rpc_params![])))
	}

	/// The number of other nodes that it is connected to.
	pub fn peers(&self) -> u64 {
		must(block_on(self.count_peers()))
	}

	/// Waits until block `number` is final, and without slots has it made. Returns its hash.
	pub fn wait_until_final(&self, number: u64) -> Value {
		let blocks = number.saturating_sub(self.finalized());
		if self.ticker.is_some() && blocks > 0 {
			let made = self.call("engine_createBlocks", rpc_params![blocks.min(BLOCKS)]);
			made.expect("blocks are made");
		}
		let deadline = Instant::now() + finality_of(blocks);
		while self.finalized() < number {
			assert!(Instant::now() < deadline, "block {number} does not become final");
			thread::sleep(BLOCK / 4);
		}
		self.hash(number)
	}

	/// The hash of block `number`.
	pub fn hash(&self, number: u64) -> Value {
		let hash = self.call("chain_getBlockHash", rpc_params![number]).expect("the node answers");
		assert!(hash.is_string(), "there is no block {number}");
		hash
	}

	/// All that there is, in planck, with what is burned until stakers are paid.
	pub fn issuance(&self) -> u128 {
		block_on(async {
			let rpc = Rpc::connect(&self.url()).await;
			let head = rpc.finalized().await.expect("blocks are final");
			let keys = [("Balances", "TotalIssuance"), ("Rewards", "StakersUnpaid")]
				.map(|(pallet, entry)| rpc.key(pallet, entry, Vec::new()));
			let values = rpc.values(&keys, head.hash).await.expect("the node has the state");
			let amounts = values.into_iter().flatten();
			amounts.map(|bytes| u128::decode(&mut &bytes[..]).expect("it is an amount")).sum()
		})
	}

	/// Connects as any client does that uses subxt.
	pub async fn api(&self) -> Api {
		OnlineClient::from_insecure_url(self.url()).await.expect("the node answers subxt")
	}

	/// Waits until the node is connected to so many others.
	pub(crate) async fn wait_until_connected(&mut self, others: usize) -> Result<(), Error> {
		let others = u64::try_from(others).expect("networks are small");
		let connected = poll(CONNECT, POLL, async || {
			self.ensure_running()?;
			Ok((self.count_peers().await? >= others).then_some(()))
		});
		connected.await?.ok_or_else(|| self.fault("does not find the others"))
	}

	/// Waits until the first blocks up to this one are final, with slots.
	pub(crate) async fn wait_until_settled(&mut self, number: u64) -> Result<(), Error> {
		let settled = poll(finality_of(number), POLL, async || {
			self.ensure_running()?;
			Ok((self.last_final().await? >= number).then_some(()))
		});
		settled.await?.ok_or_else(|| self.fault("makes no blocks final"))
	}

	async fn last_final(&self) -> Result<u64, Error> {
		let hash = self.request("chain_getFinalizedHead", rpc_params![]).await;
		let hash = hash.map_err(cannot("read the last final block"))?;
		self.number(rpc_params![hash]).await
	}

	async fn number(&self, block: RpcParams) -> Result<u64, Error> {
		let header = self.request("chain_getHeader", block).await;
		let header = header.map_err(cannot("read the header of a block"))?;
		let number = header["number"].as_str().and_then(|digits| digits.strip_prefix("0x"));
		let number = number.and_then(|digits| u64::from_str_radix(digits, 16).ok());
		number.ok_or_else(|| Error::new(format!("the header {header} has no number")))
	}

	async fn count_peers(&self) -> Result<u64, Error> {
		let health = self.request("system_health", rpc_params![]).await;
		let health = health.map_err(cannot("count the peers of a node"))?;
		health["peers"].as_u64().ok_or_else(|| Error::new("the node does not count its peers"))
	}
}

/// How long some blocks may take until they are final.
fn finality_of(blocks: u64) -> Duration {
	FINALITY + BLOCK * u32::try_from(blocks).expect("tests wait for a few blocks")
}
