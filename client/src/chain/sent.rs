// SPDX-License-Identifier: Apache-2.0

//! The fate of a transaction, as the chain itself tells it: whatever the node said of it, and
//! whoever sent it.
//!
//! A transaction is in at most one block, and in none once another with its nonce is, or once its
//! time is over. So nothing has to be sent twice on a guess.

use std::time::{Duration, Instant};

use futures::{stream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use sp_core::{Blake2Hasher, Hasher, H256};
use subxt::{error::DispatchError, events::Phase};

use super::{events::Events, submit::Until, Chain};
use crate::{account::Account, error::Error};

/// The number of blocks that a transaction can be included in. It takes as long, at most, until it
/// is known that one that was never sent won't come.
pub const MORTAL_BLOCKS: u64 = 64;
/// How long it is waited for: for all of those blocks, and until the last of them is final.
const PATIENCE: Duration = Duration::from_secs(600);
/// The time between two questions to the node.
const POLL: Duration = Duration::from_secs(1);
/// The reason why a transaction never comes whose block is not on the chain.
const OTHER_CHAIN: &str = "it was signed for a chain that is no more";
/// The number of blocks that are fetched at the same time.
const FETCHED: usize = 8;

/// A transaction that was signed, and may have been sent.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Sent {
	/// The hash of the transaction, and of those that were signed in its place: all have its nonce,
	/// so at most one of them is in a block.
	pub hashes: Vec<H256>,
	/// The id of the account that signed it.
	pub account: H256,
	/// The nonce of the account that it uses.
	pub nonce: u64,
	/// The number of the block that it was signed at, which was final.
	pub block: u64,
	/// The hash of that block.
	pub at: H256,
	/// The number of the last block that it can be in.
	pub until: u64,
}

/// The standing of a transaction on the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// It is in a block.
	In {
		/// The hash of the block.
		block: H256,
		/// The hash of the transaction: one of [`Sent::hashes`].
		hash: H256,
	},
	/// It is in no block, now or ever, for this reason.
	Never(&'static str),
	/// It is in no block, and may still come.
	Open,
}

impl Sent {
	/// The hash of the transaction that was signed last.
	pub fn hash(&self) -> H256 {
		self.hashes.last().copied().unwrap_or_default()
	}
}

impl Chain {
	/// The standing of a transaction, as of the last final block or the best one.
	pub async fn standing(&self, sent: &Sent, until: Until) -> Result<Standing, Error> {
		let view = match until {
			Until::Best => self.best_view().await?,
			Until::Final => self.view().await?,
		};
		let number = view.number();
		if number < sent.block {
			let is_syncing = self.rpc.system_health().await.map_err(Error::node)?.is_syncing;
			return Ok(match is_syncing {
				true => Standing::Open,
				false => Standing::Never(OTHER_CHAIN),
			});
		}
		if self.hash_of(sent.block).await? != Some(sent.at) {
			return Ok(Standing::Never(OTHER_CHAIN));
		}
		// As long as its nonce was not used, it is in no block.
		if view.nonce(&Account::new(sent.account.0)).await? <= sent.nonce {
			return Ok(match number >= sent.until {
				true => Standing::Never("its time is over"),
				false => Standing::Open,
			});
		}
		let first = sent.block.saturating_add(1);
		let mut blocks = stream::iter(first..=number.min(sent.until))
			.map(|number| async move {
				let hash = self.hash_of(number).await?;
				let block = hash.ok_or(Error::NoBlock(number))?;
				let found = self.find_in(block, &sent.hashes).await?;
				Ok::<_, Error>(found.map(|(_, hash)| Standing::In { block, hash }))
			})
			.buffered(FETCHED);
		while let Some(found) = blocks.try_next().await? {
			if let Some(standing) = found {
				return Ok(standing);
			}
		}
		Ok(Standing::Never("another transaction of the account took its nonce"))
	}

	/// Waits until the standing of a transaction is no longer open. Fails when that takes longer
	/// than the transaction can; `call` is its name in the error.
	pub async fn fate(&self, sent: &Sent, until: Until, call: &str) -> Result<Standing, Error> {
		let begun = Instant::now();
		loop {
			let standing = self.standing(sent, until).await?;
			if standing != Standing::Open {
				return Ok(standing);
			}
			if begun.elapsed() > PATIENCE {
				let reason = format!("nothing is known after {} seconds", PATIENCE.as_secs());
				return Err(Error::Unknown { call: call.to_owned(), hash: sent.hash(), reason });
			}
			tokio::time::sleep(POLL).await;
		}
	}

	/// The number and the hash of the transaction of a block that has one of `hashes`.
	pub(super) async fn find_in(
		&self,
		block: H256,
		hashes: &[H256],
	) -> Result<Option<(u32, H256)>, Error> {
		let body = self.rpc.chain_get_block(Some(block)).await.map_err(Error::node)?;
		let Some(body) = body else { return Err(Error::NoBody(block)) };
		let all = body.block.extrinsics.iter().map(|bytes| Blake2Hasher::hash(&bytes.0));
		Ok((0u32..).zip(all).find(|(_, hash)| hashes.contains(hash)))
	}

	/// The events of a transaction in a block. Fails when its call failed; `call` is its name in
	/// the error.
	pub async fn events_of(&self, block: H256, hash: H256, call: &str) -> Result<Events, Error> {
		let unread = |reason: String| Error::Unread { call: call.to_owned(), hash, reason };
		let (index, _) = self
			.find_in(block, &[hash])
			.await?
			.ok_or_else(|| unread("it is not in the block".to_owned()))?;
		let at = self.api.at_block(block).await.map_err(Error::node)?;
		let inner = at.events().fetch().await.map_err(|error| unread(error.to_string()))?;
		for event in inner.iter() {
			let event = event.map_err(|error| unread(error.to_string()))?;
			let is_own = event.phase() == Phase::ApplyExtrinsic(index);
			if is_own && event.pallet_name() == "System" && event.event_name() == "ExtrinsicFailed"
			{
				let error = DispatchError::decode_from(event.field_bytes(), at.metadata())
					.map_err(|error| unread(error.to_string()))?;
				return Err(failure(call.to_owned(), error));
			}
		}
		Ok(Events { call: call.to_owned(), block, hash, index, inner })
	}
}

/// The error of a call that failed, in the words of the chain's metadata.
pub(super) fn failure(call: String, error: DispatchError) -> Error {
	let (name, doc) = match &error {
		DispatchError::Module(module) => match module.details() {
			Ok(details) => (
				format!("{}.{}", details.pallet.name(), details.variant.name),
				details.variant.docs.join(" "),
			),
			Err(error) => (module.details_string(), error.to_string()),
		},
		DispatchError::Token(token) => (format!("Token.{token:?}"), token.to_string()),
		other => ("an error of the runtime".to_owned(), other.to_string()),
	};
	Error::Dispatch { call, name, doc: doc.trim().to_owned() }
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_was_sent_should_survive_a_file() {
		let sent = Sent {
			hashes: vec![H256::repeat_byte(1), H256::repeat_byte(2)],
			account: H256::repeat_byte(3),
			nonce: 7,
			block: 100,
			at: H256::repeat_byte(4),
			until: 100 + MORTAL_BLOCKS - 1,
		};
		let text = serde_json::to_string(&sent).unwrap();
		assert_eq!(serde_json::from_str::<Sent>(&text).unwrap(), sent);
		assert!(text.contains(&format!("{:?}", H256::repeat_byte(2))));
	}
}
