// SPDX-License-Identifier: Apache-2.0

//! How one fee is divided, to the planck.
//!
//! Every part is rounded down; what rounding leaves goes to the platform (the treasury), so that
//! the parts always sum to the fee.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding, PerThing, Perbill, Rounding,
};

use crate::Balance;

/// `⌊amount × numerator ⁄ denominator⌋`, exact at 256 bits inside. `None` when it does not fit, or
/// for a denominator of 0.
pub fn mul_div(amount: Balance, numerator: u128, denominator: u128) -> Option<Balance> {
	match amount.checked_mul(numerator) {
		// Nearly always, and many times as fast.
		Some(product) => product.checked_div(denominator),
		None => multiply_by_rational_with_rounding(amount, numerator, denominator, Rounding::Down),
	}
}

/// `⌊amount × share⌋`.
pub fn part(amount: Balance, share: Perbill) -> Balance {
	mul_div(amount, share.deconstruct().into(), Perbill::one().deconstruct().into())
		.unwrap_or(amount)
}

/// Who gets which part of a fee.
///
/// The data share is what the others leave, so the parts are 100 % by construction; a split whose
/// parts are absurd does not decode (see [`FeeSplit::is_sound`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, MaxEncodedLen, TypeInfo)]
pub struct FeeSplit {
	/// To the treasury, at most 20 %.
	pub platform: Perbill,
	/// To the operator that served the answer, at most 50 %.
	pub operator: Perbill,
	/// To the model's developer and its ancestors, at most 50 %.
	pub model: Perbill,
	/// To the stakers' pot, at most 20 %.
	pub stakers: Perbill,
	/// Of the data part that no contribution earned, what goes to the model; the rest is the
	/// treasury's.
	pub unattributed_to_model: Perbill,
}

impl FeeSplit {
	/// Platform 5 %, operator 20 %, model 20 %, stakers 10 %, data 45 %; half of what is
	/// unattributed to the model.
	pub const DEFAULT: Self = Self {
		platform: Perbill::from_percent(5),
		operator: Perbill::from_percent(20),
		model: Perbill::from_percent(20),
		stakers: Perbill::from_percent(10),
		unattributed_to_model: Perbill::from_percent(50),
	};

	/// The contributions' part. At least 25 % in a sound split.
	pub fn data(&self) -> Perbill {
		[self.platform, self.operator, self.model, self.stakers].into_iter().fold(
			Perbill::one(),
			|left, share| {
				Perbill::from_parts(left.deconstruct().saturating_sub(share.deconstruct()))
			},
		)
	}

	/// Whether each part is within its bounds.
	pub fn is_sound(&self) -> bool {
		let data_at_least = Perbill::from_percent(25);
		let given: u64 = [self.platform, self.operator, self.model, self.stakers]
			.into_iter()
			.map(|share| u64::from(share.deconstruct()))
			.sum();
		self.platform <= Perbill::from_percent(20)
			&& self.operator <= Perbill::from_percent(50)
			&& self.model <= Perbill::from_percent(50)
			&& self.stakers <= Perbill::from_percent(20)
			&& given <= u64::from(data_at_least.left_from_one().deconstruct())
	}

	/// Divides `fee`. `points` are those of the contributions, `capacity` the points that a fully
	/// attributed output would have. `None` when the points exceed the capacity.
	pub fn divide(&self, fee: Balance, points: &[u32], capacity: u64) -> Option<Payments> {
		let mut contributions = Vec::with_capacity(points.len());
		let rest = self.divide_each(fee, points.iter().copied(), capacity, |amount| {
			contributions.push(amount);
			Some(())
		})?;
		let Rest { operator, model, stakers, platform } = rest;
		Some(Payments { operator, model, stakers, contributions, platform })
	}

	/// The same, giving each contribution's amount to `pay` in the order of `points`. `None` also
	/// when `pay` answers so.
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

/// A divided fee. The parts sum to the fee exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payments {
	pub operator: Balance,
	pub model: Balance,
	pub stakers: Balance,
	/// In the order of the points given.
	pub contributions: Vec<Balance>,
	/// The platform's own share, its part of what is unattributed, and what rounding left.
	pub platform: Balance,
}

/// What a divided fee pays besides the contributions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rest {
	pub operator: Balance,
	pub model: Balance,
	pub stakers: Balance,
	/// As in [`Payments`].
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
