// SPDX-License-Identifier: Apache-2.0

//! What the calls do, until a dispute ends.

use crate::*;
use frame_support::{ensure, pallet_prelude::*, traits::fungible::MutateHold};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	interfaces::{self, Disputable, DisputedRegistry, Escrow, Promises},
	Balance, ContributionId,
};
use sp_runtime::traits::CheckedAdd;

/// Whether an account may rule as a curator: it is one, no party, and not chosen by a party either.
fn is_judge<AccountId: PartialEq>(
	who: &AccountId,
	claimant: &AccountId,
	work: &Disputable<AccountId>,
) -> bool {
	let is_party = |account: &AccountId| account == claimant || *account == work.owner;
	work.curators.contains(who) && !is_party(who) && !is_party(&work.datanet_owner)
}

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	fn after(
		start: BlockNumberFor<T>,
		period: BlockNumberFor<T>,
	) -> Result<BlockNumberFor<T>, Error<T>> {
		start.checked_add(&period).ok_or(Error::Overflow)
	}

	/// An open dispute.
	pub(crate) fn open_dispute(contribution: ContributionId) -> Result<DisputeOf<T>, Error<T>> {
		Disputes::<T>::get(DisputeKey::from(contribution)).ok_or(Error::DisputeNotFound)
	}

	/// A contribution that is or can be disputed.
	pub(crate) fn work(contribution: ContributionId) -> Result<Disputable<T::AccountId>, Error<T>> {
		T::Registry::disputable(contribution).ok_or(Error::NotDisputable)
	}

	/// The side that an account is on.
	pub(crate) fn side(
		who: &T::AccountId,
		dispute: &DisputeOf<T>,
		work: &Disputable<T::AccountId>,
	) -> Result<Side, Error<T>> {
		if *who == dispute.claimant {
			Ok(Side::Claimant)
		} else if *who == work.owner {
			Ok(Side::Owner)
		} else {
			Err(Error::NotParty)
		}
	}

	/// Holds a bond. It may go to another account, and so must not stand behind a vote.
	fn hold_bond(who: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::hold(&HoldReason::Bond.into(), who, amount)?;
		T::Promises::ensure_kept(who)
	}

	pub(crate) fn do_open(
		claimant: T::AccountId,
		contribution: ContributionId,
		bond: Balance,
		evidence: Evidence,
	) -> DispatchResult {
		let key = DisputeKey::from(contribution);
		ensure!(!Disputes::<T>::contains_key(key), Error::<T>::AlreadyDisputed);
		let work = Self::work(contribution)?;
		ensure!(work.owner != claimant, Error::<T>::OwnWork);
		ensure!(bond >= T::MinBond::get(), Error::<T>::BondTooLow);
		let answer_by = Self::after(Self::now(), T::AnswerPeriod::get())?;
		let curators_by = match work.curators.iter().any(|who| is_judge(who, &claimant, &work)) {
			true => Some(Self::after(answer_by, T::CuratorsPeriod::get())?),
			false => None,
		};
		let expires = Self::after(curators_by.unwrap_or(answer_by), T::GovernancePeriod::get())?;
		Self::hold_bond(&claimant, bond)?;
		T::Escrow::hold_back(contribution, bond);
		let dispute = Dispute {
			claimant: claimant.clone(),
			bond,
			evidence: evidence.clone(),
			answer_by,
			curators_by,
			expires,
			answer: None,
			verdict: None,
			appeal: None,
		};
		Disputes::<T>::insert(key, dispute);
		Self::deposit_event(Event::DisputeOpened {
			contribution,
			claimant,
			bond,
			evidence,
			answer_by,
		});
		Ok(())
	}

	pub(crate) fn do_raise(
		claimant: T::AccountId,
		contribution: ContributionId,
		amount: Balance,
	) -> DispatchResult {
		let mut dispute = Self::open_dispute(contribution)?;
		ensure!(dispute.claimant == claimant, Error::<T>::NotClaimant);
		ensure!(amount > 0, Error::<T>::BondTooLow);
		ensure!(dispute.stage(Self::now()) != Stage::Over, Error::<T>::TooLate);
		let bond = dispute.bond.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Self::hold_bond(&claimant, amount)?;
		T::Escrow::hold_back(contribution, bond);
		dispute.bond = bond;
		Disputes::<T>::insert(DisputeKey::from(contribution), dispute);
		Self::deposit_event(Event::BondRaised { contribution, bond });
		Ok(())
	}

	pub(crate) fn do_answer(
		owner: T::AccountId,
		contribution: ContributionId,
		evidence: Evidence,
	) -> DispatchResult {
		let mut dispute = Self::open_dispute(contribution)?;
		ensure!(Self::work(contribution)?.owner == owner, Error::<T>::NotOwner);
		ensure!(dispute.answer.is_none(), Error::<T>::AlreadyAnswered);
		let is_in_time = matches!(dispute.stage(Self::now()), Stage::Answer { .. });
		ensure!(is_in_time, Error::<T>::TooLate);
		let bond = T::MinBond::get();
		Self::hold_bond(&owner, bond)?;
		dispute.answer = Some(Answer { bond, evidence: evidence.clone() });
		Disputes::<T>::insert(DisputeKey::from(contribution), dispute);
		Self::deposit_event(Event::DisputeAnswered { contribution, owner, bond, evidence });
		Ok(())
	}

	pub(crate) fn do_rule(
		curator: T::AccountId,
		contribution: ContributionId,
		outcome: Outcome,
	) -> DispatchResult {
		let mut dispute = Self::open_dispute(contribution)?;
		let work = Self::work(contribution)?;
		ensure!(is_judge(&curator, &dispute.claimant, &work), Error::<T>::NotJudge);
		match dispute.stage(Self::now()) {
			Stage::Curators { .. } => (),
			Stage::Answer { .. } => return Err(Error::<T>::TooEarly.into()),
			Stage::Ruled { .. } | Stage::Governance { .. } | Stage::Over => {
				return Err(Error::<T>::TooLate.into());
			}
		}
		let appeal_by = Self::after(Self::now(), T::AppealPeriod::get())?;
		dispute.verdict = Some(Verdict { outcome, appeal_by });
		Disputes::<T>::insert(DisputeKey::from(contribution), dispute);
		Self::deposit_event(Event::CuratorRuled { contribution, curator, outcome, appeal_by });
		Ok(())
	}

	pub(crate) fn do_appeal(who: T::AccountId, contribution: ContributionId) -> DispatchResult {
		let mut dispute = Self::open_dispute(contribution)?;
		let side = Self::side(&who, &dispute, &Self::work(contribution)?)?;
		let verdict = dispute.verdict.ok_or(Error::<T>::NotRuled)?;
		let is_in_time = matches!(dispute.stage(Self::now()), Stage::Ruled { .. });
		ensure!(is_in_time, Error::<T>::TooLate);
		let best = match side {
			Side::Claimant => Outcome::Transfer,
			Side::Owner => Outcome::Reject,
		};
		ensure!(verdict.outcome != best, Error::<T>::Won);
		let bond = T::AppealBond::get();
		let expires = Self::after(Self::now(), T::GovernancePeriod::get())?;
		Self::hold_bond(&who, bond)?;
		dispute.appeal = Some(Appeal { side, bond, expires });
		Disputes::<T>::insert(DisputeKey::from(contribution), dispute);
		Self::deposit_event(Event::RulingAppealed { contribution, who, bond, expires });
		Ok(())
	}
}

impl<T: Config> interfaces::Disputes for Pallet<T> {
	fn is_open(contribution: ContributionId) -> bool {
		Disputes::<T>::contains_key(DisputeKey::from(contribution))
	}
}
