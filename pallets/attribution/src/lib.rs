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
//! the ledger of [`Ledger`] is credited through the contributions' sources and the model's royalty
//! stack.
//!
//! There are two ways to pay:
//!
//! - [`Pallet::settle_one`]: a payer settles one receipt from its balance.
//! - [`Pallet::settle_batch`]: an *operator*, who serves models and has bonded for it, settles
//!   thousands of receipts. Its payers have opened *channels* to it and signed *vouchers*
//!   ([`openledger_primitives::voucher`]), so that no request had to wait for a block.
//!
//! Every unit of a fee is in exactly one place: in a pending batch, owed to an account, with the
//! stakers or in the treasury. What rounding leaves is the treasury's.
//!
//! Nobody has to believe a receipt. While its batch is pending, anyone can *refute* it with a proof
//! ([`openledger_primitives::challenge`]), and have what is hidden *revealed* against a bond. Then
//! the batch is void, and who settled it is slashed: channels are paid back, and who settled with its
//! own money is not.
//!
//! ## Example
//!
//! One answer:
#![doc = docify::embed!("src/tests/settlement.rs", a_fee_should_reach_everyone_in_the_answer)]
//!
//! And many, by a channel:
#![doc = docify::embed!("src/tests/batches.rs", a_batch_should_pay_what_its_receipts_say)]
//!
//! ## Lifecycle
//!
//! ```text
//! settle ──► pending ──(challenge window)──► due ──finalise──► … ──finalise──► gone
//!               │                              pays some contributions,
//!               │                              at last operator, model, stakers, treasury
//!               └──refute──► void ──finalise──► … ──finalise──► gone
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
//! - The parameters in force are fixed with the batch: a later vote changes nothing about it.
//! - A batch may credit a thousand contributions with sixteen payees each, more than a block can
//!   write. So `finalise` says how many contributions it pays, and is called again for the rest.
//! - What a block has left finalises what is due, in the order in which it fell due: a page of a
//!   batch, and the rest of it in its next turn, behind what others wait for. So nobody has to, and no
//!   batch holds up another. It does not where the call would be filtered, as in an emergency.
//! - A batch's record goes when it is final, and its deposit with it: the state is what is pending,
//!   and whoever leaves it pending pays for it. Events keep the history.
//! - An operator's batches that are not final are worth at most a multiple of its bond, and what it
//!   unbonds stays held until none of its batches can be refuted.
//! - A demand, its answer and a refutation of what that shows each have a third of the window. So a
//!   demand never postpones a batch, and never comes too late for it.
//! - Refuting costs the same whatever the batch's size: channels are paid back by pages.
//! - What answers and refutes has a part of each block that ordinary calls can't fill: it is of the
//!   operational class. Who makes others miss an answer gets little by it.
//! - Money of `settle_one` never returns to its payer, so that nobody can take an answer's payment
//!   back by settling a false receipt, or by hiding a true one.
//! - A payer's funds and a channel's former key stay good for long enough to settle the last voucher.

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
mod challenges;
mod channels;
mod finality;
pub mod migrations;
mod operators;
mod promises;
mod settlement;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod turns;
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
	use super::{challenges::count, *};
	use alloc::boxed::Box;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, Mutate, MutateHold},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use openledger_primitives::{
		challenge::{Evidence, Exhibit, Proof},
		interfaces::{Contributions, Ledger, Models, Promises},
		limits::MaxPaidByCall,
		receipt::CompactReceipt,
		span::SpanParams,
		split::FeeSplit,
		Balance, BatchId, ChannelId, ModelId,
	};
	use sp_core::{sr25519, H256};
	use sp_runtime::Percent;

	pub(crate) const STORAGE_VERSION: StorageVersion = StorageVersion::new(3);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, RuntimeCall: From<Call<Self>>>
	{
		/// Where bonds, channels' funds and deposits are held.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		type RuntimeHoldReason: From<HoldReason>;

		/// Keeps what is held out of votes, but for deposits of records that only go back.
		type Promises: Promises<Self::AccountId>;

		/// Deposit of any record, in planck: for its keys.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// Deposit for each encoded byte of a record, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		type Contributions: Contributions<Self::AccountId>;

		type Models: Models<Self::AccountId>;

		type Ledger: Ledger<Self::AccountId>;

		/// Where what is slashed goes, but for the challenger's reward.
		type Treasury: Get<Self::AccountId>;

		/// The span rule's numbers in force.
		type SpanParams: Get<SpanParams>;

		/// The fee split in force.
		type FeeSplit: Get<FeeSplit>;

		/// How long a batch is pending, in blocks.
		type ChallengeWindow: Get<BlockNumberFor<Self>>;

		/// How long there is to answer a demand, in blocks: never more than a third of the window
		/// of the batch, and all of that where an account paid for it.
		type RevealWindow: Get<BlockNumberFor<Self>>;

		/// What is put up for a demand, in planck: more than the fee of any answer.
		type DemandBond: Get<Balance>;

		/// How much of its bond an operator loses by a refuted batch. Not all, so that the next one
		/// has a reward too.
		type SlashShare: Get<Percent>;

		/// How much of what is slashed is the challenger's. At most half, so that who refutes itself
		/// loses by it.
		type FindersShare: Get<Percent>;

		/// The most that whoever demanded gets of a slash because nobody answered, in planck. So
		/// little that it never pays to keep an answer out. Of a batch that an account paid for it
		/// gets nothing.
		#[pallet::constant]
		type UnansweredReward: Get<Balance>;

		/// How many times its bond an operator's batches that are not final may be worth.
		type Leverage: Get<u32>;

		/// What an operator must bond at least to settle batches, in planck.
		type MinBond: Get<Balance>;

		/// How long what an operator unbonds stays held at least, in blocks. It stays held in any
		/// case until none of the operator's batches can be refuted.
		type UnbondingDelay: Get<BlockNumberFor<Self>>;

		/// How long an operator has to settle vouchers of a channel that its payer closes, or of a
		/// key that its payer changes, in blocks.
		type CloseDelay: Get<BlockNumberFor<Self>>;

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
		/// An operator's bond.
		Bond,
		/// The funds of channels.
		Channel,
		/// The record of an operator or a channel.
		Record,
		/// Demands to reveal receipts.
		Demand,
	}

	/// The id that the next batch gets.
	#[pallet::storage]
	pub type NextBatchId<T> = StorageValue<_, BatchId, ValueQuery>;

	/// Batches that are not final.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, BatchId, BatchOf<T>>;

	/// What contributions get of a batch that is not final, in planck; the last is paid first. A
	/// void batch has none.
	#[pallet::storage]
	pub type Pending<T> = StorageMap<_, Twox64Concat, BatchId, ContributionPayments>;

	/// What channels paid for a batch that is not final; if it is void, the last is paid back
	/// first.
	#[pallet::storage]
	pub type Refunds<T: Config> = StorageMap<_, Twox64Concat, BatchId, RefundList<T::AccountId>>;

	/// Demands to reveal receipts that are not answered, by batch.
	#[pallet::storage]
	pub type Demands<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BatchId, Twox64Concat, DemandKey, DemandOf<T>>;

	/// No batch below this id is left.
	#[pallet::storage]
	pub type NextToFinalise<T> = StorageValue<_, BatchId, ValueQuery>;

	/// From which block on blocks go on with which batch, in this order. Each batch that is not final
	/// has one: when it is due, or void, and then again after each page.
	#[pallet::storage]
	pub type Turns<T> = StorageMap<_, Identity, Turn, ()>;

	/// All operators.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, OperatorOf<T>>;

	/// The id that the next channel gets.
	#[pallet::storage]
	pub type NextChannelId<T> = StorageValue<_, ChannelId, ValueQuery>;

	/// All channels that are not closed.
	#[pallet::storage]
	pub type Channels<T: Config> = StorageMap<_, Identity, ChannelKey, ChannelOf<T>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Receipts were settled and paid for, by `payer` or, with `None`, by channels; and are
		/// pending until `due`.
		BatchSettled {
			batch: BatchId,
			model: ModelId,
			payer: Option<T::AccountId>,
			operator: T::AccountId,
			fees: Balance,
			receipts: u32,
			root: H256,
			due: BlockNumberFor<T>,
		},
		/// Some of a batch's payments were made; `left` are still to be.
		BatchPaidPartly { batch: BatchId, left: u32 },
		/// Everyone in a batch was credited, but for the contributions of a void one.
		BatchFinalised { batch: BatchId },
		/// A receipt was refuted, and its batch with it.
		ReceiptRefuted { batch: BatchId, receipt: u32, challenger: T::AccountId, ground: Ground },
		/// Who settled a batch that was refuted lost `amount`, of which `finder` got `reward` and
		/// the treasury the rest.
		Slashed {
			batch: BatchId,
			who: T::AccountId,
			amount: Balance,
			finder: T::AccountId,
			reward: Balance,
		},
		/// An operator has less than the least bond left: it settles no more batches.
		OperatorSuspended { operator: T::AccountId },
		/// Someone wants to see a span of a receipt. It can be revealed until `due`.
		RevealDemanded {
			batch: BatchId,
			receipt: u32,
			span: u32,
			demander: T::AccountId,
			bond: Balance,
			due: BlockNumberFor<T>,
		},
		/// A demand was answered, and `who` settled the receipt got its bond.
		ReceiptRevealed {
			batch: BatchId,
			receipt: u32,
			span: u32,
			who: T::AccountId,
			bond: Balance,
		},
		/// A demand ended without an answer: its bond is free.
		DemandReturned {
			batch: BatchId,
			receipt: u32,
			span: u32,
			demander: T::AccountId,
			bond: Balance,
		},
		/// A batch was refuted: what channels paid for it is paid back.
		BatchVoided { batch: BatchId },
		/// Every channel that paid for a void batch was paid back.
		BatchRefunded { batch: BatchId },
		/// An operator was registered.
		OperatorRegistered { operator: T::AccountId, key: sr25519::Public, bond: Balance },
		/// An operator bonded `amount` more, `bond` in all.
		OperatorBonded { operator: T::AccountId, amount: Balance, bond: Balance },
		/// An operator is reached elsewhere from now on.
		EndpointSet { operator: T::AccountId },
		/// An operator signs its receipts with another key from now on.
		OperatorKeySet { operator: T::AccountId, key: sr25519::Public },
		/// A part of a bond is on its way out, until `due`.
		OperatorUnbonded { operator: T::AccountId, amount: Balance, due: BlockNumberFor<T> },
		/// What was unbonded is free.
		OperatorWithdrew { operator: T::AccountId, amount: Balance },
		/// An operator is gone.
		OperatorDeregistered { operator: T::AccountId },
		/// A channel was opened.
		ChannelOpened {
			channel: ChannelId,
			payer: T::AccountId,
			operator: T::AccountId,
			key: sr25519::Public,
			funds: Balance,
		},
		/// A channel has `amount` more, `funds` in all.
		ChannelToppedUp { channel: ChannelId, amount: Balance, funds: Balance },
		/// Another key signs a channel's vouchers; what the former signed is good before `until`.
		ChannelKeySet { channel: ChannelId, key: sr25519::Public, until: BlockNumberFor<T> },
		/// A payer closes a channel: its funds can be withdrawn from `until` on.
		ChannelClosing { channel: ChannelId, until: BlockNumberFor<T> },
		/// A channel is gone, and `returned` to its payer.
		ChannelClosed { channel: ChannelId, returned: Balance },
		/// A channel paid `amount` for a batch.
		ChannelSettled { channel: ChannelId, batch: BatchId, amount: Balance },
		/// What a channel paid for a void batch was paid back: into it, or, if it is closed, its
		/// payer is owed it.
		ChannelRefunded { channel: ChannelId, batch: BatchId, amount: Balance },
		/// A batch that an account paid for was refuted: what its contributions would have got is
		/// the treasury's.
		BatchForfeited { batch: BatchId, amount: Balance },
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
		/// A contribution is not in the model's corpus, or its text was shown not to be in normal form.
		NotInCorpus,
		/// No pending batch has this id: it never was, or is final.
		BatchNotFound,
		/// The challenge window is still open.
		NotDue,
		/// At least one payment must be made by a call.
		NothingToPay,
		/// Ids or amounts are exhausted.
		Overflow,
		/// The model is not commercial: its answers can't be paid for.
		ModelNotCommercial,
		/// The account is no registered operator.
		OperatorNotFound,
		/// The account is an operator already.
		AlreadyRegistered,
		/// The bond is less than operators must have.
		BondTooLow,
		/// The bond is less than that.
		NotEnoughBond,
		/// The bond would not cover what is pending.
		TooMuchExposure,
		/// Too many parts of the bond are unbonding: withdraw those that are due.
		TooManyUnbonding,
		/// Nothing that was unbonded is due.
		NothingUnbonded,
		/// Something is bonded, unbonding or pending.
		StillBonded,
		/// No channel has this id: it never was, or is closed.
		ChannelNotFound,
		/// The caller is neither the channel's payer nor its operator.
		NotChannelParty,
		/// The caller is not the channel's payer.
		NotPayer,
		/// The channel is being closed.
		ChannelClosing,
		/// Nobody closes the channel.
		NotClosing,
		/// The operator still has time to settle the channel's vouchers.
		NotYetClosed,
		/// The former key's vouchers can still be settled: change the key again later.
		KeyChanging,
		/// The amount is nothing.
		ZeroAmount,
		/// The batch has no receipt.
		EmptyBatch,
		/// The batch has more credits than it may.
		TooManyCredits,
		/// The contributions are not strictly ascending.
		ContributionsOutOfOrder,
		/// The vouchers are not strictly ascending by channel.
		VouchersOutOfOrder,
		/// The voucher's channel is another operator's.
		NotChannelOperator,
		/// Neither the channel's key nor its former one signed this voucher for this chain.
		InvalidVoucherSignature,
		/// More would be settled than the voucher promises: it was redeemed before.
		VoucherAlreadySettled,
		/// More would be redeemed than the channel has.
		VoucherExceedsFunds,
		/// What is redeemed is not exactly what the receipts cost.
		FeesDontMatchVouchers,
		/// The batch is void already.
		AlreadyVoid,
		/// The challenge window has closed.
		WindowClosed,
		/// The batch does not have this receipt at this place.
		NotInBatch,
		/// The batch has fewer receipts.
		NoSuchReceipt,
		/// The receipt lists fewer spans.
		NoSuchSpan,
		/// Chunks are not those of the content, or not those that are needed.
		InvalidExcerpt,
		/// What is shown does not contradict the receipt.
		NotRefuted,
		/// What is shown is not what the receipt says.
		NotShown,
		/// There is no such demand: it was answered, or has ended.
		DemandNotFound,
		/// Somebody wants to see the same already.
		AlreadyDemanded,
		/// Too little is left of the challenge window to answer, and to refute the answer.
		NoTimeToReveal,
		/// The time to answer is over.
		RevealTooLate,
		/// There is still time to answer.
		NotYetExpired,
		/// Somebody's demand was not answered: that refutes the batch.
		DemandUnanswered,
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
		/// makes the batch final returns. `operator` is who served the answer, and gets the
		/// operator's part. Costs by credited contribution, never by how many are registered.
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
		#[pallet::weight(T::WeightInfo::settle_one(count(receipt.credits.len())))]
		pub fn settle_one(
			origin: OriginFor<T>,
			model: ModelId,
			operator: T::AccountId,
			receipt: CompactReceipt,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_settle_one(payer, model, operator, receipt)
		}

		/// Make the payments of a batch, once its challenge window has passed.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Credits at most `max_payments` contributions, through their sources. The call that
		/// credits the last one also credits the operator and the model's stack, pays stakers and
		/// treasury, removes the batch and returns its deposit. Of a void batch it pays back at
		/// most `max_payments` channels, or pays what is not forfeited, and does not wait. The weight
		/// of what was not needed is given back.
		///
		/// Blocks do the same by themselves, with the weight that they have left.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::NotDue`], [`Error::NothingToPay`].
		///
		/// ## Events
		///
		/// - [`Event::BatchFinalised`], [`Event::BatchRefunded`] for a void batch that channels paid
		///   for, or [`Event::BatchPaidPartly`] when some are left.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of(&Work::most(
			(*max_payments).min(MaxPaidByCall::get())
		)))]
		pub fn finalise(
			origin: OriginFor<T>,
			batch: BatchId,
			max_payments: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let work = Self::do_finalise(batch, max_payments.min(MaxPaidByCall::get()))?;
			Ok(Some(Self::weight_of(&work)).into())
		}

		/// Register as an operator: who serves models.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the operator.
		///
		/// ## Details
		///
		/// Holds the bond, and a deposit for the record. `endpoint` is where payers reach it, `key`
		/// signs its receipts for them.
		///
		/// ## Errors
		///
		/// - [`Error::AlreadyRegistered`], [`Error::BondTooLow`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorRegistered`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register_operator())]
		pub fn register_operator(
			origin: OriginFor<T>,
			endpoint: Endpoint,
			key: sr25519::Public,
			#[pallet::compact] bond: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_operator(who, endpoint, key, bond)
		}

		/// Bond more.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::ZeroAmount`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorBonded`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::bond_extra())]
		pub fn bond_extra(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bond_extra(who, amount)
		}

		/// Set where payers reach the operator.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`].
		///
		/// ## Events
		///
		/// - [`Event::EndpointSet`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_endpoint())]
		pub fn set_endpoint(origin: OriginFor<T>, endpoint: Endpoint) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_endpoint(who, endpoint)
		}

		/// Set the key that signs the operator's receipts for payers.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorKeySet`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_operator_key())]
		pub fn set_operator_key(origin: OriginFor<T>, key: sr25519::Public) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_operator_key(who, key)
		}

		/// Take a part of the bond out.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// It stays held, and can be slashed, for the unbonding delay, and until none of the
		/// batches that it backed can be refuted. What is left of the bond must cover what is
		/// pending.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::ZeroAmount`], [`Error::NotEnoughBond`],
		///   [`Error::TooMuchExposure`], [`Error::TooManyUnbonding`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorUnbonded`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond(who, amount)
		}

		/// Free what was unbonded and is due.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::NothingUnbonded`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorWithdrew`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::withdraw_unbonded())]
		pub fn withdraw_unbonded(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_unbonded(who)
		}

		/// End being an operator.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// Returns the record's deposit. Channels to the operator stay until their payers close
		/// them.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::StillBonded`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorDeregistered`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::deregister())]
		pub fn deregister(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deregister(who)
		}

		/// Open a channel to an operator.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the payer.
		///
		/// ## Details
		///
		/// Holds the amount, and a deposit for the record. `key` signs the channel's vouchers: it
		/// can be one that has no account.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::ZeroAmount`].
		///
		/// ## Events
		///
		/// - [`Event::ChannelOpened`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::open_channel())]
		pub fn open_channel(
			origin: OriginFor<T>,
			operator: T::AccountId,
			key: sr25519::Public,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_open_channel(payer, operator, key, amount)
		}

		/// Put more into a channel.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the channel's payer.
		///
		/// ## Errors
		///
		/// - [`Error::ChannelNotFound`], [`Error::NotPayer`], [`Error::ChannelClosing`],
		///   [`Error::ZeroAmount`].
		///
		/// ## Events
		///
		/// - [`Event::ChannelToppedUp`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::top_up())]
		pub fn top_up(
			origin: OriginFor<T>,
			channel: ChannelId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_top_up(payer, channel, amount)
		}

		/// Set the key that signs a channel's vouchers.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the channel's payer.
		///
		/// ## Details
		///
		/// What the former key signed can be settled for as long as a channel takes to close. Until
		/// then the key can't be changed again.
		///
		/// ## Errors
		///
		/// - [`Error::ChannelNotFound`], [`Error::NotPayer`], [`Error::KeyChanging`].
		///
		/// ## Events
		///
		/// - [`Event::ChannelKeySet`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_channel_key())]
		pub fn set_channel_key(
			origin: OriginFor<T>,
			channel: ChannelId,
			key: sr25519::Public,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_set_channel_key(payer, channel, key)
		}

		/// Close a channel.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the channel's payer or its operator.
		///
		/// ## Details
		///
		/// For its operator it closes at once, and funds and deposit return to the payer: settle
		/// the last vouchers before. For its payer it closes after a delay in which the operator
		/// can settle; then [`Pallet::withdraw_channel`] ends it.
		///
		/// ## Errors
		///
		/// - [`Error::ChannelNotFound`], [`Error::NotChannelParty`], [`Error::ChannelClosing`].
		///
		/// ## Events
		///
		/// - [`Event::ChannelClosed`], or [`Event::ChannelClosing`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::close_channel())]
		pub fn close_channel(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_channel(who, channel)
		}

		/// Return the funds of a channel that its payer closed.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Errors
		///
		/// - [`Error::ChannelNotFound`], [`Error::NotClosing`], [`Error::NotYetClosed`].
		///
		/// ## Events
		///
		/// - [`Event::ChannelClosed`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::withdraw_channel())]
		pub fn withdraw_channel(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw_channel(channel)
		}

		/// Settle many answers, paid by channels.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the operator that served them.
		///
		/// ## Details
		///
		/// What is redeemed of `vouchers`, ascending by channel, is exactly what the receipts cost;
		/// what a voucher promises beyond that can be redeemed later. `contributions` is the table
		/// that the receipts' credits point to, ascending; fees are in `unit`. Each receipt is
		/// divided as [`Pallet::settle_one`] would, by the split in force; what they pay is netted
		/// by contribution, and the Merkle root over the receipts computed. Makes one batch, and
		/// holds a deposit of the operator for it, which the call that makes it final returns.
		///
		/// ## Errors
		///
		/// - [`Error::ModelNotFound`], [`Error::ModelNotActive`], [`Error::ModelNotCommercial`],
		///   [`Error::RuleNotInForce`].
		/// - [`Error::OperatorNotFound`], [`Error::BondTooLow`], [`Error::TooMuchExposure`].
		/// - [`Error::EmptyBatch`], [`Error::TooManyCredits`], [`Error::ContributionsOutOfOrder`],
		///   [`Error::NotInCorpus`], [`Error::FeeBelowFloor`], [`Error::InvalidOutputLength`],
		///   [`Error::MalformedCredits`], [`Error::TooManyPoints`]: the receipts.
		/// - [`Error::VouchersOutOfOrder`], [`Error::ChannelNotFound`],
		///   [`Error::NotChannelOperator`], [`Error::ZeroAmount`],
		///   [`Error::VoucherAlreadySettled`], [`Error::VoucherExceedsFunds`],
		///   [`Error::InvalidVoucherSignature`], [`Error::FeesDontMatchVouchers`]: the vouchers.
		///
		/// ## Events
		///
		/// - [`Event::ChannelSettled`] for each voucher, [`Event::BatchSettled`].
		#[pallet::call_index(14)]
		#[pallet::weight(Pallet::<T>::weight_of_batch(vouchers, contributions, receipts))]
		pub fn settle_batch(
			origin: OriginFor<T>,
			model: ModelId,
			rule: SpanParams,
			#[pallet::compact] unit: Balance,
			vouchers: Redemptions,
			contributions: ContributionTable,
			receipts: BatchedReceipts,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_settle_batch(operator, model, rule, unit, vouchers, contributions, receipts)
		}

		/// Show that a receipt is false.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Decided at once, by the code that attributes. A right proof makes the batch void, and who
		/// settled it is slashed. A part of that is the caller's, who also pays no fee. What channels
		/// paid is paid back, and nobody in the batch is credited. What one account paid is not paid
		/// back: the treasury gets what the contributions would have got. A wrong proof changes
		/// nothing.
		///
		/// Operational: ordinary calls leave it room in each block.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::AlreadyVoid`], [`Error::WindowClosed`].
		/// - [`Error::NotInBatch`], [`Error::NoSuchSpan`], [`Error::NotInCorpus`],
		///   [`Error::InvalidExcerpt`], [`Error::NotRefuted`]: the proof.
		///
		/// ## Events
		///
		/// - [`Event::ReceiptRefuted`], [`Event::Slashed`], [`Event::BatchVoided`]; perhaps
		///   [`Event::OperatorSuspended`]; [`Event::BatchForfeited`] where one account paid.
		#[pallet::call_index(15)]
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

		/// Demand that a receipt and one of its spans be revealed.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Holds a bond of the caller. If nobody answers in time, the batch counts as refuted by
		/// the caller, and the bond returns; of the slash the caller gets less than a proof earns,
		/// and nothing where one account paid for the batch. An answer earns the bond. `span` counts
		/// the spans that the receipt lists; if there are fewer, the answer shows that.
		///
		/// ## Errors
		///
		/// - [`Error::BatchNotFound`], [`Error::AlreadyVoid`], [`Error::NoSuchReceipt`],
		///   [`Error::NoSuchSpan`], [`Error::AlreadyDemanded`], [`Error::NoTimeToReveal`].
		/// - `Token::FundsUnavailable`: the bond can't be held.
		///
		/// ## Events
		///
		/// - [`Event::RevealDemanded`].
		#[pallet::call_index(16)]
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

		/// Reveal a receipt, and a span of it in output and contribution.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Answers a demand for span number `span`. The demand's bond goes to who settled the
		/// batch. What is revealed may be refuted like anything else. Operational, as
		/// [`Pallet::refute`] is.
		///
		/// ## Errors
		///
		/// - [`Error::DemandNotFound`], [`Error::RevealTooLate`], [`Error::AlreadyVoid`].
		/// - [`Error::NotInBatch`], [`Error::NoSuchSpan`], [`Error::NotInCorpus`],
		///   [`Error::InvalidExcerpt`], [`Error::NotShown`]: the evidence.
		///
		/// ## Events
		///
		/// - [`Event::ReceiptRevealed`].
		#[pallet::call_index(17)]
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

		/// End a demand that was not answered.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// The batch is refuted, as by [`Pallet::refute`], and the one who demanded has found it, but
		/// gets no more than [`Config::UnansweredReward`]. Blocks do the same before a batch would be
		/// final. Of a batch that is void or gone, the bond returns, and that is all. Operational, as
		/// [`Pallet::refute`] is.
		///
		/// ## Errors
		///
		/// - [`Error::DemandNotFound`], [`Error::NotYetExpired`].
		///
		/// ## Events
		///
		/// - [`Event::DemandReturned`]; those of [`Pallet::refute`] where the batch is pending.
		#[pallet::call_index(18)]
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
		fn weight_of_batch(
			vouchers: &Redemptions,
			contributions: &ContributionTable,
			receipts: &BatchedReceipts,
		) -> Weight {
			// What it costs more for so many.
			let more = |weight: fn(u32) -> Weight, n| weight(n).saturating_sub(weight(0));
			let receipts = more(T::WeightInfo::settle_receipts, count(receipts.len()))
				.saturating_add(more(
					T::WeightInfo::settle_credits,
					settlement::count_credits(receipts),
				));
			T::WeightInfo::settle_batch(count(contributions.len()))
				.saturating_add(more(T::WeightInfo::settle_vouchers, count(vouchers.len())))
				// And a quarter for what a block does with a megabyte outside of the call: full
				// blocks took an eighth more than was weighed.
				.saturating_add(receipts.saturating_add(receipts.saturating_div(4)))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::finalise_idle(&mut meter);
			meter.consumed()
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
