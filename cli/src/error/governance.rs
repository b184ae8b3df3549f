// SPDX-License-Identifier: Apache-2.0

//! What governance would refuse, or what would come to nothing in it.

use std::{io, path::PathBuf};

use openledger_primitives::Balance;
use sp_core::H256;

use super::there_are;
use crate::{
	account::{address, Account},
	amount::format as open,
	chain::Delay,
	output::{count, printable},
};

#[derive(Debug, thiserror::Error)]
pub enum GovernanceError {
	// Referenda.
	#[error("there is no track `{}`", printable(.name))]
	NoTrack { name: String, names: String },
	#[error("there is no referendum {id}")]
	NoReferendum { id: u32, count: u32 },
	#[error("referendum {id} is over: it is {status}")]
	NotOngoing { id: u32, status: &'static str },
	#[error("referendum {id} is submitted, but its decision deposit is not put up: {reason}")]
	WithoutDeposit { id: u32, reason: Box<super::Error> },
	#[error("the decision deposit of referendum {0} is there already")]
	HasDeposit(u32),
	#[error("referendum {id} is {status}, and no deposit of it can be taken back")]
	NothingToRefund { id: u32, status: &'static str },
	#[error("these bytes are no call of this chain: {}", printable(.0))]
	NotACall(String),
	#[error("{} can't be read: {reason}", printable(&.path.display().to_string()))]
	Unreadable { path: PathBuf, reason: io::Error },
	#[error("{} is no runtime", printable(&.path.display().to_string()))]
	NotARuntime { path: PathBuf },
	#[error("no upgrade to {found:?} is authorised")]
	NotAuthorised { found: H256, authorised: Option<H256> },
	#[error("the runtime {0:?} was refused, and its authorisation is used up")]
	UpgradeRefused(H256),
	#[error("a call of {bytes} bytes is too long to be kept on chain: {max} fit")]
	CallTooLong { bytes: usize, max: usize },
	#[error("the treasury has nothing to pay out now")]
	NothingToPay,

	// Votes.
	#[error("{} has {}, and can't vote with {}", address(.who), open(*.has), open(*.asked))]
	TooFewTokens { who: Account, has: Balance, asked: Balance },
	#[error("who abstains has no conviction")]
	AbstainWithConviction,
	#[error("the votes of {} on track {track} are delegated to {}", address(.who), address(.to))]
	Delegating { who: Account, track: String, to: Account },
	#[error(
		"{} can't delegate on track {track}: it has {} there",
		address(.who), count(.votes.len(), "vote")
	)]
	HasVotes { who: Account, track: String, votes: Vec<u32> },
	#[error("{} has delegated nothing on {on}", address(.who))]
	NotDelegating { who: Account, on: String },
	#[error("an account can't delegate to itself")]
	ToOneself,
	#[error("{} has not voted about referendum {id}", address(.who))]
	NotVoted { who: Account, id: u32 },
	#[error("nothing that {} has locked by votes can be freed now", address(.0))]
	NothingToUnlock(Account),

	// Parameters and vetoes.
	#[error("there is no parameter `{}`", printable(.0))]
	NoParameter(String),
	#[error("`{}` is no value of {name}: {}", printable(.text), printable(.reason))]
	BadValue { name: &'static str, text: String, reason: String, bounds: String, example: String },
	#[error("there is no change {id} that waits")]
	NoChange { id: u32, count: u32 },
	#[error("change {id} can't be vetoed any more: it was due in block {due}")]
	Due { id: u32, due: u32 },
	#[error(
		"change {id} can be enacted from block {due} on, in {} blocks, about {} seconds from now",
		.delay.blocks, .delay.seconds
	)]
	NotDue { id: u32, due: u32, delay: Delay },
	#[error("{} has no merit that counts", address(.0))]
	NoMerit(Account),
	#[error("{} has vetoed change {id} already", address(.who))]
	HasVetoed { who: Account, id: u32 },
	#[error("change {id} was not enacted: {}", printable(.reason))]
	NotEnacted { id: u32, reason: String },

	// The committee.
	#[error("{} is not in the technical committee", address(.0))]
	NotMember(Account),
	#[error("there is no motion about {0:?}")]
	NoMotion(H256),
	#[error("the call {0:?} is on the whitelist already")]
	IsWhitelisted(H256),
	#[error(
		"the motion about {hash:?} can't be closed yet: it has {}, and takes {threshold}",
		count(*.ayes, "aye")
	)]
	Undecided { hash: H256, ayes: usize, threshold: u32, end: u32 },
	#[error("the motion about {hash:?} was closed, but failed: {}", printable(.reason))]
	MotionFailed { hash: H256, reason: String },
}

impl GovernanceError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::NoTrack { names, .. } => format!("the tracks are {}", printable(names)),
			Self::NoReferendum { count, .. } => there_are("referendum", u64::from(*count)),
			Self::NotOngoing { id, .. } => {
				format!("see what came of it: openledger referendum show {id}")
			}
			Self::WithoutDeposit { id, .. } => {
				format!("put it up when that is mended: openledger referendum deposit {id}")
			}
			Self::HasDeposit(id) => format!("see how it stands: openledger referendum show {id}"),
			Self::NothingToRefund { .. } => {
				"wait until it is over; what was put up to submit it comes back only if it was \
				 approved or cancelled"
					.to_owned()
			}
			Self::NotACall(_) => {
				"give the call's bytes in hex, or a file with them as @FILE; other versions of the \
				 chain may have other calls"
					.to_owned()
			}
			Self::Unreadable { .. } => "check the path".to_owned(),
			Self::NotARuntime { .. } => {
				"give the WebAssembly that the build makes: \
				 openledger_runtime.compact.compressed.wasm"
					.to_owned()
			}
			Self::NotAuthorised { authorised: Some(hash), .. } => {
				format!("what is authorised is {hash:?}: give that file")
			}
			Self::NotAuthorised { authorised: None, .. } => {
				"a referendum has to authorise it first: openledger referendum upgrade FILE"
					.to_owned()
			}
			Self::UpgradeRefused(_) => {
				"it must be a runtime of this chain, of a later version: build it anew, and have it \
				 authorised again"
					.to_owned()
			}
			Self::CallTooLong { .. } => "propose less at once".to_owned(),
			Self::NothingToPay => {
				"spends are paid once their referendum is enacted: openledger referendum list"
					.to_owned()
			}
			Self::TooFewTokens { .. } => "vote with less".to_owned(),
			Self::AbstainWithConviction => {
				"leave --conviction out: what abstains is free when the referendum is over"
					.to_owned()
			}
			Self::Delegating { track, .. } => {
				format!("take them back first: openledger delegate undo {track}")
			}
			Self::HasVotes { votes, .. } => match votes.first() {
				Some(id) => format!("remove each first: openledger vote remove {id}"),
				None => "remove them first: openledger vote remove REFERENDUM".to_owned(),
			},
			Self::NotDelegating { .. } => "there is nothing to take back".to_owned(),
			Self::ToOneself => "name another account, or vote: openledger vote".to_owned(),
			Self::NotVoted { id, .. } => {
				format!("vote with: openledger vote {id} aye|nay|abstain AMOUNT")
			}
			Self::NothingToUnlock(_) => {
				"votes lock until their referendum is over, and those that won for their \
				 conviction's time after it"
					.to_owned()
			}
			Self::NoParameter(_) => "list them all: openledger params show".to_owned(),
			Self::BadValue { bounds, example, .. } => {
				format!("it takes {bounds}; write it as {example}, or `default`")
			}
			Self::NoChange { id, count } if id < count => {
				"it was enacted or vetoed: openledger params show".to_owned()
			}
			Self::NoChange { .. } => "list those that wait: openledger change list".to_owned(),
			Self::Due { .. } => {
				"another referendum can change it back: openledger params propose".to_owned()
			}
			Self::NotDue { .. } => {
				"the chain enacts it by itself then, unless merit vetoes it".to_owned()
			}
			Self::NoMerit(_) => {
				"merit is earned by texts and models that are in answers; it can't be bought"
					.to_owned()
			}
			Self::HasVetoed { id, .. } => {
				format!("see how it stands: openledger change show {id}")
			}
			Self::NotEnacted { .. } => {
				"the change is gone: it takes another referendum to propose it again".to_owned()
			}
			Self::NotMember(_) => "see who is: openledger committee list".to_owned(),
			Self::NoMotion(_) => "list those there are: openledger committee list".to_owned(),
			Self::IsWhitelisted(_) => {
				"the referendum can dispatch it: there is nothing to do".to_owned()
			}
			Self::Undecided { hash, end, .. } => format!(
				"more members have to vote: openledger committee vote {hash:?} INDEX aye; from block \
				 {end} on it can be closed all the same"
			),
			Self::MotionFailed { .. } => "it takes another motion".to_owned(),
		}
	}
}

/// What to do about a failed call, where its documentation leaves that open.
pub fn dispatch_hint(name: &str) -> Option<&'static str> {
	Some(match name {
		"Referenda.PreimageNotExist" => "the call has to be kept on chain first",
		"ConvictionVoting.AlreadyDelegating" => "take it back first: openledger delegate undo",
		"ConvictionVoting.InsufficientFunds" => {
			"what is held for channels, bonds, demands and contributions can't vote"
		}
		"ConvictionVoting.AlreadyVoting" => "remove the votes first: openledger vote remove",
		"Veto.TooManyChanges" => "wait until some are enacted: openledger change list",
		"TechnicalCommittee.DuplicateVote" => "that vote counts already",
		"TechnicalCommittee.DuplicateProposal" => "it is proposed: openledger committee list",
		"Treasury.PayoutError" => "the treasury may have too little: try again later",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn errors_should_say_what_is_there_instead() {
		let error = GovernanceError::NoReferendum { id: 7, count: 3 };
		assert_eq!(error.to_string(), "there is no referendum 7");
		assert_eq!(error.hint(), "the chain has 3: 0 to 2");
		let who = Account::new([1; 32]);
		let error = GovernanceError::HasVotes { who, track: "root".into(), votes: vec![4] };
		assert!(error.to_string().ends_with("on track root: it has 1 vote there"));
		assert!(error.hint().ends_with("openledger vote remove 4"));
		assert!(dispatch_hint("Referenda.PreimageNotExist").is_some());
		assert!(dispatch_hint("Referenda.Other").is_none());
	}

	#[test]
	fn a_bad_value_should_be_answered_with_the_bounds() {
		let error = GovernanceError::BadValue {
			name: "attribution.leverage",
			text: "0".to_owned(),
			reason: "it is out of bounds".to_owned(),
			bounds: "1 to 100 times".to_owned(),
			example: "10".to_owned(),
		};
		assert_eq!(
			error.to_string(),
			"`0` is no value of attribution.leverage: it is out of bounds"
		);
		assert!(error.hint().starts_with("it takes 1 to 100 times; write it as 10"));
	}
}
