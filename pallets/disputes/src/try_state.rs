// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{interfaces::Escrow, Balance, ContributionId};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - Of every party exactly its bonds are held; no claimant is without one.
	/// - Every dispute is about a contribution that earns, or did until it was shown to be malformed,
	///   and that is not the claimant's.
	/// - Of a disputed contribution, and of no other, earnings are held back, at most the claimant's
	///   bond.
	/// - A curator has ruled only where there is one, and only what was ruled is appealed, by a side
	///   that asked for more.
	/// - The owner's time ends before the curators', and theirs before governance's.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<_, Balance>::new();
		let mut hold = |who: &T::AccountId, bond: Balance| {
			let sum = held.entry(who.clone()).or_default();
			*sum = sum.saturating_add(bond);
		};
		let mut count: usize = 0;
		for (key, dispute) in Disputes::<T>::iter() {
			let contribution = ContributionId::from(key);
			let work = Self::work(contribution).map_err(|_| "a dispute about nothing")?;
			ensure!(work.owner != dispute.claimant, "a dispute with oneself");
			ensure!(dispute.bond > 0, "a dispute without bond");
			let escrow = T::Escrow::held_back(contribution).ok_or("nothing is held back")?;
			ensure!(escrow.most == dispute.bond, "other than the bond may be held back");
			Self::try_times(&dispute)?;
			hold(&dispute.claimant, dispute.bond);
			if let Some(answer) = &dispute.answer {
				hold(&work.owner, answer.bond);
			}
			if let Some(appeal) = &dispute.appeal {
				match appeal.side {
					Side::Claimant => hold(&dispute.claimant, appeal.bond),
					Side::Owner => hold(&work.owner, appeal.bond),
				}
			}
			count = count.saturating_add(1);
		}
		ensure!(T::Escrow::contributions().len() == count, "earnings of no dispute held back");
		for (who, bonds) in held {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &who);
			ensure!(on_hold == bonds, "bonds");
		}
		Ok(())
	}

	fn try_times(
		dispute: &Dispute<T::AccountId, BlockNumberFor<T>>,
	) -> Result<(), TryRuntimeError> {
		let curators_by = dispute.curators_by.unwrap_or(dispute.answer_by);
		ensure!(dispute.answer_by <= curators_by, "curators before the answer");
		ensure!(curators_by < dispute.expires, "governance before curators");
		ensure!(dispute.verdict.is_none() || dispute.curators_by.is_some(), "ruled by nobody");
		let Some(appeal) = &dispute.appeal else { return Ok(()) };
		let verdict = dispute.verdict.ok_or("an appeal against nothing")?;
		let is_won = match appeal.side {
			Side::Claimant => verdict.outcome == Outcome::Transfer,
			Side::Owner => verdict.outcome == Outcome::Reject,
		};
		ensure!(!is_won, "an appeal by the side that won");
		Ok(())
	}
}
