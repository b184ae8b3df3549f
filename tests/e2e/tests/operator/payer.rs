// SPDX-License-Identifier: Apache-2.0

//! A payer that is interrupted has a receipt that can be answered for, and does not pay twice
//! without knowing.

use std::time::Duration;

use openledger_testing::Failure;

use crate::world::{quoting, World, PAYER};

#[test]
fn a_payment_that_was_killed_should_be_found_and_not_made_twice() {
	let mut world = World::begin(300, 100);
	for round in 0..2 {
		let before = world.batches();
		let output = format!("paid-{round}.txt");
		world.client.write(&output, quoting(&format!("payment {round}")));
		let command = format!("answer settle {output} --model 0 --fee 0.1 --key {PAYER}");
		let mut settle = world.client.spawn(&command);
		world.moment(Duration::from_secs(10));
		settle.kill9();
		// Whatever became of it, in the end it was paid for once.
		let mut shown = world.client.run(&command);
		for _ in 0..12 {
			match &shown {
				Err(Failure { stderr, .. }) if stderr.contains("is on its way") => {
					std::thread::sleep(Duration::from_secs(15));
					shown = world.client.run(&command);
				}
				_ => break,
			}
		}
		match shown {
			Ok(shown) => assert_eq!(shown["batch"].as_u64(), Some(before)),
			Err(Failure { stderr, .. }) => {
				// Its own batch: that of the last round credits the same for the same fee.
				let paid = format!("was paid for as batch {before}:");
				assert!(stderr.contains(&paid), "{stderr}")
			}
		}
		assert_eq!(world.batches(), before + 1);
		world.client.must_fail(&command, &["was paid for as batch", "--again"]);
		assert_eq!(world.batches(), before + 1);
		let again = world.client.must(&format!("{command} --again"));
		assert_eq!(again["batch"].as_u64(), Some(before + 1));
	}
}
