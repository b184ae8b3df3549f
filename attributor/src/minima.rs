// SPDX-License-Identifier: Apache-2.0

//! The least of any range of values, without a look at each of them.

use std::ops::Range;

const BLOCK: usize = 256;

/// Level `k` has, for every block, the least value of `2^k` blocks from it on.
pub(crate) struct Minima(Vec<Vec<u32>>);

impl Minima {
	pub(crate) fn build(values: &[u32]) -> Self {
		let mut levels = vec![values.chunks(BLOCK).filter_map(least).collect::<Vec<_>>()];
		let mut width = 1;
		while let Some(last) = levels.last().filter(|last| last.len() > width) {
			let next = last.iter().zip(&last[width..]).map(|(a, b)| *a.min(b)).collect();
			levels.push(next);
			width *= 2;
		}
		Self(levels)
	}

	/// The least of `values[range]`; `values` as they were built. `None` for no values.
	pub(crate) fn least(&self, values: &[u32], range: Range<usize>) -> Option<u32> {
		let blocks = range.start.div_ceil(BLOCK)..range.end / BLOCK;
		let Some(level) = blocks.len().checked_ilog2() else {
			return least(values.get(range)?);
		};
		let row = self.0.get(usize::try_from(level).ok()?)?;
		let whole = *row.get(blocks.start)?.min(row.get(blocks.end - (1 << level))?);
		let head = least(values.get(range.start..blocks.start * BLOCK)?);
		let tail = least(values.get(blocks.end * BLOCK..range.end)?);
		head.into_iter().chain(tail).chain([whole]).min()
	}

	pub(crate) fn memory_bytes(&self) -> usize {
		self.0.iter().map(|level| level.capacity() * size_of::<u32>()).sum()
	}
}

fn least(values: &[u32]) -> Option<u32> {
	values.iter().copied().min()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn the_least_should_be_what_a_scan_finds(
			values in prop::collection::vec(any::<u32>(), 0..3_000),
			one: prop::sample::Index,
			other: prop::sample::Index,
		) {
			let ends = (one.index(values.len() + 1), other.index(values.len() + 1));
			let range = ends.0.min(ends.1)..ends.0.max(ends.1);
			let expected = values[range.clone()].iter().copied().min();
			prop_assert_eq!(Minima::build(&values).least(&values, range), expected);
		}
	}
}
