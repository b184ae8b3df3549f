// SPDX-License-Identifier: Apache-2.0

//! The end of a batch: everyone in it is credited, or, if it is void, channels are paid back.

use crate::*;
use alloc::vec::Vec;
use frame_support::{defensive, ensure, pallet_prelude::*, storage::with_storage_layer};
use openledger_primitives::{
	history::Outcome,
	interfaces::{Channels, Contributions, Ledger, Models, Source},
	limits::{MaxBatchModels, MaxRoyaltyStack, MaxSourceStack},
	shares::divide,
	Balance, BatchId, ContributionId, ModelId,
};
use openledger_promises::give_back;
use sp_runtime::Perbill;

/// The most entries of the ledger that a payment may take. A contribution takes, of each source, one
/// for the account that is paid for it, and one for what is held back while it is disputed.
const MOST_ENTRIES: u32 = {
	let (sources, royalties) = (MaxSourceStack::get().saturating_mul(2), MaxRoyaltyStack::get());
	if sources > royalties {
		sources
	} else {
		royalties
	}
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_finalize(id: BatchId, max: u32) -> Result<Work, DispatchError> {
		let batch = Batches::<T>::get(id).ok_or(Error::<T>::BatchNotFound)?;
		ensure!(batch.is_void || Self::is_finalizable(&batch), Error::<T>::NotFinalizable);
		let is_answered = batch.is_void || Self::first_demand(id).is_none();
		ensure!(is_answered, Error::<T>::DemandUnanswered);
		let has_room = |work: &Work| work.payments() < max;
		let work = Self::pay(id, batch, has_room)?;
		let has_paid = work != Work::default() || !Batches::<T>::contains_key(id);
		ensure!(has_paid, Error::<T>::NothingToPay);
		Ok(work)
	}

	pub(crate) fn is_finalizable(batch: &BatchOf<T>) -> bool {
		frame_system::Pallet::<T>::block_number() >= batch.finalizable_at
	}

	/// Pays contributions and then models, or refunds of a void batch, while there `has_room`; and
	/// closes the batch when none is left.
	pub(crate) fn pay(
		id: BatchId,
		mut batch: BatchOf<T>,
		has_room: impl Fn(&Work) -> bool,
	) -> Result<Work, DispatchError> {
		let mut work = Work::default();
		let left = if batch.is_refunded() {
			Self::pay_refunds(id, &mut work, has_room)?
		} else {
			let contributions = Self::pay_contributions(id, &mut batch, &mut work, &has_room)?;
			contributions.saturating_add(Self::pay_models(id, &mut batch, &mut work, has_room)?)
		};
		if left == 0 {
			Self::close(id, batch)?;
		} else if work != Work::default() {
			Batches::<T>::insert(id, batch);
			let left = u32::try_from(left).map_err(|_| Error::<T>::Overflow)?;
			Self::deposit_event(Event::BatchPaidPartly { batch: id, left });
		}
		Ok(work)
	}

	/// Returns how many contributions are left.
	fn pay_contributions(
		id: BatchId,
		batch: &mut BatchOf<T>,
		work: &mut Work,
		has_room: impl Fn(&Work) -> bool,
	) -> Result<usize, DispatchError> {
		if batch.is_void {
			return Ok(0);
		}
		let mut pending = Pending::<T>::get(id).ok_or(Error::<T>::BatchNotFound)?;
		while has_room(work) {
			let Some((contribution, amount)) = pending.pop() else { break };
			work.contributions = work.contributions.saturating_add(1);
			Self::credit_contribution(
				id,
				contribution,
				amount,
				&mut batch.to_treasury,
				&mut work.payees,
			)?;
		}
		let left = pending.len();
		if work.contributions > 0 {
			Pending::<T>::insert(id, pending);
		}
		Ok(left)
	}

	/// Returns how many models are left.
	fn pay_models(
		id: BatchId,
		batch: &mut BatchOf<T>,
		work: &mut Work,
		has_room: impl Fn(&Work) -> bool,
	) -> Result<usize, DispatchError> {
		while has_room(work) {
			let Some((model, amount)) = batch.models.pop() else { break };
			work.models = work.models.saturating_add(1);
			// What an answer that was refuted pays is no merit of anyone's.
			let earns_merit = !batch.is_void;
			Self::credit_model(
				id,
				model,
				amount,
				earns_merit,
				&mut batch.to_treasury,
				&mut work.payees,
			)?;
		}
		Ok(batch.models.len())
	}

	/// Returns how many channels are left.
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

	/// Gives a channel back what it paid; or owes it to the channel's payer, if the channel is closed,
	/// or its payer can't hold so little: with nothing free, less than the existential deposit.
	/// Whatever the reason is, other channels of the batch don't wait for it.
	fn refund_channel(id: BatchId, refund: Refund<AccountIdOf<T>>) -> DispatchResult {
		let Refund { channel, payer, amount } = refund;
		let refunded = with_storage_layer(|| {
			T::Ledger::refund_by(amount, |pot| {
				// Where nothing was moved, the ledger has to forget it, too.
				match T::Channels::refund(id, channel, amount, pot)? {
					true => Ok(()),
					false => Err(DispatchError::Unavailable),
				}
			})
		});
		if refunded.is_ok() {
			return Ok(());
		}
		T::Ledger::credit(&payer, amount, Source::Channel { batch: id, channel })
	}

	fn close(id: BatchId, batch: BatchOf<T>) -> DispatchResult {
		Pending::<T>::remove(id);
		Refunds::<T>::remove(id);
		Batches::<T>::remove(id);
		if !batch.is_refunded() {
			let source = Source::Operator { batch: id };
			T::Ledger::credit(&batch.operator, batch.to_operator, source)?;
			T::Ledger::pay_stakers(batch.to_stakers, Some(id))?;
			T::Ledger::pay_treasury(batch.to_treasury, Some(id))?;
		}
		if !batch.is_void && batch.payer.is_none() {
			T::Channels::relieve(&batch.operator, batch.fees)?;
		}
		give_back::<T::Currency, T::Promises, _>(
			&HoldReason::Batch.into(),
			batch.depositor(),
			batch.deposit,
		)?;
		Self::deposit_event(match (batch.is_void, &batch.payer) {
			(false, _) => {
				let leaf = Self::record(id, &batch, Outcome::Final)?;
				Event::BatchFinalized { batch: id, leaf }
			}
			(true, None) => Event::BatchRefunded { batch: id },
			(true, Some(_)) => Event::BatchClosed { batch: id },
		});
		Ok(())
	}

	/// Rewards whomever a contribution pays with their parts of `amount`.
	pub(crate) fn credit_contribution(
		batch: BatchId,
		contribution: ContributionId,
		amount: Balance,
		treasury: &mut Balance,
		count: &mut u32,
	) -> DispatchResult {
		let earners = T::Contributions::payees(contribution);
		Self::divide_among(earners, amount, treasury, count, |(work, payee), given| {
			let source = Source::Contribution { batch, contribution, work: *work };
			T::Ledger::reward_for(*work, payee, given, source)
		})
	}

	/// Credits a model's royalty stack with its parts of `amount`.
	pub(crate) fn credit_model(
		batch: BatchId,
		model: ModelId,
		amount: Balance,
		earns_merit: bool,
		treasury: &mut Balance,
		count: &mut u32,
	) -> DispatchResult {
		let give = if earns_merit { T::Ledger::reward } else { T::Ledger::credit };
		let payees = T::Models::payees(model);
		Self::divide_among(payees, amount, treasury, count, |payee, given| {
			give(payee, given, Source::Model { batch, model }).map(|()| 1)
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
		// Both are weighed with one payee, and the first model with the contributions.
		let models = T::WeightInfo::finalize_models(work.models.max(1))
			.saturating_sub(T::WeightInfo::finalize_models(1));
		let more = work.payees.saturating_sub(work.contributions).saturating_sub(work.models);
		let paid = T::WeightInfo::finalize(work.contributions)
			.saturating_add(models)
			.saturating_add(T::WeightInfo::credit(more));
		match work.refunds {
			0 => paid,
			refunds => paid.max(T::WeightInfo::refund(refunds)),
		}
	}
}

impl Work {
	/// The payments that were made.
	pub(crate) fn payments(&self) -> u32 {
		self.contributions.saturating_add(self.models).max(self.refunds)
	}

	/// The most that a call with room for `max` can do.
	pub(crate) fn most(max: u32) -> Self {
		let models = max.min(MaxBatchModels::get());
		// As many as if all were contributions, each of which has one that is not counted as more; and
		// so has each model.
		let payees = max.saturating_mul(MOST_ENTRIES).saturating_add(models);
		Self { contributions: max, models, payees, refunds: max }
	}

	/// With another contribution or model of as many payees as one may have, or another refund, and
	/// then the batch's end.
	pub(crate) fn with_one_more(self) -> Self {
		// One for each that is not counted as more, as in `most`.
		let payees = self.payees.saturating_add(MOST_ENTRIES).saturating_add(1);
		Self {
			contributions: self.contributions.saturating_add(1),
			models: self.models.saturating_add(1),
			payees,
			refunds: self.refunds.saturating_add(1),
		}
	}
}
