// SPDX-License-Identifier: Apache-2.0

//! A client that watches, and is ended when it has demanded something.

use openledger_testing::{account, wait_for, Client, Demand, Records};
use serde_json::Value;
use subxt::rpcs::client::rpc_params;

use crate::{
	outputs::withheld,
	world::{World, LIMIT, WATCHER},
};

#[test]
fn a_demand_should_be_seen_to_after_a_restart() {
	let world = World::begin(60, 10);
	let node = &world.node;
	let watcher = Client::of(node);
	let before = node.finalized();
	let command = format!("watch --demand 100 --key {WATCHER}");
	let mut watch = watcher.spawn(&command);
	let fraud = withheld(world.channels[0], 0);
	let batch = fraud.batch(&world.till().pay(&fraud.receipts));
	let outcome = world.settle(&[batch]).remove(0);
	let settled = Records::of(outcome.expect("it is right")).settled();
	let batch = settled[0].batch;

	// As soon as it is in a block, which need not be final.
	wait_for("a demand", LIMIT, || {
		watch.ensure_running();
		let demands = node.call("openledger_demands", rpc_params![batch, 10]);
		let demands = demands.expect("the node answers");
		demands.as_array().is_some_and(|demands| !demands.is_empty()).then_some(())
	});
	watch.kill9();
	let mut watch = watcher.spawn(&command);
	wait_for("the end of the batch, and of the demand", LIMIT, || {
		watch.ensure_running();
		world.is_over(&[batch]).then_some(())
	});

	let after = node.finalized();
	let records = Records::between(node, before, after);
	let me = account(WATCHER);
	let refuted = records.refuted();
	assert_eq!(refuted.len(), 1, "{refuted:?}");
	assert_eq!((refuted[0].ground, refuted[0].challenger), (fraud.ground, me));
	assert!(refuted[0].block < settled[0].finalizable_at);
	// It knew of its demand, and made no other.
	let (demanded, returned) = (records.demanded(), records.returned());
	assert_eq!((demanded.len(), returned.len()), (1, 1), "{demanded:?} {returned:?}");
	let place = |demand: &Demand| (demand.batch, demand.receipt, demand.span);
	assert_eq!(place(&demanded[0]), place(&returned[0]));
	let [was] = node.funds([me], before);
	let [is] = node.funds([me], after);
	let rewards: u128 = records.slashed().iter().map(|slashed| slashed.reward).sum();
	assert_eq!(is.held, was.held);
	assert_eq!(is.free, was.free + rewards - records.fees_of(me));
	// It is told after the chain knows.
	let is_told = |line: &Value| line["event"] == "returned" && line["reward"].is_string();
	wait_for("the reward to be told", LIMIT, || watch.lines().iter().any(is_told).then_some(()));
	world.client.check();
}
