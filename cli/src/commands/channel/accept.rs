// SPDX-License-Identifier: Apache-2.0

//! `openledger channel accept`

use std::path::PathBuf;

use openledger_primitives::{receipt::Receipt, Balance};
use openledger_runtime_api::OperatorInfo;
use serde_json::json;

use crate::{
	account::Account,
	amount,
	args::AcceptReceipt,
	batch_file::name,
	commands::{
		operator::receipt_keys,
		settle::{ensure_in_force, ensure_settleable},
	},
	context::Context,
	error::{Error, SettlementError},
	input,
	output::{json, progress, table},
	promises::{self, Promised},
	receipt_file::{keep, keep_beside, Kept, ReceiptFileError, SignedReceipt},
	store::Store,
};

pub async fn run(context: &Context, args: AcceptReceipt) -> Result<(), Error> {
	let AcceptReceipt { file, output, model, max_fee } = args;
	let store = context.store()?;
	let signed = progress::computing(move || SignedReceipt::read(&file)).await??;
	let (channel, sequence) = signed.place().ok_or(ReceiptFileError::NotByChannel)?;
	let receipt = signed.receipt.clone();
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	let lock = {
		let store = store.clone();
		move || promises::lock(&store, genesis, channel)
	};
	let locked = progress::computing(lock).await??;
	let view = chain.view().await?;
	let info = view.channel(channel).await?;
	let next = chain.next_block().await?;
	let is_late = sequence < info.next_sequence;
	let operator = match is_late {
		// It may have left since, and has no key then.
		true => view.operator(&info.operator).await?,
		false => Some(view.registered(&info.operator).await?),
	};
	signed.ensure_sound(genesis, &info.operator)?;
	let is_signed = ensure_signed(&signed, operator.as_ref(), next, is_late)?;
	if let Some(expected) = model.filter(|model| *model != receipt.model) {
		return Err(SettlementError::OtherModel { found: receipt.model, expected }.into());
	}
	match is_late {
		true => context.note(&format!(
			"answer {sequence} of channel {channel} was settled, or passed over, before its receipt \
			 came: openledger batch audit {channel} says which"
		)),
		false => {
			ensure_in_force(receipt.span_params, &view.terms().await?)?;
			let about = view.model(receipt.model).await?;
			ensure_settleable(receipt.model, &about, receipt.fee, next)?;
		}
	}
	if !is_signed {
		context.note(
			"none of the keys that count for its operator now signed it: it is kept, and speaks only \
			 for or against a batch whose keys did",
		);
	}
	let former = operator.and_then(|operator| operator.former_key);
	let former = former.filter(|former| !is_late && signed.is_signed_by(&[former.key]));
	if let Some(former) = former {
		context.note(&format!(
			"the operator has changed its receipt key since: the signature counts only if answer \
			 {sequence} is settled before block {}; ask for the receipt again, and accept that too",
			former.until
		));
	}

	let commitment = signed.commitment();
	let accept = move || -> Result<(Kept, Receipt), Error> {
		let kept = locked.edit(&info, |promises| {
			let promised = promises.get(sequence);
			ensure_promised(&receipt, sequence, channel, promised, max_fee)?;
			keep_output(&store, output, &receipt)?;
			if !is_signed {
				return Ok(Kept::At(keep_beside(&store, &signed)?));
			}
			// First, so that no promise is said to have a receipt that is nowhere.
			let kept = keep(&store, &signed)?;
			if matches!(kept, Kept::At(_)) {
				promises.accept(sequence, receipt.fee);
			}
			Ok(kept)
		})?;
		Ok((kept, receipt))
	};
	let (kept, receipt) = progress::computing(accept).await??;
	let path = match kept {
		Kept::At(path) => path,
		Kept::Beside { path, first } => {
			let (first, second) = (name(&first), name(&path));
			return Err(SettlementError::SignedTwice { channel, sequence, first, second }.into());
		}
	};
	let json = json!({
		"channel": channel,
		"sequence": sequence,
		"model": receipt.model,
		"fee": json::amount(receipt.fee),
		"commitment": json::hash(commitment),
		"verified": is_signed,
		"path": path.display().to_string(),
	});
	context.show(json, || {
		table::fields(&[
			("channel", channel.to_string()),
			("answer of the channel", sequence.to_string()),
			("model", receipt.model.to_string()),
			("fee", amount::format(receipt.fee)),
			("commitment", format!("{commitment:?}")),
			("kept as", name(&path)),
		])
	});
	Ok(())
}

/// Whether one of the operator's keys that count in block `next` signed a receipt. Fails where none did,
/// unless its answer `is_late`: what was settled already is held against the keys of that time.
fn ensure_signed(
	signed: &SignedReceipt,
	operator: Option<&OperatorInfo<Account>>,
	next: u64,
	is_late: bool,
) -> Result<bool, ReceiptFileError> {
	let keys = operator.map(|operator| receipt_keys(operator, next)).unwrap_or_default();
	match signed.is_signed_by(&keys) {
		false if !is_late => Err(ReceiptFileError::NotSigned(signed.operator.clone())),
		is_signed => Ok(is_signed),
	}
}

/// Fails when a receipt charges more than was promised for its answer.
fn ensure_promised(
	receipt: &Receipt,
	sequence: u64,
	channel: u64,
	promised: Option<&Promised>,
	max_fee: Option<Balance>,
) -> Result<(), SettlementError> {
	let fee = receipt.fee;
	let limits = [promised.map(|promised| promised.price), max_fee];
	let most = limits.into_iter().flatten().min();
	let most = most.ok_or(SettlementError::UnknownPromise { channel, sequence, fee })?;
	match fee <= most {
		true => Ok(()),
		false => Err(SettlementError::FeeBeyondPromise { channel, sequence, fee, most }),
	}
}

/// Keeps the output, if it is given: whoever audits the receipt needs it. Fails unless the receipt is
/// about it.
fn keep_output(store: &Store, path: Option<PathBuf>, receipt: &Receipt) -> Result<(), Error> {
	let Some(path) = path else { return Ok(()) };
	let output = input::read_output(&path)?.into_normal();
	if (output.content_root(), output.len()) != (receipt.output_root, receipt.output_len) {
		return Err(SettlementError::OtherOutput.into());
	}
	Ok(store.save_output(&output)?)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		batch_file::tests::{receipt, voucher},
		commands::operator,
		receipt_file::tests::{key, signed},
	};
	use openledger_attributor::NormalText;
	use openledger_runtime_api::FormerKeyInfo;
	use sp_core::H256;
	use std::fs;

	#[test]
	fn no_more_should_be_charged_than_was_promised() {
		let promised = |price| Promised { price, voucher: voucher(4, 3, 90), fee: None };
		let check = |price: Option<Balance>, max_fee| {
			let promised = price.map(promised);
			ensure_promised(&receipt(4, 2, 50), 2, 4, promised.as_ref(), max_fee)
		};
		assert!(check(Some(50), None).is_ok() && check(None, Some(50)).is_ok());
		for (price, max_fee) in [(Some(49), None), (None, Some(49)), (Some(49), Some(99))] {
			let error = check(price, max_fee).unwrap_err();
			assert!(matches!(error, SettlementError::FeeBeyondPromise { fee: 50, most: 49, .. }));
		}
		let error = check(None, None).unwrap_err();
		assert!(matches!(error, SettlementError::UnknownPromise { .. }));
	}

	#[test]
	fn only_of_an_answer_that_is_over_should_the_signature_count_for_nothing() {
		let signed = signed(4, 2, 50);
		let with = |key| OperatorInfo { key, former_key: None, ..operator::info() };
		let (own, other) = (with(key().public()), with(H256::repeat_byte(9)));
		let check = |info: Option<&OperatorInfo<Account>>, is_late| {
			ensure_signed(&signed, info, 50, is_late)
		};
		assert!(check(Some(&own), false).unwrap() && check(Some(&own), true).unwrap());
		for info in [Some(&other), None] {
			assert!(matches!(check(info, false), Err(ReceiptFileError::NotSigned(_))));
			assert!(!check(info, true).unwrap());
		}
		// Nor does a key whose time is over count.
		let former = |until| FormerKeyInfo { key: key().public(), until };
		let changed = |until| OperatorInfo { former_key: Some(former(until)), ..other.clone() };
		assert!(check(Some(&changed(51)), false).unwrap());
		assert!(check(Some(&changed(50)), false).is_err());
	}

	#[test]
	fn only_the_output_that_the_receipt_is_about_should_be_kept() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = directory.path().join("answer.txt");
		fs::write(&path, "an  answer").unwrap();
		let root = NormalText::from_bytes(b"an answer").unwrap().content_root();
		let receipt = Receipt { output_root: root, output_len: 9, ..receipt(4, 2, 50) };
		keep_output(&store, None, &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_none());
		keep_output(&store, Some(path.clone()), &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_some());
		// What is longer earns less for each of its bytes.
		let longer = Receipt { output_len: 10, ..receipt.clone() };
		assert!(keep_output(&store, Some(path.clone()), &longer).is_err());
		fs::write(&path, "another answer").unwrap();
		let error = keep_output(&store, Some(path), &receipt).unwrap_err();
		assert!(matches!(error, Error::Settlement(SettlementError::OtherOutput)));
	}
}
