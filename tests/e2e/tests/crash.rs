// SPDX-License-Identifier: Apache-2.0

//! What was final stays, whatever happens to the node.

use openledger_e2e::{block_on, Client, Node};
use serde_json::Value;

const TEXT: &str =
	"What has been written down once and read aloud twice will not be lost in a fire.";

/// The latest finalised block, and what it has of a batch.
fn finalised_batch(node: &Node, batch: u64) -> (u64, Vec<u8>) {
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
	let mut node = Node::start();
	let mut client = Client::of(&node);
	client.write("text.txt", TEXT);
	client.must("datanet create everyone --key //Alice");
	client.must("contribute text.txt --datanet 0 --key //Charlie");
	client.must("model register --kind base --dataset 0 --key //Eve");
	let settled = client.must("settle text.txt --model 0 --fee 2 --key //Alice");
	assert_eq!(settled["batch"], 0);
	let (number, batch) = finalised_batch(&node, 0);
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
	let (number_after, batch_after) = finalised_batch(&node, 0);
	assert!(number_after >= number, "block {number} was final, and now {number_after} is");
	assert_eq!(batch_after, batch);

	// Blocks go on and become final: the batch comes due, and is paid.
	client.must("finalise 0 --wait --key //Bob");
	assert!(best(&client) > before["best"].as_u64().expect("blocks have numbers"));
	let owed = client.owed("//Charlie");
	assert!(owed > 0);
	assert_eq!(finalised_batch(&node, 0).1, [0], "what is paid is no longer pending");

	// So it is when the node is asked to end, as for an update.
	let best_before = best(&client);
	node.restart();
	client.follow(&node);
	assert!(best(&client) >= best_before);
	assert_eq!(client.owed("//Charlie"), owed);
	let claimed = client.must("claim --for //Charlie --key //Bob");
	assert_eq!(claimed["amount"], Value::String(owed.to_string()));
	assert!(best(&client) > best_before);
}
