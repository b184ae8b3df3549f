// SPDX-License-Identifier: Apache-2.0

//! The client, as a person runs it.

mod background;

pub use background::{Background, Ended};

use std::{
	fs,
	path::PathBuf,
	process::{Command, Stdio},
	sync::atomic::{AtomicU32, Ordering},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{binary_path, TestNode};

/// Variables that stand for options. A test gives all options itself.
const VARIABLES: [&str; 8] = [
	"OPENLEDGER_URL",
	"OPENLEDGER_KEY",
	"OPENLEDGER_STORE",
	"OPENLEDGER_GENESIS",
	"OPENLEDGER_PASSWORD",
	"OPENLEDGER_ACCOUNT_PASSWORD",
	"OPENLEDGER_KEY_ACCOUNT",
	"OPENLEDGER_PATIENCE",
];

/// What a command exits with when it can't do what it was asked, by the reason.
const REFUSED: [i32; 5] = [1, 3, 4, 5, 6];
/// What a command exits with when it was not asked properly.
const MISUSED: Option<i32> = Some(2);

/// The `openledger` program, in a directory of its own with a store of its own.
pub struct Client {
	program: PathBuf,
	directory: TempDir,
	url: String,
	/// How many commands it has started in the background.
	spawned: AtomicU32,
}

/// What a command that failed left behind.
#[derive(Debug)]
pub struct Failure {
	/// What it exited with; `None` if a signal ended it.
	pub code: Option<i32>,
	/// The results that it showed before.
	pub stdout: String,
	/// What it said of why.
	pub stderr: String,
}

impl Client {
	/// A client of the node at `url`, whether there is one or not.
	pub fn new(url: &str) -> Self {
		let directory =
			TempDir::with_prefix("openledger-client-").expect("a directory can be made");
		let program = binary_path("openledger");
		Self { program, directory, url: url.to_owned(), spawned: AtomicU32::new(0) }
	}

	/// A client of a node that runs, by another program than the one of this build.
	pub fn by(program: PathBuf, node: &TestNode) -> Self {
		Self { program, ..Self::of(node) }
	}

	/// A client of a node that runs.
	pub fn of(node: &TestNode) -> Self {
		Self::new(&node.url())
	}

	/// Goes on with another node, or with one that was started again.
	pub fn follow(&mut self, node: &TestNode) {
		self.url = node.url();
	}

	/// Where the client is run, and where it finds files by their names.
	pub fn path(&self, name: &str) -> PathBuf {
		self.directory.path().join(name)
	}

	/// Writes a file.
	pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
		fs::write(self.path(name), content).expect("a file can be written");
	}

	/// Reads a file that a command wrote.
	pub fn read(&self, name: &str) -> String {
		fs::read_to_string(self.path(name)).expect("a text that was written can be read")
	}

	/// A command, word by word.
	fn of_words<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Command {
		let mut program = Command::new(&self.program);
		for variable in VARIABLES {
			program.env_remove(variable);
		}
		// Not that of whoever runs the tests.
		program.env("OPENLEDGER_CONFIG", "");
		program
			.current_dir(self.directory.path())
			.args(words)
			.args(["--url", &self.url, "--store", "store"])
			.stdin(Stdio::null());
		program
	}

	/// A command as it is typed, but for quotes, that shows its results to machines.
	fn program(&self, command: &str) -> Command {
		let mut program = self.of_words(command.split_whitespace());
		program.arg("--json");
		program
	}

	/// Runs a command that has to succeed, and returns what it shows to people. Words may have blanks
	/// in them.
	pub fn shown(&self, words: &[&str]) -> String {
		let output = self.of_words(words.iter().copied()).output();
		let output = output.expect("the client can be started");
		let stderr = String::from_utf8_lossy(&output.stderr);
		assert!(output.status.success(), "{words:?} failed: {stderr}");
		String::from_utf8(output.stdout).expect("what people read is UTF-8")
	}

	/// Starts a command, as [`Self::run`] does, that goes on.
	pub fn spawn(&self, command: &str) -> Background {
		let number = self.spawned.fetch_add(1, Ordering::Relaxed);
		let files = self.path(&format!("command-{number}"));
		Background::start(command, self.program(command), files)
	}

	/// Runs a command as it is typed, but for quotes, and returns what it shows to machines.
	pub fn run(&self, command: &str) -> Result<Value, Failure> {
		let output = self.program(command).output().expect("the client can be started");
		let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
		if !output.status.success() {
			let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
			return Err(Failure { code: output.status.code(), stdout, stderr });
		}
		let json = serde_json::from_slice(&output.stdout);
		Ok(json.unwrap_or_else(|error| {
			panic!("`openledger {command}` shows no JSON, {error}: {}", text(&output.stdout))
		}))
	}

	/// Runs a command that has to succeed, and returns what it shows to machines. Panics if it fails.
	pub fn must(&self, command: &str) -> Value {
		self.run(command).unwrap_or_else(|Failure { code, stderr, .. }| {
			panic!("`openledger {command}` failed with {code:?}: {stderr}")
		})
	}

	/// Runs a command that has to fail, with each of `parts` in what it says.
	pub fn must_fail(&self, command: &str, parts: &[&str]) -> Failure {
		match self.run(command) {
			Ok(shown) => panic!("`openledger {command}` did not fail: {shown}"),
			Err(failure) => {
				for part in parts {
					let Failure { code, stderr, .. } = &failure;
					assert!(
						stderr.contains(part),
						"`openledger {command}` failed with {code:?} and no `{part}` in: {stderr}"
					);
				}
				failure
			}
		}
	}

	/// Runs a command that can't be done: it must say each of `parts`, and what to do next.
	pub fn refuses(&self, command: &str, parts: &[&str]) {
		let Failure { code, stderr, .. } = self.must_fail(command, parts);
		let is_refused = code.is_some_and(|code| REFUSED.contains(&code));
		assert!(is_refused, "`openledger {command}` exited with {code:?}: {stderr}");
		assert!(stderr.starts_with("error: "), "`openledger {command}`: {stderr}");
		assert!(stderr.contains("\nhint: "), "`openledger {command}`: {stderr}");
	}

	/// Runs a command that is none: it must say each of `parts`.
	pub fn misunderstands(&self, command: &str, parts: &[&str]) {
		let Failure { code, stderr, .. } = self.must_fail(command, parts);
		assert_eq!(code, MISUSED, "`openledger {command}`: {stderr}");
	}

	/// Has the node check the books of all of the chain's own pallets, and count the money.
	pub fn check(&self) {
		let check = self.must("check");
		let pallets = check["pallets"].as_array().expect("a list");
		assert_eq!(pallets.len(), 10, "{check}");
		assert!(pallets.iter().all(|pallet| pallet["error"].is_null()), "{check}");
	}

	/// How many datanets, contributions, models, batches and channels there have been.
	pub fn counts(&self) -> Value {
		self.must("status")["counts"].clone()
	}

	/// What an account has beside what is held of it, in planck.
	pub fn free(&self, account: &str) -> u128 {
		planck(&self.must(&format!("account balance {account}"))["free"])
	}

	/// What an account is owed, in planck.
	pub fn owed(&self, account: &str) -> u128 {
		planck(&self.must(&format!("account owed {account}"))["owed"])
	}

	/// The account's address on this chain.
	pub fn address(&self, account: &str) -> String {
		let shown = self.must(&format!("account balance {account}"));
		shown["account"].as_str().expect("an account is text").to_owned()
	}
}

/// An amount in a command's result.
pub fn planck(amount: &Value) -> u128 {
	amount
		.as_str()
		.and_then(|amount| amount.parse().ok())
		.unwrap_or_else(|| panic!("{amount} is no amount"))
}

/// The account of a pot of the chain.
pub fn pot(id: &[u8; 8]) -> String {
	let digits: String = b"modl".iter().chain(id).map(|byte| format!("{byte:02x}")).collect();
	format!("0x{digits:0<64}")
}
