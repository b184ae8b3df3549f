// SPDX-License-Identifier: Apache-2.0

//! Merit: the amount that an account has earned with its work, halving again and again.
//!
//! Everybody's merit melts at the same rate. So the chain does not lower all of it in every block,
//! but writes later earnings down as *more*: `amount · 2^(t / half-life)`, where `t` is the block.
//! Amounts that were earned at different times can then be added and compared as they are. To keep
//! the numbers small, `t` counts from the start of a half-life that is written down with the
//! amount; one half-life later the amount is halved. Halving rounds down, and a halved sum is at
//! least the sum of its halved parts: a total is never less than the sum of what it counts.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::Perbill;

use crate::{split::mul_div, Balance};

/// Bits after the point of a factor.
const PRECISION: u32 = 32;
/// 1, as a factor.
const ONE: u128 = 1 << PRECISION;
/// The same of the roots, which are multiplied with each other.
const ROOT_PRECISION: u32 = 62;
/// `2^(1/2)`, `2^(1/4)`, … `2^(2^-32)`.
const ROOTS: [u128; 32] = roots();

#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)] // at compile time
const fn roots() -> [u128; 32] {
	let mut roots = [0; 32];
	let mut root = 2 << ROOT_PRECISION;
	let mut bit = 0;
	while bit < roots.len() {
		root = u128::isqrt(root << ROOT_PRECISION);
		roots[bit] = root;
		bit += 1;
	}
	roots
}

/// A time, as merit measures it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Time {
	/// Half-lives that have passed.
	halvings: u32,
	/// `2^f`, where `f` is the part of the current half-life that has passed: from 1 to 2.
	growth: u128,
}

impl Time {
	/// The time at a block, where merit halves in `half_life` blocks (at least 1).
	pub fn at(block: u32, half_life: u32) -> Self {
		let half_life = half_life.max(1);
		let halvings = block.checked_div(half_life).unwrap_or_default();
		let passed = u64::from(block.checked_rem(half_life).unwrap_or_default());
		// Less than 1, in 32 bits.
		let part = passed.wrapping_shl(PRECISION).checked_div(half_life.into()).unwrap_or_default();
		let growth = (1..)
			.zip(ROOTS)
			.filter(|(bit, _)| (part >> PRECISION.saturating_sub(*bit)) & 1 == 1)
			.fold(1 << ROOT_PRECISION, |growth: u128, (_, root)| {
				growth.saturating_mul(root) >> ROOT_PRECISION
			});
		Self { halvings, growth: growth >> ROOT_PRECISION.saturating_sub(PRECISION) }
	}
}

/// The merit of an account, or the sum of several accounts'.
#[derive(
	Clone,
	Copy,
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
pub struct Merit {
	/// Planck, as of the start of a half-life.
	amount: Balance,
	/// Half-lives that had passed then.
	halvings: u32,
}

impl Merit {
	/// The merit that earning `amount` planck at the time `now` gives.
	pub fn earned(amount: Balance, now: Time) -> Self {
		Self { amount: scale(amount, now.growth, ONE), halvings: now.halvings }
	}

	/// The worth of this merit at the time `now`, in planck. `now` must not be before it was
	/// earned.
	pub fn at(&self, now: Time) -> Balance {
		scale(self.as_of(now.halvings), ONE, now.growth)
	}

	/// The sum of this merit and `other`.
	pub fn plus(self, other: Self) -> Self {
		let halvings = self.halvings.max(other.halvings);
		let amount = self.as_of(halvings).saturating_add(other.as_of(halvings));
		Self { amount, halvings }
	}

	/// This merit less `other`, which was added to it before.
	pub fn minus(self, other: Self) -> Self {
		let halvings = self.halvings.max(other.halvings);
		let amount = self.as_of(halvings).saturating_sub(other.as_of(halvings));
		Self { amount, halvings }
	}

	/// Whether this merit is at least `share` of `total`, and `total` is above zero.
	pub fn is_share(&self, share: Perbill, total: Self) -> bool {
		let halvings = self.halvings.max(total.halvings);
		let whole = total.as_of(halvings);
		whole > 0 && self.as_of(halvings) >= share.mul_ceil(whole)
	}

	/// The amount as of the start of a later half-life.
	fn as_of(&self, halvings: u32) -> Balance {
		self.amount.checked_shr(halvings.saturating_sub(self.halvings)).unwrap_or_default()
	}
}

fn scale(amount: Balance, by: u128, of: u128) -> Balance {
	mul_div(amount, by, of).unwrap_or(Balance::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const HALF_LIFE: u32 = 3_888_000;
	const OPEN: Balance = 1_000_000_000_000_000_000;

	fn time(block: u32) -> Time {
		Time::at(block, HALF_LIFE)
	}

	#[test]
	fn roots_should_square_to_the_root_before() {
		let mut square = 2u128 << ROOT_PRECISION;
		for root in ROOTS {
			assert!(root * root <= square << ROOT_PRECISION);
			assert!((root + 1) * (root + 1) > square << ROOT_PRECISION);
			square = root;
		}
	}

	#[test]
	fn merit_should_halve_in_a_half_life_wherever_it_begins() {
		for earned in [0, 1, 1_000_000, HALF_LIFE - 1, HALF_LIFE, 7 * HALF_LIFE + 12_345] {
			let merit = Merit::earned(OPEN, time(earned));
			let now = merit.at(time(earned));
			assert!(OPEN - now <= 2, "{now}");
			let half = merit.at(time(earned + HALF_LIFE));
			assert!((OPEN / 2).abs_diff(half) <= 2, "{half}");
			// 2^-0.5 = 0.7071067811865…
			let root = merit.at(time(earned + HALF_LIFE / 2));
			assert!(707_106_781_186_547_524u128.abs_diff(root) < OPEN / 1_000_000_000, "{root}");
		}
	}

	#[test]
	fn merit_should_melt_to_nothing() {
		let merit = Merit::earned(OPEN, time(0));
		assert_eq!(merit.at(time(60 * HALF_LIFE)), 0);
		assert_eq!(merit.at(time(u32::MAX)), 0);
	}

	#[test]
	fn a_share_of_nothing_should_not_count() {
		let (third, nothing) = (Perbill::from_rational(1u32, 3), Merit::default());
		assert!(!nothing.is_share(third, nothing));
		assert!(!Merit::earned(OPEN, time(5)).is_share(third, nothing));
		let merit = Merit::earned(OPEN, time(5));
		assert!(!nothing.is_share(third, merit));
		assert!(merit.is_share(Perbill::one(), merit));
	}

	proptest! {
		/// Nobody gains by waiting, and of two amounts the larger stays the larger.
		#[test]
		fn merit_should_only_melt(
			amount in 0..u128::from(u64::MAX) << 26,
			earned in 0u32..100_000_000,
			wait in 0u32..20_000_000,
			more in 0u32..1_000_000,
		) {
			let merit = Merit::earned(amount, time(earned));
			prop_assert!(merit.at(time(earned)) <= amount);
			prop_assert!(merit.at(time(earned + wait + more)) <= merit.at(time(earned + wait)));
			let other = Merit::earned(amount / 2, time(earned));
			prop_assert!(other.at(time(earned + wait)) <= merit.at(time(earned + wait)));
		}

		/// A total is never less than the sum of its parts, whenever it is looked at.
		#[test]
		fn totals_should_cover_their_parts(
			earnings in prop::collection::vec((0usize..4, 0..1_000 * OPEN, 0u32..5_000_000), 1..40),
		) {
			let mut accounts = [Merit::default(); 4];
			let mut total = Merit::default();
			let mut block = 0;
			for (who, amount, wait) in earnings {
				block += wait;
				let earned = Merit::earned(amount, time(block));
				accounts[who] = accounts[who].plus(earned);
				total = total.plus(earned);
				let sum: Balance = accounts.iter().map(|merit| merit.as_of(total.halvings)).sum();
				prop_assert!(sum <= total.as_of(total.halvings));
				let halved = total.halvings + 3;
				let sum: Balance = accounts.iter().map(|merit| merit.as_of(halved)).sum();
				prop_assert!(sum <= total.as_of(halved));
				let rest = total.minus(accounts[0]);
				let sum: Balance = accounts[1..].iter().map(|merit| merit.as_of(halved)).sum();
				prop_assert!(sum <= rest.as_of(halved));
			}
		}
	}
}
