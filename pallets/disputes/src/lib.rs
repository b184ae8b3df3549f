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
		/// Where bonds are held.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		type RuntimeHoldReason: From<HoldReason>;

		/// Keeps bonds out of votes.
		type Promises: Promises<Self::AccountId>;

		/// What is disputed.
		type Registry: DisputedRegistry<Self::AccountId>;

		/// Holds back what it earns.
		type Escrow: Escrow<Self::AccountId>;

		/// The least bond of a claimant, and the bond of an owner that answers, in planck.
		#[pallet::constant]
		type LeastBond: Get<Balance>;

		/// The bond of an appeal, in planck.
		#[pallet::constant]
		type AppealBond: Get<Balance>;

		/// How long an owner has to answer, in blocks.
		#[pallet::constant]
		type AnswerPeriod: Get<BlockNumberFor<Self>>;

		/// How long curators have to rule after that, in blocks.
		#[pallet::constant]
		type CuratorsPeriod: Get<BlockNumberFor<Self>>;

		/// How long their ruling can be appealed, in blocks.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// How long governance has to rule, in blocks.
		#[pallet::constant]
		type GovernancePeriod: Get<BlockNumberFor<Self>>;

		/// Gets what neither side has earned. Its account exists.
		type Treasury: Get<Self::AccountId>;

		/// Rules in the last instance.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		type WeightInfo: WeightInfo;

		/// Makes records for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A claim, an answer or an appeal.
		Bond,
	}

	/// The open disputes, by the contribution that each is about.
	#[pallet::storage]
	pub type Disputes<T: Config> = StorageMap<_, Identity, DisputeKey, DisputeOf<T>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `claimant` says that a contribution is its own. Its owner can answer before `answer_by`.
		DisputeOpened {
			contribution: ContributionId,
			claimant: T::AccountId,
			bond: Balance,
			evidence: Evidence,
			answer_by: BlockNumberFor<T>,
		},
		/// The claimant's bond is `bond` now, and so much is held back.
		BondRaised { contribution: ContributionId, bond: Balance },
		/// The owner has answered, and `bond` is held for it.
		DisputeAnswered {
			contribution: ContributionId,
			owner: T::AccountId,
			bond: Balance,
			evidence: Evidence,
		},
		/// A curator has ruled. Who lost can appeal before `appeal_by`.
		CuratorRuled {
			contribution: ContributionId,
			curator: T::AccountId,
			outcome: Outcome,
			appeal_by: BlockNumberFor<T>,
		},
		/// `who` has appealed to governance, which can rule until `expires`.
		RulingAppealed {
			contribution: ContributionId,
			who: T::AccountId,
			bond: Balance,
			expires: BlockNumberFor<T>,
		},
		/// A dispute has ended. `held_back` of what the contribution earned went to whom it is for.
		DisputeEnded {
			contribution: ContributionId,
			outcome: Outcome,
			ending: Ending,
			held_back: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The contribution is not disputed, or its dispute has ended.
		DisputeNotFound,
		/// The contribution is disputed already: its dispute has to end first.
		AlreadyDisputed,
		/// The contribution was never accepted, or it was struck: there is nothing to win.
		NotDisputable,
		/// The contribution is the caller's own.
		OwnWork,
		/// The bond is less than `LeastBond`, or is raised by nothing.
		BondTooLow,
		/// The caller is not the claimant.
		NotClaimant,
		/// The caller does not own the contribution.
		NotOwner,
		/// The caller is neither the claimant nor the owner.
		NotParty,
		/// The owner has answered already.
		AlreadyAnswered,
		/// The caller can't rule: it is no curator of the datanet, or it or the datanet's owner is a
		/// party.
		NotJudge,
		/// Somebody else has still time to act: the dispute says until when.
		TooEarly,
		/// The time for it is over.
		TooLate,
		/// No curator has ruled yet.
		NotRuled,
		/// The ruling is all that this side can win.
		Won,
		/// It is the owner's or the curators' turn, or nobody has appealed against the ruling.
		NotBeforeGovernance,
		/// A sum does not fit.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Dispute whose an accepted contribution is.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone but the owner, who says that the contribution is its own.
		///
		/// ## Details
		///
		/// Holds `bond` of the caller. From now on what the contribution earns is held back, until it is
		/// as much as the bond; the owner can neither give the contribution away nor withdraw it. The
		/// bond goes to the owner if the dispute is rejected, and is returned otherwise.
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

		/// Raise the bond of a dispute, so that more is held back.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the claimant.
		///
		/// ## Details
		///
		/// Holds `amount` more of the caller, until anyone can end the dispute.
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

		/// Answer a dispute.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner of the contribution.
		///
		/// ## Details
		///
		/// Holds [`Config::LeastBond`] of the caller. It goes to the claimant unless the dispute is
		/// rejected. Curators can rule at once.
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

		/// Give in.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner or the claimant.
		///
		/// ## Details
		///
		/// Ends the dispute as the other side wants it, while no curator has ruled. An owner that gives
		/// in before it answers loses no bond.
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

		/// Rule on a dispute.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by a curator of the contribution's datanet. Neither it nor the datanet's owner is a
		/// party.
		///
		/// ## Details
		///
		/// Possible when the owner has answered or has had its time to, for
		/// [`Config::CuratorsPeriod`]. It comes into force with [`Pallet::conclude`], unless it is
		/// appealed within [`Config::AppealPeriod`].
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

		/// Appeal a curator's ruling to governance.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the owner or the claimant: whoever wants more than was ruled.
		///
		/// ## Details
		///
		/// Holds [`Config::AppealBond`] of the caller. It is returned if the dispute ends better for the
		/// caller than was ruled, and goes to the other side otherwise; to the treasury if that is an
		/// owner whose contribution is struck. There is one appeal.
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

		/// Decide a dispute in the last instance.
		///
		/// ## Dispatch Origin
		///
		/// [`Config::GovernanceOrigin`].
		///
		/// ## Details
		///
		/// Possible after an appeal, and where no curator could rule or did in time. Ends the dispute at
		/// once.
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

		/// End a dispute whose time is over.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// With what a curator ruled, if one has: because nobody appealed, or because governance did not
		/// rule on the appeal, whose bond is lost then. If nobody has ruled at all it ends as rejected,
		/// and every bond is returned.
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
		/// The open dispute about a contribution.
		pub fn dispute(contribution: ContributionId) -> Option<DisputeOf<T>> {
			Disputes::<T>::get(DisputeKey::from(contribution))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			// A claimant takes over a deposit with its own bond.
			let least = T::Registry::most_deposit().saturating_add(T::Currency::minimum_balance());
			assert!(T::LeastBond::get() >= least, "a bond must pay for the deposit that it wins");
			assert!(T::AppealBond::get() > 0, "appeals must cost something");
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
