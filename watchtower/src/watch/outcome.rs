// SPDX-License-Identifier: Apache-2.0

//! What became of demands.

use openledger_client::account::Account;
use openledger_runtime_api::BatchInfo;

use super::journal::PendingDemand;

/// Blocks after which a demand that is in none that is final is not waited for: its transaction is
/// valid for that long.
const PATIENCE: u64 = 256;

/// What became of a demand that is no longer on chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DemandOutcome {
	/// It was answered, which cost the bond.
	Answered,
	/// The bond is back.
	Returned,
	/// It never was in a block, or not in one that stayed.
	Never,
	/// Nobody can tell any more.
	Unknown,
	/// It may still come.
	Open,
}

/// What became of a demand that was made. `record` is the batch's, if it is there; `is_shown` says
/// whether an answer was seen; `next` is the block that comes.
pub fn outcome_of(
	made: &PendingDemand,
	record: Option<&BatchInfo<Account>>,
	is_shown: bool,
	next: u64,
) -> DemandOutcome {
	let is_late = next > made.made_after.saturating_add(PATIENCE);
	match record {
		_ if is_shown => DemandOutcome::Answered,
		_ if !made.is_final && !is_late => DemandOutcome::Open,
		_ if !made.is_final && made.respond_by.is_none() => DemandOutcome::Never,
		Some(info) if info.is_void => DemandOutcome::Returned,
		// Only an answer ends a demand and leaves the batch as it is.
		Some(_) if made.is_final => DemandOutcome::Answered,
		// It was refuted, and has paid what it had to.
		None if next < u64::from(made.batch_finalizable_at) => DemandOutcome::Returned,
		// It was in a block, and may have been answered there.
		_ => DemandOutcome::Unknown,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::watch::{
		batches::tests::{batch, receipt},
		journal::tests::made,
	};
	use openledger_client::units::amount::OPEN;
	use openledger_primitives::receipt::Receipt;

	fn info(is_void: bool) -> BatchInfo<Account> {
		let receipts: [Receipt; 1] = [receipt(0)];
		BatchInfo { is_void, ..batch(&receipts).0.info }
	}

	#[test]
	fn what_became_of_a_demand_should_be_told_from_its_batch() {
		let seen = made(Some(75));
		assert_eq!(seen.bond, 2 * OPEN);
		let (pending, void) = (info(false), info(true));
		assert_eq!(outcome_of(&seen, Some(&pending), false, 76), DemandOutcome::Answered);
		assert_eq!(outcome_of(&seen, Some(&void), false, 76), DemandOutcome::Returned);
		// Answered before the batch was refuted by something else.
		assert_eq!(outcome_of(&seen, Some(&void), true, 76), DemandOutcome::Answered);
		assert_eq!(outcome_of(&seen, None, false, 79), DemandOutcome::Returned);
		assert_eq!(outcome_of(&seen, None, false, 80), DemandOutcome::Unknown);
		// What nobody has seen in a block may still come, for a while.
		let sent = made(None);
		assert!(!sent.is_final && seen.is_final);
		assert_eq!(outcome_of(&sent, Some(&pending), false, 326), DemandOutcome::Open);
		assert_eq!(outcome_of(&sent, Some(&pending), false, 327), DemandOutcome::Never);
		assert_eq!(outcome_of(&sent, Some(&pending), true, 72), DemandOutcome::Answered);
		// Where it was in a block that may have been replaced, its bond may be lost.
		let unsure = PendingDemand { is_final: false, ..seen };
		assert_eq!(outcome_of(&unsure, Some(&pending), false, 326), DemandOutcome::Open);
		assert_eq!(outcome_of(&unsure, Some(&pending), false, 327), DemandOutcome::Unknown);
		assert_eq!(outcome_of(&unsure, Some(&void), false, 327), DemandOutcome::Returned);
		assert_eq!(outcome_of(&unsure, None, false, 327), DemandOutcome::Unknown);
	}
}
