// SPDX-License-Identifier: Apache-2.0

//! Receipts as an honest operator makes them.

use openledger_attributor::{naive, Index, NormalText};
use openledger_primitives::{receipt::Payment, span::SpanParams};

use super::{
	batch::{Answer, MODEL, PAYER},
	texts, FINE_RULE, H,
};

const FEE: u128 = 1_000_000;

/// Answers that are settled, by which rule.
const BY_CHANNEL: [(usize, SpanParams); 9] = [
	(texts::QUOTES_BELL, SpanParams::DEFAULT),
	(texts::QUOTES_MANY, SpanParams::DEFAULT),
	(texts::QUOTES_AT_LENGTH, SpanParams::DEFAULT),
	(texts::QUOTES_NOTHING, SpanParams::DEFAULT),
	(texts::QUOTES_WORDS, FINE_RULE),
	(texts::QUOTES_MANY, FINE_RULE),
	(texts::QUOTES_BELL, FINE_RULE),
	(texts::QUOTES_SCRIPTS, SpanParams::DEFAULT),
	(texts::QUOTES_SCRIPTS, FINE_RULE),
];
const DIRECT: [(usize, SpanParams); 3] = [
	(texts::QUOTES_MANY, SpanParams::DEFAULT),
	(texts::QUOTES_BELL, FINE_RULE),
	(texts::QUOTES_NOTHING, FINE_RULE),
];

pub fn by_channel(index: &Index, outputs: &[NormalText]) -> Vec<Answer> {
	let numbered = BY_CHANNEL.into_iter().zip(100..);
	numbered.map(|((output, rule), number)| answer(index, outputs, output, rule, number)).collect()
}

pub fn direct(index: &Index, outputs: &[NormalText]) -> Vec<Answer> {
	let numbered = DIRECT.into_iter().zip(200..);
	numbered
		.map(|((output, rule), number)| {
			let mut answer = answer(index, outputs, output, rule, number);
			answer.receipt.payment = Payment::Direct { payer: PAYER };
			answer.settled = answer.receipt.compact::<H>().expect("the spans are well formed");
			answer
		})
		.collect()
}

/// The true receipt of an answer, paid by a channel. Receipts differ by `number`.
pub fn answer(
	index: &Index,
	outputs: &[NormalText],
	output: usize,
	rule: SpanParams,
	number: u8,
) -> Answer {
	let text = &outputs[output];
	let attribution = index.attribute(text, rule).expect("an answer can be attributed");
	let payment = Payment::Channel { channel: 5, sequence: number.into() };
	let receipt = attribution.into_receipt(MODEL, payment, FEE, [number; 32]);
	let settled = receipt.compact::<H>().expect("the spans are well formed");
	// Not by the index, which could be wrong.
	let truth = naive(index.texts(), text, rule);
	Answer { output, receipt, settled, truth, is_normal: true }
}
