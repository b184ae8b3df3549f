// SPDX-License-Identifier: Apache-2.0

//! What would come to nothing in staking, and what it takes.

use openledger_primitives::Balance;

use crate::{
	account::{address, Account},
	units::amount::format as open,
};

#[derive(Debug, thiserror::Error)]
pub enum StakingError {
	#[error("{} has {} bonded, less than {}", address(.who), open(*.active), open(*.asked))]
	TooMuch { who: Account, active: Balance, asked: Balance },
	#[error(
		"{} has {} bonded, and to {role} takes {}",
		address(.who), open(*.has), open(*.least)
	)]
	TooLittleFor { who: Account, role: &'static str, has: Balance, least: Balance },
	#[error("{what} takes {}", open(*.least))]
	TooLittle { what: &'static str, least: Balance },
	#[error("nothing is left to do but what {} has to do itself", address(.founder))]
	FounderCloses { pool: u32, founder: Account },
}
