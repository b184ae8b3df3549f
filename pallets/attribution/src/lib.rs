// SPDX-License-Identifier: Apache-2.0

//! # Attribution
//!
//! Answers that were paid for, and the way of each fee to the people whose work is in it.
//!
//! ## Overview
//!
//! An answer is settled with a *receipt*: its model, fee, length, the points that each contribution
//! earned in it, and a commitment to everything else ([`openledger_primitives::receipt`]). The chain
//! checks what it can see (the credits fit the output, every contribution is in the model's corpus),
//! divides the fee by the split in force, and keeps a *batch* pending for the challenge window. Then
//! anyone finalises it, and the ledger of [`Ledger`] is credited through the contributions' sources
//! and the model's royalty stack.
//!
//! Every unit of a fee is in exactly one place: in a pending batch, owed to an account, with the
//! stakers or in the treasury. What rounding leaves is the treasury's.
//!
//! ## Example
#![doc = docify::embed!("src/tests/settlement.rs", a_fee_should_reach_everyone_in_the_answer)]
//!
//! ## Lifecycle
//!
//! ```text
//! settle_one ──► pending ──(challenge window)──► due ──finalise──► … ──finalise──► gone
//!                                                     pays some contributions,
//!                                                     at last operator, model, stakers, treasury
//! ```
//!
//! ## Implementation notes
//!
//! - The parameters in force are fixed with the batch: a later vote changes nothing about it.
//! - A batch may credit a thousand contributions with sixteen payees each, more than a block can
//!   write. So `finalise` says how many contributions it pays, and is called again for the rest.
//! - A batch's record goes when it is final, and its deposit with it: the state is what is pending,
//!   and whoever leaves it pending pays for it. Events keep the history.

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
mod settlement;
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
		traits::fungible::{Inspect, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		interfaces::{Contributions, Ledger, Models},
		limits::{MaxPaidByCall, MaxRoyaltyStack, MaxSourceStack},
		receipt::CompactReceipt,
		span::SpanParams,
		split::FeeSplit,
		Balance, BatchId, ModelId,
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

		/// Deposit of a pending batch, in planck: for its keys.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// Deposit for each encoded byte of a pending batch, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		type Contributions: Contributions<Self::AccountId>;

		type Models: Models<Self::AccountId>;

		type Ledger: Ledger<Self::AccountId>;

		/// The span rule's numbers in force.
		type SpanParams: Get<SpanParams>;

		/// The fee split in force.
		type FeeSplit: Get<FeeSplit>;

		/// How long a batch is pending, in blocks.
		type ChallengeWindow: Get<BlockNumberFor<Self>>;

		type WeightInfo: WeightInfo;

		/// Makes what benchmarks need of the registries.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The record of a pending batch.
		Batch,
	}

	/// The id that the next batch gets.
	#[pallet::storage]
	pub type NextBatchId<T> = StorageValue<_, BatchId, ValueQuery>;

	/// Batches that are not final.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, BatchId, BatchOf<T>>;

	/// What contributions get of a batch that is not final, in planck; the last is paid first.
	#[pallet::storage]
	pub type Pending<T> = StorageMap<_, Twox64Concat, BatchId, ContributionPayments>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Receipts were settled and paid for, and are pending until `due`.
		BatchSettled {
			batch: BatchId,
			model: ModelId,
			payer: T::AccountId,
			operator: T::AccountId,
			fees: Balance,
			receipts: u32,
			root: H256,
			due: BlockNumberFor<T>,
		},
		/// Some contributions of a batch were credited; `left` are still to be.
		BatchPaidPartly { batch: BatchId, left: u32 },
		/// Everyone in a batch was credited.
		BatchFinalised { batch: BatchId },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No model has this id.
		ModelNotFound,
		/// The model is paused or retired.
		ModelNotActive,
		/// The receipt follows another rule than the one in force: attribute the answer again.
		RuleNotInForce,
		/// The fee is nothing, or less than the model's price floor.
		FeeBelowFloor,
		/// The output has no byte, or more than 64 KiB.
		InvalidOutputLength,
		/// The credits are not strictly ascending by contribution, or one has no points.
		MalformedCredits,
		/// The credits have more points than the output's bytes can earn.
		TooManyPoints,
		/// A contribution is not in the model's corpus.
		NotInCorpus,
		/// No pending batch has this id: it never was, or is final.
		BatchNotFound,
		/// The challenge window is still open.
		NotDue,
		/// At least one contribution must be paid by a call.
		NothingToPay,
		/// Ids or amounts are exhausted.
		Overflow,
		/// The model is not commercial: its answers can't be paid for.
		ModelNotCommercial,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Settle one answer, paid by the caller.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the payer.
		///
		/// ## Details
		///
		/// Takes the receipt's fee from the caller, divides it by the split in force, and makes a
		/// batch of one receipt. Holds a deposit of the caller for the record, which the call that
		/// makes the batch final returns. `operator` is who served the answer, and gets the operator's part.
		/// Costs by credited contribution, never by how many are registered.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::ModelNotActive`], [`Error::ModelNotCommercial`],
		///   [`Error::FeeBelowFloor`].
		/// - [`Error::RuleNotInForce`], [`Error::InvalidOutputLength`],
		///   [`Error::MalformedCredits`], [`Error::TooManyPoints`], [`Error::NotInCorpus`]: the
		///   receipt.
		/// - `Token::FundsUnavailable` or `Token::NotExpendable`: the caller can't pay the fee, or
		///   not without closing its account.
		///
		/// ## Events
		///
		/// - [`Event::BatchSettled`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::settle_one(
			u32::try_from(receipt.credits.len()).unwrap_or(u32::MAX)
		))]
		pub fn settle_one(
			origin: OriginFor<T>,
			model: ModelId,
			operator: T::AccountId,
			receipt: CompactReceipt,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_settle_one(payer, model, operator, receipt)
		}

		/// Credit the ledger with what a batch pays, once its challenge window has passed.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Credits at most `max_contributions`, through their sources. The call that credits the
		/// last one also credits the operator and the model's stack, pays stakers and treasury,
		/// removes the batch and returns its deposit. The weight of what was not needed is given
		/// back.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::NotDue`], [`Error::NothingToPay`].
		///
		/// ## Events
		///
		/// - [`Event::BatchFinalised`], or [`Event::BatchPaidPartly`] when some are left.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_finalise(
			(*max_contributions).min(MaxPaidByCall::get()),
			(*max_contributions)
				.min(MaxPaidByCall::get())
				.saturating_mul(MaxSourceStack::get())
				.saturating_add(MaxRoyaltyStack::get()),
		))]
		pub fn finalise(
			origin: OriginFor<T>,
			batch: BatchId,
			max_contributions: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let work = Self::do_finalise(batch, max_contributions.min(MaxPaidByCall::get()))?;
			Ok(Some(Self::weight_of_finalise(work.contributions, work.payees)).into())
		}
	}

	impl<T: Config> Pallet<T> {
		/// For `contributions`, and `payees` of them and of the model.
		fn weight_of_finalise(contributions: u32, payees: u32) -> Weight {
			// Weighed with one payee for each contribution, and one for the model.
			let more = payees.saturating_sub(contributions).saturating_sub(1);
			T::WeightInfo::finalise(contributions).saturating_add(T::WeightInfo::credit(more))
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
