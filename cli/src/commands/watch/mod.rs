// SPDX-License-Identifier: Apache-2.0

//! `openledger watch`
//!
//! Follows best blocks: there is no time to wait until they are final. What is done by them is seen
//! to again when they are replaced.
//!
//! - [`blocks`]: which batches there are, what their receipts say, what is revealed.
//! - [`answers`]: what is known of receipts and outputs from files.
//! - [`batches`], [`known`]: what is known of batches and their receipts, and what binds operators to
//!   it.
//! - [`audit`]: the models' indexes, and what they say of receipts.
//! - [`refute`], [`demand`]: what is done about it.
//! - [`payers`], [`ends`]: what the payers of answers should know: of these, and of their channels.
//! - [`names`]: what accounts are called.
//! - [`state`]: what has to be known after a restart.

mod answers;
mod audit;
mod batches;
mod blocks;
mod demand;
mod ends;
mod known;
mod names;
mod payers;
mod refute;
mod report;
mod state;

use std::{
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};

use futures::{
	future::LocalBoxFuture,
	stream::{FuturesUnordered, StreamExt},
};
use openledger_primitives::{BatchId, ChannelId, ModelId};
use openledger_runtime_api::Terms;
use sp_core::H256;

pub use self::refute::urgency;
use self::{
	answers::{Answers, News},
	audit::{Corpus, Indexed, Judged},
	batches::{Step, Watched},
	blocks::Head,
	demand::{Ended, Sampler},
	ends::Ends,
	names::Known,
	payers::{Warned, Warnings},
	refute::Outcome,
	report::Report,
	state::{Journal, SpanRef},
};
use crate::{
	args,
	commands::stay::{is_passing, Patience},
	context::Context,
	error::Error,
};
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::{events::RevealDemanded, Chain, End, Roots, Until},
	error::ChallengeError,
	keys::Key,
	store::Store,
};

/// How often the node is asked for its best block.
const POLL: Duration = Duration::from_millis(500);
/// Failures in a row, with nothing between them that went well, after which who watches once ends.
const MAX_FAILURES: u32 = 20;

/// What is under way: nothing waits for it.
type Jobs<'j> = FuturesUnordered<LocalBoxFuture<'j, Done>>;

/// What was under way, and has ended.
enum Done {
	Indexed { model: ModelId, result: Result<Indexed, Error> },
	Judged { batch: BatchId, roots: Roots, judged: Result<Vec<Judged>, Error> },
	Warned { result: Result<Vec<Warned>, Error>, known: Known },
	Ends { result: Result<Vec<(ChannelId, End)>, Error> },
	Refuted { batch: BatchId, roots: Roots, result: Result<Outcome, Error> },
	Demanded { place: SpanRef, result: Result<RevealDemanded, Error> },
	Ended { place: SpanRef, result: Result<Ended, Error> },
}

struct Watch<'c> {
	options: args::Watch,
	/// The hash of the chain's first block.
	genesis: H256,
	/// `None` for who only looks.
	key: Option<Key>,
	store: Store,
	journal: Journal,
	answers: Answers,
	/// What is new in them, and was not looked for among the batches that were read.
	news: News,
	sampler: Sampler,
	models: BTreeMap<ModelId, Corpus>,
	batches: BTreeMap<BatchId, Watched>,
	/// Blocks that were read, the latest last.
	heads: Vec<Head>,
	/// The block that batches were last looked for in.
	searched: Option<(u64, H256)>,
	/// The first batch that is not known.
	next_batch: Option<BatchId>,
	/// The first block that was not read.
	next_block: Option<u64>,
	/// The best block, and the terms there.
	number: u64,
	terms: Option<Terms>,
	/// Demands that are being made or ended.
	sent: BTreeSet<SpanRef>,
	/// Demands that can be ended.
	expiring: BTreeSet<SpanRef>,
	/// Demands that were ended, in a block that may be replaced, and when.
	ended: BTreeMap<SpanRef, u64>,
	/// Demands whose answers were seen.
	shown: BTreeSet<SpanRef>,
	/// Demands that could not be ended, as was said.
	warned: BTreeSet<SpanRef>,
	/// Whether it was said that the budget is used up.
	is_exhausted: bool,
	/// Answers of whose makers is to be found out what they get.
	warnings: Warnings,
	/// Channels that end.
	ends: Ends,
	/// Prints the totals when it is dropped.
	report: Report<'c>,
}

pub async fn run(context: &Context, options: args::Watch) -> Result<(), Error> {
	let key = match options.dry_run {
		true => None,
		false => Some(context.any_key()?.ok_or(ChallengeError::NoKey)?),
	};
	let store = context.store()?;
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	let view = chain.view().await?;
	for model in &options.models {
		view.model(*model).await?;
	}
	let files = options.answers.iter().chain(&options.receipts).cloned().collect();
	let answers = Answers::new(genesis, files, &store)?;
	let journal = Journal::open(store.watch_path(genesis), genesis, options.dry_run)?;
	if let Some((number, _)) = journal.state.last {
		context.note(&format!("going on: the last time, block {number} was the last"));
	}
	let mut watch = Watch {
		options,
		genesis,
		key,
		store,
		journal,
		answers,
		news: News::default(),
		sampler: Sampler::new(),
		models: BTreeMap::new(),
		batches: BTreeMap::new(),
		heads: Vec::new(),
		searched: None,
		next_batch: None,
		next_block: None,
		number: 0,
		terms: None,
		sent: BTreeSet::new(),
		expiring: BTreeSet::new(),
		ended: BTreeMap::new(),
		shown: BTreeSet::new(),
		warned: BTreeSet::new(),
		is_exhausted: false,
		warnings: Warnings::default(),
		ends: Ends::default(),
		report: Report::new(context),
	};
	watch.run(context, chain).await
}

/// Whether somebody else, or the chain, has done what was to be done: how the chain calls that.
fn lost_race(error: &Error) -> Option<&str> {
	let Error::Client(ClientError::Dispatch { name, .. }) = error else { return None };
	let name = name.strip_prefix("Attribution.")?;
	let all = [
		"AlreadyVoid",
		"BatchNotFound",
		"WindowClosed",
		"DemandNotFound",
		"AlreadyDemanded",
		"NoTimeToReveal",
	];
	all.contains(&name).then_some(name)
}

impl Watch<'_> {
	/// Watches until there is nothing more to do, whatever becomes of the node.
	async fn run(&mut self, context: &Context, first: Chain) -> Result<(), Error> {
		let genesis = first.genesis();
		let mut connected = Some(first);
		let (mut patience, mut failures) = (Patience::new(), 0);
		loop {
			let chain = match connected.take() {
				Some(chain) => chain,
				None => patience.connect(context, Some(genesis)).await?,
			};
			let before = self.report.totals.blocks;
			let outcome = self.follow(&chain).await;
			if self.report.totals.blocks > before {
				patience.is_back(context);
				failures = 0;
			}
			// What was under way is not known to have ended.
			self.interrupt();
			match outcome {
				Ok(()) => return Ok(()),
				// Who only wants to see to what is pending is told that it is not.
				Err(error)
					if is_passing(&error) && !(self.options.once && failures >= MAX_FAILURES) =>
				{
					failures += 1;
					patience.wait(context, &error).await;
				}
				Err(error) => return Err(error),
			}
		}
	}

	/// Requeues all that was under way, after a reconnect.
	fn interrupt(&mut self) {
		self.sent.clear();
		self.models.values_mut().for_each(Corpus::interrupt);
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
			let is_idle = jobs.is_empty() && !self.is_behind();
			if self.options.once && is_idle && !self.has_to_refute() {
				self.journal.save()?;
				return Ok(());
			}
			let pause = if self.is_behind() { Duration::ZERO } else { POLL };
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
		self.start_indexing(chain, jobs);
		self.start_warnings(chain, jobs);
		self.start_ends(chain, jobs);
		Ok(())
	}

	fn take_note(&mut self, done: Done) -> Result<(), Error> {
		match done {
			Done::Indexed { model, result } => self.indexed(model, result),
			Done::Judged { batch, roots, judged } => self.judged(batch, roots, judged),
			Done::Warned { result, known } => self.warned(result, known),
			Done::Ends { result } => self.ends(result),
			Done::Refuted { batch, roots, result } => self.refuted(batch, roots, result),
			Done::Demanded { place, result } => self.demanded(place, result),
			Done::Ended { place, result } => self.ended(place, result),
		}
		self.report.at_risk = self.journal.state.at_risk();
		self.journal.save()?;
		Ok(())
	}

	/// When a transaction counts as done. Who ends at once is not there to see a block replaced.
	fn until(&self) -> Until {
		match self.options.once {
			true => Until::Final,
			false => Until::Best,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn who_was_slower_should_not_be_said_to_have_failed() {
		let dispatch = |name: &str| {
			Error::Client(ClientError::Dispatch {
				call: "Attribution.refute".to_owned(),
				name: name.to_owned(),
				doc: String::new(),
			})
		};
		assert_eq!(lost_race(&dispatch("Attribution.AlreadyVoid")), Some("AlreadyVoid"));
		assert_eq!(lost_race(&dispatch("Attribution.NotRefuted")), None);
		assert_eq!(lost_race(&dispatch("Token.FundsUnavailable")), None);
		assert_eq!(lost_race(&Error::NoKey), None);
	}
}
