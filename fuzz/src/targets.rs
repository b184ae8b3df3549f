// SPDX-License-Identifier: Apache-2.0

//! What each target asserts. A failed assertion ends the fuzzer with the input that it takes.

use std::fmt::Debug;

use std::collections::BTreeMap;

use codec::{Decode, Encode};
use openledger_attributor::{signed_exhibit, NormalText};
use openledger_primitives::{
	batch::{BatchError, BatchTerms},
	challenge::{
		check_reveal, refute, ChallengeError, Content, Exhibit, Proof, ReceiptPath, SettledBatch,
		Substitute,
	},
	history::History,
	merkle,
	normal::{find_flaw, is_flawed, normalize, MAX_FLAW_BYTES},
	receipt::{commitment_leaf, CompactReceipt, Receipt},
	token::{is_token_start, token_starts},
	Balance,
};
use sp_core::H256;

use crate::{
	input::{self, case, proofs::Claim, Draw},
	model::{self, Shown},
	to_index,
	world::{
		signers::{sign, signer, GENESIS, KEY, OPERATOR},
		H, WORLD,
	},
};

/// All targets, by their names.
pub const ALL: [(&str, fn(&[u8])); 13] = [
	("excerpt", excerpt),
	("mismatch", mismatch),
	("longer_match", longer_match),
	("earlier_holder", earlier_holder),
	("score_mismatch", score_mismatch),
	("substituted", substituted),
	("malformed", malformed),
	("normal", normal),
	("reveal", reveal),
	("exhibit", exhibit),
	("receipt_decode", receipt_decode),
	("batch_net", batch_net),
	("history", history),
];

/// Chunks show just what is in the text that they are of, and what there is can be shown.
pub fn excerpt(data: &[u8]) {
	let Some(chunks) = case(data, input::excerpt) else { return };
	assert_decodes(&chunks);
	let (number, excerpt, start, len) = chunks;
	let text = input::text(number);
	let expected = Shown::by(&excerpt, &text.content);
	let shown = excerpt.verify::<H>(&text.content);
	assert_eq!(shown.is_some(), expected.is_some(), "{excerpt:?} of {:?}", text.content);
	if let (Some(shown), Some(expected)) = (shown, expected) {
		assert_eq!(shown.get(start, len), expected.get(start, len), "{start} {len}");
		assert_eq!(shown.is_token_start(start), expected.starts_token(start), "{start}");
	}
	let longer = Content { len: text.content.len.wrapping_add(1), ..text.content };
	assert_eq!(excerpt.verify::<H>(&longer), None, "{excerpt:?} of {longer:?}");

	let end = start.saturating_add(len);
	let made = text.excerpt(start, end);
	let fits = model::fits_excerpt(text.bytes.len(), start, end);
	assert_eq!(made.is_some(), fits, "{start} to {end} of {:?}", text.content);
	if let Some(made) = made {
		let shown = made.verify::<H>(&text.content).expect("what was made is right");
		assert_eq!(shown.get(start, len), text.bytes.get(to_index(start)..to_index(end)));
		assert_decodes(&made);
	}
}

pub fn mismatch(data: &[u8]) {
	proof(data, input::proofs::mismatch);
}

pub fn longer_match(data: &[u8]) {
	proof(data, input::proofs::longer_match);
}

pub fn earlier_holder(data: &[u8]) {
	proof(data, input::proofs::earlier_holder);
}

pub fn score_mismatch(data: &[u8]) {
	proof(data, input::proofs::score_mismatch);
}

/// What was signed refutes just those who settled, or committed to, something else for the same
/// answer.
pub fn substituted(data: &[u8]) {
	proof(data, input::proofs::substituted);
	if let Some((given, settled)) = case(data, input::receipts::swap) {
		swapped(given, &settled);
	}
}

/// Of a batch that has `settled` where `given` was signed.
fn swapped(given: Receipt, settled: &Receipt) {
	// Of another answer nothing is shown.
	let is_of_answer = given.payment == settled.payment;
	let Some(compact) = settled.compact() else { return };
	let is_seen = is_other_to_the_chain(&given, &compact);
	let (leaves, commitments) = (
		[H256::repeat_byte(1), compact.leaf::<H>(), H256::repeat_byte(2)],
		[H256::repeat_byte(3), settled.commitment::<H>(), H256::repeat_byte(4)],
	);
	let committed = commitments.map(commitment_leaf::<H>);
	let root = |leaves: &[H256]| merkle::root::<H>(leaves).expect("there are leaves");
	let batch = SettledBatch {
		receipts: 3,
		root: root(&leaves),
		commitments: root(&committed),
		signer: Some(signer()),
	};
	let signature = sign(&KEY, GENESIS, OPERATOR, model::commitment(&given));
	let is_other = given != *settled;
	let exhibit = signed_exhibit(&leaves, 1, given, signature).expect("it is among the leaves");
	let path = merkle::path::<H>(&committed, 1).and_then(|path| ReceiptPath::try_from(path).ok());
	let path = path.expect("it is among the leaves");
	let by_receipt = Substitute::Receipt { compact };
	let by_commitment = Substitute::Commitment { commitment: commitments[1], path };
	let decide = |exhibit: &Exhibit, batch: &SettledBatch, settled: &Substitute| {
		let proof = Proof::Substituted { settled: settled.clone() };
		refute::<H>(exhibit, &proof, batch, |_| None)
	};
	let decided = [&by_receipt, &by_commitment].map(|by| decide(&exhibit, &batch, by).is_ok());
	// The one where the chain sees the difference, the other where it does not.
	let expected = [is_of_answer && is_seen, is_other && !is_seen];
	assert_eq!(decided, expected, "{exhibit:?} {by_receipt:?}");
	let unsigned = SettledBatch { signer: None, ..batch };
	for by in [&by_receipt, &by_commitment] {
		assert_eq!(decide(&exhibit, &unsigned, by), Err(ChallengeError::NotSigned));
	}
}

/// Whether the chain sees that a receipt is not the one of which it has `settled`.
fn is_other_to_the_chain(receipt: &Receipt, settled: &CompactReceipt) -> bool {
	let CompactReceipt { payment, answer } = settled;
	let is_same = receipt.payment == *payment
		&& (receipt.model, receipt.span_params) == (answer.model, answer.span_params)
		&& (receipt.fee, receipt.output_len) == (answer.fee, answer.output_len);
	// Credits of outputs that can't be are not the model's.
	let credits = match model::is_output(receipt.output_len) {
		true => model::credits(receipt),
		false => receipt.credits().map(|credits| credits.to_vec()),
	};
	!(is_same && credits.as_deref() == Some(answer.credits.as_slice()))
}

/// An output is refuted by just those of its bytes that no text in normal form has.
pub fn malformed(data: &[u8]) {
	proof(data, input::proofs::malformed);
	if let Some((bytes, at, len)) = case(data, input::window) {
		windows(&bytes, to_index(at), to_index(len));
	}
}

/// No stretch of a text in normal form is flawed, and what has a flawed one is not in it.
fn windows(bytes: &[u8], at: usize, len: usize) {
	let stretch = |text: &[u8]| {
		let start = at % (text.len() + 1);
		let end = start.saturating_add(len).min(text.len());
		(start..end, start == 0, end == text.len())
	};
	let (range, is_first, is_last) = stretch(bytes);
	let decided = is_flawed(&bytes[range.clone()], is_first, is_last);
	let expected = model::is_flawed(&bytes[range.clone()], is_first, is_last);
	assert_eq!(decided, expected, "{range:?} of {bytes:?}");
	let Ok(text) = str::from_utf8(bytes) else { return };
	let normal = normalize(text);
	assert!(!decided || normal != text, "{range:?} of {text:?}");
	let (range, is_first, is_last) = stretch(normal.as_bytes());
	let window = &normal.as_bytes()[range.clone()];
	assert!(!is_flawed(window, is_first, is_last), "{range:?} of {normal:?}");
}

/// The normal form of a normal form is itself, and all else has a flaw that a few bytes show.
pub fn normal(data: &[u8]) {
	let Some(bytes) = case(data, input::raw) else { return };
	let normal = str::from_utf8(&bytes).ok().map(normalize);
	let is_normal = normal.as_ref().is_some_and(|normal| normal.as_bytes() == bytes);
	let flaw = find_flaw(&bytes);
	assert_eq!(flaw.is_none(), is_normal, "{flaw:?} of {bytes:?}");
	if let Some((at, len)) = flaw {
		let end = at + len;
		assert!((1..=MAX_FLAW_BYTES).contains(&len), "{at} {len} of {bytes:?}");
		let is_last = to_index(end) == bytes.len();
		let window = &bytes[to_index(at)..to_index(end)];
		assert!(is_flawed(window, at == 0, is_last), "{at} {len} of {bytes:?}");
	}
	if let Some(normal) = &normal {
		assert_eq!(&normalize(normal), normal, "{bytes:?}");
		assert_eq!(find_flaw(normal.as_bytes()), None, "{bytes:?}");
	}
	let text = NormalText::from_bytes(&bytes).ok().map(|text| text.as_str().to_owned());
	assert_eq!(text, normal.filter(|normal| !normal.is_empty()), "{bytes:?}");
	tokens(&bytes);
}

/// Four bytes before a position, and four from it on, say whether a token starts there.
fn tokens(bytes: &[u8]) {
	let starts_at = |at: &usize| {
		let end = at.saturating_add(4).min(bytes.len());
		is_token_start(&bytes[at.saturating_sub(4)..*at], &bytes[*at..end])
	};
	let by_position: Vec<usize> = (0..bytes.len()).filter(starts_at).collect();
	assert_eq!(token_starts(bytes).collect::<Vec<_>>(), by_position, "{bytes:?}");
}

/// A proof refutes just what it shows to be false, and never a true receipt.
fn proof(data: &[u8], build: impl Fn(&mut Draw<'_>) -> Claim) {
	let Some(claim) = case(data, build) else { return };
	assert_decodes(&claim);
	let (exhibit, proof) = &claim;
	for batch in &WORLD.batches {
		let decided = refute::<H>(exhibit, proof, &batch.settled, |id| WORLD.content(id));
		let expected = model::refutes(batch, exhibit, proof);
		assert_eq!(decided.is_ok(), expected, "{decided:?} for {claim:?}");
		if decided.is_ok() {
			let refuted = &batch.filed[to_index(exhibit.index)];
			assert!(!refuted.is_true, "a true receipt is refuted by {claim:?}");
		}
	}
}

/// A demand is answered just by a span that is there, or by an output of fewer spans.
pub fn reveal(data: &[u8]) {
	let Some(answer) = case(data, input::proofs::reveal) else { return };
	assert_decodes(&answer);
	let (exhibit, span, evidence) = &answer;
	for batch in &WORLD.batches {
		let content = |id| WORLD.content(id);
		let decided = check_reveal::<H>(exhibit, *span, evidence, &batch.settled, content);
		let expected = model::reveals(batch, exhibit, *span, evidence);
		assert_eq!(decided.is_ok(), expected, "{decided:?} for {answer:?}");
	}
}

/// A receipt opens just where its batch has it, if what the chain has follows from it.
pub fn exhibit(data: &[u8]) {
	let Some(exhibit) = case(data, input::exhibit) else { return };
	assert_decodes(&exhibit);
	for batch in &WORLD.batches {
		let opened = exhibit.open::<H>(&batch.settled).ok();
		let expected = model::opened(batch, &exhibit).map(|_| &exhibit.receipt);
		assert_eq!(opened, expected, "{exhibit:?}");
	}
}

/// A receipt gives the credits that the rule gives, and they can be settled.
pub fn receipt_decode(data: &[u8]) {
	if let Some(receipt) = case(data, input::receipts::receipt) {
		decoded_receipt(&receipt);
	}
	if let Some(compact) = case(data, input::receipts::compact) {
		assert_decodes(&compact);
		let answer = &compact.answer;
		assert_eq!(answer.check().is_ok(), model::is_sound(answer), "{compact:?}");
	}
}

fn decoded_receipt(receipt: &Receipt) {
	assert_decodes(receipt);
	let credits = receipt.credits();
	let compact = receipt.compact();
	assert_eq!(compact.as_ref().map(|compact| &compact.answer.credits), credits.as_ref());
	assert_eq!(receipt.commitment::<H>(), model::commitment(receipt));
	if model::is_output(receipt.output_len) {
		let expected = model::credits(receipt);
		assert_eq!(credits.map(|credits| credits.to_vec()), expected, "{receipt:?}");
		let can_be_settled = |compact: &CompactReceipt| compact.answer.check().is_ok();
		assert!(compact.as_ref().is_none_or(can_be_settled), "{receipt:?}");
	}
	if let Some(compact) = compact {
		assert_decodes(&compact);
	}
}

/// A batch pays what its receipts pay alone, and its tree is over just these.
pub fn batch_net(data: &[u8]) {
	let Some(drawn) = case(data, input::batches::batch) else { return };
	assert_decodes(&drawn);
	let (batch, split, floor) = drawn;
	let price_floors = vec![Balance::from(floor); batch.models.len()];
	let decided = batch.net::<H>(&BatchTerms { split, price_floors: &price_floors });
	match (&decided, model::netted(&batch, &split, floor.into())) {
		(Ok(netted), Ok((expected, compacts))) => {
			assert_eq!(*netted, expected);
			let shares = netted.models.iter().chain(&netted.contributions);
			let out = shares.sum::<Balance>() + netted.operator + netted.stakers + netted.platform;
			let channels = netted.channels.iter().map(|sum| sum.amount).sum::<Balance>();
			assert_eq!((out, channels), (netted.fees, netted.fees));
			let all: Option<Vec<CompactReceipt>> = batch.compact().collect();
			assert_eq!(all.as_deref(), Some(&compacts[..]));
			let leaves = batch.leaves::<H>().expect("all receipts can be");
			assert_eq!(merkle::root::<H>(&leaves), Some(netted.root));
		}
		(Err(error), Err(expected)) => {
			let refused = match error {
				BatchError::BeyondVoucher(nth)
				| BatchError::FeeBelowFloor(nth)
				| BatchError::Receipt(nth, _) => Some(*nth),
				_ => None,
			};
			// What overflows does so sooner or later.
			assert!(refused.is_none() || expected.is_none() || refused == expected, "{batch:?}");
		}
		(_, expected) => panic!("{decided:?} and not {expected:?} for {batch:?}"),
	}
	assert_eq!(batch.compact().count(), batch.count());
	for part in &batch.channels {
		let promise = part.voucher.promise();
		let expected = model::promise_message(&promise, GENESIS);
		assert_eq!(promise.message(GENESIS).as_slice(), expected);
	}
}

/// A history has just the leaves that were appended, each at its number and by its siblings.
pub fn history(data: &[u8]) {
	if let Some(state) = case(data, input::histories::state) {
		assert_decodes(&state);
		let (mut history, index, path) = state;
		let _ = history.has::<H>(H256::zero(), index, &path);
		let _ = history.find(index, |node| Some([node, node]));
		let before = history.leaves;
		let number = history.append::<H>(H256::zero(), |_, _| ());
		assert!(number.is_none_or(|number| number == before && history.leaves == before + 1));
	}
	let Some(proven) = case(data, input::histories::proven) else { return };
	assert_decodes(&proven);
	let (leaves, index, leaf, path) = proven;
	let (mut history, mut nodes) = (History::default(), BTreeMap::new());
	for (leaf, expected) in leaves.iter().zip(0..) {
		let number = history.append::<H>(*leaf, |node, children| {
			nodes.insert(node, children);
		});
		assert_eq!(number, Some(expected));
	}
	assert_eq!(history.peaks.to_vec(), model::peaks_of(&leaves));
	assert_decodes(&history);
	let at = |index: u64| leaves.get(usize::try_from(index).ok()?).copied();
	let expected = model::path_of(&leaves, index);
	let is_in = at(index) == Some(leaf) && expected.as_deref() == Some(&path[..]);
	assert_eq!(history.has::<H>(leaf, index, &path), is_in, "{leaf:?} {index} of {leaves:?}");
	// Leaves that are nodes of others are none that a record has.
	if leaves.iter().all(|leaf| !nodes.contains_key(leaf)) {
		let found = history.find(index, |node| nodes.get(&node).copied());
		assert_eq!(found, at(index).zip(expected), "{index} of {leaves:?}");
	}
}

/// Whether a value is the same after it was encoded and decoded, with nothing left over.
fn assert_decodes<T: Encode + Decode + PartialEq + Debug>(value: &T) {
	let bytes = value.encode();
	let mut rest = &bytes[..];
	assert_eq!(T::decode(&mut rest).as_ref(), Ok(value));
	assert!(rest.is_empty(), "{} bytes are left of {value:?}", rest.len());
}
