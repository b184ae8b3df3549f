// SPDX-License-Identifier: Apache-2.0

//! A receipt of a batch, opened.

use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

use super::ChallengeError;
use crate::{
	limits::MaxReceiptPath,
	merkle,
	receipt::{CompactReceipt, Payment, Receipt},
	ModelId,
};

/// What the chain knows of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SettledBatch {
	pub model: ModelId,
	/// Who paid, or `None` if channels did.
	pub payer: Option<[u8; 32]>,
	/// How many receipts it has.
	pub receipts: u32,
	pub root: H256,
}

impl SettledBatch {
	/// Whether a receipt names the batch's model and a payer that the batch can have.
	pub fn can_have(&self, receipt: &Receipt) -> bool {
		let is_payer = match &receipt.payment {
			Payment::Direct { payer } => self.payer.as_ref() == Some(payer),
			Payment::Channel { .. } => self.payer.is_none(),
		};
		is_payer && receipt.model == self.model
	}
}

/// A receipt, and where its batch has it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Exhibit {
	/// Number of the receipt in its batch.
	#[codec(compact)]
	pub index: u32,
	/// From the receipt's leaf to the batch's root.
	pub path: BoundedVec<H256, MaxReceiptPath>,
	pub receipt: Receipt,
}

impl Exhibit {
	/// The receipt, if it is this one of the batch and the chain has of it what it says.
	pub fn open<H: Hasher<Out = H256>>(
		&self,
		batch: &SettledBatch,
	) -> Result<&Receipt, ChallengeError> {
		let compact = self.receipt.compact::<H>().filter(|_| batch.can_have(&self.receipt));
		let is_in = compact.is_some_and(|compact| self.is_in::<H>(&compact, batch));
		is_in.then_some(&self.receipt).ok_or(ChallengeError::NotInBatch)
	}

	/// Whether the batch has `compact` at this place.
	fn is_in<H: Hasher<Out = H256>>(&self, compact: &CompactReceipt, batch: &SettledBatch) -> bool {
		let leaf = compact.leaf::<H>();
		merkle::root_from_path::<H>(leaf, self.index, batch.receipts, &self.path)
			== Some(batch.root)
	}

	/// Whether the batch has `compact` here, which commits to this receipt and yet says something
	/// else than it.
	pub(super) fn contradicts<H: Hasher<Out = H256>>(
		&self,
		compact: &CompactReceipt,
		batch: &SettledBatch,
	) -> Result<bool, ChallengeError> {
		let is_committed = self.receipt.commitment::<H>() == compact.commitment;
		if !is_committed || !self.is_in::<H>(compact, batch) {
			return Err(ChallengeError::NotInBatch);
		}
		let agrees = self.receipt.compact::<H>().as_ref() == Some(compact);
		Ok(!agrees || !batch.can_have(&self.receipt))
	}
}
