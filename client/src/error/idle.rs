// SPDX-License-Identifier: Apache-2.0

//! What need not be done, and what can't be done yet. The chain would take a fee, and do nothing.

use std::fmt;

use openledger_primitives::{BatchId, ChannelId};
use sp_core::H256;

use crate::{
	account::{address, Account},
	record::Record,
};

/// Why there is nothing to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Idle {
	/// A record is what it was to become.
	Already { record: Record, what: &'static str },
	/// A call is on the whitelist.
	IsWhitelisted(H256),
	/// No pay has come in for a member of a pool.
	NoPay(Account),
	/// Nothing that an account unbonded is free.
	NothingFree(Account),
	/// The treasury owes nothing now.
	NothingToPay,
	/// Nothing that an account has locked by votes can be freed now.
	NothingToUnlock(Account),
	/// All eras are paid.
	NothingUnpaid,
	/// An account has the identity that was to be set.
	SameIdentity(Account),
}

impl fmt::Display for Idle {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Already { record, what } => write!(f, "{record} is {what} already"),
			Self::IsWhitelisted(call) => write!(f, "the call {call:?} is on the whitelist already"),
			Self::NoPay(who) => write!(f, "no pay has come in for {}", address(who)),
			Self::NothingFree(who) => write!(f, "nothing that {} unbonded is free", address(who)),
			Self::NothingToPay => write!(f, "the treasury has nothing to pay out now"),
			Self::NothingToUnlock(who) => {
				write!(f, "nothing that {} has locked by votes can be freed now", address(who))
			}
			Self::NothingUnpaid => write!(f, "nothing is left to be paid"),
			Self::SameIdentity(who) => write!(f, "{} says that already", address(who)),
		}
	}
}

/// What can be done later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Later {
	/// Finalizing a batch.
	Finalize(BatchId),
	/// Enacting a change of the chain's parameters.
	Enact { change: u32, enactable_at: u32 },
	/// Withdrawing what an operator has unbonded.
	Unbond { unlocks_at: u32 },
	/// Withdrawing what is left of a channel.
	Withdraw(ChannelId),
}

impl fmt::Display for Later {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Finalize(batch) => write!(f, "batch {batch} can be finalized"),
			Self::Enact { change, enactable_at } => {
				write!(f, "change {change} can be enacted from block {enactable_at} on,")
			}
			Self::Unbond { unlocks_at } => {
				write!(f, "nothing of the bond is free before block {unlocks_at},")
			}
			Self::Withdraw(channel) => write!(f, "channel {channel} can be withdrawn"),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::Delay, Error};

	#[test]
	fn what_need_not_be_done_should_be_said() {
		let error = Error::from(Idle::Already { record: Record::Datanet(0), what: "frozen" });
		assert_eq!(error.to_string(), "datanet 0 is frozen already");
	}

	#[test]
	fn what_can_be_done_later_should_be_said_with_the_time_until_then() {
		let delay = Delay { blocks: 3, seconds: 18 };
		let text = |what| Error::TooEarly { what, delay }.to_string();
		assert_eq!(
			text(Later::Finalize(7)),
			"batch 7 can be finalized in 3 blocks, about 18 seconds from now"
		);
		assert_eq!(
			text(Later::Enact { change: 7, enactable_at: 60 }),
			"change 7 can be enacted from block 60 on, in 3 blocks, about 18 seconds from now"
		);
	}
}
