// SPDX-License-Identifier: Apache-2.0

//! `openledger batch reveal`
//!
//! A demand that is not answered in time costs the bond. So nothing waits for anything else here: the
//! demands that have to be answered first are answered first, many in a transaction; what does not
//! get into a block is sent again with a tip that rises to what is at stake; a text that is missing
//! holds up none but its own demands; and a node that goes away is waited for.

mod answers;
mod group;
mod texts;

use std::{
	collections::{BTreeMap, BTreeSet},
	mem,
	path::PathBuf,
	sync::Arc,
	time::Duration,
};

use futures::{
	future::LocalBoxFuture,
	stream::{FuturesUnordered, StreamExt},
};
use openledger_attributor::Index;
use openledger_primitives::{Balance, BatchId};
use openledger_runtime_api::{BatchInfo, DemandInfo};
use serde_json::json;

use self::{
	answers::{Answers, Exhibits},
	group::{groups, Answer, Group, MOST},
	texts::{Got, Text, Texts},
};
use crate::{
	args,
	commands::stay::{is_passing, Patience},
	context::Context,
	error::Error,
};
use openledger_client::progress;
use openledger_client::settlement::finalize::ensure_was;
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{
		events::{Events, ReceiptRevealed},
		BlockView, Chain, Found, Until, Urgency,
	},
	error::ChallengeError,
	files, json,
	keys::Key,
	store::Store,
	text::{count, printable},
	units::{amount, percent},
};

/// How often the chain is asked for new demands.
const POLL: Duration = Duration::from_secs(1);
/// Transactions that are under way at the same time.
const UNDER_WAY: usize = 64;
/// Blocks that an answer may take to be where the node says it is.
const SETTLING: u64 = 3;
/// How often an answer is sent that the chain does not take.
const ATTEMPTS: u32 = 5;

/// A demand's place in its batch: the receipt's number, and the span's.
type Place = (u32, u32);

/// What is under way: nothing waits for it.
type Jobs<'j> = FuturesUnordered<LocalBoxFuture<'j, Done>>;

/// What was under way, and has ended.
enum Done {
	Texts(Got),
	Sent { places: Vec<Place>, result: Result<Events, Error> },
}

pub async fn run(context: &Context, options: args::Reveal) -> Result<(), Error> {
	let args::Reveal { file: path, follow, max_tip } = options;
	let key = context.key()?;
	let store = context.store()?;
	let answers = progress::computing({
		let path = path.clone();
		move || Answers::read(&path)
	})
	.await??;
	let genesis = answers.genesis;
	let mut patience = Patience::new();
	let chain = match follow {
		true => patience.connect(context, None).await?,
		false => context.chain().await?,
	};
	if genesis != chain.genesis() {
		return Err(ChallengeError::OtherChain { path: files::batch::name(&path) }.into());
	}
	let mut operator = Operator {
		context,
		key,
		store,
		path,
		follow,
		max_tip,
		answers: Arc::new(answers),
		batch: None,
		texts: Texts::new().await?,
		exhibits: Exhibits::default(),
		sent: BTreeSet::new(),
		answered: BTreeMap::new(),
		failures: BTreeMap::new(),
		told: BTreeSet::new(),
		revealed: 0,
	};
	let mut connected = Some(chain);
	let (batch, unanswered) = loop {
		let chain = match connected.take() {
			Some(chain) => chain,
			None => patience.connect(context, Some(genesis)).await?,
		};
		patience.is_back(context);
		match operator.stay(&chain).await {
			Ok(end) => break end,
			// A node that is catching up does not have the batch yet.
			Err(error)
				if follow
					&& (is_passing(&error)
						|| (operator.has_batch()
							&& matches!(error, Error::Client(ClientError::NoBatch { .. })))) =>
			{
				operator.interrupt();
				patience.wait(context, &error).await;
			}
			Err(error) => return Err(error),
		}
	};
	let revealed = operator.revealed;
	let json = json!({ "batch": batch, "revealed": revealed, "unanswered": unanswered });
	context.show_json_line(&json, || {
		format!("{} about batch {batch} answered", count(revealed, "demand"))
	});
	match unanswered {
		0 => Ok(()),
		demands => Err(ChallengeError::Unanswered { batch, demands }.into()),
	}
}

/// What a look at the chain found.
enum Look {
	/// So many demands are not answered yet.
	Open(usize),
	/// No demand can be answered any more.
	Closed(&'static str),
}

struct Operator<'c> {
	context: &'c Context,
	key: Key,
	store: Store,
	path: PathBuf,
	follow: bool,
	max_tip: Option<Balance>,
	answers: Arc<Answers>,
	/// Once it is certain.
	batch: Option<BatchId>,
	texts: Texts,
	exhibits: Exhibits,
	/// Demands whose answers are under way.
	sent: BTreeSet<Place>,
	/// Demands that were answered, in a block that may be replaced, and when.
	answered: BTreeMap<Place, u64>,
	/// How often the chain did not take an answer.
	failures: BTreeMap<Place, u32>,
	/// What was said to be impossible to answer.
	told: BTreeSet<Place>,
	revealed: usize,
}

impl Operator<'_> {
	/// Answers what is demanded, until nothing more can be; or, where it does not follow, until all
	/// that there is was answered. Returns the batch, and how many could not be.
	async fn stay(&mut self, chain: &Chain) -> Result<(BatchId, usize), Error> {
		let batch = self.identify(chain).await?;
		let mut jobs = Jobs::new();
		let mut seen = None;
		let mut look = Look::Open(0);
		loop {
			let (_, head) = chain.head().await?;
			let is_new = seen.replace(head) != Some(head);
			if is_new || jobs.is_empty() {
				let view = chain.view_of(head).await?;
				look = self.look(chain, &view, batch, &mut jobs).await?;
			}
			if jobs.is_empty() {
				match look {
					// A best block may be replaced: what is over there may still be pending.
					Look::Closed(_) if self.follow && self.is_pending(chain, batch).await? => {}
					Look::Closed(why) => {
						let note = format!("nothing more can be revealed: batch {batch} {why}");
						self.context.note(&note);
						return Ok((batch, 0));
					}
					// What was answered is waited for until it is where the node says it is.
					Look::Open(left) if !self.follow && self.answered.is_empty() => {
						return Ok((batch, left));
					}
					Look::Open(_) => {}
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
	fn has_batch(&self) -> bool {
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
					files::answer::mark(&self.path, &settled)?;
					let (path, batch) = (files::batch::name(&self.path), settled.batch);
					self.context.note(&format!("the receipts of {path} are batch {batch}"));
					self.batch = Some(batch);
					return Ok(batch);
				}
				Found::Open(open) => sent = Some(open),
				Found::Nowhere => {
					let path = files::batch::name(&self.path);
					return Err(match self.answers.batch {
						Some(batch) => ChallengeError::OtherBatch { path, batch },
						None => ChallengeError::NotSettled(path),
					}
					.into());
				}
			}
			tokio::time::sleep(POLL).await;
		}
	}

	/// Looks for demands, and begins to answer those that can be.
	async fn look<'j>(
		&mut self,
		chain: &'j Chain,
		view: &BlockView,
		batch: BatchId,
		jobs: &mut Jobs<'j>,
	) -> Result<Look, Error> {
		let Some(info) = view.batch(batch).await? else {
			ensure_was(view, batch).await?;
			return Ok(Look::Closed("is final, or was paid back"));
		};
		if !self.answers.are_of(&info) {
			let path = files::batch::name(&self.path);
			return Err(ChallengeError::OtherBatch { path, batch }.into());
		}
		if info.is_void {
			return Ok(Look::Closed("was refuted"));
		}
		let number = view.number();
		let next = number.saturating_add(1);
		if next >= u64::from(info.finalizable_at) {
			return Ok(Look::Closed("can be finalized"));
		}
		let mut demands = view.demands(batch).await?;
		let there: BTreeSet<_> = demands.iter().map(|it| (it.receipt, it.span)).collect();
		// One that is there again, or still, was not answered after all.
		self.answered
			.retain(|place, at| there.contains(place) && number <= at.saturating_add(SETTLING));
		let left = demands.len();
		demands.retain(|demand| self.is_to_answer(demand, next));
		self.begin(chain, view, &info, batch, demands, jobs).await?;
		Ok(Look::Open(left))
	}

	/// Whether a demand can still be answered, and no answer is under way.
	fn is_to_answer(&mut self, demand: &DemandInfo<Account>, next: u64) -> bool {
		let place = (demand.receipt, demand.span);
		if self.sent.contains(&place) || self.answered.contains_key(&place) {
			return false;
		}
		if next > u64::from(demand.respond_by) {
			self.tell(demand, &format!("there was time until block {}", demand.respond_by));
			return false;
		}
		if self.failures.get(&place).is_some_and(|failures| *failures >= ATTEMPTS) {
			self.tell(demand, &format!("the chain has refused the answer {ATTEMPTS} times"));
			return false;
		}
		true
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
					self.tell(&demand, &format!("the text of contribution {id}: {reason}"));
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
		let prepared = self.prepare(ready).await?;
		let mut all = groups(view, batch, prepared)?;
		all.truncate(free);
		if all.is_empty() {
			return Ok(());
		}
		let most_tip = self.most_tip(view, info, all.len().saturating_add(jobs.len())).await?;
		let until = if self.follow { Until::Best } else { Until::Final };
		for group in all {
			self.sent.extend(&group.places);
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
				Err((demand, reason)) => self.tell(&demand, &reason),
			}
		}
		Ok(prepared)
	}

	/// The highest tip of one of so many transactions: all of them together never cost more than what
	/// is lost without.
	async fn most_tip(
		&self,
		view: &BlockView,
		info: &BatchInfo<Account>,
		transactions: usize,
	) -> Result<Balance, Error> {
		let at_stake = match &info.payer {
			Some(_) => info.fees,
			None => {
				let bond = view.operator(&info.operator).await?.map_or(0, |operator| operator.bond);
				percent::share_of(bond, view.terms().await?.slash_share)
			}
		};
		let at_stake = self.max_tip.map_or(at_stake, |most| most.min(at_stake));
		Ok(at_stake / Balance::try_from(transactions.max(1)).unwrap_or(Balance::MAX))
	}

	/// Takes note of what was under way.
	fn take_note(&mut self, batch: BatchId, number: u64, done: Done) -> Result<(), Error> {
		let (places, result) = match done {
			Done::Texts(got) => {
				return match self.texts.got(got) {
					Err(error) if !is_passing(&error) => {
						self.context.note(&format!("texts can't be got: {error}"));
						Ok(())
					}
					other => other,
				}
			}
			Done::Sent { places, result } => (places, result),
		};
		for place in &places {
			self.sent.remove(place);
		}
		let events = match result {
			Ok(events) => events,
			Err(error) if is_passing(&error) => return Err(error),
			Err(error) => {
				self.context.note(&format!("batch {batch}: {error}"));
				for place in places {
					*self.failures.entry(place).or_default() += 1;
				}
				return Ok(());
			}
		};
		let mut bonds: BTreeMap<Place, Balance> = BTreeMap::new();
		for revealed in events.all::<ReceiptRevealed>()? {
			bonds.insert((revealed.receipt, revealed.span), revealed.bond);
		}
		for place in places {
			match bonds.get(&place) {
				Some(bond) => self.is_revealed(batch, place, *bond, number),
				// The next look at the chain says whether that matters.
				None => *self.failures.entry(place).or_default() += 1,
			}
		}
		Ok(())
	}

	fn is_revealed(&mut self, batch: BatchId, place: Place, bond: Balance, number: u64) {
		let (receipt, span) = place;
		self.revealed += 1;
		self.answered.insert(place, number);
		let json = json!({
			"batch": batch,
			"receipt": receipt,
			"span": span,
			"bond": json::amount(bond),
		});
		self.context.show_json_line(&json, || {
			let bond = amount::format(bond);
			format!("batch {batch}, receipt {receipt}, span {span}: revealed, for {bond}")
		});
	}

	/// Says once why a demand can't be answered.
	fn tell(&mut self, demand: &DemandInfo<Account>, reason: &str) {
		let DemandInfo { receipt, span, respond_by, .. } = demand;
		if self.told.insert((*receipt, *span)) {
			self.context.note(&format!(
				"receipt {receipt}, span {span}, demanded until block {respond_by}, can't be revealed: \
				 {}",
				printable(reason)
			));
		}
	}

	/// What was under way is not known to have ended.
	fn interrupt(&mut self) {
		self.sent.clear();
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
