// SPDX-License-Identifier: Apache-2.0

//! What to do about what governance would refuse, or what would come to nothing in it.

use openledger_client::{error::GovernanceError, text::printable};

use super::there_are;

/// What to do next.
pub fn hint(error: &GovernanceError) -> String {
	use GovernanceError as E;
	match error {
		E::NoTrack { names, .. } => format!("the tracks are {}", printable(names)),
		E::NoReferendum { count, .. } => there_are("referendum", u64::from(*count)),
		E::NotOngoing { id, .. } => {
			format!("see what came of it: openledger referendum show {id}")
		}
		E::HasDeposit(id) => format!("see how it stands: openledger referendum show {id}"),
		E::NothingToRefund { .. } => {
			"wait until it is over; what was put up to submit it comes back only if it was \
			 approved or cancelled"
				.to_owned()
		}
		E::NotACall(_) => {
			"give the call's bytes in hex, or a file with them as @FILE; other versions of the \
			 chain may have other calls"
				.to_owned()
		}
		E::Unreadable { .. } => "check the path".to_owned(),
		E::NotARuntime { .. } => "give the WebAssembly that the build makes: \
			 openledger_runtime.compact.compressed.wasm"
			.to_owned(),
		E::NotAuthorised { authorised: Some(hash), .. } => {
			format!("what is authorised is {hash:?}: give that file")
		}
		E::NotAuthorised { authorised: None, .. } => {
			"a referendum has to authorise it first: openledger referendum upgrade FILE".to_owned()
		}
		E::UpgradeRefused(_) => {
			"it must be a runtime of this chain, of a later version: build it anew, and have it \
			 authorised again"
				.to_owned()
		}
		E::CallTooLong { .. } => "propose less at once".to_owned(),
		E::NothingToPay => {
			"spends are paid once their referendum is enacted: openledger referendum list"
				.to_owned()
		}
		E::TooFewTokens { .. } => "vote with less".to_owned(),
		E::AbstainWithConviction => {
			"leave --conviction out: what abstains is free when the referendum is over".to_owned()
		}
		E::Delegating { track, .. } => {
			format!("take them back first: openledger delegate undo {track}")
		}
		E::HasVotes { votes, .. } => match votes.first() {
			Some(id) => format!("remove each first: openledger vote remove {id}"),
			None => "remove them first: openledger vote remove REFERENDUM".to_owned(),
		},
		E::NotDelegating { .. } => "there is nothing to take back".to_owned(),
		E::ToOneself => "name another account, or vote: openledger vote".to_owned(),
		E::NotVoted { id, .. } => {
			format!("vote with: openledger vote {id} aye|nay|abstain AMOUNT")
		}
		E::NothingToUnlock(_) => {
			"votes lock until their referendum is over, and those that won for their \
			 conviction's time after it"
				.to_owned()
		}
		E::NoParameter(_) => "list them all: openledger params show".to_owned(),
		E::BadValue { bounds, example, .. } => {
			format!("it takes {bounds}; write it as {example}, or `default`")
		}
		E::NoChange { id, count } if id < count => {
			"it was enacted or vetoed: openledger params show".to_owned()
		}
		E::NoChange { .. } => "list those that wait: openledger change list".to_owned(),
		E::Due { .. } => {
			"another referendum can change it back: openledger params propose".to_owned()
		}
		E::NotDue { .. } => "the chain enacts it by itself then, unless merit vetoes it".to_owned(),
		E::NoMerit(_) => {
			"merit is earned by texts and models that are in answers; it can't be bought".to_owned()
		}
		E::HasVetoed { id, .. } => {
			format!("see how it stands: openledger change show {id}")
		}
		E::NotEnacted { .. } => {
			"the change is gone: it takes another referendum to propose it again".to_owned()
		}
		E::NotMember(_) => "see who is: openledger committee list".to_owned(),
		E::NoMotion(_) => "list those there are: openledger committee list".to_owned(),
		E::IsWhitelisted(_) => "the referendum can dispatch it: there is nothing to do".to_owned(),
		E::Undecided { hash, end, .. } => format!(
			"more members have to vote: openledger committee vote {hash:?} INDEX aye; from block \
			 {end} on it can be closed all the same"
		),
		E::MotionFailed { .. } => "it takes another motion".to_owned(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::account::Account;

	#[test]
	fn hints_should_say_what_is_there_instead() {
		let error = GovernanceError::NoReferendum { id: 7, count: 3 };
		assert_eq!(hint(&error), "the chain has 3: 0 to 2");
		let who = Account::new([1; 32]);
		let error = GovernanceError::HasVotes { who, track: "root".into(), votes: vec![4] };
		assert!(hint(&error).ends_with("openledger vote remove 4"));
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
