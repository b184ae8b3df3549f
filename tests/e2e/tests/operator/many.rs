// SPDX-License-Identifier: Apache-2.0

//! More demands than a page of the node's method has: in no order that the demander could use.

use openledger_testing::{account, OPEN};

use crate::world::{Clock, World, DEMANDER, LIMIT, OPERATOR};

/// Of each of two receipts.
const SPANS: u32 = 520;
/// What is put up for a demand.
const DEMAND_BOND: u128 = 2 * OPEN;

/// What the transactions of an account have cost it since a block.
fn fees(world: &World, who: &str, since: u64) -> u128 {
	let events = world.node.events(since + 1..=world.node.finalized());
	let paid = events.iter().filter(|event| event.is("TransactionPayment", "TransactionFeePaid"));
	let read = paid.map(|event| event.read::<([u8; 32], u128, u128)>());
	read.filter(|(payer, ..)| *payer == account(who)).map(|(_, fee, _)| fee).sum()
}

#[test]
fn more_demands_than_a_page_has_should_all_be_answered() {
	let mut world = World::begin(420, 140);
	world.collect("batch.json");
	let batch = world.settle("batch.json");
	let (since, purses) =
		(world.node.finalized(), || [DEMANDER, OPERATOR].map(|who| world.client.free(who)));
	let [demander, operator] = purses();
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
	// Whoever wanted it to be slashed has lost all that it put up.
	let bonds = u128::from(2 * SPANS) * DEMAND_BOND;
	let [demanders, operators] = [DEMANDER, OPERATOR].map(|who| fees(&world, who, since));
	assert_eq!(purses(), [demander - bonds - demanders, operator + bonds - operators]);
	assert!(bonds > operators, "an answer costs more than it earns");
}
