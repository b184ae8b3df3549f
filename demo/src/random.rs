// SPDX-License-Identifier: Apache-2.0

//! Numbers that look random and are the same in every run (SplitMix64).

use openledger_client::convert::to_u64;

pub struct Random(u64);

impl Random {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	/// A number below `bound`; 0 if that is 0.
	pub fn below(&mut self, bound: usize) -> usize {
		let number = self.next().checked_rem(to_u64(bound)).unwrap_or_default();
		usize::try_from(number).unwrap_or_default()
	}

	/// A number from `least` to `most`.
	pub fn between(&mut self, least: usize, most: usize) -> usize {
		least + self.below(most.saturating_sub(least) + 1)
	}

	pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
		from.get(self.below(from.len()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_numbers_should_stay_within_their_bounds_and_be_the_same_again() {
		let draw = || {
			let mut random = Random::new(7);
			(0..1_000).map(|_| random.between(3, 9)).collect::<Vec<_>>()
		};
		assert_eq!(draw(), draw());
		assert!((3..=9).all(|number| draw().contains(&number)));
		assert!(draw().iter().all(|number| (3..=9).contains(number)));
		assert_eq!(Random::new(1).below(0), 0);
		assert_eq!(Random::new(1).pick::<u8>(&[]), None);
	}
}
