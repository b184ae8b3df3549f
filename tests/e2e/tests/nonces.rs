// SPDX-License-Identifier: Apache-2.0

//! The pool loses no transaction, in whatever order those of an account come.

use std::{
	collections::HashSet,
	ops::Range,
	slice,
	time::{Duration, Instant},
};

use openledger_testing::{
	api::{
		self,
		runtime_types::{openledger_runtime::RuntimeCall, pallet_balances::pallet::Call},
	},
	block_on, is_soak, Head, Rpc, TestNode, OPEN,
};
use subxt::{
	dynamic,
	ext::futures::{future, stream, StreamExt, TryStreamExt},
	rpcs::Error,
	utils::{AccountId32, MultiAddress},
};
use subxt_signer::sr25519::{dev, Keypair};

/// Transactions of each account.
const EACH: u64 = 20;
/// The first of them that are sent are those from this nonce on.
const LATE: u64 = EACH / 2;
/// What each account has for its fees.
const FUNDS: u128 = 10 * OPEN;
/// Transfers in one transaction.
const TRANSFERS: usize = 100;
/// Transactions that are on their way to the node at the same time.
const SUBMITTING: usize = 16;
/// After how many transactions that were sent there is a line about it.
const REPORT: u64 = 1_000;
const POLL: Duration = Duration::from_secs(1);
/// With so long without any of our transactions in a final block, some were lost.
const BARREN: Duration = Duration::from_secs(90);

/// What a node needs for so many transactions that none of them can be in a block yet. A pool keeps
/// a tenth of its limit for such, in number and in bytes; what is beyond is dropped.
fn pool_for(transactions: u64) -> [String; 4] {
	const PART: u64 = 10;
	/// A signed remark with a short text has fewer bytes.
	const BYTES: u64 = 256;
	// As many again to spare.
	let transactions = 2 * transactions;
	let kilobytes = (transactions * BYTES).div_ceil(1_024);
	[
		"--pool-limit".to_owned(),
		(PART * transactions).to_string(),
		"--pool-kbytes".to_owned(),
		(PART * kilobytes).to_string(),
	]
}

/// Accounts that nobody else uses.
fn accounts(count: u64) -> Vec<Keypair> {
	(1..=count)
		.map(|account| {
			let mut seed = *b"openledger-e2e/nonces           ";
			seed[24..].copy_from_slice(&account.to_le_bytes());
			Keypair::from_secret_key(seed).expect("any 32 bytes are a seed")
		})
		.collect()
}

/// How far accounts are, in their order.
struct Nonces<'a> {
	rpc: &'a Rpc,
	/// Where their nonces are.
	keys: Vec<Vec<u8>>,
	/// As they were when last read.
	nonces: Vec<u64>,
}

impl<'a> Nonces<'a> {
	fn of(rpc: &'a Rpc, accounts: &[Keypair]) -> Self {
		let keys = accounts.iter().map(|pair| rpc.account_key(pair.public_key().0)).collect();
		Self { rpc, keys, nonces: vec![0; accounts.len()] }
	}

	/// Reads the nonces after the last final block, and returns that.
	async fn read(&mut self) -> Result<Head, Error> {
		let head = self.rpc.finalized().await?;
		let values = self.rpc.values(&self.keys, head.hash).await?;
		self.nonces = values.into_iter().map(nonce).collect();
		Ok(head)
	}

	fn sum(&self) -> u64 {
		self.nonces.iter().sum()
	}

	/// Waits until each account has `nonce`, in a final block. Returns that.
	async fn reach(&mut self, nonce: u64) -> Result<Head, Error> {
		let all = nonce * u64::try_from(self.keys.len()).expect("there are not so many");
		let (mut last, mut since) = (self.sum(), Instant::now());
		loop {
			let head = self.read().await?;
			let sum = self.sum();
			if sum != last {
				(last, since) = (sum, Instant::now());
				eprintln!("block {} is final: {sum} of {all} transactions", head.number);
			}
			if self.nonces.iter().all(|own| *own == nonce) {
				return Ok(head);
			}
			let behind = self.nonces.iter().filter(|own| **own != nonce).count();
			assert!(
				since.elapsed() < BARREN,
				"{behind} accounts are not at nonce {nonce} for {BARREN:?}: {:?}",
				self.nonces
			);
			tokio::time::sleep(POLL).await;
		}
	}
}

/// An account's nonce, which comes first in its record.
fn nonce(record: Option<Vec<u8>>) -> u64 {
	let record = record.expect("the account exists");
	u32::from_le_bytes(*record.first_chunk().expect("a nonce has four bytes")).into()
}

/// Gives each account what it needs.
async fn fund(rpc: &Rpc, accounts: &[Keypair]) -> Result<(), Error> {
	let payer = dev::alice();
	let mut own = Nonces::of(rpc, slice::from_ref(&payer));
	own.read().await?;
	let mut next = own.sum();
	for accounts in accounts.chunks(TRANSFERS) {
		let calls: Vec<_> = accounts
			.iter()
			.map(|pair| {
				let dest = MultiAddress::Id(AccountId32(pair.public_key().0));
				let transfer = Call::transfer_keep_alive { dest, value: FUNDS };
				RuntimeCall::Balances(transfer)
			})
			.collect();
		let batch = api::tx().utility().batch_all(calls).unvalidated();
		rpc.submit(&rpc.sign(&batch, &payer, next)).await?;
		next += 1;
	}
	own.reach(next).await?;
	Ok(())
}

/// Signs a transaction of each account for each nonce: all accounts by turns.
fn sign(rpc: &Rpc, accounts: &[Keypair], nonces: Range<u64>) -> Vec<Vec<u8>> {
	let signed = nonces.flat_map(|nonce| {
		accounts.iter().map(move |pair| {
			let remark = dynamic::tx("System", "remark", (nonce.to_string().into_bytes(),));
			rpc.sign(&remark, pair, nonce)
		})
	});
	signed.collect()
}

/// Sends transactions, in this order but for those that are on their way at the same time.
async fn send(rpc: &Rpc, transactions: &[Vec<u8>]) -> Result<(), Error> {
	let (mut sent, all) = (0, transactions.len());
	stream::iter(transactions)
		.map(|transaction| rpc.submit(transaction))
		.buffered(SUBMITTING)
		.try_for_each(|()| {
			sent += 1;
			if sent % REPORT == 0 {
				eprintln!("{sent} of {all} sent");
			}
			future::ok(())
		})
		.await
}

/// Fails unless each transaction is once in the blocks after `first` up to `last`.
async fn ensure_included(
	rpc: &Rpc,
	mut missing: HashSet<Vec<u8>>,
	first: &Head,
	last: Head,
) -> Result<(), Error> {
	let mut block = last;
	while block.number > first.number {
		for transaction in rpc.transactions(block.hash).await? {
			missing.remove(&transaction);
		}
		block = rpc.head(block.parent).await?;
	}
	assert_eq!(block, *first, "what was final stays");
	assert!(missing.is_empty(), "{} transactions are in no block", missing.len());
	Ok(())
}

#[test]
fn no_transaction_should_be_lost_whatever_its_nonce() {
	let count = if is_soak() { 1_000 } else { 100 };
	let pool = pool_for(count * (EACH - LATE));
	let node = TestNode::start_with_slots(&pool.each_ref().map(String::as_str));
	block_on(async {
		let rpc = &Rpc::connect(&node.url()).await;
		let accounts = accounts(count);
		fund(rpc, &accounts).await?;
		let mut nonces = Nonces::of(rpc, &accounts);
		let first = nonces.read().await?;
		assert_eq!(nonces.sum(), 0);

		eprintln!("{count} accounts are funded; now they sign");
		let late = sign(rpc, &accounts, LATE..EACH);
		let early = sign(rpc, &accounts, 0..LATE);
		let all: HashSet<_> = late.iter().chain(&early).cloned().collect();
		assert_eq!(all.len(), late.len() + early.len());
		eprintln!("{} transactions are signed", all.len());

		// All that can't be in a block before others, which nobody has sent yet.
		send(rpc, &late).await?;
		nonces.read().await?;
		assert_eq!(nonces.sum(), 0);
		send(rpc, &early).await?;
		let last = nonces.reach(EACH).await?;
		ensure_included(rpc, all, &first, last).await
	})
	.unwrap_or_else(|error: Error| panic!("the node answers: {error}"));
}
