// SPDX-License-Identifier: Apache-2.0

//! Settling receipts: one from a balance, thousands from channels.

use crate::*;
use alloc::vec::Vec;
use codec::Compact;
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	batch::{net, BatchError, BatchTerms, Common, Netted},
	deposit::deposit,
	interfaces::{Contributions, Ledger, ModelTerms, Models},
	limits::MaxBatchCredits,
	merkle,
	receipt::{CompactReceipt, ReceiptError},
	span::SpanParams,
	Balance, BatchId, ContributionId, ModelId,
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

impl<T> From<BatchError> for Error<T> {
	fn from(error: BatchError) -> Self {
		match error {
			BatchError::Empty => Error::EmptyBatch,
			BatchError::FeeBelowFloor(_) => Error::FeeBelowFloor,
			BatchError::Receipt(_, error) => error.into(),
			BatchError::Overflow => Error::Overflow,
		}
	}
}

/// What is settled, and what it pays.
struct Settled<AccountId> {
	model: ModelId,
	payer: Option<AccountId>,
	operator: AccountId,
	receipts: u32,
	rule: SpanParams,
	contributions: Vec<ContributionId>,
	netted: Netted,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_settle_one(
		payer: T::AccountId,
		model: ModelId,
		operator: T::AccountId,
		receipt: CompactReceipt,
	) -> DispatchResult {
		let terms = Self::ensure_takes_requests(model, receipt.rule)?;
		ensure!(receipt.fee > 0 && receipt.fee >= terms.price_floor, Error::<T>::FeeBelowFloor);
		let capacity = receipt.check().map_err(Error::<T>::from)?;
		let contributions: Vec<_> =
			receipt.credits.iter().map(|credit| credit.contribution).collect();
		Self::ensure_in_corpus(model, &contributions)?;

		let points: Vec<u32> = receipt.credits.iter().map(|credit| credit.points).collect();
		let paid = T::FeeSplit::get()
			.divide(receipt.fee, &points, capacity)
			.ok_or(Error::<T>::TooManyPoints)?;
		T::Ledger::collect(&payer, receipt.fee)?;
		let netted = Netted {
			fees: receipt.fee,
			operator: paid.operator,
			model: paid.model,
			stakers: paid.stakers,
			contributions: paid.contributions,
			platform: paid.platform,
			root: merkle::root::<BlakeTwo256>(&[receipt.leaf::<BlakeTwo256>()])
				.ok_or(Error::<T>::Overflow)?,
		};
		let settled = Settled {
			model,
			payer: Some(payer),
			operator,
			receipts: 1,
			rule: receipt.rule,
			contributions,
			netted,
		};
		Self::put_batch(Self::next_batch()?, Self::due()?, settled, None)
	}

	pub(crate) fn do_settle_batch(
		operator: T::AccountId,
		model: ModelId,
		rule: SpanParams,
		unit: Balance,
		vouchers: Redemptions,
		contributions: ContributionTable,
		receipts: BatchedReceipts,
	) -> DispatchResult {
		let terms = Self::ensure_takes_requests(model, rule)?;
		let record = Self::operator_of(&operator)?;
		ensure!(record.bond >= T::MinBond::get(), Error::<T>::BondTooLow);
		ensure!(count_credits(&receipts) <= MaxBatchCredits::get(), Error::<T>::TooManyCredits);
		let contributions: Vec<_> =
			contributions.into_iter().map(|Compact(contribution)| contribution).collect();
		let ascend = contributions.iter().zip(contributions.iter().skip(1)).all(|(a, b)| a < b);
		ensure!(ascend, Error::<T>::ContributionsOutOfOrder);
		Self::ensure_in_corpus(model, &contributions)?;

		let terms = BatchTerms {
			common: Common { rule, unit, contributions: &contributions },
			split: T::FeeSplit::get(),
			price_floor: terms.price_floor,
		};
		let netted = net::<BlakeTwo256>(&terms, &receipts).map_err(Error::<T>::from)?;
		let (batch, due) = (Self::next_batch()?, Self::due()?);
		Self::expose(&operator, record, netted.fees, due)?;
		let refunds = Self::redeem(&operator, batch, &vouchers, netted.fees)?;
		let settled = Settled {
			model,
			payer: None,
			operator,
			receipts: u32::try_from(receipts.len()).map_err(|_| Error::<T>::Overflow)?,
			rule,
			contributions,
			netted,
		};
		Self::put_batch(batch, due, settled, Some(refunds))
	}

	/// The terms of a model that answers are settled for by `rule`.
	fn ensure_takes_requests(model: ModelId, rule: SpanParams) -> Result<ModelTerms, Error<T>> {
		let terms = T::Models::terms(model).ok_or(Error::ModelNotFound)?;
		ensure!(terms.is_active, Error::ModelNotActive);
		ensure!(terms.is_commercial, Error::ModelNotCommercial);
		ensure!(rule == T::SpanParams::get(), Error::RuleNotInForce);
		Ok(terms)
	}

	fn ensure_in_corpus(model: ModelId, contributions: &[ContributionId]) -> Result<(), Error<T>> {
		let corpus = T::Models::corpus(model).ok_or(Error::ModelNotFound)?;
		let is_in_corpus = |contribution: &ContributionId| {
			T::Contributions::position(*contribution)
				.is_some_and(|position| corpus.contains(&position))
		};
		ensure!(contributions.iter().all(is_in_corpus), Error::NotInCorpus);
		Ok(())
	}

	fn next_batch() -> Result<BatchId, Error<T>> {
		let batch = NextBatchId::<T>::get();
		NextBatchId::<T>::put(batch.checked_add(1).ok_or(Error::Overflow)?);
		Ok(batch)
	}

	/// First block in which what is settled now can be finalised.
	fn due() -> Result<BlockNumberFor<T>, Error<T>> {
		Self::after(T::ChallengeWindow::get())
	}

	/// The block that comes so many after this one.
	pub(crate) fn after(delay: BlockNumberFor<T>) -> Result<BlockNumberFor<T>, Error<T>> {
		frame_system::Pallet::<T>::block_number().checked_add(&delay).ok_or(Error::Overflow)
	}

	/// Keeps what a batch pays until it is due, against a deposit.
	fn put_batch(
		id: BatchId,
		due: BlockNumberFor<T>,
		settled: Settled<T::AccountId>,
		refunds: Option<RefundList<T::AccountId>>,
	) -> DispatchResult {
		let Settled { model, payer, operator, receipts, rule, contributions, netted } = settled;
		let payments: Vec<_> = contributions
			.into_iter()
			.zip(netted.contributions)
			.filter(|(_, amount)| *amount > 0)
			.collect();
		let payments =
			ContributionPayments::try_from(payments).map_err(|_| Error::<T>::Overflow)?;
		let mut batch = Batch {
			model,
			payer,
			operator,
			fees: netted.fees,
			receipts,
			root: netted.root,
			rule,
			deposit: 0,
			settled_at: frame_system::Pallet::<T>::block_number(),
			due,
			to_operator: netted.operator,
			to_model: netted.model,
			to_stakers: netted.stakers,
			to_treasury: netted.platform,
			is_void: false,
		};
		batch.deposit = deposit(
			T::DepositBase::get(),
			T::DepositPerByte::get(),
			&(&batch, &payments, &refunds),
		);
		Self::promise(HoldReason::Batch, batch.depositor(), batch.deposit)?;
		Batches::<T>::insert(id, &batch);
		Turns::<T>::insert(Self::turn(due, id), ());
		Pending::<T>::insert(id, payments);
		if let Some(refunds) = refunds {
			Refunds::<T>::insert(id, refunds);
		}
		let Batch { payer, operator, fees, root, .. } = batch;
		let settled =
			Event::BatchSettled { batch: id, model, payer, operator, fees, receipts, root, due };
		Self::deposit_event(settled);
		Ok(())
	}
}

/// Credits in all receipts.
pub(crate) fn count_credits(receipts: &BatchedReceipts) -> u32 {
	challenges::count(receipts.iter().map(|receipt| receipt.credits.len()).sum())
}
