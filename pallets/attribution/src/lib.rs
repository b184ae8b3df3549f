// SPDX-License-Identifier: Apache-2.0

//! # Attribution
//!
//! Answers that were paid for, and the way of each fee to the people whose work is in it.
//!
//! ## Overview
//!
//! Whoever gives an answer makes a *receipt* of it: its model, fee and length, the texts that it has
//! and where it has them ([`openledger_primitives::receipt`]). The chain sees the *compact* receipt,
//! with the points that each contribution earned, and of the whole one only a commitment. It checks
//! what it can see (the credits fit the output, every contribution is in the model's corpus), divides
//! the fee by the split in force, and keeps a *batch* pending for the challenge window. Then the
//! [ledger](Config::Ledger) is credited through the contributions' sources and the models' royalty stacks.
//!
//! There are two ways to pay:
//!
//! - [`Pallet::settle_one`]: a payer settles one receipt from its balance.
//! - [`Pallet::settle_batch`]: an *operator*, who serves models and has bonded for it, settles
//!   thousands of receipts, of several models. Its payers have opened *channels* to it and signed
//!   *vouchers* ([`openledger_primitives::voucher`]), so that no request had to wait for a block.
//!   Operators and channels are another pallet's: see [`Config::Channels`].
//!
//! Every unit of a fee is in exactly one place: in a pending batch, owed to an account, with the
//! stakers or in the treasury. What rounding leaves is the treasury's.
//!
//! Nobody has to believe a receipt. While its batch is pending, anyone can *refute* it with a proof
//! ([`openledger_primitives::challenge`]), and have what is hidden *revealed* against a bond. A payer
//! has the operator's signature over each receipt that it was given, so that it can refute a batch
//! that has another one in its place. Then the batch is void, and who settled it is slashed: channels
//! are paid back, and who settled with its own money is not.
//!
//! What became of a batch is appended to a *history* ([`openledger_primitives::history`]), of which the
//! state has the peaks. So it stays provable for ever, though the batch's record goes.
//!
//! ## Example
//!
//! One answer:
#![doc = docify::embed!("src/tests/settlement.rs", a_fee_should_reach_everyone_in_the_answer)]
//!
//! And many, of two models and by two channels:
#![doc = docify::embed!("src/tests/batches.rs", a_batch_should_pay_what_its_receipts_say)]
//!
//! A payer that was given another receipt than the one that was settled:
#![doc = docify::embed!("src/tests/substitutes.rs", a_payer_should_refute_what_it_was_not_given)]
//!
//! ## Lifecycle
//!
//! ```text
//! settle ──► pending ──(challenge window)──► finalizable ──finalize──► … ──finalize──► final
//!               │                              pays contributions, then models,
//!               │                              at last operator, stakers, treasury
//!               └──refute──► void ──finalize──► … ──finalize──► gone
//!                              pays back channels; what one account paid is not paid back
//! ```
//!
//! And a demand:
//!
//! ```text
//! demand_reveal ──► open ──reveal──► the bond is the operator's
//!                     └──(reveal window)──► expire_demand ──► refuted, the bond returns
//! ```
//!
//! ## Implementation notes
//!
//! - The parameters in force are fixed with the batch: a later vote changes nothing about it. And what
//!   was served stays payable: for a grace period receipts under the span parameters before the last
//!   change are settled too.
//! - Of each channel exactly what its receipts cost is taken. An operator can't choose less or more.
//! - A batch keeps the keys by which its operator had signed receipts when it was settled. So no later
//!   change of the key, and no leaving, takes a payer's proof.
//! - Nothing but the operator's account can settle by channels. So where an account paid, no operator
//!   answers for the batch, and what one has signed is no proof against it.
//! - A batch may credit a thousand contributions with sixteen payees each, more than a block can
//!   write. So `finalize` says how many payments it makes, and is called again for the rest.
//! - `on_idle` finalizes batches by the block's leftover weight, in the order in which they became
//!   finalizable: a page of a batch, and the rest of it in its next turn, behind what others wait for.
//!   So nobody needs to call `finalize`, and no batch holds up another. It does not where the call
//!   would be filtered, as in an emergency.
//! - A batch's record goes when it is final, and its deposit with it: the state is what is pending,
//!   and whoever leaves it pending pays for it. The history takes two hashes for each batch that it
//!   has, and no place in the state beyond 64 of them.
//! - An operator's batches that are not final are worth at most a multiple of its bond, and what it
//!   unbonds stays held until none of its batches can be refuted.
//! - A demand, its answer and a refutation of what that shows each have a third of the window. So a
//!   demand never postpones a batch, and never comes too late for it. Only a receipt that the batch
//!   commits to is an answer: whose commitments are none can't answer.
//! - Refuting costs the same whatever the batch's size: channels are paid back by pages.
//! - What answers and refutes has a part of each block that ordinary calls can't fill: it is of the
//!   operational class. Who makes others miss an answer gets little by it.
//! - Money of `settle_one` never returns to its payer, so that nobody can take an answer's payment
//!   back by settling a false receipt, or by hiding a true one.

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
mod challenges;
mod finality;
mod grace;
mod history;
mod settlement;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod turns;
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
	use super::{challenges::count, *};
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, Mutate, MutateHold},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		batch::ReceiptBatch,
		challenge::{Evidence, Exhibit, Proof},
		interfaces::{Channels, Contributions, Ledger, Models, Promises},
		limits::MaxPaidByCall,
		receipt::Answer,
		span::SpanParams,
		split::FeeSplit,
		Balance, BatchId, ModelId,
	};
	use sp_core::H256;
	use sp_runtime::{
		traits::{Saturating, Zero},
		Percent,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(4);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, RuntimeCall: From<Call<Self>>>
	{
		/// The currency in which deposits of batches and bonds of demands are held.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons to hold money, this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;

		/// The keeper of promised money, which keeps deposits and bonds out of votes.
		type Promises: Promises<Self::AccountId>;

		/// The part of each record's deposit that is for its keys, in planck.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// The deposit for each encoded byte of a record, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The operators, their bonds, and the channels that pay them.
		type Channels: Channels<Self::AccountId, BlockNumberFor<Self>>;

		/// The registry of contributions, which answers credit.
		type Contributions: Contributions<Self::AccountId>;

		/// The registry of models, which give the answers.
		type Models: Models<Self::AccountId>;

		/// The ledger, which collects fees and credits accounts with them.
		type Ledger: Ledger<Self::AccountId>;

		/// The account of the treasury, which gets a slashed payer's deposit, less the challenger's
		/// reward.
		type Treasury: Get<Self::AccountId>;

		/// The span rule's numbers in force.
		type SpanParams: Get<SpanParams>;

		/// The fee split in force.
		type FeeSplit: Get<FeeSplit>;

		/// The time in which a batch can be challenged, in blocks. It is pending until then.
		type ChallengeWindow: Get<BlockNumberFor<Self>>;

		/// The time in which a demand can be answered, in blocks: never more than a third of the
		/// batch's challenge window, and all of that third if an account paid for the batch.
		type RevealWindow: Get<BlockNumberFor<Self>>;

		/// The time in which receipts under former span parameters are settled, in blocks.
		type GracePeriod: Get<BlockNumberFor<Self>>;

		/// The bond of a demand, in planck: more than the fee of any answer.
		type DemandBond: Get<Balance>;

		/// The challenger's share of a slash. At most half, so that an operator that refutes itself
		/// loses by it.
		type ChallengerShare: Get<Percent>;

		/// The most that a demander gets of the slash for a demand that was not answered, in
		/// planck: so little that it never pays to keep an answer out. Of a batch that an account
		/// paid for, a demander gets nothing.
		#[pallet::constant]
		type UnansweredReward: Get<Balance>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// The maker of what benchmarks need of the registries, and of operators and channels.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The record of a pending batch.
		Batch,
		/// The bonds of demands to reveal receipts.
		Demand,
	}

	/// The id that the next batch gets.
	#[pallet::storage]
	pub type NextBatchId<T> = StorageValue<_, BatchId, ValueQuery>;

	/// The batches that are not final.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, BatchId, BatchOf<T>>;

	/// The payments to contributions of a batch that is not final, in planck; the last is paid
	/// first. A void batch has none.
	#[pallet::storage]
	pub type Pending<T> = StorageMap<_, Twox64Concat, BatchId, ContributionPayments>;

	/// The payments of channels for a batch that is not final; if it is void, the last is paid back
	/// first.
	#[pallet::storage]
	pub type Refunds<T: Config> = StorageMap<_, Twox64Concat, BatchId, RefundList<T::AccountId>>;

	/// The demands to reveal receipts that are not answered, by batch.
	#[pallet::storage]
	pub type Demands<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BatchId, Twox64Concat, DemandKey, DemandOf<T>>;

	/// The least id that a batch that is not final may have.
	#[pallet::storage]
	pub type NextToFinalize<T> = StorageValue<_, BatchId, ValueQuery>;

	/// The turns of batches: the block from which on blocks go on with a batch, and its id, in this
	/// order. Each batch that is not final has one: when it can be finalized, or is void, and then
	/// again after each page.
	#[pallet::storage]
	pub type Turns<T> = StorageMap<_, Identity, Turn, ()>;

	/// The history of all batches: a leaf for each that was settled, and one for how it ended.
	#[pallet::storage]
	pub type History<T> = StorageValue<_, openledger_primitives::history::History, ValueQuery>;

	/// The span parameters that the last block saw, and those before the last two changes.
	#[pallet::storage]
	pub type SpanParamsSeen<T: Config> = StorageValue<_, SeenSpanParams<BlockNumberFor<T>>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A batch of receipts was settled and paid for, and is pending.
		BatchSettled {
			/// The batch.
			batch: BatchId,
			/// The number of its leaf in the history.
			leaf: u64,
			/// The models that its tables name, ascending: those of its receipts, and any others
			/// that its operator named.
			models: Vec<ModelId>,
			/// The account that paid for it. `None` if channels did.
			payer: Option<T::AccountId>,
			/// The account that served the answers.
			operator: T::AccountId,
			/// The sum of its fees, in planck.
			fees: Balance,
			/// The number of its receipts.
			receipts: u32,
			/// The Merkle root over the compact receipts.
			root: H256,
			/// The Merkle root over the commitments of the whole receipts.
			commitments: H256,
			/// The first block in which it can be finalized, and not challenged any more.
			finalizable_at: BlockNumberFor<T>,
		},
		/// Some of a batch's payments were made.
		BatchPaidPartly {
			/// The batch.
			batch: BatchId,
			/// The number of payments that are still to be made.
			left: u32,
		},
		/// All accounts in a batch were credited: it is final, and its record is gone.
		BatchFinalized {
			/// The batch.
			batch: BatchId,
			/// The number of the leaf in the history that says so.
			leaf: u64,
		},
		/// A receipt was refuted, and its batch with it.
		ReceiptRefuted {
			/// The batch.
			batch: BatchId,
			/// The number of the receipt in it.
			receipt: u32,
			/// The account that showed it, or that made a demand which was not answered.
			challenger: T::AccountId,
			/// The ground on which it was refuted.
			ground: Ground,
		},
		/// The account that settled a refuted batch was slashed: an operator loses a part of its
		/// bond, a payer its deposit.
		Slashed {
			/// The batch.
			batch: BatchId,
			/// The account that was slashed.
			who: T::AccountId,
			/// The amount that it lost, in planck.
			amount: Balance,
			/// The account that refuted the batch.
			challenger: T::AccountId,
			/// The part of the amount that the challenger got, in planck. The treasury got the
			/// rest.
			reward: Balance,
		},
		/// An account demanded to see a receipt and a span of it.
		RevealDemanded {
			/// The batch.
			batch: BatchId,
			/// The number of the receipt in it.
			receipt: u32,
			/// The number of the span in the receipt.
			span: u32,
			/// The account that demanded it.
			demander: T::AccountId,
			/// The bond that is held of the demander, in planck.
			bond: Balance,
			/// The last block in which it can be revealed.
			respond_by: BlockNumberFor<T>,
		},
		/// A demand was answered: the account that settled the batch got its bond.
		ReceiptRevealed {
			/// The batch.
			batch: BatchId,
			/// The number of the receipt in it.
			receipt: u32,
			/// The number of the span in the receipt.
			span: u32,
			/// The account that settled the batch.
			who: T::AccountId,
			/// The bond that it got, in planck.
			bond: Balance,
		},
		/// A demand ended without an answer: its bond returned to the demander.
		DemandReturned {
			/// The batch.
			batch: BatchId,
			/// The number of the receipt in it.
			receipt: u32,
			/// The number of the span in the receipt.
			span: u32,
			/// The account that made the demand.
			demander: T::AccountId,
			/// The bond that returned, in planck.
			bond: Balance,
		},
		/// A batch was refuted, and is void. Channels that paid for it are paid back. An account
		/// that paid for it is not: the batch's contributions get nothing, and operator, model,
		/// stakers and treasury their parts.
		BatchVoided {
			/// The batch.
			batch: BatchId,
			/// The number of the leaf in the history that says so.
			leaf: u64,
		},
		/// Every channel that paid for a void batch was paid back: its record is gone.
		BatchRefunded {
			/// The batch.
			batch: BatchId,
		},
		/// A batch that an account paid for was refuted: the treasury gets the contributions' part
		/// of its fee.
		BatchForfeited {
			/// The batch.
			batch: BatchId,
			/// The part that they would have got, in planck.
			amount: Balance,
		},
		/// A void batch that an account paid for has made all its payments: its record is gone.
		BatchClosed {
			/// The batch.
			batch: BatchId,
		},
		/// The span parameters were changed.
		SpanParamsChanged {
			/// The span parameters before.
			former: SpanParams,
			/// The span parameters in force.
			current: SpanParams,
			/// The first block in which receipts under the former ones are not settled any more.
			until: BlockNumberFor<T>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No model has this id.
		ModelNotFound,
		/// The model was paused or retired, and the time to settle its earlier answers is over.
		ModelNotActive,
		/// The model is not commercial: its answers can't be paid for.
		ModelNotCommercial,
		/// The receipts follow other span parameters than those in force, and than the former ones
		/// while those still count: attribute the answers again.
		SpanParamsNotInForce,
		/// The fee is 0, or less than the model's price floor.
		FeeBelowFloor,
		/// The output has no byte, or more than 64 KiB.
		InvalidOutputLength,
		/// The credits do not ascend strictly by contribution, or one has no points, or no place in
		/// the table of its model.
		MalformedCredits,
		/// The credits have more points than the output's bytes can earn.
		TooManyPoints,
		/// A contribution is not in the model's corpus, or its text was shown not to be in normal
		/// form.
		NotInCorpus,
		/// The batch has no receipt, or one of its channels has none.
		EmptyBatch,
		/// The batch has more receipts, credits or contributions than it may.
		BatchTooLarge,
		/// The models of the batch, or the contributions of a model, do not ascend strictly.
		TableOutOfOrder,
		/// The channels of the batch do not ascend strictly.
		ChannelsOutOfOrder,
		/// A receipt's sequence is not below the number of answers that its voucher is good for.
		BeyondVoucher,
		/// No pending batch has this id: it was never settled, or is final.
		BatchNotFound,
		/// The challenge window is still open.
		NotFinalizable,
		/// The call makes no payment: `max_payments` must be at least 1.
		NothingToPay,
		/// Ids or amounts are exhausted.
		Overflow,
		/// The batch is void already.
		AlreadyVoid,
		/// The challenge window has closed.
		WindowClosed,
		/// The batch does not have this receipt, or this commitment, at this place.
		NotInBatch,
		/// The batch's operator did not sign the receipt, or this proof needs its signature.
		NotSigned,
		/// The receipt's path in the batch's commitments is missing: this proof, or an answer to a
		/// demand, needs it.
		NotCommitted,
		/// The batch has no receipt with this number.
		ReceiptNotFound,
		/// The receipt lists no span with this number.
		SpanNotFound,
		/// The excerpt's chunks are not those of the content, or not those that are needed.
		InvalidExcerpt,
		/// The proof does not contradict the receipt.
		NotRefuted,
		/// The evidence does not show what the receipt says.
		NotShown,
		/// No such demand is open: it was never made, was answered or has ended.
		DemandNotFound,
		/// The same span of the receipt is demanded already.
		AlreadyDemanded,
		/// Too little is left of the challenge window to answer the demand, and to refute the
		/// answer.
		NoTimeToReveal,
		/// The time to answer the demand is over.
		RevealTooLate,
		/// There is still time to answer the demand.
		NotYetExpired,
		/// A demand was not answered, which refutes the batch: end the demand first.
		DemandUnanswered,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Settles one answer, which the caller pays for.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the payer.
		///
		/// ## Details
		///
		/// Takes the answer's fee from the caller, divides it by the split in force, and makes a
		/// batch of one receipt. Holds a deposit of the caller for the record, which the call that
		/// makes the batch final returns. `operator` is the account that served the answer, and
		/// gets the operator's part. `commitment` binds the caller to the whole receipt, which it
		/// must be able to reveal. The call costs by the number of credited contributions, never by
		/// that of registered ones.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::ModelNotActive`], [`Error::ModelNotCommercial`],
		///   [`Error::FeeBelowFloor`].
		/// - [`Error::SpanParamsNotInForce`], [`Error::InvalidOutputLength`],
		///   [`Error::MalformedCredits`], [`Error::TooManyPoints`], [`Error::NotInCorpus`]: errors
		///   of the answer.
		/// - `Token::FundsUnavailable` or `Token::NotExpendable`: the caller can't pay the fee, or
		///   not without closing its account.
		///
		/// ## Events
		///
		/// - [`Event::BatchSettled`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::settle_one(count(answer.credits.len())))]
		pub fn settle_one(
			origin: OriginFor<T>,
			operator: T::AccountId,
			answer: Box<Answer>,
			commitment: H256,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_settle_one(payer, operator, *answer, commitment)
		}

		/// Finalizes a batch whose challenge window has passed: makes its payments.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Makes at most `max_payments` payments. Each credits a contribution, through its sources,
		/// or, when those are done, a model, through its royalty stack. The call that makes the
		/// last payment also credits the operator, pays stakers and treasury, removes the batch and
		/// returns its deposit. Of a void batch the call pays back at most `max_payments` channels,
		/// or pays the parts that are not forfeited, and the window need not have passed. The
		/// caller gets back the fee for weight that was not needed.
		///
		/// Blocks do the same by themselves, with the weight that they have left.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::NotFinalizable`], [`Error::DemandUnanswered`],
		///   [`Error::NothingToPay`].
		///
		/// ## Events
		///
		/// - [`Event::BatchFinalized`], or [`Event::BatchPaidPartly`] when some payments are left.
		///   For a void batch [`Event::BatchRefunded`] if channels paid for it, else
		///   [`Event::BatchClosed`].
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of(&Work::most(
			(*max_payments).min(MaxPaidByCall::get())
		)))]
		pub fn finalize(
			origin: OriginFor<T>,
			batch: BatchId,
			max_payments: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let work = Self::do_finalize(batch, max_payments.min(MaxPaidByCall::get()))?;
			Ok(Some(Self::weight_of(&work)).into())
		}

		/// Settles a batch of answers, which channels pay for.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the operator that served them.
		///
		/// ## Details
		///
		/// Each channel pays exactly the fees of its receipts, and its voucher must promise as
		/// much. Their sequences are below the number of answers that the voucher is good for, and
		/// above those that were settled before. Each fee is divided as by [`Pallet::settle_one`],
		/// by the split in force; the payments are netted by contribution and model, and the Merkle
		/// root over the compact receipts is computed. The root of commitments can't be checked: an
		/// operator that can't reveal a receipt under it loses the batch when it is demanded. The
		/// call makes one batch, and holds a deposit of the operator for it, which the call that
		/// makes it final returns.
		///
		/// ## Errors
		///
		/// - [`Error::SpanParamsNotInForce`], [`Error::ModelNotFound`], [`Error::ModelNotActive`],
		///   [`Error::ModelNotCommercial`], [`Error::NotInCorpus`].
		/// - [`Error::EmptyBatch`], [`Error::BatchTooLarge`], [`Error::TableOutOfOrder`],
		///   [`Error::ChannelsOutOfOrder`], [`Error::BeyondVoucher`], [`Error::FeeBelowFloor`],
		///   [`Error::InvalidOutputLength`], [`Error::MalformedCredits`], [`Error::TooManyPoints`]:
		///   errors of the receipts.
		/// - Errors of [`Channels::expose`] and [`Channels::redeem`]: the caller is not an
		///   operator, has too little bonded, or a channel does not pay.
		///
		/// ## Events
		///
		/// - [`Event::BatchSettled`], after the events of [`Channels::redeem`] for each channel.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::weight_of_batch(batch))]
		pub fn settle_batch(origin: OriginFor<T>, batch: Box<ReceiptBatch>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_settle_batch(operator, *batch)
		}

		/// Refutes a receipt, and its batch with it, by a proof that it is false.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// The code that attributes answers decides at once. A right proof makes the batch void,
		/// and the account that settled it is slashed. A part of the slash is the caller's, which
		/// also pays no fee. If channels paid, they are paid back, and no account in the batch is
		/// credited. If an account paid, it is not paid back: the treasury gets the contributions'
		/// part. A wrong proof changes nothing.
		///
		/// The receipt is shown by its path in the batch's commitments, or by the operator's
		/// signature over it.
		///
		/// The call is operational: ordinary calls leave it room in each block.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::AlreadyVoid`], [`Error::WindowClosed`].
		/// - [`Error::NotInBatch`], [`Error::NotSigned`], [`Error::NotCommitted`],
		///   [`Error::SpanNotFound`], [`Error::NotInCorpus`], [`Error::InvalidExcerpt`],
		///   [`Error::NotRefuted`]: errors of the proof.
		///
		/// ## Events
		///
		/// - [`Event::ReceiptRefuted`], [`Event::Slashed`], [`Event::BatchVoided`];
		///   [`Event::BatchForfeited`] if an account paid.
		#[pallet::call_index(3)]
		#[pallet::weight((
			Pallet::<T>::weight_of_proof(exhibit, proof),
			DispatchClass::Operational,
		))]
		pub fn refute(
			origin: OriginFor<T>,
			batch: BatchId,
			exhibit: Box<Exhibit>,
			proof: Box<Proof>,
		) -> DispatchResultWithPostInfo {
			let challenger = ensure_signed(origin)?;
			Self::do_refute(challenger, batch, &exhibit, &proof)?;
			Ok(Pays::No.into())
		}

		/// Demands that a receipt and one of its spans be revealed.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Holds a bond of the caller. If the demand is not answered in time, the batch counts as
		/// refuted by the caller, and the bond returns; of the slash the caller gets less than a
		/// proof earns, and nothing if an account paid for the batch. The account that settled the
		/// batch gets the bond for an answer. `span` counts the spans that the receipt lists; if
		/// there are fewer, the answer shows that.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::AlreadyVoid`], [`Error::WindowClosed`],
		///   [`Error::ReceiptNotFound`], [`Error::SpanNotFound`], [`Error::AlreadyDemanded`],
		///   [`Error::NoTimeToReveal`].
		/// - `Token::FundsUnavailable`: the bond can't be held.
		///
		/// ## Events
		///
		/// - [`Event::RevealDemanded`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::demand_reveal())]
		pub fn demand_reveal(
			origin: OriginFor<T>,
			batch: BatchId,
			receipt: u32,
			span: u32,
		) -> DispatchResult {
			let demander = ensure_signed(origin)?;
			Self::do_demand_reveal(demander, batch, receipt, span)
		}

		/// Reveals a receipt, and a span of it in output and contribution: answers a demand.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Answers a demand for span number `span`. The demand's bond goes to the account that
		/// settled the batch. The revealed receipt may be refuted like any other. It is shown by
		/// its path in the batch's commitments: a receipt that is only signed is no answer. The
		/// call is operational, as [`Pallet::refute`] is.
		///
		/// ## Errors
		///
		/// - [`Error::DemandNotFound`], [`Error::RevealTooLate`], [`Error::BatchNotFound`],
		///   [`Error::AlreadyVoid`], [`Error::WindowClosed`].
		/// - [`Error::NotCommitted`], [`Error::NotInBatch`], [`Error::SpanNotFound`],
		///   [`Error::NotInCorpus`], [`Error::InvalidExcerpt`], [`Error::NotShown`]: errors of the
		///   evidence.
		///
		/// ## Events
		///
		/// - [`Event::ReceiptRevealed`].
		#[pallet::call_index(5)]
		#[pallet::weight((
			Pallet::<T>::weight_of_reveal(exhibit, evidence),
			DispatchClass::Operational,
		))]
		pub fn reveal(
			origin: OriginFor<T>,
			batch: BatchId,
			span: u32,
			exhibit: Box<Exhibit>,
			evidence: Box<Evidence>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_reveal(batch, span, &exhibit, &evidence)
		}

		/// Ends a demand that was not answered.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// The batch is refuted, as by [`Pallet::refute`], with the demander as its challenger,
		/// which gets no more than [`Config::UnansweredReward`]. Blocks do the same before a batch
		/// would be final. If the batch is void or gone, the bond returns, and that is all. The
		/// call is operational, as [`Pallet::refute`] is.
		///
		/// ## Errors
		///
		/// - [`Error::DemandNotFound`], [`Error::NotYetExpired`].
		///
		/// ## Events
		///
		/// - [`Event::DemandReturned`], and the events of [`Pallet::refute`] if the batch is
		///   pending.
		#[pallet::call_index(6)]
		#[pallet::weight((Pallet::<T>::weight_of_expiry(), DispatchClass::Operational))]
		pub fn expire_demand(
			origin: OriginFor<T>,
			batch: BatchId,
			receipt: u32,
			span: u32,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire_demand(batch, (receipt, span))
		}
	}

	impl<T: Config> Pallet<T> {
		fn weight_of_batch(batch: &ReceiptBatch) -> Weight {
			// What it costs more for so many.
			let more =
				|weight: fn(u32) -> Weight, n: usize| weight(count(n)).saturating_sub(weight(0));
			let receipts = more(T::WeightInfo::settle_receipts, batch.count())
				.saturating_add(more(T::WeightInfo::settle_credits, batch.credits()));
			T::WeightInfo::settle_batch(count(batch.contributions()))
				.saturating_add(more(T::WeightInfo::settle_models, batch.models.len()))
				.saturating_add(more(T::WeightInfo::settle_channels, batch.channels.len()))
				// And a half for what a block does with megabytes outside of the call: with a
				// quarter, full blocks took up to a fifth more than was weighed.
				.saturating_add(receipts.saturating_add(receipts.saturating_div(2)))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::note_span_params();
			T::WeightInfo::note_span_params()
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::finalize_idle(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let (base, bond) = (T::DepositBase::get(), T::DemandBond::get());
			assert!(base > 0, "records must cost something");
			assert!(bond > 0, "demands must cost something");
			// Less can't return to an account that has nothing free, and the batch could not end.
			let minimum = T::Currency::minimum_balance();
			assert!(base.min(bond) >= minimum, "deposits and bonds must be able to return");
			let share = T::ChallengerShare::get();
			assert!(!share.is_zero(), "a proof must earn something");
			let half = Percent::from_percent(50);
			assert!(share <= half, "whoever refutes itself must lose by it");
			// A demand, its answer, and a refutation of what that shows have a third of the window
			// each.
			let answer = T::RevealWindow::get();
			assert!(!answer.is_zero(), "there must be time to answer a demand");
			let window = T::ChallengeWindow::get();
			let thirds = answer.saturating_mul(3u32.into());
			assert!(thirds <= window, "a demand must end in the window");
			assert!(!T::GracePeriod::get().is_zero(), "what was served must stay payable");
			let (params, split) = (T::SpanParams::get(), T::FeeSplit::get());
			assert!(params.is_sound(), "the span parameters must be within their bounds");
			assert!(split.is_sound(), "the fee split must be within its bounds");
			assert!(T::AccountId::max_encoded_len() <= 32, "receipts name accounts by 32 bytes");
			let page = Self::weight_of(&Work::most(MaxPaidByCall::get()));
			let block = T::BlockWeights::get().max_block;
			assert!(page.all_lte(block), "a call to `finalize` must fit in a block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
