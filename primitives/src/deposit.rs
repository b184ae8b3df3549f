// SPDX-License-Identifier: Apache-2.0

//! The deposits of records, which are held while the records are on the chain.

use codec::Encode;

use crate::Balance;

/// The deposit of a record, in planck: `base`, and `per_byte` for each byte of its encoding.
pub fn deposit(base: Balance, per_byte: Balance, record: &impl Encode) -> Balance {
	deposit_for(base, per_byte, record.encoded_size())
}

/// The deposit of a record whose encoding has `bytes` bytes, in planck.
pub fn deposit_for(base: Balance, per_byte: Balance, bytes: usize) -> Balance {
	let bytes = Balance::try_from(bytes).unwrap_or(Balance::MAX);
	per_byte.saturating_mul(bytes).saturating_add(base)
}

/// The amounts to hold and to return, in planck, when the deposit of a record changes from `old` to
/// `new`: the difference if the record keeps its owner; all of `new`, and all of `old`, if it
/// `is_handed_over`.
pub fn change(old: Balance, new: Balance, is_handed_over: bool) -> (Balance, Balance) {
	let kept = if is_handed_over { 0 } else { old.min(new) };
	(new.saturating_sub(kept), old.saturating_sub(kept))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_change_should_hold_and_return_no_more_than_it_must() {
		assert_eq!(change(5, 8, false), (3, 0));
		assert_eq!(change(8, 5, false), (0, 3));
		assert_eq!(change(5, 5, false), (0, 0));
		assert_eq!(change(5, 8, true), (8, 5));
		assert_eq!(change(0, Balance::MAX, true), (Balance::MAX, 0));
	}
}
