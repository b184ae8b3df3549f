// SPDX-License-Identifier: Apache-2.0

//! # Rewards
//!
//! What each account is owed, and the pot that it is paid from.
//!
//! ## Overview
//!
//! A fee enters the pot when an answer is settled (*collected*), is divided when its batch is final
//! (*owed*), and leaves when its owner claims it. In between it is one of two numbers, and the pot
//! always has both:
//!
//! ```text
//! payer ──collect──► collected ──credit──────► owed ──claim──► payee
//!                        │                      ▲
//!                        ├──────hold back─► held back ──release──► treasury
//!                        ├──────pay_treasury─► treasury
//!                        └──────pay_stakers──► stakers' pot
//! ```
//!
//! What a contribution earns while it is disputed whose it is, is *held back*: a third number, by
//! contribution. It is owed when that is decided, to whomever it is decided for. See
//! [`openledger_primitives::interfaces::Escrow`].
//!
//! Amounts below the existential deposit accrue until they are worth claiming: nothing rounds away.
//! A claim pays all that is owed, or fails and changes nothing.
//!
//! Whatever is owed has a *source* ([`openledger_primitives::interfaces::Source`]), which the event
//! names: the batch, and the contribution, model, service or channel in it. So whoever follows the
//! events knows who earned what from what.
//!
//! Who earns with its work, as contributor or developer, has *merit* besides: what it earned, halving
//! in each [`Config::HalfLife`]. It stays when the money is claimed and can't be given away.
//!
//! The stakers' pot, and a reserve, are paid through the eras of staking; see the `stakers` module
//! for how issuance never grows by it.
//!
//! ## Example
#![doc = docify::embed!("src/tests/claims.rs", claim_should_pay_all_that_is_owed)]
//!
//! ## Implementation notes
//!
//! Other pallets use the pot through [`openledger_primitives::interfaces::Ledger`]. The pot account
//! has an existential deposit of its own from genesis, so that the last claim can take the last
//! unit without closing it.

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
mod escrow;
mod ledger;
mod merit;
pub mod migrations;
mod stakers;
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
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, Mutate},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		interfaces::{Source, Stake},
		merit::Merit,
		Balance, BatchId, ContributionId,
	};

	pub(crate) const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	/// An entry of the ledger.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Default,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub struct Account {
		/// What the account is owed, in planck.
		pub owed: Balance,
		/// What it has earned as contributor or developer, claimed or not.
		pub merit: Merit,
	}

	/// What is held back of what a disputed contribution earns.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Default,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub struct Retained {
		/// In planck.
		pub amount: Balance,
		/// The amount never becomes more, in planck.
		pub most: Balance,
		/// What the amount has earned.
		pub merit: Merit,
	}

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		type Currency: Inspect<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

		/// Derives the account of the pot.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Gets the platform's part.
		type Treasury: Get<Self::AccountId>;

		/// Gets the stakers' part.
		type StakersPot: Get<Self::AccountId>;

		/// Pays stakers what is emitted besides.
		type StakingReserve: Get<Self::AccountId>;

		/// Blocks in which merit halves.
		#[pallet::constant]
		type HalfLife: Get<BlockNumberFor<Self>>;

		/// Where claims can be bonded.
		type Stake: Stake<Self::AccountId>;

		type WeightInfo: WeightInfo;
	}

	/// Money in the pot that is not yet owed to anyone, in planck.
	#[pallet::storage]
	pub type Collected<T> = StorageValue<_, Balance, ValueQuery>;

	/// What accounts are owed and have earned. Never nothing at all.
	#[pallet::storage]
	pub type Accounts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Account, ValueQuery>;

	/// The sum of what accounts are owed, in planck.
	#[pallet::storage]
	pub type TotalOwed<T> = StorageValue<_, Balance, ValueQuery>;

	/// What is held back, by contribution, while it is disputed whose that is.
	#[pallet::storage]
	pub type HeldBack<T> = StorageMap<_, Twox64Concat, ContributionId, Retained>;

	/// The sum of what is held back, in planck.
	#[pallet::storage]
	pub type TotalHeldBack<T> = StorageValue<_, Balance, ValueQuery>;

	/// At least the sum of what accounts have earned, and of what is held back.
	#[pallet::storage]
	pub type TotalMerit<T> = StorageValue<_, Merit, ValueQuery>;

	/// What was burned for eras' pay and is not minted yet, in planck.
	#[pallet::storage]
	pub type StakersUnpaid<T> = StorageValue<_, Balance, ValueQuery>;

	/// Accounts that are paid at another account.
	#[pallet::storage]
	pub type Payouts<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account is owed `amount` more, because of `source`.
		Credited { who: T::AccountId, amount: Balance, source: Source },
		/// All that `who` was owed went to `payee`.
		Claimed { who: T::AccountId, payee: T::AccountId, amount: Balance },
		/// What `who` is owed goes to `payee` from now on.
		PayoutSet { who: T::AccountId, payee: T::AccountId },
		/// An era ended: what its stakers may be paid was burned, `fees` of their share of fees and
		/// `emission` of the reserve.
		EraFunded { fees: Balance, emission: Balance },
		/// What nobody claimed of an old era went back to the reserve.
		EraReturned { amount: Balance },
		/// So much of what a disputed contribution earned is held back; `source` is what it would have
		/// been credited for.
		EarningsHeldBack { contribution: ContributionId, amount: Balance, source: Source },
		/// What was held back is owed to `who`, or, with `None`, went to the treasury.
		EarningsReleased {
			contribution: ContributionId,
			who: Option<T::AccountId>,
			amount: Balance,
		},
		/// The treasury got `amount` of what was collected: its part of `batch`, or, with `None`, what
		/// was held back of a disputed contribution.
		TreasuryPaid { amount: Balance, batch: Option<BatchId> },
		/// The stakers' pot got `amount` of what was collected, their part of `batch`.
		StakersPaid { amount: Balance, batch: Option<BatchId> },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is owed nothing.
		NothingOwed,
		/// The payee does not exist, and what is owed is less than the existential deposit: it
		/// stays owed.
		BelowExistentialDeposit,
		/// The pot can't be a payee: what it was paid would be owed to nobody.
		InvalidPayee,
		/// More than was collected would be paid.
		ExceedsCollected,
		/// A sum does not fit.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Claim what the caller is owed.
		///
		/// ## Dispatch Origin
		///
		/// Signed.
		///
		/// ## Details
		///
		/// Pays all of it to the caller's payout account.
		///
		/// ## Errors
		///
		/// - [`Error::NothingOwed`], [`Error::BelowExistentialDeposit`].
		///
		/// ## Events
		///
		/// - [`Event::Claimed`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who)
		}

		/// Claim what another account is owed, for it.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone: the caller pays the fee and gets nothing.
		///
		/// ## Details
		///
		/// As [`Pallet::claim`] by `who`.
		///
		/// ## Errors
		///
		/// - [`Error::NothingOwed`], [`Error::BelowExistentialDeposit`].
		///
		/// ## Events
		///
		/// - [`Event::Claimed`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim_for(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(who)
		}

		/// Set the account that gets what the caller is owed.
		///
		/// ## Dispatch Origin
		///
		/// Signed.
		///
		/// ## Details
		///
		/// Naming oneself removes the record.
		///
		/// ## Errors
		///
		/// - [`Error::InvalidPayee`].
		///
		/// ## Events
		///
		/// - [`Event::PayoutSet`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_payout())]
		pub fn set_payout(origin: OriginFor<T>, payee: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(payee != Self::pot(), Error::<T>::InvalidPayee);
			if who == payee {
				Payouts::<T>::remove(&who);
			} else {
				Payouts::<T>::insert(&who, &payee);
			}
			Self::deposit_event(Event::PayoutSet { who, payee });
			Ok(())
		}

		/// Claim what the caller is owed, and stake it.
		///
		/// ## Dispatch Origin
		///
		/// Signed.
		///
		/// ## Details
		///
		/// Pays all of it to the caller's own account, whatever its payout account is, and bonds it
		/// there, on top of what is bonded already.
		///
		/// ## Errors
		///
		/// - [`Error::NothingOwed`], [`Error::BelowExistentialDeposit`].
		/// - Those of staking: too little for a first bond, for instance.
		///
		/// ## Events
		///
		/// - [`Event::Claimed`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::claim_and_bond())]
		pub fn claim_and_bond(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim_and_bond(who)
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
