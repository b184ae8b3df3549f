// SPDX-License-Identifier: Apache-2.0

//! # Veto
//!
//! Changes of parameters that token holders voted for wait, and holders of merit may veto them.
//!
//! ## Overview
//!
//! How answers are attributed and how fees are divided is what those live on whose work is in the
//! answers. Tokens can be bought, merit has to be earned. So such a change takes both: a referendum,
//! whose call is [`Pallet::propose`], and after it [`Config::Period`] without a veto.
//!
//! ```text
//! referendum ──propose──► change waits ──Period──► enacted, by the scheduler
//!                              │
//!                              └──veto, veto, …: Share of all merit──► gone
//! ```
//!
//! A veto counts with all the merit that an account has. As soon as the vetoes of a change come to
//! [`Config::Share`] of the merit that everybody had when it was proposed, the change is gone; it
//! takes another referendum to propose it again.
//!
//! ## Example
#![doc = docify::embed!("src/tests/veto.rs", a_change_should_go_when_a_third_of_all_merit_is_against_it)]
//!
//! ## Implementation notes
//!
//! - Merit melts while a change waits, everybody's at the same rate. What was cast is kept as
//!   [merit](openledger_primitives::merit::Merit), which melts with the rest, so the order and the
//!   time of vetoes don't matter.
//! - The total is written down with the change. Merit that is made while it waits dilutes nobody's
//!   veto. It counts for its owner's: who earns is asked for what it has, and to stop a change is the
//!   lesser evil.
//! - With no merit at all there is nobody to ask, and no veto. One account with all the merit decides
//!   alone.
//! - A change waits whether or not the scheduler has room for it: anyone may enact it when it is due.
//! - The pallet sets parameters as [`Origin::Unopposed`], an origin that nothing else makes.
//! - Who vetoed is kept until blocks have time to clear it, after the change is gone.

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
mod changes;
pub mod migrations;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
#[allow(missing_docs)] // generated
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use weights::WeightInfo;

// What the macros generate casts and expects; the logic is in the other modules.
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::boxed::Box;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			dynamic_params::AggregatedKeyValue, schedule::v3::Named, EnsureOriginWithArg,
			OriginTrait, StorePreimage,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{interfaces::Merits, merit::Merit, Balance};
	use sp_runtime::{traits::Zero, Perbill};

	/// The key of a parameter.
	pub type KeyOf<T> =
		<<T as pallet_parameters::Config>::RuntimeParameters as AggregatedKeyValue>::Key;
	/// The runtime's origins, as the scheduler dispatches by them.
	pub type PalletsOriginOf<T> = <OriginFor<T> as OriginTrait>::PalletsOrigin;

	/// The id of a change: sequential from 0.
	pub type ChangeId = u32;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, RuntimeOrigin: From<Origin>>
		+ pallet_parameters::Config<RuntimeParameters: MaxEncodedLen>
	{
		/// The runtime's calls, of which the scheduler is given [`Pallet::enact`].
		type RuntimeCall: Parameter + From<Call<Self>>;

		/// The origins that may propose changes, by the parameter's key.
		type ProposeOrigin: EnsureOriginWithArg<OriginFor<Self>, KeyOf<Self>>;

		/// The merit that accounts have earned with their work.
		type Merits: Merits<Self::AccountId>;

		/// The scheduler, which enacts changes when they are due.
		type Scheduler: Named<
			BlockNumberFor<Self>,
			<Self as Config>::RuntimeCall,
			PalletsOriginOf<Self>,
			Hasher = Self::Hashing,
		>;

		/// The preimages that the scheduler takes calls from.
		type Preimages: StorePreimage<H = Self::Hashing>;

		/// The time that a change waits, in blocks.
		#[pallet::constant]
		type Period: Get<BlockNumberFor<Self>>;

		/// The share of all merit, as of the change's proposal, that vetoes a change.
		#[pallet::constant]
		type Share: Get<Perbill>;

		/// The least worth of an account's merit for its veto to count, in planck.
		#[pallet::constant]
		type MinMerit: Get<Balance>;

		/// The number of changes that can wait at the same time.
		#[pallet::constant]
		type MaxChanges: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// The maker of what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self>;
	}

	/// The origin by which this pallet sets parameters.
	#[derive(
		PartialEq,
		Eq,
		Clone,
		Copy,
		MaxEncodedLen,
		Encode,
		Decode,
		DecodeWithMemTracking,
		TypeInfo,
		Debug,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Acts for a change that token holders want and that holders of merit had time to veto.
		Unopposed,
	}

	/// A change of a parameter that waits.
	#[derive(
		PartialEq, Eq, Clone, MaxEncodedLen, Encode, Decode, DecodeWithMemTracking, TypeInfo, Debug,
	)]
	pub struct Change<Parameter, BlockNumber> {
		/// The parameter's key and its new value; no value is the default.
		pub parameter: Parameter,
		/// The first block in which the change can be enacted, and not vetoed any more.
		pub enactable_at: BlockNumber,
		/// The merit of the accounts that vetoed it.
		pub opposed: Merit,
		/// The merit of all accounts when it was proposed.
		pub total: Merit,
	}

	/// A change of one of the runtime's parameters.
	pub type ChangeOf<T> =
		Change<<T as pallet_parameters::Config>::RuntimeParameters, BlockNumberFor<T>>;

	/// The changes that wait.
	#[pallet::storage]
	pub type Changes<T: Config> = CountedStorageMap<_, Twox64Concat, ChangeId, ChangeOf<T>>;

	/// The id of the next change.
	#[pallet::storage]
	pub type NextChange<T> = StorageValue<_, ChangeId, ValueQuery>;

	/// The vetoes of a change: the merit of each account that vetoed it.
	#[pallet::storage]
	pub type Vetoes<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ChangeId, Blake2_128Concat, T::AccountId, Merit>;

	/// The changes that are gone, and whose vetoes are not cleared yet.
	#[pallet::storage]
	pub type Closed<T> = StorageMap<_, Twox64Concat, ChangeId, ()>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A change was proposed, and waits.
		ChangeProposed {
			/// The change.
			change: ChangeId,
			/// The first block in which it can be enacted, and not vetoed any more.
			enactable_at: BlockNumberFor<T>,
		},
		/// An account vetoed a change.
		VetoCast {
			/// The change.
			change: ChangeId,
			/// The account.
			who: T::AccountId,
			/// The merit that its veto counts with, in planck.
			merit: Balance,
		},
		/// A change was vetoed by enough merit: it is gone.
		ChangeVetoed {
			/// The change.
			change: ChangeId,
		},
		/// A change was enacted, because it was not vetoed in time: it is gone.
		ChangeEnacted {
			/// The change.
			change: ChangeId,
			/// Whether the parameter was set, and if not, why.
			result: DispatchResult,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No change with this id waits: it was never proposed, or was enacted or vetoed.
		NotFound,
		/// The account has no merit, or too little to count.
		NoMerit,
		/// The account has vetoed this change already.
		AlreadyVetoed,
		/// The change is not due: it can still be vetoed.
		TooEarly,
		/// The change is due: it can't be vetoed any more.
		TooLate,
		/// No more changes can wait: propose this one again when another has ended.
		TooManyChanges,
		/// No id is left for a change.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Proposes a change of a parameter.
		///
		/// ## Dispatch Origin
		///
		/// Must be [`Config::ProposeOrigin`] for the parameter's key: that of its track.
		///
		/// ## Details
		///
		/// The change waits for [`Config::Period`] blocks. Then the scheduler enacts it, or anyone
		/// can. A share of the merit that there is now vetoes it.
		///
		/// ## Errors
		///
		/// - `BadOrigin`, [`Error::TooManyChanges`], [`Error::Overflow`].
		///
		/// ## Events
		///
		/// - [`Event::ChangeProposed`].
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::propose())]
		pub fn propose(
			origin: OriginFor<T>,
			parameter: Box<T::RuntimeParameters>,
		) -> DispatchResult {
			let (key, _) = (*parameter).clone().into_parts();
			T::ProposeOrigin::ensure_origin(origin, &key)?;
			Self::do_propose(*parameter)
		}

		/// Vetoes a change that waits.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an account with merit of at least [`Config::MinMerit`].
		///
		/// ## Details
		///
		/// The veto counts with all the merit that the account has now, and can't be taken back. If
		/// the vetoes of the change now come to [`Config::Share`] of the merit that there was when
		/// it was proposed, it is gone.
		///
		/// ## Errors
		///
		/// - [`Error::NotFound`], [`Error::TooLate`], [`Error::NoMerit`], [`Error::AlreadyVetoed`].
		///
		/// ## Events
		///
		/// - [`Event::VetoCast`], and [`Event::ChangeVetoed`] if this veto ends the change.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::veto())]
		pub fn veto(origin: OriginFor<T>, change: ChangeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_veto(who, change)
		}

		/// Enacts a change that was not vetoed in time.
		///
		/// ## Dispatch Origin
		///
		/// Signed by anyone, or root: the scheduler calls it when the change is due.
		///
		/// ## Details
		///
		/// Sets the parameter. The change is gone, even if the parameter could not be set.
		///
		/// ## Errors
		///
		/// - [`Error::NotFound`], [`Error::TooEarly`].
		///
		/// ## Events
		///
		/// - [`Event::ChangeEnacted`].
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::enact())]
		pub fn enact(origin: OriginFor<T>, change: ChangeId) -> DispatchResult {
			ensure_signed_or_root(origin)?;
			Self::do_enact(change)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::Period::get().is_zero(), "there must be time for vetoes");
			assert!(!T::Share::get().is_zero(), "a change must not be vetoed by nothing");
			assert!(T::MaxChanges::get() > 0, "a change must be able to wait");
			let clearing = <T as Config>::WeightInfo::clear_veto();
			let block = T::BlockWeights::get().max_block;
			assert!(clearing.all_lte(block), "a block must be able to clear a veto");
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::clear_vetoes(&mut meter);
			meter.consumed()
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// Ensures that the origin is [`Origin::Unopposed`].
	pub struct EnsureUnopposed;
	impl<O: OriginTrait + From<Origin>> EnsureOrigin<O> for EnsureUnopposed
	where
		for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
	{
		type Success = ();

		fn try_origin(origin: O) -> Result<(), O> {
			let is_it = matches!(origin.caller().try_into(), Ok(Origin::Unopposed));
			is_it.then_some(()).ok_or(origin)
		}

		#[cfg(feature = "runtime-benchmarks")]
		fn try_successful_origin() -> Result<O, ()> {
			Ok(O::from(Origin::Unopposed))
		}
	}
}
