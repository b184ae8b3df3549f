// SPDX-License-Identifier: Apache-2.0

//! What staking would refuse, or what would come to nothing in it.

use openledger_primitives::Balance;

use crate::{
	account::{address, Account},
	units::amount::format as open,
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
