// SPDX-License-Identifier: Apache-2.0

//! Each proof against a receipt that it refutes, and against the true one; by the commitment's path
//! and by the operator's signature.

use super::*;
use crate::{
	content::content_root,
	limits::{MaxSpans, MAX_OUTPUT_BYTES},
	merkle,
	receipt::{
		commitment_leaf,
		signature::{self, Signer},
		CompactReceipt, HeldSpan, Payment, Receipt,
	},
	span::{Span, SpanParams},
	ContributionId,
};
use alloc::{collections::BTreeSet, vec::Vec};
use proptest::prelude::*;
use sp_core::{sr25519, Blake2Hasher as H, Encode, Pair, H256};
use std::sync::LazyLock;

const OLD: &str = "The harbour bell rings twice when fog hides the northern pier.";
const NEW: &str = "At sea, fog hides the northern pier until the lamp is lit at dusk. \
                   The harbour bell rings twice when fog hides the northern pier.";
const OUTPUT: &str = "Old rule: the harbour bell rings twice when fog hides the northern pier \
                      until the lamp is lit again.";

fn content(text: &str) -> Content {
	let root = content_root::<H>(text.as_bytes()).unwrap();
	Content { root, len: text.len() as u32 }
}

/// Contributions 5 and 8 are in the corpus.
fn content_of(id: ContributionId) -> Option<Content> {
	match id {
		5 => Some(content(OLD)),
		8 => Some(content(NEW)),
		_ => None,
	}
}

fn held(start: u32, len: u32, contribution: ContributionId, offset: u32) -> HeldSpan {
	HeldSpan { span: Span { start, len }, contribution, offset }
}

/// What the rule gives: the worked example of the protocol.
fn truth() -> Vec<HeldSpan> {
	vec![held(14, 57, 5, 4), held(44, 51, 8, 8)]
}

fn receipt(spans: Vec<HeldSpan>) -> Receipt {
	Receipt {
		payment: Payment::Channel { channel: 5, sequence: 0 },
		model: 1,
		span_params: SpanParams::DEFAULT,
		fee: 1_000_000,
		output_len: OUTPUT.len() as u32,
		output_root: content(OUTPUT).root,
		spans: spans.try_into().unwrap(),
		salt: [7; 32],
	}
}

const GENESIS: H256 = H256::repeat_byte(2);
const OPERATOR: [u8; 32] = [3; 32];

/// The operator's keys: the current one, and its former one, which counts still.
static KEYS: LazyLock<[sr25519::Pair; 2]> =
	LazyLock::new(|| [[1; 32], [2; 32]].map(|seed| sr25519::Pair::from_seed(&seed)));

fn signer() -> Signer {
	let keys = KEYS.iter().map(Pair::public).collect();
	Signer { genesis: GENESIS, operator: OPERATOR, keys }
}

/// The operator's signature.
fn signed(receipt: &Receipt) -> Binding {
	Binding::Signed(signature::sign(&KEYS[0], GENESIS, &OPERATOR, receipt.commitment::<H>()))
}

/// A batch, and all that was made of it.
struct Settled {
	batch: SettledBatch,
	/// What the chain has.
	leaves: Vec<H256>,
	/// What is under the root of commitments.
	committed: Vec<H256>,
}

impl Settled {
	fn of(leaves: Vec<H256>, commitments: &[H256], signer: Option<Signer>) -> Self {
		let committed: Vec<_> =
			commitments.iter().map(|commitment| commitment_leaf::<H>(*commitment)).collect();
		let batch = SettledBatch {
			receipts: leaves.len() as u32,
			root: merkle::root::<H>(&leaves).unwrap(),
			commitments: merkle::root::<H>(&committed).unwrap(),
			signer,
		};
		Self { batch, leaves, committed }
	}

	fn path(leaves: &[H256], index: u32) -> ReceiptPath {
		merkle::path::<H>(leaves, index).unwrap().try_into().unwrap()
	}

	fn committed(&self, index: u32) -> Binding {
		Binding::Committed(Self::path(&self.committed, index))
	}

	fn exhibit(&self, index: u32, receipt: Receipt, binding: Binding) -> Exhibit {
		Exhibit { index, path: Self::path(&self.leaves, index), receipt, binding }
	}
}

/// A batch that commits to this receipt in the middle, and has `compact` there, and the receipt
/// opened by its commitment.
fn settle(receipt: Receipt, compact: &CompactReceipt) -> (SettledBatch, Exhibit) {
	let leaf = |byte| H256::repeat_byte(byte);
	let leaves = vec![leaf(1), leaf(2), compact.leaf::<H>(), leaf(3), leaf(4)];
	let commitments = [leaf(5), leaf(6), receipt.commitment::<H>(), leaf(7), leaf(8)];
	let settled = Settled::of(leaves, &commitments, Some(signer()));
	let exhibit = settled.exhibit(2, receipt, settled.committed(2));
	(settled.batch, exhibit)
}

fn settle_spans(spans: Vec<HeldSpan>) -> (SettledBatch, Exhibit) {
	let receipt = receipt(spans);
	let compact = receipt.compact().unwrap();
	settle(receipt, &compact)
}

/// What is decided by the commitment, and not otherwise by the signature.
fn decide_both(
	exhibit: &Exhibit,
	proof: &Proof,
	batch: &SettledBatch,
	content_of: impl Fn(ContributionId) -> Option<Content>,
) -> Result<(), ChallengeError> {
	let by_path = refute::<H>(exhibit, proof, batch, &content_of);
	let by_signature = Exhibit { binding: signed(&exhibit.receipt), ..exhibit.clone() };
	// It need not be what the batch commits to.
	let other = SettledBatch { commitments: H256::zero(), ..batch.clone() };
	for batch in [batch, &other] {
		assert_eq!(refute::<H>(&by_signature, proof, batch, &content_of), by_path);
	}
	let unsigned = SettledBatch { signer: None, ..batch.clone() };
	let refused = refute::<H>(&by_signature, proof, &unsigned, &content_of);
	assert_eq!(refused, Err(ChallengeError::NotSigned));
	assert_eq!(refute::<H>(exhibit, proof, &unsigned, &content_of), by_path);
	by_path
}

fn decide(spans: Vec<HeldSpan>, proof: &Proof) -> Result<(), ChallengeError> {
	let (batch, exhibit) = settle_spans(spans);
	decide_both(&exhibit, proof, &batch, content_of)
}

fn all_of(text: &str) -> Excerpt {
	Excerpt::of::<H>(text.as_bytes(), 0, text.len() as u32).unwrap()
}

#[test]
fn a_span_that_is_not_there_should_be_refuted() {
	let byte = |span, at| Proof::Mismatch {
		span,
		difference: Difference::Byte { at, output: all_of(OUTPUT), text: all_of(OLD) },
	};
	// One byte more than the texts share: a full stop and a space.
	let longer = vec![held(14, 58, 5, 4), held(44, 51, 8, 8)];
	assert_eq!(decide(longer.clone(), &byte(0, 57)), Ok(()));
	assert_eq!(decide(longer.clone(), &byte(0, 56)), Err(ChallengeError::NotRefuted));
	assert_eq!(decide(longer, &byte(2, 0)), Err(ChallengeError::SpanNotFound));
	// Beyond the span nothing is claimed.
	assert_eq!(decide(truth(), &byte(0, 57)), Err(ChallengeError::NotRefuted));

	let beyond = Proof::Mismatch { span: 0, difference: Difference::BeyondText };
	assert_eq!(decide(vec![held(14, 59, 5, 4)], &beyond), Ok(()));
	assert_eq!(decide(vec![held(14, 57, 5, u32::MAX)], &beyond), Ok(()));
	assert_eq!(decide(truth(), &beyond), Err(ChallengeError::NotRefuted));
}

#[test]
fn a_span_that_begins_at_no_token_should_be_refuted() {
	let output =
		Proof::Mismatch { span: 0, difference: Difference::OutputToken { output: all_of(OUTPUT) } };
	let text = Proof::Mismatch { span: 0, difference: Difference::TextToken { text: all_of(OLD) } };
	let within = vec![held(15, 56, 5, 5)];
	assert_eq!(decide(within.clone(), &output), Ok(()));
	assert_eq!(decide(within, &text), Ok(()));
	for proof in [output, text] {
		assert_eq!(decide(truth(), &proof), Err(ChallengeError::NotRefuted));
	}
}

#[test]
fn a_shorter_span_than_the_longest_should_be_refuted() {
	let longer = |found| Proof::LongerMatch {
		found,
		output: all_of(OUTPUT),
		text: if found.contribution == 5 { all_of(OLD) } else { all_of(NEW) },
	};
	let shorter = vec![held(14, 40, 5, 4), held(44, 51, 8, 8)];
	assert_eq!(decide(shorter.clone(), &longer(held(14, 57, 5, 4))), Ok(()));
	// What a listed span that is longer has, no match, not in the corpus.
	let refused = |found| decide(shorter.clone(), &longer(found)).unwrap_err();
	assert_eq!(refused(held(14, 39, 5, 4)), ChallengeError::NotRefuted);
	assert_eq!(refused(held(14, 57, 5, 3)), ChallengeError::NotRefuted);
	assert_eq!(refused(held(14, 57, 9, 4)), ChallengeError::NotInCorpus);
	assert_eq!(refused(held(14, 60, 5, 4)), ChallengeError::InvalidExcerpt);
	// Shorter than one that counts.
	let short = decide(vec![], &longer(held(14, 31, 5, 4)));
	assert_eq!(short, Err(ChallengeError::NotRefuted));
	// What no span owns, as many bytes as are due: 10 of 51 behind byte 71, 5 of 41.
	assert_eq!(decide(vec![], &longer(held(14, 32, 5, 4))), Ok(()));
	let first = || vec![held(14, 57, 5, 4)];
	assert_eq!(decide(first(), &longer(held(44, 51, 8, 8))), Ok(()));
	assert_eq!(decide(first(), &longer(held(44, 32, 8, 8))), Ok(()));
	assert_eq!(decide(first(), &longer(held(39, 32, 8, 3))), Err(ChallengeError::NotRefuted));
	// The truth: as long, shorter, and over bytes that a longer one owns.
	for found in [held(14, 57, 5, 4), held(14, 57, 8, 71), held(22, 49, 5, 12)] {
		assert_eq!(decide(truth(), &longer(found)), Err(ChallengeError::NotRefuted));
	}
	assert_eq!(decide(truth(), &longer(held(44, 51, 8, 8))), Err(ChallengeError::NotRefuted));
}

#[test]
fn a_later_holder_should_be_refuted_with_and_without_the_output() {
	let earlier = |reference| Proof::EarlierHolder {
		span: 0,
		contribution: 5,
		offset: 4,
		text: all_of(OLD),
		reference,
	};
	let by_output = earlier(Reference::Output(all_of(OUTPUT)));
	let by_holder = earlier(Reference::Holder(all_of(NEW)));
	let later = vec![held(14, 57, 8, 71), held(44, 51, 8, 8)];
	assert_eq!(decide(later.clone(), &by_output), Ok(()));
	assert_eq!(decide(later.clone(), &by_holder), Ok(()));
	// The other text is none of the span's.
	let other = earlier(Reference::Holder(all_of(OLD)));
	assert_eq!(decide(later, &other), Err(ChallengeError::InvalidExcerpt));
	assert_eq!(decide(truth(), &by_output), Err(ChallengeError::NotRefuted));
}

#[test]
fn what_the_chain_has_otherwise_should_be_refuted_by_the_commitment() {
	let receipt = receipt(truth());
	let truth = receipt.compact().unwrap();
	let proof = |compact: &CompactReceipt| Proof::ScoreMismatch { compact: compact.clone() };
	let evidence = Evidence::Span { output: all_of(OUTPUT), text: all_of(OLD) };
	let changes: [fn(&mut CompactReceipt); 8] = [
		|compact| compact.answer.credits[1].points += 1,
		|compact| compact.answer.credits[1].contribution = 9,
		|compact| compact.answer.fee += 1,
		|compact| compact.answer.output_len += 1,
		|compact| compact.answer.model = 2,
		|compact| compact.answer.span_params.full_span += 1,
		|compact| compact.payment = Payment::Channel { channel: 5, sequence: 1 },
		|compact| compact.payment = Payment::Direct { payer: [1; 32] },
	];
	for change in changes {
		let mut settled = truth.clone();
		change(&mut settled);
		let (batch, exhibit) = settle(receipt.clone(), &settled);
		assert_eq!(refute::<H>(&exhibit, &proof(&settled), &batch, content_of), Ok(()));
		// Where an account paid too.
		let unsigned = SettledBatch { signer: None, ..batch.clone() };
		assert_eq!(refute::<H>(&exhibit, &proof(&settled), &unsigned, content_of), Ok(()));
		// What was signed is another ground.
		let by_signature = Exhibit { binding: signed(&receipt), ..exhibit.clone() };
		let refused = refute::<H>(&by_signature, &proof(&settled), &batch, content_of);
		assert_eq!(refused, Err(ChallengeError::NotCommitted));
		// It can't be revealed either, nor refuted by what takes the receipt to be the chain's.
		let revealed = check_reveal::<H>(&exhibit, 0, &evidence, &batch, content_of);
		assert_eq!(revealed, Err(ChallengeError::NotInBatch));
		let beyond = Proof::Mismatch { span: 0, difference: Difference::BeyondText };
		let refused = refute::<H>(&exhibit, &beyond, &batch, content_of);
		assert_eq!(refused, Err(ChallengeError::NotInBatch));
	}

	let (batch, exhibit) = settle(receipt.clone(), &truth);
	let decide = |exhibit: &Exhibit, compact| {
		refute::<H>(exhibit, &proof(compact), &batch, content_of).unwrap_err()
	};
	assert_eq!(decide(&exhibit, &truth), ChallengeError::NotRefuted);
	let mut inflated = truth.clone();
	inflated.answer.credits[1].points += 1;
	assert_eq!(decide(&exhibit, &inflated), ChallengeError::NotInBatch);
	// Another receipt than the one that is committed to, and another place.
	let other = Receipt { salt: [8; 32], ..receipt };
	let other = Exhibit { receipt: other, ..exhibit.clone() };
	assert_eq!(decide(&other, &truth), ChallengeError::NotInBatch);
	let elsewhere = Exhibit { index: 1, ..exhibit.clone() };
	assert_eq!(decide(&elsewhere, &truth), ChallengeError::NotInBatch);
	let swapped = Exhibit { binding: Binding::Committed(exhibit.path.clone()), ..exhibit };
	assert_eq!(decide(&swapped, &truth), ChallengeError::NotInBatch);
}

#[test]
fn a_receipt_that_cannot_be_should_be_refuted_by_its_commitment() {
	// A span within another, which owns nothing.
	let nested = receipt(vec![held(14, 57, 5, 4), held(22, 49, 5, 12)]);
	assert_eq!(nested.compact(), None);
	let settled = receipt(truth()).compact().unwrap();
	let (batch, exhibit) = settle(nested.clone(), &settled);
	let proof = Proof::ScoreMismatch { compact: settled.clone() };
	assert_eq!(refute::<H>(&exhibit, &proof, &batch, content_of), Ok(()));
	// And by the signature.
	let by_signature = Exhibit { binding: signed(&nested), ..exhibit.clone() };
	let proof = Proof::Substituted { settled: Substitute::Receipt { compact: settled } };
	assert_eq!(refute::<H>(&by_signature, &proof, &batch, content_of), Ok(()));
	let beyond = Proof::Mismatch { span: 1, difference: Difference::BeyondText };
	for exhibit in [exhibit, by_signature] {
		let refused = refute::<H>(&exhibit, &beyond, &batch, content_of);
		assert_eq!(refused, Err(ChallengeError::NotInBatch));
	}
}

#[test]
fn another_receipt_than_the_one_that_was_signed_should_be_refuted() {
	let given = receipt(truth());
	let changes: [fn(&mut Receipt); 5] = [
		|receipt| receipt.fee += 1,
		|receipt| receipt.model = 2,
		|receipt| receipt.spans = Default::default(),
		|receipt| receipt.output_len = 99,
		|receipt| receipt.span_params.full_span += 1,
	];
	for change in changes {
		let mut settled = given.clone();
		change(&mut settled);
		let compact = settled.compact().unwrap();
		let (batch, exhibit) = settle(settled, &compact);
		let proof = |compact: &CompactReceipt| Proof::Substituted {
			settled: Substitute::Receipt { compact: compact.clone() },
		};
		let with = |binding| Exhibit { receipt: given.clone(), binding, ..exhibit.clone() };
		let decide = |exhibit: &Exhibit, proof: &Proof, batch: &SettledBatch| {
			refute::<H>(exhibit, proof, batch, content_of)
		};
		let shown = with(signed(&given));
		assert_eq!(decide(&shown, &proof(&compact), &batch), Ok(()));
		// By the former key too.
		let commitment = given.commitment::<H>();
		let former = signature::sign(&KEYS[1], GENESIS, &OPERATOR, commitment);
		let by_former = with(Binding::Signed(former));
		assert_eq!(decide(&by_former, &proof(&compact), &batch), Ok(()));
		let rotated = Signer { keys: vec![KEYS[0].public()], ..signer() };
		let rotated = SettledBatch { signer: Some(rotated), ..batch.clone() };
		let not_signed = Err(ChallengeError::NotSigned);
		assert_eq!(decide(&by_former, &proof(&compact), &rotated), not_signed);
		assert_eq!(decide(&shown, &proof(&compact), &rotated), Ok(()));
		// Not by the path to a commitment, nor where an account paid.
		assert_eq!(decide(&with(exhibit.binding.clone()), &proof(&compact), &batch), not_signed);
		let unsigned = SettledBatch { signer: None, ..batch.clone() };
		assert_eq!(decide(&shown, &proof(&compact), &unsigned), not_signed);
		// It is the leaf that has to be shown.
		let not_in_batch = Err(ChallengeError::NotInBatch);
		let own = given.compact().unwrap();
		assert_eq!(decide(&shown, &proof(&own), &batch), not_in_batch);
		let elsewhere = Exhibit { index: 3, ..shown.clone() };
		assert_eq!(decide(&elsewhere, &proof(&compact), &batch), not_in_batch);
		// And what the operator signed is not what the chain has, so it shows nothing else.
		let beyond = Proof::Mismatch { span: 0, difference: Difference::BeyondText };
		assert_eq!(decide(&shown, &beyond, &batch), not_in_batch);
	}
}

#[test]
fn a_receipt_of_another_answer_should_not_be_a_substitute() {
	let settled = receipt(truth());
	let compact = settled.compact().unwrap();
	let (batch, exhibit) = settle(settled.clone(), &compact);
	let proof = Proof::Substituted { settled: Substitute::Receipt { compact } };
	let decide = |given: Receipt| {
		let binding = signed(&given);
		let exhibit = Exhibit { receipt: given, binding, ..exhibit.clone() };
		refute::<H>(&exhibit, &proof, &batch, content_of)
	};
	let not_refuted = Err(ChallengeError::NotRefuted);
	for payment in [
		Payment::Channel { channel: 5, sequence: 1 },
		Payment::Channel { channel: 6, sequence: 0 },
		Payment::Direct { payer: [1; 32] },
	] {
		let other = Receipt { payment, fee: 7, ..settled.clone() };
		assert_eq!(decide(other), not_refuted);
	}
	assert_eq!(decide(settled.clone()), not_refuted);
	// A salt alone is what the commitment shows.
	assert_eq!(decide(Receipt { salt: [8; 32], ..settled }), not_refuted);
}

#[test]
fn a_commitment_to_another_receipt_than_the_one_that_was_signed_should_be_refuted() {
	let given = receipt(truth());
	let compact = given.compact().unwrap();
	// The chain has of both the same.
	let moved = Receipt { salt: [8; 32], ..given.clone() };
	let (batch, exhibit) = settle(moved.clone(), &compact);
	let Binding::Committed(path) = exhibit.binding.clone() else { panic!("a path") };
	let proof = |commitment, path: &ReceiptPath| Proof::Substituted {
		settled: Substitute::Commitment { commitment, path: path.clone() },
	};
	let shown = Exhibit { receipt: given.clone(), binding: signed(&given), ..exhibit.clone() };
	let decide = |exhibit: &Exhibit, proof: &Proof, batch: &SettledBatch| {
		refute::<H>(exhibit, proof, batch, content_of)
	};
	let other = moved.commitment::<H>();
	assert_eq!(decide(&shown, &proof(other, &path), &batch), Ok(()));
	let not_signed = Err(ChallengeError::NotSigned);
	assert_eq!(decide(&exhibit, &proof(other, &path), &batch), not_signed);
	let unsigned = SettledBatch { signer: None, ..batch.clone() };
	assert_eq!(decide(&shown, &proof(other, &path), &unsigned), not_signed);
	// It is what the batch commits to that has to be shown, at that place.
	let not_in_batch = Err(ChallengeError::NotInBatch);
	let own = given.commitment::<H>();
	assert_eq!(decide(&shown, &proof(own, &path), &batch), not_in_batch);
	assert_eq!(decide(&shown, &proof(other, &exhibit.path), &batch), not_in_batch);
	assert_eq!(decide(&shown, &proof(other, &Default::default()), &batch), not_in_batch);
	// What the operator signed, and commits to.
	let kept = Exhibit { receipt: moved.clone(), binding: signed(&moved), ..exhibit };
	assert_eq!(decide(&kept, &proof(other, &path), &batch), Err(ChallengeError::NotRefuted));
	// The chain has something else: then it is no other commitment that has to be shown.
	let dearer = Receipt { fee: 7, ..given };
	let dearer = Exhibit { binding: signed(&dearer), receipt: dearer, ..shown };
	assert_eq!(decide(&dearer, &proof(other, &path), &batch), not_in_batch);
}

#[test]
fn a_full_list_should_be_refuted_only_by_what_beats_one_of_it() {
	// 1,024 words of 40 bytes, and 100 bytes at the end that no span owns.
	let words: Vec<String> = (0..1_024).map(|n| format!("{n:039} ")).collect();
	let tail = "x".repeat(100);
	let output = words.concat() + &tail;
	let at = |n: u32| n * 40;
	let mut spans: Vec<_> = (0..1_024).map(|n| held(at(n), 39, 5, at(n))).collect();
	let text = output.clone();
	let known = |id: ContributionId| (id == 5).then(|| content(&text));
	let decide = |spans: &[HeldSpan], len| {
		let mut receipt = receipt(spans.to_vec());
		(receipt.output_len, receipt.output_root) = (output.len() as u32, content(&output).root);
		let compact = receipt.compact().unwrap();
		let (batch, exhibit) = settle(receipt, &compact);
		let start = at(1_024);
		let (from, to) = range_of_match(start, len);
		let excerpt = Excerpt::of::<H>(output.as_bytes(), from, to).unwrap();
		let found = held(start, len, 5, start);
		let (output, text) = (excerpt.clone(), excerpt);
		let proof = Proof::LongerMatch { found, output, text };
		decide_both(&exhibit, &proof, &batch, known)
	};
	assert_eq!(decide(&spans, 40), Ok(()));
	assert_eq!(decide(&spans, 39), Err(ChallengeError::NotRefuted));
	// With one fewer listed, any match will do.
	spans.pop();
	assert_eq!(decide(&spans, 39), Ok(()));
}

#[test]
fn an_output_that_is_no_normal_form_should_be_refuted() {
	let flawed = |output: &[u8], at, len| {
		let mut receipt = receipt(vec![]);
		let root = content_root::<H>(output).unwrap();
		(receipt.output_len, receipt.output_root) = (output.len() as u32, root);
		let compact = receipt.compact().unwrap();
		let (batch, exhibit) = settle(receipt, &compact);
		let excerpt = Excerpt::of::<H>(output, 0, output.len() as u32).unwrap();
		let proof = Proof::Malformed { at, len, output: excerpt };
		decide_both(&exhibit, &proof, &batch, content_of)
	};
	let with = |bytes: &str| ["so ", bytes, " it is"].concat().into_bytes();
	assert_eq!(flawed(&with("\u{200b}"), 3, 3), Ok(()));
	assert_eq!(flawed(&with("\u{200b}"), 0, 12), Ok(()));
	assert_eq!(flawed(&with("\u{1}"), 3, 1), Ok(()));
	assert_eq!(flawed(&with("e\u{301}"), 3, 3), Ok(()));
	assert_eq!(flawed(&with(""), 2, 2), Ok(()));
	assert_eq!(flawed(b" so", 0, 1), Ok(()));
	assert_eq!(flawed(b"so ", 2, 1), Ok(()));
	assert_eq!(flawed(b"so\xe2\x82", 2, 2), Ok(()));
	// It is the flaw that has to be shown.
	let refused = Err(ChallengeError::NotRefuted);
	assert_eq!(flawed(&with("\u{200b}"), 2, 1), refused);
	assert_eq!(flawed(&with("\u{200b}"), 4, 2), refused);
	assert_eq!(flawed(&with("\u{200b}"), 0, 5), refused);
	assert_eq!(flawed(&with("é"), 0, 11), refused);
	// No bytes, bytes that are not there, and more than a flaw takes.
	let invalid = Err(ChallengeError::InvalidExcerpt);
	assert_eq!(flawed(&with("\u{200b}"), 3, 0), invalid);
	assert_eq!(flawed(&with("\u{200b}"), 3, 10), invalid);
	assert_eq!(flawed(&with("\u{200b}"), u32::MAX, 1), invalid);
	let long = [&[b'a'; 300][..], b"  "].concat();
	assert_eq!(flawed(&long, 46, 256), Ok(()));
	assert_eq!(flawed(&long, 45, 257), invalid);
	// An excerpt of another output.
	let (batch, exhibit) = settle_spans(truth());
	let proof = Proof::Malformed { at: 0, len: 9, output: all_of(OLD) };
	assert_eq!(refute::<H>(&exhibit, &proof, &batch, content_of), invalid);
}

#[test]
fn a_demand_should_be_answered_by_the_span_alone() {
	let (batch, exhibit) = settle_spans(truth());
	let check =
		|span, evidence: &Evidence| check_reveal::<H>(&exhibit, span, evidence, &batch, content_of);
	let first = Evidence::Span { output: all_of(OUTPUT), text: all_of(OLD) };
	let second = Evidence::Span { output: all_of(OUTPUT), text: all_of(NEW) };
	assert_eq!(check(0, &first), Ok(()));
	assert_eq!(check(1, &second), Ok(()));
	assert_eq!(check(1, &first), Err(ChallengeError::InvalidExcerpt));
	let none = Evidence::SpanNotFound { output: all_of(OUTPUT) };
	assert_eq!(check(2, &none), Ok(()));
	assert_eq!(check(2, &first), Err(ChallengeError::SpanNotFound));
	assert_eq!(check(0, &none), Err(ChallengeError::NotShown));
	let other = Evidence::SpanNotFound { output: all_of(OLD) };
	assert_eq!(check(2, &other), Err(ChallengeError::InvalidExcerpt));
	// By a signature it is no answer: it could be over a commitment that the batch does not have.
	let by_signature = Exhibit { binding: signed(&exhibit.receipt), ..exhibit.clone() };
	for (span, evidence) in [(0, &first), (1, &second), (2, &none)] {
		let refused = check_reveal::<H>(&by_signature, span, evidence, &batch, content_of);
		assert_eq!(refused, Err(ChallengeError::NotCommitted));
	}
	// Nor of another receipt than the one that is committed to.
	let receipt = Receipt { salt: [8; 32], ..exhibit.receipt.clone() };
	let other = Exhibit { receipt, ..exhibit.clone() };
	let refused = check_reveal::<H>(&other, 0, &first, &batch, content_of);
	assert_eq!(refused, Err(ChallengeError::NotInBatch));
	// Where an account paid it is one all the same.
	let unsigned = SettledBatch { signer: None, ..batch.clone() };
	assert_eq!(check_reveal::<H>(&exhibit, 0, &first, &unsigned, content_of), Ok(()));
	// A span that is not there can't be shown.
	let (batch, exhibit) = settle_spans(vec![held(14, 58, 5, 4)]);
	let shown = check_reveal::<H>(&exhibit, 0, &first, &batch, content_of);
	assert_eq!(shown, Err(ChallengeError::NotShown));
}

#[test]
fn a_demand_beyond_the_spans_should_be_answered_by_the_chunk_that_it_names() {
	let output = "word ".repeat(500);
	let mut receipt = receipt(vec![]);
	(receipt.output_len, receipt.output_root) = (2_500, content(&output).root);
	let compact = receipt.compact().unwrap();
	let (batch, exhibit) = settle(receipt, &compact);
	let answer = |span, from| {
		let output = Excerpt::of::<H>(output.as_bytes(), from, from + 1).unwrap();
		let evidence = Evidence::SpanNotFound { output };
		check_reveal::<H>(&exhibit, span, &evidence, &batch, content_of)
	};
	for (span, from) in [(0, 0), (1, 1_024), (2, 2_048), (3, 0), (1_023, 0)] {
		assert_eq!(answer(span, from), Ok(()), "{span}");
	}
	assert_eq!(answer(1, 0), Err(ChallengeError::NotShown));
	assert_eq!(answer(3, 2_048), Err(ChallengeError::NotShown));
	assert_eq!(demanded_chunk(7, 4, 2_500), 0);
	assert_eq!(demanded_chunk(u32::MAX, 0, 0), 0);
}

#[test]
fn every_chunk_should_be_demandable_however_many_spans_are_listed() {
	assert_eq!(DEMANDABLE_SPANS, 1_088);
	for listed in [0, 960, 961, MaxSpans::get()] {
		let demandable = listed..DEMANDABLE_SPANS;
		let chunks: BTreeSet<u32> =
			demandable.map(|span| demanded_chunk(span, listed, MAX_OUTPUT_BYTES)).collect();
		assert!(chunks.into_iter().eq(0..64), "{listed}");
	}
}

#[test]
fn a_demand_its_answer_and_a_refutation_should_fit_any_window() {
	let windows = [(7_200, 43_200), (10, 10), (432_000, 1_296_000), (1_800, 7_200)];
	for (governed, window) in windows {
		for paid_by_account in [false, true] {
			let reveal = reveal_window(governed, window, paid_by_account);
			assert!(reveal >= 3 && reveal * 3 <= window, "{governed} {window}");
		}
		assert!(reveal_window(governed, window, false) <= governed);
		assert_eq!(reveal_window(governed, window, true), window / 3);
	}
}

fn arbitrary_excerpt() -> impl Strategy<Value = Excerpt> {
	let texts = prop::sample::select(vec![OLD, NEW, OUTPUT]);
	let true_one = texts.prop_map(all_of);
	let other =
		(any::<u32>(), prop::collection::vec(any::<u8>(), 0..1_100)).prop_map(|(first, bytes)| {
			Excerpt { first, bytes: bytes.try_into().unwrap(), path: Default::default() }
		});
	prop_oneof![4 => true_one, 1 => other]
}

fn number() -> impl Strategy<Value = u32> {
	prop_oneof![0u32..130, any::<u32>()]
}

/// Proofs by texts.
fn arbitrary_proof() -> impl Strategy<Value = Proof> {
	let excerpts = (arbitrary_excerpt(), arbitrary_excerpt());
	let spans = (number(), number(), 0u64..10, number());
	(0u8..8, number(), spans, excerpts).prop_map(|(kind, n, (start, len, id, offset), pair)| {
		let (output, text) = pair;
		let span = n % 3;
		let mismatch = |difference| Proof::Mismatch { span, difference };
		let earlier = |text, reference| Proof::EarlierHolder {
			span,
			contribution: id,
			offset,
			text,
			reference,
		};
		match kind {
			0 => mismatch(Difference::Byte { at: start, output, text }),
			1 => mismatch(Difference::OutputToken { output }),
			2 => mismatch(Difference::TextToken { text }),
			3 => mismatch(Difference::BeyondText),
			4 => Proof::LongerMatch { found: held(start, len, id, offset), output, text },
			7 => Proof::Malformed { at: start, len, output },
			5 => earlier(text, Reference::Output(output)),
			_ => earlier(text, Reference::Holder(output)),
		}
	})
}

/// Proofs by what was settled in place of a receipt at `place`: mostly by what is there.
fn arbitrary_substitute(place: u32) -> impl Strategy<Value = Proof> {
	let other = || prop_oneof![4 => Just(place % 5), 1 => 0u32..5];
	(0u8..3, other(), other()).prop_map(|(kind, settled, at)| {
		let receipt = &HONEST.receipts[settled as usize];
		let compact = receipt.compact().unwrap();
		let commitment = receipt.commitment::<H>();
		let path = Settled::path(&HONEST.settled.committed, at);
		match kind {
			0 => Proof::ScoreMismatch { compact },
			1 => Proof::Substituted { settled: Substitute::Receipt { compact } },
			_ => Proof::Substituted { settled: Substitute::Commitment { commitment, path } },
		}
	})
}

/// What an honest operator gave to payers, and settled.
struct Honest {
	/// In the order of the batch. All are true.
	receipts: Vec<Receipt>,
	settled: Settled,
	/// Signatures of all keys that there are, over these and other receipts.
	signatures: Vec<(Receipt, sr25519::Signature)>,
}

static HONEST: LazyLock<Honest> = LazyLock::new(Honest::new);

impl Honest {
	fn new() -> Self {
		let answer = |channel, sequence, fee| {
			let payment = Payment::Channel { channel, sequence };
			let salt = [(channel * 16 + sequence) as u8; 32];
			Receipt { payment, fee, salt, ..receipt(truth()) }
		};
		// Two of them are not settled yet.
		let all: Vec<_> =
			[(5, 0, 9), (5, 1, 9), (5, 2, 8), (6, 0, 9), (6, 1, 7), (5, 3, 9), (7, 0, 9)]
				.map(|(channel, sequence, fee)| answer(channel, sequence, fee))
				.to_vec();
		let receipts = all[..5].to_vec();
		let leaves = receipts.iter().map(|one| one.compact().unwrap().leaf::<H>()).collect();
		let commitments: Vec<_> = receipts.iter().map(Receipt::commitment::<H>).collect();
		let settled = Settled::of(leaves, &commitments, Some(signer()));
		let stranger = sr25519::Pair::from_seed(&[9; 32]);
		let by = |pair: &sr25519::Pair, genesis, operator: [u8; 32], receipt: &Receipt| {
			let commitment = receipt.commitment::<H>();
			(receipt.clone(), signature::sign(pair, genesis, &operator, commitment))
		};
		let mut signatures = Vec::new();
		for honest in &all {
			signatures.extend(KEYS.iter().map(|key| by(key, GENESIS, OPERATOR, honest)));
			// The same receipt for more, on another chain, of another operator, by another key. The
			// two operators may have one key.
			let dearer = Receipt { fee: honest.fee + 1, ..honest.clone() };
			signatures.push(by(&KEYS[0], H256::zero(), OPERATOR, &dearer));
			signatures.push(by(&KEYS[0], GENESIS, [4; 32], &dearer));
			signatures.push(by(&stranger, GENESIS, OPERATOR, &dearer));
		}
		Self { receipts, settled, signatures }
	}
}

fn change(receipt: &mut Receipt, change: u8) {
	match change {
		0 => receipt.fee += 1,
		1 => receipt.model = 2,
		2 => receipt.salt = [9; 32],
		3 => receipt.spans = Default::default(),
		4 => receipt.payment = Payment::Channel { channel: 5, sequence: 0 },
		5 => receipt.payment = Payment::Channel { channel: 5, sequence: 1 },
		6 => receipt.payment = Payment::Direct { payer: [1; 32] },
		7 => receipt.output_root = content(OLD).root,
		_ => {}
	}
}

/// Exhibits of what was signed, and of what was not, at any place of the batch.
fn arbitrary_exhibit() -> impl Strategy<Value = Exhibit> {
	let shown = (any::<prop::sample::Index>(), 0u8..16, 0u8..3);
	let flip = prop::option::weighted(0.1, 0usize..512);
	(0u32..5, shown, prop::option::weighted(0.3, 0u32..6), flip).prop_map(
		|(place, (which, changed, kind), index, flip)| {
			let index = index.unwrap_or(place);
			let path = Settled::path(&HONEST.settled.leaves, place);
			let (mut receipt, mut signature) =
				HONEST.signatures[which.index(HONEST.signatures.len())].clone();
			if let Some(bit) = flip {
				signature.0[bit / 8] ^= 1 << (bit % 8);
			}
			let binding = match kind {
				0 => {
					receipt = HONEST.receipts[place as usize].clone();
					HONEST.settled.committed(place)
				}
				1 => {
					receipt = HONEST.receipts[place as usize].clone();
					signed(&receipt)
				}
				_ => Binding::Signed(signature),
			};
			change(&mut receipt, changed);
			Exhibit { index, path, receipt, binding }
		},
	)
}

proptest! {
	#[test]
	fn no_proof_should_refute_the_truth(proof in arbitrary_proof()) {
		prop_assert!(decide(truth(), &proof).is_err());
	}

	/// Whatever is shown of an honest operator's batch: its own receipts, those of other answers,
	/// those of other operators and chains, changed ones.
	#[test]
	fn nothing_should_refute_an_honest_operator(
		(exhibit, by_substitute) in arbitrary_exhibit().prop_flat_map(|exhibit| {
			let place = exhibit.index;
			(Just(exhibit), prop::collection::vec(arbitrary_substitute(place), 4))
		}),
		by_texts in arbitrary_proof(),
		is_paid_by_account in prop::bool::weighted(0.2),
	) {
		let signer = (!is_paid_by_account).then(signer);
		let batch = SettledBatch { signer, ..HONEST.settled.batch.clone() };
		for proof in by_substitute.iter().chain([&by_texts]) {
			prop_assert!(refute::<H>(&exhibit, proof, &batch, content_of).is_err());
		}
	}

	/// An operator that settles something else than it signed is refuted by whoever has it.
	#[test]
	fn what_is_substituted_should_always_be_refuted(
		place in 0u32..5, which in 0u8..8, is_junk: bool, by_former: bool,
	) {
		let place_of = place as usize;
		let given = HONEST.receipts[place_of].clone();
		let mut other = given.clone();
		change(&mut other, which);
		if other == given || other.payment != given.payment {
			return Ok(());
		}
		let compact = other.compact().unwrap();
		let mut leaves = HONEST.settled.leaves.clone();
		leaves[place_of] = compact.leaf::<H>();
		let mut commitments: Vec<_> =
			HONEST.receipts.iter().map(Receipt::commitment::<H>).collect();
		let commitment = if is_junk { H256::repeat_byte(1) } else { other.commitment::<H>() };
		commitments[place_of] = commitment;
		let settled = Settled::of(leaves, &commitments, Some(signer()));
		let key = &KEYS[usize::from(by_former)];
		let signature = signature::sign(key, GENESIS, &OPERATOR, given.commitment::<H>());
		let is_same = given.compact().as_ref() == Some(&compact);
		let exhibit = settled.exhibit(place, given, Binding::Signed(signature));
		let proof = Proof::Substituted {
			settled: match is_same {
				false => Substitute::Receipt { compact },
				true => Substitute::Commitment {
					commitment,
					path: Settled::path(&settled.committed, place),
				},
			},
		};
		prop_assert_eq!(refute::<H>(&exhibit, &proof, &settled.batch, content_of), Ok(()));
	}

	#[test]
	fn what_decodes_should_be_decided(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
		let exhibit = settle_spans(truth()).1;
		let whole = [exhibit.encode(), bytes.clone()].concat();
		for bytes in [&whole[..], &bytes[..]] {
			let input = &mut &bytes[..];
			let Ok(exhibit) = <Exhibit as codec::Decode>::decode(input) else { continue };
			if let Ok(proof) = <Proof as codec::Decode>::decode(input) {
				let batch = &HONEST.settled.batch;
				prop_assert!(refute::<H>(&exhibit, &proof, batch, content_of).is_err());
			}
		}
	}
}
