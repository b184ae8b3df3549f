// SPDX-License-Identifier: Apache-2.0

//! A responder at work, on the chain of one node after the other.

use std::{collections::BTreeMap, mem, sync::Arc, time::Duration};

use futures::{
	future::BoxFuture,
	stream::{FuturesUnordered, StreamExt},
};
use openledger_attributor::Index;
use openledger_client::{
	account::Account,
	chain::{
		events::{Events, ReceiptRevealed},
		BlockView, Chain, Found, Until, Urgency,
	},
	files,
	json::Planck,
	keys::Key,
	progress,
	settlement::finalize::ensure_was,
	store::Store,
};
use openledger_primitives::{Balance, BatchId};
use openledger_runtime_api::{BatchInfo, DemandInfo};

use super::{
	answers::{Answers, Exhibits},
	demands::{Demands, Place, State},
	group::{groups, Answer, Group, MOST},
	texts::{self, Got, Text, Texts},
	Answered, Options,
};
use crate::{
	report::{Note, Report, Revealed},
	urgency::slashed,
	Error, Reporter, SpanRef,
};

/// How often the chain is asked for new demands.
const POLL: Duration = Duration::from_secs(1);
/// Transactions that are under way at the same time.
const UNDER_WAY: usize = 64;

/// What is under way: nothing waits for it.
type Jobs<'j> = FuturesUnordered<BoxFuture<'j, Done>>;

/// What was under way, and has ended.
enum Done {
	Texts(Got),
	Sent { places: Vec<Place>, result: Result<Events, Error> },
}

/// What the chain has of the batch.
enum Polled {
	/// The number of demands that are not answered yet.
	Open(usize),
	/// No demand can be answered any more.
	Closed(&'static str),
}

/// The answers to the demands about one batch.
pub struct Session<'r> {
	reporter: &'r dyn Reporter,
	key: Key,
	store: Store,
	options: Options,
	answers: Arc<Answers>,
	/// Once it is certain.
	batch: Option<BatchId>,
	texts: Texts,
	exhibits: Exhibits,
	demands: Demands,
}

impl<'r> Session<'r> {
	pub async fn new(
		reporter: &'r dyn Reporter,
		key: Key,
		store: Store,
		options: Options,
		answers: Answers,
	) -> Result<Self, Error> {
		Ok(Self {
			reporter,
			key,
			store,
			options,
			answers: Arc::new(answers),
			batch: None,
			texts: Texts::new().await?,
			exhibits: Exhibits::default(),
			demands: Demands::default(),
		})
	}

	/// Whether it goes on when the node goes away.
	pub fn follows(&self) -> bool {
		self.options.follow
	}

	/// What came of it all, where `unanswered` demands could not be answered.
	pub fn outcome(&self, unanswered: usize) -> Answered {
		Answered { batch: self.batch, revealed: self.demands.revealed(), unanswered }
	}

	/// Answers what is demanded, until nothing more can be; or, where it does not follow, until all
	/// that there is was answered. Returns how many could not be.
	pub async fn run(&mut self, chain: &Chain) -> Result<usize, Error> {
		let batch = self.identify(chain).await?;
		let mut jobs = Jobs::new();
		let mut seen = None;
		let mut polled = Polled::Open(0);
		loop {
			let (_, head) = chain.head().await?;
			let is_new = seen.replace(head) != Some(head);
			if is_new || jobs.is_empty() {
				let view = chain.view_of(head).await?;
				polled = self.poll(chain, &view, batch, &mut jobs).await?;
			}
			if jobs.is_empty() {
				match polled {
					// A best block may be replaced: what is over there may still be pending.
					Polled::Closed(_)
						if self.options.follow && self.is_pending(chain, batch).await? => {}
					Polled::Closed(why) => {
						self.reporter.note(&Note::Over { batch, why });
						return Ok(0);
					}
					// What was answered is waited for until it is where the node says it is.
					Polled::Open(left) if !self.options.follow && self.demands.is_settled() => {
						return Ok(left);
					}
					Polled::Open(_) => {}
				}
			}
			tokio::select! {
				Some(done) = jobs.next(), if !jobs.is_empty() => {
					let number = chain.best().await?;
					self.take_note(batch, number, done)?;
				}
				() = tokio::time::sleep(POLL) => {}
			}
		}
	}

	/// Whether it is known that there is a batch.
	pub fn has_batch(&self) -> bool {
		self.batch.or(self.answers.batch).is_some()
	}

	/// Whether a batch can still be challenged, as far as that is final.
	async fn is_pending(&self, chain: &Chain, batch: BatchId) -> Result<bool, Error> {
		let view = chain.view().await?;
		let next = view.number().saturating_add(1);
		let info = view.batch(batch).await?.filter(|info| self.answers.are_of(info));
		Ok(info.is_some_and(|info| !info.is_void && next < u64::from(info.finalizable_at)))
	}

	/// The batch of the receipts: the one in the file, or, where the file does not know it, the one
	/// that is on the chain.
	async fn identify(&mut self, chain: &Chain) -> Result<BatchId, Error> {
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

	/// Looks for demands, and begins to answer those that can be.
	async fn poll<'j>(
		&mut self,
		chain: &'j Chain,
		view: &BlockView,
		batch: BatchId,
		jobs: &mut Jobs<'j>,
	) -> Result<Polled, Error> {
		let Some(info) = view.batch(batch).await? else {
			ensure_was(view, batch).await?;
			return Ok(Polled::Closed("is final, or was paid back"));
		};
		if !self.answers.are_of(&info) {
			let path = files::batch::name(&self.options.path);
			return Err(Error::OtherBatch { path, batch });
		}
		if info.is_void {
			return Ok(Polled::Closed("was refuted"));
		}
		let number = view.number();
		let next = number.saturating_add(1);
		if next >= u64::from(info.finalizable_at) {
			return Ok(Polled::Closed("can be finalized"));
		}
		let mut demands = view.demands(batch).await?;
		self.demands.settle(&demands, number);
		let left = demands.len();
		let mut lost = Vec::new();
		demands.retain(|demand| match self.demands.state_of(demand, next) {
			State::Open => true,
			State::UnderWay => false,
			State::Lost(reason) => {
				lost.push((demand.clone(), reason));
				false
			}
		});
		for (demand, reason) in lost {
			self.warn(batch, &demand, reason);
		}
		self.begin(chain, view, &info, batch, demands, jobs).await?;
		Ok(Polled::Open(left))
	}

	/// Begins to answer demands, those first that have to be answered first, as far as there is room
	/// for them.
	async fn begin<'j>(
		&mut self,
		chain: &'j Chain,
		view: &BlockView,
		info: &BatchInfo<Account>,
		batch: BatchId,
		demands: Vec<DemandInfo<Account>>,
		jobs: &mut Jobs<'j>,
	) -> Result<(), Error> {
		let free = UNDER_WAY.saturating_sub(jobs.len());
		if free == 0 || demands.is_empty() {
			return Ok(());
		}
		let mut ready = Vec::new();
		let mut unknown = Vec::new();
		for demand in demands {
			if ready.len() >= free.saturating_mul(MOST) {
				break;
			}
			let id = self.answers.text_for(&demand);
			match self.texts.text(id) {
				Text::Here(index) => ready.push((demand, index)),
				Text::Missing(reason) => {
					unknown.extend(id);
					let id = id.unwrap_or_default();
					self.warn(batch, &demand, format!("the text of contribution {id}: {reason}"));
				}
				Text::Unknown => unknown.extend(id),
			}
		}
		if let Some(wanted) = self.texts.begin(unknown) {
			let store = self.store.clone();
			jobs.push(Box::pin(
				async move { Done::Texts(texts::get(chain, &store, wanted).await) },
			));
		}
		let prepared = self.prepare(batch, ready).await?;
		let mut all = groups(view, batch, prepared)?;
		all.truncate(free);
		if all.is_empty() {
			return Ok(());
		}
		let most_tip = self.most_tip(view, info, all.len().saturating_add(jobs.len())).await?;
		let until = if self.options.follow { Until::Best } else { Until::Final };
		for group in all {
			self.demands.begin(&group.places);
			let (key, urgency) =
				(self.key.clone(), Urgency { deadline: group.respond_by, most_tip });
			jobs.push(Box::pin(async move {
				let result = chain.submit_urgent(&group.call(), &key, until, urgency).await;
				let Group { places, .. } = group;
				Done::Sent { places, result: result.map_err(Error::from) }
			}));
		}
		Ok(())
	}

	/// Makes answers. Says which can't be made, and why.
	async fn prepare(
		&mut self,
		batch: BatchId,
		ready: Vec<(DemandInfo<Account>, Arc<Index>)>,
	) -> Result<Vec<Answer>, Error> {
		let (answers, store) = (self.answers.clone(), self.store.clone());
		let mut exhibits = mem::take(&mut self.exhibits);
		let (exhibits, made) = progress::computing(move || {
			let made: Vec<_> = ready
				.into_iter()
				.map(|(demand, index)| {
					let answer = answer_to(&answers, &store, &index, &mut exhibits, &demand);
					answer.map_err(|reason| (demand, reason))
				})
				.collect();
			(exhibits, made)
		})
		.await?;
		self.exhibits = exhibits;
		let mut prepared = Vec::with_capacity(made.len());
		for answer in made {
			match answer {
				Ok(answer) => prepared.push(answer),
				Err((demand, reason)) => self.warn(batch, &demand, reason),
			}
		}
		Ok(prepared)
	}

	/// The highest tip of one of `transactions`: all of them together never cost more than what
	/// is lost without.
	async fn most_tip(
		&self,
		view: &BlockView,
		info: &BatchInfo<Account>,
		transactions: usize,
	) -> Result<Balance, Error> {
		let at_stake = match &info.payer {
			Some(_) => info.fees,
			None => slashed(view, info, &view.terms().await?).await?,
		};
		let at_stake = self.options.max_tip.map_or(at_stake, |most| most.min(at_stake));
		Ok(at_stake / Balance::try_from(transactions.max(1)).unwrap_or(Balance::MAX))
	}

	/// Takes note of what was under way.
	fn take_note(&mut self, batch: BatchId, number: u64, done: Done) -> Result<(), Error> {
		let (places, result) = match done {
			Done::Texts(got) => {
				return match self.texts.got(got) {
					Err(error) if !error.is_passing() => {
						self.reporter.note(&Note::NoTexts { error });
						Ok(())
					}
					other => other,
				}
			}
			Done::Sent { places, result } => (places, result),
		};
		self.demands.end(&places);
		let events = match result {
			Ok(events) => events,
			Err(error) if error.is_passing() => return Err(error),
			Err(error) => {
				self.reporter.note(&Note::Refused { batch, error });
				places.iter().for_each(|place| self.demands.fail(*place));
				return Ok(());
			}
		};
		let mut bonds: BTreeMap<Place, Balance> = BTreeMap::new();
		for revealed in events.all::<ReceiptRevealed>()? {
			bonds.insert((revealed.receipt, revealed.span), revealed.bond);
		}
		for place in places {
			match bonds.get(&place) {
				Some(bond) => {
					self.demands.answer(place, number);
					let (receipt, span) = place;
					let (span, bond) = (SpanRef { batch, receipt, span }, Planck(*bond));
					self.reporter.report(&Report::Revealed(Revealed { span, bond }));
				}
				// The chain says next whether that matters.
				None => self.demands.fail(place),
			}
		}
		Ok(())
	}

	/// Says once why a demand can't be answered.
	fn warn(&mut self, batch: BatchId, demand: &DemandInfo<Account>, reason: String) {
		let DemandInfo { receipt, span, respond_by, .. } = *demand;
		if self.demands.warn((receipt, span)) {
			let span = SpanRef { batch, receipt, span };
			self.reporter.note(&Note::Unanswerable { span, respond_by, reason });
		}
	}

	/// What was under way is not known to have ended.
	pub fn interrupt(&mut self) {
		self.demands.interrupt();
		self.texts.interrupt();
	}
}

/// What answers a demand, or why nothing does.
fn answer_to(
	answers: &Answers,
	store: &Store,
	index: &Index,
	exhibits: &mut Exhibits,
	demand: &DemandInfo<Account>,
) -> Result<Answer, String> {
	let number = demand.receipt;
	let receipt = answers.receipt(number).ok_or("the file has no such receipt")?;
	let output = answers.output(store, receipt)?;
	let evidence = index
		.evidence(receipt, &output, demand.span)
		.ok_or("output and texts don't show what the receipt says")?;
	let exhibit = exhibits.of(answers, number).ok_or("the receipt is not in the batch")?;
	Ok(Answer { demand: demand.clone(), exhibit, evidence })
}
