// SPDX-License-Identifier: Apache-2.0

//! Calls of those who vote about referenda.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

use super::Lookup;
use crate::chain::voting::{AccountVote, Conviction};

call!(
	/// Votes on referendum number `poll_index`, or changes the vote of the caller on it.
	"ConvictionVoting" vote Vote { poll_index: u32, vote: AccountVote }
);
call!(
	/// Removes the vote of the caller on referendum number `index`, on track `class`. `None` works
	/// while it is ongoing.
	"ConvictionVoting" remove_vote RemoveVote { class: Option<u16>, index: u32 }
);
call!(
	/// Unlocks what `target` has locked on track `class` as far as its locks are over. Anyone can
	/// call it.
	"ConvictionVoting" unlock Unlock { class: u16, target: Lookup }
);
call!(
	/// Delegates `balance`, in planck, of the caller on track `class` to `to`, with a conviction.
	"ConvictionVoting" delegate Delegate {
		class: u16,
		to: Lookup,
		conviction: Conviction,
		balance: u128,
	}
);
call!(
	/// Ends the delegation of the caller on track `class`.
	"ConvictionVoting" undelegate Undelegate { class: u16 }
);
