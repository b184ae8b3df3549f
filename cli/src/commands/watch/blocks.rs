// SPDX-License-Identifier: Apache-2.0

//! Following best blocks: which batches there are, what their receipts say, what is revealed.

use std::collections::{BTreeMap, HashMap};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::BatchId;
use openledger_runtime_api::BatchInfo;
use sp_core::H256;

use super::{
	answers::News,
	batches::{receipts_of, Audited, Commitments, Known, Receipts, Watched},
	state::Place,
	Watch,
};
use crate::{
	account::Account,
	chain::{
		seen::{BlockCalls, RevealedCall},
		Chain, View, CONCURRENT,
	},
	convert::to_u64,
	error::Error,
	output::{count, progress},
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
	pub(super) async fn look(&mut self, chain: &Chain) -> Result<(), Error> {
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
			self.kept.state.last = Some((self.number, hash));
		}
		self.kept.save()?;
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
	async fn discover(&mut self, view: &View, first_pending: BatchId) -> Result<(), Error> {
		let end = view.counts().await?.3;
		let first = self.next_batch.unwrap_or(first_pending);
		let ids: Vec<_> = (first..end).filter(|id| !self.batches.contains_key(id)).collect();
		let bar = (ids.len() >= MANY).then(|| progress::bar(to_u64(ids.len()), "reading batches"));
		let bar = bar.as_ref();
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
		if let Some(bar) = bar {
			bar.finish_and_clear();
		}
		let next = view.number().saturating_add(1);
		let (models, from) = (&self.options.models, self.options.from.unwrap_or_default());
		for (id, info) in found {
			let Some(info) = info.filter(|info| !info.is_void) else { continue };
			let is_wanted = models.is_empty() || models.contains(&info.model);
			let watched = Watched::new(info);
			let is_new = u64::from(watched.info.settled_at) >= from;
			if is_wanted && is_new && !watched.is_closed(next) {
				self.report.totals.batches += 1;
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
	async fn read_blocks(&mut self, chain: &Chain, view: &View) -> Result<(), Error> {
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
			bar.finish_and_clear();
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
			let found = match self.batches.get_mut(id) {
				Some(watched) => {
					let found = receipts_of(&watched.info, &calls);
					watched.receipts = match &found {
						Some(receipts) => Receipts::Seen(Commitments::of(receipts)),
						None => Receipts::Unseen,
					};
					found
				}
				None => continue,
			};
			let Some(receipts) = found else {
				self.report.unseen(*id, number, calls.unread);
				continue;
			};
			self.report.totals.receipts += receipts.len();
			if let Some(watched) = self.batches.get_mut(id) {
				for (number, settled) in (0u32..).zip(&receipts) {
					if let Some(receipt) = self.answers.receipt(settled.commitment) {
						let known = Known::new(receipt.clone(), settled.clone());
						watched.known.entry(number).or_insert(known);
					}
				}
			}
			self.draw(*id, &receipts);
		}
		for call in calls.revealed {
			self.read_revealed(call);
		}
	}

	fn read_revealed(&mut self, call: RevealedCall) {
		let place = Place { batch: call.batch, receipt: call.exhibit.index, span: call.span };
		let is_shown = match self.batches.get_mut(&call.batch) {
			Some(watched) => watched.take_revealed(call),
			None => false,
		};
		if is_shown && self.kept.state.demands.contains_key(&place) {
			self.shown.insert(place);
		}
	}

	/// Finds receipts and outputs that are known now among those that were read before.
	async fn match_news(&mut self, chain: &Chain, view: &View) -> Result<(), Error> {
		let news = &self.news;
		let mut numbers: HashMap<BatchId, Vec<u32>> = HashMap::new();
		for (id, watched) in &mut self.batches {
			for known in watched.known.values_mut() {
				let is_news = news.outputs.contains(&known.receipt.output_root);
				if is_news && known.audited == Audited::Partly {
					known.audited = Audited::No;
				}
			}
			let Receipts::Seen(commitments) = &watched.receipts else { continue };
			let all = news.receipts.iter().flat_map(|known| commitments.numbers(*known));
			let new: Vec<_> = all.filter(|number| !watched.known.contains_key(number)).collect();
			if !new.is_empty() {
				numbers.insert(*id, new);
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
		view: &View,
		id: BatchId,
		numbers: &[u32],
	) -> Result<(), Error> {
		let Some(watched) = self.batches.get_mut(&id) else { return Ok(()) };
		let Some(hash) = chain.hash_of(watched.info.settled_at.into()).await? else {
			return Ok(());
		};
		let calls = chain.calls_in(hash, view).await?.unwrap_or_default();
		let receipts = receipts_of(&watched.info, &calls).unwrap_or_default();
		for number in numbers {
			let settled = usize::try_from(*number).ok().and_then(|at| receipts.get(at));
			let Some(settled) = settled else { continue };
			if let Some(receipt) = self.answers.receipt(settled.commitment) {
				let known = Known::new(receipt.clone(), settled.clone());
				watched.known.entry(*number).or_insert(known);
			}
		}
		Ok(())
	}

	/// Forgets batches that can't be refuted any more.
	fn close(&mut self) {
		let (number, next) = (self.number, self.number.saturating_add(1));
		self.batches.retain(|_, watched| !watched.is_closed(next));
		self.kept.state.drawn.retain(|_, drawn| u64::from(drawn.due) > number);
	}
}
