// SPDX-License-Identifier: Apache-2.0

//! What to do about what staking would refuse, or what would come to nothing in it.

use openledger_client::{error::StakingError, units::amount::number};

/// What to do next.
pub fn hint(error: &StakingError) -> String {
	use StakingError as E;
	match error {
		E::NotBonded(_) => "bond first: openledger stake bond OPEN".to_owned(),
		E::IsBonded { .. } => "add to it: openledger stake extra OPEN".to_owned(),
		E::TooMuch { .. } => "ask for less; see openledger stake status, or pool status".to_owned(),
		E::NothingFree(_) => "see when it is: openledger stake status, or pool status".to_owned(),
		E::NothingUnbonding(_) => {
			"bond what is free instead: openledger stake extra OPEN".to_owned()
		}
		E::NothingUnpaid => {
			"an era is paid when it is over: openledger stake status shows which".to_owned()
		}
		E::NotPayable { .. } => "leave --era out for all that can be paid".to_owned(),
		E::NoPool(_) => "list them all: openledger pool list".to_owned(),
		E::NotMember(_) => "join one: openledger pool join POOL OPEN".to_owned(),
		E::IsMember { .. } => {
			"add to it: openledger pool extra OPEN; an account is in one pool".to_owned()
		}
		E::StakesAlone { .. } => {
			"let another account join; or take the bond back first: openledger stake unbond \
			 OPEN, and when it is free, openledger stake withdraw"
				.to_owned()
		}
		E::InPool { .. } => {
			"bond with another account, or put more in the pool: openledger pool extra OPEN; to \
			 leave it first: openledger pool unbond OPEN, and when it is free, openledger pool \
			 withdraw"
				.to_owned()
		}
		E::TooLittleFor { has, least, .. } => {
			format!("openledger stake extra {}", number(least.saturating_sub(*has)))
		}
		E::TooLittleLeft { .. } => {
			"unbond less, or end it first: openledger stake chill; then all of it can be \
			 unbonded"
				.to_owned()
		}
		E::TooLittle { least, .. } => format!("put in {} or more", number(*least)),
		E::TooLittleInPool { active, least, .. } => format!(
			"take out all of it: openledger pool unbond {}, or {} at most",
			number(*active),
			number(active.saturating_sub(*least))
		),
		E::FounderStays { pool, most: 0, .. } => {
			format!("to have it back, end the pool: openledger pool close {pool}")
		}
		E::FounderStays { pool, most, .. } => format!(
			"openledger pool unbond {} at most; to have all of it back, end the pool: openledger \
			 pool close {pool}",
			number(*most)
		),
		E::NotFounder { .. } => {
			"who runs it can end it; to leave it: openledger pool unbond OPEN".to_owned()
		}
		E::FounderCloses { pool, .. } => {
			format!("sign with its key: openledger pool close {pool}")
		}
		E::NoPay(_) => {
			"it comes in when an era of the pool's validators is paid: openledger stake payout"
				.to_owned()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, units::amount::OPEN};

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let who = Account::new([1; 32]);
		let error = StakingError::FounderStays { who: who.clone(), pool: 3, most: 0 };
		assert!(hint(&error).ends_with("openledger pool close 3"));
		let error = StakingError::FounderStays { who: who.clone(), pool: 3, most: 5 * OPEN };
		assert!(hint(&error).starts_with("openledger pool unbond 5 at most"));
		let role = "nominate";
		let error = StakingError::TooLittleFor { who, role, has: 4 * OPEN, least: 10 * OPEN };
		assert_eq!(hint(&error), "openledger stake extra 6");
		let (active, left, least) = (3 * OPEN, OPEN / 2, OPEN);
		let error = StakingError::TooLittleInPool { active, left, least };
		assert!(hint(&error).ends_with("openledger pool unbond 3, or 2 at most"));
	}
}
