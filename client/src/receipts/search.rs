// SPDX-License-Identifier: Apache-2.0

//! Batches, from the last one back, and what their blocks say was settled.
//!
//! Nothing here is proven: a batch that is not pending is known from the node's history, and what was
//! settled is what has the root of its record.

use std::collections::BTreeSet;

use futures::{stream, StreamExt};
use openledger_primitives::{
	history::{BatchRecord, Outcome},
	BatchId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::Signers;
use crate::{
	account::Account,
	chain::{
		proof::HistoryEntry,
		seen::{BlockCalls, Settlement},
		BlockView, Chain,
	},
	error::{AuditError, Error},
	progress,
};

/// Records that are read at the same time.
const CONCURRENT: usize = 16;

/// What became of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
	/// It can be challenged.
	Pending {
		/// The first block in which it can't be.
		finalizable_at: u32,
	},
	/// It can't be challenged any more, and is not paid out yet.
	Finalizable,
	/// It was settled, and what became of that is not shown.
	Settled,
	/// Everyone in it was credited.
	Final,
	/// It was refuted.
	Void,
}

impl Became {
	/// What a record shows of a batch, of which a node has `said` more. That something was settled
	/// stays true whatever became of it: by itself it does not show that the batch is pending.
	pub fn shown(outcome: Outcome, said: Option<Self>) -> Self {
		match (outcome, said) {
			(Outcome::Settled, Some(said @ (Self::Pending { .. } | Self::Finalizable))) => said,
			(Outcome::Settled, _) => Self::Settled,
			(Outcome::Final, _) => Self::Final,
			(Outcome::Void, _) => Self::Void,
		}
	}

	/// What it is called.
	pub fn name(self) -> &'static str {
		match self {
			Self::Pending { .. } => "pending",
			Self::Finalizable => "finalizable",
			Self::Settled => "settled",
			Self::Final => "final",
			Self::Void => "void",
		}
	}
}

/// A batch, as the chain or the node's history has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
	/// The id of the batch.
	pub id: BatchId,
	/// Of one that is not on the chain any more, no keys and no payments are known, and not when it
	/// could be final.
	pub info: BatchInfo<Account>,
	/// The last thing that is known of it.
	pub outcome: Outcome,
}

impl Record {
	/// A batch that is on the chain.
	fn of_chain(id: BatchId, info: BatchInfo<Account>) -> Self {
		let outcome = if info.is_void { Outcome::Void } else { Outcome::Settled };
		Self { id, info, outcome }
	}

	/// A batch that has ended.
	pub fn of_history(record: BatchRecord) -> Self {
		let BatchRecord { batch, outcome, settled_at, operator, payer, span_params, .. } = record;
		let info = BatchInfo {
			payer: payer.map(Account::new),
			operator: Account::new(operator),
			fees: record.fees,
			receipts: record.receipts,
			root: record.root,
			commitments: record.commitments,
			span_params,
			signers: Vec::new(),
			settled_at,
			finalizable_at: 0,
			is_void: outcome == Outcome::Void,
			models: Vec::new(),
			unpaid: 0,
		};
		Self { id: batch, info, outcome }
	}

	/// Whether it can be challenged in block `next`.
	pub fn is_pending(&self, next: u64) -> bool {
		self.outcome == Outcome::Settled && next < u64::from(self.info.finalizable_at)
	}

	/// What became of it, where block `next` is the one that comes.
	pub fn became(&self, next: u64) -> Became {
		let finalizable_at = self.info.finalizable_at;
		match self.outcome {
			Outcome::Settled if self.is_pending(next) => Became::Pending { finalizable_at },
			Outcome::Settled if finalizable_at > 0 => Became::Finalizable,
			Outcome::Settled => Became::Settled,
			Outcome::Final => Became::Final,
			Outcome::Void => Became::Void,
		}
	}
}

/// A batch that channels paid for.
pub struct Found {
	/// The batch.
	pub record: Record,
	/// What its block says was settled. `None` where that can't be read.
	pub settlement: Option<Settlement>,
	/// Whose signatures speak for or against it.
	pub signers: Signers,
}

/// How far [`Search::back`] came.
#[derive(Debug)]
pub struct Reached {
	/// The first batch that was looked at.
	pub first: BatchId,
	/// Later ones of which the node knows nothing.
	pub unknown: Vec<BatchId>,
	/// Why no earlier one can be looked at, if that is so.
	pub no_history: Option<String>,
}

impl Reached {
	/// Takes note of what the node says of the next batch. `None` where it knows nothing of it. Those from
	/// `first_pending` on may be on the chain, whatever the node knows of others; earlier ones are only
	/// in its history.
	fn take(
		&mut self,
		id: BatchId,
		found: Result<Record, Error>,
		first_pending: BatchId,
	) -> Result<Option<Record>, Error> {
		match found {
			Ok(record) => {
				self.first = id;
				Ok(Some(record))
			}
			Err(Error::Audit(AuditError::NoHistory(_))) if id >= first_pending => {
				self.first = id;
				self.unknown.push(id);
				Ok(None)
			}
			Err(Error::Audit(AuditError::NoHistory(why))) => {
				self.no_history = Some(why);
				Ok(None)
			}
			Err(error) => Err(error),
		}
	}
}

/// Looks for batches, as of one block.
pub struct Search<'c> {
	chain: &'c Chain,
	view: &'c BlockView,
	/// No batch with a smaller id is on the chain.
	first_pending: BatchId,
	/// The id after the last.
	end: BatchId,
	/// What was read last: several batches may be in one block.
	read: Option<(u32, Option<BlockCalls>)>,
}

impl<'c> Search<'c> {
	/// Looks for batches as of the block of `view`.
	pub async fn new(chain: &'c Chain, view: &'c BlockView) -> Result<Self, Error> {
		let (first_pending, end) = (view.first_pending().await?, view.counts().await?.batches);
		Ok(Self { chain, view, first_pending, end, read: None })
	}

	/// The id after that of the last batch.
	pub fn end(&self) -> BatchId {
		self.end
	}

	/// A batch. `None` where there never was one.
	pub async fn record(&self, id: BatchId) -> Result<Option<Record>, Error> {
		match id < self.end {
			true => record(self.chain, self.view, self.first_pending, id).await.map(Some),
			false => Ok(None),
		}
	}

	/// What a batch's block says was settled. `None` where the node does not have the block, or it does
	/// not have the receipts where they can be read.
	pub async fn settlement(
		&mut self,
		info: &BatchInfo<Account>,
	) -> Result<Option<Settlement>, Error> {
		let number = info.settled_at;
		if self.read.as_ref().is_none_or(|(read, _)| *read != number) {
			let calls = match self.chain.hash_of(number.into()).await? {
				Some(hash) => self.chain.calls_in(hash, self.view).await?,
				None => None,
			};
			self.read = Some((number, calls));
		}
		let calls = self.read.as_ref().and_then(|(_, calls)| calls.as_ref());
		Ok(calls.and_then(|calls| calls.settlement_of(info)))
	}

	/// Whose signatures speak for or against a batch that channels paid for.
	pub async fn signers(&self, record: &Record) -> Result<Signers, Error> {
		Signers::of(self.chain, self.view, record).await
	}

	/// Goes through at most `most` batches from the last one back, and has `visit` look at those that
	/// channels of `operators` paid for, until it has seen enough, or the node has no history of what
	/// was before.
	pub async fn back(
		&mut self,
		most: u64,
		operators: &BTreeSet<Account>,
		mut visit: impl FnMut(Found) -> Seen,
	) -> Result<Reached, Error> {
		let first = self.end.saturating_sub(most);
		let bar = progress::bar(self.end.saturating_sub(first), "looking through batches");
		let (chain, view, first_pending) = (self.chain, self.view, self.first_pending);
		let mut records = stream::iter((first..self.end).rev())
			.map(|id| async move { (id, record(chain, view, first_pending, id).await) })
			.buffered(CONCURRENT);
		let mut reached = Reached { first: self.end, unknown: Vec::new(), no_history: None };
		while let Some((id, found)) = records.next().await {
			let record = reached.take(id, found, first_pending)?;
			bar.inc(1);
			let is_theirs = |record: &Record| {
				record.info.payer.is_none() && operators.contains(&record.info.operator)
			};
			if let Some(record) = record.filter(is_theirs) {
				let settlement = self.settlement(&record.info).await?;
				let signers = self.signers(&record).await?;
				if visit(Found { record, settlement, signers }) == Seen::Enough {
					break;
				}
			}
			if reached.no_history.is_some() {
				break;
			}
		}
		bar.finish();
		Ok(reached)
	}
}

/// Whether to look further back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
	/// Earlier batches are wanted.
	More,
	/// No more are.
	Enough,
}

/// A batch that there was, in the state of a block or in the node's history.
async fn record(
	chain: &Chain,
	view: &BlockView,
	first_pending: BatchId,
	id: BatchId,
) -> Result<Record, Error> {
	if id >= first_pending {
		if let Some(info) = view.batch(id).await? {
			return Ok(Record::of_chain(id, info));
		}
	}
	let entry = history(chain, id, view.hash()).await?;
	let record = entry.filter(|entry| entry.record.batch == id).map(|entry| entry.record);
	let missing = || AuditError::NoHistory(format!("the node has nothing of batch {id}"));
	Ok(Record::of_history(record.ok_or_else(missing)?))
}

/// The last thing that the node's history has of a batch.
pub async fn history(chain: &Chain, id: BatchId, at: H256) -> Result<Option<HistoryEntry>, Error> {
	match chain.batch_history(id, None, at).await {
		Ok(entry) => Ok(entry),
		Err(error @ Error::Method { .. }) => Err(AuditError::NoHistory(error.to_string()).into()),
		Err(error) => Err(error),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::proof::record as settled;

	#[test]
	fn a_batch_that_has_ended_should_be_what_its_record_says() {
		let (root, commitments) = (H256::repeat_byte(2), H256::repeat_byte(3));
		let record = Record::of_history(settled(Outcome::Void, root, commitments));
		assert_eq!((record.id, record.outcome), (9, Outcome::Void));
		let info = &record.info;
		assert_eq!((info.root, info.commitments, info.receipts), (root, commitments, 3));
		assert!(info.is_void && info.payer.is_none() && info.operator == Account::new([1; 32]));
		assert!(!record.is_pending(0));
	}

	#[test]
	fn only_what_can_be_challenged_should_be_pending() {
		let info = crate::fixtures::settled::info();
		let record = Record::of_chain(7, info.clone());
		assert!(record.is_pending(79) && !record.is_pending(80));
		assert_eq!(record.became(79), Became::Pending { finalizable_at: 80 });
		assert_eq!(record.became(80), Became::Finalizable);
		let void = Record::of_chain(7, BatchInfo { is_void: true, ..info });
		assert!(void.outcome == Outcome::Void && !void.is_pending(79));
		assert_eq!(void.became(79), Became::Void);
		let ended = |outcome| Record::of_history(settled(outcome, H256::zero(), H256::zero()));
		assert_eq!(ended(Outcome::Final).became(0), Became::Final);
		// The history may not say all.
		assert_eq!(ended(Outcome::Settled).became(0), Became::Settled);
	}

	#[test]
	fn a_lack_of_history_should_end_the_search_only_where_nothing_can_be_pending() {
		let mut reached = Reached { first: 9, unknown: Vec::new(), no_history: None };
		let record = || Record::of_history(settled(Outcome::Final, H256::zero(), H256::zero()));
		let missing = || Err(AuditError::NoHistory("it is discarded".to_owned()).into());
		assert_eq!(reached.take(8, Ok(record()), 6).unwrap(), Some(record()));
		assert_eq!(reached.take(7, missing(), 6).unwrap(), None);
		assert_eq!(reached.take(6, missing(), 6).unwrap(), None);
		assert_eq!((reached.first, &reached.unknown[..]), (6, &[7, 6][..]));
		assert!(reached.no_history.is_none());
		assert_eq!(reached.take(5, missing(), 6).unwrap(), None);
		assert_eq!((reached.first, reached.no_history.as_deref()), (6, Some("it is discarded")));
		assert!(reached.take(4, Err(Error::Inconsistent), 6).is_err());
	}
}
