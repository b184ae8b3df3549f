// SPDX-License-Identifier: Apache-2.0

//! A coarse view of the suffix array that fits a cache: the first 16 bytes of every 32nd suffix.
//!
//! A search is narrowed here, in few cache lines, before it touches suffix array and texts, where
//! every step costs two cache misses. Unlike a table over the first two or three bytes this
//! narrows however unevenly texts use their bytes, for half a byte of memory a suffix.

use std::ops::Range;

use crate::position::to_index;

const EVERY: usize = 32;

/// The first bytes of a suffix, as a number that sorts like them.
type Key = u128;
const KEY_BYTES: usize = size_of::<Key>();

pub(crate) struct Signposts(Vec<Key>);

impl Signposts {
	pub(crate) fn build(buffer: &[u8], suffixes: &[u32]) -> Self {
		let keys = suffixes.iter().step_by(EVERY);
		Self(keys.map(|suffix| key(&buffer[to_index(*suffix)..], u8::MIN)).collect())
	}

	/// Ranks, of all `suffixes`, among which `needle` has to stand. They take in the suffix that it
	/// follows, and the first after all those that begin with it, where there are such.
	pub(crate) fn narrow(&self, needle: &[u8], suffixes: usize) -> Range<usize> {
		let (least, greatest) = (key(needle, u8::MIN), key(needle, u8::MAX));
		let below = self.0.partition_point(|key| *key < least);
		let upto = below + self.0[below..].partition_point(|key| *key <= greatest);
		below.saturating_sub(1) * EVERY..suffixes.min(upto * EVERY + 1)
	}

	pub(crate) fn memory_bytes(&self) -> usize {
		self.0.capacity() * KEY_BYTES
	}
}

/// Bytes that are missing count as `fill`.
fn key(bytes: &[u8], fill: u8) -> Key {
	let whole = bytes.first_chunk().copied().unwrap_or_else(|| {
		let mut padded = [fill; KEY_BYTES];
		padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
		padded
	});
	Key::from_be_bytes(whole)
}
