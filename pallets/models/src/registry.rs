// SPDX-License-Identifier: Apache-2.0

//! What the calls do.

use crate::*;
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision},
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	corpus::{Corpus, CorpusError, Dataset, Snapshot},
	deposit::{change, deposit_for},
	interfaces::{self, Contributions, ModelTerms},
	shares::ShareError,
	Balance, ModelId,
};
use sp_runtime::{traits::Saturating, Perbill};

/// What a model's record keeps for the grace period.
type Grace<BlockNumber> = (Option<BlockNumber>, Option<(Balance, BlockNumber)>);

impl<T> From<ShareError> for Error<T> {
	fn from(error: ShareError) -> Self {
		match error {
			ShareError::Overflow => Error::RoyaltiesExceedWhole,
			ShareError::TooManyEntries => Error::TooManyRoyalties,
			ShareError::Duplicate | ShareError::ZeroShare => Error::InvalidParent,
		}
	}
}

impl<T> From<CorpusError> for Error<T> {
	fn from(error: CorpusError) -> Self {
		match error {
			CorpusError::MalformedDataset | CorpusError::Duplicate => Error::MalformedDataset,
			CorpusError::TooManyEntries => Error::CorpusTooLarge,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(developer: T::AccountId, proposal: ProposalOf<T>) -> DispatchResult {
		let Proposal {
			kind,
			artifact,
			metadata,
			parents,
			datasets,
			method,
			commercial,
			price_floor,
			derivatives,
			payout,
		} = proposal;
		ensure!(kind.fits(parents.len()), Error::<T>::ParentsDontFitKind);
		let own = datasets
			.into_iter()
			.map(|dataset| Self::snapshot(dataset, commercial, derivatives))
			.collect::<Result<Vec<_>, _>>()?;

		let model = NextModelId::<T>::get();
		NextModelId::<T>::put(model.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let (royalties, inherited) = Self::inherit(&parents, commercial)?;
		let royalties = RoyaltyStack::flatten(model, royalties).map_err(Error::<T>::from)?;
		let corpus = Corpus::flatten(own, inherited).map_err(Error::<T>::from)?;

		let record = Model {
			payout: payout.filter(|payout| *payout != developer),
			developer: developer.clone(),
			new_developer: None,
			kind,
			artifact,
			metadata,
			parents,
			royalties,
			method,
			commercial,
			price_floor,
			derivatives,
			status: Status::Active,
			served_until: None,
			former_floor: None,
			deposit: 0,
		};
		Self::put(model, record, &corpus, &developer)?;
		Corpora::<T>::insert(model, corpus);
		Self::deposit_event(Event::ModelRegistered { model, developer, kind });
		Ok(())
	}

	/// The deposit of a model, in planck. It does not depend on what the grace period adds to the
	/// record and takes away again: a developer needs no money to pause a model.
	pub(crate) fn deposit_of(record: &ModelOf<T>, corpus: &Corpus) -> Balance {
		let bytes = (record, corpus)
			.encoded_size()
			.saturating_sub((&record.served_until, &record.former_floor).encoded_size())
			.saturating_add(Grace::<BlockNumberFor<T>>::max_encoded_len());
		deposit_for(T::DepositBase::get(), T::DepositPerByte::get(), bytes)
	}

	/// First block in which what is changed now counts for answers that were given before.
	fn end_of_grace() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number().saturating_add(T::GracePeriod::get())
	}

	/// Writes a model whose deposit `from` has paid until now, and its developer pays from now on.
	/// The new deposit is held before the old is returned: nothing is on chain without one.
	fn put(
		id: ModelId,
		mut record: ModelOf<T>,
		corpus: &Corpus,
		from: &T::AccountId,
	) -> DispatchResult {
		let deposit = Self::deposit_of(&record, corpus);
		let (more, less) = change(record.deposit, deposit, record.developer != *from);
		let reason = HoldReason::Model.into();
		if more > 0 {
			T::Currency::hold(&reason, &record.developer, more)?;
		}
		if less > 0 {
			T::Currency::release(&reason, from, less, Precision::Exact)?;
		}
		record.deposit = deposit;
		Models::<T>::insert(id, record);
		Ok(())
	}

	/// A dataset as it is now, if its license permits it for such a model.
	fn snapshot(
		dataset: Dataset,
		commercial: bool,
		derivatives: Derivatives,
	) -> Result<Snapshot, Error<T>> {
		let net = T::Contributions::datanet(dataset.datanet).ok_or(Error::DatanetNotFound)?;
		ensure!(dataset.end <= net.accepted, Error::DatasetBeyondAccepted);
		ensure!(net.commercial_training || !commercial, Error::CommercialTrainingForbidden);
		ensure!(
			net.derivatives || derivatives == Derivatives::Forbidden,
			Error::LicenseForbidsDerivatives
		);
		Ok(Snapshot { dataset, withdrawals: net.withdrawals })
	}

	/// What a child of `parents` builds its stack and its corpus from, where their terms allow it.
	#[allow(clippy::type_complexity)]
	pub(crate) fn inherit(
		parents: &Parents,
		commercial: bool,
	) -> Result<(Vec<(ModelId, Perbill, RoyaltyStack)>, Vec<Corpus>), Error<T>> {
		let (mut royalties, mut corpora) = (Vec::new(), Vec::new());
		for (parent, royalty) in parents {
			let record = Models::<T>::get(parent).ok_or(Error::ModelNotFound)?;
			match record.derivatives {
				Derivatives::Forbidden => return Err(Error::DerivativesForbidden),
				Derivatives::Allowed { min_royalty } => {
					ensure!(*royalty >= min_royalty, Error::RoyaltyTooLow)
				}
			}
			// A license that forbids it for the parent forbids it for what is made of the parent.
			ensure!(record.commercial || !commercial, Error::ParentNotCommercial);
			royalties.push((*parent, *royalty, record.royalties));
			corpora.push(Corpora::<T>::get(parent).ok_or(Error::ModelNotFound)?);
		}
		Ok((royalties, corpora))
	}

	/// A model, for its developer.
	fn model_of(developer: &T::AccountId, model: ModelId) -> Result<ModelOf<T>, Error<T>> {
		let record = Models::<T>::get(model).ok_or(Error::ModelNotFound)?;
		ensure!(record.developer == *developer, Error::NotDeveloper);
		Ok(record)
	}

	pub(crate) fn do_set_status(
		developer: T::AccountId,
		model: ModelId,
		status: Status,
	) -> DispatchResult {
		let mut record = Self::model_of(&developer, model)?;
		ensure!(record.status != Status::Retired, Error::<T>::Retired);
		record.served_until = match (record.status, status) {
			(_, Status::Active) => None,
			(Status::Active, _) => Some(Self::end_of_grace()),
			// It stopped before.
			_ => record.served_until,
		};
		record.status = status;
		Models::<T>::insert(model, record);
		Self::deposit_event(Event::StatusChanged { model, status });
		Ok(())
	}

	pub(crate) fn do_set_price_floor(
		developer: T::AccountId,
		model: ModelId,
		price_floor: Balance,
	) -> DispatchResult {
		let mut record = Self::model_of(&developer, model)?;
		ensure!(record.status != Status::Retired, Error::<T>::Retired);
		let least = record.price_floor_at(frame_system::Pallet::<T>::block_number());
		let until = match record.former_floor {
			Some((_, until)) if price_floor <= record.price_floor => until,
			_ => Self::end_of_grace(),
		};
		record.former_floor = (least < price_floor).then_some((least, until));
		record.price_floor = price_floor;
		Models::<T>::insert(model, record);
		Self::deposit_event(Event::PriceFloorSet { model, price_floor });
		Ok(())
	}

	pub(crate) fn do_set_payout(
		developer: T::AccountId,
		model: ModelId,
		payout: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::model_of(&developer, model)?;
		record.payout = payout.filter(|payout| *payout != developer);
		let payout = record.payee().clone();
		let corpus = Corpora::<T>::get(model).ok_or(Error::<T>::ModelNotFound)?;
		Self::put(model, record, &corpus, &developer)?;
		Self::deposit_event(Event::PayoutSet { model, payout });
		Ok(())
	}

	pub(crate) fn do_transfer_ownership(
		developer: T::AccountId,
		model: ModelId,
		new_developer: Option<T::AccountId>,
	) -> DispatchResult {
		let mut record = Self::model_of(&developer, model)?;
		record.new_developer = new_developer.clone();
		let corpus = Corpora::<T>::get(model).ok_or(Error::<T>::ModelNotFound)?;
		Self::put(model, record, &corpus, &developer)?;
		Self::deposit_event(Event::OwnershipOffered { model, new_developer });
		Ok(())
	}

	pub(crate) fn do_accept_ownership(to: T::AccountId, model: ModelId) -> DispatchResult {
		let mut record = Models::<T>::get(model).ok_or(Error::<T>::ModelNotFound)?;
		ensure!(record.new_developer.as_ref() == Some(&to), Error::<T>::NotOffered);
		let from = core::mem::replace(&mut record.developer, to.clone());
		record.new_developer = None;
		record.payout = None;
		let corpus = Corpora::<T>::get(model).ok_or(Error::<T>::ModelNotFound)?;
		Self::put(model, record, &corpus, &from)?;
		Self::deposit_event(Event::OwnershipTransferred { model, from, to });
		Ok(())
	}
}

impl<T: Config> interfaces::Models<T::AccountId> for Pallet<T> {
	fn terms(model: ModelId) -> Option<ModelTerms> {
		let now = frame_system::Pallet::<T>::block_number();
		Models::<T>::get(model).map(|record| ModelTerms {
			is_active: record.is_settled_at(now),
			is_commercial: record.commercial,
			price_floor: record.price_floor_at(now),
		})
	}

	fn corpus(model: ModelId) -> Option<Corpus> {
		Corpora::<T>::get(model)
	}

	fn payees(model: ModelId) -> Option<interfaces::Payees<T::AccountId>> {
		Models::<T>::get(model)?
			.royalties
			.entries()
			.iter()
			.map(|(id, share)| Some((Models::<T>::get(id)?.payee().clone(), *share)))
			.collect()
	}
}
