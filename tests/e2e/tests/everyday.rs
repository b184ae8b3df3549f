// SPDX-License-Identifier: Apache-2.0

//! What people do without meaning it, or could not know: each is said before it costs anything, and
//! what they wanted can be done.

use std::net::TcpListener;

use openledger_testing::{planck, Client, TestNode};

const OPEN: u128 = 1_000_000_000_000_000_000;
/// Exports of wallets, of the throw-away keys that the client is tested with.
const ED25519: &str =
	include_str!("../../../client/src/keys/keystore/samples/ed25519-unencrypted.json");
const ALL: &str = include_str!("../../../client/src/keys/keystore/samples/all-unencrypted.json");
const TEXT: &str = "Whoever keeps a lighthouse keeps it for those who will never know the name of \
                    its keeper, nor ask.";

#[test]
fn what_nobody_means_should_be_said_before_it_costs_anything() {
	let node = TestNode::start();
	let client = Client::of(&node);
	wallets_sign(&client);
	names_and_amounts(&client);
	texts_and_answers(&client);
	stakers_are_told(&client);
	delegations_end(&client);
	client.check();
}

/// Accounts of every kind that wallets export sign transactions.
fn wallets_sign(client: &Client) {
	client.must("operator register --bond 1000 --endpoint https://bob.example --key //Bob");
	client.write("ed25519.json", ED25519);
	// With a byte order mark, as some editors write it.
	client.write("all.json", format!("\u{feff}{ALL}"));
	for (file, kind) in [("ed25519.json", "ed25519"), ("all.json", "ecdsa")] {
		let shown = client.must(&format!("key show --key {file}"));
		assert_eq!(shown["kind"], kind);
		let account = shown["account"].as_str().expect("an account is text");
		client.must(&format!("account transfer {account} 5 --key //Alice"));
		let before = client.free("//Bob");
		client.must(&format!("account transfer //Bob 1 --key {file}"));
		assert_eq!(client.free("//Bob"), before + OPEN);
		// Vouchers and receipts are what only sr25519 keys sign.
		client.must_fail(
			&format!("channel open --operator //Bob --amount 1 --key {file}"),
			&["vouchers and receipts are signed with sr25519", "--hot-key"],
		);
	}
	let other = format!("key show --key all.json --key-account {}", client.address("//Bob"));
	client.must_fail(&other, &["does not have the account", "--key-account"]);

	let made = client.must("key new");
	let words = made["mnemonic"].as_str().expect("a mnemonic is text").split(' ').count();
	assert_eq!(words, 12);
}

fn names_and_amounts(client: &Client) {
	client.misunderstands("account transfer //Bob 0 --key //Alice", &["that is nothing"]);
	client.misunderstands("account transfer //Bob -1 --key //Alice", &["is less than nothing"]);
	// An address of another chain, of the same account.
	let there = "14E5nqKAp3oAJcmzgZhUD2RcptBeUBScxKHgJKU4HPNcKVf3";
	let here = client.address("//Bob");
	let parts = ["another chain", "prefix 0", here.as_str()];
	client.misunderstands(&format!("account transfer {there} 1 --key //Alice"), &parts);

	let blank = "datanet create \u{200b}\u{feff} --key //Alice";
	client.refuses(blank, &["there is nothing to see of the name"]);
	let long = format!("datanet create {} --key //Alice", "x".repeat(65));
	client.refuses(&long, &["the name has 65 bytes", "shorten it"]);
}

fn texts_and_answers(client: &Client) {
	client.must("datanet create keepers --key //Alice");
	client.write("text.txt", TEXT);
	client.write("short.txt", "abc");
	client.write("other.txt", "Nothing of what is in the corpus of the model is in this output.");
	client.must("contribution register text.txt --datanet 0 --key //Charlie");
	// The path of the store is nobody's business unless it is asked for.
	assert_eq!(client.must("contribution show 0")["uri"], "");
	client.must("contribution register short.txt --datanet 0 --local-uri --key //Charlie");
	let uri = client.must("contribution show 1")["uri"].clone();
	assert!(uri.as_str().is_some_and(|uri| uri.starts_with("file:///")), "{uri}");

	let none = "model register --kind base --dataset 0:1:0 --key //Eve";
	client.refuses(none, &["nothing of datanet 0 is left"]);
	client.must("model register --kind base --dataset 0 --key //Eve");
	let free = client.free("//Alice");
	let settle = "answer settle other.txt --model 0 --fee 1 --key //Alice";
	client.refuses(settle, &["nobody's text", "nothing was paid", "--even-for-nobody"]);
	assert_eq!(client.free("//Alice"), free);
	client.must(&format!("{settle} --even-for-nobody"));
	client.must("answer settle text.txt --model 0 --fee 1 --key //Alice");
}

fn stakers_are_told(client: &Client) {
	client.refuses(
		"staking nominate //Alice//stash --key //Dave",
		&["Staking.NotController", "openledger staking bond"],
	);
	client.refuses(
		"staking pool create 5 --name small --key //Dave",
		&["to make a pool takes 100 OPEN"],
	);
	client.must("staking pool create 150 --name keepers --key //Dave");
	let in_pool = ["Staking.Restricted", "openledger staking pool extra"];
	client.refuses("staking bond 20 --key //Dave", &in_pool);
	let too_much = ["NominationPools.MinimumBondNotMet", "openledger staking pool close"];
	client.refuses("staking pool unbond 150 --key //Dave", &too_much);
	client.refuses("staking pool unbond 60 --key //Dave", &too_much);

	client.must("staking bond 20 --key //Charlie");
	let alone = ["NominationPools.Restricted", "openledger staking unbond"];
	client.refuses("staking pool join 1 5 --key //Charlie", &alone);
	let twice = "staking nominate //Alice//stash //Alice//stash //Ferdie --key //Charlie";
	let nominated = client.must(twice);
	assert_eq!(nominated["nominations"].as_array().map(Vec::len), Some(2), "{nominated}");
	client.refuses(
		"staking unbond 15 --key //Charlie",
		&["Staking.InsufficientBond", "openledger staking chill"],
	);
	client.refuses("staking validate --key //Charlie", &["openledger staking extra 980"]);

	client.must("staking pool join 1 5 --key //Eve");
	client.refuses(
		"staking pool close 1 --key //Eve",
		&["NominationPools.CanNotChangeState", "who runs it"],
	);
	let closing = client.must("staking pool close 1 --key //Dave");
	assert_eq!(closing["closed"], false, "{closing}");
	assert_eq!(closing["unbonded"], 1, "{closing}");
	assert!(closing["next_era"].is_number(), "{closing}");
	assert_eq!(client.must("staking pool show 1")["state"], "ends");
	// Nothing more can be done before that era.
	let again = client.must("staking pool close 1 --key //Dave");
	assert_eq!(again["next_era"], closing["next_era"]);
}

fn delegations_end(client: &Client) {
	let delegate = |amount: u32, conviction: u32| {
		let to =
			format!("gov delegate root //Bob {amount} --conviction {conviction} --key //Charlie");
		client.must(&to);
		client.must("gov delegate undo root --key //Charlie")
	};
	let first = delegate(500, 3);
	let until = first["locked"][0]["until"].as_u64().expect("a block");
	// The lock of the first goes on: the larger amount, until the later end.
	let second = delegate(10, 1);
	assert_eq!(planck(&second["locked"][0]["amount"]), 500 * OPEN);
	assert_eq!(second["locked"][0]["until"], until);
	let balance = client.must("account balance //Charlie");
	assert_eq!(planck(&balance["locked_by_votes"]), 500 * OPEN);
	assert_eq!(balance["vote_locks"][0]["until"], until);
	let holds = balance["holds"].as_array().expect("a list");
	let staked = holds.iter().find(|hold| hold["reason"] == "Staking.Staking");
	assert_eq!(staked.map(|hold| planck(&hold["amount"])), Some(20 * OPEN), "{balance}");
}

#[test]
fn a_node_should_name_the_port_that_is_taken() {
	let other = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
	let address = other.local_addr().expect("it has a port");
	let ended = TestNode::builder().rpc_port(address.port()).refused();
	assert!(ended.contains(&format!("Another program listens on {address}")), "{ended}");
	assert!(ended.contains("--rpc-port"), "{ended}");
}
