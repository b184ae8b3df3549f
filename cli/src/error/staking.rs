// SPDX-License-Identifier: Apache-2.0

//! What staking would refuse, or what would come to nothing in it.

use openledger_primitives::Balance;

use crate::{
	account::{address, Account},
	amount::format as open,
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
			Self::NoPay(_) => {
				"it comes in when an era of the pool's validators is paid: openledger stake payout"
					.to_owned()
			}
		}
	}
}
