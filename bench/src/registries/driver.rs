// SPDX-License-Identifier: Apache-2.0

//! Sends transactions of several accounts, and follows blocks until they are in.
//!
//! Whether a transaction is in a block is known from its account's nonce, so that nothing must be
//! watched but one small read for each block.

use std::time::{Duration, Instant};

use subxt::{transactions::Payload, utils::AccountId32};
use subxt_signer::sr25519::{dev, Keypair};

use super::{
	blocks::{BlockState, Keys},
	chain::Chain,
};
use crate::error::Error;

const POLL: Duration = Duration::from_millis(100);
/// A node that makes no block for so long has stopped.
const BLOCK: Duration = Duration::from_secs(60);
/// So many blocks without any of our transactions, and they will never be in one.
const BARREN_BLOCKS: u32 = 30;

/// An account of the development chain.
struct Account {
	pair: Keypair,
	/// Of its next transaction.
	nonce: u64,
}

pub struct Driver {
	pub chain: Chain,
	accounts: Vec<Account>,
	/// Whose turn it is to sign.
	turn: usize,
	keys: Keys,
	state: BlockState,
	deadline: Instant,
}

impl Driver {
	/// Takes over the accounts of the development chain. Ends with an error after `limit`.
	pub async fn start(chain: Chain, limit: Duration) -> Result<Self, Error> {
		let pairs =
			[dev::alice(), dev::bob(), dev::charlie(), dev::dave(), dev::eve(), dev::ferdie()];
		let ids: Vec<_> = pairs.iter().map(id).collect();
		let keys = Keys::of(&chain.described().await?, &ids)?;
		let state = keys.read(&chain, chain.best().await?).await?;
		let accounts = pairs
			.into_iter()
			.zip(&state.nonces)
			.map(|(pair, nonce)| Account { pair, nonce: *nonce })
			.collect();
		let deadline = Instant::now() + limit;
		Ok(Self { chain, accounts, turn: 0, keys, state, deadline })
	}

	/// The accounts that sign.
	pub fn ids(&self) -> Vec<AccountId32> {
		self.accounts.iter().map(|account| id(&account.pair)).collect()
	}

	/// The state after the last block that was looked at.
	pub fn state(&self) -> &BlockState {
		&self.state
	}

	/// Transactions that are sent and in no block yet.
	pub fn under_way(&self) -> u64 {
		let sent: u64 = self.accounts.iter().map(|account| account.nonce).sum();
		sent.saturating_sub(self.state.nonces.iter().sum())
	}

	/// Signs calls by the accounts in turn.
	pub async fn sign<C: Payload>(&mut self, calls: &[C]) -> Result<Vec<Vec<u8>>, Error> {
		let chain = self.chain.described().await?;
		let mut signed = Vec::with_capacity(calls.len());
		for call in calls {
			let account = &mut self.accounts[self.turn];
			signed.push(chain.sign(call, &account.pair, account.nonce)?);
			account.nonce += 1;
			self.turn = (self.turn + 1) % self.accounts.len();
		}
		Ok(signed)
	}

	/// Looks at the best block, whatever was between it and the last one.
	pub async fn catch_up(&mut self) -> Result<(), Error> {
		self.state = self.keys.read(&self.chain, self.chain.best().await?).await?;
		Ok(())
	}

	/// Waits for the block after the last one that was looked at.
	pub async fn next_block(&mut self) -> Result<&BlockState, Error> {
		let next = self.state.number + 1;
		let patience = Instant::now() + BLOCK;
		while self.chain.best().await? < next {
			let now = Instant::now();
			if now > self.deadline {
				return Err(Error::new("the time for this bench is over; see --minutes"));
			}
			if now > patience {
				return Err(Error::new(format!("the node makes no block {next}; see its log")));
			}
			tokio::time::sleep(POLL).await;
		}
		self.state = self.keys.read(&self.chain, next).await?;
		Ok(&self.state)
	}

	/// Follows blocks until all that was sent is in one. Returns their states.
	pub async fn drain(&mut self) -> Result<Vec<BlockState>, Error> {
		let mut blocks = Vec::new();
		let mut barren = 0;
		loop {
			let before = self.under_way();
			blocks.push(self.next_block().await?.clone());
			let left = self.under_way();
			if left == 0 {
				return Ok(blocks);
			}
			barren = if left == before { barren + 1 } else { 0 };
			ensure_fruitful(barren, left)?;
		}
	}

	/// Signs and sends calls, and follows blocks until they are in.
	pub async fn run<C: Payload>(&mut self, calls: &[C]) -> Result<(), Error> {
		let signed = self.sign(calls).await?;
		self.chain.submit(&signed).await?;
		self.drain().await?;
		Ok(())
	}

	/// Keeps `window` transactions under way until all of `calls` are in blocks. Returns the states
	/// after these blocks, and how many of them, from the first one on, left transactions waiting.
	pub async fn sustain<C: Payload>(
		&mut self,
		mut calls: impl Iterator<Item = C>,
		window: usize,
		mut progress: impl FnMut(&BlockState),
	) -> Result<(Vec<BlockState>, usize), Error> {
		self.catch_up().await?;
		let (mut blocks, mut full, mut barren) = (Vec::new(), 0, 0);
		loop {
			let under_way = usize::try_from(self.under_way()).unwrap_or(usize::MAX);
			let next: Vec<C> = calls.by_ref().take(window.saturating_sub(under_way)).collect();
			if !next.is_empty() {
				let signed = self.sign(&next).await?;
				self.chain.submit(&signed).await?;
			}
			let before = self.under_way();
			if before == 0 {
				return Ok((blocks, full));
			}
			blocks.push(self.next_block().await?.clone());
			progress(&self.state);
			let left = self.under_way();
			if left > 0 {
				full = blocks.len();
			}
			barren = if left == before { barren + 1 } else { 0 };
			ensure_fruitful(barren, left)?;
		}
	}
}

fn id(pair: &Keypair) -> AccountId32 {
	AccountId32(pair.public_key().0)
}

fn ensure_fruitful(barren: u32, left: u64) -> Result<(), Error> {
	if barren > BARREN_BLOCKS {
		return Err(Error::new(format!(
			"no block took any of {left} transactions for {BARREN_BLOCKS} blocks; see the node's log"
		)));
	}
	Ok(())
}
