// SPDX-License-Identifier: Apache-2.0

//! Receipts that are nearly those of the world.

use openledger_primitives::{
	receipt::{CompactReceipt, Credit, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
};

use super::{parts::filed, Draw};
use crate::world::{FINE_PARAMS, PAYER};

const PARAMS: [SpanParams; 4] = [
	SpanParams::DEFAULT,
	FINE_PARAMS,
	SpanParams { min_span: 1_024, full_span: 4_092 },
	SpanParams { min_span: 17, full_span: 17 },
];
/// Most things that are changed.
const CHANGES: usize = 4;

/// One of the world's receipts, changed or not.
pub fn receipt(draw: &mut Draw<'_>) -> Receipt {
	let mut receipt = filed(draw).exhibit.receipt.clone();
	for _ in 0..draw.below(CHANGES) {
		receipt = changed(draw, receipt);
	}
	receipt
}

/// The receipt with one thing changed.
pub fn changed(draw: &mut Draw<'_>, mut receipt: Receipt) -> Receipt {
	match draw.below(12) {
		0..=4 => {
			let mut spans = receipt.spans.to_vec();
			change_spans(draw, &mut spans);
			receipt.spans = spans.try_into().unwrap_or_default();
		}
		5 => receipt.span_params = *draw.pick(&PARAMS),
		6 => receipt.output_len = draw.near(receipt.output_len),
		7 => receipt.output_root.0[draw.below(32)] ^= 1 << draw.below(8),
		8 => receipt.salt[draw.below(32)] ^= 1 << draw.below(8),
		9 => receipt.fee = receipt.fee.wrapping_add(draw.number().into()),
		10 => receipt.model = draw.near(receipt.model),
		_ => receipt.payment = payment(draw),
	}
	receipt
}

fn payment(draw: &mut Draw<'_>) -> Payment {
	match draw.below(4) {
		0 => Payment::Direct { payer: PAYER },
		1 => Payment::Direct { payer: [draw.byte(); 32] },
		2 => Payment::Channel { channel: draw.byte().into(), sequence: 0 },
		_ => Payment::Channel { channel: 5, sequence: draw.byte().into() },
	}
}

fn change_spans(draw: &mut Draw<'_>, spans: &mut Vec<HeldSpan>) {
	let at = draw.below(spans.len());
	match (draw.below(8), spans.get_mut(at)) {
		(0, Some(held)) => held.span.start = draw.near(held.span.start),
		(1, Some(held)) => held.span.len = draw.near(held.span.len),
		(2, Some(held)) => held.offset = draw.near(held.offset),
		(3, Some(held)) => held.contribution = draw.contribution(held.contribution),
		(4, Some(_)) => {
			spans.remove(at);
		}
		(5, Some(_)) => spans.truncate(at),
		(6, Some(held)) => {
			let again = *held;
			spans.push(again);
		}
		_ => {
			let span = Span { start: draw.up_to(2_000), len: draw.up_to(300) };
			let contribution = draw.contribution(0);
			spans.insert(at, HeldSpan { span, contribution, offset: draw.number() });
		}
	}
}

/// What is settled of a receipt, with one thing changed.
pub fn changed_compact(draw: &mut Draw<'_>, mut compact: CompactReceipt) -> CompactReceipt {
	let answer = &mut compact.answer;
	match draw.below(7) {
		0 | 1 => {
			let mut credits = answer.credits.to_vec();
			let at = draw.below(credits.len());
			match (draw.below(4), credits.get_mut(at)) {
				(0, Some(credit)) => credit.points = draw.near(credit.points),
				(1, Some(credit)) => credit.contribution = draw.contribution(credit.contribution),
				(2, Some(_)) => credits.truncate(at),
				_ => credits.insert(
					at,
					Credit { contribution: draw.contribution(0), points: draw.number() },
				),
			}
			answer.credits = credits.try_into().unwrap_or_default();
		}
		2 => answer.span_params = *draw.pick(&PARAMS),
		3 => answer.fee = draw.number().into(),
		4 => answer.output_len = draw.near(answer.output_len),
		5 => answer.model = draw.near(answer.model),
		_ => compact.payment = payment(draw),
	}
	compact
}

/// What is settled of one of the world's receipts, changed or not.
pub fn compact(draw: &mut Draw<'_>) -> CompactReceipt {
	let mut compact = filed(draw).settled.clone();
	for _ in 0..draw.below(CHANGES) {
		compact = changed_compact(draw, compact);
	}
	compact
}

/// A receipt that is given, and what is settled in place of it: the same, or another one for the same
/// answer.
pub fn swap(draw: &mut Draw<'_>) -> (Receipt, Receipt) {
	let given = filed(draw).exhibit.receipt.clone();
	let mut settled = given.clone();
	for _ in 0..draw.below(CHANGES) {
		settled = changed(draw, settled);
	}
	(given.clone(), Receipt { payment: given.payment, ..settled })
}
