// SPDX-License-Identifier: Apache-2.0

//! Content roots: the hashes by which the chain knows texts.
//!
//! `root = H(0x02 ‖ length as u64 little-endian ‖ Merkle root over the 1,024-byte chunks)`. The same
//! form commits to a contribution (`content_root`) and to an answer (`output_root`).

use crate::merkle;
use alloc::vec::Vec;
use sp_core::{Hasher, H256};

/// Bytes of a chunk; the last one may be shorter.
pub const CHUNK_BYTES: usize = 1_024;
const CONTENT: u8 = 0x02;

/// The number of chunks of a content of `len` bytes.
pub const fn chunk_count(len: u32) -> u32 {
	len.div_ceil(1_024)
}

/// The leaf hashes of all chunks, in order.
pub fn chunk_hashes<H: Hasher<Out = H256>>(bytes: &[u8]) -> Vec<H256> {
	bytes.chunks(CHUNK_BYTES).map(merkle::leaf::<H>).collect()
}

pub(crate) fn bind_length<H: Hasher<Out = H256>>(len: u64, tree: H256) -> H256 {
	let mut input = Vec::with_capacity(41);
	input.push(CONTENT);
	input.extend_from_slice(&len.to_le_bytes());
	input.extend_from_slice(tree.as_bytes());
	H::hash(&input)
}

/// The root of a content. `None` for an empty one, which can't be contributed.
pub fn content_root<H: Hasher<Out = H256>>(bytes: &[u8]) -> Option<H256> {
	let len = u64::try_from(bytes.len()).ok()?;
	let tree = merkle::root::<H>(&chunk_hashes::<H>(bytes))?;
	Some(bind_length::<H>(len, tree))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::challenge::{Content, Excerpt};
	use sp_core::Blake2Hasher as H;

	#[test]
	fn the_empty_content_should_have_no_root() {
		assert_eq!(content_root::<H>(&[]), None);
	}

	#[test]
	fn the_length_should_be_bound_into_the_root() {
		assert_ne!(content_root::<H>(&[0; 1024]), content_root::<H>(&[0; 1023]));
		let content = Content { root: content_root::<H>(&[7; 100]).unwrap(), len: 100 };
		let excerpt = Excerpt::of::<H>(&[7; 100], 0, 100).unwrap();
		assert!(excerpt.verify::<H>(&content).is_some());
		assert_eq!(excerpt.verify::<H>(&Content { len: 101, ..content }), None);
	}
}
