// SPDX-License-Identifier: Apache-2.0

//! The statuses that the program ends with, for scripts that have to tell failures apart.
//! `docs/guides/command-line.md` documents them. The command line parser ends with 2.

use openledger_client::{error::GovernanceError, Error as ClientError};

use crate::error::Error;

/// Not done, for a reason that has no status of its own.
const FAILED: u8 = 1;
/// No node answers, or not as it should: nothing is wrong with the command.
const NO_NODE: u8 = 3;
/// The chain refuses the call, or would.
const REFUSED: u8 = 4;
/// The account has too little for it.
const NO_FUNDS: u8 = 5;
/// A transaction was sent, and nobody knows what became of it: sending it again may do it twice.
const UNKNOWN: u8 = 6;
/// The status that shells expect of a program that was interrupted.
const INTERRUPTED: u8 = 130;

/// The status for an error.
pub fn status(error: &Error) -> u8 {
	match error {
		Error::Interrupted => INTERRUPTED,
		Error::OfSome { error, .. } | Error::OfEarlierChain { error, .. } => status(error),
		Error::WithoutDeposit { reason, .. } => status(reason),
		Error::ClaimFee { .. } => NO_FUNDS,
		Error::Client(error) => of_client(error),
		_ => FAILED,
	}
}

fn of_client(error: &ClientError) -> u8 {
	use ClientError as E;
	match error {
		E::NoNode { .. } | E::Node(_) => NO_NODE,
		E::Dispatch { .. } | E::WouldFail { .. } | E::Refused { .. } => REFUSED,
		E::Balance { .. } | E::Fee { .. } | E::Governance(GovernanceError::TooFewTokens { .. }) => {
			NO_FUNDS
		}
		E::Unknown { .. } | E::Unread { .. } => UNKNOWN,
		_ => FAILED,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::account::Account;
	use sp_core::H256;

	#[test]
	fn failures_that_scripts_tell_apart_should_have_statuses_of_their_own() {
		let text = String::new;
		let no_node = ClientError::NoNode { url: text(), reason: text() };
		let refused = ClientError::WouldFail { call: text(), name: text(), doc: text() };
		let poor = ClientError::Fee { who: Account::new([1; 32]), call: text(), spendable: 0 };
		let unknown = ClientError::Unknown { call: text(), hash: H256::zero(), reason: text() };
		let other = ClientError::NoNames;
		let expected = [(no_node, 3), (refused, 4), (poor, 5), (unknown, 6), (other, 1)];
		for (error, expected) in expected {
			assert_eq!(of_client(&error), expected, "{error}");
			let error = Error::WithoutDeposit { id: 7, reason: Box::new(error.into()) };
			assert_eq!(status(&error), expected);
		}
		assert_eq!((status(&Error::NoKey), status(&Error::Interrupted)), (1, 130));
	}
}
