// SPDX-License-Identifier: Apache-2.0

//! Receipts that are known in full, and what binds their operator to them.

use std::mem;

use openledger_primitives::{
	challenge::{Binding, Excerpt, Exhibit, Proof, Substitute},
	receipt::{CompactReceipt, Receipt},
};
use sp_core::{sr25519, Blake2Hasher, H256};

/// A receipt that is known in full.
pub struct Known {
	pub receipt: Receipt,
	/// What the chain has of its answer.
	pub settled: CompactReceipt,
	/// Whether that follows from the receipt.
	pub follows: bool,
	/// If it is the operator's.
	pub signature: Option<sr25519::Signature>,
	/// What a call revealed of the answer: this receipt, or another that the operator is bound to.
	pub revealed: Option<Exhibit>,
	/// What was revealed of its output.
	pub excerpts: Vec<Excerpt>,
	pub audited: Audited,
	/// Whether it is false, and nothing binds the operator to it.
	pub is_unbound: bool,
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

/// What binds the operator to a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bound {
	Revealed(Box<Exhibit>),
	Signed(sr25519::Signature),
	/// All commitments of its batch are known.
	Committed(Vec<H256>),
}

impl Known {
	pub fn new(
		receipt: Receipt,
		settled: CompactReceipt,
		signature: Option<sr25519::Signature>,
	) -> Self {
		let follows = receipt.compact().as_ref() == Some(&settled);
		Self {
			receipt,
			settled,
			follows,
			signature,
			revealed: None,
			excerpts: Vec::new(),
			audited: Audited::No,
			is_unbound: false,
			is_warned: false,
		}
	}

	/// Whether it waits to be audited. What is not what was settled needs no audit.
	pub fn is_unaudited(&self) -> bool {
		self.follows && self.audited == Audited::No
	}

	pub fn has_commitment(&self, commitment: H256) -> bool {
		self.receipt.commitment::<Blake2Hasher>() == commitment
	}

	/// What shows that another receipt was settled than this one, which the operator has signed.
	pub fn substituted(&self) -> Option<Proof> {
		self.signature?;
		if !self.follows {
			let settled = Substitute::Receipt { compact: self.settled.clone() };
			return Some(Proof::Substituted { settled });
		}
		let revealed = self.revealed.as_ref().filter(|shown| shown.receipt != self.receipt)?;
		let Binding::Committed(path) = &revealed.binding else { return None };
		let commitment = revealed.receipt.commitment::<Blake2Hasher>();
		let settled = Substitute::Commitment { commitment, path: path.clone() };
		Some(Proof::Substituted { settled })
	}

	/// Takes note that something binds its operator to it now.
	pub fn bind(&mut self) {
		if mem::take(&mut self.is_unbound) {
			self.audited = Audited::No;
		}
	}

	/// Puts another receipt of the same answer in its place.
	pub fn replace(&mut self, new: Self) {
		let revealed = self.revealed.take();
		*self = Self { revealed, ..new };
	}
}
