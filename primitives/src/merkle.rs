// SPDX-License-Identifier: Apache-2.0

//! Binary Merkle trees with domain-separated leaf and node hashes.
//!
//! Leaves are hashed as `H(0x00 ‖ leaf)`, inner nodes as `H(0x01 ‖ left ‖ right)`. A level with an
//! odd number of nodes passes its last node up unchanged. The number of leaves is not part of the
//! tree. What commits to a tree binds that number ([`crate::content`] by the length in bytes, a
//! batch by the number of its receipts), and verification takes it, so that the shape of a path is
//! never guessed.

use alloc::vec::Vec;
use sp_core::{Hasher, H256};

const LEAF: u8 = 0x00;
const NODE: u8 = 0x01;

/// The length of the longest path: the height of a tree over `u32::MAX` leaves.
pub const MAX_PATH: usize = 32;

/// The hash of a leaf with these bytes.
pub fn leaf<H: Hasher<Out = H256>>(bytes: &[u8]) -> H256 {
	leaf_with::<H>(&mut Vec::with_capacity(bytes.len().saturating_add(1)), |input| {
		input.extend_from_slice(bytes);
	})
}

/// The hash of a leaf whose bytes `write` appends to `buffer`. Many leaves can share a buffer.
pub fn leaf_with<H: Hasher<Out = H256>>(
	buffer: &mut Vec<u8>,
	write: impl FnOnce(&mut Vec<u8>),
) -> H256 {
	buffer.clear();
	buffer.push(LEAF);
	write(buffer);
	H::hash(buffer)
}

pub(crate) fn node<H: Hasher<Out = H256>>(left: &H256, right: &H256) -> H256 {
	let mut input = [NODE; 65];
	let (_, children) = input.split_at_mut(1);
	let (l, r) = children.split_at_mut(32);
	l.copy_from_slice(left.as_bytes());
	r.copy_from_slice(right.as_bytes());
	H::hash(&input)
}

fn level_up<H: Hasher<Out = H256>>(level: &[H256]) -> Vec<H256> {
	level
		.chunks(2)
		.filter_map(|pair| match pair {
			[left, right] => Some(node::<H>(left, right)),
			[last] => Some(*last),
			_ => None,
		})
		.collect()
}

/// The root over leaf hashes. `None` for no leaves: an empty tree has no root.
pub fn root<H: Hasher<Out = H256>>(leaves: &[H256]) -> Option<H256> {
	let mut level = leaves.to_vec();
	while level.len() > 1 {
		level = level_up::<H>(&level);
	}
	level.first().copied()
}

/// The siblings from leaf `index` up to the root. `None` when there is no such leaf.
pub fn path<H: Hasher<Out = H256>>(leaves: &[H256], index: u32) -> Option<Vec<H256>> {
	range_path::<H>(leaves, index, 1)
}

/// The siblings of `len` neighboring leaves from `first` on, up to the root: at each level the one
/// on the left, then the one on the right. `None` when there are no such leaves.
pub fn range_path<H: Hasher<Out = H256>>(
	leaves: &[H256],
	first: u32,
	len: u32,
) -> Option<Vec<H256>> {
	let (mut from, len) = (usize::try_from(first).ok()?, usize::try_from(len).ok()?);
	let mut to = from.checked_add(len).filter(|to| *to > from && *to <= leaves.len())?;
	let (mut level, mut siblings) = (leaves.to_vec(), Vec::new());
	while level.len() > 1 {
		if from & 1 == 1 {
			siblings.extend(level.get(from.saturating_sub(1)));
		}
		if to & 1 == 1 {
			siblings.extend(level.get(to));
		}
		level = level_up::<H>(&level);
		(from, to) = (from >> 1, to.div_ceil(2));
	}
	Some(siblings)
}

/// The root that `path` leads to from `leaf` at `index` in a tree of `count` leaves.
///
/// `None` for a leaf outside the tree, or a path with too few or too many siblings. It takes at
/// most [`MAX_PATH`] hashes, whatever the input.
pub fn root_from_path<H: Hasher<Out = H256>>(
	leaf: H256,
	index: u32,
	count: u32,
	path: &[H256],
) -> Option<H256> {
	root_from_range::<H>(Vec::from([leaf]), index, count, path)
}

/// The root that `path` leads to from neighboring `leaves`, the first of them at `first`, in a
/// tree of `count` leaves.
///
/// `None` for leaves outside the tree, or a path with too few or too many siblings. The work is
/// bounded by the leaves and two hashes for each of [`MAX_PATH`] levels, whatever the input.
pub fn root_from_range<H: Hasher<Out = H256>>(
	leaves: Vec<H256>,
	first: u32,
	count: u32,
	path: &[H256],
) -> Option<H256> {
	let len = u32::try_from(leaves.len()).ok().filter(|len| *len > 0)?;
	let mut to = first.checked_add(len).filter(|to| *to <= count)?;
	let (mut level, mut from, mut width) = (leaves, first, count);
	let mut siblings = path.iter().copied();
	while width > 1 {
		let left = if from & 1 == 1 { Some(siblings.next()?) } else { None };
		let right = if to & 1 == 1 && to < width { Some(siblings.next()?) } else { None };
		let all: Vec<_> = left.into_iter().chain(level).chain(right).collect();
		level = level_up::<H>(&all);
		(from, to, width) = (from >> 1, to.div_ceil(2), width.div_ceil(2));
	}
	siblings.next().is_none().then_some(())?;
	level.first().copied()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_core::Blake2Hasher as H;

	fn leaves(count: u32) -> Vec<H256> {
		(0..count).map(|i| leaf::<H>(&i.to_le_bytes())).collect()
	}

	#[test]
	fn every_path_should_lead_to_the_root() {
		for count in 1..70u32 {
			let all = leaves(count);
			let expected = root::<H>(&all);
			for index in 0..count {
				let siblings = path::<H>(&all, index).unwrap();
				let leaf = all[index as usize];
				assert_eq!(root_from_path::<H>(leaf, index, count, &siblings), expected);
			}
		}
	}

	#[test]
	fn a_path_of_another_length_should_be_refused() {
		let all = leaves(5);
		let mut siblings = path::<H>(&all, 1).unwrap();
		siblings.push(H256::zero());
		assert_eq!(root_from_path::<H>(all[1], 1, 5, &siblings), None);
		siblings.truncate(1);
		assert_eq!(root_from_path::<H>(all[1], 1, 5, &siblings), None);
		assert_eq!(root_from_path::<H>(all[1], 5, 5, &[]), None);
		assert_eq!(root_from_path::<H>(all[1], 0, 0, &[]), None);
	}

	#[test]
	fn an_inner_node_should_not_pass_for_a_leaf() {
		let all = leaves(4);
		let forged = [all[0].as_bytes(), all[1].as_bytes()].concat();
		assert_ne!(leaf::<H>(&forged), node::<H>(&all[0], &all[1]));
	}

	#[test]
	fn every_range_should_lead_to_the_root() {
		for count in 1..20u32 {
			let all = leaves(count);
			let expected = root::<H>(&all);
			for first in 0..count {
				for len in 1..=count - first {
					let mut siblings = range_path::<H>(&all, first, len).unwrap();
					let range = all[first as usize..(first + len) as usize].to_vec();
					let found =
						|path: &[H256]| root_from_range::<H>(range.clone(), first, count, path);
					assert_eq!(found(&siblings), expected);
					siblings.push(H256::zero());
					assert_eq!(found(&siblings), None);
				}
				assert_eq!(range_path::<H>(&all, first, count - first + 1), None);
			}
			assert_eq!(range_path::<H>(&all, 0, 0), None);
		}
	}

	proptest! {
		#[test]
		fn arbitrary_paths_should_never_panic_nor_prove(
			index: u32, count: u32, path in prop::collection::vec(any::<[u8; 32]>(), 0..40),
		) {
			let path: Vec<_> = path.into_iter().map(H256).collect();
			let expected = root::<H>(&leaves(7));
			let found = root_from_path::<H>(H256::repeat_byte(9), index, count, &path);
			prop_assert!(found.is_none() || found != expected);
		}
	}
}
