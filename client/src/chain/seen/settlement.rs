// SPDX-License-Identifier: Apache-2.0

//! The receipts that a call settled.

use openledger_primitives::{
	receipt::{commitment_leaf, Answer, CompactReceipt, Payment},
	ChannelId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::{Blake2Hasher, H256};

use crate::{
	account::{self, Account},
	convert::saturating_u32,
};

/// Receipts that a call settled, if it succeeded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettledCall {
	/// A receipt that an account has paid for, which the call does not name.
	Alone {
		/// The operator that served the answer.
		operator: Account,
		/// The answer.
		answer: Answer,
		/// The commitment of the whole receipt.
		commitment: H256,
	},
	/// Receipts that channels have paid for.
	Together {
		/// The root over the compact receipts.
		root: H256,
		/// The receipts.
		settlement: Settlement,
	},
}

/// The receipts that were settled as a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
	/// The receipts, in the order of their numbers in the batch.
	pub receipts: Vec<CompactReceipt>,
	/// The root over the commitments of the whole receipts.
	pub commitments: H256,
}

impl Settlement {
	/// The leaves of the batch's tree.
	pub fn leaves(&self) -> Vec<H256> {
		self.receipts.iter().map(CompactReceipt::leaf::<Blake2Hasher>).collect()
	}

	/// The receipts that a channel pays for: for each its number in the batch, its sequence and its
	/// answer.
	pub fn of_channel(&self, channel: ChannelId) -> impl Iterator<Item = (u32, u64, &Answer)> {
		let numbered = (0u32..).zip(&self.receipts);
		numbered.filter_map(move |(number, receipt)| match receipt.payment {
			Payment::Channel { channel: paying, sequence } if paying == channel => {
				Some((number, sequence, &receipt.answer))
			}
			_ => None,
		})
	}

	/// The number that the receipt of a channel's answer has in the batch. `None` if it is not in
	/// it.
	pub fn place_of(&self, channel: ChannelId, sequence: u64) -> Option<u32> {
		let place = |receipt: &CompactReceipt| match receipt.payment {
			Payment::Channel { channel, sequence } => Some((channel, sequence)),
			Payment::Direct { .. } => None,
		};
		let found = self.receipts.binary_search_by_key(&Some((channel, sequence)), place);
		found.ok().map(saturating_u32)
	}
}

impl SettledCall {
	/// The receipts that it settled, if they are those of the batch of `info`.
	pub(super) fn settlement(&self, info: &BatchInfo<Account>) -> Option<Settlement> {
		let settlement = match (self, &info.payer) {
			(Self::Alone { operator, answer, commitment }, Some(payer)) => {
				let payment = Payment::Direct { payer: account::bytes(payer) };
				let receipt = CompactReceipt { payment, answer: answer.clone() };
				let commitments = commitment_leaf::<Blake2Hasher>(*commitment);
				let is_it = *operator == info.operator
					&& receipt.leaf::<Blake2Hasher>() == info.root
					&& commitments == info.commitments;
				is_it.then(|| Settlement { receipts: vec![receipt], commitments })?
			}
			(Self::Together { root, settlement }, None) => {
				let is_it = *root == info.root && settlement.commitments == info.commitments;
				is_it.then(|| settlement.clone())?
			}
			_ => return None,
		};
		(saturating_u32(settlement.receipts.len()) == info.receipts).then_some(settlement)
	}
}
