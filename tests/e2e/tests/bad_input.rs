// SPDX-License-Identifier: Apache-2.0

//! Whatever is wrong with what a person gives, the client says so and the chain stays as it is.

use std::{fs::File, net::TcpListener};

use openledger_testing::{Client, TestNode};

const GIGABYTE: u64 = 1 << 30;
/// A key without money.
const PAUPER: &str = "//Pauper";

#[test]
fn nothing_should_come_of_what_cannot_be_done() {
	let node = TestNode::start();
	let client = Client::of(&node);
	client.must("datanet create everyone --key //Alice");
	let counts = client.counts();
	assert_eq!(counts["datanets"], 1);

	files_that_are_no_texts(&client);
	what_is_not_on_the_chain(&client);
	accounts_that_cannot_pay(&client);
	nodes_and_keys_that_are_not_meant(&client);
	assert_eq!(client.counts(), counts);
	// What is right is done as it was before.
	client.must("contribution register good.txt --datanet 0 --key //Alice");
	assert_eq!(client.counts()["contributions"], 1);
}

fn files_that_are_no_texts(client: &Client) {
	client.write("good.txt", "There is nothing wrong with this text.");
	client.write("empty.txt", "");
	client.write("blank.txt", " \n\t\u{a0}\r\n");
	client.write("unseen.txt", "\u{feff} \u{200b}\u{1}\n");
	client.write("latin1.txt", b"caf\xe9 au lait");
	let huge = File::create(client.path("huge.txt")).expect("a file can be made");
	huge.set_len(GIGABYTE).expect("a file can have holes");

	let nothing = "nothing but white space and characters that can't be seen can't be contributed";
	let size = format!("huge.txt has {GIGABYTE} bytes, more than the ");
	for (file, parts) in [
		("empty.txt", ["empty.txt has no text", nothing]),
		("blank.txt", ["blank.txt has no text", nothing]),
		("unseen.txt", ["unseen.txt has no text", nothing]),
		("latin1.txt", ["latin1.txt is not UTF-8 at byte 3", "convert it to UTF-8"]),
		("huge.txt", [size.as_str(), "split it"]),
	] {
		client.refuses(&format!("contribution register {file} --datanet 0 --key //Alice"), &parts);
		// One of several is enough for none to be registered, and is named.
		let several = format!("contribution register good.txt {file} --datanet 0 --key //Alice");
		client.refuses(&several, &["1 of 2 inputs", "so none was", parts[0]]);
	}
	let nothing = "nothing but white space and characters that can't be seen can't be attributed";
	for (file, parts) in [
		("empty.txt", ["empty.txt has no text", nothing]),
		("blank.txt", ["blank.txt has no text", nothing]),
		("unseen.txt", ["unseen.txt has no text", nothing]),
		("latin1.txt", ["latin1.txt is not UTF-8 at byte 3", "convert it to UTF-8"]),
		("huge.txt", [size.as_str(), "take it in parts"]),
	] {
		client.refuses(&format!("answer attribute {file} --model 0"), &parts);
	}
}

fn what_is_not_on_the_chain(client: &Client) {
	let no_model = ["there is no model 7", "the chain has no model yet"];
	client.refuses("answer attribute good.txt --model 7", &no_model);
	client.refuses("answer settle good.txt --model 7 --fee 1 --key //Alice", &no_model);
	let no_parent = ["Models.ModelNotFound", "No model has this id"];
	client.refuses("model register --kind fine-tune --parent 7:5 --key //Alice", &no_parent);
	client.refuses("model show 7", &no_model);

	let no_datanet = ["there is no datanet 9", "the chain has one datanet: 0"];
	client.refuses("contribution register good.txt --datanet 9 --key //Alice", &no_datanet);
	client.refuses("model register --kind base --dataset 9 --key //Alice", &no_datanet);
	client.refuses("datanet show 9", &no_datanet);

	let empty = ["Models.MalformedDataset"];
	client.refuses("model register --kind base --dataset 0 --key //Alice", &empty);
	client.refuses("batch finalize 3 --key //Alice", &["there is no batch 3", "no batch yet"]);
	client.refuses(
		"account claim --key //Alice",
		&["Rewards.NothingOwed", "openledger batch finalize BATCH"],
	);
}

fn accounts_that_cannot_pay(client: &Client) {
	let address = client.address(PAUPER);
	let transfer = format!("openledger account transfer {address}");
	for command in [
		"datanet create mine",
		"contribution register good.txt --datanet 0",
		"account transfer //Bob 1",
	] {
		let parts = &[address.as_str(), "can't pay", "can spend 0 OPEN", transfer.as_str()];
		client.refuses(&format!("{command} --key {PAUPER}"), parts);
	}
	let parts = ["needs 900000000.", "OPEN and can spend ", "openledger account transfer"];
	client.refuses("account transfer //Bob 900000000 --key //Alice", &parts);
}

fn nodes_and_keys_that_are_not_meant(client: &Client) {
	// A port that was free a moment ago.
	let free = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
	let url = format!("ws://{}", free.local_addr().expect("it has a port"));
	drop(free);
	let nobody = Client::new(&url);
	nobody.refuses("status --patience 0", &["no node answers at", &url, "--url"]);
	let nothing = Client::new("127.0.0.1:9944");
	nothing.refuses("status", &["`127.0.0.1:9944` is not the address of a node", "ws://"]);

	let status = client.must("status");
	let genesis = status["genesis"].as_str().expect("a hash is text");
	let other = format!("0x{}", "5".repeat(64));
	let parts = ["follows another chain", genesis, other.as_str(), "--genesis"];
	client.refuses(&format!("status --genesis {other}"), &parts);
	client.refuses(&format!("datanet create mine --key //Alice --genesis {other}"), &parts);
	client.must(&format!("status --genesis {genesis}"));

	client.refuses("datanet create mine", &["this needs a key", "--key"]);
	client.refuses("datanet create mine --key my-key.json", &["my-key.json"]);
}

#[test]
fn malformed_options_should_be_explained() {
	// Options are read before anything else: no node is needed.
	let client = Client::new("ws://127.0.0.1:9");
	let register = "model register --kind fine-tune --key //Alice";
	for (parent, reason) in [
		("0", "`0` has no royalty: write a parent as 3:20"),
		("x:5", "`x` is no model: write a parent as 3:20"),
		(":5", "write a parent as 3:20"),
		("0:", "--parent"),
		("0:101", "`101` is more than 100 %"),
		("0:5:6", "--parent"),
		("4294967296:5", "write a parent as 3:20"),
	] {
		client.misunderstands(&format!("{register} --parent {parent}"), &[reason, "--parent"]);
	}
	for dataset in ["x", ":", "0:x", "0:5:", "0:5:1,", "0:5:1:2", "-1", "4294967296"] {
		let reason = "write a dataset as 3, 3:200 or 3:200:7,12";
		client.misunderstands(&format!("{register} --dataset={dataset}"), &[reason, "--dataset"]);
	}
	for (command, part) in [
		("answer settle a.txt --model 0 --fee 1,5", "write an amount as 1.5"),
		("answer settle a.txt --model 0 --fee 0.0000000000000000001", "more than 18 decimals"),
		("answer settle a.txt --model minus --fee 1", "--model"),
		("answer settle a.txt --model 0", "--fee"),
		("account owed Nobody", "`Nobody` is not an account"),
		("status --genesis 0x12", "`0x12` is no hash: give 0x and 64 digits"),
		("contribution register --datanet 0", "PATH"),
		("no-such-command", "no-such-command"),
	] {
		client.misunderstands(command, &[part]);
	}
}
