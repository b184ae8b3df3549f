// SPDX-License-Identifier: Apache-2.0

//! `openledger batch audit`
//!
//! Holds what a payer's channels were charged for against the receipts that their operators signed.
//!
//! - [`held`]: the receipts that there are.
//! - [`verdict`]: what was settled, and whether it is what was signed.
//! - [`refute`]: what is done where it is not.
//! - [`show`]: how that is told.

mod held;
mod refute;
mod show;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use openledger_primitives::{BatchId, ChannelId};
use sp_core::H256;

use self::{
	held::Held,
	refute::{Case, Refutation},
	verdict::{hold_to_commitments, Answered, BatchAudit, ChannelAudit, Verdict},
};
use crate::{
	args::AuditBatch,
	commands::receipt::{
		channel_of,
		search::{Found, Reached, Search, Seen},
	},
	context::Context,
	error::Error,
};
use openledger_client::progress;
use openledger_client::{
	account::Account,
	chain::{ending::Reaches, settled_batch, BlockView, Chain},
	convert::to_usize,
	error::AuditError,
	files::batch::name,
	text::count,
};

pub async fn run(context: &Context, args: AuditBatch) -> Result<(), Error> {
	let key = args.refute.then(|| context.key()).transpose()?;
	let (store, chain) = (context.store()?, context.chain().await?);
	let genesis = chain.genesis();
	let view = chain.view().await?;
	let (chosen, paths) = (args.channels.clone(), args.receipts.clone());
	let reading = progress::computing(move || held::load(&store, genesis, &chosen, &paths));
	let Held { receipts, unread } = progress::during("reading receipts", reading).await??;
	if unread > 0 {
		context.note(&format!("{} can't be read, and left out", count(unread, "receipt")));
	}
	let mut audit = Audit::of(&view, receipts).await?;
	audit.paths = args.receipts.iter().map(|path| name(path)).collect();
	audit.look_back(&chain, &view, args.back).await?;
	let mut refutations = Vec::new();
	if let Some(key) = key {
		for case in std::mem::take(&mut audit.cases) {
			let batch = case.batch;
			let sending = case.refute(&chain, &key, args.max_tip);
			let result = progress::during(format!("refuting batch {batch}"), sending).await;
			refutations.push(Refutation { batch, result });
		}
	}
	context.show_json(show::to_json(&audit, &refutations), || show::to_text(&audit, &refutations));
	audit.ensure_as_signed(&refutations)?;
	audit.ensure_read()
}

/// The channels that are audited, as of a block.
pub struct Audit {
	channels: Vec<ChannelAudit>,
	/// What refutes batches: one for each.
	cases: Vec<Case>,
	/// Batches whose receipts can't be read.
	unread: Vec<BatchId>,
	/// The first batch that was looked at.
	first: BatchId,
	/// Why none before could be, if that is so.
	no_history: Option<String>,
	/// Where receipts are besides the store.
	paths: Vec<String>,
	/// The block that comes.
	next: u64,
}

impl Audit {
	/// Channels with the receipts that are held of them.
	async fn of(
		view: &BlockView,
		receipts: BTreeMap<ChannelId, held::Receipts>,
	) -> Result<Self, Error> {
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
			return Err(AuditError::NothingHeld.into());
		}
		let next = view.number().saturating_add(1);
		let (cases, unread, paths) = (Vec::new(), Vec::new(), Vec::new());
		Ok(Self { channels, cases, unread, first: 0, no_history: None, paths, next })
	}

	/// Looks for what was settled, from the last batch back, until all that the channels have paid is
	/// accounted for, or the node knows nothing of what was before.
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
	fn ensure_as_signed(&self, refutations: &[Refutation]) -> Result<(), Error> {
		let is_refuted = |id: BatchId| refutations.iter().any(|it| it.batch == id && it.is_done());
		let batches = self.channels.iter().flat_map(|channel| &channel.batches);
		let left: Vec<_> =
			batches.filter(|batch| !batch.is_void() && !is_refuted(batch.id)).collect();
		let of = |batch: &&BatchAudit| batch.substituted();
		let answers: usize = left.iter().map(of).sum();
		let pending = left.iter().filter(|batch| batch.is_pending).map(of).sum();
		if answers > 0 {
			return Err(AuditError::Substituted { answers, pending }.into());
		}
		let mut pending = left.iter().filter(|batch| batch.is_pending);
		match pending.find_map(|batch| Some((batch.id, batch.not_committed()?))) {
			Some((batch, receipt)) => Err(AuditError::NotCommitted { batch, receipt }.into()),
			None => Ok(()),
		}
	}

	/// Fails when the node knows nothing of batches that may have answers of the channels.
	fn ensure_read(&self) -> Result<(), Error> {
		match self.no_history.clone() {
			Some(why) => Err(AuditError::NoHistory(why).into()),
			None => Ok(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{verdict::tests::audit as channel, *};
	use crate::commands::receipt::{search::Record, Signers};
	use openledger_client::Error as ClientError;
	use openledger_client::{
		chain::seen::Settlement,
		fixtures::{
			proof::record as in_history,
			receipt::{key, operator, signed},
		},
	};
	use openledger_primitives::{history::Outcome, merkle, receipt::commitment_leaf};
	use sp_core::Blake2Hasher;

	fn audit(channels: Vec<ChannelAudit>) -> Audit {
		let (cases, unread, paths) = (Vec::new(), Vec::new(), Vec::new());
		Audit { channels, cases, unread, first: 3, no_history: None, paths, next: 75 }
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
		assert!(matches!(
			error,
			Error::Client(ClientError::Audit(AuditError::Substituted { answers: 1, pending: 1 }))
		));
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
					matches!(
						error,
						Error::Client(ClientError::Audit(AuditError::NotCommitted {
							batch: 9,
							receipt: 0
						}))
					) && !is_it,
					"{error}"
				),
			}
		}
	}
}
