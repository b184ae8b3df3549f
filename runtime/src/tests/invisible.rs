// SPDX-License-Identifier: Apache-2.0

//! What an operator puts into an answer that nobody sees takes nothing from an author, to the planck.

use super::flood::{begin_block, in_quiet_world, send, OPERATOR, WATCHER};
use crate::{constants::currency::OPEN, Balance, Rewards, Runtime};
use openledger_attributor::{Corpus, Index, NormalText};
use openledger_primitives::{
	receipt::{Payment, Receipt},
	span::SpanParams,
	split::FeeSplit,
};
use pallet_attribution::{Batches, Call, NextBatchId};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::traits::BlakeTwo256;

/// Has contribution 0.
const AUTHOR: Key = Key::Alice;
const PAYER: Key = Key::Dave;
const FEE: Balance = 100 * OPEN;

/// No word of it is in it twice.
fn work() -> String {
	(1_000..2_000).map(|n| format!("word{n} ")).collect()
}

/// An answer that quotes 1,500 bytes of the work.
fn answer() -> String {
	format!("As the author has it: {}. Make of it what you will.", &work()[90..1_590])
}

fn normal(text: &str) -> NormalText {
	NormalText::from_bytes(text.as_bytes()).expect("something is left of it")
}

/// The receipt of an answer, as every client makes it.
fn receipt(output: &str) -> Receipt {
	let mut corpus = Corpus::new();
	corpus.insert(0, normal(&work())).expect("it is the only one");
	let index = Index::build(corpus).expect("it is small");
	let attribution =
		index.attribute(&normal(output), SpanParams::DEFAULT).expect("an output is short");
	let payment = Payment::Direct { payer: PAYER.to_account_id().into() };
	attribution.into_receipt(0, payment, FEE, [7; 32])
}

/// What the author is owed for an answer once its batch is final.
fn earned(output: &str) -> Balance {
	let mut earned = 0;
	in_quiet_world(|| {
		let batch = NextBatchId::<Runtime>::get();
		let receipt = receipt(output);
		let compact = receipt.compact().expect("the rule's spans are well formed");
		let settle = Call::<Runtime>::settle_one {
			operator: OPERATOR.to_account_id(),
			answer: Box::new(compact.answer),
			commitment: receipt.commitment::<BlakeTwo256>(),
		};
		assert_eq!(send(PAYER, 0, settle), Ok(Ok(())));
		begin_block(Batches::<Runtime>::get(batch).expect("it is there").finalizable_at);
		let finalize = Call::<Runtime>::finalize { batch, max_payments: 2 };
		assert_eq!(send(WATCHER, 0, finalize), Ok(Ok(())));
		earned = Rewards::owed(&AUTHOR.to_account_id());
	});
	earned
}

/// `output` with what `invisible` says after every 25 characters.
fn salted(output: &str, invisible: &str) -> String {
	let chars: Vec<char> = output.chars().collect();
	let parts: Vec<String> = chars.chunks(25).map(|part| part.iter().collect()).collect();
	parts.join(invisible)
}

#[test]
fn invisible_characters_should_change_nothing_of_what_an_author_earns() {
	let plain = answer();
	let honest = earned(&plain);
	let parts = FeeSplit::DEFAULT.divide(
		FEE,
		&[receipt(&plain).credits().expect("they are well formed")[0].points],
		SpanParams::DEFAULT.capacity(normal(&plain).len()),
	);
	assert_eq!(honest, parts.expect("it can be divided").contributions[0]);
	assert!(honest > 0);
	// One after every 25 characters: no match would be long enough to count.
	for invisible in ["\u{200b}", "\u{ad}", "\u{feff}", "\u{e0041}", "\u{1}", "\u{2064}", "\u{378}"]
	{
		assert_eq!(earned(&salted(&plain, invisible)), honest, "{invisible:?}");
	}
	// As many as would fill the list of spans, were each a token that the corpus has.
	let filler: String = (0..5_119u32)
		.map(|n| {
			char::from_u32(1 + n.wrapping_mul(2_654_435_761) % 8).expect("a control character")
		})
		.collect();
	assert_eq!(earned(&format!("{plain}{filler}")), honest);
}
