// SPDX-License-Identifier: Apache-2.0

//! The division of a fee, to the planck.
//!
//! Every part is rounded down, and the platform (the treasury) gets the rest, so that the parts
//! always sum to the fee.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Perbill, Rounding};

use crate::Balance;

/// `⌊amount × numerator ⁄ denominator⌋`, computed with 256 bits. `None` when the result does not
/// fit, or for a denominator of 0.
pub fn mul_div(amount: Balance, numerator: u128, denominator: u128) -> Option<Balance> {
	match amount.checked_mul(numerator) {
		// Nearly always, and many times as fast.
		Some(product) => product.checked_div(denominator),
		None => multiply_by_rational_with_rounding(amount, numerator, denominator, Rounding::Down),
	}
}

/// `⌊amount × share⌋`, in the unit of `amount`.
pub fn part(amount: Balance, share: Perbill) -> Balance {
	mul_div(amount, share.deconstruct().into(), Perbill::one().deconstruct().into())
		.unwrap_or(amount)
}

/// The shares in which a fee is divided.
///
/// The contributions get the share that the others leave, so the shares are 100 % by construction.
/// A split with a share out of its bounds does not decode (see [`FeeSplit::is_sound`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, MaxEncodedLen, TypeInfo)]
pub struct FeeSplit {
	/// The share of the treasury, at most 20 %.
	pub platform: Perbill,
	/// The share of the operator that served the answer, at most 50 %.
	pub operator: Perbill,
	/// The share of the model and its ancestors, at most 50 %.
	pub model: Perbill,
	/// The share of the stakers' pot, at most 20 %.
	pub stakers: Perbill,
	/// The model's share in the part of the contributions that none of them earned; the treasury
	/// gets the rest of it.
	pub unattributed_to_model: Perbill,
}

impl FeeSplit {
	/// The split in force until governance changes it: platform 5 %, operator 20 %, model 20 %,
	/// stakers 10 %, contributions 45 %; half of the unattributed part goes to the model.
	pub const DEFAULT: Self = Self {
		platform: Perbill::from_percent(5),
		operator: Perbill::from_percent(20),
		model: Perbill::from_percent(20),
		stakers: Perbill::from_percent(10),
		unattributed_to_model: Perbill::from_percent(50),
	};

	/// The most that the platform may get.
	pub const PLATFORM_MAX: Perbill = Perbill::from_percent(20);
	/// The most that the operator may get.
	pub const OPERATOR_MAX: Perbill = Perbill::from_percent(50);
	/// The most that the model may get.
	pub const MODEL_MAX: Perbill = Perbill::from_percent(50);
	/// The most that the stakers may get.
	pub const STAKERS_MAX: Perbill = Perbill::from_percent(20);
	/// The most that these four may get together: the rest is the contributions'.
	pub const SUM_MAX: Perbill = Perbill::from_percent(75);

	/// The share of the contributions, at least 25 % in a sound split.
	pub fn data(&self) -> Perbill {
		[self.platform, self.operator, self.model, self.stakers].into_iter().fold(
			Perbill::one(),
			|left, share| {
				Perbill::from_parts(left.deconstruct().saturating_sub(share.deconstruct()))
			},
		)
	}

	/// Whether each share is within its bounds, that of the contributions included.
	pub fn is_sound(&self) -> bool {
		let given: u64 = [self.platform, self.operator, self.model, self.stakers]
			.into_iter()
			.map(|share| u64::from(share.deconstruct()))
			.sum();
		self.platform <= Self::PLATFORM_MAX
			&& self.operator <= Self::OPERATOR_MAX
			&& self.model <= Self::MODEL_MAX
			&& self.stakers <= Self::STAKERS_MAX
			&& given <= u64::from(Self::SUM_MAX.deconstruct())
	}

	/// Divides `fee`, in planck. `points` are those of the contributions, `capacity` the points of
	/// a fully attributed output. `None` when the points exceed the capacity, or the capacity is 0.
	pub fn divide(&self, fee: Balance, points: &[u32], capacity: u64) -> Option<Payments> {
		let mut contributions = Vec::with_capacity(points.len());
		let rest = self.divide_each(fee, points.iter().copied(), capacity, |amount| {
			contributions.push(amount);
			Some(())
		})?;
		let Rest { operator, model, stakers, platform } = rest;
		Some(Payments { operator, model, stakers, contributions, platform })
	}

	/// Divides `fee` as [`Self::divide`] does, and gives each contribution's amount to `pay` in the
	/// order of `points`. `None` also when `pay` returns `None`.
	pub fn divide_each(
		&self,
		fee: Balance,
		points: impl IntoIterator<Item = u32>,
		capacity: u64,
		mut pay: impl FnMut(Balance) -> Option<()>,
	) -> Option<Rest> {
		let wide = u128::from(capacity);
		let data = part(fee, self.data());
		let (mut left, mut unattributed_points) = (fee, capacity);
		for points in points {
			unattributed_points = unattributed_points.checked_sub(points.into())?;
			let amount = mul_div(data, points.into(), wide)?;
			left = left.checked_sub(amount)?;
			pay(amount)?;
		}
		let unattributed = mul_div(data, unattributed_points.into(), wide)?;
		let operator = part(fee, self.operator);
		let stakers = part(fee, self.stakers);
		let model =
			part(fee, self.model).checked_add(part(unattributed, self.unattributed_to_model))?;
		let platform = left.checked_sub(operator)?.checked_sub(stakers)?.checked_sub(model)?;
		Some(Rest { operator, model, stakers, platform })
	}
}

impl Default for FeeSplit {
	fn default() -> Self {
		Self::DEFAULT
	}
}

impl Decode for FeeSplit {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let split = Self {
			platform: Decode::decode(input)?,
			operator: Decode::decode(input)?,
			model: Decode::decode(input)?,
			stakers: Decode::decode(input)?,
			unattributed_to_model: Decode::decode(input)?,
		};
		split.is_sound().then_some(split).ok_or_else(|| "fee split out of its bounds".into())
	}
}

impl DecodeWithMemTracking for FeeSplit {}

/// The parts of a divided fee. They sum to the fee exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payments {
	/// The part of the operator, in planck.
	pub operator: Balance,
	/// The part of the model and its ancestors, in planck, with its part of what is unattributed.
	pub model: Balance,
	/// The part of the stakers' pot, in planck.
	pub stakers: Balance,
	/// The part of each contribution, in planck, in the order of the points given.
	pub contributions: Vec<Balance>,
	/// The part of the treasury, in planck: its own share, its part of what is unattributed, and
	/// what rounding left.
	pub platform: Balance,
}

/// The parts of a divided fee that contributions do not get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rest {
	/// The part of the operator, in planck.
	pub operator: Balance,
	/// The part of the model and its ancestors, in planck, as in [`Payments`].
	pub model: Balance,
	/// The part of the stakers' pot, in planck.
	pub stakers: Balance,
	/// The part of the treasury, in planck, as in [`Payments`].
	pub platform: Balance,
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn the_worked_example_of_the_specification_should_hold() {
		// docs/spec/examples.md, "A worked payment".
		let capacity = 256 * 2_000;
		let payments =
			FeeSplit::DEFAULT.divide(1_000_000_000_000_000_000, &[153_600, 51_200], capacity);
		assert_eq!(
			payments.unwrap(),
			Payments {
				operator: 200_000_000_000_000_000,
				model: 335_000_000_000_000_000,
				stakers: 100_000_000_000_000_000,
				contributions: vec![135_000_000_000_000_000, 45_000_000_000_000_000],
				platform: 185_000_000_000_000_000,
			}
		);
	}

	#[test]
	fn divide_should_refuse_more_points_than_the_output_has() {
		assert_eq!(FeeSplit::DEFAULT.divide(10, &[2, 2], 3), None);
		assert_eq!(FeeSplit::DEFAULT.divide(10, &[], 0), None);
	}

	#[test]
	fn decode_should_refuse_unsound_splits() {
		let absurd = FeeSplit { platform: Perbill::from_percent(21), ..FeeSplit::DEFAULT };
		assert!(FeeSplit::decode(&mut &absurd.encode()[..]).is_err());
		let no_data = FeeSplit {
			operator: Perbill::from_percent(50),
			model: Perbill::from_percent(50),
			..FeeSplit::DEFAULT
		};
		assert!(FeeSplit::decode(&mut &no_data.encode()[..]).is_err());
		let default = FeeSplit::DEFAULT.encode();
		assert_eq!(FeeSplit::decode(&mut &default[..]), Ok(FeeSplit::DEFAULT));
	}

	prop_compose! {
		pub(crate) fn sound_split()(
			platform in 0u32..=200_000_000,
			operator in 0u32..=500_000_000,
			model in 0u32..=500_000_000,
			stakers in 0u32..=200_000_000,
			unattributed in 0u32..=1_000_000_000,
		) -> FeeSplit {
			FeeSplit {
				platform: Perbill::from_parts(platform),
				operator: Perbill::from_parts(operator),
				model: Perbill::from_parts(model),
				stakers: Perbill::from_parts(stakers),
				unattributed_to_model: Perbill::from_parts(unattributed),
			}
		}
	}

	proptest! {
		#[test]
		fn what_goes_out_should_equal_what_came_in(
			split in sound_split().prop_filter("sound", FeeSplit::is_sound),
			fee in prop_oneof![any::<u128>(), Just(u128::MAX), 0u128..1_000],
			points in prop::collection::vec(0u32..=1 << 20, 0..64),
			spare in prop_oneof![Just(0u64), 0u64..=1 << 32, Just(u64::MAX / 2)],
		) {
			let capacity = points.iter().map(|p| *p as u64).sum::<u64>() + spare;
			prop_assume!(capacity > 0);
			let paid = split.divide(fee, &points, capacity).unwrap();
			let out = paid.contributions.iter().sum::<u128>()
				+ paid.operator + paid.model + paid.stakers + paid.platform;
			prop_assert_eq!(out, fee);
			prop_assert!(paid.platform >= part(fee, split.platform));
		}

		#[test]
		fn part_should_be_the_floor(amount: u128, parts in 0u32..=1_000_000_000) {
			let exact = part(amount, Perbill::from_parts(parts));
			let whole = amount / 1_000_000_000 * parts as u128;
			let rest = amount % 1_000_000_000 * parts as u128 / 1_000_000_000;
			prop_assert_eq!(exact, whole + rest);
		}
	}
}
