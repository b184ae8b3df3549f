// SPDX-License-Identifier: Apache-2.0

//! Each proof against a receipt that it refutes, and against the true one.

use super::*;
use crate::{
	content::content_root,
	limits::{MaxSpans, MAX_OUTPUT_BYTES},
	merkle,
	receipt::{CompactReceipt, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
	ContributionId,
};
use alloc::{collections::BTreeSet, vec::Vec};
use proptest::prelude::*;
use sp_core::{Blake2Hasher as H, H256};

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
		model: 1,
		payment: Payment::Channel { channel: 5, sequence: 0 },
		fee: 1_000_000,
		rule: SpanParams::DEFAULT,
		output_len: OUTPUT.len() as u32,
		output_root: content(OUTPUT).root,
		spans: spans.try_into().unwrap(),
		salt: [7; 32],
	}
}

/// A batch with this receipt in the middle, and the receipt opened.
fn settle(receipt: Receipt, compact: &CompactReceipt) -> (SettledBatch, Exhibit) {
	let leaf = |byte| H256::repeat_byte(byte);
	let leaves = [leaf(1), leaf(2), compact.leaf::<H>(), leaf(3), leaf(4)];
	let root = merkle::root::<H>(&leaves).unwrap();
	let path = merkle::path::<H>(&leaves, 2).unwrap().try_into().unwrap();
	let batch = SettledBatch { model: 1, payer: None, receipts: 5, root };
	(batch, Exhibit { index: 2, path, receipt })
}

fn settle_spans(spans: Vec<HeldSpan>) -> (SettledBatch, Exhibit) {
	let receipt = receipt(spans);
	let compact = receipt.compact::<H>().unwrap();
	settle(receipt, &compact)
}

fn decide(spans: Vec<HeldSpan>, proof: &Proof) -> Result<(), ChallengeError> {
	let (batch, exhibit) = settle_spans(spans);
	refute::<H>(&exhibit, proof, &batch, content_of)
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
	assert_eq!(decide(longer, &byte(2, 0)), Err(ChallengeError::NoSuchSpan));
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
fn credits_that_do_not_follow_should_be_refuted() {
	let receipt = receipt(truth());
	let mut inflated = receipt.compact::<H>().unwrap();
	inflated.credits[1].points += 1;
	let (batch, exhibit) = settle(receipt.clone(), &inflated);
	let proof = |compact: &CompactReceipt| Proof::ScoreMismatch { compact: compact.clone() };
	assert_eq!(refute::<H>(&exhibit, &proof(&inflated), &batch, content_of), Ok(()));
	// It can't be revealed either.
	let evidence = Evidence::Span { output: all_of(OUTPUT), text: all_of(OLD) };
	let revealed = check_reveal::<H>(&exhibit, 0, &evidence, &batch, content_of);
	assert_eq!(revealed, Err(ChallengeError::NotInBatch));

	let compact = receipt.compact::<H>().unwrap();
	let (batch, exhibit) = settle(receipt.clone(), &compact);
	let decide = |exhibit: &Exhibit, compact, batch: &SettledBatch| {
		refute::<H>(exhibit, &proof(compact), batch, content_of)
	};
	assert_eq!(decide(&exhibit, &compact, &batch), Err(ChallengeError::NotRefuted));
	assert_eq!(decide(&exhibit, &inflated, &batch), Err(ChallengeError::NotInBatch));
	// Another model, or a payer where channels paid.
	assert_eq!(decide(&exhibit, &compact, &SettledBatch { model: 2, ..batch }), Ok(()));
	let payer = Some([1; 32]);
	assert_eq!(decide(&exhibit, &compact, &SettledBatch { payer, ..batch }), Ok(()));
	// Another receipt than the one that is committed to.
	let other = Exhibit { receipt: Receipt { salt: [8; 32], ..receipt }, ..exhibit };
	assert_eq!(decide(&other, &compact, &batch), Err(ChallengeError::NotInBatch));
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
		let compact = receipt.compact::<H>().unwrap();
		let (batch, exhibit) = settle(receipt, &compact);
		let start = at(1_024);
		let (from, to) = range_of_match(start, len);
		let excerpt = Excerpt::of::<H>(output.as_bytes(), from, to).unwrap();
		let found = held(start, len, 5, start);
		let (output, text) = (excerpt.clone(), excerpt);
		let proof = Proof::LongerMatch { found, output, text };
		refute::<H>(&exhibit, &proof, &batch, known)
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
		let compact = receipt.compact::<H>().unwrap();
		let (batch, exhibit) = settle(receipt, &compact);
		let excerpt = Excerpt::of::<H>(output, 0, output.len() as u32).unwrap();
		let proof = Proof::Malformed { at, len, output: excerpt };
		refute::<H>(&exhibit, &proof, &batch, content_of)
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
	let none = Evidence::NoSuchSpan { output: all_of(OUTPUT) };
	assert_eq!(check(2, &none), Ok(()));
	assert_eq!(check(2, &first), Err(ChallengeError::NoSuchSpan));
	assert_eq!(check(0, &none), Err(ChallengeError::NotShown));
	let other = Evidence::NoSuchSpan { output: all_of(OLD) };
	assert_eq!(check(2, &other), Err(ChallengeError::InvalidExcerpt));
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
	let compact = receipt.compact::<H>().unwrap();
	let (batch, exhibit) = settle(receipt, &compact);
	let answer = |span, from| {
		let output = Excerpt::of::<H>(output.as_bytes(), from, from + 1).unwrap();
		let evidence = Evidence::NoSuchSpan { output };
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

proptest! {
	#[test]
	fn no_proof_should_refute_the_truth(proof in arbitrary_proof()) {
		prop_assert!(decide(truth(), &proof).is_err());
	}
}
