// SPDX-License-Identifier: Apache-2.0

//! A node that runs.

mod blocks;
mod builder;
pub(crate) mod log;
mod ticker;

pub use builder::{NodeBuilder, Sealing};

use std::{
	fs::{self, File},
	io,
	path::PathBuf,
	process::{Child, Command, ExitStatus, Stdio},
	thread,
	time::{Duration, Instant},
};

use serde_json::Value;
use subxt::rpcs::{
	client::{rpc_params, RpcParams},
	RpcClient,
};
use tempfile::TempDir;

use self::ticker::Ticker;
use crate::{
	block_on,
	error::{cannot, must, Error},
	poll,
};

/// How long a node may take until it answers: it compiles its runtime first.
const START: Duration = Duration::from_secs(120);
/// How long a node may take to end.
const STOP: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);
/// Lines of each log that a failed test shows, and of how many starts.
const LOG_LINES: usize = 120;
const LOGS: u32 = 3;

/// A node that runs. It is killed when it goes out of scope, and its folder removed if that is a
/// temporary one; its log is shown when the test has failed.
pub struct TestNode {
	/// What it is started with.
	plan: NodeBuilder,
	/// Where its chain and its logs are.
	folder: PathBuf,
	/// The folder, where it goes with the node.
	_temporary: Option<TempDir>,
	process: Option<Child>,
	/// Where it answers; 0 before it was ready, unless a port was asked for.
	port: u16,
	/// How often it was started; each time it has a log of its own.
	starts: u32,
	/// Has blocks made, if there are no slots.
	ticker: Option<Ticker>,
}

impl TestNode {
	/// What a node is started with, for what the other ways to start one leave out.
	pub fn builder() -> NodeBuilder {
		NodeBuilder::new()
	}

	/// Starts a node with a new development chain, and waits until it answers. It makes blocks for
	/// transactions at once, and some as time passes. Each is final. Panics if it does not answer.
	pub fn start() -> Self {
		Self::builder().sealing(Sealing::Instant).must_start()
	}

	/// Starts a node with a new development chain and more options, and waits until it answers. Its
	/// blocks come in slots, as on a live chain, and become final. Panics if it does not answer.
	pub fn start_with_slots(options: &[&str]) -> Self {
		Self::builder().options(options).must_start()
	}

	fn launch(
		plan: NodeBuilder,
		folder: PathBuf,
		temporary: Option<TempDir>,
	) -> Result<Self, Error> {
		let port = plan.port;
		let (process, ticker) = (None, None);
		let mut node =
			Self { plan, folder, _temporary: temporary, process, port, starts: 0, ticker };
		node.launch_again()?;
		Ok(node)
	}

	fn launch_again(&mut self) -> Result<(), Error> {
		self.starts += 1;
		let (output, errors) = self.make_log().map_err(cannot("write the log of a node"))?;
		let program = self.plan.program_path();
		let process = self
			.plan
			.command(&program, &self.folder.join("chain"), self.port)
			.stdin(Stdio::null())
			.stdout(output)
			.stderr(errors)
			.spawn()
			.map_err(cannot(format!("start {}", program.display())))?;
		self.process = Some(process);
		Ok(())
	}

	/// Waits until a node that was launched answers.
	pub async fn wait_until_ready(&mut self) -> Result<(), Error> {
		let port = poll(START, POLL, async || {
			let port = log::port(&self.read_log()?);
			if port.is_none() {
				self.ensure_running()?;
			}
			Ok(port)
		});
		self.port = port.await?.ok_or_else(|| self.fault("does not listen"))?;
		let answer = poll(START, POLL, async || {
			self.ensure_running()?;
			Ok(self.request("system_health", rpc_params![]).await.ok())
		});
		answer.await?.ok_or_else(|| self.fault("does not answer"))?;
		if self.plan.sealing == Sealing::Instant && self.ticker.is_none() {
			self.ticker = Some(Ticker::start(self.url()));
		}
		Ok(())
	}

	/// The address of the node: the same after a restart, as long as nobody else has taken it.
	pub fn url(&self) -> String {
		format!("ws://{}:{}", self.plan.host.address, self.port)
	}

	/// The number of the node's process. Panics if the node was stopped.
	pub fn process_id(&self) -> u32 {
		self.process.as_ref().expect("the node runs").id()
	}

	/// The file with what the node has logged since it was started last.
	pub fn log_file(&self) -> PathBuf {
		self.log_of(self.starts)
	}

	/// All that the node has logged since it was started last.
	pub fn read_log(&self) -> Result<String, Error> {
		let path = self.log_file();
		let bytes = fs::read(&path).map_err(cannot(format!("read {}", path.display())))?;
		Ok(String::from_utf8_lossy(&bytes).into_owned())
	}

	/// Whether it was started, and not stopped since.
	pub fn is_running(&self) -> bool {
		self.process.is_some()
	}

	/// Returns an error if the node has ended by itself.
	pub fn ensure_running(&mut self) -> Result<(), Error> {
		match self.exit_status() {
			Some(status) => Err(self.fault(&format!("ended, {status}"))),
			None => Ok(()),
		}
	}

	/// Ends the node as a power cut would: it can't finish anything. Panics if the node was stopped.
	pub fn kill9(&mut self) {
		let process = self.process.take().expect("the node runs");
		must(kill(process));
	}

	/// Starts the node again, on the same chain and at the same address, and waits until it answers.
	/// One that still runs is asked to end first. Panics if it does not answer.
	pub fn restart(&mut self) {
		self.stop();
		must(self.launch_again());
		must(block_on(self.wait_until_ready()));
	}

	/// Asks the node to end, as a service manager does, and panics when it takes too long. One that has
	/// ended is left alone.
	pub fn stop(&mut self) {
		let Some(process) = &self.process else { return };
		let terminate = format!("kill -TERM {}", process.id());
		let status = Command::new("sh").args(["-c", &terminate]).status();
		assert!(status.is_ok_and(|status| status.success()), "the node can be asked to end");
		let deadline = Instant::now() + STOP;
		while Instant::now() < deadline {
			if self.exit_status().is_some() {
				self.process = None;
				return;
			}
			thread::sleep(POLL);
		}
		self.kill9();
		panic!("the node did not end within {STOP:?}");
	}

	/// Kills the node, and removes its folder.
	pub fn remove(mut self) -> Result<(), Error> {
		if let Some(process) = self.process.take() {
			kill(process)?;
		}
		let folder = &self.folder;
		fs::remove_dir_all(folder).map_err(cannot(format!("remove {}", folder.display())))
	}

	/// Calls a JSON-RPC method.
	pub async fn request(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<Value, subxt::rpcs::Error> {
		RpcClient::from_insecure_url(self.url()).await?.request(method, params).await
	}

	/// Calls a JSON-RPC method, for a test that has no runtime of its own.
	pub fn call(&self, method: &str, params: RpcParams) -> Result<Value, subxt::rpcs::Error> {
		block_on(self.request(method, params))
	}

	fn exit_status(&mut self) -> Option<ExitStatus> {
		self.process.as_mut()?.try_wait().expect("a process of ours can be asked")
	}

	/// What is wrong with the node, and where its log is.
	fn fault(&self, what: &str) -> Error {
		let path = self.log_file();
		Error::new(format!("{} {what}; see {}", self.plan.name, path.display()))
	}

	/// A new log, to write to from two sides.
	fn make_log(&self) -> io::Result<(File, File)> {
		let log = File::create(self.log_file())?;
		Ok((log.try_clone()?, log))
	}

	fn log_of(&self, start: u32) -> PathBuf {
		match start {
			1 => self.folder.join("node.log"),
			_ => self.folder.join(format!("node-{start}.log")),
		}
	}

	fn show_logs(&self) {
		let first = self.starts.saturating_sub(LOGS) + 1;
		for start in first..=self.starts {
			let log = fs::read(self.log_of(start)).unwrap_or_default();
			let log = String::from_utf8_lossy(&log);
			eprintln!("---- {}, start {start}, last lines of its log ----", self.plan.name);
			eprintln!("{}", log::last_lines(&log, LOG_LINES));
		}
	}
}

impl Drop for TestNode {
	fn drop(&mut self) {
		if let Some(process) = self.process.take() {
			// It may have ended by itself; either way it is gone.
			let _ = kill(process);
		}
		if thread::panicking() {
			self.show_logs();
		}
	}
}

/// Ends a process at once.
fn kill(mut process: Child) -> Result<(), Error> {
	process.kill().and_then(|()| process.wait()).map(|_| ()).map_err(cannot("end a node"))
}
