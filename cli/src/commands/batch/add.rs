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

use super::shared::{Elsewhere, Shared};
use crate::{
	amount,
	args::AddReceipt,
	batch_file::{self, BatchFile},
	commands::{
		attribute::{attribute, Attributed},
		settle::{ensure_acceptable, salt},
		warning,
	},
	context::Context,
	convert::to_u32,
	error::{Error, SettlementError},
	input,
	output::{json, names::Names, progress, table, words},
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
	/// What those in other files cost that are not settled.
	elsewhere: Balance,
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
	let ChannelInfo { operator, funds, settled, closing, .. } = view.channel(channel).await?;
	if let Some(until) = closing {
		if chain.next_block().await? >= u64::from(until) {
			return Err(SettlementError::Closing { channel, until }.into());
		}
		let until = words::when(until, view.number(), view.block_time()?);
		context.note(&format!(
			"channel {channel} is closing: what is settled of it has to be before {until}"
		));
	}
	let terms = Terms { model, rule: view.terms().await?.rule, channel, funds, fee, sequence };

	// What is wrong with the file is said before the long work.
	let earlier = path.clone();
	progress::computing(move || -> Result<(), Error> {
		let file = BatchFile::load(&earlier)?.unwrap_or_else(|| BatchFile::new(genesis));
		file.ensure_editable(&earlier, genesis)?;
		ensure_fit(&file, &terms, Elsewhere::default())?;
		Ok(())
	})
	.await??;
	let Attributed { output, attribution, warnings, .. } =
		attribute(&view, &store, model, &info, Some(&operator), output).await?;
	warning::say(context, &view, &warnings).await;
	// Before the receipt is anywhere: whoever settles it may have to show the output.
	store.save_output(output.normal())?;
	let shown = path.display().to_string();
	let edit = move || -> Result<Added, Error> {
		let mut shared = Shared::open(&store, genesis, channel)?;
		let elsewhere = shared.elsewhere(&path);
		// Before the receipt is in it: a file that has none of the channel does no harm.
		shared.has(&path, elsewhere.next)?;
		let added =
			batch_file::edit(&path, genesis, |file| add(file, attribution, &terms, elsewhere))?;
		shared.has(&path, added.sequence.saturating_add(1))?;
		Ok(added)
	};
	let Added { receipt, index, sequence, fees, elsewhere } = progress::computing(edit).await??;

	let cumulative = settled.saturating_add(elsewhere).saturating_add(fees);
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
		"warnings": warning::json(&warnings),
	});
	let text = |_: &Names| {
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
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

/// Fails when a file can't take a receipt on these terms. Returns the answer's number in the
/// channel, and what all receipts of the channel then cost.
fn ensure_fit(
	file: &BatchFile,
	terms: &Terms,
	elsewhere: Elsewhere,
) -> Result<(u64, Balance), SettlementError> {
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
	let next = file.next_sequence(channel).max(elsewhere.next);
	let sequence = sequence.unwrap_or(next);
	if let Some(index) = file.position(channel, sequence) {
		return Err(SettlementError::SequenceTaken { index, channel, sequence });
	}
	let earlier = file.fees().get(&channel).copied().unwrap_or_default();
	let fees = earlier.saturating_add(fee);
	let all = fees.saturating_add(elsewhere.fees);
	if all > funds {
		return Err(SettlementError::FeesBeyondFunds { channel, fees: all, funds });
	}
	Ok((sequence, fees))
}

fn add(
	file: &mut BatchFile,
	attribution: Attribution,
	terms: &Terms,
	elsewhere: Elsewhere,
) -> Result<Added, Error> {
	let (sequence, fees) = ensure_fit(file, terms, elsewhere)?;
	let Terms { model, channel, fee, .. } = *terms;
	let payment = Payment::Channel { channel, sequence };
	let receipt = attribution.into_receipt(model, payment, fee, salt());
	let index = file.receipts.len();
	file.receipts.push(receipt.clone());
	// With it, all of them must still fit in one batch.
	Draft::of::<Blake2Hasher>(&file.receipts).map_err(SettlementError::Draft)?;
	Ok(Added { receipt, index, sequence, fees, elsewhere: elsewhere.fees })
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
		let added = add(&mut file, attribution(), &terms(), Elsewhere::default()).unwrap();
		assert_eq!((added.index, added.sequence, added.fees), (3, 2, 160));
		assert_eq!(file.receipts[3], added.receipt);
		assert_eq!(added.receipt.payment, Payment::Channel { channel: 1, sequence: 2 });
		let terms = Terms { channel: 9, ..terms() };
		let added = add(&mut file, attribution(), &terms, Elsewhere::default()).unwrap();
		assert_eq!((added.index, added.sequence, added.fees), (4, 0, 10));
		// Salts make even the same answer another one.
		let commitment = |index: usize| file.receipts[index].commitment::<Blake2Hasher>();
		assert_ne!(commitment(3), commitment(4));
	}

	#[test]
	fn what_other_files_have_of_the_channel_should_count() {
		let elsewhere = Elsewhere { fees: 840, next: 9 };
		assert_eq!(ensure_fit(&file(), &terms(), elsewhere).unwrap(), (9, 160));
		let elsewhere = Elsewhere { fees: 841, ..elsewhere };
		let error = ensure_fit(&file(), &terms(), elsewhere).unwrap_err();
		assert!(matches!(error, SettlementError::FeesBeyondFunds { fees: 1_001, .. }));
	}

	#[test]
	fn what_does_not_fit_should_be_refused() {
		let refused = |terms: Terms| ensure_fit(&file(), &terms, Elsewhere::default()).unwrap_err();
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
		let new = BatchFile::new(GENESIS);
		assert_eq!(ensure_fit(&new, &terms, Elsewhere::default()).unwrap(), (7, 10));
	}
}
