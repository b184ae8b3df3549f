// SPDX-License-Identifier: Apache-2.0

//! What each target asserts. A failed assertion ends the fuzzer with the input that it takes.

use std::fmt::Debug;

use codec::{Decode, Encode};
use openledger_attributor::NormalText;
use openledger_primitives::{
	challenge::{check_reveal, refute, Content},
	normal::{find_flaw, is_flawed, normalize, MAX_FLAW_BYTES},
	receipt::{CompactReceipt, Receipt},
	token::{is_token_start, token_starts},
};

use crate::{
	input::{self, case, proofs::Claim, Draw},
	model::{self, Shown},
	to_index,
	world::{H, WORLD},
};

/// All targets, by their names.
pub const ALL: [(&str, fn(&[u8])); 10] = [
	("excerpt", excerpt),
	("mismatch", mismatch),
	("longer_match", longer_match),
	("earlier_holder", earlier_holder),
	("score_mismatch", score_mismatch),
	("malformed", malformed),
	("normal", normal),
	("reveal", reveal),
	("exhibit", exhibit),
	("receipt_decode", receipt_decode),
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
		let expected = model::opened(batch, &exhibit).map(|filed| &filed.exhibit.receipt);
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
		assert_eq!(compact.check().is_ok(), model::is_sound(&compact), "{compact:?}");
	}
}

fn decoded_receipt(receipt: &Receipt) {
	assert_decodes(receipt);
	let credits = receipt.credits();
	let compact = receipt.compact::<H>();
	assert_eq!(compact.as_ref().map(|compact| &compact.credits), credits.as_ref());
	if model::is_output(receipt.output_len) {
		let expected = model::credits(receipt);
		assert_eq!(credits.map(|credits| credits.to_vec()), expected, "{receipt:?}");
		let can_be_settled = |compact: &CompactReceipt| compact.check().is_ok();
		assert!(compact.as_ref().is_none_or(can_be_settled), "{receipt:?}");
	}
	if let Some(compact) = compact {
		assert_decodes(&compact);
	}
}

/// Whether a value is the same after it was encoded and decoded, with nothing left over.
fn assert_decodes<T: Encode + Decode + PartialEq + Debug>(value: &T) {
	let bytes = value.encode();
	let mut rest = &bytes[..];
	assert_eq!(T::decode(&mut rest).as_ref(), Ok(value));
	assert!(rest.is_empty(), "{} bytes are left of {value:?}", rest.len());
}
