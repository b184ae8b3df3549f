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
	verdict::{Answered, BatchAudit, ChannelAudit, Verdict},
};
use crate::{
	account::Account,
	args::AuditBatch,
	chain::{settled_batch, Chain, View},
	commands::receipt::{
		channel_of,
		search::{Found, Search, Seen},
	},
	context::Context,
	convert::to_usize,
	error::{AuditError, Error},
	output::{count, progress},
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
	context.show(show::to_json(&audit, &refutations), || show::to_text(&audit, &refutations));
	audit.ensure_as_signed(&refutations)
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
	/// The block that comes.
	next: u64,
}

impl Audit {
	/// Channels with the receipts that are held of them.
	async fn of(view: &View, receipts: BTreeMap<ChannelId, held::Receipts>) -> Result<Self, Error> {
		let mut channels = Vec::new();
		for (id, held) in receipts {
			let info = channel_of(view, id).await?;
			channels.push(ChannelAudit::new(id, info, held));
		}
		if channels.is_empty() {
			return Err(AuditError::NothingHeld.into());
		}
		let next = view.number().saturating_add(1);
		Ok(Self { channels, cases: Vec::new(), unread: Vec::new(), first: 0, next })
	}

	/// Looks for what was settled, from the last batch back, until all that the channels have paid is
	/// accounted for.
	async fn look_back(&mut self, chain: &Chain, view: &View, most: u64) -> Result<(), Error> {
		let operators: BTreeSet<Account> =
			self.channels.iter().filter_map(|channel| channel.operator.clone()).collect();
		let mut search = Search::new(chain, view).await?;
		self.first = search.end();
		if !self.is_whole() {
			let genesis = chain.genesis();
			self.first = search
				.back(most, &operators, |found| {
					self.look_in(found, genesis);
					if self.is_whole() {
						Seen::Enough
					} else {
						Seen::More
					}
				})
				.await?;
		}
		let is_whole = self.is_whole();
		let all_read = self.unread.is_empty() && (is_whole || self.first == 0);
		self.channels.iter_mut().for_each(|channel| channel.find_unsettled(all_read));
		Ok(())
	}

	fn is_whole(&self) -> bool {
		self.channels.iter().all(ChannelAudit::is_whole)
	}

	/// Takes note of what a batch has of the channels.
	fn look_in(&mut self, found: Found, genesis: H256) {
		let Found { record, settlement } = found;
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
				let verdict = channel.judge(sequence, settled, &record.info.signers);
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
	}

	/// Fails when something else was settled than what was signed, and that is not refuted now.
	fn ensure_as_signed(&self, refutations: &[Refutation]) -> Result<(), Error> {
		let is_refuted = |id: BatchId| refutations.iter().any(|it| it.batch == id && it.is_done());
		let batches = self.channels.iter().flat_map(|channel| &channel.batches);
		let left: Vec<_> =
			batches.filter(|batch| !batch.is_void() && !is_refuted(batch.id)).collect();
		let of = |batch: &&BatchAudit| batch.substituted();
		let answers: usize = left.iter().map(of).sum();
		let pending = left.iter().filter(|batch| batch.is_pending).map(of).sum();
		match answers {
			0 => Ok(()),
			_ => Err(AuditError::Substituted { answers, pending }.into()),
		}
	}
}
