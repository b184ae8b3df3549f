// SPDX-License-Identifier: Apache-2.0

//! More demands than a page of the node's method has: in no order that the demander could use.

use openledger_e2e::planck;

use crate::world::{Clock, World, LIMIT, OPERATOR};

/// Of each of two receipts.
const SPANS: u32 = 520;

#[test]
fn more_demands_than_a_page_has_should_all_be_answered() {
	let mut world = World::begin(420, 140);
	world.collect("batch.json");
	let batch = world.settle("batch.json");
	let before = planck(&world.client.must(&format!("balance {OPERATOR}"))["free"]);
	world.demand(batch, SPANS);
	let clock = Clock::start();
	let answering = world.client.spawn(&format!("batch reveal batch.json --key {OPERATOR}"));
	let ended = answering.wait(LIMIT);
	assert_eq!(ended.code, Some(0), "{}", ended.stderr);
	let last = ended.lines().pop().expect("it has said something");
	assert_eq!(last["revealed"], 2 * SPANS, "{}", ended.stderr);
	assert_eq!(last["unanswered"], 0);
	eprintln!(
		"{} demands were answered, and that is final, after {} s",
		2 * SPANS,
		clock.seconds()
	);
	assert_eq!(world.demands(batch), Some(0));
	world.is_honest(batch);
	assert!(planck(&world.client.must(&format!("balance {OPERATOR}"))["free"]) > before);
}
