// SPDX-License-Identifier: Apache-2.0

//! Receipts that were given and signed, where another was settled or committed to.

use openledger_attributor::{Index, NormalText};
use openledger_primitives::{receipt::Receipt, span::SpanParams};
use sp_core::{sr25519, H256};

use super::{
	batch::{Answer, Batch},
	signers::{sign, GENESIS, KEY, OPERATOR, STRANGER},
	texts,
	true_receipts::answer,
	H,
};

/// What is different in the one that takes its place.
const CHANGES: [fn(&mut Receipt); 9] = [
	// Nothing.
	|_| (),
	|receipt| receipt.fee += 1,
	|receipt| receipt.model += 1,
	|receipt| receipt.output_len -= 1,
	|receipt| receipt.span_params = SpanParams { min_span: 31, full_span: 256 },
	|receipt| receipt.spans = Default::default(),
	// Of these the chain sees nothing.
	|receipt| receipt.salt = [7; 32],
	|receipt| receipt.output_root = H256::repeat_byte(7),
	|receipt| receipt.spans.iter_mut().for_each(|held| held.offset += 1),
];

pub fn answers(index: &Index, outputs: &[NormalText]) -> Vec<Answer> {
	let mut numbers = 150..;
	let mut next = || {
		let number = numbers.next().unwrap_or_default();
		answer(index, outputs, texts::QUOTES_BELL, SpanParams::DEFAULT, number)
	};
	let mut answers = Vec::new();
	for change in CHANGES {
		let given = next();
		let mut other = given.receipt.clone();
		change(&mut other);
		let settled = other.compact().expect("the spans are well formed");
		answers.push(Answer { settled, committed: other.commitment::<H>(), ..given });
	}
	// Committed to is what was given, and nothing that there is.
	let given = next();
	let mut settled = given.settled.clone();
	settled.answer.fee += 1;
	answers.push(Answer { settled, ..given });
	answers.push(Answer { committed: H256::repeat_byte(1), ..next() });
	answers.push(next());
	answers
}

/// What refutes nobody: signatures over receipts that are not settled, and over others for the answers
/// of an honest batch, by a key, for an operator or on a chain that is not the batch's.
pub fn harmless(unsettled: Vec<Receipt>, batches: &[Batch]) -> Vec<(Receipt, sr25519::Signature)> {
	let signed = |pair, genesis, operator, receipt: Receipt| {
		let signature = sign(pair, genesis, operator, receipt.commitment::<H>());
		(receipt, signature)
	};
	let unsettled = unsettled.into_iter().map(|one| signed(&KEY, GENESIS, OPERATOR, one));
	let honest = batches.iter().filter(|batch| batch.is_true()).flat_map(|batch| &batch.filed);
	let others = honest.take(3).flat_map(|filed| {
		let receipt = &filed.exhibit.receipt;
		let dearer = || Receipt { fee: receipt.fee + 1, ..receipt.clone() };
		[
			signed(&STRANGER, GENESIS, OPERATOR, dearer()),
			signed(&KEY, GENESIS, [4; 32], dearer()),
			signed(&KEY, H256::repeat_byte(4), OPERATOR, dearer()),
		]
	});
	unsettled.chain(others).collect()
}
