// SPDX-License-Identifier: Apache-2.0

//! The invariants of our pallets and of money, for a node to run on the state of a live chain.

use crate::{
	configs::promises::{promised, voting, VOTES},
	constants::currency::TOTAL_ISSUANCE,
	AccountId, Attribution, Balance, Balances, BlockNumber, Channels, Contributions, Disputes,
	Models, Rewards, Runtime, Veto,
};
use frame_support::ensure;
use pallet_attribution::Batches;
use pallet_balances::Locks;
use pallet_channels::Operators;
use pallet_conviction_voting::ClassLocksFor;
use pallet_rewards::StakersUnpaid;
use sp_runtime::TryRuntimeError;
use std::collections::BTreeMap;

/// Runs `try_state` of each of our pallets that has a state, and counts the money, in the
/// externalities it is called in.
pub fn check_state() -> Vec<(&'static str, Result<(), TryRuntimeError>)> {
	vec![
		("Contributions", Contributions::do_try_state()),
		("Models", Models::do_try_state()),
		("Channels", Channels::do_try_state()),
		("Attribution", Attribution::do_try_state()),
		("Rewards", Rewards::do_try_state()),
		("Disputes", Disputes::do_try_state()),
		("Veto", Veto::do_try_state()),
		("Issuance", check_issuance()),
		("Promises", check_promises()),
		("Exposures", check_exposures()),
	]
}

/// There is as much as at genesis, but for what was burned to be minted for stakers.
pub fn check_issuance() -> Result<(), TryRuntimeError> {
	let unpaid = StakersUnpaid::<Runtime>::get();
	let all = Balances::total_issuance().checked_add(unpaid).ok_or("issuance overflows")?;
	ensure!(all == TOTAL_ISSUANCE, "money was made or lost");
	Ok(())
}

/// What is locked for votes is what they need, and what is promised besides. So the same tokens never
/// do both: balances see to it that an account has what is locked, but for slashes of its stake.
pub fn check_promises() -> Result<(), TryRuntimeError> {
	for (who, locks) in Locks::<Runtime>::iter() {
		for lock in locks.iter().filter(|lock| lock.id == VOTES) {
			let needed = voting(&who).saturating_add(promised(&who));
			ensure!(voting(&who) > 0 && lock.amount == needed, "a lock is not what votes need");
		}
	}
	for who in ClassLocksFor::<Runtime>::iter_keys() {
		let is_locked = Locks::<Runtime>::get(&who).iter().any(|lock| lock.id == VOTES);
		ensure!(is_locked == (voting(&who) > 0), "votes without a lock");
	}
	Ok(())
}

/// An operator's bond backs exactly the fees of its batches that channels paid for and that are neither
/// final nor void, and does so at least as long as these can be refuted.
pub fn check_exposures() -> Result<(), TryRuntimeError> {
	let mut batches = BTreeMap::<AccountId, (Balance, BlockNumber)>::new();
	for batch in Batches::<Runtime>::iter_values() {
		if batch.payer.is_some() || batch.is_void {
			continue;
		}
		let (fees, last) = batches.entry(batch.operator).or_default();
		*fees = fees.checked_add(batch.fees).ok_or("fees overflow")?;
		*last = (*last).max(batch.finalizable_at);
	}
	for (who, operator) in Operators::<Runtime>::iter() {
		let (fees, last) = batches.remove(&who).unwrap_or_default();
		ensure!(operator.exposure == fees, "exposure is not what is pending");
		ensure!(operator.last_finalizable_at >= last, "a bond that can leave before a batch");
	}
	ensure!(batches.is_empty(), "a batch without an operator");
	Ok(())
}
