// SPDX-License-Identifier: Apache-2.0

//! Sends transactions of several accounts, and follows blocks until they are in.
//!
//! Whether a transaction is in a block is known from its account's nonce, so that nothing must be
//! watched but one small read for each block.

use std::time::{Duration, Instant};

use openledger_testing::account_id;
use subxt::{transactions::Payload, utils::AccountId32};
use subxt_signer::sr25519::Keypair;

use crate::{
	blocks::{BlockState, Keys, Room},
	chain::Chain,
	error::Error,
	parallel::in_parallel,
};

const POLL: Duration = Duration::from_millis(100);
/// A node that makes no block for so long has stopped.
const BLOCK: Duration = Duration::from_secs(60);
/// So many blocks without any of our transactions, and they will never be in one.
const BARREN_BLOCKS: u32 = 30;
/// Transactions that are on their way to the node at the same time.
const AT_ONCE: usize = 16;
/// Transactions that are signed between two looks at whether to stop.
const SIGNED: usize = 4_096;

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
	/// Transactions of all accounts, once all that was sent is in blocks.
	sent: u64,
	deadline: Instant,
}

/// How transactions that are signed already are sent.
pub struct Pace {
	/// So many are under way.
	pub window: usize,
	/// So many are on their way to the node at the same time.
	pub at_once: usize,
	/// So many full blocks are enough.
	pub blocks: usize,
}

impl Driver {
	/// Takes over some accounts. What waits for blocks ends with an error after `deadline`.
	pub async fn start(
		chain: Chain,
		pairs: Vec<Keypair>,
		deadline: Instant,
	) -> Result<Self, Error> {
		let ids: Vec<_> = pairs.iter().map(account_id).collect();
		let keys = Keys::of(&chain.described().await?, &ids)?;
		let state = keys.read(&chain, chain.best().await?).await?;
		let accounts = pairs
			.into_iter()
			.zip(&state.nonces)
			.map(|(pair, nonce)| Account { pair, nonce: *nonce })
			.collect();
		let sent = state.transactions();
		Ok(Self { chain, accounts, turn: 0, keys, state, sent, deadline })
	}

	/// The accounts that sign.
	pub fn ids(&self) -> Vec<AccountId32> {
		self.accounts.iter().map(|account| account_id(&account.pair)).collect()
	}

	/// The state after the last block that was looked at.
	pub fn state(&self) -> &BlockState {
		&self.state
	}

	/// What a block takes.
	pub fn room(&self) -> Room {
		self.keys.room()
	}

	/// Transactions that are sent and in no block yet.
	pub fn under_way(&self) -> u64 {
		self.sent.saturating_sub(self.state.transactions())
	}

	/// A call as a transaction of the first account, not to be sent.
	pub async fn sample<C: Payload>(&self, call: &C) -> Result<Vec<u8>, Error> {
		let Some(account) = self.accounts.first() else {
			return Err(Error::new("there is no account that signs"));
		};
		self.chain.described().await?.sign(call, &account.pair, account.nonce)
	}

	/// Signs calls by the accounts in turn.
	pub async fn sign<C: Payload + Sync>(&mut self, calls: &[C]) -> Result<Vec<Vec<u8>>, Error> {
		let count = self.accounts.len();
		let signers: Vec<_> = (self.turn..self.turn + count).map(|nth| nth % count).collect();
		self.turn = (self.turn + calls.len()) % count;
		self.sign_by(&signers, calls).await
	}

	/// Signs calls by `signers` in turn.
	pub async fn sign_by<C: Payload + Sync>(
		&mut self,
		signers: &[usize],
		calls: &[C],
	) -> Result<Vec<Vec<u8>>, Error> {
		let chain = self.chain.described().await?;
		let mut signed = Vec::with_capacity(calls.len());
		let mut signers = signers.iter().cycle();
		for calls in calls.chunks(SIGNED) {
			let mut jobs = Vec::with_capacity(calls.len());
			for (call, signer) in calls.iter().zip(signers.by_ref()) {
				let account = &mut self.accounts[*signer];
				jobs.push((call, *signer, account.nonce));
				account.nonce += 1;
			}
			let accounts = &self.accounts;
			let done = in_parallel(&jobs, |(call, signer, nonce)| {
				chain.sign(*call, &accounts[*signer].pair, *nonce)
			});
			for transaction in done {
				signed.push(transaction?);
			}
			tokio::task::yield_now().await;
		}
		Ok(signed)
	}

	/// Sends transactions that were signed, in their order.
	pub async fn submit(&mut self, signed: &[Vec<u8>]) -> Result<(), Error> {
		self.submit_at_once(signed, AT_ONCE).await
	}

	async fn submit_at_once(&mut self, signed: &[Vec<u8>], at_once: usize) -> Result<(), Error> {
		self.chain.submit(signed, at_once).await?;
		self.sent = self.sent.saturating_add(u64::try_from(signed.len()).unwrap_or(u64::MAX));
		Ok(())
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

	/// Waits for the next block, and counts what it leaves waiting. `barren` counts blocks that took
	/// nothing.
	async fn follow(&mut self, barren: &mut u32) -> Result<u64, Error> {
		let before = self.under_way();
		self.next_block().await?;
		let left = self.under_way();
		*barren = if left == before { *barren + 1 } else { 0 };
		if *barren > BARREN_BLOCKS {
			return Err(Error::new(format!(
				"no block took any of {left} transactions for {BARREN_BLOCKS} blocks; see the \
				 node's log"
			)));
		}
		Ok(left)
	}

	/// Follows blocks until all that was sent is in one.
	pub async fn drain(&mut self) -> Result<(), Error> {
		let mut barren = 0;
		while self.follow(&mut barren).await? > 0 {}
		Ok(())
	}

	/// Signs and sends calls, and follows blocks until they are in.
	pub async fn run<C: Payload + Sync>(&mut self, calls: &[C]) -> Result<(), Error> {
		let signed = self.sign(calls).await?;
		self.submit(&signed).await?;
		self.drain().await
	}

	/// The same, by `signers` in turn.
	pub async fn run_by<C: Payload + Sync>(
		&mut self,
		signers: &[usize],
		calls: &[C],
	) -> Result<(), Error> {
		let signed = self.sign_by(signers, calls).await?;
		self.submit(&signed).await?;
		self.drain().await
	}

	/// Keeps `window` transactions under way until all of `calls` are in blocks. Returns the states
	/// after these blocks, and how many of them, from the first one on, left transactions waiting.
	pub async fn sustain<C: Payload + Sync>(
		&mut self,
		mut calls: impl Iterator<Item = C>,
		window: usize,
		mut progress: impl FnMut(&BlockState),
	) -> Result<(Vec<BlockState>, usize), Error> {
		self.catch_up().await?;
		let (mut blocks, mut full, mut barren) = (Vec::new(), 0, 0);
		loop {
			let next: Vec<C> = calls.by_ref().take(self.free(window)).collect();
			if !next.is_empty() {
				let signed = self.sign(&next).await?;
				self.submit(&signed).await?;
			}
			if self.under_way() == 0 {
				return Ok((blocks, full));
			}
			let left = self.follow(&mut barren).await?;
			blocks.push(self.state.clone());
			progress(&self.state);
			if left > 0 {
				full = blocks.len();
			}
		}
	}

	/// Sends transactions that are signed already, until enough blocks were full or all are in
	/// blocks. Returns the states after the blocks that left transactions waiting; the first of them
	/// was full only in part. Waits until all that it sent is in blocks.
	pub async fn feed(
		&mut self,
		signed: &[Vec<u8>],
		pace: &Pace,
		mut progress: impl FnMut(&BlockState),
	) -> Result<Vec<BlockState>, Error> {
		self.catch_up().await?;
		let (mut blocks, mut full, mut barren) = (Vec::new(), 0, 0);
		let mut rest = signed;
		while full <= pace.blocks {
			let (next, later) = rest.split_at(self.free(pace.window).min(rest.len()));
			rest = later;
			if !next.is_empty() {
				self.submit_at_once(next, pace.at_once).await?;
			}
			if self.under_way() == 0 {
				break;
			}
			let left = self.follow(&mut barren).await?;
			blocks.push(self.state.clone());
			progress(&self.state);
			if left > 0 {
				full = blocks.len();
			}
		}
		if self.under_way() > 0 {
			self.drain().await?;
		}
		// What was signed and not sent is forgotten.
		for (account, nonce) in self.accounts.iter_mut().zip(&self.state.nonces) {
			account.nonce = *nonce;
		}
		blocks.truncate(full);
		Ok(blocks)
	}

	/// How many more transactions a window takes.
	fn free(&self, window: usize) -> usize {
		window.saturating_sub(usize::try_from(self.under_way()).unwrap_or(usize::MAX))
	}

	/// Waits until no batch is pending, so that a block does nothing by itself.
	pub async fn until_paid(&mut self) -> Result<(), Error> {
		self.catch_up().await?;
		while self.keys.has_pending(&self.chain).await? {
			self.next_block().await?;
		}
		self.catch_up().await
	}

	/// Waits until a block is final. Returns the last that is.
	pub async fn until_final(&mut self, number: u64) -> Result<u64, Error> {
		loop {
			let last = self.chain.last_final().await?;
			if last >= number {
				return Ok(last);
			}
			self.next_block().await?;
		}
	}
}
