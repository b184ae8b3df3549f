// SPDX-License-Identifier: Apache-2.0

//! What votes and delegations keep locked, and until when.

use openledger_client::{
	account::Account,
	chain::BlockView,
	convert::block,
	json::{self, Planck},
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::vote::locks;
use crate::error::Error;

/// An amount that is locked on a track.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Lock {
	pub track: String,
	#[serde(serialize_with = "planck")]
	pub amount: Balance,
	/// The block from which on it can be freed, where that is known: a vote or a delegation that
	/// goes on has none.
	pub until: Option<u32>,
}

fn planck<S: Serializer>(amount: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
	Planck(*amount).serialize(serializer)
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
		let (tracks, now) = (view.tracks()?, block(view.number()));
		let mut all = Self { locked: Planck(0), needed: 0, left: Vec::new() };
		for (track, locked) in view.vote_locks(who).await? {
			let locks = locks(view, who, track, now).await?;
			all.locked = Planck(locked).max(all.locked);
			all.needed = locks.needed().max(all.needed);
			let name = tracks.iter().find(|one| one.id == track).map(|one| one.name.clone());
			let name = name.unwrap_or_default();
			all.left.extend(locks.left.into_iter().map(|(amount, until)| Lock {
				track: name.clone(),
				amount,
				until,
			}));
		}
		Ok(all)
	}

	/// What can be freed now.
	pub fn free(&self) -> Balance {
		self.locked.0.saturating_sub(self.needed)
	}
}

impl Lock {
	pub fn to_json(&self) -> Value {
		json::of(self)
	}

	/// How much, where, and until when, seen from block `now`.
	pub fn to_text(&self, now: u64, millis: u64) -> String {
		let until = match self.until {
			Some(until) => format!("until {}", words::when(until, now, millis)),
			None => "while it goes on".to_owned(),
		};
		format!("{} on track {}, {until}", amount::format(self.amount), self.track)
	}
}

/// What a delegation that was just taken back, of `amount` and for `lock` blocks from now on, leaves
/// locked on its track, and why that may be more, or longer, than its own.
pub fn after_undo(left: &Lock, amount: Balance, until: u32, now: u64, millis: u64) -> String {
	let mut text = left.to_text(now, millis);
	if left.amount > amount || left.until.is_some_and(|left| left > until) {
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
	use openledger_client::units::amount::OPEN;

	#[test]
	fn what_stays_locked_should_be_explained() {
		// 500 at conviction 3, taken back; then 10 at conviction 1.
		let left = Lock { track: "root".to_owned(), amount: 500 * OPEN, until: Some(220) };
		let text = after_undo(&left, 10 * OPEN, 130, 100, 2_000);
		assert!(text.starts_with("500 OPEN on track root, until block 220, in about 4 minutes"));
		assert!(text.contains("10 OPEN by this delegation") && text.contains("largest amount"));
		// Its own lock needs no explanation.
		let own = Lock { amount: 10 * OPEN, until: Some(130), ..left };
		let text = after_undo(&own, 10 * OPEN, 130, 100, 2_000);
		assert_eq!(text, "10 OPEN on track root, until block 130, in about 60 seconds");
	}

	#[test]
	fn what_needs_no_lock_any_more_should_be_free() {
		let locks = VoteLocks { locked: Planck(500), needed: 10, left: Vec::new() };
		assert_eq!(locks.free(), 490);
		let goes_on = Lock { track: "root".to_owned(), amount: OPEN, until: None };
		assert!(goes_on.to_text(1, 1).ends_with("while it goes on"));
	}
}
