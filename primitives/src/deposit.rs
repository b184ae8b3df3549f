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
