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
	batch_file::{self, BatchFile},
	chain::{calls::attribution::settle_batch, events::BatchSettled, Chain, View, CONCURRENT},
	commands::{settle::ensure_acceptable, unpaid::Unpaid},
	context::{warn, Context},
	error::{Error, SettlementError},
	output::{json, progress, table},
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

	let view = chain.view().await?;
	let operator = key.account();
	let vouchers = check(&chain, &view, &operator, &file, &draft).await?;
	let fees = draft.fees().ok_or(Error::Inconsistent)?;
	let call = settle_batch(&draft, &vouchers);
	let deposit = view.batch_deposit(draft.contributions.len(), vouchers.len())?;
	let needed = chain.fee(&call, &key).await?.saturating_add(deposit);
	let purpose = "the fee of the network and the deposit of the batch";
	view.ensure_spendable(&operator, needed, purpose).await?;

	file.root = Some(root);
	let mut kept = file.to_json();
	kept["batch"] = json!(null);
	let unpaid = Unpaid::keep_as(&store, genesis, root, kept)?;
	let settled: BatchSettled = progress::during("settling", chain.submit(&call, &key))
		.await
		.and_then(|events| events.one())
		.inspect_err(|error| unpaid.say_where(error))?;
	let (_, kept) = unpaid.paid(&store, &settled);
	file.batch = Some(settled.batch);
	mark(file, &path, &settled).await?;
	drop(lock);
	ensure_root(&settled, root)?;

	let json = json!({
		"batch": settled.batch,
		"root": json::hash(root),
		"due": settled.due,
		"model": draft.model,
		"receipts": draft.receipts.len(),
		"contributions": draft.contributions.len(),
		"channels": vouchers.len(),
		"fees": json::amount(fees),
		"file": kept.display().to_string(),
	});
	context.show(json, || {
		table::fields(&[
			("batch", settled.batch.to_string()),
			("root", format!("{root:?}")),
			("final from block", settled.due.to_string()),
			("receipts", draft.receipts.len().to_string()),
			("contributions", draft.contributions.len().to_string()),
			("channels", vouchers.len().to_string()),
			("fees", amount::format(fees)),
			("kept as", kept.display().to_string()),
		])
	});
	Ok(())
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
async fn mark(file: BatchFile, path: &Path, settled: &BatchSettled) -> Result<(), Error> {
	let (path, batch) = (path.to_owned(), settled.batch);
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
