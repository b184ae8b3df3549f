// SPDX-License-Identifier: Apache-2.0

//! polkadot.js, and so the wallets and explorers that are built on it, understands the chain.

use std::{path::Path, process::Command};

use openledger_e2e::Node;

#[test]
fn polkadot_js_should_understand_the_chain() {
	let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../js");
	assert!(
		directory.join("node_modules/@polkadot/api").is_dir(),
		"polkadot.js is not installed: run scripts/test.sh, or `npm ci` in tests/js"
	);
	let node = Node::start();
	let check = Command::new("node")
		.arg("check.mjs")
		.arg(node.url())
		.current_dir(&directory)
		.output()
		.expect("Node.js can be started: scripts/setup.sh installs it");
	let shown = String::from_utf8_lossy(&check.stdout);
	println!("{shown}{}", String::from_utf8_lossy(&check.stderr));
	assert!(check.status.success(), "check.mjs ended with {}", check.status);
	assert!(shown.contains(" passed, 0 failed"), "check.mjs did not come to its end");
}
