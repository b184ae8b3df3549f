// SPDX-License-Identifier: Apache-2.0

//! The demonstration: many real works through the whole of it, with every byte and planck checked.
//!
//! What is computed here to be compared with the chain is computed without the chain. A second run
//! uses the works of the first, and compares differences, so that earlier payments don't matter.

mod cheat;
mod check;
mod error;
mod faults;
mod payments;
mod random;
mod registry;
mod report;
mod roles;
mod splice;
mod till;
mod works;

use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
	time::{Duration, Instant},
};

use openledger_attributor::{Attribution, Index};
use openledger_primitives::{
	receipt::{Payment, Receipt},
	span::SpanParams,
	Balance, ContributionId, ModelId,
};

pub use self::{
	check::Accuracy,
	error::Error,
	report::{ratio, Answer, Earned, Indexed, Issuance, Report},
	works::Options,
};
use self::{
	check::Checked,
	faults::Faults,
	payments::{Division, Settled},
	registry::Standings,
	roles::Roles,
	splice::{Spliced, Splicer},
	till::Till,
};
use openledger_client::progress;
use openledger_client::settlement::salt;
use openledger_client::{
	account::{self, Account},
	chain::{events::BatchSettled, BlockView, Chain, PalletCheck, Until},
	convert::{megabytes, seconds, to_u64},
	texts::corpus,
	units::{amount, percent},
};
use openledger_client::{error::Fault, Error as ClientError};
use openledger_client::{keys::Key, note::note, store::Store};

/// Outputs that are spliced, attributed and paid for.
const OUTPUTS: usize = 10;
const SEED: u64 = 0x4f50_454e;
/// The fee of the first output; each one after it pays one OPEN more.
const FEE: Balance = 1_234_567_890_123_456_789;
const PRICE_FLOOR: Balance = amount::OPEN / 100;

/// What was done, and how long it took.
struct Steps {
	since: Instant,
	done: Vec<(String, Duration)>,
}

impl Steps {
	fn new() -> Self {
		Self { since: Instant::now(), done: Vec::new() }
	}

	/// Says that a step is done. Returns how long it took.
	fn done(&mut self, what: String) -> Duration {
		let time = self.since.elapsed();
		note(&format!("{:>2}. {what} ({})", self.done.len() + 1, seconds(time)));
		self.done.push((what, time));
		self.since = Instant::now();
		time
	}

	fn notes(&self, notes: &[String]) {
		notes.iter().for_each(|text| note(&format!("    {text}")));
	}
}

/// Runs the demonstration with the accounts below `key`, and returns what it found. Says each step as
/// a [note](openledger_client::note).
pub async fn run(
	chain: &Chain,
	key: Key,
	store: &Store,
	options: Options,
) -> Result<Report, Error> {
	let roles = Roles::of(key)?;
	let view = chain.view().await?;
	let supply_before = view.supply().await?;
	let mut steps = Steps::new();
	let mut faults = Faults::default();

	let bar = progress::spinner("reading works");
	let gather = {
		let (store, bar) = (store.clone(), bar.clone());
		move || works::gather(&options, &store, &bar)
	};
	let gathered = progress::computing(gather).await??;
	bar.finish();
	let (count, bytes) = (gathered.works.len(), gathered.bytes);
	steps.done(format!("{count} works with {} read", megabytes(bytes)));
	steps.notes(&gathered.notes);

	let mut standings = registry::look_up(&view, &roles, gathered.works).await?;
	steps.notes(&standings.notes);
	let fees: Balance = (0..OUTPUTS).map(fee).sum();
	let funded = registry::fund(chain, &view, &roles, &standings.free, fees).await?;
	steps.done(format!("accounts funded with {}", amount::format(funded)));

	let (registered, registering) = enrol(chain, &roles, &mut standings, &mut steps).await?;
	let models = registry::models(chain, &roles, &standings.datanets, PRICE_FLOOR);
	let (base, tune) = progress::during("registering models", models).await?;
	steps.done(format!("base model {base} and its fine-tune {tune} registered"));

	let view = chain.view().await?;
	let terms = view.terms().await?;
	let info = view.model(tune).await?;
	let start = Instant::now();
	let index = corpus::index(&view, store, tune, &info.corpus).await?;
	let indexed = Indexed {
		texts: index.contributions(),
		bytes: to_u64(index.bytes()),
		memory: to_u64(index.memory_bytes()),
		time: start.elapsed(),
	};
	steps.done(format!("{} texts with {} indexed", indexed.texts, megabytes(indexed.bytes)));

	let outputs = splice_all(index.clone(), terms.span_params).await?;
	steps.done(format!("{} outputs spliced from them", outputs.len()));
	let (outputs, checked) = check_all(index, outputs, terms.span_params).await?;
	let wrong: Vec<_> = checked.iter().filter_map(|checked| checked.fault.clone()).collect();
	steps.done(format!(
		"{} of {} outputs attributed right to the byte, with the index and without",
		checked.len() - wrong.len(),
		checked.len()
	));
	wrong.into_iter().for_each(|fault| faults.add(fault));

	let royalties = payments::royalties(base, tune)?;
	let served = outputs.iter().zip(&checked).enumerate().map(|(number, (output, checked))| {
		let output = output.output.as_str().to_owned();
		Served { attribution: checked.attribution.clone(), output, fee: fee(number) }
	});
	let mut served: Vec<_> = served.collect();
	let cheated = served.first().map(|served| served.attribution.clone());
	let alone = served.pop().ok_or(Error::NothingToSplice)?;
	for operator in [&roles.operator, &roles.cheat] {
		let registering = till::register(chain, &view, operator);
		progress::during("registering an operator", registering).await?;
	}
	let funds: Balance = served.iter().map(|served| served.fee).sum();
	let opening = Till::open(chain, &roles, &roles.operator, funds);
	let mut till = progress::during("opening a channel", opening).await?;
	let channel = till.channel;
	steps.done(format!("channel {channel} opened, with {}", amount::format(funds)));
	for Served { attribution, fee, .. } in served {
		till.serve(store, tune, attribution, fee)?;
	}
	let given = till.given().to_vec();
	steps.done(format!("{} answers served: a voucher and a signed receipt each", given.len()));

	let divide = |batch: BatchSettled, receipts: Vec<Receipt>| {
		let paid: Balance = receipts.iter().map(|receipt| receipt.fee).sum();
		let division = Division::of(&receipts, terms.split, &royalties)
			.filter(|division| division.total() == paid)
			.ok_or(ClientError::Inconsistent)?;
		let BatchSettled { batch, finalizable_at, .. } = batch;
		Ok::<_, Error>(Settled { batch, finalizable_at, receipts, division })
	};
	let receipts = given.iter().map(|given| given.receipt.clone()).collect();
	let settling = till.settle(chain, store, given, Until::Final);
	let batch = progress::during("settling them", settling).await?;
	let together = divide(batch, receipts)?;
	let payment = Payment::Direct { payer: account::bytes(&roles.dapp.account()) };
	let Served { attribution, output, fee } = alone;
	let receipt = attribution.into_receipt(tune, payment, fee, salt());
	let settling = payments::settle(chain, store, &roles, &receipt, &output);
	let batch = progress::during("settling one more, without a channel", settling).await?;
	let settled = vec![together, divide(batch, vec![receipt])?];
	steps.done(format!("{} answers settled for {}", outputs.len(), amount::format(fees)));

	let attribution = cheated.ok_or(Error::NothingToSplice)?;
	let refuting = cheat::refute_substitute(chain, store, &roles, tune, attribution, &mut faults);
	let refuted = progress::during("refuting a receipt that was never given", refuting).await?;
	steps.done(format!(
		"batch {} refuted, which had another receipt than was given: {} for showing it",
		refuted.batch,
		amount::format(refuted.reward)
	));

	let accounts = Accounts::look_up(&chain.view().await?, &settled, base, tune).await?;
	let expected = accounts.expected(&roles, &settled)?;
	let last = settled.iter().map(|settled| settled.finalizable_at).max().unwrap_or_default();
	chain.wait_until_next_is(last.into(), &format!("waiting for block {last}")).await?;
	payments::finalize(chain, &roles, &settled, &mut faults).await?;
	steps.done("all batches final".to_owned());

	// Batches of an earlier run may have become final meanwhile, but before the first of these.
	let first = payments::first_finalizable(&settled).unwrap_or_default();
	let view = chain.view_at(first.saturating_sub(1)).await?;
	let before = payments::standing(&view, expected.keys()).await?;
	let after = payments::standing(&chain.view().await?, expected.keys()).await?;
	payments::compare_owed(&expected, &before, &after, &mut faults);
	let received = payments::claim(chain, &roles, &after, &mut faults).await?;
	steps.done(format!("{} accounts claimed what they are owed", received.len()));

	let view = chain.view().await?;
	check_invariants(chain, &view, &mut faults).await?;
	let issuance = Issuance {
		genesis: chain.genesis_supply().await?,
		before: supply_before,
		after: view.supply().await?,
	};
	faults.note(issuance.ensure_constant())?;
	let names: BTreeMap<_, _> =
		standings.accepted.iter().map(|(id, work)| (*id, work.name.clone())).collect();
	let earned = |name: String, who: &Account| {
		let earlier = before.get(who).map_or(0, |standing| standing.owed);
		Earned {
			name,
			account: who.clone(),
			contributions: Vec::new(),
			spans: 0,
			credit: 0,
			owed: expected.get(who).copied().unwrap_or_default(),
			received: received.get(who).copied().unwrap_or_default().saturating_sub(earlier),
		}
	};
	let mut report = Report {
		works: count,
		registered,
		registering,
		indexed,
		datanets: standings.datanets.iter().copied().collect(),
		base,
		tune,
		answers: answers(&settled, &checked),
		accuracy: checked
			.iter()
			.fold(Accuracy::default(), |sum, checked| sum.and(checked.accuracy)),
		authors: authors(&settled, &accounts, &names, earned),
		others: vec![
			earned("lab".to_owned(), &accounts.base),
			earned("tuner".to_owned(), &accounts.tune),
			earned("operator".to_owned(), &roles.operator.account()),
		],
		stakers: settled.iter().map(|settled| settled.division.stakers).sum(),
		treasury: settled.iter().map(|settled| settled.division.treasury).sum(),
		refuted,
		issuance,
		steps: steps.done,
		faults,
	};
	let is_whole = report.ensure_whole();
	report.faults.note(is_whole)?;
	Ok(report)
}

/// Has the node check the chain's invariants, as `openledger check` does.
async fn check_invariants(
	chain: &Chain,
	view: &BlockView,
	faults: &mut Faults,
) -> Result<(), Error> {
	match chain.check_state(view.hash()).await {
		Ok(check) => {
			for PalletCheck { pallet, error } in check.pallets {
				if let Some(error) = error {
					faults.add(format!("{pallet}: {error}"));
				}
			}
			Ok(())
		}
		// A node does this for its own machine alone.
		Err(error @ ClientError::Method { fault: Fault::Unsafe | Fault::Unknown, .. }) => {
			note(&format!("the invariants of the chain were not checked: {error}"));
			Ok(())
		}
		Err(error) => Err(error.into()),
	}
}

/// The fee of an output.
fn fee(number: usize) -> Balance {
	FEE + amount::OPEN * Balance::from(to_u64(number))
}

/// Has the works registered and accepted that are not. Returns how many were registered, and how
/// long it took.
async fn enrol(
	chain: &Chain,
	roles: &Roles,
	standings: &mut Standings,
	steps: &mut Steps,
) -> Result<(usize, Duration), Error> {
	let (mut registered, mut time) = (0, Duration::ZERO);
	if !standings.free.is_empty() {
		let create = registry::home(chain, roles, standings);
		let home = progress::during("preparing the datanet", create).await?;
		steps.done(format!("datanet {home} ready"));
		let free = std::mem::take(&mut standings.free);
		registered = free.len();
		standings.pending.extend(registry::register(chain, home, free).await?);
		time = steps.done(format!("{registered} works registered, each by its author"));
	}
	if !standings.pending.is_empty() {
		registry::accept(chain, roles, &standings.pending).await?;
		steps.done(format!("{} works accepted by the curator", standings.pending.len()));
		let pending = std::mem::take(&mut standings.pending);
		let accepted = pending.into_iter().map(|pending| (pending.contribution, pending.work));
		standings.accepted.extend(accepted);
	}
	Ok((registered, time))
}

async fn splice_all(index: Arc<Index>, params: SpanParams) -> Result<Vec<Spliced>, Error> {
	let bar = progress::bar(to_u64(OUTPUTS), "splicing outputs");
	progress::computing(move || {
		let mut splicer = Splicer::new(&index, params, SEED).ok_or(Error::NothingToSplice)?;
		let mut outputs = Vec::new();
		while outputs.len() < OUTPUTS {
			let output = splicer.splice().filter(|output| !output.excerpts.is_empty());
			outputs.push(output.ok_or(Error::NothingToSplice)?);
			bar.inc(1);
		}
		Ok(outputs)
	})
	.await?
}

async fn check_all(
	index: Arc<Index>,
	outputs: Vec<Spliced>,
	params: SpanParams,
) -> Result<(Vec<Spliced>, Vec<Checked>), Error> {
	let bar = progress::bar(to_u64(outputs.len()), "attributing outputs");
	progress::computing(move || {
		let mut checked = Vec::new();
		for (number, output) in outputs.iter().enumerate() {
			checked.push(check::check(&index, output, params, number)?);
			bar.inc(1);
		}
		Ok((outputs, checked))
	})
	.await?
}

/// Whom the contributions and models of the answers pay.
struct Accounts {
	contributions: BTreeMap<ContributionId, Account>,
	base: Account,
	tune: Account,
	models: (ModelId, ModelId),
}

impl Accounts {
	async fn look_up(
		view: &BlockView,
		settled: &[Settled],
		base: ModelId,
		tune: ModelId,
	) -> Result<Self, Error> {
		let mut contributions = BTreeMap::new();
		let credited: BTreeSet<_> = settled
			.iter()
			.flat_map(|settled| settled.division.contributions.iter().map(|(id, _)| *id))
			.collect();
		for id in credited {
			let info = view.contribution(id).await?.ok_or_else(|| {
				Error::Mismatch(format!("contribution {id} was credited and is not there"))
			})?;
			contributions.insert(id, info.payout);
		}
		let payout = |id| async move { Ok::<_, Error>(view.model(id).await?.payout) };
		Ok(Self {
			contributions,
			base: payout(base).await?,
			tune: payout(tune).await?,
			models: (base, tune),
		})
	}

	/// What each account must be owed more after the batches are final.
	fn expected(
		&self,
		roles: &Roles,
		settled: &[Settled],
	) -> Result<BTreeMap<Account, Balance>, Error> {
		let mut expected = BTreeMap::<Account, Balance>::new();
		let mut add = |who: &Account, amount: Balance| {
			*expected.entry(who.clone()).or_default() += amount;
		};
		for Settled { division, .. } in settled {
			for (id, amount) in &division.contributions {
				let who = self.contributions.get(id).ok_or(ClientError::Inconsistent)?;
				add(who, *amount);
			}
			for (id, amount) in &division.models {
				let who = if *id == self.models.0 { &self.base } else { &self.tune };
				add(who, *amount);
			}
			add(&roles.operator.account(), division.operator);
		}
		Ok(expected)
	}
}

/// An output that is paid for.
struct Served {
	attribution: Attribution,
	output: String,
	fee: Balance,
}

/// The outputs, in the order in which they were settled.
fn answers(settled: &[Settled], checked: &[Checked]) -> Vec<Answer> {
	let receipts = settled
		.iter()
		.flat_map(|settled| settled.receipts.iter().map(|receipt| (settled.batch, receipt)));
	receipts
		.zip(checked)
		.map(|((batch, receipt), checked)| Answer {
			batch,
			fee: receipt.fee,
			bytes: receipt.output_len,
			spans: receipt.spans.len(),
			indexed: checked.indexed,
			scanned: checked.scanned,
		})
		.collect()
}

/// What the authors earned, by name.
fn authors(
	settled: &[Settled],
	accounts: &Accounts,
	names: &BTreeMap<ContributionId, String>,
	earned: impl Fn(String, &Account) -> Earned,
) -> Vec<Earned> {
	let mut authors = BTreeMap::<&Account, Earned>::new();
	for (id, who) in &accounts.contributions {
		let author = authors.entry(who).or_insert_with(|| {
			let name = names.get(id).cloned();
			earned(name.unwrap_or_else(|| format!("contribution {id}")), who)
		});
		author.contributions.push(*id);
		for receipt in settled.iter().flat_map(|settled| &settled.receipts) {
			author.spans += receipt.spans.iter().filter(|held| held.contribution == *id).count();
			let credits = receipt.credits().unwrap_or_default();
			let capacity = receipt.span_params.capacity(receipt.output_len);
			let own = credits.iter().filter(|credit| credit.contribution == *id);
			author.credit +=
				own.map(|credit| percent::millionths(credit.points.into(), capacity)).sum::<u128>();
		}
	}
	let mut authors: Vec<_> = authors.into_values().collect();
	authors.sort_by(|a, b| a.name.cmp(&b.name));
	authors
}
