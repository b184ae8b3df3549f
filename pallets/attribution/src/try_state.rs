// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{interfaces::Ledger, Balance, BatchId, ChannelId};
use sp_runtime::{traits::UniqueSaturatedInto, TryRuntimeError};

/// What records say is held, by account: for batches, as bond, in channels, for other records and
/// for demands.
type Held<T> = BTreeMap<AccountIdOf<T>, [Balance; 5]>;

const REASONS: [HoldReason; 5] = [
	HoldReason::Batch,
	HoldReason::Bond,
	HoldReason::Channel,
	HoldReason::Record,
	HoldReason::Demand,
];

impl<T: Config> Pallet<T> {
	/// - What is collected and not yet owed is exactly what batches have still to pay, or to pay
	///   back.
	/// - No batch pays more than its fees.
	/// - An operator's exposure is the fees of its batches that channels paid for and that are
	///   neither final nor void; its last is due no later than it says.
	/// - Of every account exactly what its records say is held, for each reason.
	/// - Ids are below their counters, and no batch is left below the next to finalise.
	/// - Each batch has one turn: when it is due, or, where that is over or it is void, no later than
	///   in the next block. So have turns of batches that are gone.
	/// - Of a void batch that one account paid for nothing is held. A demand is about a receipt that
	///   its batch has, and while that is pending ends in time to refute what it shows.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = Held::<T>::new();
		let exposures = Self::try_batches(&mut held)?;
		Self::try_operators(&mut held, exposures)?;
		Self::try_channels(&mut held)?;
		Self::try_demands(&mut held)?;
		Self::try_turns()?;
		for (who, amounts) in held {
			for (reason, amount) in REASONS.into_iter().zip(amounts) {
				let on_hold = T::Currency::balance_on_hold(&reason.into(), &who);
				ensure!(on_hold == amount, "what is held is not what records say");
			}
		}
		Ok(())
	}

	fn hold(held: &mut Held<T>, reason: HoldReason, who: &AccountIdOf<T>, amount: Balance) {
		let sums = held.entry(who.clone()).or_default();
		for (sum, _) in sums.iter_mut().zip(REASONS).filter(|(_, other)| *other == reason) {
			*sum = sum.saturating_add(amount);
		}
	}

	/// Returns what the batches expose their operators to.
	fn try_batches(
		held: &mut Held<T>,
	) -> Result<BTreeMap<AccountIdOf<T>, Balance>, TryRuntimeError> {
		ensure!(NextToFinalise::<T>::get() <= NextBatchId::<T>::get(), "finalised beyond the last");
		let mut exposures = BTreeMap::<_, Balance>::new();
		let (mut total, mut pending, mut refunded): (Balance, usize, usize) = (0, 0, 0);
		for (id, batch) in Batches::<T>::iter() {
			ensure!(id < NextBatchId::<T>::get(), "batch id not yet given");
			ensure!(id >= NextToFinalise::<T>::get(), "batch passed over");
			let left = Self::left_to_pay(id, &batch)?;
			ensure!(left <= batch.fees, "a batch pays more than its fees");
			total = total.checked_add(left).ok_or("pending payments overflow")?;
			pending = pending.saturating_add(usize::from(!batch.is_void));
			refunded = refunded.saturating_add(usize::from(batch.payer.is_none()));
			Self::hold(held, HoldReason::Batch, batch.depositor(), batch.deposit);
			if batch.payer.is_none() && !batch.is_void {
				let operator = Operators::<T>::get(&batch.operator).ok_or("no such operator")?;
				ensure!(operator.last_due >= batch.due, "a batch is due later than the last");
				let sum = exposures.entry(batch.operator).or_default();
				*sum = sum.saturating_add(batch.fees);
			}
		}
		ensure!(Pending::<T>::iter_keys().count() == pending, "payments without batch");
		ensure!(Refunds::<T>::iter_keys().count() == refunded, "refunds without batch");
		ensure!(total == T::Ledger::collected(), "collected is not what is pending");
		Ok(exposures)
	}

	/// What a batch has still to pay, or to pay back.
	fn left_to_pay(id: BatchId, batch: &BatchOf<T>) -> Result<Balance, TryRuntimeError> {
		let refunds = Refunds::<T>::get(id);
		ensure!(refunds.is_some() == batch.payer.is_none(), "who paid is not known");
		let paid: Balance =
			refunds.iter().flatten().map(|refund| refund.amount).fold(0, Balance::saturating_add);
		if batch.is_void {
			ensure!(!Pending::<T>::contains_key(id), "a void batch pays contributions");
			if batch.payer.is_none() {
				return Ok(paid);
			}
			ensure!(batch.deposit == 0, "a payer's deposit was not slashed");
		}
		ensure!(batch.payer.is_some() || paid == batch.fees, "channels paid other than the fees");
		let pending = Pending::<T>::get(id);
		ensure!(pending.is_some() != batch.is_void, "batch without payments");
		let pending = pending.unwrap_or_default();
		[batch.to_operator, batch.to_model, batch.to_stakers, batch.to_treasury]
			.into_iter()
			.chain(pending.iter().map(|(_, amount)| *amount))
			.try_fold(0, Balance::checked_add)
			.ok_or_else(|| "a batch's payments overflow".into())
	}

	fn try_operators(
		held: &mut Held<T>,
		mut exposures: BTreeMap<AccountIdOf<T>, Balance>,
	) -> Result<(), TryRuntimeError> {
		for (who, operator) in Operators::<T>::iter() {
			let exposure = exposures.remove(&who).unwrap_or_default();
			ensure!(operator.exposure == exposure, "exposure is not what is pending");
			let parts = operator.unbonding.iter().map(|part| part.amount);
			let bonded = parts.fold(operator.bond, Balance::saturating_add);
			Self::hold(held, HoldReason::Bond, &who, bonded);
			Self::hold(held, HoldReason::Record, &who, operator.deposit);
		}
		ensure!(exposures.is_empty(), "a batch without operator");
		Ok(())
	}

	fn try_channels(held: &mut Held<T>) -> Result<(), TryRuntimeError> {
		for (key, channel) in Channels::<T>::iter() {
			let id = ChannelId::from(key);
			ensure!(id < NextChannelId::<T>::get(), "channel id not yet given");
			Self::hold(held, HoldReason::Channel, &channel.payer, channel.funds);
			Self::hold(held, HoldReason::Record, &channel.payer, channel.deposit);
		}
		Ok(())
	}

	fn try_turns() -> Result<(), TryRuntimeError> {
		let as_number = |block: BlockNumberFor<T>| -> u64 { block.unique_saturated_into() };
		let now = as_number(frame_system::Pallet::<T>::block_number());
		let mut seen = BTreeSet::new();
		for (from, id) in Turns::<T>::iter_keys() {
			let (from, id): (u64, BatchId) = (from.into(), id.into());
			let batch = Batches::<T>::get(id);
			let waits = batch.as_ref().filter(|batch| !batch.is_void && !Self::is_due(batch));
			match waits {
				Some(batch) => ensure!(from == as_number(batch.due), "untimely turn"),
				None => ensure!(from <= now.saturating_add(1), "a turn that comes too late"),
			}
			ensure!(batch.is_none() || seen.insert(id), "a batch with two turns");
		}
		ensure!(Batches::<T>::iter_keys().count() == seen.len(), "a batch without a turn");
		Ok(())
	}

	fn try_demands(held: &mut Held<T>) -> Result<(), TryRuntimeError> {
		for (id, (receipt, _), demand) in Demands::<T>::iter() {
			ensure!(id < NextBatchId::<T>::get(), "a demand about a batch that never was");
			if let Some(batch) = Batches::<T>::get(id) {
				ensure!(receipt < batch.receipts, "a demand about a receipt that never was");
				ensure!(demand.due < batch.due, "a demand that ends too late");
			}
			Self::hold(held, HoldReason::Demand, &demand.demander, demand.bond);
		}
		Ok(())
	}
}
