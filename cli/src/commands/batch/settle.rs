// SPDX-License-Identifier: Apache-2.0

//! `openledger batch settle`

mod divide;

use std::{
	collections::BTreeMap,
	ops::Range,
	path::{Path, PathBuf},
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{batch::Draft, Balance, ChannelId, ModelId};
use openledger_runtime_api::ChannelInfo;
use serde_json::{json, Value};
use sp_core::{Blake2Hasher, H256};

use self::divide::divide;
use super::{
	pays::{ensure_bonded, ensure_paid},
	shared,
};
use crate::{
	account::Account,
	amount,
	answer_file::AnswerFile,
	batch_file::{self, name, BatchFile},
	chain::{
		calls::attribution::settle_batch, events::BatchSettled, BatchSize, Chain, Found, Identity,
		Journal, Sent, Until, View, CONCURRENT,
	},
	commands::{
		settle::{ensure_in_force, ensure_settleable},
		unpaid::{is_certain, Unpaid},
	},
	context::{warn, Context},
	convert::to_u32,
	error::{Error, SettlementError},
	key::Key,
	output::{json, progress, table},
	store::Store,
};

pub async fn run(context: &Context, path: PathBuf) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	let chain = context.chain().await?;
	let (genesis, operator) = (chain.genesis(), key.account());
	let dividing = progress::computing({
		let store = store.clone();
		move || divide(&store, &path, genesis, &operator)
	});
	let files = progress::during("looking at the file", dividing).await??;
	if files.len() > 1 {
		let files: Vec<_> = files.iter().map(|path| name(path)).collect();
		let files = files.join(", ");
		context.note(&format!("one batch has no room for all of it: it is now in {files}"));
	}
	let settlement = Settlement { context, chain, store, key };
	let mut batches = Vec::with_capacity(files.len());
	for (nth, path) in files.iter().enumerate() {
		match settlement.settle(path.clone()).await {
			Ok(batch) => batches.push(batch),
			Err(error) => {
				for batch in &batches {
					let Batch { settled, path, .. } = batch;
					let (batch, path) = (settled.batch, name(path));
					context.note(&format!("{path} is settled, as batch {batch}"));
				}
				for path in files.iter().skip(nth + 1) {
					let path = name(path);
					context.note(&format!("left to be settled: openledger batch settle {path}"));
				}
				return Err(error);
			}
		}
	}
	show(context, &batches)
}

/// What is settled, with what.
struct Settlement<'c> {
	context: &'c Context,
	chain: Chain,
	store: Store,
	key: Key,
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
	commitments: H256,
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
			commitments: batch.commitments,
			models: batch.models.iter().map(|table| table.model).collect(),
			receipts: batch.count(),
			contributions: batch.contributions(),
			channels: batch.channels.len(),
			fees: draft.fees().ok_or(Error::Inconsistent)?,
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
		let Self { context, chain, store, key } = self;
		// Locked until it is settled: a receipt that came meanwhile would be in no batch.
		let opened = path.clone();
		let (lock, file) = progress::computing(move || batch_file::open(&opened)).await??;
		let operator = key.account();
		file.ensure_open(&path, chain.genesis())?;
		file.ensure_of(&path, &operator)?;
		let (receipts, vouchers) = (file.receipts(), file.paying());
		let drawn_up = progress::computing(move || {
			let draft = Draft::of::<Blake2Hasher>(&receipts, &vouchers);
			let root = draft.as_ref().ok().and_then(Draft::root::<Blake2Hasher>);
			(draft, root)
		});
		let (draft, root) = progress::during("drawing up the batch", drawn_up).await?;
		let draft = draft.map_err(SettlementError::Draft)?;
		let root = root.ok_or(Error::Inconsistent)?;
		let about = About::of(&draft)?;
		let own = Identity { root, receipts: to_u32(about.receipts), depositor: operator.clone() };
		let earlier = match earlier(chain, store, &file, &own).await? {
			Found::Settled(settled) => {
				let (_, kept) = store_copy(store, &file, root)?.paid(store, &settled);
				mark(file, &path, &settled).await?;
				drop(lock);
				context.note("it was settled before, and the file did not know it");
				return Ok(Batch { settled, path, kept, about });
			}
			Found::Open(sent) => Some(sent),
			Found::Nowhere => None,
		};

		let view = chain.view().await?;
		self.check(&view, &operator, &file, &path, &about).await?;
		let call = settle_batch(&draft.batch);
		let deposit = view.batch_deposit(about.size())?;
		let needed = chain.fee(&call, key).await?.saturating_add(deposit);
		let purpose = "the fee of the network and the deposit of the batch";
		view.ensure_spendable(&operator, needed, purpose).await?;

		let unpaid = store_copy(store, &file, root)?;
		let mut journal = BatchJournal { file, path: path.clone(), root, unpaid };
		let sending = chain.submit_recorded(&call, key, Until::Final, earlier, &mut journal);
		let settled = progress::during("settling", sending).await.and_then(|events| events.one());
		let settled: BatchSettled = settled.inspect_err(|error| journal.failed(error))?;
		let BatchJournal { file, unpaid, .. } = journal;
		let (_, kept) = unpaid.paid(store, &settled);
		mark(file, &path, &settled).await?;
		drop(lock);
		ensure_root(&settled, root)?;
		Ok(Batch { settled, path, kept, about })
	}

	/// Checks what the chain will, so that an error says more; and what would be lost by it.
	async fn check(
		&self,
		view: &View,
		operator: &Account,
		file: &BatchFile,
		path: &Path,
		about: &About,
	) -> Result<(), Error> {
		let terms = view.terms().await?;
		let next = self.chain.next_block().await?;
		let info = view.registered(operator).await?;
		if let Some(first) = file.answers.values().next() {
			ensure_in_force(first.receipt.span_params, &terms)?;
		}
		for (model, fee) in least_fees(file) {
			ensure_settleable(model, &view.model(model).await?, fee, next)?;
		}
		let fees = file.fees();
		let channels = progress::during("reading the channels", channels(view, &fees)).await?;
		for channel in channels.values() {
			ensure_paid(file, channel, &info, next)?;
		}
		ensure_bonded(&info, about.fees, terms.min_bond)?;
		let ranges = ranges(file, &channels);
		let (store, genesis, own) = (self.store.clone(), file.genesis, path.to_owned());
		let find = move || shared::find(&store, genesis, &own, &ranges);
		match progress::computing(find).await?? {
			Some(((channel, sequence), path)) => {
				let path = name(&path);
				Err(SettlementError::EarlierElsewhere { channel, sequence, path }.into())
			}
			None => Ok(()),
		}
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

fn show(context: &Context, batches: &[Batch]) -> Result<(), Error> {
	let all: Vec<_> = batches.iter().map(Batch::to_json).collect();
	let mut json = all.first().cloned().ok_or(Error::Inconsistent)?;
	json["batches"] = all.into();
	context.show(json, || {
		let texts: Vec<_> = batches.iter().map(|batch| table::fields(&batch.fields())).collect();
		texts.join("\n\n")
	});
	Ok(())
}

impl Batch {
	fn to_json(&self) -> Value {
		let Self { settled, kept, about, .. } = self;
		json!({
			"batch": settled.batch,
			"root": json::hash(settled.root),
			"commitments": json::hash(about.commitments),
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
			("root of the commitments", format!("{:?}", about.commitments)),
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
	root: H256,
	unpaid: Unpaid,
}

impl BatchJournal {
	/// Takes back that something was sent, where it is certain that it settled nothing; else says how
	/// to look.
	fn failed(&mut self, error: &Error) {
		if is_certain(error) {
			self.unpaid.is_unsent();
			(self.file.sent, self.file.root) = (None, None);
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
	fn record(&mut self, sent: &Sent) -> Result<(), Error> {
		self.unpaid.record(sent)?;
		(self.file.sent, self.file.root) = (Some(sent.clone()), Some(self.root));
		Ok(self.file.save(&self.path)?)
	}

	fn advice(&self) -> Option<String> {
		let path = name(&self.path);
		Some(format!("what became of it, without settling twice: openledger batch settle {path}"))
	}
}

/// Keeps a copy of the file in the store, as it is before it has a batch.
fn store_copy(store: &Store, file: &BatchFile, root: H256) -> Result<Unpaid, Error> {
	let copy = BatchFile { root: Some(root), batch: None, ..file.clone() };
	let mut json = copy.to_json();
	json["batch"] = json!(null);
	Unpaid::keep_as(store, file.genesis, root, json)
}

/// What came of settling the receipts before, as the file knows or the store's copy of it.
async fn earlier(
	chain: &Chain,
	store: &Store,
	file: &BatchFile,
	own: &Identity,
) -> Result<Found, Error> {
	let copy = AnswerFile::load(&store.unpaid_path(file.genesis, own.root)).ok();
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
		None if copy.is_some() => chain.pending_of(own, None).await,
		None => Ok(Found::Nowhere),
	}
}

async fn channels(
	view: &View,
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
	(file.batch, file.root, file.sent) = (Some(batch), Some(settled.root), None);
	progress::computing(move || {
		if let Err(error) = file.save(&path) {
			warn(&format!("warning: {error}; its receipts are settled as batch {batch}"));
		}
	})
	.await
}

/// Fails when the chain made another tree of the receipts.
fn ensure_root(settled: &BatchSettled, expected: H256) -> Result<(), SettlementError> {
	let BatchSettled { batch, root: found, .. } = *settled;
	match found == expected {
		true => Ok(()),
		false => Err(SettlementError::OtherRoot { batch, found, expected }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		batch_file::tests::{file, receipt, unsigned},
		commands::channel::info,
	};
	use openledger_primitives::receipt::Receipt;

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
		let finalizable_at = 80;
		let settled = BatchSettled { batch: 7, root: H256::repeat_byte(1), finalizable_at };
		let (path, kept) = (PathBuf::from("batch.json"), PathBuf::from("store/7.json"));
		let batch = Batch { settled, path, kept, about };
		let json = batch.to_json();
		assert_eq!((&json["models"], &json["fees"]), (&json!([3, 9]), &json!("175")));
		assert_eq!(json["commitments"], json::hash(draft.batch.commitments));
		assert!(table::fields(&batch.fields()).contains("store/7.json"));
		assert_eq!(least_fees(&file), BTreeMap::from([(3, 50), (9, 25)]));
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
