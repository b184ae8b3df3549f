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
mod channels;
mod operators;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
#[allow(clippy::cast_possible_truncation)] // the derive of `Encode`
mod types;
mod vouchers;
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
	use openledger_primitives::{interfaces::Promises, Balance, BatchId, ChannelId};
	use sp_core::sr25519;
	use sp_runtime::{traits::Zero, Percent};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency in which bonds, channels' funds and deposits are held.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons to hold money, this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;

		/// The keeper of promised money, which keeps bonds and channels' funds out of votes.
		/// Deposits of records only ever go back, and may vote.
		type Promises: Promises<Self::AccountId>;

		/// The part of each record's deposit that is for its keys, in planck.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// The deposit for each encoded byte of a record, in planck.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The account of the treasury, which gets slashes, less the challenger's reward.
		type Treasury: Get<Self::AccountId>;

		/// The leverage of operators: their batches that are not final may be worth this many times
		/// their bond.
		type Leverage: Get<u32>;

		/// The least bond of an operator that settles batches, in planck.
		type MinBond: Get<Balance>;

		/// The least time that a part of a bond stays held after it was unbonded, in blocks. It
		/// stays held in any case until none of the operator's batches can be refuted.
		type UnbondingDelay: Get<BlockNumberFor<Self>>;

		/// The time that an operator has to settle vouchers of a channel that its payer closes, or
		/// of a key that its payer changes, in blocks.
		type CloseDelay: Get<BlockNumberFor<Self>>;

		/// The time in which answers that were given on former terms can be settled, in blocks. An
		/// operator's former key counts for this time, so that payers notice, and then for as long
		/// as a channel takes to close.
		type GracePeriod: Get<BlockNumberFor<Self>>;

		/// The share of its bond that an operator loses by a refuted batch. It is not all of the
		/// bond, so that whoever refutes the next batch has a reward too.
		type SlashShare: Get<Percent>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The reasons for which this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An operator's bond.
		Bond,
		/// The funds of channels.
		Channel,
		/// The record of an operator or a channel.
		Record,
	}

	/// The registered operators.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, OperatorOf<T>>;

	/// The id that the next channel gets.
	#[pallet::storage]
	pub type NextChannelId<T> = StorageValue<_, ChannelId, ValueQuery>;

	/// The channels that are not closed.
	#[pallet::storage]
	pub type Channels<T: Config> = StorageMap<_, Identity, ChannelKey, ChannelOf<T>>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator was registered.
		OperatorRegistered {
			/// The operator.
			operator: T::AccountId,
			/// The key that signs its receipts.
			key: sr25519::Public,
			/// Its bond, in planck.
			bond: Balance,
		},
		/// An operator bonded more.
		OperatorBonded {
			/// The operator.
			operator: T::AccountId,
			/// The amount that it bonded more, in planck.
			amount: Balance,
			/// Its bond now, in planck.
			bond: Balance,
		},
		/// An operator set its endpoint: payers reach it there from now on.
		EndpointSet {
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator set the key that signs its receipts from now on.
		OperatorKeySet {
			/// The operator.
			operator: T::AccountId,
			/// The key.
			key: sr25519::Public,
			/// The first block in which signatures of the former key do not count any more, and
			/// channels that were opened before can't be settled any more.
			until: BlockNumberFor<T>,
		},
		/// An operator unbonded a part of its bond, which stays held for a time.
		OperatorUnbonded {
			/// The operator.
			operator: T::AccountId,
			/// The amount that it unbonded, in planck.
			amount: Balance,
			/// The first block in which it can withdraw the amount.
			unlocks_at: BlockNumberFor<T>,
		},
		/// An operator withdrew the unbonded parts of its bond that were unlocked.
		OperatorWithdrew {
			/// The operator.
			operator: T::AccountId,
			/// The amount that is free now, in planck.
			amount: Balance,
		},
		/// An operator deregistered: its record is gone.
		OperatorDeregistered {
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator was slashed and has less than the least bond left: it settles no more
		/// batches.
		OperatorSuspended {
			/// The operator.
			operator: T::AccountId,
		},
		/// A payer opened a channel.
		ChannelOpened {
			/// The channel.
			channel: ChannelId,
			/// The account that pays.
			payer: T::AccountId,
			/// The operator that is paid.
			operator: T::AccountId,
			/// The key that signs the channel's vouchers.
			key: sr25519::Public,
			/// The money in the channel, in planck.
			funds: Balance,
		},
		/// A payer put more money into a channel.
		ChannelToppedUp {
			/// The channel.
			channel: ChannelId,
			/// The amount that was put into it, in planck.
			amount: Balance,
			/// The money in the channel now, in planck.
			funds: Balance,
		},
		/// A payer set the key that signs a channel's vouchers from now on.
		ChannelKeySet {
			/// The channel.
			channel: ChannelId,
			/// The key.
			key: sr25519::Public,
			/// The first block in which signatures of the former key do not count any more.
			until: BlockNumberFor<T>,
		},
		/// A payer closes a channel.
		ChannelClosing {
			/// The channel.
			channel: ChannelId,
			/// The first block in which its funds can be withdrawn, and it can't be settled any
			/// more.
			until: BlockNumberFor<T>,
		},
		/// A channel is closed: its record is gone.
		ChannelClosed {
			/// The channel.
			channel: ChannelId,
			/// The money that returned to its payer, in planck.
			returned: Balance,
		},
		/// A channel paid for its answers in a batch.
		ChannelSettled {
			/// The channel.
			channel: ChannelId,
			/// The batch.
			batch: BatchId,
			/// The amount that it paid, in planck.
			amount: Balance,
			/// The least sequence of an answer that can still be settled.
			next_sequence: u64,
		},
		/// A channel got back the money that it paid for a void batch. If the channel is closed, or
		/// its payer can't hold so little, the payer is owed the money instead: an event of the
		/// ledger says so.
		ChannelRefunded {
			/// The channel.
			channel: ChannelId,
			/// The batch.
			batch: BatchId,
			/// The amount that returned to the channel, in planck.
			amount: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is not a registered operator.
		OperatorNotFound,
		/// The account is an operator already.
		AlreadyRegistered,
		/// The bond is less than the least bond of an operator.
		BondTooLow,
		/// The amount exceeds the bond.
		NotEnoughBond,
		/// The bond would not cover the operator's batches that are pending.
		TooMuchExposure,
		/// Too many parts of the bond are unbonding: withdraw those that are unlocked.
		TooManyUnbonding,
		/// No part of the bond that was unbonded is unlocked.
		NothingUnbonded,
		/// The operator still has a bond, a part of it that is unbonding, or a pending batch.
		StillBonded,
		/// No channel has this id: it was never opened, or is closed.
		ChannelNotFound,
		/// The caller is neither the channel's payer nor its operator.
		NotChannelParty,
		/// The caller is not the channel's payer.
		NotPayer,
		/// The channel's payer is closing it; or, at settlement, the payer can have withdrawn its
		/// funds.
		ChannelClosing,
		/// The channel's payer is not closing it.
		NotClosing,
		/// The operator still has time to settle the channel's vouchers.
		NotYetClosed,
		/// The former key's signatures still count: change the key again later.
		KeyChanging,
		/// The amount is 0.
		ZeroAmount,
		/// The voucher's channel is another operator's.
		NotChannelOperator,
		/// The channel was opened before its operator registered again, or before the operator
		/// changed its key, and the former key does not count any more.
		ChannelOutdated,
		/// An answer of the channel with this sequence, or a later one, was settled before.
		SequenceSettled,
		/// The receipts cost more than the voucher promises beyond what was settled before.
		VoucherExceeded,
		/// The receipts cost more than the channel's funds.
		VoucherExceedsFunds,
		/// Neither the channel's key nor its former one signed this voucher for this chain.
		InvalidVoucherSignature,
		/// Ids or amounts are exhausted.
		Overflow,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers the caller as an operator, which serves models.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the operator.
		///
		/// ## Details
		///
		/// Holds the bond, and a deposit for the record. Payers reach the operator at `endpoint`,
		/// and `key` signs its receipts for them. Channels that were opened to a former
		/// registration of the caller can't be settled.
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

		/// Adds to the operator's bond.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// Holds `amount` more of the caller.
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

		/// Sets the operator's endpoint, at which payers reach it.
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

		/// Sets the key that signs the operator's receipts for payers.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// Signatures of the former key count for batches that are settled within the grace period
		/// and the time that a channel takes to close, one after the other. Until then the key
		/// can't be changed again. From then on channels that were opened before this call can't be
		/// settled: their payers open new ones. A batch keeps the keys that counted when it was
		/// settled.
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

		/// Unbonds a part of the operator's bond.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// The part stays held, and can be slashed, for the unbonding delay, and until none of the
		/// batches that it backed can be refuted. The rest of the bond must cover the pending
		/// batches.
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

		/// Withdraws the unbonded parts of the operator's bond that are unlocked.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// Releases them to the caller.
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

		/// Deregisters the operator.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by an operator.
		///
		/// ## Details
		///
		/// Returns the record's deposit. Channels to the operator stay until their payers close
		/// them, and can't be settled any more, even if the operator registers again.
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

		/// Opens a channel to an operator.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the payer.
		///
		/// ## Details
		///
		/// Holds the amount, and a deposit for the record. `key` signs the channel's vouchers, and
		/// needs no account.
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

		/// Puts more money into a channel.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the channel's payer.
		///
		/// ## Details
		///
		/// Holds `amount` more of the caller.
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

		/// Sets the key that signs a channel's vouchers.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the channel's payer.
		///
		/// ## Details
		///
		/// Vouchers that the former key signed can be settled for as long as a channel takes to
		/// close. Until then the key can't be changed again.
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

		/// Closes a channel.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the channel's payer or its operator.
		///
		/// ## Details
		///
		/// If the operator calls it, the channel closes at once, and funds and deposit return to
		/// the payer: the operator settles its last vouchers before. If the payer calls it, the
		/// channel closes after a delay in which the operator can settle; then
		/// [`Pallet::withdraw_channel`] ends it.
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

		/// Returns the funds of a channel to the payer that closed it.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by anyone.
		///
		/// ## Details
		///
		/// Returns the record's deposit to the payer, too.
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
			let base = T::DepositBase::get();
			assert!(base > 0, "records must cost something");
			// A channel's deposit returns before its funds: less can't return to an account that
			// has nothing free.
			assert!(base >= T::Currency::minimum_balance(), "deposits must be able to return");
			assert!(T::MinBond::get() > 0, "operators must have something to lose");
			assert!(T::Leverage::get() > 0, "a bond must back something");
			let slash = T::SlashShare::get();
			assert!(!slash.is_zero(), "a refuted batch must cost something");
			assert!(!slash.is_one(), "a slash must leave something for the next one");
			assert!(!T::CloseDelay::get().is_zero(), "operators must have time to settle");
			// What was served before a channel began to close must not lose its terms before it is
			// closed.
			let is_covered = T::GracePeriod::get() >= T::CloseDelay::get();
			assert!(is_covered, "former terms must count while a channel closes");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
