// SPDX-License-Identifier: Apache-2.0

//! With what a node is started.

use std::{
	ffi::{OsStr, OsString},
	fs, io,
	path::{Path, PathBuf},
	process::Command,
};

use tempfile::TempDir;

use super::{TestNode, START};
use crate::{
	binary_path, block_on,
	error::{cannot, must, Error},
	network::Host,
	wait_for,
};

/// Any free port.
const ANY: &str = "/ip4/127.0.0.1/tcp/0";

/// When a node makes blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sealing {
	/// In slots, as a live chain does.
	Slots,
	/// At once for transactions, and some as time passes. Each is final.
	Instant,
	/// When it is asked to, by `engine_createBlock` or `engine_createBlocks`.
	Manual,
}

/// What a [`TestNode`] is started with. Unless it says otherwise: the release's program, a new
/// development chain in a temporary folder, blocks in slots, and free ports of the loopback interface.
#[derive(Clone)]
pub struct NodeBuilder {
	pub(super) name: String,
	program: Option<PathBuf>,
	folder: Option<PathBuf>,
	chain: Option<OsString>,
	listen: String,
	pub(super) port: u16,
	pub(super) sealing: Sealing,
	options: Vec<OsString>,
	environment: Vec<(OsString, OsString)>,
	pub(super) host: Host,
}

impl NodeBuilder {
	pub(super) fn new() -> Self {
		Self {
			name: "the node".to_owned(),
			program: None,
			folder: None,
			chain: None,
			listen: ANY.to_owned(),
			port: 0,
			sealing: Sealing::Slots,
			options: Vec::new(),
			environment: Vec::new(),
			host: Host::HERE,
		}
	}

	/// Heads the node's log with a name when a test has failed.
	pub fn name(mut self, name: impl Into<String>) -> Self {
		self.name = name.into();
		self
	}

	/// Starts this program, and not the release's.
	pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
		self.program = Some(program.into());
		self
	}

	/// Keeps the chain in `chain` and the log in `node.log` of a folder that stays. What the folder had
	/// before is removed.
	pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
		self.folder = Some(folder.into());
		self
	}

	/// Joins the chain of this name, or of the specification at this path.
	pub fn chain(mut self, chain: impl Into<OsString>) -> Self {
		self.chain = Some(chain.into());
		self
	}

	/// Listens for other nodes at this multiaddress.
	pub fn listen(mut self, address: impl Into<String>) -> Self {
		self.listen = address.into();
		self
	}

	/// Answers JSON-RPC at this port; at any that is free if it is 0.
	pub fn rpc_port(mut self, port: u16) -> Self {
		self.port = port;
		self
	}

	/// Says when the node makes blocks.
	pub fn sealing(mut self, sealing: Sealing) -> Self {
		self.sealing = sealing;
		self
	}

	/// Adds options of the node's command line.
	pub fn options<S: AsRef<OsStr>>(mut self, options: impl IntoIterator<Item = S>) -> Self {
		self.options.extend(options.into_iter().map(|option| option.as_ref().to_owned()));
		self
	}

	/// Sets a variable of the node's environment.
	pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
		self.environment.push((name.into(), value.into()));
		self
	}

	/// Runs the node at this host.
	pub(crate) fn host(mut self, host: Host) -> Self {
		self.host = host;
		self
	}

	/// Starts the node. It can be asked nothing before [`TestNode::wait_until_ready`].
	pub fn launch(self) -> Result<TestNode, Error> {
		let (folder, temporary) = match &self.folder {
			Some(folder) => {
				let made = make_anew(folder);
				made.map_err(cannot(format!("make the folder {}", folder.display())))?;
				(folder.clone(), None)
			}
			None => {
				let made = TempDir::with_prefix("openledger-node-");
				let directory = made.map_err(cannot("make a folder for a node"))?;
				(directory.path().to_owned(), Some(directory))
			}
		};
		TestNode::launch(self, folder, temporary)
	}

	/// Starts the node, and waits until it answers.
	pub async fn start(self) -> Result<TestNode, Error> {
		let mut node = self.launch()?;
		node.wait_until_ready().await?;
		Ok(node)
	}

	/// Starts the node for a test, and waits until it answers. Panics if it does not.
	pub fn must_start(self) -> TestNode {
		let mut node = must(self.launch());
		// The node is still there when this panics, and shows its log.
		must(block_on(node.wait_until_ready()));
		node
	}

	/// Starts the node, which must end by itself and not well, and returns what it says.
	pub fn refused(self) -> String {
		let mut node = must(self.launch());
		let status = wait_for("a node that ends by itself", START, || node.exit_status());
		let said = must(node.read_log());
		assert!(!status.success(), "the node ended well: {said}");
		said
	}

	/// The program that is started.
	pub(super) fn program_path(&self) -> PathBuf {
		self.program.clone().unwrap_or_else(|| binary_path("openledger-node"))
	}

	/// The command that starts the program, with its chain in a folder.
	pub(super) fn command(&self, program: &Path, chain: &Path, port: u16) -> Command {
		let mut command = self.host.command(program);
		command.arg("--base-path").arg(chain);
		match &self.chain {
			Some(name) => command.arg("--chain").arg(name),
			None => command.arg("--dev"),
		};
		command
			.args(["--listen-addr", &self.listen, "--rpc-port", &port.to_string()])
			.args(["--no-telemetry", "--no-prometheus", "--no-mdns", "--no-hardware-benchmarks"])
			.arg("--disable-log-color")
			.args(self.host.options());
		match self.sealing {
			Sealing::Slots => {}
			Sealing::Instant => {
				command.args(["--sealing", "instant"]);
			}
			Sealing::Manual => {
				command.args(["--sealing", "manual"]);
			}
		}
		command.args(&self.options).envs(self.environment.iter().cloned());
		command
	}
}

/// A folder with nothing in it.
fn make_anew(folder: &Path) -> io::Result<()> {
	if folder.exists() {
		fs::remove_dir_all(folder)?;
	}
	fs::create_dir_all(folder)
}
