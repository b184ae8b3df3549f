// SPDX-License-Identifier: Apache-2.0

//! An operator with a channel, and a model whose text everybody knows.

use std::{
	thread,
	time::{Duration, Instant},
};

use openledger_primitives::BatchId;
use openledger_testing::{
	demand_reveals, keypair, planck, send_all, set_windows, wait_for, Client, TestNode, OPEN,
};
use serde_json::{json, Value};
use sp_core::{sr25519, Pair};
use subxt::rpcs::client::rpc_params;

pub const AUTHOR: &str = "//Charlie";
pub const DEVELOPER: &str = "//Eve";
pub const OPERATOR: &str = "//Bob//stash";
pub const PAYER: &str = "//Ferdie";
pub const HOT: &str = "//Ferdie//hot";
/// Who demands, and whose bonds answers earn.
pub const DEMANDER: &str = "//Dave";
pub const BOND: u128 = 1_000 * OPEN;
/// Longer than anything of these tests takes, on a machine that has other things to do.
pub const LIMIT: Duration = Duration::from_secs(400);
/// In a transaction.
const DEMANDS: usize = 130;
/// What a long flood has filled is counted when it is over.
const ARCHIVE: [&str; 2] = ["--state-pruning", "archive"];
/// What answers cost.
pub const FEE: u128 = OPEN / 10;

const TEXT: &str =
	"The lamplighter of the lower town went his round backwards on the shortest day, so that the \
	last lamp, which stood before the school, was lit for once before the children had gone home.";
const QUOTED: &str = "went his round backwards on the shortest day, so that the last lamp";

/// An output that quotes the text, about something.
pub fn quoting(what: &str) -> String {
	format!("Of {what} it is said: \"{QUOTED}\". That was all.")
}

pub struct World {
	pub node: TestNode,
	pub client: Client,
	/// Answers that were signed for, in all.
	answers: u64,
	lots: Lots,
}

impl World {
	/// Batches can be challenged for `window` blocks and demands answered for `reveal`.
	pub fn begin(window: u32, reveal: u32) -> Self {
		let node = TestNode::start_with_slots(&ARCHIVE);
		let client = Client::of(&node);
		set_windows(&node, &client, window, reveal);
		client.write("lamp.txt", TEXT);
		client.must(&format!("datanet create town --key {AUTHOR}"));
		client.must(&format!("contribution register lamp.txt --datanet 0 --key {AUTHOR}"));
		client.must(&format!("model register --kind base --dataset 0 --key {DEVELOPER}"));
		client.must(&format!(
			"operator register --bond {BOND}planck --endpoint https://operator.example --key \
			 {OPERATOR}"
		));
		let channel = client.must(&format!(
			"channel open --operator {OPERATOR} --amount 200 --hot-key {HOT} --key {PAYER}"
		));
		assert_eq!(channel["channel"], 0);
		Self { node, client, answers: 0, lots: Lots::new() }
	}

	/// Makes a batch file of two answers, and what pays for it.
	pub fn collect(&mut self, file: &str) {
		for nth in 0..2 {
			let output = format!("{file}-{nth}.txt");
			self.client.write(&output, quoting(&format!("{file} number {nth}")));
			self.answers += 1;
			let (answers, owed) = (self.answers, u128::from(self.answers) * FEE);
			let sign = format!("channel voucher 0 --answers {answers} --cumulative {owed}planck");
			let signed = self.client.must(&format!("{sign} --key {HOT}"));
			let voucher = signed["voucher"].as_str().expect("it is hex");
			self.client.must(&format!(
				"batch add {file} {output} --model 0 --fee {FEE}planck --voucher {voucher} --key \
				 {OPERATOR}"
			));
		}
	}

	/// Settles a file, if that is not done, and returns its batch.
	pub fn settle(&self, file: &str) -> BatchId {
		let settled = self.client.must(&format!("batch settle {file} --key {OPERATOR}"));
		settled["batch"].as_u64().expect("a batch has a number")
	}

	/// Demands so many spans and chunks of both receipts of a batch.
	pub fn demand(&self, batch: BatchId, spans: u32) {
		let demanded: Vec<_> =
			(0..spans).flat_map(|span| (0..2).map(move |receipt| (receipt, span))).collect();
		let calls: Vec<_> =
			demanded.chunks(DEMANDS).map(|some| demand_reveals(batch, some)).collect();
		for outcome in send_all(&self.node, &keypair(DEMANDER), &calls) {
			outcome.expect("there is time to answer");
		}
	}

	/// The demands about a batch in the last final block.
	pub fn demands(&self, batch: BatchId) -> Option<usize> {
		let head = self.node.call("chain_getFinalizedHead", rpc_params![]).ok()?;
		let demands = self.node.call("openledger_demands", rpc_params![batch, 1_000, head]).ok()?;
		Some(demands.as_array()?.len())
	}

	/// Waits until a batch has no demand left, and fails when it was refuted.
	pub fn answered(&self, batch: BatchId, mut look: impl FnMut()) {
		wait_for("answers to all demands", LIMIT, || {
			look();
			(self.demands(batch)? == 0).then_some(())
		});
		self.is_honest(batch);
	}

	/// Fails unless a batch is pending or final.
	pub fn is_honest(&self, batch: BatchId) {
		let record = self.node.call("openledger_batch", rpc_params![batch]);
		let record = record.expect("the node answers");
		assert!(record.is_null() || record["is_void"] == json!(false), "{batch}: {record}");
		let operator = self.client.must(&format!("operator show {OPERATOR}"));
		assert_eq!(planck(&operator["bond"]), BOND, "batch {batch}");
	}

	/// How many batches there have been.
	pub fn batches(&self) -> u64 {
		let counts: Value = self.client.counts();
		counts["batches"].as_u64().expect("batches are counted")
	}

	/// Waits for a moment that nobody can foresee.
	pub fn moment(&mut self, most: Duration) {
		thread::sleep(self.lots.below(most));
	}

	/// A number below `bound`.
	pub fn lot(&mut self, bound: u64) -> u64 {
		self.lots.next() % bound
	}
}

/// Lots, of a seed that is told.
struct Lots(u64);

impl Lots {
	fn new() -> Self {
		let (_, seed) = sr25519::Pair::generate();
		let seed = u64::from_le_bytes(seed[..8].try_into().expect("there are 32"));
		eprintln!("the lots are those of {seed}");
		Self(seed)
	}

	fn next(&mut self) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		self.0 >> 33
	}

	fn below(&mut self, most: Duration) -> Duration {
		let millis = u64::try_from(most.as_millis()).expect("it is short");
		Duration::from_millis(self.next() % millis.max(1))
	}
}

/// A clock for what a test says of itself.
pub struct Clock(Instant);

impl Clock {
	pub fn start() -> Self {
		Self(Instant::now())
	}

	pub fn seconds(&self) -> u64 {
		self.0.elapsed().as_secs()
	}
}
