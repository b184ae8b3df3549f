// SPDX-License-Identifier: Apache-2.0

//! A local chain that begins with another runtime than the node's own.

use std::{env, fs, process::Command};

use openledger_testing::{binary_path, Network};
use serde_json::{json, Value};
use sp_core::bytes::{from_hex, to_hex};
use subxt::{
	ext::codec::{Decode, Encode},
	rpcs::client::rpc_params,
};
use tempfile::TempDir;

/// Names the file with the runtime that is replaced.
const PREVIOUS: &str = "OPENLEDGER_UPGRADE_FROM";
/// The genesis of a local chain, as runtimes call it.
const PRESET: &str = "local_testnet";
/// Where a chain has its runtime.
const CODE: &str = "0x3a636f6465";

/// A chain that has a specification of its own, in a directory.
pub struct Chain(TempDir);

impl Chain {
	fn of(specification: &Value) -> Self {
		let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
		let chain = Self(directory);
		fs::write(chain.specification(), specification.to_string()).expect("a file can be written");
		chain
	}

	/// Where its specification is, as long as this value is there.
	pub fn specification(&self) -> String {
		let path = self.0.path().join("chain.json");
		path.to_str().expect("the path is text").to_owned()
	}
}

/// The runtime that is replaced.
pub fn previous_code() -> Vec<u8> {
	let path = env::var_os(PREVIOUS)
		.unwrap_or_else(|| panic!("name the runtime that is replaced, a Wasm file, by {PREVIOUS}"));
	fs::read(&path).unwrap_or_else(|error| panic!("can't read {}: {error}", path.display()))
}

/// The runtime that is built into the node.
pub fn built_in_code() -> Vec<u8> {
	let specification = exported(&["--raw"]);
	let code =
		specification["genesis"]["raw"]["top"][CODE].as_str().expect("chains have a runtime");
	from_hex(code).expect("it is hex")
}

/// A local chain that begins with this runtime, as that would have it begin.
pub fn chain_of(code: &[u8]) -> Chain {
	let code = to_hex(code, false);
	let mut specification = exported(&[]);
	let patch = preset(&code);
	specification["genesis"] = json!({ "runtimeGenesis": { "code": code, "patch": patch } });
	Chain::of(&specification)
}

/// What a runtime wants a local chain to begin with. A node without a say asks it, on a chain that
/// begins as the built-in one and is not to go on.
fn preset(code: &str) -> Value {
	let mut specification = exported(&["--raw"]);
	specification["genesis"]["raw"]["top"][CODE] = code.into();
	let chain = Chain::of(&specification);
	let mut network = Network::start_on(&chain.specification(), 0);
	let number = network.add(&[]);
	let name = to_hex(&Some(PRESET).encode(), false);
	let arguments = rpc_params!["GenesisBuilder_get_preset", name];
	let answer = network.node(number).call("state_call", arguments).expect("the runtime answers");
	let answer = from_hex(answer.as_str().expect("it is text")).expect("it is hex");
	let preset = Option::<Vec<u8>>::decode(&mut &answer[..]).expect("it may have a preset");
	let preset = preset.unwrap_or_else(|| panic!("the runtime has no preset {PRESET}"));
	serde_json::from_slice(&preset).expect("presets are JSON")
}

/// The specification of the node's own local chain.
fn exported(options: &[&str]) -> Value {
	let output = Command::new(binary_path("openledger-node"))
		.args(["export-chain-spec", "--chain", "local"])
		.args(options)
		.output()
		.expect("the node can be started");
	let said = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "the node exports no chain: {said}");
	serde_json::from_slice(&output.stdout).expect("specifications are JSON")
}
