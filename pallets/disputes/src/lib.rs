// SPDX-License-Identifier: Apache-2.0

//! # Disputes
//!
//! Whose is a contribution that was accepted? Here stolen work is won back.
//!
//! ## Overview
//!
//! Whoever registers a text first holds its root. That may be a thief, and curators may have been
//! deceived. So anyone can dispute an accepted contribution: with a *bond*, and a pointer to evidence.
//! The owner concedes, or answers with a bond and evidence of its own. Then a curator of the datanet
//! rules, and whoever lost can appeal to governance. There are three outcomes:
//!
//! - *Transfer*: the contribution is the claimant's, who is paid for it from now on;
//! - *Strike*: it is nobody's, and earns nothing any more;
//! - *Reject*: it stays its owner's.
//!
//! What the contribution earns while the dispute is open, by itself and as a source of others, is
//! held back by the ledger and goes to whom the outcome says: the claimant, the treasury or the owner.
//! What was paid before stays paid.
//!
//! ## Lifecycle
//!
//! ```text
//! open ──► Answer ──answer, or 7 days──► Curators ──rule──► Ruled ──7 days──► Over ──conclude──► end
//!             │                             │                 └──appeal──► Governance
//!             │                             └──7 days without a ruling─────────┤
//!             └──there is no curator to rule──────────────────────────────────►┤
//!                                                        decide ──► end ◄──────┤
//!                                                      conclude ──► end ◄──28 days
//! concede ──► end, while nobody has ruled
//! ```
//!
//! An owner that does not answer has not lost: curators and governance still rule. Where nobody
//! does, the contribution stays where it is and every bond returns.
//!
//! ## Example
#![doc = docify::embed!("src/tests/outcomes.rs", stolen_work_should_be_won_back)]
//!
//! ## Implementation notes
//!
//! **What a malicious dispute costs.** At most the claimant's bond is held back, and a rejected
//! claimant loses that bond to the owner, who gets what was held back too. So to hold up an amount
//! costs at least that amount; what is beyond flows as usual. A claimant who expects to win more puts
//! up more, at any time.
//!
//! **Work.** Nothing runs by itself: each step is a call, and what it does is bounded. There is one
//! dispute about a contribution at a time, and its record is paid for by the bond.
//!
//! **Judges.** A curator who is a party does not rule, nor does any curator of a datanet whose owner
//! is a party: it could name a friend. Then governance is the first to rule.

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
mod bonds;
mod conclusion;
mod disputes;
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
		interfaces::{DisputedRegistry, Escrow, Promises},
		Balance, ContributionId,
	};
	use sp_runtime::traits::Zero;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency in which bonds are held.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons to hold money, this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;

		/// The keeper of promised money, which keeps bonds out of votes.
		type Promises: Promises<Self::AccountId>;

		/// The registry of contributions, which disputes are about.
		type Registry: DisputedRegistry<Self::AccountId>;

		/// The ledger, which holds back the earnings of disputed contributions.
		type Escrow: Escrow<Self::AccountId>;

		/// The least bond of a claimant, and the bond of an owner that answers, in planck.
		#[pallet::constant]
		type MinBond: Get<Balance>;

		/// The bond of an appeal, in planck.
		#[pallet::constant]
		type AppealBond: Get<Balance>;

		/// The time that an owner has to answer, in blocks.
		#[pallet::constant]
		type AnswerPeriod: Get<BlockNumberFor<Self>>;

		/// The time that curators have to rule after that, in blocks.
		#[pallet::constant]
		type CuratorsPeriod: Get<BlockNumberFor<Self>>;

		/// The time in which a curator's ruling can be appealed, in blocks.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// The time that governance has to rule, in blocks.
		#[pallet::constant]
		type GovernancePeriod: Get<BlockNumberFor<Self>>;

		/// The account of the treasury, which gets what neither side has earned. It exists.
		type Treasury: Get<Self::AccountId>;

		/// The origin that rules in the last instance.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// The maker of records for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of a claim, an answer or an appeal.
		Bond,
	}

	/// The open disputes, by the contribution that each is about.
	#[pallet::storage]
	pub type Disputes<T: Config> = StorageMap<_, Identity, DisputeKey, DisputeOf<T>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A claimant opened a dispute: it says that a contribution is its own.
		DisputeOpened {
			/// The contribution.
			contribution: ContributionId,
			/// The claimant.
			claimant: T::AccountId,
			/// The bond that is held of the claimant, in planck. No more of the contribution's
			/// earnings is held back.
			bond: Balance,
			/// The claimant's evidence.
			evidence: Evidence,
			/// The first block in which the owner can't answer any more.
			answer_by: BlockNumberFor<T>,
		},
		/// A claimant raised its bond, so that more of the contribution's earnings can be held
		/// back.
		BondRaised {
			/// The contribution.
			contribution: ContributionId,
			/// The claimant's bond now, in planck.
			bond: Balance,
		},
		/// The owner of a contribution answered the dispute about it.
		DisputeAnswered {
			/// The contribution.
			contribution: ContributionId,
			/// The owner.
			owner: T::AccountId,
			/// The bond that is held of the owner, in planck.
			bond: Balance,
			/// The owner's evidence.
			evidence: Evidence,
		},
		/// A curator ruled on a dispute.
		CuratorRuled {
			/// The contribution.
			contribution: ContributionId,
			/// The curator.
			curator: T::AccountId,
			/// The outcome, unless the ruling is appealed.
			outcome: Outcome,
			/// The first block in which the side that lost can't appeal any more.
			appeal_by: BlockNumberFor<T>,
		},
		/// A side of a dispute appealed the curator's ruling to governance.
		RulingAppealed {
			/// The contribution.
			contribution: ContributionId,
			/// The account that appealed: the claimant or the owner.
			who: T::AccountId,
			/// The bond that is held of it for the appeal, in planck.
			bond: Balance,
			/// The first block in which anyone can end the dispute, if governance has not ruled.
			expires: BlockNumberFor<T>,
		},
		/// A dispute ended.
		DisputeEnded {
			/// The contribution.
			contribution: ContributionId,
			/// The outcome.
			outcome: Outcome,
			/// The reason for which the dispute ended.
			ending: Ending,
			/// The amount that was held back of the contribution's earnings, in planck. By the
			/// outcome, the claimant, the treasury or the contribution's payee gets it.
			held_back: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The contribution is not disputed, or its dispute has ended.
		DisputeNotFound,
		/// The contribution is disputed already: its dispute has to end first.
		AlreadyDisputed,
		/// The contribution was never accepted, or was struck or shown to be malformed: there is
		/// nothing to win.
		NotDisputable,
		/// The contribution is the caller's own.
		OwnWork,
		/// The bond is less than `MinBond`, or is raised by 0.
		BondTooLow,
		/// The caller is not the claimant.
		NotClaimant,
		/// The caller does not own the contribution.
		NotOwner,
		/// The caller is neither the claimant nor the owner.
		NotParty,
		/// The owner has answered already.
		AlreadyAnswered,
		/// The caller can't rule: it is not a curator of the datanet, or it or the datanet's owner
		/// is a party.
		NotJudge,
		/// Another account still has time to act: the record of the dispute says until when.
		TooEarly,
		/// The time for this call is over.
		TooLate,
		/// No curator has ruled yet.
		NotRuled,
		/// The ruling is the best that this side can win.
		Won,
		/// Governance can't rule yet: the owner or the curators still have time, or the ruling was
		/// not appealed.
		NotBeforeGovernance,
		/// An amount or a block number is too large.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a dispute about an accepted contribution: the caller says that it is its own.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by any account but the owner.
		///
		/// ## Details
		///
		/// Holds `bond` of the caller. From now on the contribution's earnings are held back, until
		/// they are as much as the bond; the owner can neither give the contribution away nor
		/// withdraw it. The bond goes to the owner if the dispute is rejected, and is returned
		/// otherwise.
		///
		/// ## Errors
		///
		/// - [`Error::NotDisputable`], [`Error::AlreadyDisputed`], [`Error::OwnWork`],
		///   [`Error::BondTooLow`].
		///
		/// ## Events
		///
		/// - [`Event::DisputeOpened`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open())]
		pub fn open(
			origin: OriginFor<T>,
			contribution: ContributionId,
			bond: Balance,
			evidence: Evidence,
		) -> DispatchResult {
			let claimant = ensure_signed(origin)?;
			Self::do_open(claimant, contribution, bond, evidence)
		}

		/// Raises the claimant's bond, so that more of the contribution's earnings can be held
		/// back.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the claimant.
		///
		/// ## Details
		///
		/// Holds `amount` more of the caller. Possible until anyone can end the dispute.
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::NotClaimant`], [`Error::BondTooLow`],
		///   [`Error::TooLate`].
		///
		/// ## Events
		///
		/// - [`Event::BondRaised`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::raise())]
		pub fn raise(
			origin: OriginFor<T>,
			contribution: ContributionId,
			amount: Balance,
		) -> DispatchResult {
			let claimant = ensure_signed(origin)?;
			Self::do_raise(claimant, contribution, amount)
		}

		/// Answers a dispute.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner of the contribution.
		///
		/// ## Details
		///
		/// Holds [`Config::MinBond`] of the caller. The bond goes to the claimant unless the
		/// dispute is rejected. Curators can rule at once.
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::NotOwner`], [`Error::AlreadyAnswered`],
		///   [`Error::TooLate`].
		///
		/// ## Events
		///
		/// - [`Event::DisputeAnswered`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::answer())]
		pub fn answer(
			origin: OriginFor<T>,
			contribution: ContributionId,
			evidence: Evidence,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_answer(owner, contribution, evidence)
		}

		/// Concedes a dispute to the other side.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner or the claimant.
		///
		/// ## Details
		///
		/// Ends the dispute as the other side wants it. Possible while no curator has ruled. An
		/// owner that concedes before it answers loses no bond.
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::NotParty`], [`Error::TooLate`].
		///
		/// ## Events
		///
		/// - [`Event::DisputeEnded`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::end_transfer().max(T::WeightInfo::end_strike()))]
		pub fn concede(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_concede(who, contribution)
		}

		/// Rules on a dispute, as a curator.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the contribution's datanet. Neither it nor the datanet's owner
		/// is a party.
		///
		/// ## Details
		///
		/// Possible when the owner has answered or has had its time to, for
		/// [`Config::CuratorsPeriod`]. The ruling comes into force with [`Pallet::conclude`],
		/// unless it is appealed within [`Config::AppealPeriod`].
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::NotJudge`], [`Error::TooEarly`],
		///   [`Error::TooLate`].
		///
		/// ## Events
		///
		/// - [`Event::CuratorRuled`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::rule())]
		pub fn rule(
			origin: OriginFor<T>,
			contribution: ContributionId,
			outcome: Outcome,
		) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			Self::do_rule(curator, contribution, outcome)
		}

		/// Appeals a curator's ruling to governance.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner or the claimant, if it wants more than was ruled.
		///
		/// ## Details
		///
		/// Holds [`Config::AppealBond`] of the caller. The bond is returned if the dispute ends
		/// better for the caller than was ruled, and goes to the other side otherwise; to the
		/// treasury if the other side is an owner whose contribution is struck. A ruling can be
		/// appealed once.
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::NotParty`], [`Error::NotRuled`],
		///   [`Error::Won`], [`Error::TooLate`].
		///
		/// ## Events
		///
		/// - [`Event::RulingAppealed`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::appeal())]
		pub fn appeal(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_appeal(who, contribution)
		}

		/// Decides a dispute in the last instance, as governance.
		///
		/// ## Dispatch Origin
		///
		/// [`Config::GovernanceOrigin`].
		///
		/// ## Details
		///
		/// Possible after an appeal, and where no curator could rule, or none did in time. Ends the
		/// dispute at once.
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::NotBeforeGovernance`].
		///
		/// ## Events
		///
		/// - [`Event::DisputeEnded`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::end_transfer().max(T::WeightInfo::end_strike()))]
		pub fn decide(
			origin: OriginFor<T>,
			contribution: ContributionId,
			outcome: Outcome,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_decide(contribution, outcome)
		}

		/// Concludes a dispute whose time is over.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// The dispute ends as a curator ruled, if one has: because the ruling was not appealed, or
		/// because governance did not rule on the appeal, whose bond is lost then. If there is no
		/// ruling at all, it ends as rejected, and every bond is returned.
		///
		/// ## Errors
		///
		/// - [`Error::DisputeNotFound`], [`Error::TooEarly`].
		///
		/// ## Events
		///
		/// - [`Event::DisputeEnded`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::end_transfer().max(T::WeightInfo::end_strike()))]
		pub fn conclude(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_conclude(contribution)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns the record of the open dispute about a contribution.
		pub fn dispute(contribution: ContributionId) -> Option<DisputeOf<T>> {
			Disputes::<T>::get(DisputeKey::from(contribution))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			// A claimant takes over a deposit with its own bond.
			let existential = T::Currency::minimum_balance();
			let least = T::Registry::most_deposit().saturating_add(existential);
			assert!(T::MinBond::get() >= least, "a bond must pay for the deposit that it wins");
			let appeal = T::AppealBond::get();
			assert!(appeal > 0, "appeals must cost something");
			// Less can't return to an account that has nothing free, and the dispute could not end.
			assert!(appeal >= existential, "bonds must be able to return");
			for period in [
				T::AnswerPeriod::get(),
				T::CuratorsPeriod::get(),
				T::AppealPeriod::get(),
				T::GovernancePeriod::get(),
			] {
				assert!(!period.is_zero(), "everyone must have time");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
