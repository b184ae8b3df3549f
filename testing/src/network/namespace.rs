// SPDX-License-Identifier: Apache-2.0

//! Network namespaces of Linux: machines on this machine, with interfaces and addresses of their own.

use std::{
	ffi::OsStr,
	fs,
	path::{Path, PathBuf},
	process::Command,
};

/// Where `ip netns exec` looks for files that stand for those of `/etc` in a namespace.
const FILES: &str = "/etc/netns";

/// A network namespace. It is removed when this goes out of scope, with its interfaces; its programs
/// must have ended by then.
pub(crate) struct Namespace(String);

impl Namespace {
	/// Adds one, whose loopback interface is up.
	pub fn add(name: String) -> Self {
		// Removed again whatever fails from here on.
		let namespace = Self(name);
		ip(&format!("netns add {}", namespace.0));
		namespace.ip("link set lo up");
		namespace
	}

	pub fn name(&self) -> &str {
		&self.0
	}

	/// Runs `ip` for what is in it.
	pub fn ip(&self, arguments: &str) {
		ip(&format!("-n {} {arguments}", self.0));
	}

	/// Has its programs see a file of this content in `/etc`.
	pub fn put(&self, file: &str, content: &str) {
		let directory = self.files();
		let written =
			fs::create_dir_all(&directory).and_then(|()| fs::write(directory.join(file), content));
		written.unwrap_or_else(|error| panic!("can't write to {}: {error}", directory.display()));
	}

	fn files(&self) -> PathBuf {
		Path::new(FILES).join(&self.0)
	}
}

impl Drop for Namespace {
	fn drop(&mut self) {
		// It may never have been made.
		let _ = Command::new("ip").args(["netns", "delete", &self.0]).output();
		let _ = fs::remove_dir_all(self.files());
	}
}

/// A program that is to run in a namespace.
pub(crate) fn command(namespace: &str, program: impl AsRef<OsStr>) -> Command {
	let mut command = Command::new("ip");
	command.args(["netns", "exec", namespace]).arg(program);
	command
}

/// Runs `ip`, which must succeed.
pub(crate) fn ip(arguments: &str) {
	let output = Command::new("ip").args(arguments.split_whitespace()).output();
	let said = match output {
		Ok(output) if output.status.success() => return,
		Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
		Err(error) => error.to_string(),
	};
	panic!(
		"`ip {arguments}` failed: {said}. This test has machines of its own, in network namespaces of \
		 Linux: run it as root, where `ip` is installed (scripts/setup.sh --test installs iproute2) \
		 and namespaces are allowed"
	);
}
