// SPDX-License-Identifier: Apache-2.0

//! Numbers as keys of storage: big-endian.
//!
//! The chain writes numbered records in order. With big-endian keys and no hash before them,
//! neighbors are neighbors in the state's tree too: a block that writes a thousand of them touches
//! the same few nodes again and again, however many records there are already. And they are
//! iterated in order. These keys are only for numbers that the chain gives: a key that anyone could
//! choose could make the tree deep.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! ordered {
	($($name:ident of $number:ident in $bytes:literal),+ $(,)?) => {
		$(
			#[doc = concat!("A key of storage that is a `", stringify!($number), "`, big-endian.")]
			#[derive(
				Clone,
				Copy,
				PartialEq,
				Eq,
				Debug,
				Encode,
				Decode,
				DecodeWithMemTracking,
				MaxEncodedLen,
				TypeInfo,
			)]
			pub struct $name([u8; $bytes]);

			impl From<$number> for $name {
				fn from(number: $number) -> Self {
					Self(number.to_be_bytes())
				}
			}

			impl From<$name> for $number {
				fn from(key: $name) -> Self {
					Self::from_be_bytes(key.0)
				}
			}
		)+
	};
}

ordered!(Ordered32 of u32 in 4, Ordered64 of u64 in 8);

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn keys_should_sort_as_their_numbers(a: u64, b: u64, c: u32, d: u32) {
			let long = |number: u64| Ordered64::from(number).encode();
			prop_assert_eq!(long(a).cmp(&long(b)), a.cmp(&b));
			let short = |number: u32| Ordered32::from(number).encode();
			prop_assert_eq!(short(c).cmp(&short(d)), c.cmp(&d));
			prop_assert_eq!(u64::from(Ordered64::from(a)), a);
			prop_assert_eq!(u32::from(Ordered32::from(c)), c);
		}
	}
}
