// SPDX-License-Identifier: Apache-2.0

//! Following best blocks: which batches there are, what their receipts say, what is revealed.

use std::collections::{BTreeMap, BTreeSet};

use codec::Encode;
use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{receipt::CompactReceipt, BatchId, ModelId};
use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::{
	answers::News,
	batches::{Answered, Receipts, Refuting, Watched},
	known::Audited,
	state::SpanRef,
	Watch,
};
use crate::error::Error;
use openledger_client::progress;
use openledger_client::{
	account::Account,
	chain::{
		seen::{BlockCalls, RevealedCall},
		BlockView, Chain, CONCURRENT,
	},
	convert::to_u64,
	text::count,
};

/// Blocks that are read in one go, so that what was found in them is seen to before the next.
const AT_ONCE: u64 = 64;
/// Blocks that are fetched at the same time.
const FETCHED: usize = 8;
/// Blocks that are remembered, to see whether they were replaced.
const REMEMBERED: usize = 512;
/// From so many batches on, their number is shown while they are read.
const MANY: usize = 200;

/// A block up to which all was read.
pub struct Head {
	number: u64,
	hash: H256,
	/// The id that the next batch had there, where that is known.
	next_batch: Option<BatchId>,
}

impl Watch<'_> {
	/// Looks at what the best block brings. Returns at once when it is the same as before.
	pub(super) async fn poll(&mut self, chain: &Chain) -> Result<(), Error> {
		let (_, hash) = chain.head().await?;
		if self.heads.last().is_some_and(|head| head.hash == hash) {
			return Ok(());
		}
		let view = chain.view_of(hash).await?;
		self.number = view.number();
		self.terms = Some(view.terms().await?);
		self.leave_branch(chain).await?;
		let first_pending = view.first_pending().await?;
		self.scan(first_pending).await?;
		self.discover(&view, first_pending).await?;
		self.match_news(chain, &view).await?;
		self.read_blocks(chain, &view).await?;
		self.close();
		self.check_refuted(&view).await?;
		self.check_demands(chain, &view).await?;
		if !self.is_behind() {
			self.journal.state.last = Some((self.number, hash));
		}
		self.journal.save()?;
		Ok(())
	}

	/// Whether there are blocks that were not read.
	pub(super) fn is_behind(&self) -> bool {
		self.next_block.is_none_or(|next| next <= self.number)
	}

	/// Forgets what was read in blocks that were replaced.
	async fn leave_branch(&mut self, chain: &Chain) -> Result<(), Error> {
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
			return Ok(());
		}
		self.searched = None;
		let Some(Head { number, next_batch, .. }) = self.heads.last() else {
			// Nothing is left of the chain that was followed.
			self.batches.clear();
			self.models.clear();
			(self.next_batch, self.next_block) = (None, None);
			return Ok(());
		};
		let number = *number;
		(self.next_batch, self.next_block) = (*next_batch, Some(number.saturating_add(1)));
		self.batches.retain(|_, watched| u64::from(watched.info.settled_at) <= number);
		Ok(())
	}

	/// Reads what is new in files.
	async fn scan(&mut self, first_pending: BatchId) -> Result<(), Error> {
		let mut answers = std::mem::take(&mut self.answers);
		let (answers, news) = progress::computing(move || {
			let news = answers.scan(first_pending);
			(answers, news)
		})
		.await?;
		self.answers = answers;
		if !news.receipts.is_empty() || !news.outputs.is_empty() {
			let (receipts, outputs) = self.answers.counts();
			let (receipts, outputs) = (count(receipts, "receipt"), count(outputs, "output"));
			self.report.note(&format!("{receipts} and {outputs} are known"));
		}
		self.news.receipts.extend(news.receipts);
		self.news.outputs.extend(news.outputs);
		Ok(())
	}

	/// Finds batches that were not known.
	async fn discover(&mut self, view: &BlockView, first_pending: BatchId) -> Result<(), Error> {
		let end = view.counts().await?.batches;
		let first = self.next_batch.unwrap_or(first_pending);
		let ids: Vec<_> = (first..end).filter(|id| !self.batches.contains_key(id)).collect();
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
		let from = self.options.from.unwrap_or_default();
		for (id, info) in found {
			let Some(info) = info.filter(|info| !info.is_void) else { continue };
			let watched = Watched::new(info, self.genesis);
			let is_new = u64::from(watched.info.settled_at) >= from;
			if is_new && !watched.is_closed(next) {
				self.batches.insert(id, watched);
			}
		}
		self.next_batch = Some(end);
		self.searched = Some((view.number(), view.hash()));
		if self.next_block.is_none() {
			let earliest = self.batches.values().map(|watched| watched.info.settled_at).min();
			self.next_block = Some(earliest.map_or(next, u64::from));
		}
		Ok(())
	}

	/// Reads blocks that were not read yet: some of them, if they are many.
	async fn read_blocks(&mut self, chain: &Chain, view: &BlockView) -> Result<(), Error> {
		let first = self.next_block.unwrap_or_default();
		let last = self.number.min(first.saturating_add(AT_ONCE - 1));
		if first > last {
			self.remember(Head {
				number: view.number(),
				hash: view.hash(),
				next_batch: self.next_batch,
			});
			return Ok(());
		}
		let mut by_block: BTreeMap<u64, Vec<BatchId>> = BTreeMap::new();
		for (id, watched) in &self.batches {
			if matches!(watched.receipts, Receipts::Unread) {
				by_block.entry(watched.info.settled_at.into()).or_default().push(*id);
			}
		}
		let blocks = last - first + 1;
		let left = self.number - first + 1;
		let bar = (blocks > 1).then(|| progress::spinner(format!("catching up: {left} blocks")));
		let mut read = stream::iter(first..=last)
			.map(|number| async move {
				let hash = chain.hash_of(number).await?;
				let calls = match hash {
					Some(hash) => chain.calls_in(hash, view).await?,
					None => None,
				};
				Ok::<_, Error>((number, hash, calls))
			})
			.buffered(FETCHED);
		let mut hash = None;
		while let Some(block) = read.next().await {
			let (number, its_hash, calls) = block?;
			let ids = by_block.remove(&number).unwrap_or_default();
			self.read_block(number, &ids, calls.unwrap_or_default());
			self.next_block = Some(number.saturating_add(1));
			hash = its_hash;
		}
		drop(read);
		if let Some(bar) = bar {
			bar.finish();
		}
		if let Some(hash) = hash {
			// The batches are those of the view, and not of another block.
			let next_batch = self.next_batch.filter(|_| hash == view.hash());
			self.remember(Head { number: last, hash, next_batch });
		}
		Ok(())
	}

	fn remember(&mut self, head: Head) {
		self.heads.push(head);
		if self.heads.len() > REMEMBERED {
			self.heads.remove(0);
		}
	}

	/// Takes note of what the calls of a block say. `ids` are the batches that were settled in it.
	fn read_block(&mut self, number: u64, ids: &[BatchId], calls: BlockCalls) {
		self.report.totals.blocks += 1;
		for id in ids {
			let Some(watched) = self.batches.get_mut(id) else { continue };
			let Some(settlement) = calls.settlement_of(&watched.info) else {
				watched.receipts = Receipts::Unseen;
				self.report.totals.batches += 1;
				self.report.unseen(*id, number, calls.unread);
				continue;
			};
			self.read_settlement(*id, &settlement.receipts);
		}
		for call in calls.revealed {
			self.read_revealed(call);
		}
	}

	/// Takes note of the receipts of a batch, if they are of models that are watched.
	fn read_settlement(&mut self, id: BatchId, receipts: &[CompactReceipt]) {
		let Some(watched) = self.batches.get_mut(&id) else { return };
		watched.receipts = Receipts::Seen(Answered::by(receipts));
		let is_wanted = |model| is_watched(&self.options.models, model);
		if !watched.models().iter().any(|model| is_wanted(*model)) {
			self.batches.remove(&id);
			return;
		}
		self.report.totals.batches += 1;
		self.report.totals.receipts +=
			receipts.iter().filter(|receipt| is_wanted(receipt.answer.model)).count();
		self.identify(id, (0u32..).zip(receipts));
		self.draw(id, receipts);
	}

	/// Finds the receipts of answers of a batch among those that are known.
	fn identify<'r>(
		&mut self,
		id: BatchId,
		settled: impl Iterator<Item = (u32, &'r CompactReceipt)>,
	) {
		let Some(watched) = self.batches.get_mut(&id) else { return };
		for (number, settled) in settled {
			let is_wanted = is_watched(&self.options.models, settled.answer.model);
			let known = watched.identify(settled, &self.answers).filter(|_| is_wanted);
			let Some(known) = known else { continue };
			let is_other = !known.follows && known.signature.is_none();
			if watched.learn(number, known) && is_other {
				self.report.other_receipt(id, number);
			}
		}
		self.look_for_contradiction(id);
	}

	/// Refutes a batch in which something else was settled than what its operator has signed, or
	/// commits to.
	fn look_for_contradiction(&mut self, id: BatchId) {
		let Some(watched) = self.batches.get_mut(&id) else { return };
		if watched.refuting.is_some() {
			return;
		}
		let Some((number, proof)) = watched.contradiction() else { return };
		self.report.found(id, number, &proof, proof.encoded_size());
		watched.refuting = Some(Refuting::new(number, Box::new(proof)));
	}

	fn read_revealed(&mut self, call: RevealedCall) {
		let id = call.batch;
		let place = SpanRef { batch: id, receipt: call.exhibit.index, span: call.span };
		if let Some(watched) = self.batches.get_mut(&id) {
			// Another batch may have had this number, in a block that was replaced.
			let made = self.journal.state.demands.get(&place);
			let is_asked = made.is_some_and(|made| made.roots.is_of(&watched.info));
			if watched.take_revealed(call) && is_asked {
				self.shown.insert(place);
			}
		}
		self.look_for_contradiction(id);
	}

	/// Finds receipts and outputs that are known now among those that were read before.
	async fn match_news(&mut self, chain: &Chain, view: &BlockView) -> Result<(), Error> {
		let news = &self.news;
		let receipts: Vec<_> =
			news.receipts.iter().filter_map(|one| self.answers.receipt(*one)).collect();
		let mut numbers: BTreeMap<BatchId, BTreeSet<u32>> = BTreeMap::new();
		for (id, watched) in &mut self.batches {
			for known in watched.known.values_mut() {
				let is_news = news.outputs.contains(&known.receipt.output_root);
				if is_news && known.audited == Audited::Partly {
					known.audited = Audited::No;
				}
			}
			for held in &receipts {
				let number = watched.number_of(&held.receipt);
				if let Some(number) = number.filter(|number| watched.is_news(*number, held)) {
					numbers.entry(*id).or_default().insert(number);
				}
			}
		}
		for (id, numbers) in numbers {
			self.read_again(chain, view, id, &numbers).await?;
		}
		// Not before: when the node goes away meanwhile, they are still news.
		self.news = News::default();
		Ok(())
	}

	/// Reads receipts of a batch whose block was read before.
	async fn read_again(
		&mut self,
		chain: &Chain,
		view: &BlockView,
		id: BatchId,
		numbers: &BTreeSet<u32>,
	) -> Result<(), Error> {
		let Some(watched) = self.batches.get(&id) else { return Ok(()) };
		let Some(hash) = chain.hash_of(watched.info.settled_at.into()).await? else {
			return Ok(());
		};
		let calls = chain.calls_in(hash, view).await?.unwrap_or_default();
		let settlement = self.batches.get(&id).and_then(|it| calls.settlement_of(&it.info));
		let receipts = settlement.map(|settlement| settlement.receipts).unwrap_or_default();
		let settled = (0u32..).zip(&receipts).filter(|(number, _)| numbers.contains(number));
		self.identify(id, settled);
		Ok(())
	}

	/// Forgets batches that can't be refuted any more.
	fn close(&mut self) {
		let (number, next) = (self.number, self.number.saturating_add(1));
		self.batches.retain(|_, watched| !watched.is_closed(next));
		self.journal.state.drawn.retain(|_, drawn| u64::from(drawn.finalizable_at) > number);
	}
}

/// Whether receipts of a model are watched. Where none is named, those of all are.
pub fn is_watched(models: &[ModelId], model: ModelId) -> bool {
	models.is_empty() || models.contains(&model)
}
