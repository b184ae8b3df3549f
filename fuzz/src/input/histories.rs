// SPDX-License-Identifier: Apache-2.0

//! Histories of batches, and leaves that may be in them.

use openledger_primitives::history::{BatchRecord, History, Outcome};
use sp_core::H256;

use super::{parts, Draw};
use crate::{model, to_position, world::H, world::WORLD};

/// Leaves, and what is said to be one of them: its number, the leaf, and its siblings.
pub type Proven = (Vec<H256>, u64, H256, Vec<H256>);
/// What the state may have of a history, and what is said to be in it.
pub type State = (History, u64, Vec<H256>);

/// Most leaves that are drawn.
const LEAVES: usize = 70;

pub fn proven(draw: &mut Draw<'_>) -> Proven {
	let count = draw.below(LEAVES);
	let leaves: Vec<H256> = (0..count).map(|nth| record(nth).leaf::<H>()).collect();
	let mut index = draw.below(count);
	let path = model::path_of(&leaves, index as u64).unwrap_or_default();
	let path = match draw.below(4) {
		3 => parts::path::<sp_core::ConstU32<80>>(draw, path).to_vec(),
		_ => path,
	};
	let mut leaf = leaves.get(index).copied().unwrap_or_default();
	match draw.below(8) {
		6 => index = draw.below(LEAVES),
		7 => leaf = *draw.pick(&[H256::repeat_byte(1), record(index + 1).leaf::<H>()]),
		_ => (),
	}
	(leaves, index as u64, leaf, path)
}

pub fn state(draw: &mut Draw<'_>) -> State {
	let mut history = History::default();
	for nth in 0..draw.below(LEAVES) {
		history.append::<H>(record(nth).leaf::<H>(), |_, _| ());
	}
	match draw.below(4) {
		1 => history.leaves = u64::MAX - u64::from(draw.byte()),
		2 => history.leaves = u64::from(draw.number()) << draw.below(32),
		3 => history.peaks.truncate(draw.below(history.peaks.len())),
		_ => (),
	}
	let index = match draw.below(3) {
		0 => draw.byte().into(),
		1 => u64::from(draw.number()) << draw.below(32),
		_ => u64::MAX - u64::from(draw.byte()),
	};
	(history, index, vec![H256::repeat_byte(draw.byte()); draw.below(70)])
}

/// What a history says of a batch of the world, which differs by `nth`.
fn record(nth: usize) -> BatchRecord {
	let batch = &WORLD.batches[nth % WORLD.batches.len()].settled;
	BatchRecord {
		batch: nth as u64,
		outcome: [Outcome::Settled, Outcome::Final, Outcome::Void][nth % 3],
		settled_at: to_position(nth),
		operator: [3; 32],
		payer: batch.signer.is_none().then_some([9; 32]),
		span_params: crate::world::FINE_PARAMS,
		receipts: batch.receipts,
		root: batch.root,
		commitments: batch.commitments,
		fees: 1_000_000,
	}
}
