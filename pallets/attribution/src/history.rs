// SPDX-License-Identifier: Apache-2.0

//! What stays of batches: a leaf of the history for each that was settled, and one for how it ended.
//!
//! The state has the peaks alone. What leads from a leaf to them is written beside the state, where
//! nodes keep it that are asked to: under the hash of what it is, so that no fork can put a wrong one
//! there. See [`openledger_primitives::history`].

use crate::*;
use codec::Encode;
use openledger_primitives::{
	history::{node_key, number_key, record_key, BatchRecord, Outcome},
	BatchId,
};
use sp_io::offchain_index;
use sp_runtime::traits::{BlakeTwo256, UniqueSaturatedInto};

impl<T: Config> Pallet<T> {
	/// Appends what became of a batch to the history. Returns the number of its leaf.
	pub(crate) fn record(
		id: BatchId,
		batch: &BatchOf<T>,
		outcome: Outcome,
	) -> Result<u64, Error<T>> {
		let record = Self::record_of(id, batch, outcome);
		let leaf = record.leaf::<BlakeTwo256>();
		let number = History::<T>::try_mutate(|history| {
			let number = history.append::<BlakeTwo256>(leaf, |node, [left, right]| {
				let children = [left.0, right.0].concat();
				offchain_index::set(&node_key(node), &children);
			});
			number.ok_or(Error::<T>::Overflow)
		})?;
		offchain_index::set(&record_key(leaf), &record.encode());
		offchain_index::set(&number_key(id, outcome), &number.encode());
		Ok(number)
	}

	/// What the history says of a batch.
	pub(crate) fn record_of(id: BatchId, batch: &BatchOf<T>, outcome: Outcome) -> BatchRecord {
		BatchRecord {
			batch: id,
			outcome,
			settled_at: batch.settled_at.unique_saturated_into(),
			operator: Self::account_bytes(&batch.operator),
			payer: batch.payer.as_ref().map(Self::account_bytes),
			span_params: batch.span_params,
			receipts: batch.receipts,
			root: batch.root,
			commitments: batch.commitments,
			fees: batch.fees,
		}
	}
}
