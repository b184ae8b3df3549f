// SPDX-License-Identifier: Apache-2.0

//! Batches as `settle_batch` takes them: mostly of the world's true receipts.

use openledger_primitives::{
	batch::{BatchedReceipt, Draft, PlacedCredit, ReceiptBatch},
	receipt::{Payment, Receipt},
	split::FeeSplit,
	voucher::Voucher,
	Balance,
};
use sp_core::sr25519;

use super::{parts::filed, Draw};
use crate::world::{FINE_PARAMS, H};

/// A batch, how fees are divided, and the least fee of any model.
pub type Terms = (ReceiptBatch, FeeSplit, u64);

/// Most receipts that a batch is made of.
const RECEIPTS: usize = 12;
/// Most things that are changed.
const CHANGES: usize = 5;

pub fn batch(draw: &mut Draw<'_>) -> Terms {
	let mut batch = draft(draw);
	for _ in 0..draw.below(CHANGES) {
		change(draw, &mut batch);
	}
	let split = match draw.below(3) {
		0 | 1 => FeeSplit::DEFAULT,
		_ => split(draw),
	};
	let floor = match draw.below(4) {
		0..=2 => 0,
		_ => draw.near(1_000_000).into(),
	};
	(batch, split, floor)
}

/// Any split that is sound.
fn split(draw: &mut Draw<'_>) -> FeeSplit {
	use codec::Decode;
	// The largest parts that there may be, and of what nobody earned all.
	let most = [200_000_000, 500_000_000, 500_000_000, 200_000_000, 1_000_000_000_usize];
	let parts = most.map(|most| draw.below(most + 1));
	let bytes = parts.map(|part| u32::try_from(part).unwrap_or_default().to_le_bytes()).concat();
	FeeSplit::decode(&mut &bytes[..]).unwrap_or(FeeSplit::DEFAULT)
}

/// A batch of receipts that can be one.
fn draft(draw: &mut Draw<'_>) -> ReceiptBatch {
	let mut receipts = Vec::new();
	let (mut channel, mut sequence) = (5, 0u64);
	let first = filed(draw).exhibit.receipt.clone();
	for _ in 0..=draw.below(RECEIPTS) {
		let mut receipt = filed(draw).exhibit.receipt.clone();
		// One that is no part of it is another one again.
		if receipt.span_params != first.span_params || receipt.compact().is_none() {
			receipt = first.clone();
		}
		if receipt.compact().is_none() {
			continue;
		}
		match draw.below(4) {
			0 | 1 => (),
			2 => sequence = sequence.saturating_add(draw.byte().into()),
			_ => (channel, sequence) = (channel + 1 + u64::from(draw.byte()), draw.byte().into()),
		}
		receipt.payment = Payment::Channel { channel, sequence };
		receipt.fee = receipt.fee.saturating_mul(draw.below(1_000) as Balance + 1);
		receipt.model = [4, 5, 6, 7][draw.below(4)];
		receipts.push(receipt);
		sequence = sequence.saturating_add(1);
	}
	let channel_of = |receipt: &Receipt| match receipt.payment {
		Payment::Channel { channel, .. } => channel,
		Payment::Direct { .. } => 0,
	};
	let signature = sr25519::Signature::from_raw([0; 64]);
	let voucher = |receipt: &Receipt| Voucher {
		channel: channel_of(receipt),
		answers: u64::MAX,
		cumulative: Balance::MAX,
		signature,
	};
	let vouchers: Vec<Voucher> = receipts.iter().map(voucher).collect();
	Draft::of::<H>(&receipts, &vouchers).map(|draft| draft.batch).unwrap_or_else(|_| ReceiptBatch {
		span_params: FINE_PARAMS,
		unit: 1,
		models: Default::default(),
		channels: Default::default(),
		commitments: Default::default(),
	})
}

fn change(draw: &mut Draw<'_>, batch: &mut ReceiptBatch) {
	let at = draw.below(batch.channels.len());
	match (draw.below(10), batch.channels.get_mut(at)) {
		(0..=4, Some(part)) => {
			let at = draw.below(part.receipts.len());
			if let Some(receipt) = part.receipts.get_mut(at) {
				change_receipt(draw, receipt);
			}
		}
		(5, Some(part)) => part.first = large(draw),
		(6, Some(part)) => part.voucher.answers = large(draw),
		(7, Some(part)) => match draw.below(3) {
			0 => part.voucher.channel = draw.byte().into(),
			1 => part.receipts.clear(),
			_ => {
				batch.channels.remove(at);
			}
		},
		(8, _) => {
			batch.unit = match draw.below(4) {
				0 => 0,
				1 => Balance::MAX,
				2 => Balance::from(u64::MAX) * Balance::from(draw.number()),
				_ => draw.number().into(),
			}
		}
		_ => {
			let at = draw.below(batch.models.len());
			if let Some(table) = batch.models.get_mut(at) {
				match draw.below(3) {
					0 => table.model = draw.near(table.model),
					1 => table.contributions.truncate(draw.below(table.contributions.len())),
					_ => table.contributions.iter_mut().for_each(|id| id.0 = draw.byte().into()),
				}
			}
		}
	}
}

fn change_receipt(draw: &mut Draw<'_>, receipt: &mut BatchedReceipt) {
	match draw.below(6) {
		0 => receipt.skipped = large(draw),
		1 => receipt.model = draw.near(receipt.model),
		2 => receipt.fee = large(draw),
		3 => receipt.output_len = draw.near(receipt.output_len),
		_ => {
			let mut credits = receipt.credits.to_vec();
			let at = draw.below(credits.len());
			match (draw.below(4), credits.get_mut(at)) {
				(0, Some(credit)) => credit.points = draw.near(credit.points),
				(1, Some(credit)) => credit.place = draw.near(credit.place),
				(2, Some(_)) => credits.truncate(at),
				_ => {
					let place = draw.byte().into();
					credits.insert(at, PlacedCredit { place, points: draw.number() });
				}
			}
			receipt.credits = credits.try_into().unwrap_or_default();
		}
	}
}

/// Small, or as large as can be.
fn large(draw: &mut Draw<'_>) -> u64 {
	match draw.below(4) {
		0 | 1 => draw.byte().into(),
		2 => draw.number().into(),
		_ => u64::MAX - u64::from(draw.byte()),
	}
}
