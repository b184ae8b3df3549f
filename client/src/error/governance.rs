// SPDX-License-Identifier: Apache-2.0

//! What governance would refuse, or what would come to nothing in it.

use std::{io, path::PathBuf};

use openledger_primitives::Balance;
use sp_core::H256;

use crate::{
	account::{address, Account},
	chain::Delay,
	text::{count, printable},
	units::amount::format as open,
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
	BadValue { name: String, text: String, reason: String, bounds: String, example: String },
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_error_should_say_of_what_it_is() {
		let error = GovernanceError::NoReferendum { id: 7, count: 3 };
		assert_eq!(error.to_string(), "there is no referendum 7");
		let who = Account::new([1; 32]);
		let error = GovernanceError::HasVotes { who, track: "root".into(), votes: vec![4] };
		assert!(error.to_string().ends_with("on track root: it has 1 vote there"));
	}

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
