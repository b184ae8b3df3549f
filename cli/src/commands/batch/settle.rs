// SPDX-License-Identifier: Apache-2.0

//! `openledger batch settle`

mod divide;
mod unpayable;

use std::{
	collections::{BTreeMap, BTreeSet},
	ops::Range,
	path::{Path, PathBuf},
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{batch::Draft, Balance, ChannelId, ModelId};
use openledger_runtime_api::ChannelInfo;
use serde_json::{json, Value};
use sp_core::Blake2Hasher;

use self::{
	divide::{divide, left},
	unpayable::{is_of_some, leave_out, LeftOut},
};
use super::{
	pays::{ensure_bonded, ensure_paid},
	shared,
};
use crate::{
	args::SettleBatch,
	commands::{anew, channel::ending},
	context::{warn, Context},
	error::Error,
	output::table,
};
use openledger_client::progress;
use openledger_client::settlement::{
	ensure_in_force, ensure_roots, ensure_settleable,
	unpaid::{is_certain, Unpaid},
};
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{
		calls::attribution::settle_batch, events::BatchSettled, BatchSize, BlockView, Chain, End,
		Found, Identity, Journal, Roots, Sent, Until, CONCURRENT,
	},
	convert::saturating_u32,
	error::SettlementError,
	files::{
		self,
		answer::AnswerFile,
		batch::{name, BatchFile},
	},
	json,
	keys::Key,
	store::Store,
	text::count,
	units::amount,
};

pub async fn run(context: &Context, args: SettleBatch) -> Result<(), Error> {
	let SettleBatch { file: path, leave_out_unpayable, pass_over_missing } = args;
	let key = context.key()?;
	let store = context.store()?;
	let chain = context.chain().await?;
	let (genesis, operator) = (chain.genesis(), key.account());
	let left_out = match leave_out_unpayable {
		true => leave_out(&chain, &store, &path, &operator).await?,
		false => None,
	};
	if let Some(LeftOut { path, answers }) = &left_out {
		let (answers, path) = (count(*answers, "answer"), name(path));
		context.note(&format!(
			"{answers} can't be settled now: {path} has what was left out. What can be settled later \
			 has to be before any later answer of its channel: openledger batch settle {path}"
		));
	}
	let dividing = progress::computing({
		let store = store.clone();
		move || -> Result<_, Error> {
			let files = divide(&store, &path, genesis, &operator)?;
			let left = left(&path, genesis, &operator, &files);
			Ok((files, left))
		}
	});
	let (files, left) = progress::during("looking at the file", dividing).await??;
	if files.len() > 1 {
		let files = shared::names(&files);
		context.note(&format!("one batch has no room for all of it: it is now in {files}"));
	}
	let settlement = Settlement { context, chain, store, key, pass_over_missing };
	let mut batches = Vec::with_capacity(files.len());
	for (nth, file) in files.iter().enumerate() {
		match settlement.settle(file.clone()).await {
			Ok(batch) => batches.push(batch),
			Err(error) => {
				for batch in &batches {
					let Batch { settled, path, .. } = batch;
					let (batch, path) = (settled.batch, name(path));
					context.note(&format!("{path} is settled, as batch {batch}"));
				}
				say_left(context, files.iter().skip(nth + 1).chain(&left));
				let goes_without = is_of_some(&error) && !leave_out_unpayable;
				let Settlement { chain, store, .. } = &settlement;
				let error = anew::explained(chain, store, error).await;
				if !goes_without {
					return Err(error);
				}
				let path = name(file);
				let remedy = format!(
					"what else is in the file can be settled: openledger batch settle {path} \
					 --leave-out-unpayable"
				);
				return Err(Error::OfSome { error: Box::new(error), remedy });
			}
		}
	}
	say_left(context, &left);
	show(context, &batches, left_out)
}

fn say_left<'p>(context: &Context, files: impl IntoIterator<Item = &'p PathBuf>) {
	for path in files {
		let path = name(path);
		context.note(&format!("left to be settled: openledger batch settle {path}"));
	}
}

/// What is settled, with what.
struct Settlement<'c> {
	context: &'c Context,
	chain: Chain,
	store: Store,
	key: Key,
	pass_over_missing: bool,
}

/// A file that was settled.
struct Batch {
	settled: BatchSettled,
	path: PathBuf,
	/// The store's copy.
	kept: PathBuf,
	about: About,
}

/// What is said of what a batch has.
#[derive(Clone, PartialEq, Eq, Debug)]
struct About {
	models: Vec<ModelId>,
	receipts: usize,
	contributions: usize,
	channels: usize,
	fees: Balance,
}

impl About {
	fn of(draft: &Draft) -> Result<Self, Error> {
		let batch = &draft.batch;
		Ok(Self {
			models: batch.models.iter().map(|table| table.model).collect(),
			receipts: batch.count(),
			contributions: batch.contributions(),
			channels: batch.channels.len(),
			fees: draft.fees().ok_or(ClientError::Inconsistent)?,
		})
	}

	fn size(&self) -> BatchSize {
		let Self { contributions, channels, .. } = *self;
		BatchSize { contributions, models: self.models.len(), channels }
	}
}

impl Settlement<'_> {
	/// Settles what a file has, as one batch.
	async fn settle(&self, path: PathBuf) -> Result<Batch, Error> {
		let Self { context, chain, store, key, .. } = self;
		// Locked until it is settled: a receipt that came meanwhile would be in no batch.
		let opened = path.clone();
		let (lock, file) = progress::computing(move || files::batch::open(&opened)).await??;
		let operator = key.account();
		file.ensure_open(&path, chain.genesis())?;
		file.ensure_of(&path, &operator)?;
		let (receipts, vouchers) = (file.receipts(), file.paying());
		let drawn_up = progress::computing(move || {
			let draft = Draft::of::<Blake2Hasher>(&receipts, &vouchers);
			let roots = draft.as_ref().ok().and_then(Roots::of_draft);
			(draft, roots)
		});
		let (draft, roots) = progress::during("drawing up the batch", drawn_up).await?;
		let draft = draft.map_err(SettlementError::Draft)?;
		let roots = roots.ok_or(ClientError::Inconsistent)?;
		let about = About::of(&draft)?;
		let own = Identity {
			roots,
			receipts: saturating_u32(about.receipts),
			depositor: operator.clone(),
		};
		let earlier = match earlier(chain, store, &file, &own).await? {
			Found::Settled(settled) => {
				let (_, kept) = store_copy(store, &file, roots)?.paid(store, &settled);
				mark(file, &path, &settled).await?;
				drop(lock);
				context.note("it was settled before, and the file did not know it");
				return Ok(Batch { settled, path, kept, about });
			}
			Found::Open(sent) => Some(sent),
			Found::Nowhere => None,
		};

		let view = chain.view().await?;
		let ranges = self.check(&view, &operator, &file, &about).await?;
		let call = settle_batch(&draft.batch);
		let deposit = view.batch_deposit(about.size())?;
		let needed = chain.fee(&call, key).await?.saturating_add(deposit);
		let purpose = "the fee of the network and the deposit of the batch";
		view.ensure_spendable(&operator, needed, purpose).await?;

		let file = self.announce(file, &path, roots, ranges).await?;
		let unpaid = store_copy(store, &file, roots).inspect_err(|_| withdraw(&file, &path))?;
		let mut journal = BatchJournal { file, path: path.clone(), roots, unpaid };
		let sending = chain.submit_recorded(&call, key, Until::Final, earlier, &mut journal);
		let settled = progress::during("settling", sending).await.and_then(|events| events.one());
		let settled: BatchSettled = settled.inspect_err(|error| journal.failed(error))?;
		let BatchJournal { file, unpaid, .. } = journal;
		let (_, kept) = unpaid.paid(store, &settled);
		mark(file, &path, &settled).await?;
		drop(lock);
		ensure_roots(&settled, roots)?;
		Ok(Batch { settled, path, kept, about })
	}

	/// Checks what the chain will, so that an error says more. Returns what nothing else can be settled
	/// of once this is.
	async fn check(
		&self,
		view: &BlockView,
		operator: &Account,
		file: &BatchFile,
		about: &About,
	) -> Result<BTreeMap<ChannelId, Range<u64>>, Error> {
		let terms = view.terms().await?;
		let next = self.chain.next_block().await?;
		let info = view.registered(operator).await?;
		let reach = view.reach(&info).await?;
		if let Some(first) = file.answers.values().next() {
			ensure_in_force(first.receipt.span_params, &terms)?;
		}
		for (model, fee) in least_fees(file) {
			ensure_settleable(model, &view.model(model).await?, fee, next)?;
		}
		let fees = file.fees();
		let channels = progress::during("reading the channels", channels(view, &fees)).await?;
		for channel in channels.values() {
			ensure_paid(file, channel, (operator, &reach), next)?;
		}
		ensure_bonded(&info, about.fees, terms.min_bond)?;
		let ends = channels.values().filter_map(|info| {
			let end = End::of(info, Some(&reach))?;
			Some((info.channel, end))
		});
		ending::say(self.context, view, next, ends)?;
		Ok(ranges(file, &channels))
	}

	/// Says in a file that it is being settled, so that nobody signs for an answer that it would pass
	/// over. Fails if somebody has.
	async fn announce(
		&self,
		mut file: BatchFile,
		path: &Path,
		roots: Roots,
		ranges: BTreeMap<ChannelId, Range<u64>>,
	) -> Result<BatchFile, Error> {
		let (store, path, passed_over) =
			(self.store.clone(), path.to_owned(), self.pass_over_missing);
		progress::computing(move || -> Result<_, Error> {
			file.roots = Some(roots);
			file.save(&path)?;
			shared::ensure_first(&store, &path, &file, &ranges, passed_over)
				.inspect_err(|_| withdraw(&file, &path))?;
			Ok(file)
		})
		.await?
	}
}

/// Takes back that a file is being settled, unless something was sent before.
fn withdraw(file: &BatchFile, path: &Path) {
	if file.sent.is_none() {
		// What stays there is taken back when it is settled, or added to.
		let _ = BatchFile { roots: None, ..file.clone() }.save(path);
	}
}

/// The least fee of the answers of each model.
fn least_fees(file: &BatchFile) -> BTreeMap<ModelId, Balance> {
	let mut least = BTreeMap::new();
	for signed in file.answers.values() {
		let fee = signed.receipt.fee;
		let entry = least.entry(signed.receipt.model).or_insert(fee);
		*entry = fee.min(*entry);
	}
	least
}

/// The sequences of each channel that nothing can be settled of any more when the file is: those up
/// to its last that are not settled.
fn ranges(
	file: &BatchFile,
	channels: &BTreeMap<ChannelId, ChannelInfo<Account>>,
) -> BTreeMap<ChannelId, Range<u64>> {
	let range = |info: &ChannelInfo<Account>| info.next_sequence..file.next_sequence(info.channel);
	channels.iter().map(|(channel, info)| (*channel, range(info))).collect()
}

fn show(context: &Context, batches: &[Batch], left_out: Option<LeftOut>) -> Result<(), Error> {
	let mut json = to_json(batches).ok_or(ClientError::Inconsistent)?;
	json["left_out"] = match left_out {
		Some(LeftOut { path, answers }) => json!({ "file": name(&path), "answers": answers }),
		None => Value::Null,
	};
	context.show_json(json, || {
		let texts: Vec<_> = batches.iter().map(|batch| table::fields(&batch.fields())).collect();
		texts.join("\n\n")
	});
	Ok(())
}

/// What the first batch is, and what all of them have together.
fn to_json(batches: &[Batch]) -> Option<Value> {
	let mut json = batches.first()?.to_json();
	let models: BTreeSet<_> = batches.iter().flat_map(|batch| &batch.about.models).collect();
	let sum = |of: fn(&About) -> usize| batches.iter().map(|batch| of(&batch.about)).sum::<usize>();
	let fees: Balance = batches.iter().map(|batch| batch.about.fees).sum();
	json["models"] = json!(models);
	json["receipts"] = sum(|about| about.receipts).into();
	json["contributions"] = sum(|about| about.contributions).into();
	json["channels"] = sum(|about| about.channels).into();
	json["fees"] = json::amount(fees);
	json["batches"] = batches.iter().map(Batch::to_json).collect::<Vec<_>>().into();
	Some(json)
}

impl Batch {
	fn to_json(&self) -> Value {
		let Self { settled, kept, about, .. } = self;
		json!({
			"batch": settled.batch,
			"root": json::hash(settled.root),
			"commitments": json::hash(settled.commitments),
			"finalizable_at": settled.finalizable_at,
			"models": about.models,
			"receipts": about.receipts,
			"contributions": about.contributions,
			"channels": about.channels,
			"fees": json::amount(about.fees),
			"file": kept.display().to_string(),
		})
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		let Self { settled, kept, about, .. } = self;
		let models: Vec<_> = about.models.iter().map(ModelId::to_string).collect();
		vec![
			("batch", settled.batch.to_string()),
			("root", format!("{:?}", settled.root)),
			("root of the commitments", format!("{:?}", settled.commitments)),
			("final from block", settled.finalizable_at.to_string()),
			("models", models.join(", ")),
			("receipts", about.receipts.to_string()),
			("contributions", about.contributions.to_string()),
			("channels", about.channels.to_string()),
			("fees", amount::format(about.fees)),
			("kept as", kept.display().to_string()),
		]
	}
}

/// Writes down what is about to be sent: in the file, and in the store's copy of it.
struct BatchJournal {
	file: BatchFile,
	path: PathBuf,
	roots: Roots,
	unpaid: Unpaid,
}

impl BatchJournal {
	/// Takes back that something was sent, where it is certain that it settled nothing; else says how
	/// to look.
	fn failed(&mut self, error: &ClientError) {
		if is_certain(error) {
			self.unpaid.is_unsent();
			(self.file.sent, self.file.roots) = (None, None);
			// What stays there is looked up once more, and is the same then.
			let _ = self.file.save(&self.path);
			return;
		}
		self.unpaid.say_where(error);
		let path = name(&self.path);
		warn(&format!("what became of it: openledger batch settle {path}"));
	}
}

impl Journal for BatchJournal {
	fn record(&mut self, sent: &Sent) -> Result<(), ClientError> {
		self.unpaid.record(sent)?;
		(self.file.sent, self.file.roots) = (Some(sent.clone()), Some(self.roots));
		Ok(self.file.save(&self.path)?)
	}

	fn advice(&self) -> Option<String> {
		let path = name(&self.path);
		Some(format!("what became of it, without settling twice: openledger batch settle {path}"))
	}
}

/// Keeps a copy of the file in the store, as it is before it has a batch.
fn store_copy(store: &Store, file: &BatchFile, roots: Roots) -> Result<Unpaid, Error> {
	let copy = BatchFile { roots: Some(roots), batch: None, ..file.clone() };
	let mut json = copy.to_json();
	json["batch"] = json!(null);
	Ok(Unpaid::keep_many(store, file.genesis, roots, json)?)
}

/// What came of settling the receipts before, as the file knows or the store's copy of it.
async fn earlier(
	chain: &Chain,
	store: &Store,
	file: &BatchFile,
	own: &Identity,
) -> Result<Found, Error> {
	let copy = AnswerFile::load(&store.unpaid_path(file.genesis, own.roots.commitments)).ok();
	let sent = file.sent.clone().or_else(|| copy.as_ref().and_then(|copy| copy.sent.clone()));
	match sent {
		Some(sent) => {
			let by = Account::new(sent.account.0);
			let found = chain
				.settlement_of(sent, &Identity { depositor: by.clone(), ..own.clone() })
				.await?;
			match found {
				Found::Settled(_) | Found::Open(_) if by != own.depositor => {
					Err(SettlementError::SettledByAnother(by).into())
				}
				found => Ok(found),
			}
		}
		// A client that did not write down what it sent has left it there.
		None if copy.is_some() => Ok(chain.pending_of(own, None).await?),
		None => Ok(Found::Nowhere),
	}
}

async fn channels(
	view: &BlockView,
	fees: &BTreeMap<ChannelId, Balance>,
) -> Result<BTreeMap<ChannelId, ChannelInfo<Account>>, Error> {
	stream::iter(fees.keys().copied())
		.map(|id| async move { Ok::<_, Error>((id, view.channel(id).await?)) })
		.buffered(CONCURRENT)
		.try_collect()
		.await
}

/// Writes into the file which batch it is. The batch is settled whether that succeeds or not.
async fn mark(mut file: BatchFile, path: &Path, settled: &BatchSettled) -> Result<(), Error> {
	let (path, batch) = (path.to_owned(), settled.batch);
	(file.batch, file.roots, file.sent) = (Some(batch), Some(settled.roots()), None);
	progress::computing(move || {
		if let Err(error) = file.save(&path) {
			warn(&format!("warning: {error}; its receipts are settled as batch {batch}"));
		}
	})
	.await?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::batch::{file, receipt, unsigned, ROOTS};
	use openledger_client::fixtures::channel::info;
	use openledger_primitives::receipt::Receipt;
	use sp_core::H256;

	#[test]
	fn a_batch_should_be_said_to_have_what_its_file_has() {
		let mut file = file();
		let other = Receipt { model: 9, ..receipt(4, 0, 25) };
		file.answers.extend([unsigned(other)]);
		let draft = Draft::of::<Blake2Hasher>(&file.receipts(), &file.paying()).unwrap();
		let about = About::of(&draft).unwrap();
		assert_eq!((&about.models[..], about.receipts, about.channels), (&[3, 9][..], 3, 2));
		assert_eq!((about.fees, about.contributions), (175, 0));
		assert_eq!(about.size(), BatchSize { contributions: 0, models: 2, channels: 2 });
		let (finalizable_at, commitments) = (80, draft.batch.commitments);
		let root = H256::repeat_byte(1);
		let settled = BatchSettled { batch: 7, root, commitments, finalizable_at };
		let (path, kept) = (PathBuf::from("batch.json"), PathBuf::from("store/7.json"));
		let about_other = About { models: vec![3, 4], receipts: 1, fees: 5, ..about.clone() };
		let batch = Batch { settled, path, kept, about };
		let json = batch.to_json();
		assert_eq!((&json["models"], &json["fees"]), (&json!([3, 9]), &json!("175")));
		assert_eq!(json["commitments"], json::hash(draft.batch.commitments));
		assert!(table::fields(&batch.fields()).contains("store/7.json"));
		assert_eq!(least_fees(&file), BTreeMap::from([(3, 50), (9, 25)]));

		// Of a file that was divided, it is said of all.
		assert!(to_json(&[]).is_none());
		let settled = BatchSettled { batch: 8, root, commitments, finalizable_at };
		let (path, kept) = (PathBuf::from("batch-2.json"), PathBuf::from("store/8.json"));
		let json = to_json(&[batch, Batch { settled, path, kept, about: about_other }]).unwrap();
		assert_eq!((&json["batch"], &json["models"]), (&json!(7), &json!([3, 4, 9])));
		assert_eq!((&json["receipts"], &json["channels"]), (&json!(4), &json!(4)));
		assert_eq!((&json["fees"], &json["batches"][1]["fees"]), (&json!("180"), &json!("5")));
	}

	#[test]
	fn a_file_should_say_that_it_is_being_settled_until_that_is_taken_back() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let begun = BatchFile { roots: Some(ROOTS), ..file() };
		begun.save(&path).unwrap();
		withdraw(&begun, &path);
		assert_eq!(BatchFile::existing(&path).unwrap(), file());
	}

	#[test]
	fn what_a_batch_would_pass_over_should_be_looked_for() {
		let at =
			|channel, next_sequence| (channel, ChannelInfo { channel, next_sequence, ..info() });
		let channels = [at(1, 0), at(4, 0)].into();
		assert_eq!(ranges(&file(), &channels), BTreeMap::from([(1, 0..2), (4, 0..1)]));
		let channels = [at(1, 1)].into();
		assert_eq!(ranges(&file(), &channels), BTreeMap::from([(1, 1..2)]));
	}
}
