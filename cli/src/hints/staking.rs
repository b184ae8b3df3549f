// SPDX-License-Identifier: Apache-2.0

//! What to do about what would come to nothing in staking, and what it takes.

use openledger_client::{error::StakingError, units::amount::number};

/// What to do next.
pub fn hint(error: &StakingError) -> String {
	use StakingError as E;
	let hint = match error {
		E::TooMuch { .. } => {
			"ask for less; see openledger staking status, or openledger staking pool status"
		}
		E::TooLittleFor { has, least, .. } => {
			return format!("openledger staking extra {}", number(least.saturating_sub(*has)))
		}
		E::TooLittle { least, .. } => return format!("put in {} or more", number(*least)),
		E::FounderCloses { pool, .. } => {
			return format!("sign with its key: openledger staking pool close {pool}")
		}
	};
	hint.to_owned()
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, units::amount::OPEN};

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let (who, role) = (Account::new([1; 32]), "nominate");
		let error = StakingError::TooLittleFor { who, role, has: 4 * OPEN, least: 10 * OPEN };
		assert_eq!(hint(&error), "openledger staking extra 6");
	}
}
