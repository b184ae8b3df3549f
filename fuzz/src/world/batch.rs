// SPDX-License-Identifier: Apache-2.0

//! Batches, and the receipts in them.

use openledger_primitives::{
	challenge::{Exhibit, SettledBatch},
	merkle,
	receipt::{CompactReceipt, HeldSpan, Payment, Receipt},
	ModelId,
};
use sp_core::H256;

use super::H;
use crate::to_position;

/// What all batches are for.
pub const MODEL: ModelId = 4;
/// Who pays for a batch that no channel pays for.
pub const PAYER: [u8; 32] = [9; 32];

/// A receipt, and what the chain is told of it.
pub struct Answer {
	/// Which of the world's answers it is for.
	pub output: usize,
	pub receipt: Receipt,
	pub settled: CompactReceipt,
	/// What the receipt has to list.
	pub truth: Vec<HeldSpan>,
	/// Whether its output is in normal form.
	pub is_normal: bool,
}

/// A receipt in its batch.
pub struct Filed {
	pub output: usize,
	/// The receipt, opened as it must be.
	pub exhibit: Exhibit,
	pub settled: CompactReceipt,
	pub truth: Vec<HeldSpan>,
	/// Whether its output is in normal form.
	pub is_normal: bool,
	/// Whether `settled` follows from the receipt, and the batch can have it.
	pub follows: bool,
	/// Whether the rule gives just this.
	pub is_true: bool,
}

pub struct Batch {
	pub settled: SettledBatch,
	pub filed: Vec<Filed>,
}

impl Batch {
	/// `payer` is who pays for all of it, or `None` if channels do.
	pub fn of(payer: Option<[u8; 32]>, answers: Vec<Answer>) -> Self {
		let leaves: Vec<H256> = answers.iter().map(|answer| answer.settled.leaf::<H>()).collect();
		let settled = SettledBatch {
			model: MODEL,
			payer,
			receipts: to_position(answers.len()),
			root: merkle::root::<H>(&leaves).expect("there are receipts"),
		};
		let file = |(index, answer): (usize, Answer)| {
			let index = to_position(index);
			let path = merkle::path::<H>(&leaves, index).expect("it is among the leaves");
			let path = path.try_into().expect("the batch is not too large");
			Filed::new(Exhibit { index, path, receipt: answer.receipt.clone() }, answer, payer)
		};
		Self { settled, filed: answers.into_iter().enumerate().map(file).collect() }
	}

	/// Whether nothing in it can be refuted.
	pub fn is_true(&self) -> bool {
		self.filed.iter().all(|filed| filed.is_true)
	}
}

impl Filed {
	fn new(exhibit: Exhibit, answer: Answer, batch_payer: Option<[u8; 32]>) -> Self {
		let Answer { output, receipt, settled, truth, is_normal } = answer;
		let payer = match receipt.payment {
			Payment::Direct { payer } => Some(payer),
			Payment::Channel { .. } => None,
		};
		let is_for = receipt.model == MODEL && payer == batch_payer;
		let follows = is_for && receipt.compact::<H>().as_ref() == Some(&settled);
		let is_true = follows && is_normal && receipt.spans.as_slice() == truth.as_slice();
		Self { output, exhibit, settled, truth, is_normal, follows, is_true }
	}
}
