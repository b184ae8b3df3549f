// SPDX-License-Identifier: Apache-2.0

//! What names would be refused for.

use openledger_primitives::Balance;
use sp_core::H256;

use crate::{
	account::{address, Account},
	text::printable,
	units::amount::format as open,
};

#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
	#[error("accounts have no names on this chain")]
	Unsupported,
	#[error("{} has not said who it is", address(.0))]
	NoIdentity(Account),
	#[error("{} says that already", address(.0))]
	Same(Account),
	#[error("there is no registrar {0}")]
	NoRegistrar(u32),
	#[error("registrar {index} is {}", address(.account))]
	NotRegistrar { index: u32, account: Account },
	#[error("registrar {index} asks {}, more than {}", open(*.fee), open(*.most))]
	Fee { index: u32, fee: Balance, most: Balance },
	#[error("registrar {index} was asked already, or has found the identity erroneous")]
	Asked { index: u32 },
	#[error("registrar {index} was not asked, or has judged already")]
	NotAsked { index: u32 },
	#[error("the identity of {} is {found:?}, not {expected:?}", address(.who))]
	Changed { who: Account, found: H256, expected: H256 },
	#[error("{} is a sub-account of {} already", address(.who), address(.parent))]
	IsSub { who: Account, parent: Account },
	#[error("{} is no sub-account of {}", address(.who), address(.parent))]
	NotSub { who: Account, parent: Account },
	#[error("{} is nobody's sub-account", address(.0))]
	NoSuper(Account),
	#[error("nobody has offered {} the username {}", address(.who), printable(.username))]
	NotOffered { who: Account, username: String },
	#[error("{} does not have the username {}", address(.who), printable(.username))]
	NotOwned { who: Account, username: String },
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::units::amount::OPEN;

	#[test]
	fn a_fee_should_be_said_beside_what_was_offered() {
		let error = IdentityError::Fee { index: 0, fee: 5 * OPEN / 2, most: OPEN };
		assert_eq!(error.to_string(), "registrar 0 asks 2.5 OPEN, more than 1 OPEN");
	}

	#[test]
	fn a_username_should_not_control_the_terminal() {
		let (who, username) = (Account::new([1; 32]), "a\u{1b}[2J".to_owned());
		let error = IdentityError::NotOwned { who, username };
		assert!(!error.to_string().contains('\u{1b}'));
	}
}
