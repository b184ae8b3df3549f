// SPDX-License-Identifier: Apache-2.0

//! What to do about errors of governance.

use openledger_client::{error::GovernanceError, text::printable};

use super::there_are;

/// What to do next.
pub fn hint(error: &GovernanceError) -> String {
	use GovernanceError as E;
	match error {
		E::NoTrack { names, .. } => format!("the tracks are {}", printable(names)),
		E::NoReferendum { count, .. } => there_are("referendum", u64::from(*count)),
		E::NotOngoing { id, .. } => {
			format!("see what came of it: openledger gov referendum show {id}")
		}
		E::NotACall(_) => {
			"give its bytes in hex, with or without 0x, or to propose it a file with them as @FILE; \
			 other versions of the chain may have other calls"
				.to_owned()
		}
		E::NotARuntime { .. } => "give the WebAssembly that the build makes: \
			 openledger_runtime.compact.compressed.wasm"
			.to_owned(),
		E::Moot { id, .. } => {
			format!("see who decides about it now: openledger contribution show {id}")
		}
		E::NothingToPay => {
			"spends are paid once their referendum is enacted: openledger gov referendum list"
				.to_owned()
		}
		E::TooFewTokens { .. } => "vote with less".to_owned(),
		E::NotVoted { id, .. } => {
			format!("vote with: openledger gov vote {id} aye|nay|abstain AMOUNT")
		}
		E::NothingToUnlock(_) => {
			"votes lock until their referendum is over, and those that won for their \
			 conviction's time after it"
				.to_owned()
		}
		E::NoParameter(_) => "list them all: openledger gov params show".to_owned(),
		E::BadValue { bounds, example, .. } => {
			format!("it takes {bounds}; write it as {example}, or `default`")
		}
		E::NoChange { id, count } if id < count => {
			"it was enacted or vetoed: openledger gov params show".to_owned()
		}
		E::NoChange { .. } => "list those that wait: openledger gov change list".to_owned(),
		E::NotEnactable { .. } => {
			"the chain enacts it by itself then, unless merit vetoes it".to_owned()
		}
		E::NoMotion(_) => "list those there are: openledger gov committee list".to_owned(),
		E::IsWhitelisted(_) => "the referendum can dispatch it: there is nothing to do".to_owned(),
		E::Undone { .. } => {
			"what was decided is used up by that: it takes another referendum, or another motion"
				.to_owned()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hints_should_say_what_is_there_instead() {
		let error = GovernanceError::NoReferendum { id: 7, count: 3 };
		assert_eq!(hint(&error), "the chain has 3: 0 to 2");
	}

	#[test]
	fn a_bad_value_should_be_answered_with_the_bounds() {
		let error = GovernanceError::BadValue {
			name: "attribution.leverage".to_owned(),
			text: "0".to_owned(),
			reason: "it is out of bounds".to_owned(),
			bounds: "1 to 100 times".to_owned(),
			example: "10".to_owned(),
		};
		assert!(hint(&error).starts_with("it takes 1 to 100 times; write it as 10"));
	}
}
