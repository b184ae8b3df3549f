// SPDX-License-Identifier: Apache-2.0

//! Exhibits: receipts, opened at their places in a batch.

// The derive of `Encode` casts variant indices.
#![allow(clippy::cast_possible_truncation)]

use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_core::{sr25519, Hasher, H256};
use sp_runtime::BoundedVec;

use super::ChallengeError;
use crate::{
	limits::MaxReceiptPath,
	merkle,
	receipt::{commitment_leaf, signature::Signer, CompactReceipt, Receipt},
};

/// The siblings from a leaf to the root of one of a batch's two trees.
pub type ReceiptPath = BoundedVec<H256, MaxReceiptPath>;

/// A batch, as the chain knows it when a challenge is decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettledBatch {
	/// How many receipts the batch has.
	pub receipts: u32,
	/// The Merkle root over the compact receipts.
	pub root: H256,
	/// The Merkle root over the commitments of the whole receipts.
	pub commitments: H256,
	/// The operator, whose signatures count against the batch. `None` where an account paid for its
	/// own receipt, against which no signature of another account counts.
	pub signer: Option<Signer>,
}

/// A receipt, its place in a batch, and what binds whoever settled the batch to it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Exhibit {
	/// The number of the receipt in its batch, from 0.
	#[codec(compact)]
	pub index: u32,
	/// The siblings from the compact receipt at that place to the batch's root.
	pub path: ReceiptPath,
	/// The whole receipt.
	pub receipt: Receipt,
	/// The commitment, or the signature, that the receipt is bound by.
	pub binding: Binding,
}

/// A binding of whoever settled a batch to a whole receipt.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Binding {
	/// The batch has the receipt's commitment at the receipt's place. The path leads from it to the
	/// root of the commitments.
	Committed(ReceiptPath),
	/// The operator signed the receipt's commitment.
	Signed(sr25519::Signature),
}

impl SettledBatch {
	/// Whether the batch has `compact` at place `index`.
	pub(super) fn has<H: Hasher<Out = H256>>(
		&self,
		compact: &CompactReceipt,
		index: u32,
		path: &[H256],
	) -> bool {
		let leaf = compact.leaf::<H>();
		merkle::root_from_path::<H>(leaf, index, self.receipts, path) == Some(self.root)
	}

	/// Whether the batch commits to `commitment` at place `index`.
	pub(super) fn commits_to<H: Hasher<Out = H256>>(
		&self,
		commitment: H256,
		index: u32,
		path: &[H256],
	) -> bool {
		let leaf = commitment_leaf::<H>(commitment);
		merkle::root_from_path::<H>(leaf, index, self.receipts, path) == Some(self.commitments)
	}
}

impl Exhibit {
	/// The receipt, if whoever settled the batch is bound to it, and the batch has the compact
	/// receipt that follows from it.
	pub fn open<H: Hasher<Out = H256>>(
		&self,
		batch: &SettledBatch,
	) -> Result<&Receipt, ChallengeError> {
		self.ensure_bound::<H>(batch)?;
		let compact = self.receipt.compact().ok_or(ChallengeError::NotInBatch)?;
		let is_in = batch.has::<H>(&compact, self.index, &self.path);
		is_in.then_some(&self.receipt).ok_or(ChallengeError::NotInBatch)
	}

	/// Checks what shows that the receipt was given.
	pub(super) fn ensure_bound<H: Hasher<Out = H256>>(
		&self,
		batch: &SettledBatch,
	) -> Result<(), ChallengeError> {
		let commitment = self.receipt.commitment::<H>();
		match &self.binding {
			Binding::Committed(path) => batch
				.commits_to::<H>(commitment, self.index, path)
				.then_some(())
				.ok_or(ChallengeError::NotInBatch),
			Binding::Signed(signature) => batch
				.signer
				.as_ref()
				.is_some_and(|signer| signer.has_signed(commitment, signature))
				.then_some(())
				.ok_or(ChallengeError::NotSigned),
		}
	}

	/// Whether the batch has `compact` at this place, and not what the receipt says.
	pub(super) fn differs_from<H: Hasher<Out = H256>>(
		&self,
		compact: &CompactReceipt,
		batch: &SettledBatch,
	) -> Result<bool, ChallengeError> {
		let is_in = batch.has::<H>(compact, self.index, &self.path);
		is_in.then_some(()).ok_or(ChallengeError::NotInBatch)?;
		Ok(self.receipt.compact().as_ref() != Some(compact))
	}

	/// The number of siblings in both paths.
	pub fn siblings(&self) -> usize {
		let binding = match &self.binding {
			Binding::Committed(path) => path.len(),
			Binding::Signed(_) => 0,
		};
		self.path.len().saturating_add(binding)
	}
}
