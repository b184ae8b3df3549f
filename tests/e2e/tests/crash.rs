// SPDX-License-Identifier: Apache-2.0

//! What was final stays, whatever happens to the node.

use std::{
	collections::{hash_map::RandomState, BTreeSet},
	convert::Infallible,
	hash::{BuildHasher, Hasher},
	sync::mpsc::{self, Sender},
	thread,
	time::{Duration, Instant},
};

use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	receipt::{Answer, Credit},
	span::SpanParams,
	voucher::{Promise, Voucher},
};
use openledger_testing::{
	block_on, is_soak, planck, settle_batch, settle_one, Client, Entries, Head, Rpc, TestNode, OPEN,
};
use serde_json::Value;
use sp_core::{bytes, sr25519, Pair, H256};
use subxt::{
	ext::codec::Compact,
	rpcs::{client::rpc_params, Error},
	utils::AccountId32,
};
use subxt_signer::sr25519::{dev, Keypair};

const TEXT: &str =
	"What has been written down once and read aloud twice will not be lost in a fire.";

/// The latest finalized block, and what it has of a batch.
fn finalized_batch(node: &TestNode, batch: u64) -> (u64, Vec<u8>) {
	block_on(async {
		let at = node.api().await.at_current_block().await.unwrap();
		let arguments = batch.to_le_bytes();
		let call = at.runtime_apis().call_raw("OpenLedgerApi_batch", Some(&arguments)).await;
		(at.block_number(), call.unwrap())
	})
}

fn best(client: &Client) -> u64 {
	client.must("status")["best"].as_u64().expect("blocks have numbers")
}

#[test]
fn a_settled_batch_should_survive_a_power_cut() {
	let mut node = TestNode::start_with_slots(&[]);
	let mut client = Client::of(&node);
	client.write("text.txt", TEXT);
	client.must("datanet create everyone --key //Alice");
	client.must("contribution register text.txt --datanet 0 --key //Charlie");
	client.must("model register --kind base --dataset 0 --key //Eve");
	let settled = client.must("answer settle text.txt --model 0 --fee 2 --key //Alice");
	assert_eq!(settled["batch"], 0);
	let (number, batch) = finalized_batch(&node, 0);
	assert_eq!(batch.first(), Some(&1), "the batch is pending");
	let before = client.must("status");
	node.kill9();
	client.must_fail("status", &["no node answers at"]);

	node.restart();
	client.follow(&node);
	let after = client.must("status");
	for unchanged in ["genesis", "counts", "terms"] {
		assert_eq!(after[unchanged], before[unchanged], "{unchanged}");
	}
	let (number_after, batch_after) = finalized_batch(&node, 0);
	assert!(number_after >= number, "block {number} was final, and now {number_after} is");
	assert_eq!(batch_after, batch);

	// Blocks go on and become final: the batch comes due, and is paid.
	client.must("batch finalize 0 --wait --key //Bob");
	assert!(best(&client) > before["best"].as_u64().expect("blocks have numbers"));
	let owed = client.owed("//Charlie");
	assert!(owed > 0);
	assert_eq!(finalized_batch(&node, 0).1, [0], "what is paid is no longer pending");

	// So it is when the node is asked to end, as for an update.
	let best_before = best(&client);
	node.restart();
	client.follow(&node);
	assert!(best(&client) >= best_before);
	assert_eq!(client.owed("//Charlie"), owed);
	let claimed = client.must("account claim --for //Charlie --key //Bob");
	assert_eq!(claimed["amount"], Value::String(owed.to_string()));
	assert!(best(&client) > best_before);
}

/// Signs the vouchers of a channel, and has no account.
const HOT: &str = "//Charlie//hot";
const FUNDS: u128 = 10_000 * OPEN;
/// What the cheapest answers cost.
const UNIT: u128 = OPEN / 1_000;
const OUTPUT_LEN: u32 = 1_000;
/// Points of a span of 100 bytes.
const POINTS: u32 = 100 * 100;
/// Between two transactions.
const PAUSE: Duration = Duration::from_millis(50);
/// How often the node is asked for its last final block.
const POLL: Duration = Duration::from_millis(100);
/// How long it may take until batches that were just sent are final.
const START: Duration = Duration::from_secs(120);
/// How long after that the node lives at most.
const LIFE: Duration = Duration::from_secs(8);
/// The database writes in the background: what it was given so long before is on the disk.
const WRITTEN: Duration = Duration::from_secs(1);
/// How long it takes until all batches are final: the challenge window, and then some.
const WINDOW: Duration = Duration::from_secs(90);

/// A block that was final, and all that this chain's own pallets and all accounts then had.
struct Final {
	head: Head,
	entries: Entries,
}

/// Where in the state what we look at is.
struct Places {
	prefixes: Vec<Vec<u8>>,
	next_batch: Vec<u8>,
	next_to_finalize: Vec<u8>,
	batches: Vec<u8>,
}

impl Places {
	fn of(rpc: &Rpc) -> Self {
		// All entries of a pallet begin as one of them does.
		let pallet = |pallet, entry| rpc.prefix(pallet, entry)[..16].to_vec();
		let entry = |entry| rpc.prefix("Attribution", entry).to_vec();
		Self {
			prefixes: vec![
				pallet("Attribution", "Batches"),
				pallet("Channels", "Channels"),
				pallet("Contributions", "Contributions"),
				pallet("Models", "Models"),
				pallet("Rewards", "Accounts"),
				rpc.prefix("System", "Account").to_vec(),
			],
			next_batch: entry("NextBatchId"),
			next_to_finalize: entry("NextToFinalize"),
			batches: entry("Batches"),
		}
	}

	async fn read(&self, rpc: &Rpc, head: Head) -> Result<Final, Error> {
		let entries = rpc.entries(&self.prefixes, head.hash).await?;
		Ok(Final { head, entries })
	}

	/// How many batches there have been.
	fn count(&self, at: &Final) -> u64 {
		at.entries.get(&self.next_batch).map_or(0, |value| number(value))
	}

	/// The first batch that may be left.
	fn first_left(&self, at: &Final) -> u64 {
		at.entries.get(&self.next_to_finalize).map_or(0, |value| number(value))
	}

	/// The batches that are not final.
	fn pending(&self, at: &Final) -> BTreeSet<u64> {
		let keys = at.entries.keys().filter(|key| key.starts_with(&self.batches));
		keys.map(|key| number(key)).collect()
	}
}

/// The number that bytes end with, little-endian.
fn number(bytes: &[u8]) -> u64 {
	u64::from_le_bytes(*bytes.last_chunk().expect("it has eight bytes"))
}

/// Settles one receipt after the other, and batches of them, as fast as it may.
struct Storm<'a> {
	rpc: &'a Rpc,
	/// Who settles receipts, and the nonce of each.
	payers: Vec<(Keypair, u64)>,
	/// Who settles batches: Bob.
	operator: (Keypair, u64),
	hot: sr25519::Pair,
	genesis: H256,
	/// What the channel has signed for.
	promise: Promise,
	/// Transactions that were sent.
	sent: u8,
}

impl<'a> Storm<'a> {
	async fn over(rpc: &'a Rpc) -> Result<Self, Error> {
		let mut payers = Vec::new();
		for pair in [dev::alice(), dev::charlie(), dev::dave(), dev::eve(), dev::ferdie()] {
			let nonce = rpc.next_nonce(&pair).await?;
			payers.push((pair, nonce));
		}
		let operator = dev::bob();
		let nonce = rpc.next_nonce(&operator).await?;
		let hot = sr25519::Pair::from_string(HOT, None).expect("it is a secret URI");
		// The pool is empty after a start, so this is all that was ever signed for and counts.
		let channel = rpc.request("openledger_channel", rpc_params![0]).await?;
		Ok(Self {
			rpc,
			payers,
			operator: (operator, nonce),
			hot,
			genesis: rpc.genesis().await?,
			promise: Promise {
				channel: 0,
				answers: channel["next_sequence"].as_u64().expect("it is a number"),
				cumulative: planck(&channel["settled"]),
			},
			sent: 0,
		})
	}

	/// Goes on until the node is gone.
	async fn rage(mut self) -> Result<Infallible, Error> {
		loop {
			for turn in 0..self.payers.len() {
				self.settle_one(turn).await?;
				tokio::time::sleep(PAUSE).await;
			}
			self.settle_batch().await?;
			tokio::time::sleep(PAUSE).await;
		}
	}

	async fn settle_one(&mut self, turn: usize) -> Result<(), Error> {
		let answer = Answer {
			model: 0,
			span_params: SpanParams::DEFAULT,
			fee: UNIT + 1,
			output_len: OUTPUT_LEN,
			credits: vec![Credit { contribution: 0, points: POINTS }]
				.try_into()
				.expect("one is no crowd"),
		};
		let (operator, commitment) =
			(AccountId32(self.operator.0.public_key().0), self.commitment());
		let (payer, nonce) = &mut self.payers[turn];
		let signed = self.rpc.sign(&settle_one(operator, answer, commitment), payer, *nonce);
		*nonce += 1;
		self.rpc.submit(&signed).await
	}

	async fn settle_batch(&mut self) -> Result<(), Error> {
		const RECEIPTS: u64 = 8;
		let receipts: Vec<_> = (1..=RECEIPTS)
			.map(|fee| BatchedReceipt {
				skipped: 0,
				model: 0,
				fee,
				output_len: OUTPUT_LEN,
				credits: [0, 1]
					.map(|place| PlacedCredit { place, points: POINTS })
					.to_vec()
					.try_into()
					.expect("two are no crowd"),
			})
			.collect();
		let first = self.promise.answers;
		self.promise.answers += RECEIPTS;
		self.promise.cumulative += (1..=RECEIPTS).map(|fee| u128::from(fee) * UNIT).sum::<u128>();
		let paid = ChannelReceipts {
			voucher: Voucher::sign(&self.hot, self.genesis, self.promise),
			first,
			receipts: receipts.try_into().expect("there are a few"),
		};
		let contributions = vec![Compact(0), Compact(1)].try_into().expect("two are no crowd");
		let batch = ReceiptBatch {
			span_params: SpanParams::DEFAULT,
			unit: UNIT,
			models: vec![ModelTable { model: 0, contributions }]
				.try_into()
				.expect("one is no crowd"),
			channels: vec![paid].try_into().expect("one is no crowd"),
			commitments: self.commitment(),
		};
		let (operator, nonce) = &mut self.operator;
		let signed = self.rpc.sign(&settle_batch(&batch), operator, *nonce);
		*nonce += 1;
		self.rpc.submit(&signed).await
	}

	/// Another one each time, as far as that matters.
	fn commitment(&mut self) -> H256 {
		self.sent = self.sent.wrapping_add(1);
		H256::repeat_byte(self.sent)
	}
}

/// Looks at each block that becomes final, until the node is gone; and says so when the first has
/// a batch that was not there before.
async fn watch(
	rpc: &Rpc,
	places: &Places,
	seen: &mut Vec<(Instant, Final)>,
	started: Sender<()>,
) -> Result<Infallible, Error> {
	loop {
		let head = rpc.finalized().await?;
		let now = Instant::now();
		if seen.last().is_none_or(|(_, last)| last.head != head) {
			let block = places.read(rpc, head).await?;
			seen.push((now, block));
			let count = |seen: Option<&(Instant, Final)>| seen.map(|(_, at)| places.count(at));
			if count(seen.last()) > count(seen.first()) {
				// Nobody listens any more when it was said before.
				let _ = started.send(());
			}
		}
		tokio::time::sleep(POLL).await;
	}
}

/// Settles and watches until the node is gone. Returns what was final, and when that was seen.
async fn endure(url: &str, started: Sender<()>) -> Vec<(Instant, Final)> {
	let rpc = &Rpc::connect(url).await;
	let (places, mut seen) = (Places::of(rpc), Vec::new());
	let storm = async { Storm::over(rpc).await?.rage().await };
	let gone = tokio::select! {
		gone = storm => gone,
		gone = watch(rpc, &places, &mut seen, started) => gone,
	};
	let Err(reason) = gone;
	match reason {
		Error::User(refusal) => panic!("the node refused: {refusal}"),
		_ => seen,
	}
}

/// Lets the node settle, and ends it at a moment that nobody can foresee. Returns what was final
/// by then.
fn cut_power(node: &mut TestNode, latest: Final) -> Final {
	let url = node.url();
	let (started, has_started) = mpsc::channel();
	let (killed, begun, seen) = thread::scope(|scope| {
		let storm = scope.spawn(move || block_on(endure(&url, started)));
		let begun = has_started.recv_timeout(START);
		if begun.is_ok() {
			thread::sleep(random(LIFE));
		}
		let killed = Instant::now();
		node.kill9();
		(killed, begun, storm.join())
	});
	let seen = seen.expect("the storm lasts until the node is gone");
	begun.expect("batches are settled and become final");
	let written = seen.into_iter().rfind(|(when, _)| *when + WRITTEN <= killed);
	written.map_or(latest, |(_, block)| block)
}

/// Some time below `limit`: the standard library takes its hashers' keys at random.
fn random(limit: Duration) -> Duration {
	let random = RandomState::new().build_hasher().finish();
	let limit = u64::try_from(limit.as_millis()).expect("it is short");
	Duration::from_millis(random % limit)
}

/// Fails unless all that was final still is, and the state is what the blocks say. Returns what is
/// final now.
async fn ensure_kept(rpc: &Rpc, before: &Final) -> Result<Final, Error> {
	let places = Places::of(rpc);
	let after = places.read(rpc, rpc.finalized().await?).await?;
	let mut block = after.head.clone();
	assert!(block.number >= before.head.number, "{block:?} is before {:?}", before.head);
	while block.number > before.head.number {
		rpc.execute_again(block.hash).await?;
		block = rpc.head(block.parent).await?;
	}
	assert_eq!(block, before.head, "what is final now follows what was");
	rpc.execute_again(block.hash).await?;

	let again = places.read(rpc, block).await?;
	ensure_same(&again.entries, &before.entries);
	for block in [&again, &after] {
		let keys = block.entries.keys().map(Vec::as_slice).collect();
		ensure_same(&rpc.proven(keys, &block.head).await?, &block.entries);
	}

	assert!(places.count(&after) >= places.count(before));
	assert!(places.first_left(&after) >= places.first_left(before));
	let left = places.pending(&after);
	for batch in places.pending(before).difference(&left) {
		let asked = rpc_params![*batch, before.head.hash];
		let record = rpc.request("openledger_batch", asked).await?;
		let finalizable_at = record["finalizable_at"].as_u64();
		assert!(
			finalizable_at.is_some_and(|block| block <= after.head.number),
			"batch {batch} of {finalizable_at:?} is gone"
		);
	}
	let check = rpc.request("openledger_checkState", rpc_params![after.head.hash]).await?;
	let pallets = check["pallets"].as_array().expect("a list");
	assert!(pallets.iter().all(|pallet| pallet["error"].is_null()), "{check}");
	Ok(after)
}

/// Fails with the keys at which two states differ.
fn ensure_same(found: &Entries, expected: &Entries) {
	let keys: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
	let differ: Vec<_> = keys
		.into_iter()
		.filter(|key| found.get(*key) != expected.get(*key))
		.map(|key| bytes::to_hex(key, false))
		.collect();
	assert!(differ.is_empty(), "the state is another at {differ:?}");
}

/// For what the node must answer.
fn unanswered<T>(error: Error) -> T {
	panic!("the node does not answer: {error}")
}

#[test]
fn what_is_final_should_survive_power_cuts_while_batches_are_settled() {
	let kills: u32 = if is_soak() { 50 } else { 3 };
	let mut node = TestNode::start_with_slots(&[]);
	let mut client = Client::of(&node);
	client.write("text.txt", TEXT);
	client.write("other.txt", "Whoever reads this twice has written it down once, more or less.");
	client.must("datanet create everyone --key //Alice");
	client.must("contribution register text.txt other.txt --datanet 0 --key //Charlie");
	client.must("model register --kind base --dataset 0 --key //Eve");
	let endpoint = "https://operator.example";
	client.must(&format!("operator register --bond 1000 --endpoint {endpoint} --key //Bob"));
	client.must(&format!(
		"channel open --operator //Bob --amount {FUNDS}planck --hot-key {HOT} --key //Charlie"
	));

	let mut latest = block_on(async {
		let rpc = Rpc::connect(&node.url()).await;
		let (places, head) = (Places::of(&rpc), rpc.finalized().await?);
		places.read(&rpc, head).await
	})
	.unwrap_or_else(unanswered);
	for kill in 1..=kills {
		let before = cut_power(&mut node, latest);
		node.restart();
		latest = block_on(async {
			let rpc = Rpc::connect(&node.url()).await;
			ensure_kept(&rpc, &before).await
		})
		.unwrap_or_else(unanswered);
		let (then, now) = (before.head.number, latest.head.number);
		eprintln!("kill {kill} of {kills}: block {then} was final, {now} is");
	}

	// The chain goes on, and pays everyone.
	client.follow(&node);
	let last = block_on(async {
		let rpc = Rpc::connect(&node.url()).await;
		let (places, deadline) = (Places::of(&rpc), Instant::now() + WINDOW);
		loop {
			let now = places.read(&rpc, rpc.finalized().await?).await?;
			if places.pending(&now).is_empty() && places.first_left(&now) == places.count(&now) {
				return ensure_kept(&rpc, &now).await;
			}
			assert!(Instant::now() < deadline, "batches stay pending: {:?}", places.pending(&now));
			tokio::time::sleep(POLL).await;
		}
	})
	.unwrap_or_else(unanswered);
	assert!(last.head.number > latest.head.number);
	assert_eq!(planck(&client.must("operator show //Bob")["exposure"]), 0);
	let channel = client.must("channel show 0");
	assert_eq!(planck(&channel["funds"]) + planck(&channel["settled"]), FUNDS);
	let settled = client.must("answer settle text.txt --model 0 --fee 2 --key //Alice");
	assert!(settled["batch"].as_u64() >= Some(u64::from(kills)));
}
