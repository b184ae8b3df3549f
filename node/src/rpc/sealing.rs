// SPDX-License-Identifier: Apache-2.0

//! `engine_createBlocks`: many blocks at once, on a node that makes them when it is told to.

use super::error;
use crate::service::Sealer;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use openledger_runtime::Hash;

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
	sealer: Sealer,
}

impl Blocks {
	pub fn new(sealer: Sealer) -> Self {
		Self { sealer }
	}

	async fn create_block(&self) -> RpcResult<Hash> {
		self.sealer.seal().await.map_err(error::failed)
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
