// SPDX-License-Identifier: Apache-2.0

//! The benches that need a chain, in small: what `scripts/bench.sh registries` does with a million,
//! what `scripts/bench.sh settlement` does for a minute of full blocks, and what
//! `scripts/bench.sh finality` does with a hundred transfers.

use std::{fs, path::Path, process::Command};

use openledger_testing::{binary_path, TestNode};
use serde_json::Value;
use tempfile::TempDir;

/// Runs a bench on a node, and returns its results.
fn run(bench: &str, node: &TestNode, options: &[&str], out: &Path) -> Value {
	let mut command = Command::new(binary_path("openledger-bench"));
	command.args([bench, "--url", &node.url(), "--log"]).arg(node.log_file()).args(options);
	results(command, out)
}

/// Runs a bench, and returns the results that it writes.
fn results(mut command: Command, out: &Path) -> Value {
	let output = command.arg("--out").arg(out).output().expect("the bench can be started");
	let said = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "the bench failed: {said}");
	let result = fs::read_to_string(out).expect("the result is written");
	serde_json::from_str(&result).expect("the result is JSON")
}

/// A number of the results.
fn number(of: &Value, name: &str) -> f64 {
	of[name].as_f64().unwrap_or_else(|| panic!("there is no {name} in {of}"))
}

#[test]
fn the_registries_should_be_measured_as_they_grow() {
	let node = TestNode::start_with_slots(&[]);
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let out = directory.path().join("registries.json");
	let options = [
		["--sizes", "300,600"],
		["--samples", "20"],
		["--lookups", "20"],
		["--singles", "40"],
		["--minutes", "8"],
	];
	let result = run("registries", &node, options.as_flattened(), &out);
	let rows = result["rows"].as_array().expect("there are rows");
	assert_eq!(rows.len(), 2);
	let measured =
		["register_us", "accept_us", "settle_one_us", "settle_batch_us_per_receipt", "lookup_us"];
	for row in rows {
		for name in measured {
			assert!(number(row, name) > 0.0, "{name} in {row}");
		}
		// Thousands at once are a bargain, even in small.
		assert!(number(row, "settle_batch_us_per_receipt") < number(row, "settle_one_us"), "{row}");
	}
	assert!(number(&rows[1], "contributions") >= 600.0, "{result}");
	assert_eq!(result["state"].as_array().map(Vec::len), Some(5));
}

#[test]
fn settlement_should_be_measured_in_full_blocks() {
	let node = TestNode::start_with_slots(&[]);
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let out = directory.path().join("settlement.json");
	let process = node.process_id().to_string();
	let program = binary_path("openledger-node");
	let program = program.to_str().expect("the path is text");
	let options = [
		["--blocks", "2"],
		["--accounts", "64"],
		["--minutes", "9"],
		["--pid", &process],
		["--node", program],
	];
	let result = run("settlement", &node, options.as_flattened(), &out);

	// How fast it is depends on the machine; that all was measured does not.
	let measured = [
		"transfers_per_s",
		"batch_all_recipients_per_s",
		"settle_one_per_s",
		"settle_batch_inferences_per_s",
		"settle_batch_to_settle_one",
		"declared_us_per_receipt",
		"actual_us_per_receipt",
		"actual_to_declared",
		"authoring_ms_full_block",
		"import_ms_full_block",
		"node_rss_mb",
		"node_peak_mb",
	];
	for name in measured {
		assert!(number(&result, name) > 0.0, "{name} in {result}");
	}
	assert!((34.0..=36.0).contains(&number(&result, "receipt_bytes")), "{result}");
	assert!(
		number(&result, "settle_batch_inferences_per_s") > number(&result, "settle_one_per_s"),
		"{result}"
	);
	let phases = result["phases"].as_array().expect("there are phases");
	assert_eq!(phases.len(), 4);
	for phase in phases {
		let blocks = phase["blocks"].as_array().expect("there are blocks");
		let last = blocks.last().expect("blocks were full");
		assert!(number(phase, "last_final") >= number(last, "block"), "{phase}");
		for name in ["per_s", "declared_us", "bytes", "import_ms"] {
			assert!(number(phase, name) > 0.0, "{name} in {phase}");
		}
		for name in ["fill_by_weight_percent", "fill_by_length_percent"] {
			assert!((0.0..=100.0).contains(&number(phase, name)), "{name} in {phase}");
		}
	}
	let plot = fs::read_to_string(out.with_extension("svg")).expect("the plot is written");
	assert!(plot.starts_with("<svg") && plot.trim_end().ends_with("</svg>"), "{plot}");
}

#[test]
fn finality_should_be_measured_on_four_validators() {
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let mut command = Command::new(binary_path("openledger-bench"));
	command.args(["finality", "--transfers", "12", "--node"]).arg(binary_path("openledger-node"));
	command.arg("--folder").arg(directory.path().join("validators"));
	let result = results(command, &directory.path().join("finality.json"));

	assert_eq!(number(&result, "transfers"), 12.0);
	assert_eq!(number(&result, "slot_s"), 2.0);
	let inclusion = number(&result, "inclusion_p50_s");
	let [p50, p95, max] = ["p50_s", "p95_s", "max_s"].map(|name| number(&result, name));
	assert!(0.0 < inclusion && inclusion < p50 && p50 <= p95 && p95 <= max, "{result}");
	assert!(number(&result, "p50_to_inclusion") > 1.0, "{result}");
}
