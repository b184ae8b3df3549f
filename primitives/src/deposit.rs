// SPDX-License-Identifier: Apache-2.0

//! What a record costs while it is on the chain.

use codec::Encode;

use crate::Balance;

/// The deposit of a record, in planck: `base`, and `per_byte` for each byte of its encoding.
pub fn deposit(base: Balance, per_byte: Balance, record: &impl Encode) -> Balance {
	deposit_for(base, per_byte, record.encoded_size())
}

/// The same for a record of so many bytes.
pub fn deposit_for(base: Balance, per_byte: Balance, bytes: usize) -> Balance {
	let bytes = Balance::try_from(bytes).unwrap_or(Balance::MAX);
	per_byte.saturating_mul(bytes).saturating_add(base)
}

/// What is held, and what is returned, when a record that cost `old` costs `new`: the difference
/// while it stays with its owner, all of both when `is_handed_over`.
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
