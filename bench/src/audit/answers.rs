// SPDX-License-Identifier: Apache-2.0

//! Outputs that quote the corpus between words of their own, and their receipts.

use codec::Encode;
use openledger_attributor::{Index, NormalText};
use openledger_primitives::{
	challenge::{range_of_match, Excerpt, SettledBatch},
	merkle,
	receipt::{
		commitment_leaf,
		signature::{self, Signer},
		CompactReceipt, Payment, Receipt,
	},
	Balance, ModelId,
};
use sp_core::{sr25519, Blake2Hasher, Pair, H256};

use super::RULE;
use crate::{
	error::{cannot, Error},
	parallel::in_parallel,
	random::Random,
	report,
};

const MODEL: ModelId = 0;
/// What each answer is paid, in planck: a thousandth of an OPEN.
const FEE: Balance = 1_000_000_000_000_000;
/// The operator's account, and the key that signs its receipts.
const OPERATOR: [u8; 32] = [7; 32];
const SEED: [u8; 32] = *b"openledger-bench, operator's key";
/// The first of the sequences of random numbers: one for each answer.
const SEQUENCE: u64 = 1 << 32;
/// Answers that are made at a time.
const PART: usize = 500;
/// Bytes of a quotation, and new words between two.
const QUOTED: (u32, u32) = (60, 600);
const WORDS: (u32, u32) = (5, 30);
/// Letters of a new word.
const LETTERS: (u32, u32) = (3, 10);

/// An output, its receipt, and what the chain has of it.
#[derive(Clone)]
pub struct Answer {
	pub output: NormalText,
	pub receipt: Receipt,
	pub settled: CompactReceipt,
}

/// Answers of `bytes` bytes each, the same in every run. Made on all cores.
pub fn make(index: &Index, count: u32, bytes: usize) -> Result<Vec<Answer>, Error> {
	let numbers: Vec<u64> = (0..u64::from(count)).collect();
	let bar = report::bar(0, count.into(), "answers");
	let mut answers = Vec::with_capacity(numbers.len());
	for part in numbers.chunks(PART) {
		for answer in in_parallel(part, |number| answer(index, *number, bytes)) {
			answers.push(answer?);
			bar.inc(1);
		}
	}
	bar.finish_and_clear();
	println!("{count} answers of {bytes} bytes");
	Ok(answers)
}

fn answer(index: &Index, number: u64, bytes: usize) -> Result<Answer, Error> {
	let mut random = Random::new(SEQUENCE + number);
	let output = output(index, &mut random, bytes)?;
	let attribution = index.attribute(&output, RULE).map_err(cannot("attribute an output"))?;
	let payment = Payment::Channel { channel: 0, sequence: number };
	let receipt = attribution.into_receipt(MODEL, payment, FEE, random.bytes());
	let settled = receipt.compact().ok_or_else(|| Error::new("a receipt gives no credits"))?;
	Ok(Answer { output, receipt, settled })
}

fn output(index: &Index, random: &mut Random, bytes: usize) -> Result<NormalText, Error> {
	let contributions = u64::try_from(index.contributions()).unwrap_or(u64::MAX);
	let mut output = String::new();
	while output.len() < bytes {
		(0..random.within(&(WORDS.0..=WORDS.1))).for_each(|_| word(&mut output, random));
		let text = index.text(random.below(contributions)).unwrap_or_default();
		output.push_str(quotation(text, random));
		output.push(' ');
	}
	// A byte more where a character would be cut.
	let end = (bytes..=output.len()).find(|end| output.is_char_boundary(*end));
	output.truncate(end.unwrap_or(output.len()));
	NormalText::from_bytes(output.as_bytes()).map_err(cannot("make an output"))
}

fn word(output: &mut String, random: &mut Random) {
	for _ in 0..random.within(&(LETTERS.0..=LETTERS.1)) {
		output.push(char::from(random.pick(b"abcdefghijklmnopqrstuvwxyz")));
	}
	output.push(' ');
}

/// A part of a text that begins after a space, or with the text.
fn quotation<'a>(text: &'a str, random: &mut Random) -> &'a str {
	let len = u64::try_from(text.len()).unwrap_or(u64::MAX);
	let from = usize::try_from(random.below(len)).unwrap_or_default();
	let count = usize::try_from(random.within(&(QUOTED.0..=QUOTED.1))).unwrap_or_default();
	let space = text.as_bytes().iter().take(from).rposition(|byte| *byte == b' ');
	let start = space.map_or(0, |space| space + 1);
	let rest = text.get(start..).unwrap_or_default();
	let end = (0..=rest.len().min(count)).rev().find(|end| rest.is_char_boundary(*end));
	rest.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// What a demand for one of the spans shows of the output; of an output without spans its first
/// chunk.
pub fn chunks_of_any_span(answer: &Answer, random: &mut Random) -> Vec<Excerpt> {
	let spans = answer.receipt.spans.as_slice();
	let (from, to) = if spans.is_empty() {
		(0, 1)
	} else {
		let held = random.pick(spans);
		range_of_match(held.span.start, held.span.len)
	};
	Excerpt::of::<Blake2Hasher>(answer.output.as_bytes(), from, to).into_iter().collect()
}

/// A batch of receipts, in order, and its operator's key.
pub struct Batch {
	pub settled: SettledBatch,
	/// Of the compact receipts.
	pub leaves: Vec<H256>,
	/// To the whole receipts.
	pub commitments: Vec<H256>,
	genesis: H256,
	key: sr25519::Pair,
}

impl Batch {
	pub fn of(answers: &[Answer]) -> Result<Self, Error> {
		let none = || Error::new("a batch needs receipts");
		let leaf = |answer: &Answer| answer.settled.leaf::<Blake2Hasher>();
		let leaves: Vec<H256> = answers.iter().map(leaf).collect();
		let commitment = |answer: &Answer| answer.receipt.commitment::<Blake2Hasher>();
		let commitments: Vec<H256> = answers.iter().map(commitment).collect();
		let committed: Vec<_> =
			commitments.iter().map(|hash| commitment_leaf::<Blake2Hasher>(*hash)).collect();
		let key = sr25519::Pair::from_seed(&SEED);
		let genesis = H256::repeat_byte(1);
		let signer = Signer { genesis, operator: OPERATOR, keys: vec![key.public()] };
		let settled = SettledBatch {
			receipts: u32::try_from(answers.len()).map_err(cannot("make a batch"))?,
			root: merkle::root::<Blake2Hasher>(&leaves).ok_or_else(none)?,
			commitments: merkle::root::<Blake2Hasher>(&committed).ok_or_else(none)?,
			signer: Some(signer),
		};
		Ok(Self { settled, leaves, commitments, genesis, key })
	}

	/// What the operator signed when it gave an answer.
	pub fn signature(&self, receipt: &Receipt) -> sr25519::Signature {
		let commitment = receipt.commitment::<Blake2Hasher>();
		signature::sign(&self.key, self.genesis, &OPERATOR, commitment)
	}
}

/// Bytes of something that is sent to the chain.
pub fn encoded_bytes(value: &impl Encode) -> u64 {
	u64::try_from(value.encoded_size()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_quotation_should_be_of_the_text_and_begin_a_word() {
		let text = "Où est la façade de la maison à côté ? ".repeat(40);
		let text = text.trim();
		let mut random = Random::new(7);
		for _ in 0..500 {
			let quoted = quotation(text, &mut random);
			assert!(text.contains(quoted));
			assert!(!quoted.starts_with(' '));
			assert!(quoted.len() <= 600);
		}
		assert_eq!(quotation("", &mut random), "");
	}
}
