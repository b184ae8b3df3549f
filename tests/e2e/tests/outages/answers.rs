// SPDX-License-Identifier: Apache-2.0

//! Answers that are settled one after the other, whatever happens to the chain meanwhile.

use std::time::{Duration, Instant};

use openledger_primitives::{
	receipt::{Answer, Credit},
	span::SpanParams,
	split::FeeSplit,
};
use openledger_testing::{
	account, block_on, hash, keypair, settle_one, wait_for, Client, Rpc, TestNode, OPEN,
};
use sp_core::H256;
use subxt::{rpcs::client::rpc_params, transactions::Payload, utils::AccountId32};

const TEXT: &str =
	"When the lamps went out along the quay the ferryman counted his passengers again by their \
	voices, and there was one more than before.";
const AUTHOR: &str = "//Charlie";
const DEVELOPER: &str = "//Eve";
const OPERATOR: &str = "//Bob";
/// Who pays; nobody else uses its key.
const PAYER: &str = "//Ferdie";
const FEE: u128 = OPEN;
const OUTPUT_LEN: u32 = 1_000;
/// Points of a span of 100 bytes.
const POINTS: u32 = 100 * 100;

/// A transaction that is in no block after so long is sent again.
const AGAIN: Duration = Duration::from_secs(8);
/// How long it may take until a transaction is in a block.
const LIMIT: Duration = Duration::from_secs(120);
/// How long it takes until all is paid: the challenge window, and then some.
const WINDOW: Duration = Duration::from_secs(150);
const POLL: Duration = Duration::from_millis(300);

/// A text, a model that knows it, and answers with it that are settled.
pub struct Answers {
	/// Every way in which a transaction was signed, for each that is in a block.
	included: Vec<Vec<Vec<u8>>>,
	settled: u32,
}

impl Answers {
	/// Registers the text and the model.
	pub fn begin(client: &Client) -> Self {
		client.write("text.txt", TEXT);
		client.must(&format!("datanet create harbour --key {AUTHOR}"));
		client.must(&format!("contribution register text.txt --datanet 0 --key {AUTHOR}"));
		client.must(&format!("model register --kind base --dataset 0 --key {DEVELOPER}"));
		Self { included: Vec::new(), settled: 0 }
	}

	/// Settles another answer by a node, and waits until that is in a block.
	pub fn settle(&mut self, node: &TestNode) {
		let credits = vec![Credit { contribution: 0, points: POINTS }];
		let answer = Answer {
			model: 0,
			span_params: SpanParams::DEFAULT,
			fee: FEE,
			output_len: OUTPUT_LEN,
			credits: credits.try_into().expect("one is no crowd"),
		};
		let commitment = H256::from_low_u64_be(self.settled.into());
		self.include(node, &settle_one(AccountId32(account(OPERATOR)), answer, commitment));
		self.settled += 1;
	}

	/// Sends a call by a node, and waits until it is in a block. When it gets lost it is signed and
	/// sent again, as a client has to: no runtime takes what was signed for another version of it.
	pub fn include(&mut self, node: &TestNode, call: &impl Payload) {
		let payer = keypair(PAYER);
		let nonce = u64::try_from(self.included.len()).expect("there are few");
		let mut signed = Vec::new();
		let deadline = Instant::now() + LIMIT;
		block_on(async {
			loop {
				let rpc = Rpc::connect(&node.url()).await;
				let transaction = rpc.sign(call, &payer, nonce);
				// One that the node knows already is refused, and still on its way.
				let refused = rpc.submit(&transaction).await.err();
				if !signed.contains(&transaction) {
					signed.push(transaction);
				}
				if is_past(&rpc, nonce).await {
					return;
				}
				let now = Instant::now();
				assert!(now < deadline, "transaction {nonce} is in no block: {refused:?}");
			}
		});
		self.included.push(signed);
	}

	/// Fails unless all that was in a block is in one that is final, once, and all are settled.
	pub fn ensure_kept(&self, node: &TestNode) {
		let last = node.finalized();
		let found: Vec<_> = block_on(async {
			let rpc = Rpc::connect(&node.url()).await;
			let mut found = Vec::new();
			for number in 1..=last {
				let block = rpc.request("chain_getBlockHash", rpc_params![number]).await;
				let block = hash(&block.expect("the node answers"));
				found.extend(rpc.transactions(block).await.expect("the node answers"));
			}
			found
		});
		for (nonce, signed) in self.included.iter().enumerate() {
			let count = found.iter().filter(|transaction| signed.contains(transaction)).count();
			assert_eq!(count, 1, "transaction {nonce} is in final blocks so often");
		}
		assert_eq!(Client::of(node).counts()["batches"], self.settled);
	}

	/// Waits until the author is owed its part of all that was settled, and no more.
	pub fn wait_until_paid(&self, client: &Client) {
		let capacity = SpanParams::DEFAULT.capacity(OUTPUT_LEN);
		let paid = FeeSplit::DEFAULT.divide(FEE, &[POINTS], capacity).expect("it has room");
		let all = paid.contributions[0] * u128::from(self.settled);
		wait_for("the author's part of all answers", WINDOW, || {
			let owed = client.owed(AUTHOR);
			assert!(owed <= all, "the author is owed {owed}, of {all}");
			(owed == all).then_some(())
		});
	}
}

/// Waits until the payer's transaction with a nonce is in the best chain. `false` when it takes
/// long.
async fn is_past(rpc: &Rpc, nonce: u64) -> bool {
	let deadline = Instant::now() + AGAIN;
	let key = [rpc.account_key(account(PAYER))];
	while Instant::now() < deadline {
		let best = rpc.request("chain_getBlockHash", rpc_params![]).await;
		let best = hash(&best.expect("the node answers"));
		let record = rpc.values(&key, best).await.expect("the node has the state").remove(0);
		let next = record.and_then(|record| record.first_chunk().copied().map(u32::from_le_bytes));
		if next.is_some_and(|next| u64::from(next) > nonce) {
			return true;
		}
		tokio::time::sleep(POLL).await;
	}
	false
}
