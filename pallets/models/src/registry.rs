// SPDX-License-Identifier: Apache-2.0

//! What the calls do.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*, traits::fungible::MutateHold};
use openledger_primitives::{
	corpus::{Corpus, CorpusError, Dataset},
	deposit::deposit,
	interfaces::{self, Contributions, ModelTerms},
	shares::ShareError,
	ModelId,
};

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
			artefact,
			metadata,
			parents,
			datasets,
			method,
			price_floor,
			derivatives,
			payout,
		} = proposal;
		ensure!(kind.fits(parents.len()), Error::<T>::ParentsDontFitKind);
		datasets.iter().try_for_each(Self::ensure_accepted)?;

		let model = NextModelId::<T>::get();
		NextModelId::<T>::put(model.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
		let (royalties, inherited) = Self::inherit(&parents)?;
		let royalties = RoyaltyStack::flatten(model, royalties).map_err(Error::<T>::from)?;
		let corpus = Corpus::flatten(datasets, inherited).map_err(Error::<T>::from)?;

		let mut record = Model {
			payout: payout.unwrap_or_else(|| developer.clone()),
			developer: developer.clone(),
			kind,
			artefact,
			metadata,
			parents,
			royalties,
			method,
			price_floor,
			derivatives,
			status: Status::Active,
			deposit: 0,
		};
		record.deposit =
			deposit(T::DepositBase::get(), T::DepositPerByte::get(), &(&record, &corpus));
		T::Currency::hold(&HoldReason::Model.into(), &developer, record.deposit)?;
		Models::<T>::insert(model, record);
		Corpora::<T>::insert(model, corpus);
		Self::deposit_event(Event::ModelRegistered { model, developer, kind });
		Ok(())
	}

	fn ensure_accepted(dataset: &Dataset) -> Result<(), Error<T>> {
		let accepted =
			T::Contributions::accepted_in(dataset.datanet).ok_or(Error::DatanetNotFound)?;
		ensure!(dataset.upto <= accepted, Error::DatasetBeyondAccepted);
		Ok(())
	}

	/// What a child of `parents` builds its stack and its corpus from, where their terms allow it.
	#[allow(clippy::type_complexity)]
	fn inherit(
		parents: &Parents,
	) -> Result<(Vec<(ModelId, sp_runtime::Perbill, RoyaltyStack)>, Vec<Corpus>), Error<T>> {
		let (mut royalties, mut corpora) = (Vec::new(), Vec::new());
		for (parent, royalty) in parents {
			let record = Models::<T>::get(parent).ok_or(Error::ModelNotFound)?;
			match record.derivatives {
				Derivatives::Forbidden => return Err(Error::DerivativesForbidden),
				Derivatives::Allowed { least_royalty } => {
					ensure!(*royalty >= least_royalty, Error::RoyaltyTooLow)
				}
			}
			royalties.push((*parent, *royalty, record.royalties));
			corpora.push(Corpora::<T>::get(parent).ok_or(Error::ModelNotFound)?);
		}
		Ok((royalties, corpora))
	}
}

impl<T: Config> interfaces::Models<T::AccountId> for Pallet<T> {
	fn terms(model: ModelId) -> Option<ModelTerms> {
		Models::<T>::get(model).map(|record| ModelTerms {
			is_active: record.status == Status::Active,
			price_floor: record.price_floor,
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
			.map(|(id, share)| Some((Models::<T>::get(id)?.payout, *share)))
			.collect()
	}
}
