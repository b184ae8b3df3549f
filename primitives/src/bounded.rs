// SPDX-License-Identifier: Apache-2.0

//! A number that a vote cannot set to an absurd value: bytes outside the bounds do not decode.

use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize};

/// A `u32` within `MIN..=MAX`.
#[derive(
	Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, MaxEncodedLen, TypeInfo, Serialize,
)]
#[serde(transparent)]
pub struct BoundedU32<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> BoundedU32<MIN, MAX> {
	/// `None` when `value` is out of bounds.
	pub const fn new(value: u32) -> Option<Self> {
		if value >= MIN && value <= MAX {
			Some(Self(value))
		} else {
			None
		}
	}

	/// The number nearest to `value` within the bounds; for constants.
	pub const fn clamp_from(value: u32) -> Self {
		const { assert!(MIN <= MAX) };
		if value < MIN {
			Self(MIN)
		} else if value > MAX {
			Self(MAX)
		} else {
			Self(value)
		}
	}

	/// The number, which is within `MIN..=MAX`.
	pub const fn get(self) -> u32 {
		self.0
	}
}

impl<const MIN: u32, const MAX: u32> Decode for BoundedU32<MIN, MAX> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::new(u32::decode(input)?).ok_or_else(|| "value out of its bounds".into())
	}
}

impl<const MIN: u32, const MAX: u32> DecodeWithMemTracking for BoundedU32<MIN, MAX> {}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for BoundedU32<MIN, MAX> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::new(u32::deserialize(deserializer)?)
			.ok_or_else(|| serde::de::Error::custom("value out of its bounds"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	type Window = BoundedU32<10, 20>;

	#[test]
	fn decode_should_refuse_values_out_of_bounds() {
		for value in [0, 9, 21, u32::MAX] {
			assert!(Window::decode(&mut &value.encode()[..]).is_err());
		}
		for value in 10..=20u32 {
			assert_eq!(Window::decode(&mut &value.encode()[..]).map(Window::get), Ok(value));
		}
	}

	#[test]
	fn clamp_from_should_saturate() {
		assert_eq!(Window::clamp_from(0).get(), 10);
		assert_eq!(Window::clamp_from(99).get(), 20);
	}
}
