// SPDX-License-Identifier: Apache-2.0

//! What a batch pays: each of its receipts alone, added up.

use openledger_primitives::{
	batch::{BatchedReceipt, ChannelSum, ModelTable, Netted, ReceiptBatch},
	merkle,
	receipt::{Answer, CompactReceipt, Credit, Payment},
	split::FeeSplit,
	voucher::Promise,
	Balance,
};
use sp_core::H256;

use super::is_sound;
use crate::{to_index, to_position, world::H};

const RECEIPTS: usize = 32_768;
const CONTRIBUTIONS: usize = 1_024;
const CREDITS: usize = 262_144;

/// Why a batch is refused: for a receipt, or for what no single one is the reason of.
pub type Refused = Option<u32>;

/// What a batch pays where all models have one price floor, with its compact receipts.
pub fn netted(
	batch: &ReceiptBatch,
	split: &FeeSplit,
	floor: Balance,
) -> Result<(Netted, Vec<CompactReceipt>), Refused> {
	let receipts = || batch.channels.iter().flat_map(|part| &part.receipts);
	let contributions: usize = batch.models.iter().map(|table| table.contributions.len()).sum();
	let credits: usize = receipts().map(|receipt| receipt.credits.len()).sum();
	let is_shaped = receipts().count() <= RECEIPTS
		&& contributions <= CONTRIBUTIONS
		&& credits <= CREDITS
		&& !batch.channels.is_empty()
		&& batch.channels.iter().all(|part| !part.receipts.is_empty())
		&& batch.channels.windows(2).all(|pair| pair[0].voucher.channel < pair[1].voucher.channel)
		&& batch.models.windows(2).all(|pair| pair[0].model < pair[1].model)
		&& batch.models.iter().all(ascends);
	is_shaped.then_some(()).ok_or(None)?;

	let mut paid = Netted {
		fees: 0,
		receipts: to_position(receipts().count()),
		channels: Vec::new(),
		operator: 0,
		models: vec![0; batch.models.len()],
		stakers: 0,
		contributions: vec![0; contributions],
		platform: 0,
		root: H256::zero(),
	};
	let mut compacts: Vec<CompactReceipt> = Vec::new();
	for part in &batch.channels {
		let mut sum: Option<ChannelSum> = None;
		// Wider than any sequence, so that nothing wraps.
		let mut next = u128::from(part.first);
		for receipt in &part.receipts {
			let refused = Some(to_position(compacts.len()));
			let sequence = next + u128::from(receipt.skipped);
			next = sequence + 1;
			let is_promised = sequence < part.voucher.answers.into();
			let sequence = u64::try_from(sequence).ok().filter(|_| is_promised).ok_or(refused)?;
			let answer = answer(batch, receipt, refused)?;
			let can_be = answer.fee > 0 && answer.fee >= floor && is_sound(&answer);
			can_be.then_some(()).ok_or(refused)?;

			let capacity = u64::from(answer.span_params.full_span) * u64::from(answer.output_len);
			let points: Vec<u32> = answer.credits.iter().map(|credit| credit.points).collect();
			let alone = split.divide(answer.fee, &points, capacity).ok_or(None)?;
			let model = to_index(receipt.model);
			let before = batch.models.iter().take(model).map(|table| table.contributions.len());
			let start: usize = before.sum();
			let mut all = vec![
				(&mut paid.fees, answer.fee),
				(&mut paid.operator, alone.operator),
				(&mut paid.models[model], alone.model),
				(&mut paid.stakers, alone.stakers),
				(&mut paid.platform, alone.platform),
			];
			add(&mut all)?;
			for (credit, amount) in receipt.credits.iter().zip(alone.contributions) {
				let place = start + to_index(credit.place);
				add(&mut [(&mut paid.contributions[place], amount)])?;
			}
			let channel = part.voucher.channel;
			let mut of_channel =
				sum.unwrap_or(ChannelSum { channel, first: sequence, next: sequence, amount: 0 });
			add(&mut [(&mut of_channel.amount, answer.fee)])?;
			sum = Some(ChannelSum { next: sequence + 1, ..of_channel });
			let payment = Payment::Channel { channel, sequence };
			compacts.push(CompactReceipt { payment, answer });
		}
		paid.channels.extend(sum);
	}
	let leaves: Vec<H256> = compacts.iter().map(CompactReceipt::leaf::<H>).collect();
	paid.root = merkle::root::<H>(&leaves).ok_or(None)?;
	Ok((paid, compacts))
}

/// What a batched receipt stands for. Its places have to be in the tables.
fn answer(
	batch: &ReceiptBatch,
	receipt: &BatchedReceipt,
	refused: Refused,
) -> Result<Answer, Refused> {
	let table = batch.models.get(to_index(receipt.model)).ok_or(refused)?;
	let credit = |place: u32, points| {
		let contribution = table.contributions.get(to_index(place))?.0;
		Some(Credit { contribution, points })
	};
	let credits = receipt.credits.iter().map(|credit_of| credit(credit_of.place, credit_of.points));
	let credits: Vec<Credit> = credits.collect::<Option<_>>().ok_or(refused)?;
	Ok(Answer {
		model: table.model,
		span_params: batch.span_params,
		// More than all money is for no receipt alone.
		fee: batch.unit.checked_mul(receipt.fee.into()).ok_or(None)?,
		output_len: receipt.output_len,
		credits: credits.try_into().map_err(|_| refused)?,
	})
}

fn ascends(table: &ModelTable) -> bool {
	table.contributions.windows(2).all(|pair| pair[0].0 < pair[1].0)
}

fn add(sums: &mut [(&mut Balance, Balance)]) -> Result<(), Refused> {
	for (sum, amount) in sums {
		**sum = sum.checked_add(*amount).ok_or(None)?;
	}
	Ok(())
}

/// What a channel's key signs for a promise.
pub fn promise_message(promise: &Promise, genesis: H256) -> Vec<u8> {
	let Promise { channel, answers, cumulative } = promise;
	let mut message = b"openledger/voucher/2".to_vec();
	message.extend(genesis.0);
	message.extend(channel.to_le_bytes());
	message.extend(answers.to_le_bytes());
	message.extend(cumulative.to_le_bytes());
	message
}
