// SPDX-License-Identifier: Apache-2.0

//! The link between two halves of the network is cut, and mended.

use std::{thread, time::Duration};

use openledger_testing::{wait_for, Network, Split};

/// Blocks that each half makes by itself: well before validators make fewer because finality lags.
const APART: u64 = 10;
/// Votes that were on their way have come by then, on each side.
const SETTLED: Duration = Duration::from_secs(8);
/// How long the blocks of a half may take.
const LIMIT: Duration = Duration::from_secs(90);
/// How long it may take to be one chain again: connections that were cut try again ever less often.
const HEAL: Duration = Duration::from_secs(180);

#[test]
fn a_network_that_was_split_should_become_one_chain() {
	let split = Split::make();
	let network = Network::start_apart(&split);

	split.cut();
	thread::sleep(SETTLED);
	let before = network.heads();
	let apart = before.iter().map(|(best, _)| best + APART).max().expect("there are nodes");
	wait_for("blocks on both sides", LIMIT, || {
		network.heads().iter().all(|(best, _)| *best >= apart).then_some(())
	});
	for ((_, last), (_, last_before)) in network.heads().iter().zip(&before) {
		assert_eq!(last, last_before, "half of them can't make a block final");
	}
	assert_ne!(network.node(0).hash(apart), network.node(2).hash(apart), "they are not apart");

	split.heal();
	let head = network.heads().iter().map(|(best, _)| *best).max().expect("there are nodes");
	wait_for("one chain", HEAL, || {
		network.heads().iter().all(|(_, last)| *last >= head).then_some(())
	});
	network.wait_until_final(head);
}
