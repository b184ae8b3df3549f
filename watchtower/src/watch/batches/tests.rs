// SPDX-License-Identifier: Apache-2.0

use super::*;
use openledger_attributor::NormalText;
use openledger_client::{
	convert::saturating_u32,
	files::receipt::{keep, SignedReceipt},
	fixtures::{
		batch::GENESIS,
		receipt::{key, operator},
	},
	keys::Key,
	store::Store,
};
use openledger_primitives::{
	challenge::{refute, Excerpt, Exhibit},
	receipt::HeldSpan,
	span::{Span, SpanParams},
};

pub fn output() -> NormalText {
	NormalText::from_bytes("The harbour bell rings twice in fog. ".repeat(40).as_bytes()).unwrap()
}

/// A receipt of [`output`] of model 3, which channel 5 paid for.
pub fn receipt(sequence: u64) -> Receipt {
	let held = HeldSpan { span: Span { start: 0, len: 36 }, contribution: 5, offset: 0 };
	let output = output();
	Receipt {
		payment: Payment::Channel { channel: 5, sequence },
		model: 3,
		span_params: SpanParams::DEFAULT,
		fee: 100,
		output_len: output.len(),
		output_root: output.content_root(),
		spans: vec![held].try_into().unwrap(),
		salt: [7; 32],
	}
}

fn leaves(receipts: &[CompactReceipt]) -> Vec<H256> {
	receipts.iter().map(CompactReceipt::leaf::<Blake2Hasher>).collect()
}

fn commitments(receipts: &[Receipt]) -> Vec<H256> {
	receipts.iter().map(Receipt::commitment::<Blake2Hasher>).collect()
}

/// A batch of receipts by [`operator`], whose block was read, and what was settled.
pub fn batch(receipts: &[Receipt]) -> (Watched, Vec<CompactReceipt>) {
	let compacts: Vec<_> = receipts.iter().map(|receipt| receipt.compact().unwrap()).collect();
	let committed: Vec<_> =
		commitments(receipts).into_iter().map(commitment_leaf::<Blake2Hasher>).collect();
	let info = BatchInfo {
		payer: None,
		operator: operator(),
		fees: 300,
		receipts: saturating_u32(receipts.len()),
		root: merkle::root::<Blake2Hasher>(&leaves(&compacts)).unwrap(),
		commitments: merkle::root::<Blake2Hasher>(&committed).unwrap(),
		span_params: SpanParams::DEFAULT,
		signers: vec![key().public()],
		settled_at: 70,
		finalizable_at: 80,
		is_void: false,
		models: vec![(3, 60)],
		unpaid: 1,
	};
	let mut watched = Watched::new(info, GENESIS);
	watched.receipts = Receipts::Seen(Answered::by(&compacts));
	(watched, compacts)
}

fn has_unaudited(watched: &Watched) -> bool {
	watched.known.values().any(Known::is_unaudited)
}

fn excerpt(from: u32) -> Excerpt {
	Excerpt::of::<Blake2Hasher>(output().as_bytes(), from, from + 1).unwrap()
}

/// Receipts that a payer has received.
fn answers(store: &Store, receipts: &[(&Key, &Receipt)]) -> Answers {
	for (key, receipt) in receipts {
		let receipt = (*receipt).clone();
		keep(store, &SignedReceipt::sign(key, GENESIS, &operator(), receipt).unwrap()).unwrap();
	}
	let mut answers = Answers::new(GENESIS, Vec::new(), store).unwrap();
	answers.scan(0);
	answers
}

fn exhibit(receipts: &[Receipt], compacts: &[CompactReceipt], index: u32) -> Exhibit {
	let receipt = receipts[to_usize(index)].clone();
	let (leaves, commitments) = (leaves(compacts), commitments(receipts));
	openledger_attributor::exhibit(&leaves, &commitments, index, receipt).unwrap()
}

#[test]
fn answers_should_be_found_by_channel_and_sequence() {
	let receipts = [receipt(2), Receipt { model: 1, ..receipt(7) }];
	let (watched, _) = batch(&receipts);
	assert_eq!(watched.models(), [1, 3]);
	assert_eq!((watched.model_of(1), watched.model_of(2)), (Some(1), None));
	assert_eq!(watched.number_of(&receipts[1]), Some(1));
	// Whatever else it says.
	assert_eq!(watched.number_of(&Receipt { fee: 5, ..receipt(7) }), Some(1));
	assert_eq!(watched.number_of(&receipt(3)), None);
	let direct = Receipt { payment: Payment::Direct { payer: [1; 32] }, ..receipt(0) };
	assert_eq!(watched.number_of(&direct), None);
	let (watched, _) = batch(std::slice::from_ref(&direct));
	assert_eq!(watched.number_of(&direct), Some(0));
	assert_eq!(watched.number_of(&Receipt { salt: [8; 32], ..direct }), None);
}

#[test]
fn a_receipt_should_be_auditable_with_its_output_alone() {
	let receipts = [receipt(0), receipt(1)];
	let (mut watched, compacts) = batch(&receipts);
	watched.learn(1, Known::new(receipts[1].clone(), compacts[1].clone(), None));
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(&directory.path().join("store"))).unwrap();
	let mut answers = Answers::new(H256::zero(), Vec::new(), &store).unwrap();
	assert!(!watched.has_output(1, &answers));
	store.save_output(&output()).unwrap();
	answers.scan(0);
	assert!(watched.has_output(1, &answers));
	// Of the same output, but nobody has this receipt.
	assert!(!watched.has_output(0, &answers));
}

#[test]
fn what_was_settled_in_place_of_what_was_signed_should_refute_the_batch() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let settled = [receipt(0), Receipt { fee: 200, ..receipt(1) }];
	let (mut watched, compacts) = batch(&settled);
	let other = Key::from_uri("//Eve").unwrap();
	// What somebody else signed says nothing.
	let forged = Receipt { fee: 1, ..receipt(0) };
	let all = answers(&store, &[(&key(), &receipt(0)), (&key(), &receipt(1)), (&other, &forged)]);
	for (number, settled) in (0u32..).zip(&compacts) {
		let known = watched.identify(settled, &all).unwrap();
		assert!(known.signature.is_some());
		assert_eq!(known.follows, number == 0);
		assert!(watched.learn(number, known));
	}
	let (number, proof) = watched.contradiction().unwrap();
	assert_eq!(number, 1);
	let Some(Bound::Signed(signature)) = watched.bound(1, &proof) else { panic!("unbound") };
	let leaves = leaves(&compacts);
	let exhibit = openledger_attributor::signed_exhibit(&leaves, 1, receipt(1), signature).unwrap();
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &watched.settled, |_| None), Ok(()));
}

#[test]
fn a_signature_that_counts_should_be_found_beside_one_that_does_not() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let (watched, compacts) = batch(&[Receipt { fee: 200, ..receipt(0) }]);
	// By a key that its operator had before, or by nobody; and then by the one that counts.
	let former = Key::from_uri("//Bob//former").unwrap();
	let all = answers(&store, &[(&former, &receipt(0))]);
	assert_eq!(watched.identify(&compacts[0], &all).unwrap().signature, None);
	let all = answers(&store, &[(&key(), &receipt(0))]);
	let known = watched.identify(&compacts[0], &all).unwrap();
	assert!(known.signature.is_some() && known.substituted().is_some());
}

#[test]
fn of_two_receipts_that_were_signed_the_one_that_was_not_settled_should_count() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let (mut watched, compacts) = batch(&[receipt(0)]);
	let other = Receipt { fee: 99, ..receipt(0) };
	let all = answers(&store, &[(&key(), &receipt(0)), (&key(), &other)]);
	let known = watched.identify(&compacts[0], &all).unwrap();
	assert_eq!(known.receipt, other);
	// The same if they are found one after the other.
	let signature = known.signature;
	assert!(watched.learn(0, Known::new(receipt(0), compacts[0].clone(), signature)));
	assert!(watched.contradiction().is_none());
	assert!(watched.learn(0, known));
	assert!(watched.contradiction().is_some());
}

#[test]
fn what_is_committed_to_in_place_of_what_was_signed_should_refute_the_batch() {
	let settled = [receipt(0), receipt(1)];
	let (mut watched, compacts) = batch(&settled);
	// The same for the chain, and another receipt.
	let given = Receipt { salt: [9; 32], ..receipt(1) };
	let signed = SignedReceipt::sign(&key(), GENESIS, &operator(), given.clone()).unwrap();
	watched.learn(1, Known::new(given.clone(), compacts[1].clone(), Some(signed.signature)));
	assert!(watched.contradiction().is_none());
	let shown = exhibit(&settled, &compacts, 1);
	let output = excerpt(0);
	let evidence = Evidence::SpanNotFound { output };
	assert!(watched.take_revealed(RevealedCall { batch: 9, span: 1, exhibit: shown, evidence }));
	assert_eq!(watched.known[&1].receipt, given);
	let (number, proof) = watched.contradiction().unwrap();
	let signature = signed.signature;
	assert_eq!(watched.bound(number, &proof), Some(Bound::Signed(signature)));
	let leaves = leaves(&compacts);
	let exhibit = openledger_attributor::signed_exhibit(&leaves, 1, given, signature).unwrap();
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &watched.settled, |_| None), Ok(()));
}

#[test]
fn who_has_all_receipts_of_a_batch_should_need_no_signature() {
	let committed = [receipt(0), Receipt { fee: 7, ..receipt(1) }];
	let (mut watched, mut compacts) = batch(&committed);
	compacts[1].answer.fee = 8;
	watched.learn(1, Known::new(committed[1].clone(), compacts[1].clone(), None));
	// Of one alone nobody can show where it is committed to.
	assert!(watched.contradiction().is_none());
	let mismatch = Proof::ScoreMismatch { compact: compacts[1].clone() };
	assert_eq!(watched.bound(1, &mismatch), None);
	watched.learn(0, Known::new(committed[0].clone(), compacts[0].clone(), None));
	assert_eq!(watched.contradiction(), Some((1, mismatch.clone())));
	let bound = Some(Bound::Committed(commitments(&committed)));
	assert_eq!(watched.bound(1, &mismatch), bound);
	assert_eq!(watched.bound(0, &Proof::Malformed { at: 0, len: 1, output: excerpt(0) }), bound);
}

#[test]
fn what_was_revealed_should_be_kept_if_it_is_of_the_batch() {
	let receipts = [receipt(0), receipt(1)];
	let (mut watched, compacts) = batch(&receipts);
	let opened = exhibit(&receipts, &compacts, 1);
	let reveal = |exhibit: &Exhibit, output| RevealedCall {
		batch: 9,
		span: 1,
		exhibit: exhibit.clone(),
		evidence: Evidence::SpanNotFound { output },
	};
	let elsewhere = Exhibit { index: 0, ..opened.clone() };
	assert!(!watched.take_revealed(reveal(&elsewhere, excerpt(0))));
	assert!(watched.known.is_empty());
	// A signature is no answer to a demand, but binds to what it is of.
	let signed = SignedReceipt::sign(&key(), GENESIS, &operator(), receipt(1)).unwrap();
	let binding = Binding::Signed(signed.signature);
	let signed = Exhibit { binding, ..opened.clone() };
	assert!(!watched.take_revealed(reveal(&signed, excerpt(0))));
	assert_eq!(watched.known[&1].revealed, Some(signed.clone()));

	assert!(watched.take_revealed(reveal(&opened, excerpt(0))));
	assert!(!watched.take_revealed(reveal(&signed, excerpt(0))));
	let known = watched.known.get_mut(&1).unwrap();
	assert_eq!(known.revealed, Some(opened.clone()));
	assert_eq!((&known.settled, known.excerpts.len()), (&compacts[1], 1));
	known.audited = Audited::Partly;
	// The same again is nothing new; other chunks are.
	assert!(watched.take_revealed(reveal(&opened, excerpt(0))));
	assert!(!has_unaudited(&watched));
	assert!(watched.take_revealed(reveal(&opened, excerpt(1_200))));
	assert!(has_unaudited(&watched));
	// Chunks of something else are not kept.
	let mut forged = excerpt(0);
	forged.first = 1;
	assert!(!watched.take_revealed(reveal(&opened, forged)));
	assert_eq!(watched.known[&1].excerpts.len(), 2);
}

#[test]
fn what_binds_the_operator_should_have_a_false_receipt_audited_again() {
	let receipts = [receipt(0), receipt(1)];
	let (mut watched, compacts) = batch(&receipts);
	let known = |signature| Known::new(receipts[1].clone(), compacts[1].clone(), signature);
	watched.learn(1, Known { audited: Audited::Whole, is_unbound: true, ..known(None) });
	assert!(!has_unaudited(&watched));
	let signed = SignedReceipt::sign(&key(), GENESIS, &operator(), receipt(1)).unwrap();
	assert!(watched.learn(1, known(Some(signed.signature))) && has_unaudited(&watched));
	assert!(!watched.learn(1, known(Some(signed.signature))));
}
