// SPDX-License-Identifier: Apache-2.0

//! Receipts that are false in all ways in which one can be, with a few true ones among them.

use openledger_attributor::{Index, NormalText};
use openledger_primitives::{
	receipt::{CompactReceipt, Credit, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
	ContributionId,
};

use super::{
	batch::{Answer, MODEL, PAYER},
	find, texts,
	true_receipts::answer,
	Text, FINE_PARAMS, H,
};
use crate::to_index;

type Answered = (usize, SpanParams);

const BELL: Answered = (texts::QUOTES_BELL, SpanParams::DEFAULT);
const MANY: Answered = (texts::QUOTES_MANY, SpanParams::DEFAULT);
const MANY_FINE: Answered = (texts::QUOTES_MANY, FINE_PARAMS);
const AT_LENGTH: Answered = (texts::QUOTES_AT_LENGTH, SpanParams::DEFAULT);
const NOTHING: Answered = (texts::QUOTES_NOTHING, SpanParams::DEFAULT);
const WORDS: Answered = (texts::QUOTES_WORDS, FINE_PARAMS);
const SCRIPTS: Answered = (texts::QUOTES_SCRIPTS, SpanParams::DEFAULT);

/// What becomes of the spans.
const OF_SPANS: [(Answered, fn(&mut Vec<HeldSpan>)); 22] = [
	// True.
	(BELL, |_| ()),
	(WORDS, |_| ()),
	// Longer than what the texts share, at the end and at the beginning.
	(BELL, |spans| first(spans, |held| held.span.len += 1)),
	(MANY, |spans| last(spans, |held| held.span.len += 2)),
	(AT_LENGTH, |spans| {
		spans.truncate(1);
		first(spans, |held| {
			(held.span.start, held.offset) = (held.span.start - 1, held.offset - 1)
		});
	}),
	// From within a word on.
	(BELL, |spans| first(spans, |held| forward(held, 1))),
	(MANY_FINE, |spans| last(spans, |held| forward(held, 3))),
	// From within a character on, and without the first of them.
	(SCRIPTS, |spans| first(spans, |held| forward(held, 1))),
	(SCRIPTS, |spans| first(spans, |held| forward(held, 3))),
	(SCRIPTS, |spans| last(spans, |held| held.span.len -= 1)),
	// At another place of the text, and beyond its end.
	(MANY, |spans| first(spans, |held| held.offset += 5)),
	(MANY, |spans| last(spans, |held| held.offset = u32::MAX - 3)),
	(BELL, |spans| first(spans, |held| held.offset += 60)),
	// In another text, one of them outside the corpus.
	(MANY, |spans| first(spans, |held| held.contribution = texts::WORDS)),
	(BELL, |spans| first(spans, |held| held.contribution = texts::OUTSIDE)),
	// Shorter than the longest match, not listed, made up.
	(MANY, |spans| first(spans, |held| held.span.len -= 9)),
	(AT_LENGTH, |spans| spans.truncate(1)),
	(MANY_FINE, Vec::clear),
	(NOTHING, |spans| spans.push(held(3, 40, texts::BELL, 4))),
	// As many as can be listed, but not the best; and one fewer.
	(WORDS, |spans| last(spans, |held| held.span.len = 16)),
	(WORDS, |spans| first(spans, |held| held.span.len += 1)),
	(WORDS, |spans| spans.truncate(1_023)),
];

/// What becomes of the receipt, and with it of what is settled.
const OF_RECEIPT: [(Answered, fn(&mut Receipt)); 2] = [
	// Of a span within another no credits follow.
	(BELL, |receipt| {
		let mut spans = receipt.spans.to_vec();
		spans.extend(receipt.spans.first().copied());
		last(&mut spans, |held| forward(held, 4));
		receipt.spans = spans.try_into().unwrap_or_default();
	}),
	// Nor of one that is too short.
	(MANY, |receipt| first(receipt.spans.as_mut(), |held: &mut HeldSpan| held.span.len = 31)),
];

/// What becomes of what is settled alone.
const OF_SETTLED: [(Answered, fn(&mut CompactReceipt)); 8] = [
	(BELL, |settled| {
		let credits = settled.answer.credits.as_mut();
		first(credits, |credit: &mut Credit| credit.points += 1);
	}),
	(MANY, |settled| settled.answer.credits.clear()),
	(BELL, |settled| settled.answer.fee *= 2),
	(MANY, |settled| settled.answer.output_len -= 1),
	(MANY_FINE, |settled| settled.answer.span_params = SpanParams::DEFAULT),
	(BELL, |settled| settled.answer.model = MODEL + 1),
	(MANY, |settled| settled.payment = Payment::Direct { payer: PAYER }),
	(BELL, |settled| settled.payment = Payment::Channel { channel: 6, sequence: 0 }),
];

pub fn answers(index: &Index, outputs: &[NormalText]) -> Vec<Answer> {
	let mut numbers = 0..;
	let mut next = |(output, params): Answered| {
		let number = numbers.next().unwrap_or_default();
		answer(index, outputs, output, params, number)
	};
	let mut answers = Vec::new();
	for (answered, change) in OF_SPANS {
		let mut answer = next(answered);
		let mut spans = answer.receipt.spans.to_vec();
		change(&mut spans);
		answer.receipt.spans = spans.try_into().expect("there are not more spans");
		answers.push(settle(answer));
	}
	for (answered, change) in OF_RECEIPT {
		let mut answer = next(answered);
		change(&mut answer.receipt);
		answers.push(settle(answer));
	}
	for (answered, change) in OF_SETTLED {
		let mut answer = next(answered);
		change(&mut answer.settled);
		answers.push(answer);
	}
	for answered in [BELL, MANY, AT_LENGTH, MANY_FINE] {
		let mut answer = next(answered);
		let held = answer.receipt.spans.iter_mut();
		held.for_each(|held| later(index, &outputs[answer.output], held));
		answers.push(settle(answer));
	}
	answers
}

/// Receipts of outputs that are not in normal form, with what the bell has of them listed or not.
pub fn of_flawed(index: &Index, outputs: &[NormalText], flawed: &[Text]) -> Vec<Answer> {
	let all = flawed.iter().zip(texts::FLAWED..).zip(200..);
	all.map(|((text, output), number)| {
		let (of_bell, params) = BELL;
		let mut answer = answer(index, outputs, of_bell, params, number);
		let receipt = &mut answer.receipt;
		(receipt.output_root, receipt.output_len) = (text.content.root, text.content.len);
		let quoted = receipt.spans.iter().find_map(|held| {
			let bytes = outputs[of_bell].as_bytes();
			let span = bytes.get(to_index(held.span.start)..to_index(held.span.end()))?;
			let start = find(&text.bytes, span)?;
			Some(HeldSpan { span: Span { start, ..held.span }, ..*held })
		});
		receipt.spans = quoted.into_iter().collect::<Vec<_>>().try_into().unwrap_or_default();
		Answer { output, truth: Vec::new(), is_normal: false, ..settle(answer) }
	})
	.collect()
}

/// Has the chain told what follows from the receipt, or where nothing does what followed before.
fn settle(mut answer: Answer) -> Answer {
	answer.settled = answer.receipt.compact().unwrap_or(answer.settled);
	answer.committed = answer.receipt.commitment::<H>();
	answer
}

/// Gives a span to the last contribution that has it.
fn later(index: &Index, output: &NormalText, held: &mut HeldSpan) {
	let (start, end) = (to_index(held.span.start), to_index(held.span.end()));
	let bytes = &output.as_bytes()[start..end];
	for (id, text) in index.texts() {
		if let Some(offset) = find(text, bytes) {
			(held.contribution, held.offset) = (id, offset);
		}
	}
}

fn held(start: u32, len: u32, contribution: ContributionId, offset: u32) -> HeldSpan {
	HeldSpan { span: Span { start, len }, contribution, offset }
}

/// Moves the beginning of a span.
fn forward(held: &mut HeldSpan, by: u32) {
	held.span.start += by;
	held.span.len -= by;
	held.offset += by;
}

fn first<T>(items: &mut [T], change: impl FnOnce(&mut T)) {
	if let Some(item) = items.first_mut() {
		change(item);
	}
}

fn last<T>(items: &mut [T], change: impl FnOnce(&mut T)) {
	if let Some(item) = items.last_mut() {
		change(item);
	}
}
