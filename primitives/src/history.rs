// SPDX-License-Identifier: Apache-2.0

//! The history of batches: an append-only Merkle mountain range.
//!
//! The chain removes a batch's record when the batch is final. Two leaves of this tree stay: one
//! says what was settled, the other how the batch ended. The chain's state has only the peaks, so
//! whoever trusts a header can check any leaf, however old, with its path. Nodes keep the inner
//! nodes beside the state, each under its hash, so a node finds a path by descending from a peak,
//! and no fork can put a wrong one there.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

use crate::{limits::MaxPeaks, merkle, span::SpanParams, Balance, BatchId};

const NODE_KEY: &[u8] = b"openledger/history/node/";
const RECORD_KEY: &[u8] = b"openledger/history/leaf/";
const NUMBER_KEY: &[u8] = b"openledger/history/number/";

/// What became of a batch.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Outcome {
	/// It was settled, and can be challenged.
	Settled,
	/// Everyone in it was credited.
	Final,
	/// It was refuted.
	Void,
}

/// A leaf of the history: what it says of a batch.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct BatchRecord {
	/// The id of the batch.
	pub batch: BatchId,
	/// What became of the batch, as of this leaf.
	pub outcome: Outcome,
	/// The number of the block that has the batch's receipts.
	pub settled_at: u32,
	/// The account that is paid as the operator.
	pub operator: [u8; 32],
	/// The account that paid. `None` if channels did.
	pub payer: Option<[u8; 32]>,
	/// The span rule's numbers that the credits follow.
	pub span_params: SpanParams,
	/// How many receipts the batch has.
	pub receipts: u32,
	/// Merkle root over the compact receipts.
	pub root: H256,
	/// Merkle root over the commitments of the whole receipts.
	pub commitments: H256,
	/// All fees, in planck.
	pub fees: Balance,
}

/// The key under which a node keeps the two children of an inner node: 64 bytes, the left one
/// first.
pub fn node_key(node: H256) -> Vec<u8> {
	[NODE_KEY, node.as_bytes()].concat()
}

/// The key under which a node keeps the [`BatchRecord`] of a leaf, in SCALE.
pub fn record_key(leaf: H256) -> Vec<u8> {
	[RECORD_KEY, leaf.as_bytes()].concat()
}

/// The key under which a node keeps the number of a leaf, in SCALE. The number is a hint: an
/// abandoned block may have left that of another batch's leaf there.
pub fn number_key(batch: BatchId, outcome: Outcome) -> Vec<u8> {
	let mut key = [NUMBER_KEY, &batch.to_le_bytes()].concat();
	outcome.encode_to(&mut key);
	key
}

impl BatchRecord {
	/// The leaf of this record in the history.
	pub fn leaf<H: Hasher<Out = H256>>(&self) -> H256 {
		merkle::leaf::<H>(&self.encode())
	}
}

/// The part of the history that is in the chain's state.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct History {
	/// The number of leaves so far.
	pub leaves: u64,
	/// Roots of full trees, the largest first: one for each bit of `leaves` that is 1.
	pub peaks: BoundedVec<H256, MaxPeaks>,
}

/// Where a leaf is below a peak.
struct Below {
	/// The peak's place among the peaks.
	peak: usize,
	/// The leaf's number in the peak's tree, and how many levels that has.
	index: u64,
	height: u32,
}

impl History {
	/// Appends a leaf and returns its number, from 0. `keep` is given each new inner node with its
	/// children, the left one first. `None` when the history is full.
	pub fn append<H: Hasher<Out = H256>>(
		&mut self,
		leaf: H256,
		mut keep: impl FnMut(H256, [H256; 2]),
	) -> Option<u64> {
		let index = self.leaves;
		let leaves = index.checked_add(1)?;
		let mut peak = leaf;
		// A tree for each 1 at the end of the number of leaves is as high as what comes to it.
		for _ in 0..index.trailing_ones() {
			let left = self.peaks.pop()?;
			let node = merkle::node::<H>(&left, &peak);
			keep(node, [left, peak]);
			peak = node;
		}
		self.peaks.try_push(peak).ok()?;
		self.leaves = leaves;
		Some(index)
	}

	/// Whether `leaf` has number `index`, by `path`: its siblings from below.
	pub fn has<H: Hasher<Out = H256>>(&self, leaf: H256, index: u64, path: &[H256]) -> bool {
		let Some(Below { peak, index, height }) = self.below(index) else { return false };
		if u32::try_from(path.len()) != Ok(height) {
			return false;
		}
		let (mut node, mut index) = (leaf, index);
		for sibling in path {
			node = match index & 1 {
				0 => merkle::node::<H>(&node, sibling),
				_ => merkle::node::<H>(sibling, &node),
			};
			index >>= 1;
		}
		self.peaks.get(peak) == Some(&node)
	}

	/// The leaf with number `index`, and its siblings from below. `children` gives the children of
	/// an inner node. `None` when there is no such leaf, or `children` doesn't know a node.
	pub fn find(
		&self,
		index: u64,
		children: impl Fn(H256) -> Option<[H256; 2]>,
	) -> Option<(H256, Vec<H256>)> {
		let Below { peak, index, height } = self.below(index)?;
		let mut node = *self.peaks.get(peak)?;
		let mut path = Vec::new();
		for level in (0..height).rev() {
			let [left, right] = children(node)?;
			let is_right = index.checked_shr(level).unwrap_or_default() & 1 == 1;
			let (next, sibling) = if is_right { (right, left) } else { (left, right) };
			node = next;
			path.push(sibling);
		}
		path.reverse();
		Some((node, path))
	}

	fn below(&self, index: u64) -> Option<Below> {
		let mut before = 0u64;
		let heights = (0..u64::BITS).rev().filter(|bit| self.leaves >> bit & 1 == 1);
		for (peak, height) in heights.enumerate() {
			let size = 1u64.checked_shl(height)?;
			let end = before.checked_add(size)?;
			if index < end {
				return Some(Below { peak, index: index.checked_sub(before)?, height });
			}
			before = end;
		}
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::collections::BTreeMap;
	use proptest::prelude::*;
	use sp_core::Blake2Hasher as H;

	fn leaf(n: u64) -> H256 {
		merkle::leaf::<H>(&n.to_le_bytes())
	}

	fn history(leaves: u64) -> (History, BTreeMap<H256, [H256; 2]>) {
		let (mut history, mut nodes) = (History::default(), BTreeMap::new());
		for n in 0..leaves {
			let index = history.append::<H>(leaf(n), |node, children| {
				nodes.insert(node, children);
			});
			assert_eq!(index, Some(n));
		}
		(history, nodes)
	}

	#[test]
	fn every_leaf_should_be_found_and_checked_at_every_size() {
		for leaves in 0..70 {
			let (history, nodes) = history(leaves);
			assert_eq!(history.peaks.len() as u32, leaves.count_ones());
			let children = |node| nodes.get(&node).copied();
			for index in 0..leaves {
				let (found, path) = history.find(index, children).unwrap();
				assert_eq!(found, leaf(index));
				assert!(history.has::<H>(found, index, &path));
				assert!(!history.has::<H>(leaf(index + 1), index, &path));
				assert!(!history.has::<H>(found, index + 1, &path));
				assert!(!history.has::<H>(found, index, &[&path[..], &[found]].concat()));
				if let Some(last) = path.last() {
					assert!(!history.has::<H>(found, index, &path[..path.len() - 1]));
					let altered = [&path[..path.len() - 1], &[leaf(last.to_low_u64_be())]].concat();
					assert!(!history.has::<H>(found, index, &altered));
				}
			}
			assert!(history.find(leaves, children).is_none());
		}
	}

	#[test]
	fn a_leaf_should_stay_provable_for_ever() {
		let (history, nodes) = history(200_000);
		let children = |node| nodes.get(&node).copied();
		for index in [0, 99_999, 131_071, 131_072, 199_999] {
			let (found, path) = history.find(index, children).unwrap();
			assert!(path.len() <= 17 && history.has::<H>(found, index, &path));
		}
		// Without its inner nodes nobody finds a path.
		assert!(history.find(0, |_| None).is_none());
		assert_eq!(nodes.len() as u64, 200_000 - u64::from(history.leaves.count_ones()));
	}

	#[test]
	fn keys_of_the_index_should_be_as_specified() {
		let hash = H256::repeat_byte(7);
		assert_eq!(node_key(hash), [b"openledger/history/node/", hash.as_bytes()].concat());
		assert_eq!(record_key(hash), [b"openledger/history/leaf/", hash.as_bytes()].concat());
		let prefix = b"openledger/history/number/";
		for (outcome, byte) in [(Outcome::Settled, 0), (Outcome::Final, 1), (Outcome::Void, 2)] {
			let key = [&prefix[..], &[2, 1, 0, 0, 0, 0, 0, 0, byte]].concat();
			assert_eq!(number_key(0x0102, outcome), key);
		}
	}

	#[test]
	fn a_record_should_be_bound_by_its_leaf() {
		let record = BatchRecord {
			batch: 7,
			outcome: Outcome::Settled,
			settled_at: 5,
			operator: [1; 32],
			payer: None,
			span_params: SpanParams::DEFAULT,
			receipts: 2,
			root: H256::repeat_byte(3),
			commitments: H256::repeat_byte(4),
			fees: 9,
		};
		let changes: [fn(&mut BatchRecord); 10] = [
			|_| (),
			|record| record.batch = 8,
			|record| record.outcome = Outcome::Final,
			|record| record.settled_at = 6,
			|record| record.operator = [2; 32],
			|record| record.payer = Some([1; 32]),
			|record| record.receipts = 3,
			|record| record.root = H256::repeat_byte(4),
			|record| record.commitments = H256::repeat_byte(3),
			|record| record.fees = 10,
		];
		let mut leaves: Vec<_> = changes
			.into_iter()
			.map(|change| {
				let mut record = record.clone();
				change(&mut record);
				assert_eq!(BatchRecord::decode(&mut &record.encode()[..]), Ok(record.clone()));
				record.leaf::<H>()
			})
			.collect();
		leaves.sort();
		leaves.dedup();
		assert_eq!(leaves.len(), 10);
	}

	#[test]
	fn a_full_history_should_take_no_more() {
		let mut full = History { leaves: u64::MAX, peaks: Default::default() };
		assert_eq!(full.append::<H>(leaf(0), |_, _| {}), None);
	}

	proptest! {
		/// Whatever the state has: nodes read it, and clients get it from nodes.
		#[test]
		fn what_decodes_should_never_panic(
			leaves: u64, index: u64, peaks in prop::collection::vec(any::<[u8; 32]>(), 0..=64),
		) {
			let peaks: Vec<_> = peaks.into_iter().map(H256).collect();
			let mut history = History { leaves, peaks: peaks.try_into().unwrap() };
			let _ = history.find(index, |node| Some([node, node]));
			let _ = history.has::<H>(leaf(1), index, &[leaf(2); 64]);
			let _ = history.append::<H>(leaf(1), |_, _| {});
		}

		#[test]
		fn arbitrary_paths_should_never_panic_nor_prove(
			leaves in 0u64..40, index: u64, path in prop::collection::vec(any::<[u8; 32]>(), 0..70),
		) {
			let path: Vec<_> = path.into_iter().map(H256).collect();
			let (history, _) = history(leaves);
			prop_assert!(!history.has::<H>(H256::repeat_byte(9), index, &path));
		}
	}
}
