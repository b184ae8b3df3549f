// SPDX-License-Identifier: Apache-2.0

//! Positions in a buffer: `u32` where they are kept, `usize` where they index.

/// Exact: no target of this crate has addresses of fewer than 32 bits.
#[inline]
pub(crate) fn to_index(position: u32) -> usize {
	usize::try_from(position).unwrap_or(usize::MAX)
}

/// Exact up to [`crate::MAX_CORPUS_BYTES`], and no buffer here is longer.
#[inline]
pub(crate) fn to_position(index: usize) -> u32 {
	u32::try_from(index).unwrap_or(u32::MAX)
}
