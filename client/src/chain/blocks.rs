// SPDX-License-Identifier: Apache-2.0

//! Best blocks, for reads that have no time to wait: what is in them is not final. And the calls of
//! any block.

use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::{
	seen::{BlockCalls, Settlement},
	BlockView, Chain,
};
use crate::{account::Account, error::Error, progress};

impl Chain {
	/// The number and the hash of the best block.
	pub async fn head(&self) -> Result<(u64, H256), Error> {
		let hash = self.rpc.chain_get_block_hash(None).await.map_err(Error::node)?;
		let hash = hash.unwrap_or_else(|| self.genesis());
		let header = self.rpc.chain_get_header(Some(hash)).await.map_err(Error::node)?;
		Ok((header.map_or(0, |header| header.number), hash))
	}

	/// The hash of the block with this number that the best block descends from, or is. `None`
	/// above the best block.
	pub async fn hash_of(&self, number: u64) -> Result<Option<H256>, Error> {
		self.rpc.chain_get_block_hash(Some(number.into())).await.map_err(Error::node)
	}

	/// The chain at a block, final or not. Fails when the node has discarded its state.
	pub async fn view_of(&self, hash: H256) -> Result<BlockView, Error> {
		Ok(self.view_through(self.api.at_block(hash).await.map_err(Error::node)?))
	}

	/// The chain at its best block.
	pub async fn best_view(&self) -> Result<BlockView, Error> {
		let (_, hash) = self.head().await?;
		self.view_of(hash).await
	}

	/// The calls of a block that settle and reveal. `None` when the node does not have the block.
	///
	/// Where it has discarded the block's state, and so the types of its calls, they are read with
	/// those of `view`.
	pub async fn calls_in(
		&self,
		hash: H256,
		view: &BlockView,
	) -> Result<Option<BlockCalls>, Error> {
		let block = self.rpc.chain_get_block(Some(hash)).await.map_err(Error::node)?;
		let Some(block) = block else { return Ok(None) };
		let metadata = match self.api.at_block(hash).await {
			Ok(at) => at.metadata(),
			Err(_) => view.at.metadata(),
		};
		let body: Vec<_> = block.block.extrinsics.into_iter().map(|bytes| bytes.0).collect();
		let read = move || BlockCalls::read(&metadata, &body);
		progress::computing(read).await?.map(Some).map_err(Error::NoThread)
	}

	/// The receipts of a batch, as the block says that settled them. `None` when the node does not
	/// have that block, or the receipts are not where they can be read.
	///
	/// `view` is for a block whose state the node has discarded, as for [`Self::calls_in`].
	pub async fn receipts_of(
		&self,
		info: &BatchInfo<Account>,
		view: &BlockView,
	) -> Result<Option<Settlement>, Error> {
		let Some(hash) = self.hash_of(info.settled_at.into()).await? else { return Ok(None) };
		let calls = self.calls_in(hash, view).await?;
		Ok(calls.and_then(|calls| calls.settlement_of(info)))
	}
}
