// SPDX-License-Identifier: Apache-2.0

//! Tokens that stand behind a vote, and tokens that are promised: never the same ones.
//!
//! A vote stays when the tokens behind it go. So those must not be able to: they are locked, and the
//! lock holds for transfers, fees and bonds alike. But what is held for a channel, a bond or a demand
//! goes to others without being asked for again, and balances count what is held as a part of what a
//! lock leaves in place. Were that all, the same tokens could vote again in other hands.
//!
//! Therefore, of each account:
//!
//! - what is held for such a reason ([`is_promised`]) or for [names](super::identity) neither votes
//!   nor is delegated: voting sees a [balance](super::governance::voting_currency) without it;
//! - while anything of an account is locked for votes, the lock covers **votes and promises
//!   together**. So what is free can't leave until only promises stand behind the votes;
//! - nothing is promised that votes need ([`OutOfVotes`]).
//!
//! Only a slash of stake, which votes too, takes tokens from behind a vote. They go to the treasury,
//! but for the reporter's part: nobody votes with more by it than was lost.

use super::identity::reserved_for_names;
use crate::{AccountId, Balance, Balances, Runtime, RuntimeHoldReason, System};
use core::marker::PhantomData;
use frame_support::{
	dispatch::DispatchClass,
	ensure,
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	traits::{fungible::Inspect, LockIdentifier, LockableCurrency, WithdrawReasons},
	weights::{Weight, WeightMeter},
};
use openledger_primitives::interfaces::Promises;
use pallet_conviction_voting::ClassLocksFor;
use sp_runtime::{DispatchResult, TokenError};

/// The lock of votes: the identifier that `pallet_conviction_voting` gives it.
pub const VOTES: LockIdentifier = *b"pyconvot";

/// Whether what is held for a reason can become another account's by it. Stake is not meant: it
/// votes, and can only be slashed.
pub fn is_promised(reason: &RuntimeHoldReason) -> bool {
	use pallet_attribution::HoldReason as Attribution;
	use pallet_channels::HoldReason as Channels;
	use pallet_contributions::HoldReason as Contributions;
	use pallet_disputes::HoldReason as Disputes;
	match reason {
		RuntimeHoldReason::Attribution(reason) => match reason {
			// Slashed, or handed to whoever answers.
			Attribution::Batch | Attribution::Demand => true,
		},
		RuntimeHoldReason::Channels(reason) => match reason {
			// Slashed, or paid with.
			Channels::Bond | Channels::Channel => true,
			Channels::Record => false,
		},
		RuntimeHoldReason::Contributions(reason) => match reason {
			// A ruling may take them.
			Contributions::Contribution | Contributions::Appeal => true,
			Contributions::Datanet => false,
		},
		// It goes to the side that was right.
		RuntimeHoldReason::Disputes(Disputes::Bond) => true,
		RuntimeHoldReason::Staking(_)
		| RuntimeHoldReason::DelegatedStaking(_)
		| RuntimeHoldReason::Session(_)
		| RuntimeHoldReason::Preimage(_)
		| RuntimeHoldReason::SafeMode(_)
		| RuntimeHoldReason::TechnicalCommittee(_)
		| RuntimeHoldReason::Models(_) => false,
	}
}

/// What is promised of an account, for all reasons together: holds, and what its names hold.
pub fn promised(who: &AccountId) -> Balance {
	pallet_balances::Holds::<Runtime>::get(who)
		.iter()
		.filter(|held| is_promised(&held.id))
		.fold(reserved_for_names(who), |sum, held| sum.saturating_add(held.amount))
}

/// What an account's votes and delegations need: the most on any track, until it unlocks it.
pub fn voting(who: &AccountId) -> Balance {
	let classes = ClassLocksFor::<Runtime>::get(who);
	classes.iter().map(|(_, amount)| *amount).max().unwrap_or_default()
}

/// Locks what the votes of an account need, and what is promised besides.
pub fn lock(who: &AccountId) {
	let votes = voting(who);
	if votes == 0 {
		Balances::remove_lock(VOTES, who);
		return;
	}
	let reasons = WithdrawReasons::except(WithdrawReasons::RESERVE);
	Balances::set_lock(VOTES, who, votes.saturating_add(promised(who)), reasons);
}

/// Keeps what is promised out of votes.
///
/// An account that has no vote costs nothing here but the look at its balance, which was changed
/// just before. The others are rare: what they cost more counts in the block, and not in the fee.
pub struct OutOfVotes;

impl OutOfVotes {
	fn has_frozen(who: &AccountId) -> bool {
		System::account(who).data.frozen > 0
	}

	/// Hands over what is promised of an account, whatever is locked: no vote needs it. A lock would
	/// keep it, since it is as large as votes and promises together.
	pub fn handing_over<R>(who: &AccountId, hand_over: impl FnOnce() -> R) -> R {
		if !Self::has_frozen(who) {
			return hand_over();
		}
		Balances::remove_lock(VOTES, who);
		let result = hand_over();
		Self::relock(who);
		result
	}

	/// Votes, locks and what names hold are read, and the lock written. Freezes, holds and the account
	/// were.
	fn relock(who: &AccountId) {
		let weight = <Runtime as frame_system::Config>::DbWeight::get().reads_writes(3, 1);
		System::register_extra_weight_unchecked(weight, DispatchClass::Normal);
		lock(who);
	}
}

impl Promises<AccountId> for OutOfVotes {
	fn ensure_kept(who: &AccountId) -> DispatchResult {
		if !Self::has_frozen(who) {
			return Ok(());
		}
		let votes = voting(who);
		let all = <Balances as Inspect<AccountId>>::total_balance(who);
		ensure!(votes.saturating_add(promised(who)) <= all, TokenError::Frozen);
		Self::relock(who);
		Ok(())
	}

	fn changed(who: &AccountId) {
		if Self::has_frozen(who) {
			Self::relock(who);
		}
	}
}

/// Locks what is promised of those who voted before promises were locked too.
pub struct LockPromises<T>(PhantomData<T>);

impl SteppedMigration for LockPromises<Runtime> {
	/// The last account that was looked at.
	type Cursor = AccountId;
	type Identifier = MigrationId<8>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"promises", version_from: 0, version_to: 1 }
	}

	fn step(
		last: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let required = Self::weight_of_one();
		if !meter.can_consume(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let mut voters = match &last {
			Some(last) => ClassLocksFor::<Runtime>::iter_keys_from(
				ClassLocksFor::<Runtime>::hashed_key_for(last),
			),
			None => ClassLocksFor::<Runtime>::iter_keys(),
		};
		let mut cursor = last;
		while meter.try_consume(required).is_ok() {
			let Some(who) = voters.next() else { return Ok(None) };
			lock(&who);
			cursor = Some(who);
		}
		Ok(cursor)
	}
}

impl LockPromises<Runtime> {
	/// The key, votes, holds, what names hold, locks, freezes and the account are read; locks and
	/// account written.
	fn weight_of_one() -> Weight {
		let db = <Runtime as frame_system::Config>::DbWeight::get();
		Weight::from_parts(20_000_000, 0).saturating_add(db.reads_writes(7, 2))
	}
}
