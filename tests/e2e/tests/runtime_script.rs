// SPDX-License-Identifier: Apache-2.0

//! `scripts/runtime.sh` says of a runtime what a vote about it says: people compare the two.

use std::{
	collections::BTreeMap,
	path::Path,
	process::{Command, Stdio},
};

use openledger_testing::{checkout, Client, TestNode};
use serde_json::Value;

const SCRIPT: &str = "scripts/runtime.sh";
const FILE: &str = "runtime.wasm";

#[test]
fn a_script_should_tell_what_an_upgrade_is_about() {
	let node = TestNode::start();
	let client = Client::of(&node);
	// Nobody looks further before it is applied.
	client.write(FILE, b"\0asm");
	let said = said_of(&client.path(FILE));

	let proposed = client.must(&format!("--key //Alice gov referendum upgrade {FILE}"));
	assert_eq!(argument(&proposed, "call_hash"), said["call hash"]);

	let call = &said["call data"];
	let proposed =
		client.must(&format!("--key //Alice gov referendum submit --track root --call {call}"));
	assert_eq!(proposed["call"]["name"], "System.authorize_upgrade");
	assert_eq!(argument(&proposed, "code_hash"), said["code hash"]);
}

/// What a referendum's call is given.
fn argument<'a>(proposed: &'a Value, name: &str) -> &'a str {
	proposed["call"]["arguments"][name].as_str().unwrap_or_else(|| panic!("{name} of {proposed}"))
}

/// What the script says of a file: the first word of each value, by its name.
fn said_of(file: &Path) -> BTreeMap<String, String> {
	let output = Command::new(checkout().join(SCRIPT))
		.arg("--show")
		.arg(file)
		.stdin(Stdio::null())
		.output()
		.expect("the script can be started");
	assert!(output.status.success(), "{output:?}");
	let said = String::from_utf8(output.stdout).expect("it is text");
	let fields = said.lines().map(|line| {
		let (name, value) = line.split_once("  ").expect("each line is a field");
		let value = value.split_whitespace().next().expect("it has a value");
		(name.to_owned(), value.to_owned())
	});
	fields.collect()
}
