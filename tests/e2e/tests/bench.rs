// SPDX-License-Identifier: Apache-2.0

//! The bench of the registries, in small: what `scripts/bench.sh registries` does with a million.

use std::{fs, process::Command};

use openledger_e2e::{binary_path, Node};
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn the_registries_should_be_measured_as_they_grow() {
	let node = Node::start();
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let out = directory.path().join("registries.json");
	let output = Command::new(binary_path("openledger-bench"))
		.args(["registries", "--url", &node.url(), "--log"])
		.arg(node.log_file())
		.arg("--out")
		.arg(&out)
		.args(["--sizes", "600,1200", "--samples", "40", "--lookups", "50", "--singles", "100"])
		.args(["--minutes", "5"])
		.output()
		.expect("the bench can be started");
	let said = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "the bench failed: {said}");
	let result = fs::read_to_string(out).expect("the result is written");
	let result: Value = serde_json::from_str(&result).expect("the result is JSON");
	let rows = result["rows"].as_array().expect("there are rows");
	assert_eq!(rows.len(), 2);
	for row in rows {
		for measured in ["register_us", "accept_us", "settle_one_us", "lookup_us"] {
			assert!(row[measured].as_f64() > Some(0.0), "{measured} in {row}");
		}
	}
	assert!(rows[1]["contributions"].as_u64() >= Some(1_200), "{result}");
	assert_eq!(result["state"].as_array().map(Vec::len), Some(5));
}
