// SPDX-License-Identifier: Apache-2.0

//! `openledger channel accept`

use std::path::PathBuf;

use openledger_primitives::{receipt::Receipt, Balance};
use serde_json::json;

use crate::{
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
	receipt_file::{keep, Kept, ReceiptFileError, SignedReceipt},
	store::Store,
};

pub async fn run(context: &Context, args: AcceptReceipt) -> Result<(), Error> {
	let AcceptReceipt { file, output, model, max_fee } = args;
	let store = context.store()?;
	let signed = progress::computing(move || SignedReceipt::read(&file)).await??;
	let (channel, sequence) = signed.place().ok_or(ReceiptFileError::NotByChannel)?;
	let receipt = signed.receipt.clone();
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.channel(channel).await?;
	let operator = view.registered(&info.operator).await?;
	let next = chain.next_block().await?;
	let keys = receipt_keys(&operator, next);
	signed.verify(chain.genesis(), &info.operator, &keys)?;
	if let Some(former) = operator.former_key.filter(|_| !signed.is_signed_by(&[operator.key])) {
		context.note(&format!(
			"the operator has changed its receipt key since: the signature counts only if answer \
			 {sequence} is settled before block {}",
			former.until
		));
	}
	if let Some(expected) = model.filter(|model| *model != receipt.model) {
		return Err(SettlementError::OtherModel { found: receipt.model, expected }.into());
	}
	ensure_in_force(receipt.span_params, &view.terms().await?)?;
	let about = view.model(receipt.model).await?;
	ensure_settleable(receipt.model, &about, receipt.fee, next)?;
	if sequence < info.next_sequence {
		context.note(&format!(
			"answer {sequence} of channel {channel} was settled, or passed over, before its receipt \
			 came: openledger batch audit says which"
		));
	}

	let genesis = chain.genesis();
	let commitment = signed.commitment();
	let accept = move || -> Result<(Kept, Receipt), Error> {
		let kept = promises::edit(&store, genesis, &info, |promises| {
			let promised = promises.get(sequence);
			ensure_promised(&receipt, sequence, channel, promised, max_fee)?;
			keep_output(&store, output, &receipt)?;
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
	if output.content_root() != receipt.output_root {
		return Err(SettlementError::OtherOutput.into());
	}
	Ok(store.save_output(&output)?)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::batch_file::tests::{receipt, voucher};
	use openledger_attributor::NormalText;
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
	fn only_the_output_that_the_receipt_is_about_should_be_kept() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = directory.path().join("answer.txt");
		fs::write(&path, "an  answer").unwrap();
		let root = NormalText::from_bytes(b"an answer").unwrap().content_root();
		let receipt = Receipt { output_root: root, ..receipt(4, 2, 50) };
		keep_output(&store, None, &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_none());
		keep_output(&store, Some(path.clone()), &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_some());
		fs::write(&path, "another answer").unwrap();
		let error = keep_output(&store, Some(path), &receipt).unwrap_err();
		assert!(matches!(error, Error::Settlement(SettlementError::OtherOutput)));
	}
}
