// SPDX-License-Identifier: Apache-2.0

//! Batches, as proofs about them need them.

use openledger_primitives::{
	challenge::SettledBatch,
	receipt::{commitment_leaf, signature::Signer, Receipt},
};
use openledger_runtime_api::BatchInfo;
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Blake2Hasher, H256};

use crate::account::{self, Account};

/// What tells the receipts of a batch from all others. One root alone does not: answers of one model
/// for one fee may credit the same contributions, and whoever settles may commit to anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Roots {
	/// Over what the chain has of the receipts.
	pub root: H256,
	/// Over the commitments of the whole receipts.
	pub commitments: H256,
}

impl Roots {
	pub fn of(info: &BatchInfo<Account>) -> Self {
		Self { root: info.root, commitments: info.commitments }
	}

	/// Of a batch of one receipt. `None` for malformed spans.
	pub fn of_one(receipt: &Receipt) -> Option<Self> {
		Some(Self {
			root: receipt.compact()?.leaf::<Blake2Hasher>(),
			commitments: commitment_leaf::<Blake2Hasher>(receipt.commitment::<Blake2Hasher>()),
		})
	}

	pub fn is_of(&self, info: &BatchInfo<Account>) -> bool {
		*self == Self::of(info)
	}
}

/// What the chain that began with block `genesis` knows of a batch.
pub fn settled_batch(info: &BatchInfo<Account>, genesis: H256) -> SettledBatch {
	let BatchInfo { receipts, root, commitments, .. } = *info;
	// No signature speaks against an account that paid for its own receipt.
	let signer = info.payer.is_none().then(|| Signer {
		genesis,
		operator: account::bytes(&info.operator),
		keys: info.signers.iter().map(|key| sr25519::Public::from_raw(key.0)).collect(),
	});
	SettledBatch { receipts, root, commitments, signer }
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_primitives::span::SpanParams;

	/// A batch of 7 receipts that channels paid for, which is pending from block 70 to 80.
	pub fn info() -> BatchInfo<Account> {
		BatchInfo {
			payer: None,
			operator: Account::new([1; 32]),
			fees: crate::amount::OPEN,
			receipts: 7,
			root: H256::repeat_byte(2),
			commitments: H256::repeat_byte(3),
			span_params: SpanParams::DEFAULT,
			signers: vec![H256::repeat_byte(4)],
			settled_at: 70,
			finalizable_at: 80,
			models: vec![(3, crate::amount::OPEN)],
			is_void: false,
			unpaid: 4,
		}
	}

	#[test]
	fn only_an_operator_should_be_bound_by_what_it_signed() {
		let settled = settled_batch(&info(), H256::repeat_byte(7));
		assert_eq!((settled.receipts, settled.root), (7, H256::repeat_byte(2)));
		let signer = settled.signer.unwrap();
		assert_eq!((signer.operator, signer.keys.len()), ([1; 32], 1));
		let paid = BatchInfo { payer: Some(Account::new([5; 32])), ..info() };
		assert_eq!(settled_batch(&paid, H256::zero()).signer, None);
	}
}
