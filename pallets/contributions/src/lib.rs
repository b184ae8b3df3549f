// SPDX-License-Identifier: Apache-2.0

//! # Contributions
//!
//! Datanets and the registry of contributions: whose text is whose.
//!
//! ## Overview
//!
//! A *datanet* is a named, append-only list of contributions with an owner, an admission rule and a
//! licence. A *contribution* is a text that stays off chain; on chain are its content root (see
//! [`openledger_primitives::content`]), length, owner, payout account and status. One content root
//! registers once, chain-wide: whoever registered it first holds it.
//!
//! Paying must never walk a graph. A contribution that declares sources is therefore flattened when
//! it is registered: its source stack says once and for all which contributions share in what it
//! earns. The stack names contributions, not accounts: whom each pays is looked up when money moves.
//!
//! ## Lifecycle
//!
//! ```text
//! register ──► Pending ──accept──► Accepted (next index in the datanet) ──withdraw──► Withdrawn
//!     │           ├─────reject──► Rejected ──appeal──► Appealed ──rule──► Accepted, Rejected
//!     │           │                  │                                    or gone, deposits lost
//!     │           └──────retract─────┴──► gone, deposit back, root free again
//!     └── open datanet: Accepted at once
//!
//! Accepted, Withdrawn ──a dispute is won──► another owner's, or Struck
//!
//! Accepted, Withdrawn, Struck ──shown not to be in normal form──► Malformed
//! Pending ──shown not to be in normal form──► Rejected, without appeal
//! ```
//!
//! An accepted contribution keeps its index for good: models freeze the first so many of a datanet,
//! and what they froze must not move. Its position, not its id, says whether a corpus has it.
//! Withdrawing changes nothing for models that exist. The datanet counts its withdrawals, a model
//! that names it remembers the count, and so later models are without what was withdrawn before.
//!
//! Whose an accepted contribution is can be disputed, see `pallet-disputes`. Until that is decided
//! it stays where it is: its owner can neither give it away nor withdraw it. What was *struck* leaves
//! later models as if withdrawn, and earns nothing any more, by itself or as a source of others.
//!
//! A text is matched in its normal form (see [`openledger_primitives::normal`]), and the chain can't
//! tell from a root whether it is that of one. So anybody can show, with a few bytes, that a text is
//! not in normal form: then it is *malformed*. It earns nothing and leaves later models like what was
//! struck; and it leaves those that have it too: nothing can be settled for it, and no proof against
//! an answer can use it, not even one whose batch is pending. The rule never gave it anything.
//!
//! ## Example
#![doc = docify::embed!("src/tests/curation.rs", accept_should_give_the_next_index)]
//!
//! ## Costs
//!
//! Every record is backed by a hold of its owner, `DepositBase + DepositPerByte × encoded bytes`,
//! returned when the record goes, and taken over by whoever takes over the record. No call's cost
//! depends on how many records there are: what is numbered has its number as its key, big-endian, so
//! that a block's new records share nodes of the state's tree (see
//! [`openledger_primitives::ordered`]).

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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod curation;
mod datanets;
mod deposits;
mod disputed;
mod malformed;
mod ownership;
mod reads;
mod registration;
#[cfg(any(feature = "std", feature = "try-runtime"))]
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
		traits::fungible::{Mutate, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		challenge::Excerpt,
		interfaces::{Disputes, Promises},
		limits::MaxBulk,
		Balance, ContributionId, DatanetId,
	};
	use sp_core::H256;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Where deposits are held.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		type RuntimeHoldReason: From<HoldReason>;

		/// Keeps deposits that a ruling may take out of votes.
		type Promises: Promises<Self::AccountId>;

		/// Deposit of any record, in planck: for its keys and its index entries.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// Deposit for each encoded byte of a record, in planck. Like the base, it can't change without
		/// a migration of what is held.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// What is held for an appeal until governance has ruled, in planck.
		#[pallet::constant]
		type AppealDeposit: Get<Balance>;

		/// How long governance has to rule on an appeal, in blocks. Then its owner is not held by it
		/// any more.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// Gets the deposits of what governance calls abuse. Its account exists.
		type Treasury: Get<Self::AccountId>;

		/// Rules on rejections.
		type AppealOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Tells what is being disputed.
		type Disputes: Disputes;

		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The record of a datanet.
		Datanet,
		/// The record of a contribution.
		Contribution,
		/// An appeal that governance has not ruled on.
		Appeal,
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

	/// All contributions that were not retracted, by id.
	#[pallet::storage]
	pub type Contributions<T: Config> = StorageMap<_, Identity, ContributionKey, ContributionOf<T>>;

	/// The contribution that holds a content root.
	#[pallet::storage]
	pub type ByRoot<T> = StorageMap<_, Blake2_128Concat, H256, ContributionId>;

	/// Accepted contributions of a datanet, by index from 0, withdrawn ones among them.
	#[pallet::storage]
	pub type Accepted<T> =
		StorageDoubleMap<_, Twox64Concat, DatanetId, Identity, IndexKey, ContributionId>;

	/// What waits for a datanet's curators, by id.
	#[pallet::storage]
	pub type Queue<T> = StorageDoubleMap<_, Twox64Concat, DatanetId, Identity, ContributionKey, ()>;

	/// Appeals that wait for governance.
	#[pallet::storage]
	pub type Appeals<T: Config> = StorageMap<_, Twox64Concat, ContributionId, AppealOf<T>>;

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
		/// A contribution was withdrawn: models registered from now on are without it.
		ContributionWithdrawn { contribution: ContributionId, datanet: DatanetId, index: u32 },
		/// A rejection was appealed, and `deposit` is held for it.
		RejectionAppealed { contribution: ContributionId, deposit: Balance },
		/// Governance ruled on a rejection.
		AppealRuled { contribution: ContributionId, ruling: Ruling },
		/// What a contribution earns is credited to `payout` from now on.
		PayoutSet { contribution: ContributionId, payout: T::AccountId },
		/// The text of a contribution can be found at `uri`.
		UriSet { contribution: ContributionId, uri: Uri },
		/// A contribution is offered to another account, or, with `None`, not any more.
		OwnershipOffered { contribution: ContributionId, new_owner: Option<T::AccountId> },
		/// A contribution has another owner, who is credited with what it earns.
		OwnershipTransferred { contribution: ContributionId, from: T::AccountId, to: T::AccountId },
		/// A datanet has one curator more.
		CuratorAdded { datanet: DatanetId, curator: T::AccountId },
		/// A datanet has one curator less.
		CuratorRemoved { datanet: DatanetId, curator: T::AccountId },
		/// A datanet takes no contributions any more.
		DatanetFrozen { datanet: DatanetId },
		/// A datanet takes contributions again.
		DatanetThawed { datanet: DatanetId },
		/// More about a datanet is said at `metadata`.
		DatanetMetadataSet { datanet: DatanetId, metadata: Uri },
		/// A datanet is offered to another account, or, with `None`, not any more.
		DatanetOffered { datanet: DatanetId, new_owner: Option<T::AccountId> },
		/// A datanet has another owner.
		DatanetTransferred { datanet: DatanetId, from: T::AccountId, to: T::AccountId },
		/// A contribution was struck: it earns nothing any more, and models registered from now on are
		/// without it.
		ContributionStruck { contribution: ContributionId, datanet: DatanetId, index: u32 },
		/// `by` has shown that a contribution's text is not in normal form. Where it was accepted it
		/// earns nothing any more and is in no model's corpus; where it was pending it is rejected.
		ContributionMalformed { contribution: ContributionId, datanet: DatanetId, by: T::AccountId },
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
		/// The account is no curator of the datanet.
		NotCurator,
		/// The caller does not own it.
		NotOwner,
		/// The contribution is not pending any more.
		NotPending,
		/// An accepted contribution can't be retracted, as models may have frozen it; it can be
		/// withdrawn from later ones.
		AlreadyAccepted,
		/// A declared source is not an accepted contribution.
		SourceNotAccepted,
		/// A source is named twice, or has a share of nothing.
		InvalidSource,
		/// The sources' shares exceed 100 %.
		SharesExceedWhole,
		/// The sources, with their own sources, are more than 16.
		TooManySources,
		/// Ids, indices or amounts are exhausted.
		IdsExhausted,
		/// The licence of a source's datanet forbids derivatives.
		DerivativesForbidden,
		/// The licence of a source's datanet forbids commercial training, and this datanet's permits
		/// it.
		CommercialTrainingForbidden,
		/// The datanet takes no contributions: its owner has frozen it.
		DatanetFrozen,
		/// The contribution is in another datanet.
		NotInDatanet,
		/// The list is empty.
		NothingToDo,
		/// The contribution is not accepted, or was withdrawn.
		NotAccepted,
		/// The contribution was not rejected.
		NotRejected,
		/// The rejection was not appealed.
		NotAppealed,
		/// Governance has yet to rule on the appeal, and still has time to.
		AppealPending,
		/// Governance has upheld the rejection: there is no further appeal.
		RejectionUpheld,
		/// It is not offered to the caller.
		NotOffered,
		/// The datanet is open: it has no curators.
		NotCurated,
		/// The account is a curator of the datanet already.
		AlreadyCurator,
		/// A datanet has at most 32 curators.
		TooManyCurators,
		/// A curated datanet needs a curator: add another first.
		LastCurator,
		/// It is disputed whose the contribution is: wait until that is decided.
		DisputeOpen,
		/// Chunks are not those of the contribution's text, are more than two, or don't have the bytes
		/// that are named; or these are none, or more than 256.
		InvalidExcerpt,
		/// A text in normal form can have what is shown.
		NotMalformed,
		/// The contribution was shown not to be in normal form before.
		AlreadyMalformed,
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
		/// accepted, an `Open` one everything. The licence never changes.
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
		#[pallet::weight(T::WeightInfo::create_datanet())]
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
		/// - [`Error::DatanetNotFound`], [`Error::DatanetFrozen`].
		/// - [`Error::ContentRootHeld`]: somebody has registered the same text before.
		/// - [`Error::InvalidLength`].
		/// - [`Error::SourceNotAccepted`], [`Error::DerivativesForbidden`],
		///   [`Error::CommercialTrainingForbidden`], [`Error::InvalidSource`],
		///   [`Error::SharesExceedWhole`], [`Error::TooManySources`]: the declared sources.
		///
		/// ## Events
		///
		/// - [`Event::ContributionRegistered`], and [`Event::ContributionAccepted`] in an open
		///   datanet.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register()
			.saturating_add(Pallet::<T>::weight_of_sources(core::slice::from_ref(submission))))]
		pub fn register(
			origin: OriginFor<T>,
			datanet: DatanetId,
			submission: SubmissionOf<T>,
		) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			Self::do_register(&contributor, datanet, [submission])
		}

		/// Register many texts of one contributor: all of them, or none.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the contributor.
		///
		/// ## Details
		///
		/// As [`Pallet::register`], for each in order. A text may be a source of one after it.
		///
		/// ## Errors
		///
		/// - [`Error::NothingToDo`]: there is no submission.
		/// - Those of [`Pallet::register`], for the first submission that is refused.
		///
		/// ## Events
		///
		/// Those of [`Pallet::register`], for each.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register_many(u32::try_from(submissions.len()).unwrap_or(u32::MAX))
			.saturating_add(Pallet::<T>::weight_of_sources(submissions)))]
		pub fn register_many(
			origin: OriginFor<T>,
			datanet: DatanetId,
			submissions: BoundedVec<SubmissionOf<T>, MaxBulk>,
		) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			Self::do_register(&contributor, datanet, submissions)
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
		/// - [`Error::ContributionNotFound`], [`Error::NotPending`], [`Error::NotCurator`],
		///   [`Error::DatanetFrozen`].
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

		/// Accept many pending contributions of a datanet, in this order: all of them, or none.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the datanet.
		///
		/// ## Details
		///
		/// As [`Pallet::accept`], for each in order.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotInDatanet`], [`Error::NothingToDo`].
		/// - Those of [`Pallet::accept`], for the first that is refused.
		///
		/// ## Events
		///
		/// - [`Event::ContributionAccepted`], for each.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::accept_many(u32::try_from(contributions.len()).unwrap_or(u32::MAX)))]
		pub fn accept_many(
			origin: OriginFor<T>,
			datanet: DatanetId,
			contributions: BoundedVec<ContributionId, MaxBulk>,
		) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			Self::do_accept_many(&curator, datanet, contributions)
		}

		/// Reject a pending contribution.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the datanet.
		///
		/// ## Details
		///
		/// The record and its deposit stay until the owner takes them back with
		/// [`Pallet::retract`], or appeals with [`Pallet::appeal`].
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
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Removes the record, frees its content root and returns the deposit. While an appeal waits
		/// for governance that is possible only after [`Config::AppealPeriod`], and returns the
		/// appeal's deposit too.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOwner`], [`Error::AppealPending`].
		/// - [`Error::AlreadyAccepted`]: see [`Pallet::withdraw`].
		///
		/// ## Events
		///
		/// - [`Event::ContributionRetracted`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::retract())]
		pub fn retract(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_retract(owner, contribution)
		}

		/// Withdraw an accepted contribution from all later models.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Models that are registered from now on are without it, and it can't be declared as a source
		/// any more. Models that have it, and remixes of it, pay it as before. So the record, its
		/// content root and its deposit stay: the public trace of what has to be unlearnt. It can't be
		/// undone.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOwner`], [`Error::NotAccepted`],
		///   [`Error::DisputeOpen`].
		///
		/// ## Events
		///
		/// - [`Event::ContributionWithdrawn`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw(owner, contribution)
		}

		/// Appeal a rejection to governance.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Holds [`Config::AppealDeposit`] until [`Pallet::rule`] is called. A rejection can be
		/// appealed once.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOwner`], [`Error::NotRejected`],
		///   [`Error::AppealPending`], [`Error::RejectionUpheld`].
		///
		/// ## Events
		///
		/// - [`Event::RejectionAppealed`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::appeal())]
		pub fn appeal(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_appeal(owner, contribution)
		}

		/// Rule on a rejection.
		///
		/// ## Dispatch Origin
		///
		/// [`Config::AppealOrigin`].
		///
		/// ## Details
		///
		/// Overturning accepts the contribution at the next index, frozen datanet or not; upholding
		/// ends the matter; either returns the appeal's deposit. Calling it abuse removes the record
		/// and gives its deposit, and that of an appeal, to the treasury. That needs no appeal: curators
		/// may ask for it by themselves, as long as the owner has not taken the contribution back.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotRejected`], [`Error::RejectionUpheld`].
		/// - [`Error::NotAppealed`]: without an appeal there is only [`Ruling::Abuse`].
		///
		/// ## Events
		///
		/// - [`Event::AppealRuled`], and [`Event::ContributionAccepted`] when it is overturned.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::rule_overturn().max(T::WeightInfo::rule_abuse()))]
		pub fn rule(
			origin: OriginFor<T>,
			contribution: ContributionId,
			ruling: Ruling,
		) -> DispatchResult {
			T::AppealOrigin::ensure_origin(origin)?;
			Self::do_rule(contribution, ruling)
		}

		/// Set the account that is credited with what a contribution earns.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// `None` is the owner. Holds are adjusted to the record's new size. Batches that are not final
		/// when it changes pay the new account.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOwner`].
		///
		/// ## Events
		///
		/// - [`Event::PayoutSet`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_payout())]
		pub fn set_payout(
			origin: OriginFor<T>,
			contribution: ContributionId,
			payout: Option<T::AccountId>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_payout(owner, contribution, payout)
		}

		/// Say where the text of a contribution can be found.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// The text itself can't change: its root is what was registered.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOwner`].
		///
		/// ## Events
		///
		/// - [`Event::UriSet`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_uri())]
		pub fn set_uri(
			origin: OriginFor<T>,
			contribution: ContributionId,
			uri: Uri,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_uri(owner, contribution, uri)
		}

		/// Offer a contribution to another account.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Nothing changes until the other takes it with [`Pallet::accept_ownership`]. `None` takes the
		/// offer back.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOwner`], [`Error::AppealPending`],
		///   [`Error::DisputeOpen`].
		///
		/// ## Events
		///
		/// - [`Event::OwnershipOffered`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::transfer_ownership())]
		pub fn transfer_ownership(
			origin: OriginFor<T>,
			contribution: ContributionId,
			new_owner: Option<T::AccountId>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_transfer_ownership(owner, contribution, new_owner)
		}

		/// Take over a contribution that is offered to the caller.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the new owner.
		///
		/// ## Details
		///
		/// Holds the deposit of the caller, and returns the previous owner's. What the contribution
		/// earns from now on is credited to the caller, batches that are not final included.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotOffered`], [`Error::AppealPending`],
		///   [`Error::DisputeOpen`].
		///
		/// ## Events
		///
		/// - [`Event::OwnershipTransferred`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::accept_ownership())]
		pub fn accept_ownership(
			origin: OriginFor<T>,
			contribution: ContributionId,
		) -> DispatchResult {
			let new_owner = ensure_signed(origin)?;
			Self::do_accept_ownership(new_owner, contribution)
		}

		/// Add a curator to a curated datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotOwner`], [`Error::NotCurated`],
		///   [`Error::AlreadyCurator`], [`Error::TooManyCurators`].
		///
		/// ## Events
		///
		/// - [`Event::CuratorAdded`].
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::add_curator())]
		pub fn add_curator(
			origin: OriginFor<T>,
			datanet: DatanetId,
			curator: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_add_curator(owner, datanet, curator)
		}

		/// Remove a curator from a curated datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Details
		///
		/// What the curator accepted stays accepted. A datanet is never without a curator: add another
		/// first.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotOwner`], [`Error::NotCurated`],
		///   [`Error::NotCurator`], [`Error::LastCurator`].
		///
		/// ## Events
		///
		/// - [`Event::CuratorRemoved`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::remove_curator())]
		pub fn remove_curator(
			origin: OriginFor<T>,
			datanet: DatanetId,
			curator: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_remove_curator(owner, datanet, curator)
		}

		/// Close a datanet to contributions, or open it again.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Details
		///
		/// A frozen datanet takes no registrations and its curators accept nothing. What it has stays,
		/// and models may be registered on it.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotOwner`].
		///
		/// ## Events
		///
		/// - [`Event::DatanetFrozen`] or [`Event::DatanetThawed`].
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::set_frozen())]
		pub fn set_frozen(
			origin: OriginFor<T>,
			datanet: DatanetId,
			frozen: bool,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_frozen(owner, datanet, frozen)
		}

		/// Say where more is said about a datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotOwner`].
		///
		/// ## Events
		///
		/// - [`Event::DatanetMetadataSet`].
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::set_datanet_metadata())]
		pub fn set_datanet_metadata(
			origin: OriginFor<T>,
			datanet: DatanetId,
			metadata: Uri,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_datanet_metadata(owner, datanet, metadata)
		}

		/// Offer a datanet to another account.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Details
		///
		/// Nothing changes until the other takes it with [`Pallet::accept_datanet`]. `None` takes the
		/// offer back.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotOwner`].
		///
		/// ## Events
		///
		/// - [`Event::DatanetOffered`].
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::transfer_datanet())]
		pub fn transfer_datanet(
			origin: OriginFor<T>,
			datanet: DatanetId,
			new_owner: Option<T::AccountId>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_transfer_datanet(owner, datanet, new_owner)
		}

		/// Take over a datanet that is offered to the caller.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the new owner.
		///
		/// ## Details
		///
		/// Holds the deposit of the caller, and returns the previous owner's.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotOffered`].
		///
		/// ## Events
		///
		/// - [`Event::DatanetTransferred`].
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::accept_datanet())]
		pub fn accept_datanet(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let new_owner = ensure_signed(origin)?;
			Self::do_accept_datanet(new_owner, datanet)
		}

		/// Show that a contribution's text is not in normal form.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// `excerpt` is one or two chunks of the text with what leads from them to its content root.
		/// They have the `len` bytes, 1 to 256, from byte `at` of the text on, and no text in normal
		/// form can have these there. Then the contribution is malformed for good: it earns nothing,
		/// by itself or as a source of others; models that are registered from now on are without it;
		/// nothing can be settled for it, and no proof against an answer can use it, whatever model it
		/// is of and whenever it was settled. The record, its content root and its deposit stay, as of
		/// what a dispute struck. A dispute about it goes on: what was earned before has to go to
		/// somebody.
		///
		/// What is pending is rejected instead, without appeal, and its owner can retract it. What was
		/// rejected or appealed is in no corpus and can't be struck.
		///
		/// Whoever is right pays no fee.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotAccepted`], [`Error::AlreadyMalformed`].
		/// - [`Error::InvalidExcerpt`], [`Error::NotMalformed`]: what is shown.
		///
		/// ## Events
		///
		/// - [`Event::ContributionMalformed`].
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::strike_malformed())]
		pub fn strike_malformed(
			origin: OriginFor<T>,
			contribution: ContributionId,
			at: u32,
			len: u32,
			excerpt: Excerpt,
		) -> DispatchResultWithPostInfo {
			let by = ensure_signed(origin)?;
			Self::do_strike_malformed(by, contribution, at, len, &excerpt)?;
			Ok(Pays::No.into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A datanet.
		pub fn datanet(id: DatanetId) -> Option<DatanetOf<T>> {
			Datanets::<T>::get(id)
		}

		/// A contribution.
		pub fn contribution(id: ContributionId) -> Option<ContributionOf<T>> {
			Contributions::<T>::get(ContributionKey::from(id))
		}

		/// The contribution that holds a content root.
		pub fn contribution_by_root(root: H256) -> Option<ContributionId> {
			Self::holder_of(root)
		}

		/// The contributions that a datanet accepted from index `from` on, at most `limit` and 256.
		pub fn accepted(
			datanet: DatanetId,
			from: u32,
			limit: u32,
		) -> alloc::vec::Vec<ContributionId> {
			(from..from.saturating_add(limit.min(MaxBulk::get())))
				.map_while(|index| Accepted::<T>::get(datanet, IndexKey::from(index)))
				.collect()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::DepositBase::get() > 0, "records must cost something");
			assert!(T::AppealDeposit::get() > 0, "appeals must cost something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	impl<T: Config> Pallet<T> {
		/// What submissions weigh for the sources that they declare.
		pub(crate) fn weight_of_sources(submissions: &[SubmissionOf<T>]) -> Weight {
			submissions
				.iter()
				.filter_map(|submission| u32::try_from(submission.sources.len()).ok())
				.filter(|sources| *sources > 0)
				.fold(Weight::zero(), |sum, sources| {
					sum.saturating_add(T::WeightInfo::flatten(sources))
				})
		}
	}
}
