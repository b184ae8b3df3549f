// SPDX-License-Identifier: Apache-2.0

//! What staking would refuse, or what would come to nothing in it.

use openledger_primitives::Balance;

use crate::{
	account::{address, Account},
	amount::{format as open, number},
};

#[derive(Debug, thiserror::Error)]
pub enum StakingError {
	#[error("{} has bonded nothing", address(.0))]
	NotBonded(Account),
	#[error("{} has bonded {} already", address(.who), open(*.bonded))]
	IsBonded { who: Account, bonded: Balance },
	#[error("{} has {} bonded, less than {}", address(.who), open(*.active), open(*.asked))]
	TooMuch { who: Account, active: Balance, asked: Balance },
	#[error("nothing that {} unbonded is free", address(.0))]
	NothingFree(Account),
	#[error("{} is unbonding nothing", address(.0))]
	NothingUnbonding(Account),
	#[error("nothing is left to be paid")]
	NothingUnpaid,
	#[error("era {era} can't be paid: {why}")]
	NotPayable { era: u32, why: &'static str },
	#[error("there is no pool {0}")]
	NoPool(u32),
	#[error("{} is in no pool", address(.0))]
	NotMember(Account),
	#[error("{} is in pool {pool} already", address(.who))]
	IsMember { who: Account, pool: u32 },
	#[error("{} has bonded {} by itself, and can't be in a pool too", address(.who), open(*.bonded))]
	StakesAlone { who: Account, bonded: Balance },
	#[error("{} is in pool {pool}, and can't stake by itself too", address(.who))]
	InPool { who: Account, pool: u32 },
	#[error(
		"{} has {} bonded, and to {role} takes {}",
		address(.who), open(*.has), open(*.least)
	)]
	TooLittleFor { who: Account, role: &'static str, has: Balance, least: Balance },
	#[error(
		"{} {role}, which takes {}, and would have {} left",
		address(.who), open(*.least), open(*.left)
	)]
	TooLittleLeft { who: Account, role: &'static str, left: Balance, least: Balance },
	#[error("{what} takes {}", open(*.least))]
	TooLittle { what: &'static str, least: Balance },
	#[error(
		"a stake in a pool is {} at least, or nothing: {} would be left",
		open(*.least), open(*.left)
	)]
	TooLittleInPool { active: Balance, left: Balance, least: Balance },
	#[error("{} made pool {pool}, and its stake keeps it up", address(.who))]
	FounderStays { who: Account, pool: u32, most: Balance },
	#[error("pool {pool} is run by {}", address(.founder))]
	NotFounder { pool: u32, founder: Account },
	#[error("nothing is left to do but what {} has to do itself", address(.founder))]
	FounderCloses { pool: u32, founder: Account },
	#[error("no pay has come in for {}", address(.0))]
	NoPay(Account),
}

impl StakingError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::NotBonded(_) => "bond first: openledger stake bond OPEN".to_owned(),
			Self::IsBonded { .. } => "add to it: openledger stake extra OPEN".to_owned(),
			Self::TooMuch { .. } => {
				"ask for less; see openledger stake status, or pool status".to_owned()
			}
			Self::NothingFree(_) => {
				"see when it is: openledger stake status, or pool status".to_owned()
			}
			Self::NothingUnbonding(_) => {
				"bond what is free instead: openledger stake extra OPEN".to_owned()
			}
			Self::NothingUnpaid => {
				"an era is paid when it is over: openledger stake status shows which".to_owned()
			}
			Self::NotPayable { .. } => "leave --era out for all that can be paid".to_owned(),
			Self::NoPool(_) => "list them all: openledger pool list".to_owned(),
			Self::NotMember(_) => "join one: openledger pool join POOL OPEN".to_owned(),
			Self::IsMember { .. } => {
				"add to it: openledger pool extra OPEN; an account is in one pool".to_owned()
			}
			Self::StakesAlone { .. } => {
				"let another account join; or take the bond back first: openledger stake unbond \
				 OPEN, and when it is free, openledger stake withdraw"
					.to_owned()
			}
			Self::InPool { .. } => {
				"bond with another account, or put more in the pool: openledger pool extra OPEN; to \
				 leave it first: openledger pool unbond OPEN, and when it is free, openledger pool \
				 withdraw"
					.to_owned()
			}
			Self::TooLittleFor { has, least, .. } => {
				format!("openledger stake extra {}", number(least.saturating_sub(*has)))
			}
			Self::TooLittleLeft { .. } => {
				"unbond less, or end it first: openledger stake chill; then all of it can be \
				 unbonded"
					.to_owned()
			}
			Self::TooLittle { least, .. } => format!("put in {} or more", number(*least)),
			Self::TooLittleInPool { active, least, .. } => format!(
				"take out all of it: openledger pool unbond {}, or {} at most",
				number(*active),
				number(active.saturating_sub(*least))
			),
			Self::FounderStays { pool, most: 0, .. } => {
				format!("to have it back, end the pool: openledger pool close {pool}")
			}
			Self::FounderStays { pool, most, .. } => format!(
				"openledger pool unbond {} at most; to have all of it back, end the pool: openledger \
				 pool close {pool}",
				number(*most)
			),
			Self::NotFounder { .. } => {
				"who runs it can end it; to leave it: openledger pool unbond OPEN".to_owned()
			}
			Self::FounderCloses { pool, .. } => {
				format!("sign with its key: openledger pool close {pool}")
			}
			Self::NoPay(_) => {
				"it comes in when an era of the pool's validators is paid: openledger stake payout"
					.to_owned()
			}
		}
	}
}

/// What to do about a call that staking or pools refused, where its documentation leaves that open.
pub fn dispatch_hint(call: &str, name: &str) -> Option<&'static str> {
	Some(match name {
		// A bond comes from a claim too.
		"Staking.InsufficientBond" if call.starts_with("Rewards.") => {
			"claim without --bond, or when more is owed"
		}
		"Staking.InsufficientBond" => {
			"bond more: openledger stake extra OPEN; or, to unbond, first end what needs the bond: \
			 openledger stake chill"
		}
		"Staking.NotController" | "Staking.NotStash" => "bond first: openledger stake bond OPEN",
		"Staking.AlreadyBonded" => "add to it: openledger stake extra OPEN",
		"Staking.TooManyTargets" => "name fewer validators",
		"Staking.BadTarget" => {
			"one of them takes no nominations: openledger stake validators shows which"
		}
		"Staking.NoMoreChunks" | "NominationPools.MaxUnbondingLimit" => {
			"take back what is free first: openledger stake withdraw, or pool withdraw"
		}
		"Staking.Restricted" => {
			"an account stakes by itself or in a pool: openledger pool status, openledger stake \
			 status"
		}
		"NominationPools.Restricted" => {
			"an account stakes by itself or in a pool: leave the one first, or use another account"
		}
		"NominationPools.MinimumBondNotMet" => {
			"put in more, or take out less; who made a pool gets all back by ending it: openledger \
			 pool close POOL"
		}
		"NominationPools.NotOpen" => "the pool takes nobody: openledger pool list",
		"NominationPools.NotNominator" => "who runs the pool says whom it backs",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::OPEN;

	#[test]
	fn a_hint_should_fit_what_was_asked_for() {
		let hint = |call| dispatch_hint(call, "Staking.InsufficientBond").unwrap();
		assert!(hint("Rewards.claim_and_bond").contains("--bond"));
		assert!(!hint("Staking.nominate").contains("claim"));
		assert_eq!(dispatch_hint("Staking.nominate", "Staking.Other"), None);
	}

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let who = Account::new([1; 32]);
		let error = StakingError::FounderStays { who: who.clone(), pool: 3, most: 0 };
		assert!(error.hint().ends_with("openledger pool close 3"));
		let error = StakingError::FounderStays { who: who.clone(), pool: 3, most: 5 * OPEN };
		assert!(error.hint().starts_with("openledger pool unbond 5 at most"));
		let role = "nominate";
		let error = StakingError::TooLittleFor { who, role, has: 4 * OPEN, least: 10 * OPEN };
		assert_eq!(error.hint(), "openledger stake extra 6");
		let (active, left, least) = (3 * OPEN, OPEN / 2, OPEN);
		let error = StakingError::TooLittleInPool { active, left, least };
		assert!(error.hint().ends_with("openledger pool unbond 3, or 2 at most"));
	}
}
