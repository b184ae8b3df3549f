// SPDX-License-Identifier: Apache-2.0

//! Random numbers that are the same in every run.

use std::ops::RangeInclusive;

/// Where the sequence starts.
const SEED: u64 = 0x6f70_656e;

/// The generator SplitMix64.
pub struct Random(u64);

impl Random {
	/// One of many sequences.
	pub fn new(sequence: u64) -> Self {
		Self(Self(SEED ^ sequence).number())
	}

	pub fn number(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// A number below `end`; 0 if there is none.
	pub fn below(&mut self, end: u64) -> u64 {
		self.number().checked_rem(end).unwrap_or(0)
	}

	/// A number of a range that is not empty.
	pub fn within(&mut self, range: &RangeInclusive<u32>) -> u32 {
		let count = u64::from(range.end().saturating_sub(*range.start())) + 1;
		range.start().saturating_add(u32::try_from(self.below(count)).unwrap_or_default())
	}

	/// One of some items, of which there must be any.
	pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
		let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
		items[usize::try_from(self.below(count)).unwrap_or_default()]
	}

	pub fn bytes(&mut self) -> [u8; 32] {
		let mut bytes = [0; 32];
		bytes
			.chunks_exact_mut(8)
			.for_each(|part| part.copy_from_slice(&self.number().to_le_bytes()));
		bytes
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn numbers_should_be_within_the_range_and_reach_its_ends() {
		let mut random = Random::new(1);
		let numbers: Vec<_> = (0..200).map(|_| random.within(&(5..=9))).collect();
		assert_eq!((numbers.iter().min(), numbers.iter().max()), (Some(&5), Some(&9)));
		assert_eq!(random.below(0), 0);
		assert_eq!(random.within(&(7..=7)), 7);
		assert_eq!(random.pick(&["only"]), "only");
	}

	#[test]
	fn sequences_should_differ_and_be_the_same_again() {
		assert_eq!(Random::new(1).bytes(), Random::new(1).bytes());
		assert_ne!(Random::new(1).bytes(), Random::new(2).bytes());
	}
}
