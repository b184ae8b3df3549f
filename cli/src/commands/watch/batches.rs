// SPDX-License-Identifier: Apache-2.0

//! Batches under watch, and what is known of their receipts.

use std::collections::BTreeMap;

use openledger_primitives::{
	challenge::{Content, Evidence, Excerpt, Exhibit, Proof, SettledBatch},
	receipt::{CompactReceipt, Receipt},
};
use openledger_runtime_api::BatchInfo;
use sp_core::{Blake2Hasher, H256};

use super::answers::Answers;
use crate::{
	account::{self, Account},
	chain::seen::{BlockCalls, RevealedCall},
	convert::to_u32,
};

/// A batch that can still be refuted.
pub struct Watched {
	pub info: BatchInfo<Account>,
	pub receipts: Receipts,
	/// What is known in full, by number.
	pub known: BTreeMap<u32, Known>,
	/// Whether receipts of it are being audited.
	pub is_audited: bool,
	pub refuting: Option<Refuting>,
}

/// What was seen of the receipts that were settled.
pub enum Receipts {
	/// The block was not read yet.
	Unread,
	/// The block does not have them where they can be read.
	Unseen,
	Seen(Commitments),
}

/// The commitments of a batch, ascending, each with the number of its receipt.
pub struct Commitments(Vec<(H256, u32)>);

impl Commitments {
	pub fn of(receipts: &[CompactReceipt]) -> Self {
		let mut all: Vec<_> =
			receipts.iter().map(|receipt| receipt.commitment).zip(0u32..).collect();
		all.sort_unstable();
		Self(all)
	}

	/// The numbers of the receipts with a commitment. An operator may have settled one twice.
	pub fn numbers(&self, commitment: H256) -> impl Iterator<Item = u32> + '_ {
		let first = self.0.partition_point(|(other, _)| *other < commitment);
		let rest = self.0.iter().skip(first);
		rest.take_while(move |(other, _)| *other == commitment).map(|(_, number)| *number)
	}
}

/// A receipt that is known in full.
pub struct Known {
	pub receipt: Receipt,
	/// What the chain has of it.
	pub settled: CompactReceipt,
	/// What opened it, if it was revealed.
	pub exhibit: Option<Exhibit>,
	/// What was revealed of its output.
	pub excerpts: Vec<Excerpt>,
	pub audited: Audited,
	/// Whether it was said, or will be, what its payer should know.
	pub is_warned: bool,
}

/// What of an output a receipt was audited with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audited {
	/// It was not, or more of the output is known now.
	No,
	/// With some of it, or none.
	Partly,
	/// With all of it.
	Whole,
}

impl Known {
	pub fn new(receipt: Receipt, settled: CompactReceipt) -> Self {
		let (exhibit, excerpts) = (None, Vec::new());
		Self { receipt, settled, exhibit, excerpts, audited: Audited::No, is_warned: false }
	}
}

/// A batch that is being refuted.
pub struct Refuting {
	/// The number of the receipt that is false.
	pub receipt: u32,
	pub proof: Box<Proof>,
	/// How often that has failed.
	pub failures: u32,
	pub step: Step,
}

/// Where a refutation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
	/// To be sent, once the best block is that one.
	Open {
		from: u64,
	},
	Sent,
	/// The batch is void, by this refutation or another, as of a block that may be replaced.
	Done {
		at: u64,
	},
	/// It is of no use.
	GivenUp,
}

impl Watched {
	pub fn new(info: BatchInfo<Account>) -> Self {
		Self {
			info,
			receipts: Receipts::Unread,
			known: BTreeMap::new(),
			is_audited: false,
			refuting: None,
		}
	}

	/// What proofs need to know of it.
	pub fn settled(&self) -> SettledBatch {
		let BatchInfo { model, payer, receipts, root, .. } = &self.info;
		let payer = payer.as_ref().map(account::bytes);
		SettledBatch { model: *model, payer, receipts: *receipts, root: *root }
	}

	/// Whether nothing can be refuted in block `next` any more.
	pub fn is_closed(&self, next: u64) -> bool {
		next >= u64::from(self.info.due)
	}

	/// Whether a known receipt waits to be audited.
	pub fn has_unaudited(&self) -> bool {
		self.known.values().any(|known| known.audited == Audited::No)
	}

	/// Whether all of a receipt can be audited: it is known, and so is where its output is.
	pub fn has_output(&self, number: u32, answers: &Answers) -> bool {
		let known = self.known.get(&number);
		known.is_some_and(|known| answers.source(known.receipt.output_root).is_some())
	}

	/// Takes note of a receipt that a call revealed, if it proves to be in the batch. Returns whether
	/// it does.
	pub fn take_revealed(&mut self, call: RevealedCall) -> bool {
		let RevealedCall { exhibit, evidence, .. } = call;
		if exhibit.open::<Blake2Hasher>(&self.settled()).is_err() {
			return false;
		}
		let (number, receipt) = (exhibit.index, &exhibit.receipt);
		let Some(compact) = receipt.compact::<Blake2Hasher>() else { return false };
		let (Evidence::Span { output, .. } | Evidence::NoSuchSpan { output }) = evidence;
		let content = Content { root: receipt.output_root, len: receipt.output_len };
		let is_shown = output.verify::<Blake2Hasher>(&content).is_some();
		let known =
			self.known.entry(number).or_insert_with(|| Known::new(receipt.clone(), compact));
		if is_shown && !known.excerpts.contains(&output) {
			known.excerpts.push(output);
			// Who has all of it learns nothing.
			if known.audited == Audited::Partly {
				known.audited = Audited::No;
			}
		}
		known.exhibit = Some(exhibit);
		is_shown
	}
}

/// The receipts of a batch among those that the calls of its block settled.
pub fn receipts_of(info: &BatchInfo<Account>, calls: &BlockCalls) -> Option<Vec<CompactReceipt>> {
	let is_it = |count: usize, root: H256| root == info.root && to_u32(count) == info.receipts;
	let call = calls.settled.iter().find(|call| is_it(call.receipts.len(), call.root))?;
	Some(call.receipts.clone())
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::{chain::seen::SettledCall, store::Store};
	use openledger_attributor::{exhibit, NormalText};
	use openledger_primitives::{
		merkle,
		receipt::{HeldSpan, Payment},
		span::{Span, SpanParams},
	};

	pub fn output() -> NormalText {
		NormalText::from_bytes("The harbour bell rings twice in fog. ".repeat(40).as_bytes())
			.unwrap()
	}

	/// A receipt of [`output`] that a channel of model 3 paid for.
	pub fn receipt(sequence: u64) -> Receipt {
		let held = HeldSpan { span: Span { start: 0, len: 36 }, contribution: 5, offset: 0 };
		let output = output();
		Receipt {
			model: 3,
			payment: Payment::Channel { channel: 5, sequence },
			fee: 100,
			rule: SpanParams::DEFAULT,
			output_len: output.len(),
			output_root: output.content_root(),
			spans: vec![held].try_into().unwrap(),
			salt: [7; 32],
		}
	}

	/// A batch of receipts, and what was settled.
	pub fn batch(receipts: &[Receipt]) -> (Watched, Vec<CompactReceipt>) {
		let compacts: Vec<_> =
			receipts.iter().map(|receipt| receipt.compact::<Blake2Hasher>().unwrap()).collect();
		let leaves: Vec<_> =
			compacts.iter().map(|compact| compact.leaf::<Blake2Hasher>()).collect();
		let info = BatchInfo {
			model: 3,
			payer: None,
			operator: Account::new([1; 32]),
			fees: 300,
			receipts: to_u32(receipts.len()),
			root: merkle::root::<Blake2Hasher>(&leaves).unwrap(),
			settled_at: 70,
			due: 80,
			is_void: false,
			unpaid: 1,
		};
		(Watched::new(info), compacts)
	}

	fn excerpt(from: u32) -> Excerpt {
		Excerpt::of::<Blake2Hasher>(output().as_bytes(), from, from + 1).unwrap()
	}

	#[test]
	fn every_place_of_a_commitment_should_be_found() {
		let (_, compacts) = batch(&[receipt(0), receipt(1), receipt(0)]);
		let commitments = Commitments::of(&compacts);
		let numbers =
			|nth: usize| -> Vec<_> { commitments.numbers(compacts[nth].commitment).collect() };
		assert_eq!(numbers(0), [0, 2]);
		assert_eq!(numbers(1), [1]);
		assert_eq!(commitments.numbers(H256::zero()).count(), 0);
	}

	#[test]
	fn a_receipt_should_be_auditable_with_its_output_alone() {
		let receipts = [receipt(0), receipt(1)];
		let (mut watched, compacts) = batch(&receipts);
		watched.known.insert(1, Known::new(receipts[1].clone(), compacts[1].clone()));
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
	fn a_batch_should_be_what_has_its_root() {
		let (watched, compacts) = batch(&[receipt(0), receipt(1)]);
		let call =
			|root, receipts: &[CompactReceipt]| SettledCall { root, receipts: receipts.to_vec() };
		let calls = |call| BlockCalls { settled: vec![call], ..BlockCalls::default() };
		let root = watched.info.root;
		let found = receipts_of(&watched.info, &calls(call(root, &compacts)));
		assert_eq!(found, Some(compacts.clone()));
		assert_eq!(receipts_of(&watched.info, &calls(call(root, &compacts[1..]))), None);
		assert_eq!(receipts_of(&watched.info, &calls(call(H256::zero(), &compacts))), None);
	}

	#[test]
	fn what_was_revealed_should_be_kept_if_it_is_of_the_batch() {
		let receipts = [receipt(0), receipt(1)];
		let (mut watched, compacts) = batch(&receipts);
		let opened = exhibit(&compacts, 1, receipts[1].clone()).unwrap();
		let reveal = |exhibit: &Exhibit, output| RevealedCall {
			batch: 9,
			span: 1,
			exhibit: exhibit.clone(),
			evidence: Evidence::NoSuchSpan { output },
		};
		let elsewhere = Exhibit { index: 0, ..opened.clone() };
		assert!(!watched.take_revealed(reveal(&elsewhere, excerpt(0))));
		assert!(watched.known.is_empty());

		assert!(watched.take_revealed(reveal(&opened, excerpt(0))));
		let known = watched.known.get_mut(&1).unwrap();
		assert_eq!((&known.settled, known.excerpts.len()), (&compacts[1], 1));
		known.audited = Audited::Partly;
		// The same again is nothing new; other chunks are.
		assert!(watched.take_revealed(reveal(&opened, excerpt(0))));
		assert!(!watched.has_unaudited());
		assert!(watched.take_revealed(reveal(&opened, excerpt(1_200))));
		assert!(watched.has_unaudited());
		// Chunks of something else are not kept.
		let mut forged = excerpt(0);
		forged.first = 1;
		assert!(!watched.take_revealed(reveal(&opened, forged)));
		assert_eq!(watched.known[&1].excerpts.len(), 2);
	}
}
