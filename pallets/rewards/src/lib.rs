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
mod escrow;
mod ledger;
mod merit;
pub mod migrations;
mod stakers;
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
	use alloc::collections::BTreeSet;
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
	use sp_runtime::traits::Zero;

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
		/// The amount that the account is owed, in planck.
		pub owed: Balance,
		/// The merit that it has earned as contributor or developer, claimed or not.
		pub merit: Merit,
	}

	/// The earnings of a disputed contribution that are held back.
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
		/// The amount that is held back now, in planck.
		pub amount: Balance,
		/// The most that may be held back, in planck.
		pub most: Balance,
		/// The merit that the amount has earned.
		pub merit: Merit,
	}

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency that accounts are owed, and paid in.
		type Currency: Inspect<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

		/// The id that the account of the pot is derived from.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The account of the treasury, which gets the platform's part of fees.
		type Treasury: Get<Self::AccountId>;

		/// The account of the stakers' pot, which gets the stakers' part of fees.
		type StakersPot: Get<Self::AccountId>;

		/// The account of the staking reserve, which pays the emission to stakers.
		type StakingReserve: Get<Self::AccountId>;

		/// The time in which merit halves, in blocks.
		#[pallet::constant]
		type HalfLife: Get<BlockNumberFor<Self>>;

		/// The staking in which claims can be bonded.
		type Stake: Stake<Self::AccountId>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Money in the pot that is not yet owed to anyone, in planck.
	#[pallet::storage]
	pub type Collected<T> = StorageValue<_, Balance, ValueQuery>;

	/// The ledger: what each account is owed, and the merit that it has earned. No entry is empty.
	#[pallet::storage]
	pub type Accounts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Account, ValueQuery>;

	/// The sum of the amounts that accounts are owed, in planck.
	#[pallet::storage]
	pub type TotalOwed<T> = StorageValue<_, Balance, ValueQuery>;

	/// The earnings that are held back, by contribution, while it is disputed whose that is.
	#[pallet::storage]
	pub type HeldBack<T> = StorageMap<_, Twox64Concat, ContributionId, Retained>;

	/// The sum of the earnings that are held back, in planck.
	#[pallet::storage]
	pub type TotalHeldBack<T> = StorageValue<_, Balance, ValueQuery>;

	/// The merit of all accounts and of all earnings that are held back: at least the sum of it.
	#[pallet::storage]
	pub type TotalMerit<T> = StorageValue<_, Merit, ValueQuery>;

	/// The money that was burned for eras' pay and is not minted yet, in planck.
	#[pallet::storage]
	pub type StakersUnpaid<T> = StorageValue<_, Balance, ValueQuery>;

	/// The payout account of each account that has one: its claims are paid there.
	#[pallet::storage]
	pub type Payouts<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account is owed more.
		Credited {
			/// The account.
			who: T::AccountId,
			/// The amount that it is owed more, in planck.
			amount: Balance,
			/// The reason: the batch, and the contribution, model, service or channel in it, or the
			/// dispute.
			source: Source,
		},
		/// An account's claim was paid: all that it was owed.
		Claimed {
			/// The account that was owed the amount.
			who: T::AccountId,
			/// The account that was paid.
			payee: T::AccountId,
			/// The amount, in planck.
			amount: Balance,
		},
		/// An account set its payout account, which its claims are paid to from now on.
		PayoutSet {
			/// The account.
			who: T::AccountId,
			/// Its payout account; itself if it removed that.
			payee: T::AccountId,
		},
		/// An era ended: the pay that its stakers may claim was burned.
		EraFunded {
			/// The amount burned of the stakers' part of fees, in planck.
			fees: Balance,
			/// The amount burned of the staking reserve, in planck.
			emission: Balance,
		},
		/// The staking reserve got back the pay of an old era that no staker claimed.
		EraReturned {
			/// The amount, in planck.
			amount: Balance,
		},
		/// Earnings of a disputed contribution were held back.
		EarningsHeldBack {
			/// The contribution.
			contribution: ContributionId,
			/// The amount that is held back more, in planck.
			amount: Balance,
			/// The reason for which an account would have been credited with it.
			source: Source,
		},
		/// A dispute ended: the earnings of its contribution are held back no longer.
		EarningsReleased {
			/// The contribution.
			contribution: ContributionId,
			/// The account that is owed them. `None` if the treasury got them.
			who: Option<T::AccountId>,
			/// The amount that was held back, in planck.
			amount: Balance,
		},
		/// The treasury got a part of the collected money.
		TreasuryPaid {
			/// The amount, in planck.
			amount: Balance,
			/// The batch whose fees it is of. `None` if the pot would have owed it to itself.
			batch: Option<BatchId>,
		},
		/// The stakers' pot got a part of the collected money.
		StakersPaid {
			/// The amount, in planck.
			amount: Balance,
			/// The batch whose fees it is of, if it is of one.
			batch: Option<BatchId>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is owed nothing.
		NothingOwed,
		/// The payee does not exist, and the amount is less than the existential deposit: it stays
		/// owed.
		BelowExistentialDeposit,
		/// The pot can't be a payout account: the money would be in it, and owed to no account.
		InvalidPayee,
		/// The payment exceeds the collected money.
		ExceedsCollected,
		/// An amount is too large to be counted.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Claims the money that the caller is owed.
		///
		/// ## Dispatch Origin
		///
		/// Signed.
		///
		/// ## Details
		///
		/// Pays all of it to the caller's payout account, which is the caller if it has set none.
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

		/// Claims the money that another account is owed, for that account.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone: the caller pays the fee and gets nothing.
		///
		/// ## Details
		///
		/// Does what [`Pallet::claim`] by `who` does.
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

		/// Sets the caller's payout account: `payee`.
		///
		/// ## Dispatch Origin
		///
		/// Signed.
		///
		/// ## Details
		///
		/// What the caller is owed is paid to `payee` when it is claimed. A caller that names
		/// itself removes the record.
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

		/// Claims the money that the caller is owed, and stakes it.
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
		/// - Errors of staking: the amount is too little for a first bond, for instance.
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
		fn integrity_test() {
			let half_life = T::HalfLife::get();
			assert!(!half_life.is_zero(), "merit must last for a block");
			assert!(TryInto::<u32>::try_into(half_life).is_ok(), "merit counts blocks in 32 bits");
			// What the pot pays must leave it, or it is owed to no account; and when an era ends,
			// the stakers' pot is emptied, but no other account is.
			let accounts = BTreeSet::from([
				Self::pot(),
				T::Treasury::get(),
				T::StakersPot::get(),
				T::StakingReserve::get(),
			]);
			assert_eq!(accounts.len(), 4, "pot, treasury, stakers' pot and reserve must differ");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
