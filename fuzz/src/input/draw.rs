// SPDX-License-Identifier: Apache-2.0

//! Choices by the fuzzer's bytes. Where there are none left, and where they are zero, the first
//! choice is taken, which leaves things as they should be.

use arbitrary::Unstructured;
use openledger_primitives::ContributionId;

use crate::{to_index, to_position, world::texts};

/// A little more than the longest of the world's texts.
const POSITIONS: usize = 7_000;

pub struct Draw<'a>(Unstructured<'a>);

impl<'a> Draw<'a> {
	pub fn new(bytes: &'a [u8]) -> Self {
		Self(Unstructured::new(bytes))
	}

	/// A number below `end`; 0 if there is none.
	pub fn below(&mut self, end: usize) -> usize {
		self.0.int_in_range(0..=end.saturating_sub(1)).unwrap_or_default()
	}

	pub fn byte(&mut self) -> u8 {
		self.0.arbitrary().unwrap_or_default()
	}

	pub fn number(&mut self) -> u32 {
		self.0.arbitrary().unwrap_or_default()
	}

	/// Mostly `number` or close to it.
	pub fn near(&mut self, number: u32) -> u32 {
		match self.below(10) {
			0..=4 => number,
			5 => number.wrapping_add(1),
			6 => number.wrapping_sub(1),
			7 => number.wrapping_add(self.byte().into()),
			8 => to_position(self.below(POSITIONS)),
			_ => self.number(),
		}
	}

	/// Mostly a number below `end`, which is not too large.
	pub fn up_to(&mut self, end: u32) -> u32 {
		let number = to_position(self.below(to_index(end)));
		self.near(number)
	}

	/// One of some items, of which there are any.
	pub fn pick<'b, T>(&mut self, items: &'b [T]) -> &'b T {
		&items[self.below(items.len())]
	}

	/// Mostly `id`.
	pub fn contribution(&mut self, id: ContributionId) -> ContributionId {
		let others = [
			texts::BELL,
			texts::HARBOUR,
			texts::COPY,
			texts::WORDS,
			texts::JOURNAL,
			texts::SCRIPTS,
			texts::LATE_COPY,
			texts::OUTSIDE,
			0,
		];
		match self.below(4) {
			0..=2 => id,
			_ => *self.pick(&others),
		}
	}
}
