// SPDX-License-Identifier: Apache-2.0

//! Transactions that must be in a block before it is too late, whoever fills the blocks.
//!
//! One that is not in a block after a few of them is signed again with the same nonce and a higher
//! tip: at most one of the two gets in. The tip rises from next to nothing to all that is at stake
//! at the end of the time: whoever keeps it out has to outbid it in every single block.

use std::time::Duration;

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
	submit::{name, Heard, NoJournal, Until},
	under_way::{is_done, is_under_way},
	urgency::{Urgency, BLOCKS},
	Chain,
};
use crate::{
	account::{self, Account},
	error::Error,
	keys::Key,
};

/// The time between two questions to the node about how far the chain is.
const POLL: Duration = Duration::from_millis(1_500);

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
