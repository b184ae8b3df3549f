// SPDX-License-Identifier: Apache-2.0

//! Settling receipts: one from a balance, thousands from channels.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	batch::{BatchError, BatchTerms, Netted, ReceiptBatch},
	deposit::deposit,
	history::Outcome,
	interfaces::{Channels, Contributions, Ledger, ModelTerms, Models, Redemption},
	receipt::{commitment_leaf, Answer, CompactReceipt, Payment, ReceiptError},
	span::SpanParams,
	BatchId, ContributionId, ModelId,
};
use openledger_promises::promise;
use sp_core::{sr25519, H256};
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
			BatchError::TooMany => Error::BatchTooLarge,
			BatchError::TableOutOfOrder => Error::TableOutOfOrder,
			BatchError::ChannelsOutOfOrder => Error::ChannelsOutOfOrder,
			BatchError::BeyondVoucher(_) => Error::BeyondVoucher,
			BatchError::FeeBelowFloor(_) => Error::FeeBelowFloor,
			BatchError::Receipt(_, error) => error.into(),
			BatchError::Overflow => Error::Overflow,
		}
	}
}

/// What is settled, and what it pays.
struct Settled<AccountId> {
	operator: AccountId,
	paid_by: PaidBy<AccountId>,
	span_params: SpanParams,
	commitments: H256,
	/// As the netted amounts.
	models: Vec<ModelId>,
	/// As the netted amounts.
	contributions: Vec<ContributionId>,
	netted: Netted,
}

/// Who paid for a batch.
enum PaidBy<AccountId> {
	Account(AccountId),
	/// These, on what was signed by one of these keys of the operator.
	Channels(RefundList<AccountId>, Signers),
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_settle_one(
		payer: T::AccountId,
		operator: T::AccountId,
		answer: Answer,
		commitment: H256,
	) -> DispatchResult {
		Self::ensure_in_force(answer.span_params)?;
		let (model, span_params, fees) = (answer.model, answer.span_params, answer.fee);
		let terms = Self::terms_of(model)?;
		ensure!(fees > 0 && fees >= terms.price_floor, Error::<T>::FeeBelowFloor);
		let capacity = answer.check().map_err(Error::<T>::from)?;
		let credits = &answer.credits;
		let contributions: Vec<_> = credits.iter().map(|credit| credit.contribution).collect();
		Self::ensure_in_corpus(model, &contributions)?;

		let points: Vec<u32> = credits.iter().map(|credit| credit.points).collect();
		let paid =
			T::FeeSplit::get().divide(fees, &points, capacity).ok_or(Error::<T>::TooManyPoints)?;
		T::Ledger::collect(&payer, fees)?;
		let payment = Payment::Direct { payer: Self::account_bytes(&payer) };
		let netted = Netted {
			fees,
			receipts: 1,
			channels: Vec::new(),
			operator: paid.operator,
			models: Vec::from([paid.model]),
			stakers: paid.stakers,
			contributions: paid.contributions,
			platform: paid.platform,
			// Of one leaf.
			root: CompactReceipt { payment, answer }.leaf::<BlakeTwo256>(),
		};
		let settled = Settled {
			operator,
			paid_by: PaidBy::Account(payer),
			span_params,
			commitments: commitment_leaf::<BlakeTwo256>(commitment),
			models: Vec::from([model]),
			contributions,
			netted,
		};
		Self::put_batch(Self::next_batch()?, Self::window_end()?, settled)
	}

	pub(crate) fn do_settle_batch(operator: T::AccountId, batch: ReceiptBatch) -> DispatchResult {
		Self::ensure_in_force(batch.span_params)?;
		let (id, finalizable_at) = (Self::next_batch()?, Self::window_end()?);
		// Before they are divided: fees beyond what a bond can back take longer than is weighed.
		let fees = batch.fees().ok_or(Error::<T>::Overflow)?;
		T::Channels::expose(&operator, fees, finalizable_at)?;
		let models: Vec<_> = batch.models.iter().map(|table| table.model).collect();
		let price_floors = models
			.iter()
			.map(|model| Ok(Self::terms_of(*model)?.price_floor))
			.collect::<Result<Vec<_>, Error<T>>>()?;
		let terms = BatchTerms { split: T::FeeSplit::get(), price_floors: &price_floors };
		let netted = batch.net::<BlakeTwo256>(&terms).map_err(Error::<T>::from)?;
		let mut contributions = Vec::with_capacity(batch.contributions());
		for table in &batch.models {
			let ids: Vec<_> = table.contributions.iter().map(|id| id.0).collect();
			Self::ensure_in_corpus(table.model, &ids)?;
			contributions.extend(ids);
		}

		let refunds = Self::redeem(&operator, id, &batch, &netted)?;
		let signers: Vec<sr25519::Public> = T::Channels::keys(&operator);
		let signers = Signers::try_from(signers).map_err(|_| Error::<T>::Overflow)?;
		let settled = Settled {
			operator,
			paid_by: PaidBy::Channels(refunds, signers),
			span_params: batch.span_params,
			commitments: batch.commitments,
			models,
			contributions,
			netted,
		};
		Self::put_batch(id, finalizable_at, settled)
	}

	/// Has each channel pay exactly what its receipts cost.
	fn redeem(
		operator: &T::AccountId,
		id: BatchId,
		batch: &ReceiptBatch,
		netted: &Netted,
	) -> Result<RefundList<T::AccountId>, DispatchError> {
		let sums = &netted.channels;
		let redemptions: Vec<_> = batch
			.channels
			.iter()
			.zip(sums)
			.map(|(part, sum)| Redemption { voucher: part.voucher, sum: *sum })
			.collect();
		let mut payers = Vec::new();
		T::Ledger::collect_by(netted.fees, |pot| {
			payers = T::Channels::redeem(operator, id, &redemptions, pot)?;
			Ok(())
		})?;
		let refunds: Vec<_> = sums
			.iter()
			.zip(payers)
			.map(|(sum, payer)| Refund { channel: sum.channel, payer, amount: sum.amount })
			.collect();
		refunds.try_into().map_err(|_| Error::<T>::Overflow.into())
	}

	/// The terms of a model that answers are settled for.
	fn terms_of(model: ModelId) -> Result<ModelTerms, Error<T>> {
		let terms = T::Models::terms(model).ok_or(Error::ModelNotFound)?;
		ensure!(terms.is_active, Error::ModelNotActive);
		ensure!(terms.is_commercial, Error::ModelNotCommercial);
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

	/// First block in which what is settled now can be finalized.
	fn window_end() -> Result<BlockNumberFor<T>, Error<T>> {
		Self::after(T::ChallengeWindow::get())
	}

	/// The block number `delay` blocks from now.
	pub(crate) fn after(delay: BlockNumberFor<T>) -> Result<BlockNumberFor<T>, Error<T>> {
		frame_system::Pallet::<T>::block_number().checked_add(&delay).ok_or(Error::Overflow)
	}

	/// Keeps what a batch pays until it can be finalized, against a deposit.
	fn put_batch(
		id: BatchId,
		finalizable_at: BlockNumberFor<T>,
		settled: Settled<T::AccountId>,
	) -> DispatchResult {
		let Settled { operator, paid_by, span_params, commitments, models, contributions, netted } =
			settled;
		let (payer, refunds, signers) = match paid_by {
			PaidBy::Account(payer) => (Some(payer), None, Signers::default()),
			PaidBy::Channels(refunds, signers) => (None, Some(refunds), signers),
		};
		let payments: Vec<_> = contributions
			.into_iter()
			.zip(netted.contributions)
			.filter(|(_, amount)| *amount > 0)
			.collect();
		let payments =
			ContributionPayments::try_from(payments).map_err(|_| Error::<T>::Overflow)?;
		let to_models: Vec<_> = models.iter().copied().zip(netted.models).collect();
		let mut batch = Batch {
			payer,
			operator,
			fees: netted.fees,
			receipts: netted.receipts,
			root: netted.root,
			commitments,
			span_params,
			signers,
			deposit: 0,
			settled_at: frame_system::Pallet::<T>::block_number(),
			finalizable_at,
			to_operator: netted.operator,
			models: to_models.try_into().map_err(|_| Error::<T>::Overflow)?,
			to_stakers: netted.stakers,
			to_treasury: netted.platform,
			is_void: false,
		};
		batch.deposit = deposit(
			T::DepositBase::get(),
			T::DepositPerByte::get(),
			&(&batch, &payments, &refunds),
		);
		promise::<T::Currency, T::Promises, _>(
			&HoldReason::Batch.into(),
			batch.depositor(),
			batch.deposit,
		)?;
		let leaf = Self::record(id, &batch, Outcome::Settled)?;
		Batches::<T>::insert(id, &batch);
		Turns::<T>::insert(Self::turn(finalizable_at, id), ());
		Pending::<T>::insert(id, payments);
		if let Some(refunds) = refunds {
			Refunds::<T>::insert(id, refunds);
		}
		let Batch { payer, operator, fees, receipts, root, .. } = batch;
		Self::deposit_event(Event::BatchSettled {
			batch: id,
			leaf,
			models,
			payer,
			operator,
			fees,
			receipts,
			root,
			commitments,
			finalizable_at,
		});
		Ok(())
	}
}
