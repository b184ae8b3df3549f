// SPDX-License-Identifier: Apache-2.0

//! Reading best blocks: what their batches' receipts say, and what is revealed.

use std::{
	collections::{BTreeMap, BTreeSet},
	mem,
};

use futures::{stream, StreamExt};
use openledger_client::{
	chain::{
		seen::{BlockCalls, RevealedCall},
		BlockView, Chain,
	},
	progress,
};
use openledger_primitives::{receipt::CompactReceipt, BatchId};

use super::{
	answers::News,
	batches::{Answered, Receipts, Refuting},
	blocks::Head,
	known::Audited,
	Watch,
};
use crate::{report::Report, Error, Note, SpanRef};

/// Blocks that are read in one go, so that what was found in them is seen to before the next.
const AT_ONCE: u64 = 64;
/// Blocks that are fetched at the same time.
const FETCHED: usize = 8;
impl Watch<'_> {
	/// Looks at what the best block brings. Returns at once when it is the same as before.
	pub(super) async fn poll(&mut self, chain: &Chain) -> Result<(), Error> {
		let (_, hash) = chain.head().await?;
		if self.blocks.heads.last().is_some_and(|head| head.hash == hash) {
			return Ok(());
		}
		let view = chain.view_of(hash).await?;
		self.blocks.number = view.number();
		self.blocks.terms = Some(view.terms().await?);
		if !self.blocks.leave_branch(chain, &mut self.batches).await? {
			self.corpora.clear();
		}
		let first_pending = view.first_pending().await?;
		self.scan(first_pending).await?;
		let (setup, batches) = (&self.setup, &mut self.batches);
		self.blocks.discover(&view, first_pending, setup, batches).await?;
		self.match_news(chain, &view).await?;
		self.read_blocks(chain, &view).await?;
		self.close();
		self.check_refuted(&view).await?;
		self.check_demands(chain, &view).await?;
		if !self.blocks.is_behind() {
			self.journal.state.last = Some((self.blocks.number, hash));
		}
		self.journal.save()?;
		Ok(())
	}

	/// Reads what is new in files.
	async fn scan(&mut self, first_pending: BatchId) -> Result<(), Error> {
		let mut answers = mem::take(&mut self.files.answers);
		let (answers, news) = progress::computing(move || {
			let news = answers.scan(first_pending);
			(answers, news)
		})
		.await?;
		self.files.answers = answers;
		if !news.receipts.is_empty() || !news.outputs.is_empty() {
			let (receipts, outputs) = self.files.answers.counts();
			self.tally.note(Note::Known { receipts, outputs });
		}
		self.files.news.receipts.extend(news.receipts);
		self.files.news.outputs.extend(news.outputs);
		Ok(())
	}

	/// Reads blocks that were not read yet: some of them, if they are many.
	async fn read_blocks(&mut self, chain: &Chain, view: &BlockView) -> Result<(), Error> {
		let first = self.blocks.next_block.unwrap_or_default();
		let last = self.blocks.number.min(first.saturating_add(AT_ONCE - 1));
		if first > last {
			self.blocks.remember(Head {
				number: view.number(),
				hash: view.hash(),
				next_batch: self.blocks.next_batch,
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
		let left = self.blocks.number - first + 1;
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
			self.blocks.next_block = Some(number.saturating_add(1));
			hash = its_hash;
		}
		drop(read);
		if let Some(bar) = bar {
			bar.finish();
		}
		if let Some(hash) = hash {
			// The batches are those of the view, and not of another block.
			let next_batch = self.blocks.next_batch.filter(|_| hash == view.hash());
			self.blocks.remember(Head { number: last, hash, next_batch });
		}
		Ok(())
	}

	/// Takes note of what the calls of a block say. `ids` are the batches that were settled in it.
	fn read_block(&mut self, number: u64, ids: &[BatchId], calls: BlockCalls) {
		self.tally.totals.blocks += 1;
		for id in ids {
			let Some(watched) = self.batches.get_mut(id) else { continue };
			let Some(settlement) = calls.settlement_of(&watched.info) else {
				watched.receipts = Receipts::Unseen;
				self.tally.totals.batches += 1;
				let (batch, block, unread) = (*id, number, calls.unread);
				self.tally.report(Report::Unseen { batch, block, unread });
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
		let is_wanted = |model| self.setup.is_watched(model);
		if !watched.models().iter().any(|model| is_wanted(*model)) {
			self.batches.remove(&id);
			return;
		}
		self.tally.totals.batches += 1;
		self.tally.totals.receipts +=
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
			let is_wanted = self.setup.is_watched(settled.answer.model);
			let known = watched.identify(settled, &self.files.answers).filter(|_| is_wanted);
			let Some(known) = known else { continue };
			let is_other = !known.follows && known.signature.is_none();
			if watched.learn(number, known) && is_other {
				self.tally.report(Report::OtherReceipt { batch: id, receipt: number });
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
		self.tally.found(id, number, &proof);
		watched.refuting = Some(Refuting::new(number, Box::new(proof)));
	}

	fn read_revealed(&mut self, call: RevealedCall) {
		let id = call.batch;
		let span = SpanRef { batch: id, receipt: call.exhibit.index, span: call.span };
		if let Some(watched) = self.batches.get_mut(&id) {
			// Another batch may have had this number, in a block that was replaced.
			let made = self.journal.state.demands.get(&span);
			let is_asked = made.is_some_and(|made| made.roots.is_of(&watched.info));
			if watched.take_revealed(call) && is_asked {
				self.demands.take_shown(span);
			}
		}
		self.look_for_contradiction(id);
	}

	/// Finds receipts and outputs that are known now among those that were read before.
	async fn match_news(&mut self, chain: &Chain, view: &BlockView) -> Result<(), Error> {
		let news = &self.files.news;
		let receipts: Vec<_> =
			news.receipts.iter().filter_map(|one| self.files.answers.receipt(*one)).collect();
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
		self.files.news = News::default();
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
		let (number, next) = (self.blocks.number, self.blocks.next());
		self.batches.retain(|_, watched| !watched.is_closed(next));
		self.journal.state.drawn.retain(|_, drawn| u64::from(drawn.finalizable_at) > number);
	}
}
