// SPDX-License-Identifier: Apache-2.0

//! Which batch has the receipts of a file.

use openledger_client::{
	chain::{Chain, Found},
	files,
	settlement::finalize::ensure_was,
};
use openledger_primitives::BatchId;

use super::session::{Session, POLL};
use crate::{Error, Note};

impl Session<'_> {
	/// Whether it is known that there is a batch.
	pub fn has_batch(&self) -> bool {
		self.batch.or(self.answers.batch).is_some()
	}

	/// Whether a batch can still be challenged, as far as that is final.
	pub(super) async fn is_pending(&self, chain: &Chain, batch: BatchId) -> Result<bool, Error> {
		let view = chain.view().await?;
		let next = view.number().saturating_add(1);
		let info = view.batch(batch).await?.filter(|info| self.answers.are_of(info));
		Ok(info.is_some_and(|info| !info.is_void && next < u64::from(info.finalizable_at)))
	}

	/// The batch of the receipts: the one in the file, or, where the file does not know it, the one
	/// that is on the chain.
	pub(super) async fn identify(&mut self, chain: &Chain) -> Result<BatchId, Error> {
		if let Some(batch) = self.batch {
			return Ok(batch);
		}
		let own = self.answers.identity(&self.key.account());
		if let Some(batch) = self.answers.batch {
			let view = chain.best_view().await?;
			let is_own = match view.batch(batch).await? {
				Some(info) => self.answers.are_of(&info),
				None => {
					ensure_was(&view, batch).await?;
					// A chain that was begun anew has had another one by this number. Where the node does not
					// know, it is what the file says.
					let roots = self.answers.roots();
					chain.has_roots(&view, batch, roots).await?.unwrap_or(true)
				}
			};
			if is_own {
				self.batch = Some(batch);
				return Ok(batch);
			}
		}
		let mut sent = self.answers.sent.clone();
		loop {
			let found = match sent.take() {
				Some(sent) => chain.settlement_of(sent, &own).await?,
				None => chain.pending_of(&own, None).await?,
			};
			match found {
				Found::Settled(settled) => {
					files::answer::mark(&self.options.path, &settled)?;
					let (path, batch) = (files::batch::name(&self.options.path), settled.batch);
					self.reporter.note(&Note::Identified { path, batch });
					self.batch = Some(batch);
					return Ok(batch);
				}
				Found::Open(open) => sent = Some(open),
				Found::Nowhere => {
					let path = files::batch::name(&self.options.path);
					return Err(match self.answers.batch {
						Some(batch) => Error::OtherBatch { path, batch },
						None => Error::NotSettled(path),
					});
				}
			}
			tokio::time::sleep(POLL).await;
		}
	}
}
