// SPDX-License-Identifier: Apache-2.0

//! Batches, as proofs about them need them.

use openledger_primitives::{
	batch::Draft,
	challenge::SettledBatch,
	history::BatchRecord,
	merkle,
	receipt::{commitment_leaf, signature::Signer, Receipt},
	Balance, BatchId,
};
use openledger_runtime_api::BatchInfo;
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Blake2Hasher, H256};
use subxt::utils::AccountId32;

use super::{events::BatchSettled, BlockView, Chain};
use crate::{
	account::{self, Account},
	error::Error,
	interface::api::runtime_types::pallet_attribution::types::Batch,
};

/// The two Merkle roots that tell the receipts of a batch from all others. One alone does not:
/// answers of one model for one fee may credit the same contributions, and whoever settles may
/// commit to anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Roots {
	/// The root over the compact receipts, which the chain has.
	pub root: H256,
	/// The root over the commitments of the whole receipts.
	pub commitments: H256,
}

impl BlockView {
	/// The deposit for the record of a batch, in planck: held of whoever settled it until it is
	/// final. 0 when there is no record.
	pub async fn batch_deposit(&self, batch: BatchId) -> Result<Balance, Error> {
		let record: Option<Batch<AccountId32, u32>> =
			self.stored("Attribution", "Batches", (batch,)).await?;
		Ok(record.map_or(0, |record| record.deposit))
	}
}

impl Roots {
	/// The roots of a batch on the chain.
	pub fn of(info: &BatchInfo<Account>) -> Self {
		Self { root: info.root, commitments: info.commitments }
	}

	/// The roots that the history has of a batch.
	pub fn of_record(record: &BatchRecord) -> Self {
		Self { root: record.root, commitments: record.commitments }
	}

	/// The roots of a batch that is drawn up. `None` where it has no receipts.
	pub fn of_draft(draft: &Draft) -> Option<Self> {
		Some(Self { root: draft.root::<Blake2Hasher>()?, commitments: draft.batch.commitments })
	}

	/// The roots of a batch of these receipts, in their order. `None` without receipts, and for
	/// malformed spans.
	pub fn of_receipts(receipts: &[Receipt]) -> Option<Self> {
		let leaf = |receipt: &Receipt| Some(receipt.compact()?.leaf::<Blake2Hasher>());
		let leaves: Vec<_> = receipts.iter().map(leaf).collect::<Option<_>>()?;
		let committed = |receipt: &Receipt| {
			commitment_leaf::<Blake2Hasher>(receipt.commitment::<Blake2Hasher>())
		};
		let committed: Vec<_> = receipts.iter().map(committed).collect();
		Some(Self {
			root: merkle::root::<Blake2Hasher>(&leaves)?,
			commitments: merkle::root::<Blake2Hasher>(&committed)?,
		})
	}

	/// Whether these are the roots of a batch on the chain.
	pub fn is_of(&self, info: &BatchInfo<Account>) -> bool {
		*self == Self::of(info)
	}
}

impl BatchSettled {
	/// The roots of the batch.
	pub fn roots(&self) -> Roots {
		Roots { root: self.root, commitments: self.commitments }
	}
}

impl Chain {
	/// Whether a batch has these roots, or had them: by the block of `view`, or, once it has ended,
	/// by the node's history. `None` where the node does not know. A chain that was begun anew has
	/// other batches by the same numbers.
	pub async fn has_roots(
		&self,
		view: &BlockView,
		batch: BatchId,
		roots: Roots,
	) -> Result<Option<bool>, Error> {
		if let Some(info) = view.batch(batch).await? {
			return Ok(Some(roots.is_of(&info)));
		}
		if batch >= view.counts().await?.batches {
			return Ok(Some(false));
		}
		match self.batch_history(batch, None, view.hash()).await {
			Ok(entry) => {
				let record = entry.map(|entry| entry.record);
				let record = record.filter(|record| record.batch == batch);
				Ok(record.map(|record| roots == Roots::of_record(&record)))
			}
			Err(Error::Method { .. }) => Ok(None),
			Err(error) => Err(error),
		}
	}
}

/// A batch as proofs need it, on the chain that began with block `genesis`.
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
mod tests {
	use super::*;
	use crate::fixtures::batch::{file, receipt};
	use crate::fixtures::settled::*;
	use openledger_primitives::receipt::Payment;

	#[test]
	fn receipts_should_have_the_roots_of_their_batch() {
		let (receipts, vouchers) = (file().receipts(), file().paying());
		let draft = Draft::of::<Blake2Hasher>(&receipts, &vouchers).unwrap();
		let roots = Roots::of_draft(&draft).unwrap();
		assert_eq!(Roots::of_receipts(&receipts), Some(roots));
		assert_eq!(Roots::of_receipts(&[]), None);
		// What the chain does not see of a receipt is in the other root.
		let mut other = receipts.clone();
		other[0].salt = [9; 32];
		let other = Roots::of_receipts(&other).unwrap();
		assert_eq!(other.root, roots.root);
		assert_ne!(other.commitments, roots.commitments);
		// Of one, each root is its only leaf.
		let one = Receipt { payment: Payment::Direct { payer: [1; 32] }, ..receipt(1, 0, 5) };
		let commitment = one.commitment::<Blake2Hasher>();
		let expected = Roots {
			root: one.compact().unwrap().leaf::<Blake2Hasher>(),
			commitments: commitment_leaf::<Blake2Hasher>(commitment),
		};
		assert_eq!(Roots::of_receipts(&[one]), Some(expected));
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
