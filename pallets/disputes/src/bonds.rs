// SPDX-License-Identifier: Apache-2.0

//! Where bonds go: to the side that was right.

use crate::{Appeal, Dispute, Ending, Outcome, Side};
use alloc::vec::Vec;
use openledger_primitives::Balance;

/// Who gets a bond.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goes {
	/// The side that put it up.
	Back,
	/// The other side.
	Over,
	/// The treasury: neither side was right.
	Treasury,
}

/// The bonds of a dispute that ends: of which side, how much, and where to. Those of one side
/// that go back come first, the claimant's before all.
pub fn bonds<AccountId, BlockNumber: Copy>(
	dispute: &Dispute<AccountId, BlockNumber>,
	outcome: Outcome,
	ending: Ending,
) -> Vec<(Side, Balance, Goes)> {
	let over = |is_wrong| if is_wrong { Goes::Over } else { Goes::Back };
	// Nobody has said that anyone was wrong.
	let is_ruled = ending != Ending::Unruled;
	let mut bonds = Vec::new();
	bonds.push((Side::Claimant, dispute.bond, over(is_ruled && outcome == Outcome::Reject)));
	if let Some(answer) = &dispute.answer {
		bonds.push((Side::Owner, answer.bond, over(is_ruled && outcome != Outcome::Reject)));
	}
	if let (Some(appeal), Some(verdict)) = (&dispute.appeal, &dispute.verdict) {
		bonds.push((appeal.side, appeal.bond, goes(appeal, verdict.outcome, outcome)));
	}
	bonds
}

/// Where the bond of an appeal goes: back if it was of use to whoever made it.
fn goes<BlockNumber>(appeal: &Appeal<BlockNumber>, before: Outcome, after: Outcome) -> Goes {
	let is_right = match appeal.side {
		Side::Claimant => after > before,
		Side::Owner => after < before,
	};
	match (is_right, appeal.side, after) {
		(true, ..) => Goes::Back,
		// An owner whose work was struck has earned no bond.
		(false, Side::Claimant, Outcome::Strike) => Goes::Treasury,
		(false, ..) => Goes::Over,
	}
}
