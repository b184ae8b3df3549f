// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use openledger_primitives::{interfaces::Ledger, Balance};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - What is collected and not yet owed is exactly what pending batches have still to pay.
	/// - No batch pays more than its fees.
	/// - Of every payer exactly the deposits of its pending batches are held.
	/// - Batches and pending payments have the same ids, below the counter.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut total: Balance = 0;
		let mut batches: usize = 0;
		let mut held = BTreeMap::<_, Balance>::new();
		for (id, batch) in Batches::<T>::iter() {
			ensure!(id < NextBatchId::<T>::get(), "batch id not yet given");
			let pending = Pending::<T>::get(id).ok_or("batch without payments")?;
			let due = [batch.to_operator, batch.to_model, batch.to_stakers, batch.to_treasury]
				.into_iter()
				.chain(pending.iter().map(|(_, amount)| *amount))
				.try_fold(0, Balance::checked_add)
				.ok_or("a batch's payments overflow")?;
			ensure!(due <= batch.fees, "a batch pays more than its fees");
			total = total.checked_add(due).ok_or("pending payments overflow")?;
			batches = batches.saturating_add(1);
			let sum = held.entry(batch.payer).or_default();
			*sum = sum.saturating_add(batch.deposit);
		}
		ensure!(Pending::<T>::iter_keys().count() == batches, "payments without batch");
		for (payer, deposits) in held {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Batch.into(), &payer);
			ensure!(on_hold == deposits, "deposits of batches");
		}
		ensure!(total == T::Ledger::collected(), "collected is not what is pending");
		Ok(())
	}
}
