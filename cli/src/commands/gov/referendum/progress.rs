// SPDX-License-Identifier: Apache-2.0

//! How a referendum stands, as the chain says it: what it has, what it needs, and what comes next if
//! nobody votes any more.

use openledger_runtime_api::{Stage, StandingInfo};
use serde::Serialize;

/// Shares of a tally, in parts per billion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Shares {
	/// Of the ayes among the votes, with conviction.
	pub approval: u32,
	/// Of the tokens behind ayes and abstentions among all that can vote.
	pub support: u32,
}

impl Shares {
	/// What a referendum has.
	pub fn had(standing: &StandingInfo) -> Self {
		Self { approval: standing.approval, support: standing.support }
	}

	/// What it needs now.
	pub fn needed(standing: &StandingInfo) -> Self {
		Self { approval: standing.approval_needed, support: standing.support_needed }
	}
}

/// A word for a stage.
pub fn name(stage: Stage) -> &'static str {
	match stage {
		Stage::NoDeposit { .. } => "needs its deposit",
		Stage::Preparing { .. } => "preparing",
		Stage::Queued => "queued",
		Stage::Deciding { .. } => "deciding",
		Stage::Confirming { .. } => "confirming",
	}
}

#[cfg(test)]
pub mod tests {
	use openledger_client::{
		chain::referenda::{Deciding, Deposit, Enactment, Ongoing, Proposal, Tally},
		units::amount::OPEN,
		units::percent::WHOLE,
	};
	use openledger_primitives::Balance;
	use openledger_runtime_api::{Stage, StandingInfo};
	use subxt::utils::AccountId32;

	/// A referendum with three quarters of the votes, and three tenths of all tokens.
	pub fn standing() -> StandingInfo {
		StandingInfo {
			approval: WHOLE / 4 * 3,
			approval_needed: WHOLE / 4 * 3,
			support: WHOLE / 10 * 3,
			support_needed: WHOLE / 4,
			electorate: 100 * OPEN,
			stage: Stage::Deciding { ends: 140, passes: Some(125) },
		}
	}

	pub fn ongoing(ayes: Balance, nays: Balance) -> Ongoing {
		let deposit = Deposit { who: AccountId32([1; 32]), amount: 10 };
		Ongoing {
			track: 11,
			proposal: Proposal::Inline(vec![0, 1]),
			enactment: Enactment::After(0),
			submitted: 100,
			submission_deposit: deposit.clone(),
			decision_deposit: Some(deposit),
			deciding: Some(Deciding { since: 110, confirming: None }),
			tally: Tally { ayes, nays, support: ayes },
			in_queue: false,
		}
	}
}
