// SPDX-License-Identifier: Apache-2.0

//! `openledger batch settle`

use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{batch::Draft, voucher::Redemption, Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;
use serde_json::json;
use sp_core::{Blake2Hasher, H256};

use super::pays::{ensure_bonded, ensure_covered, ensure_vouchers};
use crate::{
	account::Account,
	amount,
	answer_file::AnswerFile,
	batch_file::{self, BatchFile},
	chain::{
		calls::attribution::settle_batch, events::BatchSettled, Chain, Found, Identity, Journal,
		Sent, Until, View, CONCURRENT,
	},
	commands::{
		settle::ensure_acceptable,
		unpaid::{is_certain, Unpaid},
	},
	context::{warn, Context},
	convert::to_u32,
	error::{Error, SettlementError},
	output::{json, progress, table},
	store::Store,
};

pub async fn run(context: &Context, path: PathBuf) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	// Locked until it is settled: a receipt that came meanwhile would be in no batch.
	let opened = path.clone();
	let (lock, mut file) = progress::computing(move || batch_file::open(&opened)).await??;
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	file.ensure_open(&path, genesis)?;
	let receipts = std::mem::take(&mut file.receipts);
	let drawn_up = progress::computing(move || {
		let draft = Draft::of::<Blake2Hasher>(&receipts);
		let root = draft.as_ref().ok().and_then(|draft| draft.root::<Blake2Hasher>());
		(receipts, draft, root)
	});
	let (receipts, draft, root) = progress::during("drawing up the batch", drawn_up).await?;
	file.receipts = receipts;
	let draft = draft.map_err(SettlementError::Draft)?;
	let root = root.ok_or(Error::Inconsistent)?;
	let operator = key.account();
	let receipts = to_u32(draft.receipts.len());
	let own = Identity { root, receipts, depositor: operator.clone() };
	let earlier = match earlier(&chain, &store, &file, &own).await? {
		Found::Settled(settled) => {
			let (_, kept) = store_copy(&store, &file, root)?.paid(&store, &settled);
			let channels = file.fees().len();
			mark(file, &path, &settled).await?;
			drop(lock);
			context.note("it was settled before, and the file did not know it");
			return show(context, &draft, channels, &settled, &kept);
		}
		Found::Open(sent) => Some(sent),
		Found::Nowhere => None,
	};

	let view = chain.view().await?;
	let vouchers = check(&chain, &view, &operator, &file, &draft).await?;
	let call = settle_batch(&draft, &vouchers);
	let deposit = view.batch_deposit(draft.contributions.len(), vouchers.len())?;
	let needed = chain.fee(&call, &key).await?.saturating_add(deposit);
	let purpose = "the fee of the network and the deposit of the batch";
	view.ensure_spendable(&operator, needed, purpose).await?;

	let unpaid = store_copy(&store, &file, root)?;
	let mut journal = BatchJournal { file, path: path.clone(), root, unpaid };
	let sending = chain.submit_recorded(&call, &key, Until::Final, earlier, &mut journal);
	let settled = progress::during("settling", sending).await.and_then(|events| events.one());
	let settled: BatchSettled = settled.inspect_err(|error| journal.failed(error))?;
	let BatchJournal { file, unpaid, .. } = journal;
	let (_, kept) = unpaid.paid(&store, &settled);
	mark(file, &path, &settled).await?;
	drop(lock);
	ensure_root(&settled, root)?;
	show(context, &draft, vouchers.len(), &settled, &kept)
}

fn show(
	context: &Context,
	draft: &Draft,
	channels: usize,
	settled: &BatchSettled,
	kept: &Path,
) -> Result<(), Error> {
	let fees = draft.fees().ok_or(Error::Inconsistent)?;
	let json = json!({
		"batch": settled.batch,
		"root": json::hash(settled.root),
		"due": settled.due,
		"model": draft.model,
		"receipts": draft.receipts.len(),
		"contributions": draft.contributions.len(),
		"channels": channels,
		"fees": json::amount(fees),
		"file": kept.display().to_string(),
	});
	context.show(json, || {
		table::fields(&[
			("batch", settled.batch.to_string()),
			("root", format!("{:?}", settled.root)),
			("final from block", settled.due.to_string()),
			("receipts", draft.receipts.len().to_string()),
			("contributions", draft.contributions.len().to_string()),
			("channels", channels.to_string()),
			("fees", amount::format(fees)),
			("kept as", kept.display().to_string()),
		])
	});
	Ok(())
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
		let path = batch_file::name(&self.path);
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
		let path = batch_file::name(&self.path);
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

/// Checks what the chain will, so that an error says more. Returns what is redeemed, by
/// channel.
async fn check(
	chain: &Chain,
	view: &View,
	operator: &Account,
	file: &BatchFile,
	draft: &Draft,
) -> Result<Vec<Redemption>, Error> {
	let terms = view.terms().await?;
	if draft.rule != terms.rule {
		return Err(SettlementError::RuleNotInForce.into());
	}
	let info = view.registered(operator).await?;
	let model = view.model(draft.model).await?;
	let least = file.receipts.iter().map(|receipt| receipt.fee).min().unwrap_or_default();
	ensure_acceptable(draft.model, &model, least)?;
	let fees = file.fees();
	let channels = progress::during("reading the channels", channels(view, &fees)).await?;
	ensure_vouchers(file, &channels)?;
	let next = chain.next_block().await?;
	let mut vouchers = Vec::with_capacity(fees.len());
	for (channel, fees) in fees {
		let (Some(voucher), Some(info)) = (file.vouchers.get(&channel), channels.get(&channel))
		else {
			return Err(Error::Inconsistent);
		};
		ensure_covered(file, voucher, info, operator, fees, next)?;
		vouchers.push(Redemption { voucher: *voucher, amount: fees });
	}
	ensure_bonded(&info, draft.fees().ok_or(Error::Inconsistent)?, terms.min_bond)?;
	Ok(vouchers)
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
