// SPDX-License-Identifier: Apache-2.0

//! Errors of referenda, votes, parameters and the technical committee.

use std::path::PathBuf;

use openledger_primitives::{Balance, ContributionId};
use sp_core::H256;

use crate::{
	account::{address, Account},
	text::printable,
	units::amount::format as open,
};

/// Why something of governance is not done.
#[derive(Debug, thiserror::Error)]
pub enum GovernanceError {
	// Referenda.
	#[error("there is no track `{}`", printable(.name))]
	NoTrack { name: String, names: String },
	#[error("referendum {id} is over: it is {status}")]
	NotOngoing { id: u32, status: &'static str },
	#[error("not a valid call for this runtime: {}", printable(.0))]
	NotACall(String),
	#[error("{} is no runtime", printable(&.path.display().to_string()))]
	NotARuntime { path: PathBuf },
	#[error("a referendum about contribution {id} would come to nothing: {reason}")]
	Moot { id: ContributionId, reason: String },

	// Votes.
	#[error("{} has {}, and can't vote with {}", address(.who), open(*.has), open(*.asked))]
	TooFewTokens { who: Account, has: Balance, asked: Balance },

	// Parameters.
	#[error("there is no parameter `{}`", printable(.0))]
	NoParameter(String),
	#[error("`{}` is no value of {name}: {}", printable(.text), printable(.reason))]
	BadValue { name: String, text: String, reason: String, bounds: String, example: String },

	// The committee.
	#[error("there is no motion about {0:?}")]
	NoMotion(H256),

	/// A call went through, and what was decided failed.
	#[error("{what} failed: {}", printable(.reason))]
	Undone { what: String, reason: String },
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_bad_value_should_be_said_with_its_reason() {
		let error = GovernanceError::BadValue {
			name: "attribution.leverage".to_owned(),
			text: "0".to_owned(),
			reason: "it is out of bounds".to_owned(),
			bounds: "1 to 100 times".to_owned(),
			example: "10".to_owned(),
		};
		assert_eq!(
			error.to_string(),
			"`0` is no value of attribution.leverage: it is out of bounds"
		);
	}
}
