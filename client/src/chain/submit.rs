// SPDX-License-Identifier: Apache-2.0

//! Transactions: signed, sent, and watched until they are final, or in a block.

use std::time::Duration;

use futures::{stream, Stream, StreamExt, TryStreamExt};
use openledger_primitives::Balance;
use sp_core::H256;
use subxt::{
	client::OnlineClientAtBlockImpl,
	config::DefaultExtrinsicParamsBuilder,
	transactions::{Payload, SubmittableTransaction, TransactionProgress},
	utils::AccountId32,
	SubstrateConfig,
};

use super::{
	events::Events,
	refusal::{self, Refusal},
	sent::{Sent, Standing, MORTAL_BLOCKS},
	under_way::{is_done, is_under_way},
	Chain,
};
use crate::{
	account::{self, Account},
	error::Error,
	keys::Key,
	progress::Progress,
};

/// The number of transactions that are under way at the same time.
pub const CONCURRENT: usize = 64;
/// The number of times that a transaction known to come in no block is signed. Together they have
/// no more time than `watch` gives a demand.
const ATTEMPTS: u32 = 3;
/// The number of times that another nonce is tried, or the same one again.
const NONCES: u32 = 40;
/// The pause before another nonce is tried, or the same one again.
const PAUSE: Duration = Duration::from_millis(150);
/// How long a transaction may take to be final.
pub(super) const PATIENCE: Duration = Duration::from_secs(600);

/// When a transaction counts as done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
	/// Once it is in a best block, which another may still replace.
	Best,
	/// Once it is in a final block.
	Final,
}

pub(super) type Signed =
	SubmittableTransaction<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;
pub(super) type Heard =
	TransactionProgress<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// A journal of transactions: each is on disk before it is sent, so that whatever happens next can
/// be looked up.
pub trait Journal: Send {
	/// Takes note of a transaction that is about to be sent. It is not sent when this fails.
	fn record(&mut self, sent: &Sent) -> Result<(), Error>;

	/// The advice for whoever interrupts the program while the transaction is under way. `None` if
	/// there is none.
	fn advice(&self) -> Option<String> {
		None
	}
}

/// The journal of transactions that need none: they can be looked up without, or are looked for on
/// the chain again and again.
pub(super) struct NoJournal;

impl Journal for NoJournal {
	fn record(&mut self, _: &Sent) -> Result<(), Error> {
		Ok(())
	}
}

impl Chain {
	/// Sends a call and waits until it is final. Fails when the call fails.
	pub async fn submit<C: Payload>(&self, call: &C, key: &Key) -> Result<Events, Error> {
		self.submit_until(call, key, Until::Final).await
	}

	/// Sends a call and waits until it is final, or in a block. Fails when the call fails.
	pub async fn submit_until<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		until: Until,
	) -> Result<Events, Error> {
		self.submit_recorded(call, key, until, None, &mut NoJournal).await
	}

	/// Sends a call, each time that it is signed after `journal` has taken note of it, and waits
	/// until it is final, or in a block. One that was sent `earlier`, and may still come, is
	/// replaced: it or the new one gets in. Fails when the call fails.
	pub async fn submit_recorded<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		until: Until,
		earlier: Option<Sent>,
		journal: &mut dyn Journal,
	) -> Result<Events, Error> {
		let name = name(call);
		let mut earlier = earlier;
		let mut last = "";
		for _ in 0..ATTEMPTS {
			let taken = self.send(call, key, 0, earlier.take(), journal).await?;
			let hash = taken.sent.hash();
			let outcome = self.outcome(taken, until, &name).await;
			is_done(hash);
			match outcome? {
				Standing::In { block, hash } => return self.events_of(block, hash, &name).await,
				// That is certain, so it can be sent with another nonce.
				Standing::Never(why) => last = why,
				Standing::Open => {
					let reason = format!("it was not final after {} seconds", PATIENCE.as_secs());
					return Err(Error::Unknown { call: name, hash, reason });
				}
			}
		}
		Err(Error::Lost { call: name, reason: last.to_owned() })
	}

	/// Sends calls of one account, in this order, and waits until all are final. Stops at the first
	/// that fails, and returns its error: some of those after it may be sent already.
	pub async fn submit_all<C: Payload>(
		&self,
		calls: &[C],
		key: &Key,
		bar: &Progress,
	) -> Result<Vec<Events>, Error> {
		self.outcomes(calls, key, bar).try_collect().await
	}

	/// Sends calls of one account, in this order, and waits until all are final or have failed.
	/// Returns the events or the error of each.
	pub async fn submit_each<C: Payload>(
		&self,
		calls: &[C],
		key: &Key,
		bar: &Progress,
	) -> Result<Vec<Result<Events, Error>>, Error> {
		Ok(self.outcomes(calls, key, bar).collect().await)
	}

	/// The outcomes of calls of one account that are sent in this order.
	fn outcomes<'a, C: Payload>(
		&'a self,
		calls: &'a [C],
		key: &'a Key,
		bar: &'a Progress,
	) -> impl Stream<Item = Result<Events, Error>> + 'a {
		// Those that are under way are begun in their order, and turns are given in that order.
		stream::iter(calls)
			.map(move |call| async move {
				let outcome = self.submit(call, key).await;
				bar.inc(1);
				outcome
			})
			.buffered(CONCURRENT)
	}

	/// The network fee of a call at the present load, in planck.
	pub async fn fee<C: Payload>(&self, call: &C, key: &Key) -> Result<Balance, Error> {
		let (signed, _) = self.sign(call, key, 0, 0).await?;
		signed.partial_fee_estimate().await.map_err(Error::node)
	}

	/// The nonce after those of all transactions that the node knows of.
	async fn next_nonce(&self, who: &Account) -> Result<u64, Error> {
		let who = AccountId32(account::bytes(who));
		self.rpc.system_account_next_index(&who).await.map_err(Error::node)
	}

	pub(super) async fn sign<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		nonce: u64,
		tip: Balance,
	) -> Result<(Signed, Sent), Error> {
		let at = self.api.at_current_block().await.map_err(Error::node)?;
		let (block, hash) = (at.block_number(), at.block_hash());
		let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.mortal_from_unchecked(MORTAL_BLOCKS, block, hash)
			.nonce(nonce)
			.tip(tip)
			.build();
		let mut signable =
			at.transactions().create_signable_offline(call, params).map_err(Error::node)?;
		let signed = signable.sign(key.pair()).map_err(Error::node)?;
		let sent = Sent {
			hashes: vec![signed.hash()],
			account: H256(account::bytes(&key.account())),
			nonce,
			block,
			at: hash,
			until: block.saturating_add(MORTAL_BLOCKS - 1),
		};
		Ok((signed, sent))
	}

	/// Sends a call with the next nonce of its account, or with that of an earlier transaction in
	/// whose place it is. It is then under way, until it is said to be done.
	pub(super) async fn send<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		tip: Balance,
		earlier: Option<Sent>,
		journal: &mut dyn Journal,
	) -> Result<Taken, Error> {
		let who = key.account();
		let turn = self.turns.take(self.genesis(), &who).await;
		let mut least = 0;
		let mut why = String::new();
		for _ in 0..NONCES {
			let nonce = match &earlier {
				Some(earlier) => earlier.nonce,
				None => self.next_nonce(&who).await?.max(least),
			};
			let (signed, mut sent) = self.sign(call, key, nonce, tip).await?;
			if let Some(earlier) = &earlier {
				sent.replaces(earlier);
			}
			journal.record(&sent)?;
			is_under_way(&name(call), signed.hash(), journal.advice());
			let error = match signed.submit_and_watch().await {
				Ok(progress) => {
					drop(turn);
					return Ok(Taken { sent, progress: Some(progress) });
				}
				Err(error) => error,
			};
			is_done(signed.hash());
			match refusal::read(&error) {
				Refusal::Unknown(reason) => {
					let (call, hash) = (name(call), signed.hash());
					return Err(Error::Unknown { call, hash, reason });
				}
				// Whatever is wrong with this one, the earlier one may still come: the chain tells.
				_ if earlier.is_some() => return Ok(Taken { sent, progress: None }),
				// Another transaction has the nonce, so this one, which no node has, is in no
				// other's way.
				Refusal::Taken => {
					least = nonce.saturating_add(1);
					why = "its nonce is taken".to_owned();
				}
				Refusal::Outdated => why = "its nonce was used".to_owned(),
				Refusal::Full => why = "the node has too many transactions".to_owned(),
				Refusal::Unpayable => {
					let spendable = self.view().await?.spendable(&who).await?;
					return Err(Error::Fee { who, call: name(call), spendable });
				}
				Refusal::Other(reason) => return Err(Error::Refused { call: name(call), reason }),
			}
			tokio::time::sleep(PAUSE).await;
		}
		Err(Error::Refused { call: name(call), reason: why })
	}
}

/// A transaction that the node has.
pub(super) struct Taken {
	pub sent: Sent,
	/// The node's notices about it. `None` for an earlier one in its place.
	pub progress: Option<Heard>,
}

impl Sent {
	/// Has this one be in the place of an earlier one, with the same nonce.
	pub(super) fn replaces(&mut self, earlier: &Self) {
		let own = std::mem::replace(&mut self.hashes, earlier.hashes.clone());
		self.hashes.extend(own);
		(self.block, self.at) = (earlier.block, earlier.at);
		self.until = self.until.max(earlier.until);
	}
}

pub(super) fn name<C: Payload>(call: &C) -> String {
	format!("{}.{}", call.pallet_name(), call.call_name())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn sent(byte: u8, block: u64) -> Sent {
		Sent {
			hashes: vec![H256::repeat_byte(byte)],
			account: H256::repeat_byte(9),
			nonce: 4,
			block,
			at: H256::repeat_byte(byte),
			until: block + MORTAL_BLOCKS - 1,
		}
	}

	#[test]
	fn what_replaces_another_should_be_looked_for_wherever_either_can_be() {
		let mut new = sent(2, 140);
		new.replaces(&sent(1, 100));
		assert_eq!(new.hashes, [H256::repeat_byte(1), H256::repeat_byte(2)]);
		assert_eq!((new.block, new.at), (100, H256::repeat_byte(1)));
		assert_eq!(new.until, 140 + MORTAL_BLOCKS - 1);
	}
}
