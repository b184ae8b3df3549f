// SPDX-License-Identifier: Apache-2.0

//! Nodes that have missed blocks.

use std::{fs, time::Duration};

use openledger_testing::{is_soak, wait_for, Network};

/// What a node logs that has taken a final state from others instead of all blocks before it.
const WARPED: [&str; 2] = ["Warp sync is complete", "State sync is complete"];
/// A slot, and as much again for when others use the machine too.
const BLOCK: Duration = Duration::from_secs(4);
/// How long it may take to catch up.
const CATCH_UP: Duration = Duration::from_secs(120);

#[test]
fn a_node_that_was_off_and_a_new_one_should_reach_the_head() {
	let missed: u32 = if is_soak() { 1_000 } else { 20 };
	let mut network = Network::start(4);
	network.stop(3);
	let end = network.node(0).best() + u64::from(missed);
	wait_for("blocks without one validator", BLOCK * missed, || {
		(network.node(0).finalized() >= end).then_some(())
	});

	network.restart(3);
	let new = network.add(&["--sync", "warp"]);
	let head = network.node(0).best();
	for late in [3, new] {
		wait_for(&format!("node {late} to catch up"), CATCH_UP, || {
			(network.node(late).finalized() >= head).then_some(())
		});
	}
	network.wait_until_final(head);
	let log = fs::read_to_string(network.node(new).log_file()).expect("the log can be read");
	for step in WARPED {
		assert!(log.contains(step), "the new node has not said: {step}");
	}

	// Both keep up.
	let next = head + 5;
	network.wait_until_final(next);
}
