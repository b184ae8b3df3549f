// SPDX-License-Identifier: Apache-2.0

//! The progress of a referendum: what it has, what it needs, and what comes next if nobody votes any
//! more.

use openledger_client::{
	chain::referenda::{Deciding, Ongoing, Rules, Tally},
	units::percent::WHOLE,
};
use openledger_primitives::{split::mul_div, Balance};
use serde::Serialize;

/// Shares of a tally, in parts per billion.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shares {
	/// Of the ayes among the votes, with conviction.
	pub approval: u32,
	/// Of the tokens behind ayes and abstentions among all that can vote.
	pub support: u32,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
	/// Nobody has put up the decision deposit; it ends then.
	NoDeposit { ends: u32 },
	/// It is decided from then on.
	Preparing { until: u32 },
	/// As many are decided as may be.
	Queued,
	/// It is decided until `ends`; with these votes it begins to pass in `passes`, if ever.
	Deciding { ends: u32, passes: Option<u32> },
	/// It is approved then, if it passes until then.
	Confirming { at: u32 },
}

/// A share in parts per billion, rounded down as the chain does; none of nothing.
fn share(part: Balance, whole: Balance) -> u32 {
	let parts = mul_div(part.min(whole), WHOLE.into(), whole).unwrap_or_default();
	u32::try_from(parts).unwrap_or(WHOLE)
}

impl Shares {
	pub fn of(tally: &Tally, electorate: Balance) -> Self {
		Self {
			approval: share(tally.ayes, tally.ayes.saturating_add(tally.nays)),
			support: share(tally.support, electorate),
		}
	}

	/// What is needed at a block.
	pub fn needed(rules: &Rules, deciding: Option<Deciding>, now: u32) -> Self {
		let passed = deciding.map_or(0, |deciding| now.saturating_sub(deciding.since));
		let at = share(passed.into(), rules.decision_period.into());
		Self {
			approval: rules.min_approval.threshold(at),
			support: rules.min_support.threshold(at),
		}
	}

	/// The block in which so much is enough, if there is one before the decision ends.
	fn enough(&self, rules: &Rules, since: u32) -> Option<u32> {
		let approval = rules.min_approval.delay(self.approval)?;
		let support = rules.min_support.delay(self.support)?;
		let period = u64::from(rules.decision_period);
		let blocks = (u64::from(approval.max(support)) * period).div_ceil(WHOLE.into());
		Some(since.saturating_add(u32::try_from(blocks).unwrap_or(u32::MAX)))
	}
}

impl Stage {
	/// Where a referendum stands at block `now`; `timeout` is how long it may wait for a decision
	/// to begin.
	pub fn of(ongoing: &Ongoing, rules: &Rules, shares: Shares, now: u32, timeout: u32) -> Self {
		let after_submission = |blocks| ongoing.submitted.saturating_add(blocks);
		match ongoing.deciding {
			Some(Deciding { confirming: Some(at), .. }) => Self::Confirming { at },
			Some(Deciding { since, confirming: None }) => Self::Deciding {
				ends: since.saturating_add(rules.decision_period),
				passes: shares.enough(rules, since).map(|block| block.max(now.saturating_add(1))),
			},
			None if ongoing.in_queue => Self::Queued,
			None if ongoing.decision_deposit.is_some() => {
				Self::Preparing { until: after_submission(rules.prepare_period) }
			}
			None => Self::NoDeposit { ends: after_submission(timeout) },
		}
	}

	/// A word for it.
	pub fn name(self) -> &'static str {
		match self {
			Self::NoDeposit { .. } => "needs its deposit",
			Self::Preparing { .. } => "preparing",
			Self::Queued => "queued",
			Self::Deciding { .. } => "deciding",
			Self::Confirming { .. } => "confirming",
		}
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::chain::{
		curve::Curve,
		referenda::{Deposit, Enactment, Proposal},
	};
	use subxt::utils::AccountId32;

	const PERCENT: u32 = WHOLE / 100;

	pub fn rules() -> Rules {
		let line = |floor, ceil| Curve::LinearDecreasing {
			length: WHOLE,
			floor: floor * PERCENT,
			ceil: ceil * PERCENT,
		};
		Rules {
			name: String::new(),
			decision_deposit: 1_000,
			prepare_period: 2,
			decision_period: 30,
			confirm_period: 2,
			min_enactment_period: 2,
			min_approval: line(50, 100),
			min_support: line(0, 50),
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

	#[test]
	fn shares_should_be_rounded_down() {
		let tally = Tally { ayes: 2, nays: 1, support: 2 };
		let shares = Shares::of(&tally, 1_000);
		assert_eq!(shares, Shares { approval: 666_666_666, support: 2_000_000 });
		let nothing = Tally { ayes: 0, nays: 0, support: 0 };
		assert_eq!(Shares::of(&nothing, 0), Shares { approval: 0, support: 0 });
	}

	#[test]
	fn needs_should_fall_while_it_is_decided() {
		let deciding = Some(Deciding { since: 110, confirming: None });
		let needed = |now| Shares::needed(&rules(), deciding, now);
		let shares =
			|approval, support| Shares { approval: approval * PERCENT, support: support * PERCENT };
		assert_eq!(needed(110), shares(100, 50));
		assert_eq!(needed(125), shares(75, 25));
		assert_eq!(needed(999), shares(50, 0));
		assert_eq!(Shares::needed(&rules(), None, 999), shares(100, 50));
	}

	#[test]
	fn a_referendum_should_pass_when_both_curves_have_fallen_far_enough() {
		let stage = |ayes, nays, now| {
			let ongoing = ongoing(ayes, nays);
			let shares = Shares::of(&ongoing.tally, 100);
			Stage::of(&ongoing, &rules(), shares, now, 60)
		};
		// Approval of 75 % is enough in the middle, support of 30 % before that.
		assert_eq!(stage(30, 10, 112), Stage::Deciding { ends: 140, passes: Some(125) });
		assert_eq!(stage(30, 10, 130), Stage::Deciding { ends: 140, passes: Some(131) });
		assert_eq!(stage(10, 30, 112), Stage::Deciding { ends: 140, passes: None });
	}

	#[test]
	fn each_stage_should_say_what_it_waits_for() {
		let stage = |ongoing: Ongoing| {
			let shares = Shares { approval: 0, support: 0 };
			Stage::of(&ongoing, &rules(), shares, 112, 60)
		};
		let confirming = Some(Deciding { since: 110, confirming: Some(120) });
		let plain = ongoing(0, 0);
		let confirming = Ongoing { deciding: confirming, ..plain.clone() };
		assert_eq!(stage(confirming), Stage::Confirming { at: 120 });
		let waiting = Ongoing { deciding: None, ..plain };
		assert_eq!(stage(waiting.clone()), Stage::Preparing { until: 102 });
		assert_eq!(stage(Ongoing { in_queue: true, ..waiting.clone() }), Stage::Queued);
		let bare = Ongoing { decision_deposit: None, ..waiting };
		assert_eq!(stage(bare), Stage::NoDeposit { ends: 160 });
	}
}
