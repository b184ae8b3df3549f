// SPDX-License-Identifier: Apache-2.0

//! Transactions that must be in a block before it is too late, whoever fills the blocks.
//!
//! One that is not in a block after a few of them is signed again with the same nonce and a higher
//! tip: at most one of the two gets in. The tip rises from next to nothing to all that is at stake
//! at the end of the time: whoever keeps it out has to outbid it in every single block.

use std::{
	collections::BTreeMap,
	sync::{Mutex, MutexGuard, PoisonError},
	time::Duration,
};

use futures::{
	stream::{self, BoxStream},
	StreamExt,
};
use openledger_primitives::Balance;
use sp_core::H256;
use subxt::transactions::{Payload, TransactionStatus};
use tokio::time::timeout;

use super::{
	events::Events,
	refusal::{self, Refusal},
	sent::{Sent, Standing},
	submit::{is_done, is_under_way, name, Heard, NoJournal, Until},
	Chain,
};
use crate::{
	account::{self, Account},
	error::Error,
	keys::Key,
};

/// The number of blocks after which a transaction that is in none is sent again.
const BLOCKS: u64 = 3;
/// The first tip, in planck, once there has to be one.
const FIRST_TIP: Balance = 1_000_000_000;
/// The number of equal parts of the time, in the last of which the tip is as high as it gets.
const LAST_PART: u64 = 10;
/// The time between two questions to the node about how far the chain is.
const POLL: Duration = Duration::from_millis(1_500);

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
	fn tip(&self, begun: u64, now: u64) -> Balance {
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

	fn set(&self, who: [u8; 32], nonce: u64, urgency: Urgency) {
		self.lock().insert((who, nonce), urgency);
	}

	fn forget(&self, who: [u8; 32], nonce: u64) {
		self.lock().remove(&(who, nonce));
	}

	fn has(&self, who: [u8; 32], nonce: u64) -> bool {
		self.lock().contains_key(&(who, nonce))
	}

	/// The urgency of a nonce, with that of all that waits for it. `None` if nothing of it hurries.
	fn of(&self, who: [u8; 32], nonce: u64) -> Option<Urgency> {
		let lock = self.lock();
		let waiting = lock.range((who, nonce)..=(who, u64::MAX)).map(|(_, urgency)| *urgency);
		waiting.reduce(|one, other| Urgency {
			deadline: one.deadline.min(other.deadline),
			most_tip: one.most_tip.max(other.most_tip),
		})
	}
}

/// The node's notices about the transactions that were signed for one call.
type Statuses = stream::SelectAll<BoxStream<'static, (H256, Option<H256>)>>;

/// The transactions that are under way for one call.
struct Running {
	begun: u64,
	/// The transactions: more than one where the nonce of another was taken over.
	sent: Vec<Sent>,
	statuses: Statuses,
	tip: Balance,
	/// The number of the best block when one was sent last.
	sent_in: u64,
}

impl Chain {
	/// Sends a call that hurries, again and again with higher tips, until it is final, or in a
	/// block. Fails when the call fails, or when it is too late for it.
	pub async fn submit_urgent<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		until: Until,
		urgency: Urgency,
	) -> Result<Events, Error> {
		let who = account::bytes(&key.account());
		let begun = self.best().await?;
		let taken = self.send(call, key, urgency.tip(begun, begun), None, &mut NoJournal).await?;
		let hash = taken.sent.hash();
		self.hurry.set(who, taken.sent.nonce, urgency);
		let mut statuses = Statuses::new();
		statuses.extend(taken.progress.map(|progress| statuses_of(progress, hash, until)));
		let sent = vec![taken.sent];
		let mut running = Running { begun, sent, statuses, tip: 0, sent_in: begun };
		let name = name(call);
		let outcome = self.run(call, key, until, urgency, &mut running).await;
		for sent in &running.sent {
			self.hurry.forget(who, sent.nonce);
			sent.hashes.iter().copied().for_each(is_done);
		}
		let (block, hash) = outcome?;
		self.events_of(block, hash, &name).await
	}

	/// Waits for a transaction, and signs it again when it takes too long. Returns the block that
	/// it is in, and its hash.
	async fn run<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		until: Until,
		urgency: Urgency,
		running: &mut Running,
	) -> Result<(H256, H256), Error> {
		loop {
			let mut is_lost = running.statuses.is_empty();
			match timeout(POLL, running.statuses.next()).await {
				Ok(Some((hash, Some(block)))) => return Ok((block, hash)),
				Ok(Some((hash, None))) => {
					// That an earlier one was replaced is as it should be.
					is_lost |= running.sent.last().is_some_and(|sent| sent.hash() == hash);
				}
				Ok(None) => tokio::time::sleep(POLL).await,
				Err(_) => {}
			}
			let now = self.best().await?;
			let is_late = now >= running.sent_in.saturating_add(BLOCKS);
			if !is_late && !is_lost {
				continue;
			}
			let mut is_over = true;
			for sent in &running.sent {
				match self.standing(sent, until).await? {
					Standing::In { block, hash } => return Ok((block, hash)),
					Standing::Never(_) => {}
					Standing::Open => is_over = false,
				}
			}
			if now > urgency.deadline && (is_over || now > urgency.deadline.saturating_add(BLOCKS))
			{
				let reason = format!("it was of use until block {} only", urgency.deadline);
				return Err(Error::Lost { call: name(call), reason });
			}
			// What is in a block that will be final soon is not sent again.
			if until == Until::Final && self.is_in_best(&running.sent).await? {
				running.sent_in = now;
				continue;
			}
			self.raise(call, key, until, urgency, running, (now, is_over, is_lost)).await?;
		}
	}

	async fn is_in_best(&self, all: &[Sent]) -> Result<bool, Error> {
		for sent in all {
			if matches!(self.standing(sent, Until::Best).await?, Standing::In { .. }) {
				return Ok(true);
			}
		}
		Ok(false)
	}

	/// Signs a call again: in the place of the transaction that is under way, or, where that can't
	/// come any more, with another nonce.
	async fn raise<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		until: Until,
		urgency: Urgency,
		running: &mut Running,
		(now, is_over, is_lost): (u64, bool, bool),
	) -> Result<(), Error> {
		let who = account::bytes(&key.account());
		let view = self.best_view().await?;
		let next = view.nonce(&key.account()).await?;
		let own = running.sent.last().map_or(0, |sent| sent.nonce);
		let hurry = self.hurry.of(who, own).unwrap_or(urgency);
		let wanted = hurry.tip(running.begun, now).max(running.tip.saturating_mul(5) / 4);
		let affordable = view.spendable(&key.account()).await? / 2;
		let tip = wanted.min(hurry.most_tip).min(affordable);
		running.sent_in = now;
		if is_over {
			let taken = self.send(call, key, tip, None, &mut NoJournal).await?;
			let hash = taken.sent.hash();
			self.hurry.set(who, taken.sent.nonce, urgency);
			running.statuses.extend(taken.progress.map(|it| statuses_of(it, hash, until)));
			running.sent.push(taken.sent);
			running.tip = tip;
			return Ok(());
		}
		// A transaction that does not hurry, of another process perhaps, is in the way: whoever
		// sent it sees that its nonce was taken, and sends it again.
		let blocked = next < own && !self.hurry.has(who, next) && running.tip > 0;
		let nonce = if blocked { next } else { own };
		// What the node has lost can be sent again for as much.
		if tip <= running.tip && !blocked && !is_lost {
			return Ok(());
		}
		let (signed, mut sent) = self.sign(call, key, nonce, tip).await?;
		let hash = signed.hash();
		is_under_way(&name(call), hash, None);
		let progress = match signed.submit_and_watch().await {
			Ok(progress) => progress,
			Err(error) => {
				is_done(hash);
				return match refusal::read(&error) {
					// The next tip is higher, and the next look at the chain says more.
					Refusal::Taken | Refusal::Outdated | Refusal::Full => {
						running.tip = tip;
						Ok(())
					}
					Refusal::Unpayable => Ok(()),
					Refusal::Other(reason) => Err(Error::Refused { call: name(call), reason }),
					Refusal::Unknown(reason) => {
						Err(Error::Unknown { call: name(call), hash, reason })
					}
				};
			}
		};
		running.tip = tip;
		running.statuses.push(statuses_of(progress, hash, until));
		match running.sent.iter().position(|earlier| earlier.nonce == nonce) {
			Some(at) => {
				let earlier = running.sent.remove(at);
				sent.replaces(&earlier);
				running.sent.push(sent);
			}
			None => {
				self.hurry.set(who, nonce, urgency);
				// The last is the one whose tip is raised.
				running.sent.insert(0, sent);
			}
		}
		Ok(())
	}
}

impl super::BlockView {
	/// The nonce of an account's next transaction.
	pub async fn nonce(&self, who: &Account) -> Result<u64, Error> {
		self.ask_runtime::<u32>("AccountNonceApi_account_nonce", who).await.map(u64::from)
	}
}

/// The node's notices about a transaction: the block that it is in, or the end of all notices.
fn statuses_of(
	progress: Heard,
	hash: H256,
	until: Until,
) -> BoxStream<'static, (H256, Option<H256>)> {
	let blocks = progress.filter_map(move |status| async move {
		match status {
			Ok(TransactionStatus::InFinalizedBlock(block)) => {
				Some((hash, Some(block.block_hash())))
			}
			Ok(TransactionStatus::InBestBlock(block)) if until == Until::Best => {
				Some((hash, Some(block.block_hash())))
			}
			_ => None,
		}
	});
	blocks.chain(stream::once(async move { (hash, None) })).boxed()
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
