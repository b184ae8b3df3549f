// SPDX-License-Identifier: Apache-2.0

//! # Contributions
//!
//! Datanets and the registry of contributions: whose text is whose.
//!
//! ## Overview
//!
//! A *datanet* is a named, append-only list of contributions with an owner, an admission rule and a
//! licence. A *contribution* is a text that stays off chain; on chain are its content root (see
//! [`openledger_primitives::content`]), length, contributor, payout account and status. One content
//! root registers once, chain-wide: whoever registered it first holds it.
//!
//! Paying must never walk a graph. A contribution that declares sources is therefore flattened when
//! it is registered: its source stack says once and for all which contributions share in what it
//! earns. The stack names contributions, not accounts: whom each pays is looked up when money moves.
//!
//! ## Lifecycle
//!
//! ```text
//! register ──► Pending ──accept──► Accepted (next index in the datanet)
//!     │           ├─────reject──► Rejected ──┐
//!     │           └──────────retract─────────┴──► gone, deposit back, root free again
//!     └── open datanet: Accepted at once
//! ```
//!
//! An accepted contribution keeps its index for good: models freeze the first so many of a datanet,
//! and what they froze must not move. Its position, not its id, says whether a corpus has it.
//!
//! ## Example
#![doc = docify::embed!("src/tests/curation.rs", accept_should_give_the_next_index)]
//!
//! ## Costs
//!
//! Every record is backed by a hold of its contributor, `DepositBase + DepositPerByte × encoded
//! bytes`, returned when the record goes. No call's cost depends on how many records there are.

#![cfg_attr(not(feature = "std"), no_std)]
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

mod registry;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
#[allow(clippy::cast_possible_truncation)] // the derive of `Encode`
mod types;
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
		traits::fungible::{Inspect, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		limits::{MaxBulk, MaxCurators},
		Balance, ContributionId, DatanetId,
	};
	use sp_core::H256;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Where deposits are held.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		type RuntimeHoldReason: From<HoldReason>;

		/// Deposit of any record, in planck: for its keys and its index entries.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// Deposit for each encoded byte of a record, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The record of a datanet.
		Datanet,
		/// The record of a contribution.
		Contribution,
	}

	/// The id that the next datanet gets.
	#[pallet::storage]
	pub type NextDatanetId<T> = StorageValue<_, DatanetId, ValueQuery>;

	/// The id that the next contribution gets.
	#[pallet::storage]
	pub type NextContributionId<T> = StorageValue<_, ContributionId, ValueQuery>;

	/// All datanets.
	#[pallet::storage]
	pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, DatanetOf<T>>;

	/// All contributions that were not retracted.
	#[pallet::storage]
	pub type Contributions<T: Config> =
		StorageMap<_, Twox64Concat, ContributionId, ContributionOf<T>>;

	/// The contribution that holds a content root.
	#[pallet::storage]
	pub type ByRoot<T> = StorageMap<_, Blake2_128Concat, H256, ContributionId>;

	/// Accepted contributions of a datanet, by index from 0.
	#[pallet::storage]
	pub type Accepted<T> =
		StorageDoubleMap<_, Twox64Concat, DatanetId, Twox64Concat, u32, ContributionId>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A datanet was created.
		DatanetCreated { datanet: DatanetId, owner: T::AccountId },
		/// A text was registered, and its root is now held.
		ContributionRegistered {
			contribution: ContributionId,
			datanet: DatanetId,
			contributor: T::AccountId,
			content_root: H256,
		},
		/// A contribution was accepted, at the next index of its datanet.
		ContributionAccepted { contribution: ContributionId, datanet: DatanetId, index: u32 },
		/// A curator rejected a contribution.
		ContributionRejected { contribution: ContributionId, curator: T::AccountId },
		/// A contribution that was not accepted was taken back; its root is free again.
		ContributionRetracted { contribution: ContributionId, content_root: H256 },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No datanet has this id.
		DatanetNotFound,
		/// No contribution has this id.
		ContributionNotFound,
		/// A curated datanet needs at least one curator, each named once.
		InvalidCurators,
		/// The name is empty.
		EmptyName,
		/// The content root is held already: `ByRoot` names the holder.
		ContentRootHeld,
		/// A text has at least one byte and at most 64 MiB.
		InvalidLength,
		/// The caller is no curator of the datanet.
		NotCurator,
		/// The caller is not the contributor.
		NotContributor,
		/// The contribution is not pending any more.
		NotPending,
		/// An accepted contribution can't be retracted: models may have frozen it.
		AlreadyAccepted,
		/// A declared source is not an accepted contribution.
		SourceNotAccepted,
		/// A source is named twice, or has a share of nothing.
		InvalidSource,
		/// The sources' shares exceed 100 %.
		SharesExceedWhole,
		/// The sources, with their own sources, are more than 16.
		TooManySources,
		/// Ids or indices are exhausted.
		IdsExhausted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Create a datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner to be.
		///
		/// ## Details
		///
		/// Holds a deposit of the caller for the record. A `Curated` datanet accepts what a curator
		/// accepted, an `Open` one everything.
		///
		/// ## Errors
		///
		/// - [`Error::EmptyName`]: the name has no byte.
		/// - [`Error::InvalidCurators`]: curated by nobody, or a curator is named twice.
		///
		/// ## Events
		///
		/// - [`Event::DatanetCreated`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create_datanet(MaxCurators::get()))]
		pub fn create_datanet(
			origin: OriginFor<T>,
			name: Name,
			admission: AdmissionOf<T>,
			licence: Licence,
			metadata: Uri,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_create_datanet(owner, name, admission, licence, metadata)
		}

		/// Register a text.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the contributor.
		///
		/// ## Details
		///
		/// Holds a deposit of the caller for the record. In an open datanet the contribution is
		/// accepted at once, in a curated one it is pending.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`]
		/// - [`Error::ContentRootHeld`]: somebody has registered the same text before.
		/// - [`Error::InvalidLength`]
		/// - [`Error::SourceNotAccepted`], [`Error::InvalidSource`],
		///   [`Error::SharesExceedWhole`], [`Error::TooManySources`]: the declared sources.
		///
		/// ## Events
		///
		/// - [`Event::ContributionRegistered`], and [`Event::ContributionAccepted`] in an open
		///   datanet.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			datanet: DatanetId,
			submission: SubmissionOf<T>,
		) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			Self::do_register(&contributor, datanet, submission)
		}

		/// Register many texts of one contributor: all of them, or none.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the contributor.
		///
		/// ## Details
		///
		/// As [`Pallet::register`], for each in order.
		///
		/// ## Errors
		///
		/// Those of [`Pallet::register`], for the first submission that is refused.
		///
		/// ## Events
		///
		/// Those of [`Pallet::register`], for each.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register_many(u32::try_from(submissions.len()).unwrap_or(u32::MAX)))]
		pub fn register_many(
			origin: OriginFor<T>,
			datanet: DatanetId,
			submissions: BoundedVec<SubmissionOf<T>, MaxBulk>,
		) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			for submission in submissions {
				Self::do_register(&contributor, datanet, submission)?;
			}
			Ok(())
		}

		/// Accept a pending contribution, at the next index of its datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the datanet.
		///
		/// ## Details
		///
		/// Accepting says that the curator has read the text, and that it is there to be read.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotPending`], [`Error::NotCurator`].
		///
		/// ## Events
		///
		/// - [`Event::ContributionAccepted`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			Self::do_accept(&curator, contribution)
		}

		/// Accept many pending contributions, in this order: all of them, or none.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of every datanet concerned.
		///
		/// ## Details
		///
		/// As [`Pallet::accept`], for each in order.
		///
		/// ## Errors
		///
		/// Those of [`Pallet::accept`], for the first that is refused.
		///
		/// ## Events
		///
		/// - [`Event::ContributionAccepted`], for each.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::accept_many(u32::try_from(contributions.len()).unwrap_or(u32::MAX)))]
		pub fn accept_many(
			origin: OriginFor<T>,
			contributions: BoundedVec<ContributionId, MaxBulk>,
		) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			for contribution in contributions {
				Self::do_accept(&curator, contribution)?;
			}
			Ok(())
		}

		/// Reject a pending contribution.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the datanet.
		///
		/// ## Details
		///
		/// The record and its deposit stay until the contributor takes them back with
		/// [`Pallet::retract`].
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotPending`], [`Error::NotCurator`].
		///
		/// ## Events
		///
		/// - [`Event::ContributionRejected`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			Self::do_reject(curator, contribution)
		}

		/// Take back a contribution that is pending or was rejected.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the contributor.
		///
		/// ## Details
		///
		/// Removes the record, frees its content root and returns the deposit.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotContributor`],
		///   [`Error::AlreadyAccepted`].
		///
		/// ## Events
		///
		/// - [`Event::ContributionRetracted`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::retract())]
		pub fn retract(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			Self::do_retract(contributor, contribution)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
