// SPDX-License-Identifier: Apache-2.0

//! Finding the batch that receipts were settled as, by those who have the receipts.

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::BatchId;
use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::{
	events::BatchSettled, sent::Sent, settled::Roots, BlockView, Chain, Standing, Until, CONCURRENT,
};
use crate::{
	account::Account,
	convert::to_u64,
	error::{Error, SettlementError},
	progress,
};

/// The number of batches from which on the search shows progress.
const MANY: u64 = 2_000;

/// The identity of receipts once they are settled. Others can settle a copy of them, which is not
/// the batch that the one who settled them answers for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
	/// The Merkle roots over them.
	pub roots: Roots,
	/// Their number.
	pub receipts: u32,
	/// The account that settled them: the payer, or the operator where channels paid.
	pub depositor: Account,
}

impl Identity {
	fn is_of(&self, info: &BatchInfo<Account>) -> bool {
		let depositor = info.payer.as_ref().unwrap_or(&info.operator);
		self.roots.is_of(info) && (info.receipts, depositor) == (self.receipts, &self.depositor)
	}
}

/// The outcome of receipts that were about to be settled.
#[derive(Debug)]
pub enum Found {
	/// They were settled as this batch.
	Settled(BatchSettled),
	/// They are in no batch, and the transaction that was sent may still be included.
	Open(Sent),
	/// They are in no batch, and no transaction is on its way.
	Nowhere,
}

impl BlockView {
	/// The pending batch with the identity `own`: the latest, if the receipts were settled more
	/// than once. `None` if no pending batch has it.
	pub async fn batch_of(&self, own: &Identity) -> Result<Option<BatchSettled>, Error> {
		let (first, end) = (self.first_pending().await?, self.counts().await?.batches);
		let ids: Vec<BatchId> = (first..end).rev().collect();
		let is_long = to_u64(ids.len()) >= MANY;
		let bar = is_long.then(|| progress::spinner("looking for the batch of the receipts"));
		let mut found = stream::iter(ids)
			.map(|id| async move { Ok::<_, Error>((id, self.batch(id).await?)) })
			.buffered(CONCURRENT);
		let mut batch = None;
		while let Some((id, info)) = found.try_next().await? {
			let Some(info) = info else { continue };
			if own.is_of(&info) {
				let Roots { root, commitments } = own.roots;
				let finalizable_at = info.finalizable_at;
				batch = Some(BatchSettled { batch: id, root, commitments, finalizable_at });
				break;
			}
		}
		if let Some(bar) = bar {
			bar.finish();
		}
		Ok(batch)
	}
}

impl Chain {
	/// The outcome of a settlement that was about to be sent. Does not wait for it.
	pub async fn settlement_of(&self, sent: Sent, own: &Identity) -> Result<Found, Error> {
		// By the blocks that it can be in, or, where the node has discarded those, by the pending
		// batches.
		match self.standing(&sent, Until::Final).await {
			Ok(Standing::In { block, hash }) => self.settled_in(block, hash, own).await,
			Ok(Standing::Never(_)) => self.pending_of(own, None).await,
			Ok(Standing::Open) => self.pending_of(own, Some(sent)).await,
			Err(Error::NoBlock(_) | Error::NoBody(_)) => self.pending_of(own, None).await,
			Err(error) => Err(error),
		}
	}

	/// The outcome of a settlement whose transaction is in a block.
	async fn settled_in(&self, block: H256, hash: H256, own: &Identity) -> Result<Found, Error> {
		match self.events_of(block, hash, "the settlement").await {
			Ok(events) => {
				let settled = events.all::<BatchSettled>()?;
				let found = settled.into_iter().find(|settled| settled.roots() == own.roots);
				Ok(found.map_or(Found::Nowhere, Found::Settled))
			}
			Err(Error::Dispatch { .. }) => Ok(Found::Nowhere),
			// The node has discarded what happened there.
			Err(error) => match self.view().await?.batch_of(own).await? {
				Some(settled) => Ok(Found::Settled(settled)),
				None if matches!(error, Error::Node(_) | Error::Unread { .. }) => {
					Err(SettlementError::SettledBefore { block, hash }.into())
				}
				None => Err(error),
			},
		}
	}

	/// The pending batch of receipts, or else what is left to expect of the transaction `sent`.
	pub async fn pending_of(&self, own: &Identity, sent: Option<Sent>) -> Result<Found, Error> {
		let found = self.view().await?.batch_of(own).await?;
		Ok(match (found, sent) {
			(Some(settled), _) => Found::Settled(settled),
			(None, Some(sent)) => Found::Open(sent),
			(None, None) => Found::Nowhere,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::settled::info;

	#[test]
	fn only_the_batch_of_who_settled_the_receipts_should_be_theirs() {
		let info = info();
		let (roots, depositor) = (Roots::of(&info), Account::new([1; 32]));
		let own = Identity { roots, receipts: 7, depositor };
		assert!(own.is_of(&info));
		assert!(!own.is_of(&BatchInfo { root: H256::zero(), ..info.clone() }));
		// Another answer that credits the same contributions as much.
		assert!(!own.is_of(&BatchInfo { commitments: H256::zero(), ..info.clone() }));
		assert!(!own.is_of(&BatchInfo { receipts: 6, ..info.clone() }));
		// Somebody else has settled a copy.
		assert!(!own.is_of(&BatchInfo { operator: Account::new([9; 32]), ..info.clone() }));
		// Of one account that paid, the payer counts, whoever served it.
		let paid = BatchInfo { payer: Some(Account::new([9; 32])), ..info.clone() };
		assert!(!own.is_of(&paid));
		let payer = Some(Account::new([1; 32]));
		assert!(own.is_of(&BatchInfo { payer, operator: Account::new([9; 32]), ..info }));
	}
}
