// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame_support::{ensure, traits::fungible::InspectHold};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{interfaces::Ledger, Balance, BatchId};
use sp_runtime::{traits::UniqueSaturatedInto, TryRuntimeError};

/// What records say is held, by account: for batches and for demands.
type Held<T> = BTreeMap<AccountIdOf<T>, [Balance; 2]>;

const REASONS: [HoldReason; 2] = [HoldReason::Batch, HoldReason::Demand];

impl<T: Config> Pallet<T> {
	/// - What is collected and not yet owed is exactly what batches have still to pay, or to pay
	///   back.
	/// - No batch pays more than its fees. Its models ascend.
	/// - A batch that channels paid for knows its operator's keys, and one that an account paid for has
	///   none.
	/// - Of every account exactly what its records say is held, for each reason.
	/// - Ids are below their counter, and no batch is left below the next to finalize.
	/// - The history has a leaf for each batch that was settled, and one for each that is final or
	///   void; and a peak for each bit of that number.
	/// - Each batch has one turn: when it can be finalized, or, where that is over or it is void, no
	///   later than in the next block. So have turns of batches that are gone.
	/// - Of a void batch that one account paid for nothing is held. A demand is about a receipt that
	///   its batch has, and while that is pending ends in time to refute what it shows.
	/// - The span parameters before the last changes are others.
	///
	/// That operators are exposed to the fees of their pending batches, and no bond is free before the
	/// last of them can be finalized, is for whoever knows [`Config::Channels`].
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = Held::<T>::new();
		Self::try_batches(&mut held)?;
		Self::try_demands(&mut held)?;
		Self::try_turns()?;
		Self::try_history()?;
		let seen = SpanParamsSeen::<T>::get();
		let is_changed = |SeenSpanParams { current, former }: SeenSpanParams<BlockNumberFor<T>>| {
			let all: Vec<_> = former.iter().map(|(params, _)| *params).chain([current]).collect();
			all.iter()
				.enumerate()
				.all(|(n, params)| !all.iter().skip(n.saturating_add(1)).any(|p| p == params))
		};
		ensure!(seen.is_none_or(is_changed), "span parameters that did not change");
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

	fn try_batches(held: &mut Held<T>) -> Result<(), TryRuntimeError> {
		ensure!(NextToFinalize::<T>::get() <= NextBatchId::<T>::get(), "finalized beyond the last");
		let (mut total, mut pending, mut refunded): (Balance, usize, usize) = (0, 0, 0);
		for (id, batch) in Batches::<T>::iter() {
			ensure!(id < NextBatchId::<T>::get(), "batch id not yet given");
			ensure!(id >= NextToFinalize::<T>::get(), "batch passed over");
			ensure!(
				batch.signers.is_empty() == batch.payer.is_some(),
				"signers of a payer's batch"
			);
			let mut pairs = batch.models.iter().zip(batch.models.iter().skip(1));
			ensure!(pairs.all(|((a, _), (b, _))| a < b), "models do not ascend");
			let left = Self::left_to_pay(id, &batch)?;
			ensure!(left <= batch.fees, "a batch pays more than its fees");
			total = total.checked_add(left).ok_or("pending payments overflow")?;
			pending = pending.saturating_add(usize::from(!batch.is_void));
			refunded = refunded.saturating_add(usize::from(batch.payer.is_none()));
			Self::hold(held, HoldReason::Batch, batch.depositor(), batch.deposit);
		}
		ensure!(Pending::<T>::iter_keys().count() == pending, "payments without batch");
		ensure!(Refunds::<T>::iter_keys().count() == refunded, "refunds without batch");
		ensure!(total == T::Ledger::collected(), "collected is not what is pending");
		Ok(())
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
		[batch.to_operator, batch.to_stakers, batch.to_treasury]
			.into_iter()
			.chain(batch.models.iter().map(|(_, amount)| *amount))
			.chain(pending.iter().map(|(_, amount)| *amount))
			.try_fold(0, Balance::checked_add)
			.ok_or_else(|| "a batch's payments overflow".into())
	}

	fn try_history() -> Result<(), TryRuntimeError> {
		let history = History::<T>::get();
		let pending = Batches::<T>::iter_values().filter(|batch| !batch.is_void).count();
		let pending = u64::try_from(pending).unwrap_or(u64::MAX);
		let expected = NextBatchId::<T>::get().saturating_mul(2).saturating_sub(pending);
		ensure!(history.leaves == expected, "the history has other leaves than batches give");
		let peaks = u32::try_from(history.peaks.len()).unwrap_or(u32::MAX);
		ensure!(peaks == history.leaves.count_ones(), "the history has other peaks than leaves");
		Ok(())
	}

	fn try_turns() -> Result<(), TryRuntimeError> {
		let as_number = |block: BlockNumberFor<T>| -> u64 { block.unique_saturated_into() };
		let now = as_number(frame_system::Pallet::<T>::block_number());
		let mut seen = BTreeSet::new();
		for (from, id) in Turns::<T>::iter_keys() {
			let (from, id): (u64, BatchId) = (from.into(), id.into());
			let batch = Batches::<T>::get(id);
			let waits =
				batch.as_ref().filter(|batch| !batch.is_void && !Self::is_finalizable(batch));
			match waits {
				Some(batch) => ensure!(from == as_number(batch.finalizable_at), "untimely turn"),
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
				ensure!(demand.respond_by < batch.finalizable_at, "a demand that ends too late");
			}
			Self::hold(held, HoldReason::Demand, &demand.demander, demand.bond);
		}
		Ok(())
	}
}
