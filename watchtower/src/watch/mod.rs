// SPDX-License-Identifier: Apache-2.0

//! The watcher: it follows batches, audits their receipts, and refutes those that are false.
//!
//! It follows best blocks: there is no time to wait until they are final. What is done by them is seen
//! to again when they are replaced.
//!
//! - [`blocks`]: the blocks that are followed, and the batches that are found in them.
//! - [`reading`]: what their receipts say, what is revealed.
//! - [`answers`], [`source`], [`listing`]: what is known of receipts and outputs from files.
//! - [`batches`], [`known`]: what is known of batches and their receipts, and what binds operators to
//!   it.
//! - [`corpora`], [`audit`]: the models' indexes, and what they say of receipts.
//! - [`refute`], [`demands`]: what is done about it; [`sampler`] draws what is demanded, and
//!   [`endings`] and [`outcome`] say what became of it.
//! - [`payers`], [`ends`]: what the payers of answers should know: of these, and of their channels.
//! - [`names`]: what accounts are called.
//! - [`journal`]: what has to be known after a restart.

mod answers;
mod audit;
mod batches;
mod blocks;
mod corpora;
mod demands;
mod endings;
mod ends;
mod journal;
mod known;
mod listing;
mod names;
mod outcome;
mod payers;
mod reading;
mod refute;
mod sampler;
mod source;

use std::{future::Future, path::PathBuf, pin::pin, sync::Arc, time::Duration};

use futures::{
	future::BoxFuture,
	stream::{FuturesUnordered, StreamExt},
};
use openledger_client::{
	chain::{events::RevealDemanded, Chain, End, Roots, Until},
	json::Planck,
	keys::Key,
	store::Store,
};
use openledger_primitives::{Balance, BatchId, ChannelId, ModelId};
use sp_core::H256;

use self::{
	answers::{Answers, Files, News},
	audit::Judged,
	batches::{Batches, Step},
	blocks::Blocks,
	corpora::{Corpora, Indexed},
	demands::Demands,
	endings::Ended,
	ends::Ends,
	journal::Journal,
	names::Known,
	payers::{Warned, Warnings},
	refute::Outcome,
};
use crate::{patience::Patience, report::Reporter, totals::Tally, Error, Note, SpanRef};

/// How often the node is asked for its best block.
const POLL: Duration = Duration::from_millis(500);
/// Failures in a row, with nothing between them that went well, after which who watches once ends.
const MAX_FAILURES: u32 = 20;

/// What a watcher watches, and what it may spend.
#[derive(Clone, Default, Debug)]
pub struct Options {
	/// Files and directories with what is known of answers: each `.json` file has receipts, and every
	/// other file is an output. Those in the store are known too.
	pub files: Vec<PathBuf>,
	/// The models whose batches are watched. Empty for all.
	pub models: Vec<ModelId>,
	/// The share of the receipts without known outputs that is demanded, in parts per billion.
	pub demand: u32,
	/// The most that may be put up as bonds, or be lost by them, with what was lost before.
	pub budget: Balance,
	/// The most to give as a tip so that a refutation gets into a block. By default what it earns.
	pub max_tip: Option<Balance>,
	/// The first block whose batches are watched.
	pub from: Option<u64>,
	/// Whether to end when all that is pending was seen to.
	pub once: bool,
}

/// Watches batches, and refutes what is false.
pub struct Watcher {
	chain: Arc<Chain>,
	setup: Setup,
}

impl Watcher {
	/// Watches a chain. Without a key, nothing is sent or written down.
	pub fn new(
		chain: impl Into<Arc<Chain>>,
		key: Option<Key>,
		store: Store,
		options: Options,
	) -> Self {
		let chain = chain.into();
		let genesis = chain.genesis();
		Self { chain, setup: Setup { options, genesis, key, store } }
	}

	/// Watches until there is nothing more to do, or `shutdown` is over, whatever becomes of the node.
	/// At its end, however it comes, `reporter` gets the totals.
	///
	/// It can be dropped at any time: what has to be known after a restart is in the store before
	/// anything is sent.
	pub async fn run(
		self,
		reporter: &dyn Reporter,
		shutdown: impl Future<Output = ()> + Send,
	) -> Result<(), Error> {
		let Self { chain, setup } = self;
		let view = chain.view().await?;
		for model in &setup.options.models {
			view.model(*model).await?;
		}
		let files = setup.options.files.clone();
		let answers = Answers::new(setup.genesis, files, &setup.store)?;
		let path = setup.store.watch_path(setup.genesis);
		let journal = Journal::open(path, setup.genesis, setup.key.is_none())?;
		if let Some((block, _)) = journal.state.last {
			reporter.note(&Note::Resumed { block });
		}
		let mut watch = Watch {
			setup,
			journal,
			files: Files { answers, news: News::default() },
			blocks: Blocks::default(),
			batches: Batches::new(),
			corpora: Corpora::default(),
			demands: Demands::default(),
			warnings: Warnings::default(),
			ends: Ends::default(),
			tally: Tally::new(reporter),
		};
		let mut shutdown = pin!(shutdown);
		tokio::select! {
			result = watch.run(reporter, chain) => result,
			() = &mut shutdown => Ok(()),
		}
	}
}

/// What does not change while it watches.
struct Setup {
	options: Options,
	/// The hash of the chain's first block.
	genesis: H256,
	/// `None` for who only looks.
	key: Option<Key>,
	store: Store,
}

impl Setup {
	/// Whether receipts of a model are watched. Where none is named, those of all are.
	fn is_watched(&self, model: ModelId) -> bool {
		let models = &self.options.models;
		models.is_empty() || models.contains(&model)
	}

	/// When a transaction counts as done. Who ends at once is not there to see a block replaced.
	fn until(&self) -> Until {
		match self.options.once {
			true => Until::Final,
			false => Until::Best,
		}
	}
}

/// What is under way: nothing waits for it.
type Jobs<'j> = FuturesUnordered<BoxFuture<'j, Done>>;

/// What was under way, and has ended.
enum Done {
	Indexed { model: ModelId, result: Result<Indexed, Error> },
	Judged { batch: BatchId, roots: Roots, judged: Result<Vec<Judged>, Error> },
	Warned { result: Result<Vec<Warned>, Error>, known: Known },
	Ends { result: Result<Vec<(ChannelId, End)>, Error> },
	Refuted { batch: BatchId, roots: Roots, result: Result<Outcome, Error> },
	Demanded { span: SpanRef, result: Result<RevealDemanded, Error> },
	Ended { span: SpanRef, result: Result<Ended, Error> },
}

/// A watcher at work.
struct Watch<'r> {
	setup: Setup,
	journal: Journal,
	files: Files,
	blocks: Blocks,
	batches: Batches,
	corpora: Corpora,
	demands: Demands,
	/// Answers of whose makers is to be found out what they get.
	warnings: Warnings,
	/// Channels that end.
	ends: Ends,
	tally: Tally<'r>,
}

impl Watch<'_> {
	/// Watches until there is nothing more to do, whatever becomes of the node.
	async fn run(&mut self, reporter: &dyn Reporter, first: Arc<Chain>) -> Result<(), Error> {
		let url = first.url().to_owned();
		let mut connected = Some(first);
		let (mut patience, mut failures) = (Patience::new(reporter), 0);
		loop {
			let chain = match connected.take() {
				Some(chain) => chain,
				None => Arc::new(patience.connect(&url, Some(self.setup.genesis)).await?),
			};
			let before = self.tally.totals.blocks;
			let outcome = self.follow(&chain).await;
			if self.tally.totals.blocks > before {
				patience.is_back();
				failures = 0;
			}
			// What was under way is not known to have ended.
			self.interrupt();
			match outcome {
				Ok(()) => return Ok(()),
				// Who only wants to see to what is pending is told that it is not.
				Err(error)
					if error.is_passing()
						&& !(self.setup.options.once && failures >= MAX_FAILURES) =>
				{
					failures += 1;
					patience.wait(error).await;
				}
				Err(error) => return Err(error),
			}
		}
	}

	/// Requeues all that was under way, after a reconnect.
	fn interrupt(&mut self) {
		self.demands.interrupt();
		self.corpora.interrupt();
		self.warnings.interrupt();
		self.ends.interrupt();
		for watched in self.batches.values_mut() {
			watched.is_audited = false;
			if let Some(refuting) = &mut watched.refuting {
				if refuting.step == Step::Sent {
					refuting.step = Step::Open { from: 0 };
				}
			}
		}
	}

	/// Follows the chain of a node.
	async fn follow(&mut self, chain: &Chain) -> Result<(), Error> {
		let mut jobs = Jobs::new();
		loop {
			self.poll(chain).await?;
			self.start(chain, &mut jobs)?;
			let is_idle = jobs.is_empty() && !self.blocks.is_behind();
			if self.setup.options.once && is_idle && !self.has_to_refute() {
				self.journal.save()?;
				return Ok(());
			}
			let pause = if self.blocks.is_behind() { Duration::ZERO } else { POLL };
			tokio::select! {
				Some(done) = jobs.next(), if !jobs.is_empty() => self.take_note(done)?,
				() = tokio::time::sleep(pause) => {}
			}
		}
	}

	/// Begins all that can be done now: what can't wait first.
	fn start<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) -> Result<(), Error> {
		self.start_refuting(chain, jobs);
		self.start_expiring(chain, jobs);
		self.start_demands(chain, jobs)?;
		self.start_audits(jobs);
		self.corpora.start(&self.setup, &self.batches, chain, jobs);
		self.start_warnings(chain, jobs);
		self.start_ends(chain, jobs);
		Ok(())
	}

	fn take_note(&mut self, done: Done) -> Result<(), Error> {
		match done {
			Done::Indexed { model, result } => {
				self.corpora.indexed(model, result, &mut self.batches, &mut self.tally);
			}
			Done::Judged { batch, roots, judged } => self.judged(batch, roots, judged),
			Done::Warned { result, known } => self.warned(result, known),
			Done::Ends { result } => self.ends(result),
			Done::Refuted { batch, roots, result } => self.refuted(batch, roots, result),
			Done::Demanded { span, result } => self.demanded(span, result),
			Done::Ended { span, result } => self.ended(span, result),
		}
		self.tally.totals.at_risk = Planck(self.journal.state.at_risk());
		self.journal.save()
	}
}
