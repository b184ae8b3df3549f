// SPDX-License-Identifier: Apache-2.0

//! Calls of those who vote about referenda.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

use super::Lookup;
use crate::chain::voting::{AccountVote, Conviction};

call!("ConvictionVoting" vote Vote { poll_index: u32, vote: AccountVote });
call!("ConvictionVoting" remove_vote RemoveVote { class: Option<u16>, index: u32 });
call!("ConvictionVoting" unlock Unlock { class: u16, target: Lookup });
call!("ConvictionVoting" delegate Delegate {
	class: u16,
	to: Lookup,
	conviction: Conviction,
	balance: u128,
});
call!("ConvictionVoting" undelegate Undelegate { class: u16 });
