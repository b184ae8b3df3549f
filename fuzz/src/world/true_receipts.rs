// SPDX-License-Identifier: Apache-2.0

//! Receipts as an honest operator makes them.

use openledger_attributor::{naive, Index, NormalText};
use openledger_primitives::{
	receipt::{Payment, Receipt},
	span::SpanParams,
};

use super::{
	batch::{Answer, MODEL, PAYER},
	texts, FINE_PARAMS, H,
};

const FEE: u128 = 1_000_000;

/// Answers that are settled, under which parameters.
const BY_CHANNEL: [(usize, SpanParams); 9] = [
	(texts::QUOTES_BELL, SpanParams::DEFAULT),
	(texts::QUOTES_MANY, SpanParams::DEFAULT),
	(texts::QUOTES_AT_LENGTH, SpanParams::DEFAULT),
	(texts::QUOTES_NOTHING, SpanParams::DEFAULT),
	(texts::QUOTES_WORDS, FINE_PARAMS),
	(texts::QUOTES_MANY, FINE_PARAMS),
	(texts::QUOTES_BELL, FINE_PARAMS),
	(texts::QUOTES_SCRIPTS, SpanParams::DEFAULT),
	(texts::QUOTES_SCRIPTS, FINE_PARAMS),
];
const DIRECT: [(usize, SpanParams); 3] = [
	(texts::QUOTES_MANY, SpanParams::DEFAULT),
	(texts::QUOTES_BELL, FINE_PARAMS),
	(texts::QUOTES_NOTHING, FINE_PARAMS),
];

pub fn by_channel(index: &Index, outputs: &[NormalText]) -> Vec<Answer> {
	let numbered = BY_CHANNEL.into_iter().zip(100..);
	numbered
		.map(|((output, params), number)| answer(index, outputs, output, params, number))
		.collect()
}

/// Receipts that were given and signed, and are not settled yet.
pub fn unsettled(index: &Index, outputs: &[NormalText]) -> Vec<Receipt> {
	let numbered = BY_CHANNEL.into_iter().take(3).zip(220..);
	numbered
		.map(|((output, params), number)| answer(index, outputs, output, params, number).receipt)
		.collect()
}

pub fn direct(index: &Index, outputs: &[NormalText]) -> Vec<Answer> {
	let numbered = DIRECT.into_iter().zip(200..);
	numbered
		.map(|((output, params), number)| {
			let mut answer = answer(index, outputs, output, params, number);
			answer.receipt.payment = Payment::Direct { payer: PAYER };
			answer.settled = answer.receipt.compact().expect("the spans are well formed");
			answer.committed = answer.receipt.commitment::<H>();
			answer
		})
		.collect()
}

/// The true receipt of an answer, paid by a channel. Receipts differ by `number`.
pub fn answer(
	index: &Index,
	outputs: &[NormalText],
	output: usize,
	params: SpanParams,
	number: u8,
) -> Answer {
	let text = &outputs[output];
	let attribution = index.attribute(text, params).expect("an answer can be attributed");
	let payment = Payment::Channel { channel: 5, sequence: number.into() };
	let receipt = attribution.into_receipt(MODEL, payment, FEE, [number; 32]);
	let settled = receipt.compact().expect("the spans are well formed");
	let committed = receipt.commitment::<H>();
	// Not by the index, which could be wrong.
	let truth = naive(index.texts(), text, params);
	Answer { output, receipt, settled, committed, truth, is_normal: true }
}
