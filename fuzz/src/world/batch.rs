// SPDX-License-Identifier: Apache-2.0

//! Batches, and the receipts in them.

use openledger_primitives::{
	challenge::{Binding, Exhibit, ReceiptPath, SettledBatch},
	merkle,
	receipt::{commitment_leaf, signature::Signer, CompactReceipt, HeldSpan, Receipt},
	ModelId,
};
use sp_core::{sr25519, H256};

use super::{
	signers::{sign, FORMER_KEY, GENESIS, KEY, OPERATOR},
	H,
};
use crate::to_position;

/// What most receipts are of.
pub const MODEL: ModelId = 4;
/// Who pays for a batch that no channel pays for.
pub const PAYER: [u8; 32] = [9; 32];

/// A receipt, and what became of it.
pub struct Answer {
	/// Which of the world's answers it is for.
	pub output: usize,
	/// What its payer was given, with the operator's signature.
	pub receipt: Receipt,
	/// What the chain is told of it.
	pub settled: CompactReceipt,
	/// What its batch commits to.
	pub committed: H256,
	/// What the receipt has to list.
	pub truth: Vec<HeldSpan>,
	/// Whether its output is in normal form.
	pub is_normal: bool,
}

/// A receipt in its batch.
pub struct Filed {
	pub output: usize,
	/// The receipt at its place, with the path to what its batch commits to there.
	pub exhibit: Exhibit,
	/// The operator's signature over the receipt.
	pub signature: sr25519::Signature,
	pub settled: CompactReceipt,
	pub committed: H256,
	pub committed_path: ReceiptPath,
	pub truth: Vec<HeldSpan>,
	/// Whether its output is in normal form.
	pub is_normal: bool,
	/// Whether the rule gives just this, and nothing else was settled or committed to.
	pub is_true: bool,
}

pub struct Batch {
	pub settled: SettledBatch,
	pub filed: Vec<Filed>,
}

impl Batch {
	/// `signer` is who answers for it, or `None` where an account paid.
	pub fn of(signer: Option<Signer>, answers: Vec<Answer>) -> Self {
		let leaves: Vec<H256> = answers.iter().map(|answer| answer.settled.leaf::<H>()).collect();
		let committed: Vec<H256> =
			answers.iter().map(|answer| commitment_leaf::<H>(answer.committed)).collect();
		let root = |leaves: &[H256]| merkle::root::<H>(leaves).expect("there are receipts");
		let settled = SettledBatch {
			receipts: to_position(answers.len()),
			root: root(&leaves),
			commitments: root(&committed),
			signer,
		};
		let file = |(index, answer): (usize, Answer)| {
			let index = to_position(index);
			let path = |leaves: &[H256]| {
				let path = merkle::path::<H>(leaves, index).expect("it is among the leaves");
				ReceiptPath::try_from(path).expect("the batch is not too large")
			};
			Filed::new(answer, index, path(&leaves), path(&committed))
		};
		Self { settled, filed: answers.into_iter().enumerate().map(file).collect() }
	}

	/// Whether nothing in it can be refuted.
	pub fn is_true(&self) -> bool {
		self.filed.iter().all(|filed| filed.is_true)
	}
}

impl Filed {
	fn new(answer: Answer, index: u32, path: ReceiptPath, committed_path: ReceiptPath) -> Self {
		let Answer { output, receipt, settled, committed, truth, is_normal } = answer;
		let commitment = receipt.commitment::<H>();
		let follows = receipt.compact().as_ref() == Some(&settled) && commitment == committed;
		let is_true = follows && is_normal && receipt.spans.as_slice() == truth.as_slice();
		// One in three was signed before the operator changed its key.
		let key = if index % 3 == 2 { &FORMER_KEY } else { &KEY };
		let signature = sign(key, GENESIS, OPERATOR, commitment);
		let binding = Binding::Committed(committed_path.clone());
		let exhibit = Exhibit { index, path, receipt, binding };
		Self {
			output,
			exhibit,
			signature,
			settled,
			committed,
			committed_path,
			truth,
			is_normal,
			is_true,
		}
	}
}
