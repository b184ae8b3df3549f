// SPDX-License-Identifier: Apache-2.0

//! Content roots: what the chain knows of a text.
//!
//! `root = H(0x02 ‖ length as u64 little-endian ‖ Merkle root over the 1,024-byte chunks)`. The same
//! form commits to a contribution (`content_root`) and to an answer (`output_root`).

use crate::merkle;
use alloc::vec::Vec;
use sp_core::{Hasher, H256};

/// Bytes of a chunk; the last one may be shorter.
pub const CHUNK_BYTES: usize = 1_024;
const CONTENT: u8 = 0x02;

/// Chunks of a content of `len` bytes. `None` over the `u32` that indexes them.
pub fn chunk_count(len: u64) -> Option<u32> {
	u32::try_from(len.div_ceil(1_024)).ok()
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

/// Root of a content. `None` for no bytes: nothing can't be contributed.
pub fn content_root<H: Hasher<Out = H256>>(bytes: &[u8]) -> Option<H256> {
	let len = u64::try_from(bytes.len()).ok()?;
	let tree = merkle::root::<H>(&chunk_hashes::<H>(bytes))?;
	Some(bind_length::<H>(len, tree))
}

/// Merkle path of chunk `index` of a content.
pub fn chunk_path<H: Hasher<Out = H256>>(bytes: &[u8], index: u32) -> Option<Vec<H256>> {
	merkle::path::<H>(&chunk_hashes::<H>(bytes), index)
}

/// Whether `chunk` is number `index` of the content of `len` bytes behind `root`.
pub fn verify_chunk<H: Hasher<Out = H256>>(
	root: H256,
	len: u64,
	index: u32,
	chunk: &[u8],
	path: &[H256],
) -> bool {
	let expected_len = u64::from(index)
		.checked_mul(1_024)
		.and_then(|start| len.checked_sub(start))
		.map(|left| left.min(1_024));
	let actual_len = u64::try_from(chunk.len()).ok();
	if expected_len.is_none() || expected_len != actual_len {
		return false;
	}
	chunk_count(len)
		.and_then(|count| merkle::root_from_path::<H>(merkle::leaf::<H>(chunk), index, count, path))
		.is_some_and(|tree| bind_length::<H>(len, tree) == root)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_core::Blake2Hasher as H;

	#[test]
	fn the_empty_content_should_have_no_root() {
		assert_eq!(content_root::<H>(&[]), None);
	}

	#[test]
	fn the_length_should_be_bound_into_the_root() {
		assert_ne!(content_root::<H>(&[0; 1024]), content_root::<H>(&[0; 1023]));
		let one = content_root::<H>(&[7; 100]).unwrap();
		assert!(verify_chunk::<H>(one, 100, 0, &[7; 100], &[]));
		assert!(!verify_chunk::<H>(one, 101, 0, &[7; 100], &[]));
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(64))]

		#[test]
		fn each_chunk_should_verify_and_no_other_should(
			bytes in prop::collection::vec(any::<u8>(), 1..20_000),
			pick: prop::sample::Index,
			flip: prop::sample::Index,
		) {
			let root = content_root::<H>(&bytes).unwrap();
			let chunks: Vec<_> = bytes.chunks(CHUNK_BYTES).collect();
			let index = pick.index(chunks.len());
			let path = chunk_path::<H>(&bytes, index as u32).unwrap();
			let len = bytes.len() as u64;
			let mut chunk = chunks[index].to_vec();
			prop_assert!(verify_chunk::<H>(root, len, index as u32, &chunk, &path));
			prop_assert!(!verify_chunk::<H>(root, len, index as u32 + 1, &chunk, &path));
			let at = flip.index(chunk.len());
			chunk[at] ^= 1;
			prop_assert!(!verify_chunk::<H>(root, len, index as u32, &chunk, &path));
		}
	}
}
