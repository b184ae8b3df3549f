// SPDX-License-Identifier: Apache-2.0

//! Token holders replace the runtime of a live network, and no answer that is settled meanwhile is
//! missed.

#[path = "outages/answers.rs"]
mod answers;
#[path = "upgrade/chain.rs"]
mod chain;
#[path = "upgrade/vote.rs"]
mod vote;

use std::{
	env,
	ops::RangeInclusive,
	path::PathBuf,
	sync::mpsc::{self, RecvTimeoutError},
	thread,
	time::Duration,
};

use openledger_testing::{block_on, hash, wait_for, Client, Event, Network, Rpc, TestNode, OPEN};
use subxt::{ext::codec::Decode, rpcs::client::rpc_params};

use crate::{
	answers::Answers,
	chain::{built_in_code, chain_of, previous_code},
};

/// Between two answers.
const PAUSE: Duration = Duration::from_secs(3);
/// How many more are settled after the migrations.
const AFTER: u64 = 5;
/// Longer than a referendum, an upgrade or a few answers take.
const LIMIT: Duration = Duration::from_secs(300);
const ISSUED: u128 = 1_000_000_000 * OPEN;

#[test]
#[ignore = "`scripts/drill.sh upgrade REF` builds the runtime that is replaced, and runs this"]
fn a_vote_should_replace_the_runtime_and_no_answer_be_missed() {
	let (previous, new) = (previous_code(), built_in_code());
	let chain = chain_of(&previous);
	let network = Network::start_on(&chain.specification(), 4);
	let node = network.node(0);
	let client = Client::of(node);
	let former = former_client().map(|program| Client::by(program, node));
	let before = version(node, node.finalized());
	let mut answers = Answers::begin(&client);
	former.iter().for_each(|client| ensure_useful(client, "//Dave"));

	let (answers, migrated) = thread::scope(|scope| {
		// Ends with this scope, whatever happens in it.
		let (stop, told) = mpsc::channel::<()>();
		let settling = scope.spawn(move || {
			while told.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
				answers.settle(node);
			}
			answers
		});
		vote::authorise(node, &new);
		vote::apply(node, &new);
		let replaced = wait_for("the new runtime", LIMIT, || {
			let last = node.finalized();
			(version(node, last) != before).then(|| first_of_version(node, before, last))
		});
		let migrated = wait_for("the end of the migrations", LIMIT, || {
			migrated(&node.events(replaced + 1..=node.finalized()), replaced + 1)
		});
		eprintln!("block {replaced} has the new runtime, {migrated} the end of its migrations");
		let enough = count(&client) + AFTER;
		wait_for("more answers", LIMIT, || (count(&client) >= enough).then_some(()));
		drop(stop);
		(settling.join().expect("answers are settled"), migrated)
	});

	let after = version(node, node.finalized());
	assert!(after > before, "version {after} follows {before}");
	network.wait_until_final(node.best());
	former.iter().for_each(|client| ensure_useful(client, "//Charlie"));
	for node in network.running() {
		answers.ensure_kept(node);
	}
	answers.wait_until_paid(&client);
	let last = node.finalized();
	ensure_issued(node, 1..=last);
	ensure_sound(node, migrated..=last);
}

#[test]
#[ignore = "`scripts/drill.sh bounds` builds a runtime with other bounds, and runs this"]
fn a_runtime_with_other_bounds_should_need_no_other_client() {
	let chain = chain_of(&previous_code());
	let network = Network::start_on(&chain.specification(), 4);
	let client = Client::of(network.node(0));
	let parameters = client.must("gov params show");
	let leverage = parameters.as_array().expect("a list").iter();
	let mut leverage = leverage.filter(|one| one["parameter"] == "attribution.leverage");
	let leverage = leverage.next().expect("there is the parameter");
	assert!(leverage.to_string().contains("1000"), "{leverage}");
	let propose = |value| {
		client.run(&format!("gov params propose attribution.leverage {value} --key //Alice"))
	};
	assert_eq!(propose(1_000).expect("it is within its bounds")["track"], "attribution");
	let refused = propose(1_001).expect_err("it is out of its bounds");
	assert!(refused.stderr.contains("1000"), "{}", refused.stderr);
}

/// The client that was built with the runtime that is replaced, if one is named.
fn former_client() -> Option<PathBuf> {
	env::var_os("OPENLEDGER_FORMER_CLIENT").map(PathBuf::from)
}

/// Fails unless a client reads and changes the chain as its user expects, by commands that each
/// release has had.
fn ensure_useful(client: &Client, key: &str) {
	let name = "lighthouse";
	let created = client.must(&format!("datanet create {name} --key {key}"));
	let datanet = client.must(&format!("datanet show {}", created["datanet"]));
	assert_eq!(datanet["name"], name);
	let models = client.must("model list");
	assert_eq!(models[0]["model"], 0);
	let endpoint = "https://example.org";
	client.must(&format!("operator register --bond 1000 --endpoint {endpoint} --key {key}"));
	assert_eq!(client.must(&format!("operator show {key}"))["bond"], (1_000 * OPEN).to_string());
	let last = client.counts()["batches"].as_u64().and_then(|count| count.checked_sub(1));
	if let Some(last) = last {
		client.must(&format!("batch show {last}"));
	}
	client.must("status");
}

/// The version of the runtime that a block leaves.
fn version(node: &TestNode, block: u64) -> u64 {
	let version = node.call("state_getRuntimeVersion", rpc_params![node.hash(block)]);
	version.expect("the node answers")["specVersion"].as_u64().expect("versions are numbers")
}

/// The first block that leaves another version of the runtime, of those up to `last`.
fn first_of_version(node: &TestNode, before: u64, last: u64) -> u64 {
	let same = (0..last).rev().find(|block| version(node, *block) == before);
	same.expect("the chain began with another one") + 1
}

/// The block in which the migrations ended, if they have: `first`, the first of the new runtime, if
/// there are none. Fails when one did.
fn migrated(events: &[Event], first: u64) -> Option<u64> {
	let of = |name: &str| events.iter().find(|event| event.is("MultiBlockMigrations", name));
	assert!(of("UpgradeFailed").is_none(), "a migration has failed");
	if of("UpgradeStarted").is_none() {
		return events.iter().any(|event| event.block >= first).then_some(first);
	}
	let completed = of("UpgradeCompleted")?;
	let migrations: u32 = of("UpgradeStarted").expect("it has begun before").read();
	assert!(migrations > 0);
	Some(completed.block)
}

/// Batches that there have been.
fn count(client: &Client) -> u64 {
	client.counts()["batches"].as_u64().expect("batches are counted")
}

/// Fails unless after each block there is what there was at genesis, or is owed to stakers.
fn ensure_issued(node: &TestNode, blocks: RangeInclusive<u64>) {
	block_on(async {
		let rpc = Rpc::connect(&node.url()).await;
		let entries = [("Balances", "TotalIssuance"), ("Rewards", "StakersUnpaid")];
		let keys = entries.map(|(pallet, entry)| rpc.prefix(pallet, entry).to_vec());
		for number in blocks {
			let block = rpc.request("chain_getBlockHash", rpc_params![number]).await;
			let block = hash(&block.expect("the node answers"));
			let amounts = rpc.values(&keys, block).await.expect("the node has the state");
			let amounts = amounts.into_iter().flatten();
			let amounts = amounts.map(|amount| u128::decode(&mut &amount[..]).expect("an amount"));
			assert_eq!(amounts.sum::<u128>(), ISSUED, "after block {number}");
		}
	});
}

/// Fails unless the new runtime's books are right after each block: the sum of what is owed among
/// them.
fn ensure_sound(node: &TestNode, blocks: RangeInclusive<u64>) {
	for number in blocks {
		let check = node.call("openledger_checkState", rpc_params![node.hash(number)]);
		let check = check.expect("the node answers");
		let pallets = check["pallets"].as_array().expect("a list");
		assert!(pallets.iter().all(|pallet| pallet["error"].is_null()), "block {number}: {check}");
	}
}
