// SPDX-License-Identifier: Apache-2.0

//! What votes and delegations keep locked, and until when.

use openledger_client::{
	account::Account,
	chain::{
		referenda::{Referendum, Track},
		voting::{AccountVote, Casting, Delegating, Voting},
		BlockView,
	},
	convert::block,
	json::Planck,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;

use crate::error::Error;

/// An amount that is locked on a track.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Lock {
	pub track: String,
	pub amount: Planck,
	/// The block from which on it can be freed, where that is known: a vote or a delegation that
	/// goes on has none.
	pub until: Option<u32>,
}

/// All that votes lock of an account.
#[derive(Serialize, Debug)]
pub struct VoteLocks {
	/// What can't be spent for them: the locks of all tracks lie on the same tokens.
	#[serde(rename = "locked_by_votes")]
	pub locked: Planck,
	/// What would be, were they brought up to date.
	#[serde(skip)]
	pub needed: Balance,
	#[serde(rename = "vote_locks")]
	pub left: Vec<Lock>,
}

impl VoteLocks {
	pub async fn read(view: &BlockView, who: &Account) -> Result<Self, Error> {
		let (tracks, now) = (view.tracks().await?, block(view.number()));
		let mut all = Self { locked: Planck(0), needed: 0, left: Vec::new() };
		for (track, locked) in view.vote_locks(who).await? {
			let locks = locks(view, who, track, now).await?;
			all.locked = Planck(locked).max(all.locked);
			all.needed = locks.needed().max(all.needed);
			all.left.extend(locks.on(&tracks, track));
		}
		Ok(all)
	}

	/// What can be freed now.
	pub fn free(&self) -> Balance {
		self.locked.0.saturating_sub(self.needed)
	}
}

impl Lock {
	/// How much, where, and until when, seen from block `now`.
	pub fn to_text(&self, now: u64, millis: u64) -> String {
		let until = match self.until {
			Some(until) => format!("until {}", words::when(until, now, millis)),
			None => "while it goes on".to_owned(),
		};
		format!("{} on track {}, {until}", amount::format(self.amount.0), self.track)
	}
}

/// What an account has locked on a track, and what of it can be freed.
#[derive(PartialEq, Eq, Debug, Default)]
pub struct Locks {
	/// Votes that lock nothing any more, by referendum.
	pub over: Vec<u32>,
	/// What stays locked, and until when where that is known.
	pub left: Vec<(Balance, Option<u32>)>,
}

/// How a referendum ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
	Ongoing,
	Decided { end: u32, is_approved: bool },
	Nothing,
}

impl Outcome {
	fn of(referendum: &Referendum) -> Self {
		match *referendum {
			Referendum::Ongoing(_) => Self::Ongoing,
			Referendum::Approved(end, ..) => Self::Decided { end, is_approved: true },
			Referendum::Rejected(end, ..) => Self::Decided { end, is_approved: false },
			Referendum::Cancelled(..) | Referendum::TimedOut(..) | Referendum::Killed(_) => {
				Self::Nothing
			}
		}
	}

	/// Until when a vote about it is locked: `None` if it is not, nobody knows when if `Some(None)`.
	fn locks(self, vote: AccountVote, period: u32, now: u32) -> Option<Option<u32>> {
		match self {
			Self::Ongoing => Some(None),
			Self::Decided { end, is_approved } => {
				let lock = vote.periods(is_approved).saturating_mul(period);
				let until = end.saturating_add(lock);
				(lock > 0 && now < until).then_some(Some(until))
			}
			Self::Nothing => None,
		}
	}
}

impl Locks {
	/// What votes lock, of which the referenda ended so.
	fn of(
		votes: impl IntoIterator<Item = (u32, AccountVote, Outcome)>,
		period: u32,
		now: u32,
	) -> Self {
		let mut locks = Self::default();
		for (id, vote, outcome) in votes {
			match outcome.locks(vote, period, now) {
				Some(until) => locks.left.push((vote.balance(), until)),
				None => locks.over.push(id),
			}
		}
		locks
	}

	/// What stays locked on the track with an id.
	pub fn on(&self, tracks: &[Track], id: u16) -> Vec<Lock> {
		let found = tracks.iter().find(|track| track.id == id);
		let track = found.map(|track| track.name.clone()).unwrap_or_default();
		let lock = |&(amount, until): &(Balance, Option<u32>)| Lock {
			track: track.clone(),
			amount: Planck(amount),
			until,
		};
		self.left.iter().map(lock).collect()
	}

	/// What has to stay locked.
	pub fn needed(&self) -> Balance {
		self.left.iter().map(|(amount, _)| *amount).max().unwrap_or_default()
	}
}

/// What an account has locked on a track at block `now`.
pub async fn locks(view: &BlockView, who: &Account, track: u16, now: u32) -> Result<Locks, Error> {
	let (mut locks, prior) = match view.voting(who, track).await? {
		Voting::Casting(Casting { votes, prior }) => {
			let mut ended = Vec::new();
			for (id, vote) in votes {
				ended.push((id, vote, Outcome::of(&view.referendum(id).await?)));
			}
			(Locks::of(ended, view.locking_period()?, now), prior)
		}
		Voting::Delegating(Delegating { balance, prior, .. }) => {
			(Locks { over: Vec::new(), left: vec![(balance, None)] }, prior)
		}
	};
	if now < prior.0 && prior.1 > 0 {
		locks.left.push((prior.1, Some(prior.0)));
	}
	Ok(locks)
}

/// What a delegation that was just taken back, of `amount` and for `lock` blocks from now on, leaves
/// locked on its track, and why that may be more, or longer, than its own.
pub fn after_undo(left: &Lock, amount: Balance, until: u32, now: u64, millis: u64) -> String {
	let mut text = left.to_text(now, millis);
	if left.amount.0 > amount || left.until.is_some_and(|left| left > until) {
		text.push_str(&format!(
			": {} by this delegation, the rest by what you took back there before; such locks are one \
			 on a track, of the largest amount and until the last of them ends",
			amount::format(amount)
		));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{chain::voting::Conviction, units::amount::OPEN};

	#[test]
	fn what_stays_locked_should_be_explained() {
		// 500 at conviction 3, taken back; then 10 at conviction 1.
		let left = Lock { track: "root".to_owned(), amount: Planck(500 * OPEN), until: Some(220) };
		let text = after_undo(&left, 10 * OPEN, 130, 100, 2_000);
		assert!(text.starts_with("500 OPEN on track root, until block 220, in about 4 minutes"));
		assert!(text.contains("10 OPEN by this delegation") && text.contains("largest amount"));
		// Its own lock needs no explanation.
		let own = Lock { amount: Planck(10 * OPEN), until: Some(130), ..left };
		let text = after_undo(&own, 10 * OPEN, 130, 100, 2_000);
		assert_eq!(text, "10 OPEN on track root, until block 130, in about 60 seconds");
	}

	#[test]
	fn what_needs_no_lock_any_more_should_be_free() {
		let locks = VoteLocks { locked: Planck(500), needed: 10, left: Vec::new() };
		assert_eq!(locks.free(), 490);
		let goes_on = Lock { track: "root".to_owned(), amount: Planck(OPEN), until: None };
		assert!(goes_on.to_text(1, 1).ends_with("while it goes on"));
	}

	#[test]
	fn only_votes_that_won_should_stay_locked_and_for_their_time() {
		let aye = |amount| AccountVote::standard(true, Conviction::Locked2x, amount);
		let approved = Outcome::Decided { end: 100, is_approved: true };
		let rejected = Outcome::Decided { end: 100, is_approved: false };
		let votes = [
			(1, aye(10), Outcome::Ongoing),
			(2, aye(20), approved),
			(3, aye(30), rejected),
			(4, aye(40), Outcome::Nothing),
			(5, AccountVote::abstain(50), approved),
		];
		let locks = Locks::of(votes, 30, 159);
		assert_eq!(locks.over, [3, 4, 5]);
		assert_eq!(locks.left, [(10, None), (20, Some(160))]);
		assert_eq!(locks.needed(), 20);
		let locks = Locks::of(votes, 30, 160);
		assert_eq!(locks.over, [2, 3, 4, 5]);
		assert_eq!(locks.needed(), 10);
		assert_eq!(Locks::default().needed(), 0);
	}

	#[test]
	fn a_vote_without_conviction_should_lock_nothing_afterwards() {
		let vote = AccountVote::standard(false, Conviction::None, 5);
		let rejected = Outcome::Decided { end: 100, is_approved: false };
		assert_eq!(rejected.locks(vote, 30, 100), None);
		assert_eq!(Outcome::Ongoing.locks(vote, 30, 100), Some(None));
	}
}
