// SPDX-License-Identifier: Apache-2.0

//! How much a transaction hurries: until when it is of use, and what it is worth.

use std::{
	collections::BTreeMap,
	sync::{Mutex, MutexGuard, PoisonError},
};

use openledger_primitives::Balance;

/// The number of blocks after which a transaction that is in none is sent again.
pub(super) const BLOCKS: u64 = 3;
/// The first tip, in planck, once there has to be one.
const FIRST_TIP: Balance = 1_000_000_000;
/// The number of equal parts of the time, in the last of which the tip is as high as it gets.
const LAST_PART: u64 = 10;

/// The urgency of a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Urgency {
	/// The number of the last block that it is of use in.
	pub deadline: u64,
	/// The highest tip that it is worth, in planck.
	pub most_tip: Balance,
}

impl Urgency {
	/// The tip in block `now`, in planck, of a transaction that was begun in block `begun`: nothing
	/// at first; then it doubles at even intervals, so that it is the highest when a tenth of the
	/// time is left.
	pub(super) fn tip(&self, begun: u64, now: u64) -> Balance {
		let time = self.deadline.saturating_sub(begun);
		let end = time.saturating_sub(time / LAST_PART).max(1);
		let passed = now.saturating_sub(begun);
		if passed >= end || now >= self.deadline {
			return self.most_tip;
		}
		if passed < BLOCKS {
			return 0;
		}
		let doublings = (self.most_tip / FIRST_TIP).checked_ilog2().unwrap_or_default();
		let steps = u64::from(doublings).saturating_mul(passed) / end;
		let factor = u32::try_from(steps).ok().and_then(|steps| 1u128.checked_shl(steps));
		FIRST_TIP.saturating_mul(factor.unwrap_or(1)).min(self.most_tip)
	}
}

/// The urgencies of transactions that are under way, by account and nonce. One with a lower nonce
/// holds up all that have a higher one, so it hurries as much.
#[derive(Default)]
pub struct Hurry(Mutex<BTreeMap<([u8; 32], u64), Urgency>>);

impl Hurry {
	fn lock(&self) -> MutexGuard<'_, BTreeMap<([u8; 32], u64), Urgency>> {
		// Each change of it is one step.
		self.0.lock().unwrap_or_else(PoisonError::into_inner)
	}

	pub(super) fn set(&self, who: [u8; 32], nonce: u64, urgency: Urgency) {
		self.lock().insert((who, nonce), urgency);
	}

	pub(super) fn forget(&self, who: [u8; 32], nonce: u64) {
		self.lock().remove(&(who, nonce));
	}

	pub(super) fn has(&self, who: [u8; 32], nonce: u64) -> bool {
		self.lock().contains_key(&(who, nonce))
	}

	/// The urgency of a nonce, with that of all that waits for it. `None` if nothing of it hurries.
	pub(super) fn of(&self, who: [u8; 32], nonce: u64) -> Option<Urgency> {
		let lock = self.lock();
		let waiting = lock.range((who, nonce)..=(who, u64::MAX)).map(|(_, urgency)| *urgency);
		waiting.reduce(|one, other| Urgency {
			deadline: one.deadline.min(other.deadline),
			most_tip: one.most_tip.max(other.most_tip),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::units::amount::OPEN;

	const WHO: [u8; 32] = [1; 32];

	#[test]
	fn a_tip_should_rise_with_the_time_that_passes_to_what_is_at_stake() {
		let urgency = Urgency { deadline: 400, most_tip: 50 * OPEN };
		let tips: Vec<_> = (100..=400).map(|now| urgency.tip(100, now)).collect();
		assert_eq!(tips[..3], [0, 0, 0]);
		assert_eq!(tips[3], FIRST_TIP);
		assert!(tips.is_sorted());
		// In the middle it is what hurts nobody; in the last tenth it is all.
		assert!(tips[150] < OPEN / 100, "{}", tips[150]);
		assert!(tips[270..].iter().all(|tip| *tip == 50 * OPEN));
		assert!(tips.iter().all(|tip| *tip <= 50 * OPEN));
	}

	#[test]
	fn a_tip_should_never_be_more_than_what_is_at_stake() {
		for most_tip in [0, 1, FIRST_TIP - 1, FIRST_TIP, OPEN] {
			for deadline in [0, 99, 100, 101, 103, 110, 10_000] {
				let urgency = Urgency { deadline, most_tip };
				for now in 100..200 {
					assert!(urgency.tip(100, now) <= most_tip);
				}
			}
		}
		// With no time left, there is no time for less.
		let urgency = Urgency { deadline: 100, most_tip: OPEN };
		assert_eq!(urgency.tip(100, 100), OPEN);
	}

	#[test]
	fn what_holds_others_up_should_hurry_as_they_do() {
		let hurry = Hurry::default();
		hurry.set(WHO, 5, Urgency { deadline: 300, most_tip: 1 });
		hurry.set(WHO, 7, Urgency { deadline: 200, most_tip: 9 });
		hurry.set([2; 32], 6, Urgency { deadline: 1, most_tip: 99 });
		assert_eq!(hurry.of(WHO, 5), Some(Urgency { deadline: 200, most_tip: 9 }));
		assert_eq!(hurry.of(WHO, 6), Some(Urgency { deadline: 200, most_tip: 9 }));
		assert_eq!(hurry.of(WHO, 8), None);
		assert!(hurry.has(WHO, 7) && !hurry.has(WHO, 6));
		hurry.forget(WHO, 7);
		assert_eq!(hurry.of(WHO, 5), Some(Urgency { deadline: 300, most_tip: 1 }));
	}
}
