// SPDX-License-Identifier: Apache-2.0

//! polkadot.js and PAPI, and so the wallets and explorers that are built on them, understand the
//! chain.

use std::{path::Path, process::Command};

use openledger_e2e::Node;

#[test]
fn polkadot_js_should_understand_the_chain() {
	run("check.mjs", "@polkadot/api");
}

#[test]
fn papi_should_understand_the_chain() {
	run("papi.mjs", "@polkadot-api/substrate-client");
}

/// Runs a script of `tests/js`, which needs `package`, against a node.
fn run(script: &str, package: &str) {
	let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../js");
	assert!(
		directory.join("node_modules").join(package).is_dir(),
		"{package} is not installed: run scripts/test.sh, or `npm ci` in tests/js"
	);
	let node = Node::start();
	let check = Command::new("node")
		.arg(script)
		.arg(node.url())
		.current_dir(&directory)
		.output()
		.expect("Node.js can be started: scripts/setup.sh --test installs it");
	let shown = String::from_utf8_lossy(&check.stdout);
	println!("{shown}{}", String::from_utf8_lossy(&check.stderr));
	assert!(check.status.success(), "{script} ended with {}", check.status);
	assert!(shown.contains(" passed, 0 failed"), "{script} did not come to its end");
}
