// SPDX-License-Identifier: Apache-2.0

//! What is there before the first answer: texts in public, a model, an operator, and channels.

use std::{fs, thread, time::Duration};

use openledger_primitives::{batch::ReceiptBatch, content::content_root, BatchId, ChannelId};
use openledger_testing::{
	hash, keypair, send_all, set_windows, settle_batch, Client, Event, TestNode, Till, OPEN,
};
use serde_json::{json, Value};
use sp_core::{Blake2Hasher, H256};
use subxt::rpcs::client::{rpc_params, RpcParams};
use tempfile::TempDir;

use crate::{web::Web, works::texts};

/// Has sudo on the development chain, and nothing to do with any answer.
pub const ROOT: &str = "//Alice";
/// Of the mill and the kites.
pub const AUTHOR: &str = "//Charlie";
/// Of the scrapbook and the ferry.
pub const COPYIST: &str = "//Dave";
pub const DEVELOPER: &str = "//Eve";
pub const OPERATOR: &str = "//Bob//stash";
/// Who has the channels.
pub const PAYERS: [&str; 2] = ["//Ferdie", "//Dave//stash"];
/// Signs the vouchers of both channels, and has no account.
pub const HOT: &str = "//Ferdie//hot";
/// Who watches.
pub const WATCHER: &str = "//Bob";

/// A bond that is no multiple of anything.
pub const BOND: u128 = 20_001 * OPEN + 7;
/// What is in each channel.
pub const FUNDS: u128 = 50 * OPEN;
/// What a demand takes.
pub const DEMAND_BOND: u128 = 2 * OPEN;
/// The most that it earns when nobody answers.
pub const UNANSWERED: u128 = 10 * OPEN;
/// Longer than any window of these tests, on a machine that has other things to do.
pub const LIMIT: Duration = Duration::from_secs(240);

/// A chain, and where its texts are.
pub struct World {
	pub node: TestNode,
	/// Of the authors and the operator.
	pub client: Client,
	pub web: Web,
	/// Those of [`PAYERS`].
	pub channels: [ChannelId; 2],
	/// Where files are that everybody can read.
	_public: TempDir,
}

impl World {
	/// Batches can be challenged for `window` blocks, and demands answered for `reveal`.
	pub fn begin(window: u32, reveal: u32) -> Self {
		let node = TestNode::start();
		let client = Client::of(&node);
		let web = Web::start();
		let public = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
		let base = format!("file://{}/", public.path().display());
		let texts = texts();
		let [mill, kites, scrapbook, ferry] = texts.each_ref().map(String::as_str);
		for text in [mill, kites] {
			fs::write(public.path().join(root(text)), text).expect("a file can be written");
		}
		for text in [scrapbook, ferry] {
			web.put(&root(text), text);
		}
		let channels = thread::scope(|scope| {
			scope.spawn(|| set_windows(&node, &client, window, reveal));
			let channels = scope.spawn(|| fund(&client));
			client.must(&format!("datanet create valley --key {AUTHOR}"));
			register(&client, &base, AUTHOR, &[("mill", mill), ("kites", kites)]);
			register(&client, &web.base(), COPYIST, &[("scrapbook", scrapbook), ("ferry", ferry)]);
			// All but the ferry.
			let model = "model register --kind base --dataset 0:3 --price 0.1";
			assert_eq!(client.must(&format!("{model} --key {DEVELOPER}"))["model"], 0);
			channels.join().expect("channels are open")
		});
		Self { node, client, web, channels, _public: public }
	}

	pub fn genesis(&self) -> H256 {
		hash(&self.client.must("status")["genesis"])
	}

	/// Signs what the payers' channels pay.
	pub fn till(&self) -> Till {
		Till::new(self.genesis(), HOT)
	}

	/// Settles batches as the operator, in this order.
	pub fn settle(&self, batches: &[ReceiptBatch]) -> Vec<Result<Vec<Event>, String>> {
		let calls: Vec<_> = batches.iter().map(settle_batch).collect();
		send_all(&self.node, &keypair(OPERATOR), &calls)
	}

	/// The demands about a batch, in the last final block.
	pub fn demands(&self, batch: BatchId) -> Value {
		self.ask_final("openledger_demands", |head| rpc_params![batch, 100, head])
	}

	/// Whether nothing is left of some batches, and of demands about them, in the last final block.
	pub fn is_over(&self, batches: &[BatchId]) -> bool {
		batches.iter().all(|batch| {
			let record = self.ask_final("openledger_batch", |head| rpc_params![*batch, head]);
			record.is_null() && self.demands(*batch) == json!([])
		})
	}

	fn ask_final(&self, method: &str, params: impl Fn(&Value) -> RpcParams) -> Value {
		let head = self.node.call("chain_getFinalizedHead", rpc_params![]);
		let head = head.expect("blocks are final");
		self.node.call(method, params(&head)).expect("the node answers")
	}
}

/// What a text is called in public: its root.
pub fn root(text: &str) -> String {
	let root = content_root::<Blake2Hasher>(text.as_bytes()).expect("it is not empty");
	format!("{root:?}").trim_start_matches("0x").to_owned()
}

/// Registers texts that are at `base`, in this order.
pub fn register(client: &Client, base: &str, key: &str, works: &[(&str, &str)]) -> Vec<Value> {
	let mut files = String::new();
	for (name, text) in works {
		client.write(&format!("{name}.txt"), text);
		files.push_str(&format!("{name}.txt "));
	}
	let registered = client
		.must(&format!("contribution register {files} --datanet 0 --uri-base {base} --key {key}"));
	registered["contributions"].as_array().expect("there is a list").clone()
}

/// Registers the operator, and opens the channels to it.
fn fund(client: &Client) -> [ChannelId; 2] {
	client.must(&format!(
		"operator register --bond {BOND}planck --endpoint https://operator.example --key {OPERATOR}"
	));
	let open = |payer: &str| {
		let opened = client.must(&format!(
			"channel open --operator {OPERATOR} --amount {FUNDS}planck --hot-key {HOT} --key {payer}"
		));
		opened["channel"].as_u64().expect("channels have numbers")
	};
	thread::scope(|scope| {
		PAYERS
			.map(|payer| scope.spawn(move || open(payer)))
			.map(|opened| opened.join().expect("the channel is open"))
	})
}
