// SPDX-License-Identifier: Apache-2.0

//! Calls of those who vote about referenda.

use subxt::transactions::StaticPayload;

use super::Lookup;
use crate::{
	chain::voting::{AccountVote, Conviction},
	interface::api,
};

call!(
	/// Votes on referendum number `poll_index`, or changes the vote of the caller on it.
	conviction_voting Vote vote(poll_index: u32, vote: AccountVote)
);
call!(
	/// Removes the vote of the caller on referendum number `index`, on track `class`. `None` works
	/// while it is ongoing.
	conviction_voting RemoveVote remove_vote(class: Option<u16>, index: u32)
);
call!(
	/// Unlocks what `target` has locked on track `class` as far as its locks are over. Anyone can
	/// call it.
	conviction_voting Unlock unlock(class: u16, target: Lookup)
);
call!(
	/// Delegates `balance`, in planck, of the caller on track `class` to `to`, with a conviction.
	conviction_voting Delegate delegate(
		class: u16,
		to: Lookup,
		conviction: Conviction,
		balance: u128,
	)
);
call!(
	/// Ends the delegation of the caller on track `class`.
	conviction_voting Undelegate undelegate(class: u16)
);
