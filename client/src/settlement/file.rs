// SPDX-License-Identifier: Apache-2.0

//! Settling a batch file: it is locked from when it is read until it says which batch it is, and
//! before anything is sent it says what, so that nothing in it is settled twice or passed over.

use std::{
	collections::BTreeMap,
	ops::Range,
	path::{Path, PathBuf},
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{Balance, ChannelId, ModelId};
use openledger_runtime_api::ChannelInfo;

use super::{
	batch::{Content, DrawnUp},
	ensure_roots, ensure_settleable,
	voucher_check::ensure_paid,
};
use crate::{
	account::Account,
	chain::{
		affordable::ensure_payable, events::BatchSettled, BlockView, Chain, End, Found, Identity,
		Sent, CONCURRENT,
	},
	channels::shared::ensure_first,
	convert::saturating_u32,
	error::{Error, SettlementError},
	files::{self, answer::AnswerFile, batch::BatchFile, lock::FileLock},
	keys::Key,
	note::note,
	progress,
	store::Store,
};

/// A batch file that is locked and drawn up, to be settled.
pub struct FileBatch {
	path: PathBuf,
	operator: Account,
	batch: DrawnUp,
	lock: FileLock,
}

/// The standing of a file that may have been settled before.
pub enum Earlier {
	/// It was, as this batch, and did not say so.
	Settled(BatchSettled),
	/// It was not. A transaction that was sent may still settle it.
	Open(Option<Sent>),
}

/// What was found right before a file is settled.
pub struct Checked {
	/// The ends of the channels that have one.
	pub ends: Vec<(ChannelId, End)>,
	/// The block in which it is settled at the earliest.
	pub next: u64,
	/// The sequences of each channel that nothing can be settled of any more when the file is.
	passed: BTreeMap<ChannelId, Range<u64>>,
}

/// A file that was settled.
#[derive(Clone, Debug)]
pub struct SettledFile {
	/// The batch, as the chain has it.
	pub settled: BatchSettled,
	/// The place of the file.
	pub path: PathBuf,
	/// The place of the store's copy.
	pub kept: PathBuf,
	/// What the batch has.
	pub content: Content,
}

impl FileBatch {
	/// Locks the file at `path` and draws up its batch. Fails unless it has unsettled receipts of
	/// `operator` on the chain of `chain`.
	pub async fn open(chain: &Chain, operator: Account, path: PathBuf) -> Result<Self, Error> {
		// A receipt that came meanwhile would be in no batch.
		let opened = path.clone();
		let (lock, file) = progress::computing(move || files::batch::open(&opened)).await??;
		file.ensure_open(&path, chain.genesis())?;
		file.ensure_of(&path, &operator)?;
		Ok(Self { path, operator, batch: DrawnUp::of(file).await?, lock })
	}

	/// What came of settling the receipts before, as the file knows or the store's copy of it.
	pub async fn earlier(&self, chain: &Chain, store: &Store) -> Result<Earlier, Error> {
		let DrawnUp { file, roots, content, .. } = &self.batch;
		let own = Identity {
			roots: *roots,
			receipts: saturating_u32(content.receipts),
			depositor: self.operator.clone(),
		};
		let copy = AnswerFile::load(&store.unpaid_path(file.genesis, roots.commitments)).ok();
		let sent = file.sent.clone().or_else(|| copy.as_ref().and_then(|copy| copy.sent.clone()));
		let found = match sent {
			Some(sent) => {
				let by = Account::new(sent.account.0);
				let identity = Identity { depositor: by.clone(), ..own };
				let found = chain.settlement_of(sent, &identity).await?;
				if by != self.operator && !matches!(found, Found::Nowhere) {
					return Err(SettlementError::SettledByAnother(by).into());
				}
				found
			}
			// A client that did not write down what it sent has left it there.
			None if copy.is_some() => chain.pending_of(&own, None).await?,
			None => Found::Nowhere,
		};
		Ok(match found {
			Found::Settled(settled) => Earlier::Settled(settled),
			Found::Open(sent) => Earlier::Open(Some(sent)),
			Found::Nowhere => Earlier::Open(None),
		})
	}

	/// Writes down that it was settled before.
	pub async fn mark(self, store: &Store, settled: BatchSettled) -> Result<SettledFile, Error> {
		let Self { path, batch, lock, .. } = self;
		let (_, kept) = batch.keep(store)?.paid(store, &settled);
		mark(batch.file, &path, &settled).await?;
		drop(lock);
		Ok(SettledFile { settled, path, kept, content: batch.content })
	}

	/// Checks what the chain will, where that says more than the chain: which model or channel does
	/// not take or pay what, and what the operator lacks. `earlier` is the transaction that may settle
	/// it already.
	pub async fn check(
		&self,
		chain: &Chain,
		key: &Key,
		earlier: Option<&Sent>,
	) -> Result<Checked, Error> {
		let (view, next) = (chain.view().await?, chain.next_block().await?);
		let DrawnUp { file, .. } = &self.batch;
		let reach = view.reach(&view.registered(&self.operator).await?).await?;
		for (model, fee) in lowest_fees(file) {
			ensure_settleable(model, &view.model(model).await?, fee, next)?;
		}
		let reading = channels(&view, file);
		let channels = progress::during("reading the channels", reading).await?;
		for channel in channels.values() {
			ensure_paid(file, channel, &reach, next)?;
		}
		let call = self.batch.call();
		// What is in the best block already would be refused there.
		if earlier.is_none() {
			let what = "the fee of the network and the deposit of the batch";
			ensure_payable(chain, key, &call, 0, what).await?;
		}
		let ends = channels.values().filter_map(|info| {
			let end = End::of(info, Some(&reach))?;
			Some((info.channel, end))
		});
		Ok(Checked { ends: ends.collect(), next, passed: passed(file, &channels) })
	}

	/// Settles it, and waits until that is final. `earlier` is the transaction that may settle it
	/// already.
	///
	/// Fails when answers could not be settled once it is: those that another file has, or, unless
	/// `passes_over` says that they are given up, of which a receipt was signed that is in no file.
	pub async fn settle(
		self,
		(chain, store, key): (&Chain, &Store, &Key),
		checked: Checked,
		earlier: Option<Sent>,
		passes_over: bool,
	) -> Result<SettledFile, Error> {
		let Self { path, batch, lock, .. } = self;
		let (roots, content) = (batch.roots, batch.content.clone());
		let batch = announce(batch, &path, store, checked.passed, passes_over).await?;
		let unpaid = batch.keep(store).inspect_err(|_| withdraw(&batch.file, &path))?;
		let (paid, file) = batch.send((chain, store, key), unpaid, earlier, Some(&path)).await?;
		mark(file, &path, &paid.settled).await?;
		drop(lock);
		ensure_roots(&paid.settled, roots)?;
		Ok(SettledFile { settled: paid.settled, path, kept: paid.path, content })
	}
}

/// Says in a file that it is being settled, so that nobody signs for an answer that it would pass
/// over. Fails if somebody has.
async fn announce(
	mut batch: DrawnUp,
	path: &Path,
	store: &Store,
	passed: BTreeMap<ChannelId, Range<u64>>,
	passes_over: bool,
) -> Result<DrawnUp, Error> {
	let (store, path) = (store.clone(), path.to_owned());
	progress::computing(move || -> Result<_, Error> {
		batch.file.roots = Some(batch.roots);
		batch.file.save(&path)?;
		ensure_first(&store, &path, &batch.file, &passed, passes_over)
			.inspect_err(|_| withdraw(&batch.file, &path))?;
		Ok(batch)
	})
	.await?
}

/// Takes back that a file is being settled, unless something was sent before.
fn withdraw(file: &BatchFile, path: &Path) {
	if file.sent.is_none() {
		// What stays there is taken back when it is settled, or added to.
		let _ = BatchFile { roots: None, ..file.clone() }.save(path);
	}
}

/// Writes into the file which batch it is. The batch is settled whether that succeeds or not.
async fn mark(mut file: BatchFile, path: &Path, settled: &BatchSettled) -> Result<(), Error> {
	let (path, batch) = (path.to_owned(), settled.batch);
	(file.batch, file.roots, file.sent) = (Some(batch), Some(settled.roots()), None);
	progress::computing(move || {
		if let Err(error) = file.save(&path) {
			note(&format!("warning: {error}; its receipts are settled as batch {batch}"));
		}
	})
	.await
}

/// The lowest fee of the answers of each model.
fn lowest_fees(file: &BatchFile) -> BTreeMap<ModelId, Balance> {
	let mut lowest = BTreeMap::new();
	for signed in file.answers.values() {
		let fee = signed.receipt.fee;
		let entry = lowest.entry(signed.receipt.model).or_insert(fee);
		*entry = fee.min(*entry);
	}
	lowest
}

/// The channels that pay for what a file has.
async fn channels(
	view: &BlockView,
	file: &BatchFile,
) -> Result<BTreeMap<ChannelId, ChannelInfo<Account>>, Error> {
	let ids: Vec<_> = file.fees().into_keys().collect();
	stream::iter(ids)
		.map(|id| async move { Ok::<_, Error>((id, view.channel(id).await?)) })
		.buffered(CONCURRENT)
		.try_collect()
		.await
}

/// The sequences of each channel that nothing can be settled of any more when the file is: those up
/// to its last that are not settled.
fn passed(
	file: &BatchFile,
	channels: &BTreeMap<ChannelId, ChannelInfo<Account>>,
) -> BTreeMap<ChannelId, Range<u64>> {
	let range = |info: &ChannelInfo<Account>| info.next_sequence..file.next_sequence(info.channel);
	channels.iter().map(|(channel, info)| (*channel, range(info))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::{
		batch::{file, receipt, unsigned, ROOTS},
		channel::info,
	};
	use openledger_primitives::receipt::Receipt;

	#[test]
	fn the_lowest_fee_of_each_model_should_be_checked() {
		let mut file = file();
		file.answers.extend([unsigned(Receipt { model: 9, ..receipt(4, 0, 25) })]);
		assert_eq!(lowest_fees(&file), BTreeMap::from([(3, 50), (9, 25)]));
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
		assert_eq!(passed(&file(), &channels), BTreeMap::from([(1, 0..2), (4, 0..1)]));
		let channels = [at(1, 1)].into();
		assert_eq!(passed(&file(), &channels), BTreeMap::from([(1, 1..2)]));
	}
}
