// SPDX-License-Identifier: Apache-2.0

//! `openledger settle` and `openledger finalise`

use std::path::PathBuf;

use codec::Encode;
use openledger_primitives::{
	limits::MaxPaidByCall,
	receipt::{Payment, Receipt},
	Balance, BatchId, ModelId,
};
use openledger_runtime_api::{ModelInfo, ModelStatus};
use serde_json::{json, Value};
use sp_core::{sr25519, Blake2Hasher, Pair, H256};
use subxt::transactions::DynamicPayload;

use crate::{
	account::{self, Account},
	amount, args,
	chain::{
		calls::{self, SettleOne},
		events::{BatchFinalised, BatchSettled},
		Chain, View,
	},
	commands::attribute::{attribute, Attributed},
	context::{warn, Context},
	error::{Error, RegistryError},
	input,
	key::Key,
	output::{json, progress, table},
	store::Store,
};

pub async fn run(context: &Context, args: args::Settle) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	let path = args.file;
	let output = progress::computing(move || input::read_output(&path)).await??;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.model(args.model).await?;
	let payer = key.account();
	ensure_acceptable(args.model, &info, args.fee)?;
	view.ensure_spendable(&payer, args.fee, "the fee of the answer").await?;

	let attributed = attribute(&view, &store, args.model, &info, output).await?;
	let Attributed { output, attribution, .. } = attributed;
	let payment = Payment::Direct { payer: account::bytes(&payer) };
	let receipt = attribution.into_receipt(args.model, payment, args.fee, salt());
	let operator = args.operator.unwrap_or_else(|| payer.clone());
	let call = settlement(&receipt, &operator)?;
	let network_fee = chain.fee(&call, &key).await?;
	let paid = receipt.credits().map_or(0, |credits| credits.len());
	let needed = args.fee.saturating_add(network_fee).saturating_add(view.batch_deposit(paid)?);
	let purpose = "the fee of the answer, that of the network, and the deposit of the batch";
	view.ensure_spendable(&payer, needed, purpose).await?;

	let unpaid =
		Unpaid::keep(&store, &receipt, &operator, &payer, chain.genesis(), output.as_str())?;
	let settled: BatchSettled = progress::during("settling", chain.submit(&call, &key))
		.await
		.and_then(|events| events.one())
		.inspect_err(|error| unpaid.say_where(error))?;
	let (json, path) = unpaid.paid(&store, &settled);
	context.show(json, || {
		table::fields(&[
			("batch", settled.batch.to_string()),
			("final from block", settled.due.to_string()),
			("fee", amount::format(receipt.fee)),
			("contributions", paid.to_string()),
			("receipt", path.display().to_string()),
		])
	});
	Ok(())
}

/// Fails when a model takes no requests, or none for this fee.
fn ensure_acceptable(model: ModelId, info: &ModelInfo<Account>, fee: Balance) -> Result<(), Error> {
	if !info.commercial {
		return Err(RegistryError::NotCommercial(model).into());
	}
	if info.status != ModelStatus::Active {
		return Err(Error::InactiveModel(model));
	}
	let floor = info.price_floor.max(1);
	if fee < floor {
		return Err(Error::FeeBelowFloor { model, fee, floor });
	}
	Ok(())
}

/// Bytes that nobody can guess.
pub fn salt() -> [u8; 32] {
	// The seed of a new key is 32 bytes of the system's randomness.
	sr25519::Pair::generate().1
}

/// The call that pays for an answer.
pub fn settlement(
	receipt: &Receipt,
	operator: &Account,
) -> Result<DynamicPayload<SettleOne>, Error> {
	let compact = receipt.compact::<Blake2Hasher>().ok_or(Error::Inconsistent)?;
	Ok(calls::settle_one(receipt.model, operator, &compact))
}

/// A receipt that is in the store before it is paid for: without it, nobody could ever prove what
/// was paid for.
pub struct Unpaid {
	genesis: H256,
	json: Value,
	path: PathBuf,
}

impl Unpaid {
	pub fn keep(
		store: &Store,
		receipt: &Receipt,
		operator: &Account,
		payer: &Account,
		genesis: H256,
		output: &str,
	) -> Result<Self, Error> {
		let json = describe(receipt, operator, payer, genesis, output);
		let path = store.save_unpaid(genesis, receipt.commitment::<Blake2Hasher>(), &json)?;
		Ok(Self { genesis, json, path })
	}

	/// Keeps the receipt by its batch. Returns it, and where it is. It never fails, as the answer
	/// is paid for: the receipt then stays where it is.
	pub fn paid(self, store: &Store, settled: &BatchSettled) -> (Value, PathBuf) {
		let Self { genesis, mut json, path } = self;
		json["batch"] = settled.batch.into();
		json["due"] = settled.due.into();
		match store.save_receipt(genesis, settled.batch, &json, &path) {
			Ok(path) => (json, path),
			Err(error) => {
				let (batch, path_shown) = (settled.batch, path.display());
				warn(&format!("warning: {error}; the receipt of batch {batch} is {path_shown}"));
				(json, path)
			}
		}
	}

	/// Says where the receipt is when the answer may be paid for all the same.
	pub fn say_where(&self, error: &Error) {
		if matches!(
			error,
			Error::Unknown { .. }
				| Error::Unread { .. }
				| Error::Lost { .. }
				| Error::NoEvent { .. }
		) {
			warn(&format!("the receipt, should it be paid for, is {}", self.path.display()));
		}
	}
}

/// All that operator and payer know of an answer, for the store. It has no batch yet.
fn describe(
	receipt: &Receipt,
	operator: &Account,
	payer: &Account,
	genesis: H256,
	output: &str,
) -> Value {
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	let credits = credits
		.iter()
		.map(|credit| json!({ "contribution": credit.contribution, "points": credit.points }))
		.collect::<Vec<_>>();
	json!({
		"genesis": json::hash(genesis),
		"batch": null,
		"due": null,
		"model": receipt.model,
		"operator": json::account(operator),
		"payer": json::account(payer),
		"fee": json::amount(receipt.fee),
		"rule": json::rule(receipt.rule),
		"output_len": receipt.output_len,
		"output_root": json::hash(receipt.output_root),
		"spans": receipt.spans.iter().map(json::span).collect::<Vec<_>>(),
		"credits": credits,
		"salt": format!("0x{}", hex::encode(receipt.salt)),
		"commitment": json::hash(receipt.commitment::<Blake2Hasher>()),
		"encoded": format!("0x{}", hex::encode(receipt.encode())),
		"output": output,
	})
}

pub async fn run_finalise(context: &Context, args: args::Finalise) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let due = ensure_pending(&view, args.batch).await?;
	if args.wait {
		chain.wait_until_next_is(due, &format!("waiting for block {due}")).await?;
	} else {
		ensure_due(&chain, &view, args.batch, due).await?;
	}
	let calls = progress::during("finalising", finalise(&chain, &key, args.batch)).await?;
	context.show(json!({ "batch": args.batch, "calls": calls }), || {
		format!("batch {} is final: everyone in it was credited", args.batch)
	});
	Ok(())
}

/// The block from which a batch can be finalised.
async fn ensure_pending(view: &View, batch: BatchId) -> Result<u64, Error> {
	if let Some(info) = view.batch(batch).await? {
		return Ok(info.due.into());
	}
	let count = view.counts().await?.3;
	Err(match batch < count {
		true => Error::FinalBatch(batch),
		false => Error::NoBatch { id: batch, count },
	})
}

async fn ensure_due(chain: &Chain, view: &View, batch: BatchId, due: u64) -> Result<(), Error> {
	let next = chain.best().await? + 1;
	let blocks = due.saturating_sub(next);
	if blocks > 0 {
		let seconds = blocks.saturating_mul(view.block_time()?) / 1_000;
		return Err(Error::NotDue { batch, blocks, seconds });
	}
	Ok(())
}

/// Calls until all contributions of a batch are paid. Returns how often.
async fn finalise(chain: &Chain, key: &Key, batch: BatchId) -> Result<u32, Error> {
	let mut calls = 0;
	while let Some(info) = chain.view().await?.batch(batch).await? {
		let most = info.unpaid_contributions.clamp(1, MaxPaidByCall::get());
		let events = chain.submit(&calls::finalise(batch, most), key).await?;
		calls += 1;
		if events.all::<BatchFinalised>()?.iter().any(|event| event.batch == batch) {
			break;
		}
	}
	Ok(calls)
}
