// SPDX-License-Identifier: Apache-2.0

//! The amount that a voucher would add to what is settled of its channel.

use openledger_primitives::Balance;
use openledger_runtime_api::ChannelInfo;

use crate::{
	account::Account,
	error::{Past, SettlementError},
};

/// The amount, in planck, that a voucher of `cumulative` for the first `answers` answers adds to what
/// is settled. Fails when that is nothing, or more than the channel has.
pub fn added_by(
	info: &ChannelInfo<Account>,
	answers: u64,
	cumulative: Balance,
) -> Result<Balance, SettlementError> {
	let ChannelInfo { channel, settled, funds, next_sequence, .. } = *info;
	if answers <= next_sequence {
		let promised = Past::Answers { answers, next: next_sequence };
		return Err(SettlementError::AddsNothing { channel, promised });
	}
	let added = cumulative.saturating_sub(settled);
	if added == 0 {
		let promised = Past::Amount { cumulative, settled };
		return Err(SettlementError::AddsNothing { channel, promised });
	}
	if added > funds {
		let most = settled.saturating_add(funds);
		return Err(SettlementError::BeyondFunds { channel, cumulative, most });
	}
	Ok(added)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{fixtures::channel::info, units::amount::OPEN};

	#[test]
	fn a_voucher_should_add_something_that_is_there() {
		let info = ChannelInfo { settled: 3 * OPEN, funds: 2 * OPEN, next_sequence: 7, ..info() };
		assert_eq!(added_by(&info, 8, 3 * OPEN + 1).unwrap(), 1);
		assert_eq!(added_by(&info, 9, 5 * OPEN).unwrap(), 2 * OPEN);
		for cumulative in [0, 3 * OPEN] {
			let error = added_by(&info, 8, cumulative).unwrap_err();
			assert!(matches!(
				error,
				SettlementError::AddsNothing { promised: Past::Amount { .. }, .. }
			));
		}
		let error = added_by(&info, 8, 5 * OPEN + 1).unwrap_err();
		assert!(matches!(error, SettlementError::BeyondFunds { most, .. } if most == 5 * OPEN));
		let error = added_by(&info, 7, 4 * OPEN).unwrap_err();
		let promised = Past::Answers { answers: 7, next: 7 };
		assert!(
			matches!(error, SettlementError::AddsNothing { promised: it, .. } if it == promised)
		);
	}
}
