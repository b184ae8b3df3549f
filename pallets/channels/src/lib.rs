// SPDX-License-Identifier: Apache-2.0

//! # Channels
//!
//! Operators, who serve models and have bonded for it, and the channels that pay them.
//!
//! ## Overview
//!
//! An *operator* bonds money that backs what it settles: it loses a share of it for a batch that is
//! refuted. Its batches that are not final are worth at most a multiple of its bond.
//!
//! A payer opens a *channel* to an operator, and puts money into it. For each request the channel's
//! key signs a *voucher* ([`openledger_primitives::voucher`]): the most that the channel pays for the
//! answers so far. So no request waits for a block. The operator settles what its receipts cost when
//! it likes, by the last voucher that it has.
//!
//! A voucher is a limit and no price: only what receipts say is taken, each answer of a channel at
//! most once, and never more than was promised or is there. The payer has the rest back when it closes
//! the channel.
//!
//! What is settled, and what of it is refuted, is decided elsewhere. This pallet does what settlement
//! asks of it by [`openledger_primitives::interfaces::Channels`].
//!
//! ## Example
#![doc = docify::embed!("src/tests/vouchers.rs", a_payer_should_keep_what_receipts_do_not_cost)]
//!
//! ## Lifecycle
//!
//! ```text
//! open_channel ──► open ──top_up, redeem, refund──► open
//!                   ├──close_channel by the operator──► gone
//!                   └──close_channel by the payer──► closing ──redeem, refund──► closing
//!                                                       └──(close delay)──withdraw_channel──► gone
//! ```
//!
//! And an operator:
//!
//! ```text
//! register_operator ──► bonded ──unbond──► unbonding ──(delay)──► withdraw_unbonded
//!                         └──slash──► suspended while less than the least bond is left
//! deregister_operator, when nothing is bonded, unbonding or pending ──► gone
//! ```
//!
//! ## Implementation notes
//!
//! - What an operator unbonds stays held, and can be slashed, until none of the batches that it backed
//!   can be refuted.
//! - A payer's funds and a channel's former key stay good for long enough to settle the last voucher.
//! - An operator's former key counts for what is settled within the grace period and the time that a
//!   channel takes to close. Only then can it be changed again; and from then on the channels that were
//!   there before the change can't be settled. So nothing is ever settled that a payer's receipts, by
//!   whichever key, do not speak for.
//! - A channel that its payer closes is settled until the payer can withdraw, and not later: who holds
//!   on to it, or to receipts of it, has waited long enough.
//! - The answers of a channel are settled in ascending sequence. A gap is an answer that is not
//!   charged, and can't be any more.
//! - A refund leaves what is settled, and the next sequence, where they are: answers that were refuted
//!   can't be settled again.
//! - Who deregisters and registers again likewise has other keys, which have signed nothing for the payers of
//!   before. So channels to a former registration can't be settled: their payers close them.
//! - Deposits are for records in their longest form, so that no later call changes them.

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
mod channels;
mod operators;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
#[allow(clippy::cast_possible_truncation)] // the derive of `Encode`
mod types;
mod vouchers;
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
	use openledger_primitives::{interfaces::Promises, Balance, BatchId, ChannelId};
	use sp_core::sr25519;
	use sp_runtime::Percent;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
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

		/// Where what is slashed goes, but for the challenger's reward.
		type Treasury: Get<Self::AccountId>;

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

		/// How long what was served under terms that have changed can be settled, in blocks. An
		/// operator's former key counts for so long, so that payers notice, and then for as long as a
		/// channel takes to close.
		type GracePeriod: Get<BlockNumberFor<Self>>;

		/// How much of its bond an operator loses by a refuted batch. Not all, so that the next one
		/// has a reward too.
		type SlashShare: Get<Percent>;

		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An operator's bond.
		Bond,
		/// The funds of channels.
		Channel,
		/// The record of an operator or a channel.
		Record,
	}

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
		/// An operator was registered.
		OperatorRegistered {
			operator: T::AccountId,
			/// Signs its receipts.
			key: sr25519::Public,
			/// In planck.
			bond: Balance,
		},
		/// An operator bonded `amount` more, `bond` in all.
		OperatorBonded { operator: T::AccountId, amount: Balance, bond: Balance },
		/// An operator is reached elsewhere from now on.
		EndpointSet { operator: T::AccountId },
		/// An operator signs its receipts with another key from now on; what the former signed counts
		/// for batches that are settled before `until`, and channels of before are settled before it.
		OperatorKeySet { operator: T::AccountId, key: sr25519::Public, until: BlockNumberFor<T> },
		/// A part of a bond is on its way out: it can be withdrawn from `unlocks_at` on.
		OperatorUnbonded { operator: T::AccountId, amount: Balance, unlocks_at: BlockNumberFor<T> },
		/// What was unbonded is free.
		OperatorWithdrew { operator: T::AccountId, amount: Balance },
		/// An operator is gone.
		OperatorDeregistered { operator: T::AccountId },
		/// An operator was slashed and has less than the least bond left: it settles no more batches.
		OperatorSuspended { operator: T::AccountId },
		/// A channel was opened.
		ChannelOpened {
			channel: ChannelId,
			payer: T::AccountId,
			operator: T::AccountId,
			/// Signs its vouchers.
			key: sr25519::Public,
			/// In planck.
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
		/// A channel paid `amount` for its answers in a batch. None with a sequence below
		/// `next_sequence` can be settled any more.
		ChannelSettled { channel: ChannelId, batch: BatchId, amount: Balance, next_sequence: u64 },
		/// What a channel paid for a void batch is in it again. If it is closed, or its payer can't hold
		/// so little, the payer is owed it instead, which the ledger's event says.
		ChannelRefunded { channel: ChannelId, batch: BatchId, amount: Balance },
	}

	#[pallet::error]
	pub enum Error<T> {
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
		/// Too many parts of the bond are unbonding: withdraw those that are unlocked.
		TooManyUnbonding,
		/// Nothing that was unbonded is unlocked.
		NothingUnbonded,
		/// Something is bonded, unbonding or pending.
		StillBonded,
		/// No channel has this id: it never was, or is closed.
		ChannelNotFound,
		/// The caller is neither the channel's payer nor its operator.
		NotChannelParty,
		/// The caller is not the channel's payer.
		NotPayer,
		/// The channel is being closed; or, at settlement, its payer can have withdrawn.
		ChannelClosing,
		/// Nobody closes the channel.
		NotClosing,
		/// The operator still has time to settle the channel's vouchers.
		NotYetClosed,
		/// What the former key signed still counts: change the key again later.
		KeyChanging,
		/// The amount is nothing.
		ZeroAmount,
		/// The voucher's channel is another operator's.
		NotChannelOperator,
		/// The channel was opened before its operator registered again, or before it changed its key,
		/// of which the former counts no longer.
		ChannelOutdated,
		/// An answer of the channel with this sequence, or a later one, was settled before.
		SequenceSettled,
		/// The receipts cost more than the voucher promises beyond what was settled before.
		VoucherExceeded,
		/// The receipts cost more than the channel has.
		VoucherExceedsFunds,
		/// Neither the channel's key nor its former one signed this voucher for this chain.
		InvalidVoucherSignature,
		/// Ids or amounts are exhausted.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register as an operator: who serves models.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the operator.
		///
		/// ## Details
		///
		/// Holds the bond, and a deposit for the record. `endpoint` is where payers reach it, `key`
		/// signs its receipts for them. Channels that were opened to a former registration of the
		/// caller can't be settled.
		///
		/// ## Errors
		///
		/// - [`Error::AlreadyRegistered`], [`Error::BondTooLow`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorRegistered`].
		#[pallet::call_index(0)]
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
		#[pallet::call_index(1)]
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
		#[pallet::call_index(2)]
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
		/// ## Details
		///
		/// What the former key signed counts for batches that are settled within the grace period and
		/// the time that a channel takes to close, one after the other. Until then the key can't be
		/// changed again. From then on channels that were opened before this call can't be settled: their
		/// payers open new ones. A batch keeps the keys that counted when it was settled.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::KeyChanging`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorKeySet`].
		#[pallet::call_index(3)]
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
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond(who, amount)
		}

		/// Free what was unbonded and is unlocked.
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
		#[pallet::call_index(5)]
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
		/// them, and can't be settled any more: not when it registers again, either.
		///
		/// ## Errors
		///
		/// - [`Error::OperatorNotFound`], [`Error::StillBonded`].
		///
		/// ## Events
		///
		/// - [`Event::OperatorDeregistered`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::deregister_operator())]
		pub fn deregister_operator(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deregister_operator(who)
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
		#[pallet::call_index(7)]
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
		#[pallet::call_index(8)]
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
		#[pallet::call_index(9)]
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
		#[pallet::call_index(10)]
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
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::withdraw_channel())]
		pub fn withdraw_channel(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw_channel(channel)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::DepositBase::get() > 0, "records must cost something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
