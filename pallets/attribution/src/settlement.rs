// SPDX-License-Identifier: Apache-2.0

//! What the calls do.

use crate::*;
use alloc::vec::Vec;
use frame_support::{
	defensive, ensure,
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision},
};
use openledger_primitives::{
	deposit::deposit,
	interfaces::{Contributions, Ledger, Models, Payees},
	merkle,
	receipt::{CompactReceipt, ReceiptError},
	shares::divide,
	Balance, BatchId, ModelId,
};
use sp_runtime::traits::{BlakeTwo256, CheckedAdd};

impl<T> From<ReceiptError> for Error<T> {
	fn from(error: ReceiptError) -> Self {
		match error {
			ReceiptError::OutputLength => Error::InvalidOutputLength,
			ReceiptError::MalformedCredits => Error::MalformedCredits,
			ReceiptError::TooManyPoints => Error::TooManyPoints,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_settle_one(
		payer: T::AccountId,
		model: ModelId,
		operator: T::AccountId,
		receipt: CompactReceipt,
	) -> DispatchResult {
		let terms = T::Models::terms(model).ok_or(Error::<T>::ModelNotFound)?;
		ensure!(terms.is_active, Error::<T>::ModelNotActive);
		ensure!(terms.is_commercial, Error::<T>::ModelNotCommercial);
		ensure!(receipt.fee > 0 && receipt.fee >= terms.price_floor, Error::<T>::FeeBelowFloor);
		ensure!(receipt.rule == T::SpanParams::get(), Error::<T>::RuleNotInForce);
		let capacity = receipt.check().map_err(Error::<T>::from)?;
		Self::ensure_in_corpus(model, &receipt)?;

		let points: Vec<u32> = receipt.credits.iter().map(|credit| credit.points).collect();
		let payments = T::FeeSplit::get()
			.divide(receipt.fee, &points, capacity)
			.ok_or(Error::<T>::TooManyPoints)?;
		T::Ledger::collect(&payer, receipt.fee)?;

		let contributions: Vec<_> = receipt
			.credits
			.iter()
			.zip(payments.contributions)
			.map(|(credit, amount)| (credit.contribution, amount))
			.filter(|(_, amount)| *amount > 0)
			.collect();
		let root = merkle::root::<BlakeTwo256>(&[receipt.leaf::<BlakeTwo256>()])
			.ok_or(Error::<T>::Overflow)?;
		let due = frame_system::Pallet::<T>::block_number()
			.checked_add(&T::ChallengeWindow::get())
			.ok_or(Error::<T>::Overflow)?;
		let batch = NextBatchId::<T>::get();
		NextBatchId::<T>::put(batch.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let contributions =
			ContributionPayments::try_from(contributions).map_err(|_| Error::<T>::Overflow)?;
		let mut record = Batch {
			model,
			payer,
			operator,
			fees: receipt.fee,
			receipts: 1,
			root,
			rule: receipt.rule,
			deposit: 0,
			due,
			to_operator: payments.operator,
			to_model: payments.model,
			to_stakers: payments.stakers,
			to_treasury: payments.platform,
		};
		record.deposit =
			deposit(T::DepositBase::get(), T::DepositPerByte::get(), &(&record, &contributions));
		T::Currency::hold(&HoldReason::Batch.into(), &record.payer, record.deposit)?;
		Batches::<T>::insert(batch, &record);
		Pending::<T>::insert(batch, contributions);
		Self::deposit_event(Event::BatchSettled {
			batch,
			model,
			payer: record.payer,
			operator: record.operator,
			fees: record.fees,
			receipts: record.receipts,
			root,
			due,
		});
		Ok(())
	}

	fn ensure_in_corpus(model: ModelId, receipt: &CompactReceipt) -> Result<(), Error<T>> {
		let corpus = T::Models::corpus(model).ok_or(Error::ModelNotFound)?;
		let is_in_corpus = |contribution| {
			T::Contributions::position(contribution)
				.is_some_and(|position| corpus.contains(&position))
		};
		ensure!(
			receipt.credits.iter().all(|credit| is_in_corpus(credit.contribution)),
			Error::NotInCorpus
		);
		Ok(())
	}

	pub(crate) fn do_finalise(id: BatchId, max: u32) -> Result<Work, DispatchError> {
		let mut batch = Batches::<T>::get(id).ok_or(Error::<T>::BatchNotFound)?;
		ensure!(frame_system::Pallet::<T>::block_number() >= batch.due, Error::<T>::NotDue);
		let mut pending = Pending::<T>::get(id).ok_or(Error::<T>::BatchNotFound)?;
		ensure!(max > 0 || pending.is_empty(), Error::<T>::NothingToPay);

		let mut work = Work::default();
		while work.contributions < max {
			let Some((contribution, amount)) = pending.pop() else { break };
			let payees = T::Contributions::payees(contribution);
			work.contributions = work.contributions.saturating_add(1);
			Self::credit(payees, amount, &mut batch.to_treasury, &mut work.payees)?;
		}
		if pending.is_empty() {
			Self::close(id, batch, &mut work.payees)?;
		} else {
			let left = u32::try_from(pending.len()).map_err(|_| Error::<T>::Overflow)?;
			Pending::<T>::insert(id, pending);
			Batches::<T>::insert(id, batch);
			Self::deposit_event(Event::BatchPaidPartly { batch: id, left });
		}
		Ok(work)
	}

	fn close(id: BatchId, mut batch: BatchOf<T>, payees_paid: &mut u32) -> DispatchResult {
		Pending::<T>::remove(id);
		Batches::<T>::remove(id);
		let payees = T::Models::payees(batch.model);
		Self::credit(payees, batch.to_model, &mut batch.to_treasury, payees_paid)?;
		T::Ledger::credit(&batch.operator, batch.to_operator)?;
		T::Ledger::pay_stakers(batch.to_stakers)?;
		T::Ledger::pay_treasury(batch.to_treasury)?;
		T::Currency::release(
			&HoldReason::Batch.into(),
			&batch.payer,
			batch.deposit,
			Precision::Exact,
		)?;
		Self::deposit_event(Event::BatchFinalised { batch: id });
		Ok(())
	}

	/// Credits `payees` with their parts of `amount`; what is left goes to `treasury`.
	pub(crate) fn credit(
		payees: Option<Payees<T::AccountId>>,
		amount: Balance,
		treasury: &mut Balance,
		count: &mut u32,
	) -> DispatchResult {
		let payees = payees.unwrap_or_else(|| {
			defensive!("what earned the money is registered for good");
			Payees::<T::AccountId>::new()
		});
		let (parts, left) = divide(amount, payees);
		for (payee, given) in parts {
			T::Ledger::credit(&payee, given)?;
			*count = count.saturating_add(1);
		}
		*treasury = treasury.checked_add(left).ok_or(Error::<T>::Overflow)?;
		Ok(())
	}
}
