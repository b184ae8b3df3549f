// SPDX-License-Identifier: Apache-2.0

//! The best blocks that are followed, and the batches that are found in them.

use futures::{stream, StreamExt, TryStreamExt};
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain, CONCURRENT},
	convert::to_u64,
	progress,
};
use openledger_primitives::BatchId;
use openledger_runtime_api::{BatchInfo, Terms};
use sp_core::H256;

use super::{
	batches::{Batches, Watched},
	Setup,
};
use crate::Error;

/// Blocks that are remembered, to see whether they were replaced.
const REMEMBERED: usize = 512;
/// The number of batches from which on their count is shown while they are read.
const MANY: usize = 200;

/// A block up to which all was read.
pub struct Head {
	pub number: u64,
	pub hash: H256,
	/// The id that the next batch had there, where that is known.
	pub next_batch: Option<BatchId>,
}

/// Where the chain is, and how far it was read.
#[derive(Default)]
pub struct Blocks {
	/// Blocks that were read, the latest last.
	pub heads: Vec<Head>,
	/// The block that batches were last looked for in.
	searched: Option<(u64, H256)>,
	/// The first batch that is not known.
	pub next_batch: Option<BatchId>,
	/// The first block that was not read.
	pub next_block: Option<u64>,
	/// The best block, and the terms there.
	pub number: u64,
	pub terms: Option<Terms>,
}

impl Blocks {
	/// The number of the block that comes.
	pub fn next(&self) -> u64 {
		self.number.saturating_add(1)
	}

	/// Whether there are blocks that were not read.
	pub fn is_behind(&self) -> bool {
		self.next_block.is_none_or(|next| next <= self.number)
	}

	/// Forgets what was read in blocks that were replaced. Returns whether something is left of the
	/// chain that was followed.
	pub async fn leave_branch(
		&mut self,
		chain: &Chain,
		batches: &mut Batches,
	) -> Result<bool, Error> {
		let before = self.heads.len();
		while let Some(head) = self.heads.last() {
			if chain.hash_of(head.number).await? == Some(head.hash) {
				break;
			}
			self.heads.pop();
		}
		// While blocks are caught up with, batches are known of blocks that were not read yet.
		let is_current = match self.searched {
			Some((number, hash)) => chain.hash_of(number).await? == Some(hash),
			None => true,
		};
		if self.heads.len() == before && is_current {
			return Ok(true);
		}
		self.searched = None;
		let Some(Head { number, next_batch, .. }) = self.heads.last() else {
			// Nothing is left of the chain that was followed.
			batches.clear();
			(self.next_batch, self.next_block) = (None, None);
			return Ok(false);
		};
		let number = *number;
		(self.next_batch, self.next_block) = (*next_batch, Some(number.saturating_add(1)));
		batches.retain(|_, watched| u64::from(watched.info.settled_at) <= number);
		Ok(true)
	}

	/// Finds batches that were not known.
	pub async fn discover(
		&mut self,
		view: &BlockView,
		first_pending: BatchId,
		setup: &Setup,
		batches: &mut Batches,
	) -> Result<(), Error> {
		let end = view.counts().await?.batches;
		let first = self.next_batch.unwrap_or(first_pending);
		let ids: Vec<_> = (first..end).filter(|id| !batches.contains_key(id)).collect();
		let progress =
			(ids.len() >= MANY).then(|| progress::bar(to_u64(ids.len()), "reading batches"));
		let bar = progress.as_ref();
		let found: Vec<(BatchId, Option<BatchInfo<Account>>)> = stream::iter(ids)
			.map(|id| async move {
				let info = view.batch(id).await?;
				if let Some(bar) = bar {
					bar.inc(1);
				}
				Ok::<_, Error>((id, info))
			})
			.buffered(CONCURRENT)
			.try_collect()
			.await?;
		drop(progress);
		let next = view.number().saturating_add(1);
		let from = setup.options.from.unwrap_or_default();
		for (id, info) in found {
			let Some(info) = info.filter(|info| !info.is_void) else { continue };
			let watched = Watched::new(info, setup.genesis);
			let is_new = u64::from(watched.info.settled_at) >= from;
			if is_new && !watched.is_closed(next) {
				batches.insert(id, watched);
			}
		}
		self.next_batch = Some(end);
		self.searched = Some((view.number(), view.hash()));
		if self.next_block.is_none() {
			let earliest = batches.values().map(|watched| watched.info.settled_at).min();
			self.next_block = Some(earliest.map_or(next, u64::from));
		}
		Ok(())
	}

	pub fn remember(&mut self, head: Head) {
		self.heads.push(head);
		if self.heads.len() > REMEMBERED {
			self.heads.remove(0);
		}
	}
}
