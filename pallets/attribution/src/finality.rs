// SPDX-License-Identifier: Apache-2.0

//! The end of a batch: everyone in it is credited, or, if it is void, channels are paid back.

use crate::*;
use alloc::vec::Vec;
use frame_support::{defensive, ensure, pallet_prelude::*};
use openledger_primitives::{
	interfaces::{Contributions, Ledger, Models},
	limits::{MaxRoyaltyStack, MaxSourceStack},
	shares::divide,
	Balance, BatchId, ContributionId,
};
use sp_runtime::Perbill;

/// The most entries of the ledger that a contribution may be paid to: of each source one for the
/// account that is paid for it, and one for what is held back while it is disputed.
const MOST_ENTRIES: u32 = MaxSourceStack::get().saturating_mul(2);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_finalise(id: BatchId, max: u32) -> Result<Work, DispatchError> {
		let batch = Batches::<T>::get(id).ok_or(Error::<T>::BatchNotFound)?;
		ensure!(batch.is_void || Self::is_due(&batch), Error::<T>::NotDue);
		let is_answered = batch.is_void || Self::first_demand(id).is_none();
		ensure!(is_answered, Error::<T>::DemandUnanswered);
		let has_room = |work: &Work| work.contributions.max(work.refunds) < max;
		let work = Self::pay(id, batch, has_room)?;
		let has_paid = work != Work::default() || !Batches::<T>::contains_key(id);
		ensure!(has_paid, Error::<T>::NothingToPay);
		Ok(work)
	}

	pub(crate) fn is_due(batch: &BatchOf<T>) -> bool {
		frame_system::Pallet::<T>::block_number() >= batch.due
	}

	/// Pays contributions, or refunds of a void batch, while there `has_room`; and closes the batch
	/// when none is left.
	pub(crate) fn pay(
		id: BatchId,
		mut batch: BatchOf<T>,
		has_room: impl Fn(&Work) -> bool,
	) -> Result<Work, DispatchError> {
		let mut work = Work::default();
		let left = if batch.is_void {
			Self::pay_refunds(id, &mut work, has_room)?
		} else {
			Self::pay_contributions(id, &mut batch, &mut work, has_room)?
		};
		if left == 0 {
			Self::close(id, batch, &mut work)?;
		} else if work != Work::default() {
			Batches::<T>::insert(id, batch);
			let left = u32::try_from(left).map_err(|_| Error::<T>::Overflow)?;
			Self::deposit_event(Event::BatchPaidPartly { batch: id, left });
		}
		Ok(work)
	}

	fn pay_contributions(
		id: BatchId,
		batch: &mut BatchOf<T>,
		work: &mut Work,
		has_room: impl Fn(&Work) -> bool,
	) -> Result<usize, DispatchError> {
		let mut pending = Pending::<T>::get(id).ok_or(Error::<T>::BatchNotFound)?;
		while has_room(work) {
			let Some((contribution, amount)) = pending.pop() else { break };
			work.contributions = work.contributions.saturating_add(1);
			Self::credit_contribution(
				contribution,
				amount,
				&mut batch.to_treasury,
				&mut work.payees,
			)?;
		}
		let left = pending.len();
		if left > 0 && work.contributions > 0 {
			Pending::<T>::insert(id, pending);
		}
		Ok(left)
	}

	fn pay_refunds(
		id: BatchId,
		work: &mut Work,
		has_room: impl Fn(&Work) -> bool,
	) -> Result<usize, DispatchError> {
		let mut refunds = Refunds::<T>::get(id).unwrap_or_default();
		while has_room(work) {
			let Some(refund) = refunds.pop() else { break };
			work.refunds = work.refunds.saturating_add(1);
			Self::refund_channel(id, refund)?;
		}
		let left = refunds.len();
		if left > 0 && work.refunds > 0 {
			Refunds::<T>::insert(id, refunds);
		}
		Ok(left)
	}

	fn close(id: BatchId, mut batch: BatchOf<T>, work: &mut Work) -> DispatchResult {
		Pending::<T>::remove(id);
		Refunds::<T>::remove(id);
		Batches::<T>::remove(id);
		let is_refunded = batch.is_void && batch.payer.is_none();
		if !is_refunded {
			let payees = T::Models::payees(batch.model);
			// What an answer that was refuted pays is no merit of anyone's.
			let give = if batch.is_void { T::Ledger::credit } else { T::Ledger::reward };
			let (to_model, treasury) = (batch.to_model, &mut batch.to_treasury);
			Self::divide_among(payees, to_model, treasury, &mut work.payees, |payee, given| {
				give(payee, given).map(|()| 1)
			})?;
			T::Ledger::credit(&batch.operator, batch.to_operator)?;
			T::Ledger::pay_stakers(batch.to_stakers)?;
			T::Ledger::pay_treasury(batch.to_treasury)?;
		}
		if !batch.is_void {
			Self::relieve(&batch)?;
		}
		Self::give_back(HoldReason::Batch, batch.depositor(), batch.deposit)?;
		Self::deposit_event(match is_refunded {
			true => Event::BatchRefunded { batch: id },
			false => Event::BatchFinalised { batch: id },
		});
		Ok(())
	}

	/// Rewards whomever a contribution pays with their parts of `amount`.
	pub(crate) fn credit_contribution(
		contribution: ContributionId,
		amount: Balance,
		treasury: &mut Balance,
		count: &mut u32,
	) -> DispatchResult {
		let earners = T::Contributions::payees(contribution);
		Self::divide_among(earners, amount, treasury, count, |(contribution, payee), given| {
			T::Ledger::reward_for(*contribution, payee, given)
		})
	}

	/// Gives `payees` their parts of `amount` by `give`, which returns how many entries of the ledger
	/// it took; what is left goes to `treasury`.
	fn divide_among<Who>(
		payees: Option<Vec<(Who, Perbill)>>,
		amount: Balance,
		treasury: &mut Balance,
		count: &mut u32,
		give: impl Fn(&Who, Balance) -> Result<u32, DispatchError>,
	) -> DispatchResult {
		let payees = payees.unwrap_or_else(|| {
			defensive!("what earned the money is registered for good");
			Vec::new()
		});
		let (parts, left) = divide(amount, payees);
		for (payee, given) in parts {
			*count = count.saturating_add(give(&payee, given)?);
		}
		*treasury = treasury.checked_add(left).ok_or(Error::<T>::Overflow)?;
		Ok(())
	}

	/// What paying costs, the batch's end included.
	pub(crate) fn weight_of(work: &Work) -> Weight {
		// Weighed with one payee for each contribution, and one for the model.
		let more = work.payees.saturating_sub(work.contributions).saturating_sub(1);
		let paid =
			T::WeightInfo::finalise(work.contributions).saturating_add(T::WeightInfo::credit(more));
		match work.refunds {
			0 => paid,
			refunds => paid.max(T::WeightInfo::refund(refunds)),
		}
	}
}

impl Work {
	/// The most that a call with room for `max` can do.
	pub(crate) fn most(max: u32) -> Self {
		let sources = max.saturating_mul(MOST_ENTRIES);
		Self {
			contributions: max,
			payees: sources.saturating_add(MaxRoyaltyStack::get()),
			refunds: max,
		}
	}

	/// With another contribution of as many payees as one may have, or another refund, and then the
	/// batch's end.
	pub(crate) fn with_one_more(self) -> Self {
		let payees = MOST_ENTRIES.saturating_add(MaxRoyaltyStack::get());
		Self {
			contributions: self.contributions.saturating_add(1),
			payees: self.payees.saturating_add(payees),
			refunds: self.refunds.saturating_add(1),
		}
	}
}
