// SPDX-License-Identifier: Apache-2.0

//! A responder at work, on the chain of one node after the other.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::{
	future::BoxFuture,
	stream::{FuturesUnordered, StreamExt},
};
use openledger_client::{
	chain::{
		events::{Events, ReceiptRevealed},
		BlockView, Chain,
	},
	files,
	json::Planck,
	keys::Key,
	settlement::finalize::ensure_was,
	store::Store,
};
use openledger_primitives::{Balance, BatchId};

use super::{
	answers::{Answers, Exhibits},
	demands::{Demands, State},
	texts::{Got, Texts},
	Answered, Options,
};
use crate::{
	report::{Report, Revealed},
	Error, Note, Reporter, SpanRef,
};

/// How often the chain is asked for new demands.
pub(super) const POLL: Duration = Duration::from_secs(1);

/// What is under way: nothing waits for it.
pub(super) type Jobs<'j> = FuturesUnordered<BoxFuture<'j, Done>>;

/// What was under way, and has ended.
pub(super) enum Done {
	Texts(Got),
	Sent { spans: Vec<SpanRef>, result: Result<Events, Error> },
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
	pub(super) reporter: &'r dyn Reporter,
	pub(super) key: Key,
	pub(super) store: Store,
	pub(super) options: Options,
	pub(super) answers: Arc<Answers>,
	/// Once it is certain.
	pub(super) batch: Option<BatchId>,
	pub(super) texts: Texts,
	pub(super) exhibits: Exhibits,
	pub(super) demands: Demands,
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
		let there = demands.iter().map(|demand| SpanRef::of(batch, demand)).collect();
		self.demands.settle(&there, number);
		let left = demands.len();
		demands.retain(|demand| {
			let span = SpanRef::of(batch, demand);
			match self.demands.state_of(span, demand.respond_by, next) {
				State::Open => true,
				State::UnderWay => false,
				State::Lost(reason) => {
					self.warn(span, demand.respond_by, reason);
					false
				}
			}
		});
		self.begin(chain, view, &info, batch, demands, jobs).await?;
		Ok(Polled::Open(left))
	}

	/// Takes note of what was under way.
	fn take_note(&mut self, batch: BatchId, number: u64, done: Done) -> Result<(), Error> {
		let (spans, result) = match done {
			Done::Texts(got) => {
				return match self.texts.got(got) {
					Err(error) if !error.is_passing() => {
						self.reporter.note(&Note::NoTexts { error });
						Ok(())
					}
					other => other,
				}
			}
			Done::Sent { spans, result } => (spans, result),
		};
		self.demands.end(&spans);
		let events = match result {
			Ok(events) => events,
			Err(error) if error.is_passing() => return Err(error),
			Err(error) => {
				self.reporter.note(&Note::Refused { batch, error });
				spans.iter().for_each(|span| self.demands.fail(*span));
				return Ok(());
			}
		};
		let mut bonds: BTreeMap<SpanRef, Balance> = BTreeMap::new();
		for ReceiptRevealed { receipt, span, bond, .. } in events.all()? {
			bonds.insert(SpanRef { batch, receipt, span }, bond);
		}
		for span in spans {
			match bonds.get(&span) {
				Some(bond) => {
					self.demands.answer(span, number);
					let bond = Planck(*bond);
					self.reporter.report(&Report::Revealed(Revealed { span, bond }));
				}
				// The chain says next whether that matters.
				None => self.demands.fail(span),
			}
		}
		Ok(())
	}

	/// Says once why a demand can't be answered.
	pub(super) fn warn(&mut self, span: SpanRef, respond_by: u32, reason: String) {
		if self.demands.warn(span) {
			self.reporter.note(&Note::Unanswerable { span, respond_by, reason });
		}
	}

	/// What was under way is not known to have ended.
	pub fn interrupt(&mut self) {
		self.demands.interrupt();
		self.texts.interrupt();
	}
}
