// SPDX-License-Identifier: Apache-2.0

//! A command of the client that goes on while a test does other things.

use std::{
	fs::{self, File},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread,
	time::Duration,
};

use serde_json::Value;

use crate::{node::log::last_lines, wait_for};

/// Lines of each of its outputs that a failed test shows.
const LINES: usize = 60;

/// A command that runs. It is killed when it goes out of scope; what it said is shown when the test
/// has failed.
pub struct Background {
	command: String,
	process: Child,
	/// Where its results go, and where everything else.
	stdout: PathBuf,
	stderr: PathBuf,
}

/// What a command that has ended left behind.
#[derive(Debug)]
pub struct Ended {
	/// What it exited with; `None` if a signal ended it.
	pub code: Option<i32>,
	/// Its results.
	pub stdout: String,
	/// Everything else that it said.
	pub stderr: String,
}

impl Background {
	/// `files` is what the files of its outputs are called, but for their extensions.
	pub(crate) fn start(command: &str, mut program: Command, files: PathBuf) -> Self {
		let (stdout, stderr) = (files.with_extension("out"), files.with_extension("err"));
		let create = |path: &PathBuf| File::create(path).expect("a file can be written");
		let process = program
			.stdin(Stdio::null())
			.stdout(create(&stdout))
			.stderr(create(&stderr))
			.spawn()
			.expect("the client can be started");
		Self { command: command.to_owned(), process, stdout, stderr }
	}

	/// Panics when it has ended.
	pub fn ensure_running(&mut self) {
		let status = self.process.try_wait().expect("a process of ours can be asked");
		let command = &self.command;
		assert!(status.is_none(), "`openledger {command}` has ended with {status:?}");
	}

	/// Ends it as a power cut would: it can't finish anything.
	pub fn kill9(&mut self) {
		self.process.kill().expect("a process of ours can be killed");
		self.process.wait().expect("what was killed ends");
	}

	/// Waits until it ends by itself. Panics if it does not within `limit`.
	pub fn wait(mut self, limit: Duration) -> Ended {
		let what = format!("the end of `openledger {}`", self.command);
		let status = wait_for(&what, limit, || {
			self.process.try_wait().expect("a process of ours can be asked")
		});
		Ended { code: status.code(), stdout: text(&self.stdout), stderr: text(&self.stderr) }
	}

	/// The results that it has shown so far, one a line.
	pub fn lines(&self) -> Vec<Value> {
		lines(&text(&self.stdout))
	}
}

impl Ended {
	/// The results that it has shown, one a line.
	pub fn lines(&self) -> Vec<Value> {
		lines(&self.stdout)
	}
}

/// Results, one a line. The last line may not be whole yet.
fn lines(shown: &str) -> Vec<Value> {
	let (whole, _) = shown.rsplit_once('\n').unwrap_or_default();
	let read = |line: &str| {
		serde_json::from_str(line).unwrap_or_else(|error| panic!("{line} is no JSON: {error}"))
	};
	whole.lines().map(read).collect()
}

fn text(path: &Path) -> String {
	let bytes = fs::read(path).expect("what was written can be read");
	String::from_utf8_lossy(&bytes).into_owned()
}

impl Drop for Background {
	fn drop(&mut self) {
		// It may have ended by itself; either way it is gone.
		let _ = self.process.kill();
		let _ = self.process.wait();
		if thread::panicking() {
			for (name, path) in [("results", &self.stdout), ("notes", &self.stderr)] {
				let said = fs::read(path).unwrap_or_default();
				let said = String::from_utf8_lossy(&said);
				eprintln!("---- `openledger {}`, the last of its {name} ----", self.command);
				eprintln!("{}", last_lines(&said, LINES));
			}
		}
	}
}
