// SPDX-License-Identifier: Apache-2.0

//! Best blocks: what is in them is not final, but there is no time to wait.

use sp_core::H256;

use super::{seen::BlockCalls, Chain, View};
use crate::{error::Error, output::progress};

impl Chain {
	/// The best block: its number and its hash.
	pub async fn head(&self) -> Result<(u64, H256), Error> {
		let hash = self.rpc.chain_get_block_hash(None).await.map_err(Error::node)?;
		let hash = hash.unwrap_or_else(|| self.genesis());
		let header = self.rpc.chain_get_header(Some(hash)).await.map_err(Error::node)?;
		Ok((header.map_or(0, |header| header.number), hash))
	}

	/// The block of this number that the best block descends from, or is.
	pub async fn hash_of(&self, number: u64) -> Result<Option<H256>, Error> {
		self.rpc.chain_get_block_hash(Some(number.into())).await.map_err(Error::node)
	}

	/// The chain at a block, final or not.
	pub async fn view_of(&self, hash: H256) -> Result<View, Error> {
		Ok(self.view_through(self.api.at_block(hash).await.map_err(Error::node)?))
	}

	/// The chain at its best block.
	pub async fn best_view(&self) -> Result<View, Error> {
		let (_, hash) = self.head().await?;
		self.view_of(hash).await
	}

	/// What the calls of a block say. `None` when the node does not have the block.
	///
	/// Where it has discarded the block's state, and so the types of its calls, they are read with
	/// those of `view`.
	pub async fn calls_in(&self, hash: H256, view: &View) -> Result<Option<BlockCalls>, Error> {
		let block = self.rpc.chain_get_block(Some(hash)).await.map_err(Error::node)?;
		let Some(block) = block else { return Ok(None) };
		let metadata = match self.api.at_block(hash).await {
			Ok(at) => at.metadata(),
			Err(_) => view.at.metadata(),
		};
		let body: Vec<_> = block.block.extrinsics.into_iter().map(|bytes| bytes.0).collect();
		let read = move || BlockCalls::read(&metadata, &body);
		progress::computing(read).await?.map(Some).map_err(Error::Start)
	}
}
