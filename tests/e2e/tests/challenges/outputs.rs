// SPDX-License-Identifier: Apache-2.0

//! Batches that an operator should not have settled.

use openledger_primitives::{
	batch::{Draft, ReceiptBatch},
	receipt::{Payment, Receipt},
	voucher::Voucher,
	ChannelId,
};
use openledger_testing::OPEN;
use sp_core::Blake2Hasher;

use crate::{
	paper::receipt,
	works::{
		beginning, held, invented, output, FROM_FERRY, FROM_KITES, FROM_MILL, FROM_NOTES, INVENTED,
	},
};

/// A batch with something false in it.
pub struct Fraud {
	/// What refutes it.
	pub ground: &'static str,
	/// Which of its receipts is false.
	pub number: u32,
	pub receipts: Vec<Receipt>,
	/// What is settled in place of them.
	forge: fn(&mut ReceiptBatch),
	/// What the payer has of it: its own receipts, and what they are about.
	pub known: Vec<(Receipt, String)>,
}

impl Fraud {
	/// A batch with one receipt, which the payer has.
	fn of(ground: &'static str, receipt: Receipt, output: String) -> Self {
		let receipts = vec![receipt.clone()];
		Self { ground, number: 0, receipts, forge: |_| (), known: vec![(receipt, output)] }
	}

	/// What is settled, and paid by vouchers.
	pub fn batch(&self, vouchers: &[Voucher]) -> ReceiptBatch {
		let draft = Draft::of::<Blake2Hasher>(&self.receipts, vouchers);
		let mut batch = draft.expect("receipts make a batch").batch;
		(self.forge)(&mut batch);
		batch
	}
}

/// Answers of a channel, each with a fee of its own.
struct Answers {
	channel: ChannelId,
	next: u64,
}

impl Answers {
	fn payment(&mut self) -> (Payment, u128) {
		let sequence = self.next;
		self.next += 1;
		let fee = OPEN + 7 * u128::from(self.next);
		(Payment::Channel { channel: self.channel, sequence }, fee)
	}
}

/// One of each kind that the chain can't see by itself, in the order in which they are settled. The
/// one that nobody answers for is the last.
pub fn frauds([own, other]: [ChannelId; 2]) -> Vec<Fraud> {
	let mut answers = Answers { channel: own, next: 0 };
	let mut next = || answers.payment();

	// A span that isn't there, beside one that is; together with an answer that is somebody else's.
	let told = output("Told at the inn", &[FROM_MILL, INVENTED]);
	let (payment, fee) = next();
	let spans = vec![held(&told, FROM_MILL, 0), invented(&told, 1)];
	let false_receipt = receipt(payment, fee, &told, spans);
	let theirs = output("Told to somebody else", &[FROM_NOTES]);
	let payment = Payment::Channel { channel: other, sequence: 0 };
	let spans = vec![held(&theirs, FROM_NOTES, 2)];
	let right = receipt(payment, 3 * OPEN + 1, &theirs, spans);
	// By channel.
	let (number, receipts) = match own < other {
		true => (0, vec![false_receipt.clone(), right]),
		false => (1, vec![right, false_receipt.clone()]),
	};
	let mismatch = Fraud {
		ground: "Mismatch",
		number,
		receipts,
		forge: |_| (),
		known: vec![(false_receipt, told)],
	};

	// The beginning of the longest span.
	let told = output("Told on the stairs", &[FROM_MILL]);
	let (payment, fee) = next();
	let spans = vec![beginning(&told, FROM_MILL, 100, 0)];
	let shorter = Fraud::of("LongerMatch", receipt(payment, fee, &told, spans), told);

	// Who copied it, in place of who wrote it.
	let told = output("Told in the yard", &[FROM_MILL]);
	let (payment, fee) = next();
	let spans = vec![held(&told, FROM_MILL, 2)];
	let later = Fraud::of("EarlierHolder", receipt(payment, fee, &told, spans), told);

	// More than the spans earn.
	let told = output("Told at the well", &[FROM_KITES]);
	let (payment, fee) = next();
	let spans = vec![held(&told, FROM_KITES, 1)];
	let mut inflated = Fraud::of("ScoreMismatch", receipt(payment, fee, &told, spans), told);
	inflated.forge = |batch| {
		let receipts = batch.channels.iter_mut().flat_map(|paid| paid.receipts.iter_mut());
		let credits = receipts.flat_map(|receipt| receipt.credits.iter_mut());
		credits.for_each(|credit| credit.points += 1_000);
	};

	vec![mismatch, shorter, later, inflated, withheld(own, 4)]
}

/// A receipt that is right, and that nobody gets to see.
pub fn withheld(channel: ChannelId, sequence: u64) -> Fraud {
	let told = output("Told in the dark", &[FROM_KITES, FROM_NOTES]);
	let spans = vec![held(&told, FROM_KITES, 1), held(&told, FROM_NOTES, 2)];
	let receipt = receipt(Payment::Channel { channel, sequence }, 2 * OPEN + 3, &told, spans);
	Fraud { known: Vec::new(), ..Fraud::of("Unanswered", receipt, told) }
}

/// A batch that credits a contribution outside the corpus, which the chain sees.
pub fn outside(channel: ChannelId) -> Fraud {
	let told = output("Told on the ferry", &[FROM_FERRY]);
	let spans = vec![held(&told, FROM_FERRY, 3)];
	let payment = Payment::Channel { channel, sequence: 9 };
	Fraud::of("NotInCorpus", receipt(payment, OPEN, &told, spans), told)
}

/// An answer that an account pays for itself, as if nobody else had a part in it.
pub fn unattributed(payer: [u8; 32]) -> (Receipt, String) {
	let told = output("Told to nobody", &[FROM_KITES]);
	(receipt(Payment::Direct { payer }, 5 * OPEN + 11, &told, Vec::new()), told)
}
