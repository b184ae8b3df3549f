// SPDX-License-Identifier: Apache-2.0

//! # Models
//!
//! Which model was made by whom, from what, and whom its answers pay.
//!
//! ## Overview
//!
//! A model names its developer, its parents with a royalty for each, and the datasets it was made
//! from. Two things are computed once, when it is registered, so that paying never walks a graph:
//!
//! - the *royalty stack*: which part of the model's share goes to which ancestor. The model keeps
//!   `1 − Σ r_p`; parent p gets `r_p`, of which p's own stack takes its part. Always exactly 100 %.
//! - the *corpus*: its own datasets and those of all ancestors. A fine-tune's answers still pay the
//!   base model's contributors.
//!
//! A model is never edited in these: a new version is a child. A parent must exist when its child
//! is registered, so ids only point backwards and a cycle can't be written.
//!
//! ## Example
#![doc = docify::embed!("src/tests/lineage.rs", a_fine_tune_should_pay_its_base)]
//!
//! ## Licenses
//!
//! A datanet's license binds the models that name it, and those made of them:
//!
//! - Where it forbids commercial training, the model can't be *commercial*: its answers can't be
//!   paid for, nor those of its descendants.
//! - Where it forbids derivatives, the model must forbid them too.
//!
//! ## Lifecycle
//!
//! `Active ⇄ Paused`, and either `→ Retired` for good. Only an active model takes requests; children
//! of a paused or retired one still pay it.
//!
//! What was served stays payable: an answer is settled some time after it was given. So a pause, a
//! retirement and a raised price floor count for settlement only after [`Config::GracePeriod`].

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::cast_possible_truncation,
		clippy::cast_possible_wrap,
		clippy::cast_sign_loss,
		clippy::indexing_slicing,
		clippy::unwrap_used,
		clippy::expect_used
	)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod registry;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
#[allow(clippy::cast_possible_truncation)] // the derive of `Encode`
mod types;
#[allow(missing_docs)] // generated
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// What the macros generate casts and expects; the logic is in the other modules.
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, Mutate, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		corpus::Corpus, interfaces::Contributions, limits::MaxCorpus, Balance, ModelId,
	};
	use sp_runtime::traits::Zero;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency in which deposits are held.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons to hold money, this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;

		/// The registry of contributions, which datasets are of.
		type Contributions: Contributions<Self::AccountId>;

		/// The part of each record's deposit that is for its keys, in planck.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// The deposit for each encoded byte of a record and its corpus, in planck. Like the base,
		/// it can't change without a migration of what is held.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The time in which answers are settled on the terms that a model had when they were
		/// given, in blocks.
		type GracePeriod: Get<BlockNumberFor<Self>>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// The maker of what benchmarks need of the registry of contributions.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The record of a model.
		Model,
	}

	/// The id that the next model gets.
	#[pallet::storage]
	pub type NextModelId<T> = StorageValue<_, ModelId, ValueQuery>;

	/// The registered models.
	#[pallet::storage]
	pub type Models<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelOf<T>>;

	/// The corpus of each model.
	#[pallet::storage]
	pub type Corpora<T> = StorageMap<_, Twox64Concat, ModelId, Corpus>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A model was registered.
		ModelRegistered {
			/// The model.
			model: ModelId,
			/// The account that registered it.
			developer: T::AccountId,
			/// The kind of the model: how it came to be.
			kind: Kind,
		},
		/// A developer paused, resumed or retired a model.
		StatusChanged {
			/// The model.
			model: ModelId,
			/// The status that it has now.
			status: Status,
		},
		/// A developer set the account that is credited with a model's earnings from now on.
		PayoutSet {
			/// The model.
			model: ModelId,
			/// The account; the developer's own if it named no other.
			payout: T::AccountId,
		},
		/// A developer offered a model to another account, or took the offer back.
		OwnershipOffered {
			/// The model.
			model: ModelId,
			/// The account that can take it over. `None` if the offer was taken back.
			new_developer: Option<T::AccountId>,
		},
		/// A model has another developer, which is credited with its earnings from now on.
		OwnershipTransferred {
			/// The model.
			model: ModelId,
			/// The developer before.
			from: T::AccountId,
			/// The developer from now on.
			to: T::AccountId,
		},
		/// A developer set the price floor of a model.
		PriceFloorSet {
			/// The model.
			model: ModelId,
			/// The least fee of a request from now on, in planck.
			price_floor: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No model has this id.
		ModelNotFound,
		/// No datanet has this id.
		DatanetNotFound,
		/// The caller is not the model's developer.
		NotDeveloper,
		/// The number of parents is not that of the kind: a base model has none, a fine-tune and an
		/// adapter have one, a merge has at least two.
		ParentsDontFitKind,
		/// A parent forbids derivatives.
		DerivativesForbidden,
		/// The royalty is less than the parent's terms ask.
		RoyaltyTooLow,
		/// A parent is named twice, or gets a royalty of nothing.
		InvalidParent,
		/// The royalties exceed 100 %.
		RoyaltiesExceedWhole,
		/// The royalty stack would have more than 32 entries.
		TooManyRoyalties,
		/// A dataset is empty, excludes indices out of order, or names a datanet twice.
		MalformedDataset,
		/// A dataset goes beyond the contributions that its datanet has accepted.
		DatasetBeyondAccepted,
		/// The corpus would have more than 64 entries.
		CorpusTooLarge,
		/// The model is retired, and stays so.
		Retired,
		/// No id is left for a model.
		IdsExhausted,
		/// A datanet's license forbids commercial training: the model can't be commercial.
		CommercialTrainingForbidden,
		/// A datanet's license forbids derivatives: the model must forbid them too.
		LicenseForbidsDerivatives,
		/// A parent is not commercial, so its children can't be.
		ParentNotCommercial,
		/// The model is not offered to the caller.
		NotOffered,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a model.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the developer.
		///
		/// ## Details
		///
		/// Flattens royalty stack and corpus, and holds a deposit of the caller for the record and
		/// both. A developer that names a dataset says that it has every text in it.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::ParentsDontFitKind`],
		///   [`Error::DerivativesForbidden`], [`Error::ParentNotCommercial`],
		///   [`Error::RoyaltyTooLow`], [`Error::InvalidParent`],
		///   [`Error::RoyaltiesExceedWhole`], [`Error::TooManyRoyalties`]: the parents.
		/// - [`Error::DatanetNotFound`], [`Error::MalformedDataset`],
		///   [`Error::DatasetBeyondAccepted`], [`Error::CommercialTrainingForbidden`],
		///   [`Error::LicenseForbidsDerivatives`], [`Error::CorpusTooLarge`]: the datasets.
		///
		/// ## Events
		///
		/// - [`Event::ModelRegistered`].
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::weight_of_register(model))]
		pub fn register(origin: OriginFor<T>, model: ProposalOf<T>) -> DispatchResult {
			let developer = ensure_signed(origin)?;
			Self::do_register(developer, model)
		}

		/// Pauses, resumes or retires a model.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the developer.
		///
		/// ## Details
		///
		/// Answers that the model gave before are settled for the grace period.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::NotDeveloper`], [`Error::Retired`].
		///
		/// ## Events
		///
		/// - [`Event::StatusChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(origin: OriginFor<T>, model: ModelId, status: Status) -> DispatchResult {
			let developer = ensure_signed(origin)?;
			Self::do_set_status(developer, model, status)
		}

		/// Sets the account that is credited with a model's earnings.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the developer.
		///
		/// ## Details
		///
		/// `None` is the developer. Batches that are not final when the account changes pay the new
		/// one.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::NotDeveloper`].
		///
		/// ## Events
		///
		/// - [`Event::PayoutSet`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_payout())]
		pub fn set_payout(
			origin: OriginFor<T>,
			model: ModelId,
			payout: Option<T::AccountId>,
		) -> DispatchResult {
			let developer = ensure_signed(origin)?;
			Self::do_set_payout(developer, model, payout)
		}

		/// Offers a model to another account.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the developer.
		///
		/// ## Details
		///
		/// Nothing changes until that account takes the model over with
		/// [`Pallet::accept_ownership`]. `None` takes the offer back.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::NotDeveloper`].
		///
		/// ## Events
		///
		/// - [`Event::OwnershipOffered`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::transfer_ownership())]
		pub fn transfer_ownership(
			origin: OriginFor<T>,
			model: ModelId,
			new_developer: Option<T::AccountId>,
		) -> DispatchResult {
			let developer = ensure_signed(origin)?;
			Self::do_transfer_ownership(developer, model, new_developer)
		}

		/// Takes over a model that is offered to the caller.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the new developer.
		///
		/// ## Details
		///
		/// Holds the deposit of the caller, and returns that of the previous developer. From now on
		/// the model's earnings are credited to the caller, those of batches that are not final
		/// included.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::NotOffered`].
		///
		/// ## Events
		///
		/// - [`Event::OwnershipTransferred`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::accept_ownership())]
		pub fn accept_ownership(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
			let to = ensure_signed(origin)?;
			Self::do_accept_ownership(to, model)
		}

		/// Sets the price floor of a model: the least fee of a request.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the developer.
		///
		/// ## Details
		///
		/// A lower floor counts at once. When the floor is raised, answers are still settled by the
		/// former one until the grace period is over.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::NotDeveloper`], [`Error::Retired`].
		///
		/// ## Events
		///
		/// - [`Event::PriceFloorSet`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_price_floor())]
		pub fn set_price_floor(
			origin: OriginFor<T>,
			model: ModelId,
			#[pallet::compact] price_floor: Balance,
		) -> DispatchResult {
			let developer = ensure_signed(origin)?;
			Self::do_set_price_floor(developer, model, price_floor)
		}
	}

	impl<T: Config> Pallet<T> {
		fn weight_of_register(model: &ProposalOf<T>) -> Weight {
			let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
			match model.parents.len() {
				0 => T::WeightInfo::register(count(model.datasets.len())),
				// Whatever it names itself, its corpus may be as large as corpora get.
				parents => T::WeightInfo::register(MaxCorpus::get())
					.saturating_add(T::WeightInfo::inherit(count(parents))),
			}
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns the record of a model.
		pub fn model(id: ModelId) -> Option<ModelOf<T>> {
			Models::<T>::get(id)
		}

		/// Returns the corpus of a model: the contributions that it and its ancestors were made
		/// from.
		pub fn model_corpus(id: ModelId) -> Option<Corpus> {
			Corpora::<T>::get(id)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let base = T::DepositBase::get();
			assert!(base > 0, "records must cost something");
			// Less can't return to an account that has nothing free.
			assert!(base >= T::Currency::minimum_balance(), "deposits must be able to return");
			assert!(!T::GracePeriod::get().is_zero(), "what was served must stay payable");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
