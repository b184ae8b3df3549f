// SPDX-License-Identifier: Apache-2.0

//! The way out of a pool, for everybody in it: it takes days on a live chain.

use openledger_testing::{Client, TestNode, OPEN};

/// Blocks of an era, and eras until unbonded stake is free.
const ERA: u64 = 30;
const UNBONDING: u64 = 4;
const FOUNDER: &str = "//Ferdie";
const MEMBER: &str = "//Dave";

#[test]
fn a_pool_should_be_closed_and_everybody_have_the_stake_back() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let pass_unbonding = || node.wait_until_final(node.best() + (UNBONDING + 1) * ERA);
	let (founder, member) = (client.free(FOUNDER), client.free(MEMBER));
	let pool = client.must(&format!("staking pool create 100 --name Harbour --key {FOUNDER}"));
	let pool = pool["pool"].as_u64().expect("a pool has a number");
	client.must(&format!("staking pool join {pool} 50 --key {MEMBER}"));
	client.must_fail(
		&format!("staking pool close {pool} --key {MEMBER}"),
		&["who runs it can end it"],
	);

	let close = format!("staking pool close {pool} --key {FOUNDER}");
	let begun = client.must(&close);
	assert_eq!((&begun["closed"], &begun["unbonded"]), (&false.into(), &1.into()), "{begun}");
	assert!(begun["next_era"].is_u64(), "{begun}");
	client.must_fail(&format!("staking pool join {pool} 1 --key //Eve"), &[]);
	pass_unbonding();
	// The member's stake is free; and with it gone, the founder's can be unbonded.
	let goes_on = client.must(&close);
	assert_eq!((&goes_on["closed"], &goes_on["withdrawn"]), (&false.into(), &1.into()));
	client.must(&close);
	pass_unbonding();
	let ended = client.must(&close);
	assert_eq!((&ended["closed"], &ended["members"]), (&true.into(), &0.into()), "{ended}");

	// But for fees, everybody has what was put in, and what the pool earned meanwhile.
	assert!(client.free(FOUNDER) > founder - OPEN);
	assert!(client.free(MEMBER) > member - OPEN);
	client.check();
}
