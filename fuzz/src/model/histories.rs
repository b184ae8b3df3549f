// SPDX-License-Identifier: Apache-2.0

//! Histories of batches: full trees over leaves, the largest first.

use openledger_primitives::merkle;
use sp_core::H256;

use crate::{to_position, world::H};

/// The leaves, by the trees that they are in.
fn trees(leaves: &[H256]) -> Vec<&[H256]> {
	let (mut trees, mut rest) = (Vec::new(), leaves);
	while let Some(height) = rest.len().checked_ilog2() {
		let (tree, others) = rest.split_at(1 << height);
		trees.push(tree);
		rest = others;
	}
	trees
}

pub fn peaks_of(leaves: &[H256]) -> Vec<H256> {
	trees(leaves).into_iter().filter_map(merkle::root::<H>).collect()
}

/// The siblings of leaf number `index` in its tree, from below. `None` if there is no such leaf.
pub fn path_of(leaves: &[H256], index: u64) -> Option<Vec<H256>> {
	let mut index = usize::try_from(index).ok()?;
	for tree in trees(leaves) {
		match index.checked_sub(tree.len()) {
			Some(beyond) => index = beyond,
			None => return merkle::path::<H>(tree, to_position(index)),
		}
	}
	None
}
