// SPDX-License-Identifier: Apache-2.0

//! `openledger batch add`

use codec::Encode;
use openledger_attributor::Attribution;
use openledger_primitives::{
	batch::{Draft, DraftError},
	receipt::{Payment, Receipt},
	span::SpanParams,
	Balance, ChannelId, ModelId,
};
use openledger_runtime_api::ChannelInfo;
use serde_json::json;
use sp_core::{Blake2Hasher, H256};

use crate::{
	amount,
	args::AddReceipt,
	batch_file::{self, BatchFile},
	commands::{
		attribute::{attribute, Attributed},
		settle::{ensure_acceptable, salt},
	},
	context::Context,
	convert::to_u32,
	error::{Error, SettlementError},
	input,
	output::{json, progress, table},
};

/// What a receipt has besides who is in its output.
#[derive(Clone, Copy)]
struct Terms {
	model: ModelId,
	rule: SpanParams,
	channel: ChannelId,
	/// What the channel can pay.
	funds: Balance,
	fee: Balance,
	sequence: Option<u64>,
}

/// A receipt in a file.
struct Added {
	receipt: Receipt,
	index: usize,
	sequence: u64,
	/// What all receipts of its channel in the file cost.
	fees: Balance,
}

pub async fn run(context: &Context, args: AddReceipt) -> Result<(), Error> {
	let AddReceipt { file: path, output, model, channel, fee, sequence } = args;
	let store = context.store()?;
	let output = progress::computing(move || input::read_output(&output)).await??;
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	let view = chain.view().await?;
	let info = view.model(model).await?;
	ensure_acceptable(model, &info, fee)?;
	let ChannelInfo { funds, settled, .. } = view.channel(channel).await?;
	let terms = Terms { model, rule: view.terms().await?.rule, channel, funds, fee, sequence };

	// What is wrong with the file is said before the long work.
	let earlier = path.clone();
	progress::computing(move || -> Result<(), Error> {
		let file = BatchFile::load(&earlier)?.unwrap_or_else(|| BatchFile::new(genesis));
		file.ensure_open(&earlier, genesis)?;
		ensure_fit(&file, &terms)?;
		Ok(())
	})
	.await??;
	let Attributed { output, attribution, .. } =
		attribute(&view, &store, model, &info, output).await?;
	// Before the receipt is anywhere: whoever settles it may have to show the output.
	store.save_output(&output)?;
	let shown = path.display().to_string();
	let edit = move || batch_file::edit(&path, genesis, |file| add(file, attribution, &terms));
	let Added { receipt, index, sequence, fees } = progress::computing(edit).await??;

	let cumulative = settled.saturating_add(fees);
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	let commitment: H256 = receipt.commitment::<Blake2Hasher>();
	let json = json!({
		"file": shown,
		"index": index,
		"channel": channel,
		"sequence": sequence,
		"fee": json::amount(fee),
		"credits": json::credits(&credits),
		"commitment": json::hash(commitment),
		"receipt": format!("0x{}", hex::encode(receipt.encode())),
		"fees": json::amount(fees),
		"cumulative": json::amount(cumulative),
	});
	context.show(json, || {
		table::fields(&[
			("file", shown),
			("receipt", index.to_string()),
			("channel", channel.to_string()),
			("answer of the channel", sequence.to_string()),
			("fee", amount::format(fee)),
			("contributions", credits.len().to_string()),
			("commitment", format!("{commitment:?}")),
			("the channel owes in all", amount::format(cumulative)),
		])
	});
	Ok(())
}

/// Fails when a file can't take a receipt on these terms. Returns the answer's number in the
/// channel, and what all receipts of the channel then cost.
fn ensure_fit(file: &BatchFile, terms: &Terms) -> Result<(u64, Balance), SettlementError> {
	let Terms { model, rule, channel, funds, fee, sequence } = *terms;
	if let Some(first) = file.receipts.first() {
		let index = to_u32(file.receipts.len());
		if first.model != model {
			return Err(SettlementError::Draft(DraftError::OtherModel(index)));
		}
		if first.rule != rule {
			return Err(SettlementError::Draft(DraftError::OtherRule(index)));
		}
	}
	let sequence = sequence.unwrap_or_else(|| file.answers(channel));
	if let Some(index) = file.position(channel, sequence) {
		return Err(SettlementError::SequenceTaken { index, channel, sequence });
	}
	let earlier = file.fees().get(&channel).copied().unwrap_or_default();
	let fees = earlier.saturating_add(fee);
	if fees > funds {
		return Err(SettlementError::FeesBeyondFunds { channel, fees, funds });
	}
	Ok((sequence, fees))
}

fn add(file: &mut BatchFile, attribution: Attribution, terms: &Terms) -> Result<Added, Error> {
	let (sequence, fees) = ensure_fit(file, terms)?;
	let Terms { model, channel, fee, .. } = *terms;
	let payment = Payment::Channel { channel, sequence };
	let receipt = attribution.into_receipt(model, payment, fee, salt());
	let index = file.receipts.len();
	file.receipts.push(receipt.clone());
	// With it, all of them must still fit in one batch.
	Draft::of::<Blake2Hasher>(&file.receipts).map_err(SettlementError::Draft)?;
	Ok(Added { receipt, index, sequence, fees })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::batch_file::tests::{file, GENESIS};

	fn terms() -> Terms {
		Terms {
			model: 3,
			rule: SpanParams::DEFAULT,
			channel: 1,
			funds: 1_000,
			fee: 10,
			sequence: None,
		}
	}

	fn attribution() -> Attribution {
		Attribution {
			output_len: 500,
			output_root: H256::zero(),
			rule: SpanParams::DEFAULT,
			spans: Default::default(),
			credits: Default::default(),
		}
	}

	#[test]
	fn a_receipt_should_be_the_next_of_its_channel() {
		let mut file = file();
		let added = add(&mut file, attribution(), &terms()).unwrap();
		assert_eq!((added.index, added.sequence, added.fees), (3, 2, 160));
		assert_eq!(file.receipts[3], added.receipt);
		assert_eq!(added.receipt.payment, Payment::Channel { channel: 1, sequence: 2 });
		let terms = Terms { channel: 9, ..terms() };
		let added = add(&mut file, attribution(), &terms).unwrap();
		assert_eq!((added.index, added.sequence, added.fees), (4, 0, 10));
		// Salts make even the same answer another one.
		let commitment = |index: usize| file.receipts[index].commitment::<Blake2Hasher>();
		assert_ne!(commitment(3), commitment(4));
	}

	#[test]
	fn what_does_not_fit_should_be_refused() {
		let refused = |terms: Terms| ensure_fit(&file(), &terms).unwrap_err();
		let error = refused(Terms { model: 4, ..terms() });
		assert!(matches!(error, SettlementError::Draft(DraftError::OtherModel(3))));
		let rule = SpanParams { min_span: 40, ..SpanParams::DEFAULT };
		let error = refused(Terms { rule, ..terms() });
		assert!(matches!(error, SettlementError::Draft(DraftError::OtherRule(3))));
		let error = refused(Terms { sequence: Some(1), ..terms() });
		assert!(matches!(error, SettlementError::SequenceTaken { index: 2, .. }));
		let error = refused(Terms { funds: 159, ..terms() });
		assert!(matches!(error, SettlementError::FeesBeyondFunds { fees: 160, .. }));
		// A new file takes any model.
		let terms = Terms { model: 4, sequence: Some(7), ..terms() };
		assert_eq!(ensure_fit(&BatchFile::new(GENESIS), &terms).unwrap(), (7, 10));
	}
}
