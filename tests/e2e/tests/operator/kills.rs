// SPDX-License-Identifier: Apache-2.0

//! The client and the node are ended at moments that nobody can foresee, with demands under way.

use std::time::Duration;

use openledger_primitives::BatchId;
use openledger_testing::{is_soak, Background};

use crate::world::{Clock, World, LIMIT, OPERATOR};

/// How long a settlement takes at most, and so when it may be killed.
const SETTLING: Duration = Duration::from_secs(12);
/// How long the node may be away: less than there is to answer.
const AWAY: Duration = Duration::from_secs(6);

#[test]
fn who_is_honest_should_lose_nothing_when_anything_is_killed() {
	let rounds = if is_soak() { 50 } else { 3 };
	let clock = Clock::start();
	// A demand can be answered for three minutes or more.
	let mut world = World::begin(300, 100);
	for round in 0..rounds {
		let file = format!("batch-{round}.json");
		world.collect(&file);
		let settle = world.client.spawn(&format!("batch settle {file} --key {OPERATOR}"));
		killed(&mut world, settle, SETTLING);
		let batch = found(&mut world, &file, round);
		answered_all_the_same(&mut world, &file, batch);
		eprintln!("round {round}: batch {batch} is honest after {} s", clock.seconds());
	}
	assert_eq!(world.batches(), rounds, "each file was settled once");
	world.client.check();
}

fn killed(world: &mut World, mut command: Background, within: Duration) {
	world.moment(within);
	command.kill9();
}

/// However far the settlement came, it is found, or done: never twice.
fn found(world: &mut World, file: &str, round: u64) -> BatchId {
	let before = world.batches();
	let batch = match world.lot(2) {
		// Whoever answers finds it, if it is there.
		0 => match world.client.run(&format!("batch reveal {file} --key {OPERATOR}")) {
			Ok(shown) => shown["batch"].as_u64().expect("a batch has a number"),
			Err(failure) => {
				assert!(failure.stderr.contains("not settled"), "{}", failure.stderr);
				assert_eq!(before, round, "it is said not to be settled, and is");
				world.settle(file)
			}
		},
		_ => {
			let settle = format!("batch settle {file} --key {OPERATOR}");
			match world.client.run(&settle) {
				Ok(shown) => shown["batch"].as_u64().expect("a batch has a number"),
				Err(failure) => {
					// It was known before it was killed.
					assert!(failure.stderr.contains("was settled as batch"), "{}", failure.stderr);
					round
				}
			}
		}
	};
	assert_eq!((batch, world.batches()), (round, round + 1), "{file} is one batch");
	batch
}

/// Answers demands while the client and the node are ended.
fn answered_all_the_same(world: &mut World, file: &str, batch: BatchId) {
	let command = format!("batch reveal {file} --follow --key {OPERATOR}");
	let reveal = world.client.spawn(&command);
	world.demand(batch, 3);
	let mut reveal = match world.lot(3) {
		0 => {
			killed(world, reveal, Duration::from_secs(4));
			world.client.spawn(&command)
		}
		1 => {
			world.moment(Duration::from_secs(2));
			world.node.kill9();
			world.moment(AWAY);
			world.node.restart();
			reveal
		}
		_ => {
			world.node.stop();
			killed(world, reveal, AWAY);
			// It is started while the node is away.
			let again = world.client.spawn(&command);
			world.moment(AWAY);
			world.node.restart();
			again
		}
	};
	world.answered(batch, || reveal.ensure_running());
	reveal.kill9();
	assert!(LIMIT > AWAY);
}
