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
//!   [`Merit`], which melts with the rest, so the order and the time of vetoes don't matter.
//! - The total is written down with the change. Merit that is made while it waits dilutes nobody's
//!   veto. It counts for its owner's: who earns is asked for what it has, and to stop a change is the
//!   lesser evil.
//! - With no merit at all there is nobody to ask, and no veto. One account with all the merit decides
//!   alone.
//! - A change waits whether or not the scheduler has room for it: anyone may enact it when it is due.
//! - The pallet sets parameters as [`Origin::Unopposed`], an origin that nothing else makes.
//! - Who vetoed is kept until blocks have time to clear it, after the change is gone.

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
mod changes;
pub mod migrations;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
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
	use sp_runtime::Perbill;

	/// A parameter's key.
	pub type KeyOf<T> =
		<<T as pallet_parameters::Config>::RuntimeParameters as AggregatedKeyValue>::Key;
	pub type PalletsOriginOf<T> = <OriginFor<T> as OriginTrait>::PalletsOrigin;

	/// Sequential from 0.
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
		type RuntimeCall: Parameter + From<Call<Self>>;

		/// Who may propose to change which parameter.
		type ProposeOrigin: EnsureOriginWithArg<OriginFor<Self>, KeyOf<Self>>;

		/// What accounts have earned with their work.
		type Merits: Merits<Self::AccountId>;

		/// Enacts changes when they are due.
		type Scheduler: Named<
			BlockNumberFor<Self>,
			<Self as Config>::RuntimeCall,
			PalletsOriginOf<Self>,
			Hasher = Self::Hashing,
		>;

		type Preimages: StorePreimage<H = Self::Hashing>;

		/// Blocks that a change waits.
		#[pallet::constant]
		type Period: Get<BlockNumberFor<Self>>;

		/// The part of all merit that vetoes a change, of that at its proposal.
		#[pallet::constant]
		type Share: Get<Perbill>;

		/// What an account's merit must be worth for its veto to be written down, in planck.
		#[pallet::constant]
		type LeastMerit: Get<Balance>;

		/// Changes that can wait at the same time.
		#[pallet::constant]
		type MaxChanges: Get<u32>;

		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self>;
	}

	/// Acts for changes that nobody vetoed.
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
		/// Token holders want it, and merit has had its time to object.
		Unopposed,
	}

	/// A change that waits.
	#[derive(
		PartialEq, Eq, Clone, MaxEncodedLen, Encode, Decode, DecodeWithMemTracking, TypeInfo, Debug,
	)]
	pub struct Change<Parameter, BlockNumber> {
		/// Key and new value; no value is the default.
		pub parameter: Parameter,
		/// The block from which on it can be enacted, and no more be vetoed.
		pub due: BlockNumber,
		/// The merit against it.
		pub opposed: Merit,
		/// Everybody's merit when it was proposed.
		pub total: Merit,
	}

	pub type ChangeOf<T> =
		Change<<T as pallet_parameters::Config>::RuntimeParameters, BlockNumberFor<T>>;

	/// Changes that wait.
	#[pallet::storage]
	pub type Changes<T: Config> = CountedStorageMap<_, Twox64Concat, ChangeId, ChangeOf<T>>;

	/// The id of the next change.
	#[pallet::storage]
	pub type NextChange<T> = StorageValue<_, ChangeId, ValueQuery>;

	/// Who vetoed a change, with which merit.
	#[pallet::storage]
	pub type Vetoes<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ChangeId, Blake2_128Concat, T::AccountId, Merit>;

	/// Changes that are gone, and whose vetoes are not cleared yet.
	#[pallet::storage]
	pub type Closed<T> = StorageMap<_, Twox64Concat, ChangeId, ()>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A change waits until block `due`.
		ChangeProposed { change: ChangeId, due: BlockNumberFor<T> },
		/// An account vetoed a change with its merit, in planck.
		VetoCast { change: ChangeId, who: T::AccountId, merit: Balance },
		/// Enough merit is against a change: it is gone.
		ChangeVetoed { change: ChangeId },
		/// Nobody vetoed a change in time: the parameter was set, if `result` says so.
		ChangeEnacted { change: ChangeId, result: DispatchResult },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No such change waits: it was never proposed, or is enacted or vetoed.
		NotFound,
		/// The account has no merit, or less than counts.
		NoMerit,
		/// The account has vetoed this change.
		AlreadyVetoed,
		/// The change is not due: it can still be vetoed.
		TooEarly,
		/// The change is due: it can't be vetoed any more.
		TooLate,
		/// As many changes wait as can.
		TooManyChanges,
		/// There are no ids left.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Propose to change a parameter.
		///
		/// ## Dispatch Origin
		///
		/// Must be [`Config::ProposeOrigin`] for the parameter's key: that of its track.
		///
		/// ## Details
		///
		/// The change waits for [`Config::Period`] blocks, and is then enacted by itself, or by anyone.
		/// What vetoes it is a share of the merit that there is now.
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

		/// Veto a change.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an account with merit of at least [`Config::LeastMerit`].
		///
		/// ## Details
		///
		/// Counts with all the merit that the account has now, and for good. If the vetoes of the
		/// change now come to [`Config::Share`] of the merit that everybody had when it was proposed,
		/// it is gone.
		///
		/// ## Errors
		///
		/// - [`Error::NotFound`], [`Error::TooLate`], [`Error::NoMerit`], [`Error::AlreadyVetoed`].
		///
		/// ## Events
		///
		/// - [`Event::VetoCast`], and [`Event::ChangeVetoed`] with the last that it takes.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::veto())]
		pub fn veto(origin: OriginFor<T>, change: ChangeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_veto(who, change)
		}

		/// Enact a change that nobody vetoed.
		///
		/// ## Dispatch Origin
		///
		/// Signed by anyone, or root: the scheduler calls it when the change is due.
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

	/// Only [`Origin::Unopposed`].
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
