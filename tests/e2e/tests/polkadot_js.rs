// SPDX-License-Identifier: Apache-2.0

//! polkadot.js and PAPI, and so the wallets and explorers that are built on them, understand the
//! chain, and sign what it settles by; signing devices sign for it; a light client follows it; and a
//! dApp is tested on it.

use std::{fs, process::Command};

use openledger_testing::{binary_path, checkout, Sealing, TestNode};
use tempfile::TempDir;

/// Where the scripts are, and where the example of a dApp.
const SCRIPTS: &str = "tests/js";
const DAPP: &str = "examples/dapp";
/// Node.js 18 has `crypto`, as pages do, only when asked for it. Later ones always have.
const WEB_CRYPTO: &str = "--experimental-global-webcrypto";

#[test]
fn polkadot_js_should_understand_the_chain() {
	let node = TestNode::start_with_slots(&[]);
	run("check.mjs", "@polkadot/api", &[&node.url()]);
}

#[test]
fn papi_should_understand_the_chain() {
	let node = TestNode::start_with_slots(&[]);
	run("papi.mjs", "@polkadot-api/substrate-client", &[&node.url()]);
}

#[test]
fn wallets_should_sign_receipts_and_vouchers() {
	run("signatures.mjs", "@polkadot-labs/hdkd-helpers", &[]);
}

#[test]
fn devices_should_sign_for_the_chain() {
	let node = TestNode::start();
	run("devices.mjs", "@polkadot-api/merkleize-metadata", &[&node.url()]);
}

#[test]
fn a_light_client_should_follow_the_chain() {
	let node = TestNode::start_with_slots(&["--listen-addr", "/ip4/127.0.0.1/tcp/0/ws"]);
	// It starts from a final block.
	node.wait_until_final(2);
	let export = Command::new(binary_path("openledger-node"))
		.args(["export-light-spec", "--url", &node.url()])
		.output()
		.expect("the node's program can be started");
	let errors = String::from_utf8_lossy(&export.stderr);
	assert!(export.status.success(), "export-light-spec ended with {}: {errors}", export.status);
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let file = directory.path().join("light.json");
	fs::write(&file, export.stdout).expect("a file can be written");
	run("smoldot.mjs", "smoldot", &[&file.to_string_lossy(), &node.url()]);
}

#[test]
fn a_dapp_should_be_tested_on_a_chain_of_its_own() {
	let node = TestNode::builder().sealing(Sealing::Manual).must_start();
	let mut test = Command::new("npm");
	test.arg("test").env("OPENLEDGER_URL", node.url());
	test.env("NODE_OPTIONS", WEB_CRYPTO);
	let shown = succeed(test, DAPP, "polkadot-api");
	assert!(shown.contains(" fail 0\n"), "the dApp's test did not come to its end");
}

/// Runs a script, which needs `package`, with these arguments.
fn run(script: &str, package: &str, arguments: &[&str]) {
	let mut check = Command::new("node");
	check.arg(script).args(arguments).env("NODE_OPTIONS", WEB_CRYPTO);
	let shown = succeed(check, SCRIPTS, package);
	assert!(shown.contains(" passed, 0 failed"), "{script} did not come to its end");
}

/// Runs a command in a directory with `package` installed, and returns what it prints.
fn succeed(mut command: Command, directory: &str, package: &str) -> String {
	let path = checkout().join(directory);
	assert!(
		path.join("node_modules").join(package).is_dir(),
		"{package} is not installed: run scripts/test.sh, or `npm ci` in {directory}"
	);
	let ended = command
		.current_dir(&path)
		.output()
		.expect("Node.js can be started: scripts/setup.sh --test installs it");
	let shown = String::from_utf8_lossy(&ended.stdout);
	println!("{shown}{}", String::from_utf8_lossy(&ended.stderr));
	assert!(ended.status.success(), "{command:?} ended with {}", ended.status);
	shown.into_owned()
}
