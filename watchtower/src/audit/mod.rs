// SPDX-License-Identifier: Apache-2.0

//! Audits for payers: what their channels were charged for, held against the receipts that the
//! operators signed.

mod channel;
#[cfg(any(test, feature = "fixtures"))]
pub mod fixtures;
mod held;
mod refute;
mod verdict;

pub use channel::ChannelAudit;
pub use refute::Refutation;
pub use verdict::{Answered, BatchAudit, Sum, Unsettled, Verdict};

use std::{collections::BTreeSet, mem, path::PathBuf};

use openledger_client::{
	account::Account,
	chain::{ending::Reaches, settled_batch, BlockView, Chain},
	convert::to_usize,
	error::AuditError,
	keys::Key,
	progress,
	receipts::{
		channel_of,
		search::{Found, Reached, Search, Seen},
	},
	store::Store,
};
use openledger_primitives::{Balance, BatchId, ChannelId};
use sp_core::H256;

use self::{held::Held, refute::Case, verdict::hold_to_commitments};
use crate::Error;

/// What is audited.
#[derive(Clone, Debug)]
pub struct Options {
	/// The channels. Empty for all that receipts are known of.
	pub channels: Vec<ChannelId>,
	/// Files and directories with signed receipts. Those in the store are known too.
	pub receipts: Vec<PathBuf>,
	/// The number of batches to look through, from the last one back.
	pub back: u64,
}

/// The channels that are audited, as of a block.
pub struct Audit {
	/// What became of each channel's answers.
	pub channels: Vec<ChannelAudit>,
	/// What refutes batches: one for each.
	cases: Vec<Case>,
	/// The number of receipts in the store that can't be read.
	pub unread_receipts: usize,
	/// Batches whose receipts can't be read.
	pub unread: Vec<BatchId>,
	/// The first batch that was looked at.
	pub first: BatchId,
	/// Why none before could be, if that is so.
	pub no_history: Option<String>,
	/// The number of the block that comes.
	pub next: u64,
}

impl Audit {
	/// Looks for what was settled, from the last batch back, until all that the channels have paid is
	/// accounted for, or the node knows nothing of what was before.
	pub async fn new(chain: &Chain, store: &Store, options: Options) -> Result<Self, Error> {
		let Options { channels, receipts, back } = options;
		let (store, genesis) = (store.clone(), chain.genesis());
		let view = chain.view().await?;
		let reading =
			progress::computing(move || held::load(&store, genesis, &channels, &receipts));
		let held = progress::during("reading receipts", reading).await??;
		let mut audit = Self::of(&view, held).await?;
		audit.look_back(chain, &view, back).await?;
		Ok(audit)
	}

	/// Refutes each batch in which something else was settled than what its operator signed, for at
	/// most `max_tip` as a tip, by default what it earns.
	pub async fn refute(
		&mut self,
		chain: &Chain,
		key: &Key,
		max_tip: Option<Balance>,
	) -> Vec<Refutation> {
		let mut refutations = Vec::new();
		for case in mem::take(&mut self.cases) {
			let batch = case.batch;
			let sending = case.refute(chain, key, max_tip);
			let result = progress::during(format!("refuting batch {batch}"), sending).await;
			refutations.push(Refutation { batch, result });
		}
		refutations
	}

	/// Channels with the receipts that are held of them.
	async fn of(view: &BlockView, held: Held) -> Result<Self, Error> {
		let Held { receipts, unread: unread_receipts } = held;
		let (mut channels, mut reaches) = (Vec::new(), Reaches::default());
		for (id, held) in receipts {
			let info = channel_of(view, id).await?;
			let end = match &info {
				Some(info) => reaches.end_of(view, info).await?,
				None => None,
			};
			let mut channel = ChannelAudit::new(id, info, held);
			channel.end = end;
			channels.push(channel);
		}
		if channels.is_empty() {
			return Err(Error::NothingHeld);
		}
		let next = view.number().saturating_add(1);
		Ok(Self { unread_receipts, ..Self::at(channels, next) })
	}

	/// Channels of which nothing was looked for yet, before block `next`.
	fn at(channels: Vec<ChannelAudit>, next: u64) -> Self {
		let (cases, unread) = (Vec::new(), Vec::new());
		Self { channels, cases, unread_receipts: 0, unread, first: 0, no_history: None, next }
	}

	async fn look_back(&mut self, chain: &Chain, view: &BlockView, most: u64) -> Result<(), Error> {
		let operators: BTreeSet<Account> =
			self.channels.iter().flat_map(ChannelAudit::operators).collect();
		let mut search = Search::new(chain, view).await?;
		self.first = search.end();
		if !self.is_whole() {
			let genesis = chain.genesis();
			let visit = |found| {
				self.look_in(found, genesis);
				match self.is_whole() {
					true => Seen::Enough,
					false => Seen::More,
				}
			};
			let reached = search.back(most, &operators, visit).await?;
			let Reached { first, unknown, no_history } = reached;
			self.unread.extend(unknown);
			(self.first, self.no_history) = (first, no_history);
		}
		let is_to_the_end = self.first == 0 && self.no_history.is_none();
		let all_read = self.unread.is_empty() && (self.is_whole() || is_to_the_end);
		let next = self.next;
		self.channels.iter_mut().for_each(|channel| channel.find_unsettled(all_read, next));
		Ok(())
	}

	fn is_whole(&self) -> bool {
		self.channels.iter().all(ChannelAudit::is_whole)
	}

	/// Takes note of what a batch has of the channels.
	fn look_in(&mut self, found: Found, genesis: H256) {
		let Found { record, settlement, signers } = found;
		let Some(settlement) = settlement else {
			self.unread.push(record.id);
			return;
		};
		let is_pending = record.is_pending(self.next);
		let mut case = None;
		for channel in &mut self.channels {
			let answers: Vec<_> = settlement.of_channel(channel.id).collect();
			if answers.is_empty() {
				continue;
			}
			let mut batch = BatchAudit::of(&record, is_pending);
			for (index, sequence, answer) in answers {
				let Some(settled) = settlement.receipts.get(to_usize(index)) else {
					continue;
				};
				let operator = &record.info.operator;
				let verdict = channel.judge(sequence, settled, operator, &signers);
				if let (Verdict::Substituted { signed, .. }, true) = (&verdict, is_pending) {
					case = case.or_else(|| {
						let settled_batch = settled_batch(&record.info, genesis);
						Case::of(record.id, &settled_batch, &settlement, index, signed)
					});
				}
				let (model, fee) = (answer.model, answer.fee);
				batch.answers.push(Answered { index, sequence, model, fee, verdict });
			}
			channel.batches.push(batch);
		}
		self.cases.extend(case);
		let last = self.channels.iter_mut().filter_map(|channel| channel.batches.last_mut());
		let mut parts: Vec<_> = last.filter(|batch| batch.id == record.id).collect();
		hold_to_commitments(&mut parts, &settlement);
	}

	/// Fails when something else was settled than what was signed, or is committed to, and that is not
	/// refuted now.
	pub fn ensure_as_signed(&self, refutations: &[Refutation]) -> Result<(), Error> {
		let is_refuted = |id: BatchId| refutations.iter().any(|it| it.batch == id && it.is_done());
		let batches = self.channels.iter().flat_map(|channel| &channel.batches);
		let left: Vec<_> =
			batches.filter(|batch| !batch.is_void() && !is_refuted(batch.id)).collect();
		let of = |batch: &&BatchAudit| batch.substituted();
		let answers: usize = left.iter().map(of).sum();
		let pending = left.iter().filter(|batch| batch.is_pending).map(of).sum();
		if answers > 0 {
			return Err(Error::Substituted { answers, pending });
		}
		let mut pending = left.iter().filter(|batch| batch.is_pending);
		match pending.find_map(|batch| Some((batch.id, batch.not_committed()?))) {
			Some((batch, receipt)) => Err(Error::NotCommitted { batch, receipt }),
			None => Ok(()),
		}
	}

	/// Fails when the node knows nothing of batches that may have answers of the channels.
	pub fn ensure_read(&self) -> Result<(), Error> {
		match self.no_history.clone() {
			Some(why) => Err(AuditError::NoHistory(why).into()),
			None => Ok(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{fixtures::channel, *};
	use openledger_client::{
		chain::seen::Settlement,
		fixtures::{
			proof::record as in_history,
			receipt::{key, operator, signed},
		},
		receipts::{search::Record, Signers},
		Error as ClientError,
	};
	use openledger_primitives::{history::Outcome, merkle, receipt::commitment_leaf};
	use sp_core::Blake2Hasher;

	fn audit(channels: Vec<ChannelAudit>) -> Audit {
		Audit { first: 3, ..Audit::at(channels, 75) }
	}

	#[test]
	fn a_node_without_history_should_be_told_of_after_all_else() {
		let mut audit = audit(vec![channel()]);
		assert!(audit.ensure_read().is_ok());
		audit.no_history = Some("it is discarded".to_owned());
		assert!(matches!(
			audit.ensure_read(),
			Err(Error::Client(ClientError::Audit(AuditError::NoHistory(_))))
		));
		let error = audit.ensure_as_signed(&[]).unwrap_err();
		assert!(matches!(error, Error::Substituted { answers: 1, pending: 1 }));
	}

	#[test]
	fn a_batch_of_one_should_be_held_to_what_it_commits_to() {
		let signed = signed(4, 2, 50);
		let held: held::Receipts = [(2, vec![signed.clone()])].into();
		let leaf = commitment_leaf::<Blake2Hasher>;
		for (commitments, is_it) in
			[(leaf(signed.commitment()), true), (leaf(H256::repeat_byte(9)), false)]
		{
			let mut audit = audit(vec![ChannelAudit::new(4, None, held.clone())]);
			let receipts = vec![signed.compact().unwrap()];
			let leaves: Vec<_> = receipts.iter().map(|one| one.leaf::<Blake2Hasher>()).collect();
			let root = merkle::root::<Blake2Hasher>(&leaves).unwrap();
			let mut record = Record::of_history(in_history(Outcome::Settled, root, commitments));
			record.info.operator = operator();
			record.info.finalizable_at = 80;
			let signers = Signers { keys: vec![key().public()], is_certain: true };
			let settlement = Some(Settlement { receipts, commitments });
			audit.look_in(Found { record, settlement, signers }, signed.genesis);
			let found = audit.channels[0].batches[0].not_committed();
			assert_eq!(found, (!is_it).then_some(0));
			match audit.ensure_as_signed(&[]) {
				Ok(()) => assert!(is_it),
				Err(error) => assert!(
					matches!(error, Error::NotCommitted { batch: 9, receipt: 0 }) && !is_it,
					"{error}"
				),
			}
		}
	}
}
