// SPDX-License-Identifier: Apache-2.0

//! The end of a dispute: bonds, the contribution, and what was held back of its earnings.

use crate::{
	bonds::{bonds, Goes},
	*,
};
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use openledger_primitives::{
	interfaces::{Disputable, DisputedRegistry, Escrow, Promises},
	Balance, ContributionId,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_concede(who: T::AccountId, contribution: ContributionId) -> DispatchResult {
		let dispute = Self::open_dispute(contribution)?;
		let work = Self::work(contribution)?;
		let outcome = match Self::side(&who, &dispute, &work)? {
			Side::Claimant => Outcome::Reject,
			Side::Owner => Outcome::Transfer,
		};
		// Or an owner whose work is to be struck could still give it to a friend who disputes it.
		ensure!(dispute.verdict.is_none(), Error::<T>::TooLate);
		Self::end(contribution, dispute, work, outcome, Ending::Conceded)
	}

	pub(crate) fn do_decide(contribution: ContributionId, outcome: Outcome) -> DispatchResult {
		let dispute = Self::open_dispute(contribution)?;
		ensure!(dispute.is_before_governance(Self::now()), Error::<T>::NotBeforeGovernance);
		let work = Self::work(contribution)?;
		Self::end(contribution, dispute, work, outcome, Ending::Governance)
	}

	pub(crate) fn do_conclude(contribution: ContributionId) -> DispatchResult {
		let dispute = Self::open_dispute(contribution)?;
		ensure!(dispute.stage(Self::now()) == Stage::Over, Error::<T>::TooEarly);
		let work = Self::work(contribution)?;
		let (outcome, ending) = match dispute.verdict {
			Some(verdict) => (verdict.outcome, Ending::Curators),
			// Who says that a registered work is another's has to show it.
			None => (Outcome::Reject, Ending::Unruled),
		};
		Self::end(contribution, dispute, work, outcome, ending)
	}

	fn end(
		contribution: ContributionId,
		dispute: DisputeOf<T>,
		work: Disputable<T::AccountId>,
		outcome: Outcome,
		ending: Ending,
	) -> DispatchResult {
		Disputes::<T>::remove(DisputeKey::from(contribution));
		let parties = (&dispute.claimant, &work.owner);
		for (side, amount, goes) in bonds(&dispute, outcome, ending) {
			Self::settle_bond(parties, side, amount, goes)?;
		}
		// The claimant's bond is free by now, and more than the deposit that it takes over.
		match outcome {
			Outcome::Reject => (),
			Outcome::Strike => T::Registry::strike(contribution)?,
			Outcome::Transfer => T::Registry::transfer(contribution, &dispute.claimant)?,
		}
		let winner = match outcome {
			Outcome::Reject => Some(&work.payee),
			Outcome::Strike => None,
			Outcome::Transfer => Some(&dispute.claimant),
		};
		let held_back = T::Escrow::release(contribution, winner)?;
		Self::deposit_event(Event::DisputeEnded { contribution, outcome, ending, held_back });
		Ok(())
	}

	fn settle_bond(
		(claimant, owner): (&T::AccountId, &T::AccountId),
		side: Side,
		amount: Balance,
		goes: Goes,
	) -> DispatchResult {
		let (from, other) = match side {
			Side::Claimant => (claimant, owner),
			Side::Owner => (owner, claimant),
		};
		match goes {
			Goes::Back => {
				let reason = HoldReason::Bond.into();
				T::Currency::release(&reason, from, amount, Precision::Exact)?;
				T::Promises::changed(from);
				Ok(())
			}
			Goes::Over => Self::hand_over(from, other, amount),
			Goes::Treasury => Self::hand_over(from, &T::Treasury::get(), amount),
		}
	}

	/// Moves a bond to another account.
	fn hand_over(from: &T::AccountId, to: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Bond.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			// It must not fail. No vote needs it.
			Fortitude::Force,
		)?;
		T::Promises::changed(from);
		Ok(())
	}
}
