// SPDX-License-Identifier: Apache-2.0

//! `engine_createBlocks`: many blocks at once, on a node that makes them when it is told to.

use super::error;
use crate::service::SealCommand;
use futures::{
	channel::{mpsc, oneshot},
	SinkExt,
};
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use openledger_runtime::Hash;
use sc_consensus_manual_seal::EngineCommand;

/// Blocks of one call. Whoever wants more calls again.
const MOST: u32 = 10_000;

/// Blocks by the number.
#[rpc(server)]
pub trait BlocksRpc {
	/// Makes so many blocks, 1 to 10,000, each final at once: with what is in the pool, or empty.
	/// Returns the last one's hash.
	#[method(name = "engine_createBlocks")]
	async fn create_blocks(&self, count: u32) -> RpcResult<Hash>;
}

/// Has blocks made.
pub struct Blocks {
	sealer: mpsc::Sender<SealCommand>,
}

impl Blocks {
	pub fn new(sealer: mpsc::Sender<SealCommand>) -> Self {
		Self { sealer }
	}

	async fn create_block(&self) -> RpcResult<Hash> {
		let (sender, created) = oneshot::channel();
		let command = EngineCommand::SealNewBlock {
			create_empty: true,
			finalize: true,
			parent_hash: None,
			sender: Some(sender),
		};
		let ended = || error::failed("the node makes no blocks any more: it is about to end");
		self.sealer.clone().send(command).await.map_err(|_| ended())?;
		let created = created.await.map_err(|_| ended())?;
		Ok(created.map_err(|reason| error::failed(reason.to_string()))?.hash)
	}
}

#[async_trait]
impl BlocksRpcServer for Blocks {
	async fn create_blocks(&self, count: u32) -> RpcResult<Hash> {
		if count == 0 || count > MOST {
			return Err(error::invalid(format!(
				"a call makes 1 to {MOST} blocks, and {count} is not among them"
			)));
		}
		for _ in 1..count {
			self.create_block().await?;
		}
		self.create_block().await
	}
}
