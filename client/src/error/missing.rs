// SPDX-License-Identifier: Apache-2.0

//! Kinds of things that may be missing from the chain.

use std::fmt;

/// A kind of things that are known by numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
	Batch,
	/// One of the chain's parameters that waits.
	Change,
	Channel,
	Contribution,
	Datanet,
	/// The open dispute about a contribution, which is known by that.
	Dispute,
	Model,
	Pool,
	/// A receipt in a file.
	Receipt,
	Referendum,
	Registrar,
}

impl Kind {
	/// The word for it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Batch => "batch",
			Self::Change => "change",
			Self::Channel => "channel",
			Self::Contribution => "contribution",
			Self::Datanet => "datanet",
			Self::Dispute => "dispute",
			Self::Model => "model",
			Self::Pool => "pool",
			Self::Receipt => "receipt",
			Self::Referendum => "referendum",
			Self::Registrar => "registrar",
		}
	}
}

/// Says that there is no such thing with this number.
pub(super) fn not_found(kind: Kind, id: u64) -> String {
	match kind {
		Kind::Change => format!("there is no change {id} that waits"),
		Kind::Dispute => format!("contribution {id} is not disputed"),
		kind => format!("there is no {} {id}", kind.name()),
	}
}

/// What an account may not be. Displays as what it is instead, or lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
	/// It has set an identity.
	Identified,
	Operator,
	PoolMember,
	/// It has voted about a referendum.
	VoterAbout(u32),
}

impl fmt::Display for Role {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Identified => write!(f, "has not said who it is"),
			Self::Operator => write!(f, "is no operator"),
			Self::PoolMember => write!(f, "is in no pool"),
			Self::VoterAbout(id) => write!(f, "has not voted about referendum {id}"),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{account, Error};

	#[test]
	fn what_is_missing_should_be_said_by_its_kind() {
		let text = |kind| Error::not_found(kind, 7u32, 3u32).to_string();
		assert_eq!(text(Kind::Model), "there is no model 7");
		assert_eq!(text(Kind::Change), "there is no change 7 that waits");
		assert_eq!(text(Kind::Dispute), "contribution 7 is not disputed");
		let who = account::parse("//Bob").unwrap();
		let error = Error::IsNot { role: Role::VoterAbout(5), who };
		assert!(error.to_string().ends_with(" has not voted about referendum 5"), "{error}");
	}
}
