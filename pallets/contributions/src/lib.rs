// SPDX-License-Identifier: Apache-2.0

//! # Contributions
//!
//! Datanets and the registry of contributions: whose text is whose.
//!
//! ## Overview
//!
//! A *datanet* is a named, append-only list of contributions with an owner, an admission rule and a
//! license. A *contribution* is a text that stays off chain; on chain are its content root (see
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
		challenge::Excerpt,
		interfaces::{Disputes, Promises},
		limits::MaxBulk,
		Balance, ContributionId, DatanetId,
	};
	use sp_core::H256;
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

		/// The keeper of promised money, which keeps deposits that a ruling may take out of votes.
		type Promises: Promises<Self::AccountId>;

		/// The part of each record's deposit that is for its keys and its index entries, in planck.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// The deposit for each encoded byte of a record, in planck. Like the base, it can't change
		/// without a migration of what is held.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The deposit of an appeal, which is held until governance has ruled, in planck.
		#[pallet::constant]
		type AppealDeposit: Get<Balance>;

		/// The time that governance has to rule on an appeal, in blocks. After it the owner can
		/// take the contribution back.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// The account of the treasury, which gets the deposits of what governance calls abuse. It
		/// exists.
		type Treasury: Get<Self::AccountId>;

		/// The origin that rules on rejections.
		type AppealOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The disputes, which say whether one about a contribution is open.
		type Disputes: Disputes;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The reasons for which this pallet holds money.
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

	/// The datanets.
	#[pallet::storage]
	pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, DatanetOf<T>>;

	/// The contributions that were not retracted, by id.
	#[pallet::storage]
	pub type Contributions<T: Config> = StorageMap<_, Identity, ContributionKey, ContributionOf<T>>;

	/// The contribution that holds a content root.
	#[pallet::storage]
	pub type ByRoot<T> = StorageMap<_, Blake2_128Concat, H256, ContributionId>;

	/// The accepted contributions of a datanet, by index from 0, withdrawn ones among them.
	#[pallet::storage]
	pub type Accepted<T> =
		StorageDoubleMap<_, Twox64Concat, DatanetId, Identity, IndexKey, ContributionId>;

	/// The contributions that wait for a datanet's curators, by id.
	#[pallet::storage]
	pub type Queue<T> = StorageDoubleMap<_, Twox64Concat, DatanetId, Identity, ContributionKey, ()>;

	/// The appeals that wait for governance.
	#[pallet::storage]
	pub type Appeals<T: Config> = StorageMap<_, Twox64Concat, ContributionId, AppealOf<T>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A datanet was created.
		DatanetCreated {
			/// The datanet.
			datanet: DatanetId,
			/// The account that owns it.
			owner: T::AccountId,
		},
		/// A text was registered: its content root is held from now on.
		ContributionRegistered {
			/// The contribution.
			contribution: ContributionId,
			/// The datanet that it is registered in.
			datanet: DatanetId,
			/// The account that registered it, and owns it.
			contributor: T::AccountId,
			/// The content root of the text.
			content_root: H256,
		},
		/// A contribution was accepted, at the next index of its datanet.
		ContributionAccepted {
			/// The contribution.
			contribution: ContributionId,
			/// The datanet.
			datanet: DatanetId,
			/// The index.
			index: u32,
		},
		/// A curator rejected a contribution.
		ContributionRejected {
			/// The contribution.
			contribution: ContributionId,
			/// The curator.
			curator: T::AccountId,
		},
		/// An owner took back a contribution that was not accepted: its record is gone.
		ContributionRetracted {
			/// The contribution.
			contribution: ContributionId,
			/// The content root of the text, which is free again.
			content_root: H256,
		},
		/// An owner withdrew a contribution: models that are registered from now on are without it.
		ContributionWithdrawn {
			/// The contribution.
			contribution: ContributionId,
			/// The datanet.
			datanet: DatanetId,
			/// The index of the contribution in it.
			index: u32,
		},
		/// An owner appealed a rejection to governance.
		RejectionAppealed {
			/// The contribution.
			contribution: ContributionId,
			/// The deposit that is held of the owner for the appeal, in planck.
			deposit: Balance,
		},
		/// Governance ruled on a rejection.
		AppealRuled {
			/// The contribution.
			contribution: ContributionId,
			/// The ruling.
			ruling: Ruling,
		},
		/// An owner set the account that is credited with a contribution's earnings from now on.
		PayoutSet {
			/// The contribution.
			contribution: ContributionId,
			/// The account; the owner's own if it named no other.
			payout: T::AccountId,
		},
		/// An owner set the URI of a contribution's text.
		UriSet {
			/// The contribution.
			contribution: ContributionId,
			/// The URI.
			uri: Uri,
		},
		/// An owner offered a contribution to another account, or took the offer back.
		OwnershipOffered {
			/// The contribution.
			contribution: ContributionId,
			/// The account that can take it over. `None` if the offer was taken back.
			new_owner: Option<T::AccountId>,
		},
		/// A contribution has another owner, which is credited with its earnings from now on.
		OwnershipTransferred {
			/// The contribution.
			contribution: ContributionId,
			/// The owner before.
			from: T::AccountId,
			/// The owner from now on.
			to: T::AccountId,
		},
		/// An owner added a curator to a datanet.
		CuratorAdded {
			/// The datanet.
			datanet: DatanetId,
			/// The curator.
			curator: T::AccountId,
		},
		/// An owner removed a curator from a datanet.
		CuratorRemoved {
			/// The datanet.
			datanet: DatanetId,
			/// The curator.
			curator: T::AccountId,
		},
		/// An owner froze a datanet: it takes no contributions any more.
		DatanetFrozen {
			/// The datanet.
			datanet: DatanetId,
		},
		/// An owner thawed a datanet: it takes contributions again.
		DatanetThawed {
			/// The datanet.
			datanet: DatanetId,
		},
		/// An owner set the URI of more about a datanet.
		DatanetMetadataSet {
			/// The datanet.
			datanet: DatanetId,
			/// The URI.
			metadata: Uri,
		},
		/// An owner offered a datanet to another account, or took the offer back.
		DatanetOffered {
			/// The datanet.
			datanet: DatanetId,
			/// The account that can take it over. `None` if the offer was taken back.
			new_owner: Option<T::AccountId>,
		},
		/// A datanet has another owner.
		DatanetTransferred {
			/// The datanet.
			datanet: DatanetId,
			/// The owner before.
			from: T::AccountId,
			/// The owner from now on.
			to: T::AccountId,
		},
		/// A dispute's ruling struck a contribution: it earns nothing any more, and models that are
		/// registered from now on are without it.
		ContributionStruck {
			/// The contribution.
			contribution: ContributionId,
			/// The datanet.
			datanet: DatanetId,
			/// The index of the contribution in it.
			index: u32,
		},
		/// An account showed that a contribution's text is not in normal form. An accepted
		/// contribution earns nothing any more and is in no model's corpus; a pending one is
		/// rejected.
		ContributionMalformed {
			/// The contribution.
			contribution: ContributionId,
			/// The datanet.
			datanet: DatanetId,
			/// The account that showed it.
			by: T::AccountId,
		},
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
		/// Another contribution holds the content root: `ByRoot` names it.
		ContentRootHeld,
		/// The length is 0, or more than 64 MiB.
		InvalidLength,
		/// The account is not a curator of the datanet.
		NotCurator,
		/// The caller does not own the contribution or datanet.
		NotOwner,
		/// The contribution is not pending any more.
		NotPending,
		/// An accepted contribution can't be retracted, as models may have frozen it; it can be
		/// withdrawn from later ones.
		AlreadyAccepted,
		/// A declared source is not an accepted contribution.
		SourceNotAccepted,
		/// A source is named twice, or has a share of 0.
		InvalidSource,
		/// The sources' shares exceed 100 %.
		SharesExceedWhole,
		/// The sources, with their own sources, are more than 16.
		TooManySources,
		/// Ids, indices or amounts are exhausted.
		IdsExhausted,
		/// The license of a source's datanet forbids derivatives.
		DerivativesForbidden,
		/// The license of a source's datanet forbids commercial training, and this datanet's
		/// permits it.
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
		/// Governance has upheld the rejection, or the text was shown not to be in normal form:
		/// there is no further appeal.
		RejectionUpheld,
		/// The contribution or datanet is not offered to the caller.
		NotOffered,
		/// The datanet is open: it has no curators.
		NotCurated,
		/// The account is a curator of the datanet already.
		AlreadyCurator,
		/// The datanet has 32 curators, the most that it can have.
		TooManyCurators,
		/// The curator is the last one of the datanet: add another first.
		LastCurator,
		/// A dispute about the contribution is open: wait until it has ended.
		DisputeOpen,
		/// The excerpt is not of the contribution's text, has more than two chunks, or does not
		/// have the bytes that are named; or these are none, or more than 256.
		InvalidExcerpt,
		/// The bytes that are shown can be in a text in normal form.
		NotMalformed,
		/// The contribution was shown not to be in normal form before.
		AlreadyMalformed,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Creates a datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the account that will own it.
		///
		/// ## Details
		///
		/// Holds a deposit of the caller for the record. In a `Curated` datanet curators accept
		/// contributions, an `Open` one accepts all of them at once. The license never changes.
		///
		/// ## Errors
		///
		/// - [`Error::EmptyName`]: the name has no byte.
		/// - [`Error::InvalidCurators`]: a curated datanet has no curator, or one is named twice.
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
			license: License,
			metadata: Uri,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_create_datanet(owner, name, admission, license, metadata)
		}

		/// Registers a text.
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
		/// - [`Error::ContentRootHeld`]: the same text was registered before.
		/// - [`Error::InvalidLength`].
		/// - [`Error::SourceNotAccepted`], [`Error::DerivativesForbidden`],
		///   [`Error::CommercialTrainingForbidden`], [`Error::InvalidSource`],
		///   [`Error::SharesExceedWhole`], [`Error::TooManySources`]: errors of the declared
		///   sources.
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

		/// Registers many texts of one contributor: all of them, or none.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the contributor.
		///
		/// ## Details
		///
		/// Does what [`Pallet::register`] does, for each text in order. A text may be a source of
		/// one after it.
		///
		/// ## Errors
		///
		/// - [`Error::NothingToDo`]: there is no submission.
		/// - Errors of [`Pallet::register`], for the first submission that is refused.
		///
		/// ## Events
		///
		/// - Events of [`Pallet::register`], for each text.
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

		/// Accepts a pending contribution, at the next index of its datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the datanet.
		///
		/// ## Details
		///
		/// A curator that accepts a contribution says that it has read the text, and that the text
		/// is there to be read.
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

		/// Accepts many pending contributions of a datanet, in this order: all of them, or none.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the datanet.
		///
		/// ## Details
		///
		/// Does what [`Pallet::accept`] does, for each contribution in order.
		///
		/// ## Errors
		///
		/// - [`Error::DatanetNotFound`], [`Error::NotInDatanet`], [`Error::NothingToDo`].
		/// - Errors of [`Pallet::accept`], for the first contribution that is refused.
		///
		/// ## Events
		///
		/// - [`Event::ContributionAccepted`], for each contribution.
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

		/// Rejects a pending contribution.
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

		/// Retracts a contribution that is pending or was rejected.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Removes the record, frees its content root and returns the deposit. While an appeal
		/// waits for governance, that is possible only after [`Config::AppealPeriod`], and returns
		/// the appeal's deposit too.
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

		/// Withdraws an accepted contribution from all later models.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Models that are registered from now on are without it, and it can't be declared as a
		/// source any more. Models that have it, and remixes of it, pay it as before. So the
		/// record, its content root and its deposit stay: the public trace of what has to be
		/// unlearnt. A withdrawal can't be undone.
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

		/// Appeals a rejection to governance.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Holds [`Config::AppealDeposit`] of the caller until [`Pallet::resolve_appeal`] is called. A
		/// rejection can be appealed once.
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

		/// Rules on a rejection.
		///
		/// ## Dispatch Origin
		///
		/// [`Config::AppealOrigin`].
		///
		/// ## Details
		///
		/// [`Ruling::Overturn`] accepts the contribution at the next index, whether the datanet is
		/// frozen or not; [`Ruling::Uphold`] ends the matter; either returns the appeal's deposit.
		/// [`Ruling::Abuse`] removes the record and gives its deposit, and that of an appeal, to
		/// the treasury. It needs no appeal: curators may ask governance for it, as long as the
		/// owner has not taken the contribution back.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotRejected`], [`Error::RejectionUpheld`].
		/// - [`Error::NotAppealed`]: without an appeal, [`Ruling::Abuse`] is the only ruling.
		///
		/// ## Events
		///
		/// - [`Event::AppealRuled`], and [`Event::ContributionAccepted`] when the rejection is
		///   overturned.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::rule_overturn().max(T::WeightInfo::rule_abuse()))]
		pub fn resolve_appeal(
			origin: OriginFor<T>,
			contribution: ContributionId,
			ruling: Ruling,
		) -> DispatchResult {
			T::AppealOrigin::ensure_origin(origin)?;
			Self::do_rule(contribution, ruling)
		}

		/// Sets the account that is credited with a contribution's earnings.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// `None` is the owner. The deposit changes with the record's size. Batches that are not
		/// final when the account changes pay the new one.
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

		/// Sets the URI at which a contribution's text can be found.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// The text itself can't change: its content root is registered. The deposit changes with
		/// the record's size.
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

		/// Offers a contribution to another account.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner.
		///
		/// ## Details
		///
		/// Nothing changes until that account takes the contribution over with
		/// [`Pallet::accept_ownership`]. `None` takes the offer back.
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

		/// Takes over a contribution that is offered to the caller.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the new owner.
		///
		/// ## Details
		///
		/// Holds the deposit of the caller, and returns that of the previous owner. From now on the
		/// contribution's earnings are credited to the caller, those of batches that are not final
		/// included.
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

		/// Adds a curator to a curated datanet.
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

		/// Removes a curator from a curated datanet.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Details
		///
		/// Contributions that the curator accepted stay accepted. The last curator can't be
		/// removed: the owner adds another first.
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

		/// Freezes a datanet, or thaws it.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Details
		///
		/// A frozen datanet takes no registrations, and its curators accept nothing. The
		/// contributions that it has stay, and models may be registered on them.
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

		/// Sets the URI at which there is more about a datanet.
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

		/// Offers a datanet to another account.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the datanet's owner.
		///
		/// ## Details
		///
		/// Nothing changes until that account takes the datanet over with
		/// [`Pallet::accept_datanet`]. `None` takes the offer back.
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

		/// Takes over a datanet that is offered to the caller.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the new owner.
		///
		/// ## Details
		///
		/// Holds the deposit of the caller, and returns that of the previous owner.
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

		/// Strikes a contribution whose text is shown not to be in normal form.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// `excerpt` is one or two chunks of the text with the path from them to its content root.
		/// They have the `len` bytes, 1 to 256, from byte `at` of the text on, and no text in
		/// normal form can have these bytes there. Then the contribution is malformed for good: it
		/// earns nothing, by itself or as a source of others; models that are registered from now
		/// on are without it; nothing can be settled for it, and no proof against an answer can use
		/// it, whatever model the answer is of and whenever it was settled. The record, its content
		/// root and its deposit stay, as those of a contribution that a dispute struck. A dispute
		/// about it goes on, as its earlier earnings are still held back.
		///
		/// A pending contribution is rejected instead, without appeal, and its owner can retract
		/// it. A contribution that was rejected or appealed is in no corpus and can't be struck.
		///
		/// A caller that is right pays no fee.
		///
		/// ## Errors
		///
		/// - [`Error::ContributionNotFound`], [`Error::NotAccepted`], [`Error::AlreadyMalformed`].
		/// - [`Error::InvalidExcerpt`], [`Error::NotMalformed`]: errors of the bytes that are
		///   shown.
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
		/// Returns the record of a datanet.
		pub fn datanet(id: DatanetId) -> Option<DatanetOf<T>> {
			Datanets::<T>::get(id)
		}

		/// Returns the record of a contribution.
		pub fn contribution(id: ContributionId) -> Option<ContributionOf<T>> {
			Contributions::<T>::get(ContributionKey::from(id))
		}

		/// Returns the contribution that holds a content root.
		pub fn contribution_by_root(root: H256) -> Option<ContributionId> {
			Self::holder_of(root)
		}

		/// Returns the contributions that a datanet accepted, from index `from` on: at most
		/// `limit`, and at most 256.
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
			let (base, appeal) = (T::DepositBase::get(), T::AppealDeposit::get());
			assert!(base > 0, "records must cost something");
			assert!(appeal > 0, "appeals must cost something");
			// Less can't return to an account that has nothing free.
			let minimum = T::Currency::minimum_balance();
			assert!(base.min(appeal) >= minimum, "deposits must be able to return");
			assert!(!T::AppealPeriod::get().is_zero(), "governance must have time to rule");
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
