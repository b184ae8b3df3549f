// SPDX-License-Identifier: Apache-2.0

//! What to do about errors of governance.

use openledger_client::{error::GovernanceError, text::printable};

/// What to do next.
pub fn hint(error: &GovernanceError) -> String {
	use GovernanceError as E;
	match error {
		E::NoTrack { names, .. } => format!("the tracks are {}", printable(names)),
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
		E::TooFewTokens { .. } => "vote with less".to_owned(),
		E::NoParameter(_) => "list them all: openledger gov params show".to_owned(),
		E::BadValue { bounds, example, .. } => {
			format!("it takes {bounds}; write it as {example}, or `default`")
		}
		E::NoMotion(_) => "list those there are: openledger gov committee list".to_owned(),
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
