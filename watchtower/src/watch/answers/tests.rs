// SPDX-License-Identifier: Apache-2.0

use super::*;
use openledger_client::{
	files::{batch::BatchFile, receipt::keep},
	fixtures::{
		answer::written,
		batch::{file, receipt, unsigned, GENESIS},
		receipt::signed,
	},
};
use std::fs;

fn text(content: &str) -> NormalText {
	NormalText::from_bytes(content.as_bytes()).unwrap()
}

#[test]
fn receipts_and_outputs_should_be_found_wherever_they_are() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(&directory.path().join("store"))).unwrap();
	let given = directory.path().join("given");
	fs::create_dir_all(given.join("below")).unwrap();
	let mut answers = Answers::new(GENESIS, vec![given.clone()], &store).unwrap();
	assert!(answers.scan(0).receipts.is_empty());

	// A batch file below, an output beside it, one answer with its output.
	file().save(&given.join("below/batch.json")).unwrap();
	fs::write(given.join("below/plain"), " a  plain output\n").unwrap();
	fs::write(given.join(".hidden"), "hidden").unwrap();
	fs::write(given.join("binary"), [0xff; 5]).unwrap();
	fs::write(given.join("other.json"), "{}").unwrap();
	let alone = receipt(9, 0, 5);
	fs::write(given.join("7.json"), written(&alone, "told").to_string()).unwrap();
	let kept = text("kept in the store");
	store.save_output(&kept).unwrap();

	let news = answers.scan(0);
	// Two of the files are not in normal form, and are known by what they are too.
	assert_eq!((news.receipts.len(), news.outputs.len()), (4, 5));
	assert_eq!(answers.counts(), (4, 3));
	let found = answers.receipt(alone.commitment::<Blake2Hasher>()).unwrap();
	assert_eq!(found.receipt, alone);
	assert_eq!(answers.candidates(&alone.payment, H256::zero()).collect::<Vec<_>>(), [found]);
	for output in [text("a plain output"), text("told"), kept] {
		let root = output.content_root();
		assert_eq!(answers.source(root).unwrap().load(root).unwrap().text, output);
	}
	for bytes in [&b" a  plain output\n"[..], &[0xff; 5]] {
		let root = content_root::<Blake2Hasher>(bytes).unwrap();
		let source = answers.source(root).unwrap();
		assert_eq!(source.load(root), None);
		assert!(source.malformed(root).unwrap().excerpt().is_some());
	}
	// Nothing is read twice; what is added is.
	assert!(answers.scan(0).receipts.is_empty());
	let mut more = file();
	more.answers.extend([unsigned(receipt(1, 2, 5))]);
	more.save(&given.join("below/batch.json")).unwrap();
	assert_eq!(answers.scan(0).receipts.len(), 1);
}

#[test]
fn signed_receipts_should_be_found_by_their_answers() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let signed = signed(4, 2, 5);
	let path = directory.path().join("unsigned.json");
	fs::write(&path, written(&signed.receipt, "").to_string()).unwrap();
	let mut answers = Answers::new(GENESIS, vec![path], &store).unwrap();
	assert_eq!(answers.scan(0).receipts, [signed.commitment()]);
	let held = |answers: &Answers| {
		let found = answers.candidates(&signed.receipt.payment, H256::zero());
		found.cloned().collect::<Vec<_>>()
	};
	assert!(held(&answers)[0].signatures.is_empty());
	// With its signature it is news, once.
	keep(&store, &signed).unwrap();
	assert_eq!(answers.scan(0).receipts, [signed.commitment()]);
	assert!(answers.scan(0).receipts.is_empty());
	let first = (signed.operator.clone(), signed.signature);
	let with = |signatures| vec![Held { receipt: signed.receipt.clone(), signatures }];
	assert_eq!(held(&answers), with(vec![first.clone()]));
	// So is another signature: either may be by a key that counts.
	let again = openledger_client::fixtures::receipt::signed(4, 2, 5);
	keep(&store, &again).unwrap();
	assert_eq!(answers.scan(0).receipts, [signed.commitment()]);
	assert_eq!(held(&answers), with(vec![first, (again.operator.clone(), again.signature)]));
	let other = Payment::Channel { channel: 4, sequence: 3 };
	assert_eq!(answers.candidates(&other, H256::zero()).count(), 0);
}

#[test]
fn what_an_account_paid_for_should_be_found_by_what_is_committed_to() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let payment = Payment::Direct { payer: [1; 32] };
	let direct = Receipt { payment: payment.clone(), ..receipt(1, 0, 5) };
	let path = directory.path().join("7.json");
	fs::write(&path, written(&direct, "").to_string()).unwrap();
	let mut answers = Answers::new(GENESIS, vec![path], &store).unwrap();
	answers.scan(0);
	let root = commitment_leaf::<Blake2Hasher>(direct.commitment::<Blake2Hasher>());
	assert_eq!(answers.candidates(&payment, root).next().unwrap().receipt, direct);
	assert_eq!(answers.candidates(&payment, H256::zero()).count(), 0);
}

#[test]
fn what_is_old_or_of_another_chain_should_not_be_known() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(&directory.path().join("store"))).unwrap();
	let receipts = store.receipts(GENESIS);
	fs::create_dir_all(&receipts).unwrap();
	for batch in [3, 7] {
		let content = written(&receipt(batch, 0, 5), "").to_string();
		fs::write(receipts.join(format!("{batch}.json")), content).unwrap();
	}
	let other = directory.path().join("other.json");
	BatchFile { genesis: H256::zero(), ..file() }.save(&other).unwrap();
	let mut answers = Answers::new(GENESIS, vec![other], &store).unwrap();
	assert_eq!(answers.scan(5).receipts.len(), 1);
	let gone = directory.path().join("gone");
	let error = Answers::new(GENESIS, vec![gone], &store).err().unwrap();
	assert!(matches!(error, Error::NothingAt(_)));
}

#[test]
fn an_output_that_is_replaced_should_be_gone() {
	let directory = tempfile::tempdir().unwrap();
	let path = directory.path().join("output");
	let output = text("an output");
	fs::write(&path, output.as_str()).unwrap();
	let source = Source::Text(path.clone());
	assert!(source.load(output.content_root()).is_some());
	fs::write(&path, "an\u{200b} output").unwrap();
	let loaded = source.load(output.content_root()).unwrap();
	assert_eq!(loaded.dropped.invisible, 1);
	fs::write(&path, "another").unwrap();
	assert_eq!(source.load(output.content_root()), None);
}
