// SPDX-License-Identifier: Apache-2.0

//! A node with a chain of its own.

use std::{
	fs::{self, File},
	path::PathBuf,
	process::{Child, Command, ExitStatus, Stdio},
	thread,
	time::{Duration, Instant},
};

use serde_json::Value;
use subxt::{
	ext::codec::Decode,
	rpcs::{
		client::{rpc_params, RpcParams},
		RpcClient,
	},
	OnlineClient, SubstrateConfig,
};
use tempfile::TempDir;

use crate::{binary, block_on, split::Host, ticker::Ticker, Rpc};

/// How long a node may take until it answers: it compiles its runtime first.
const START: Duration = Duration::from_secs(120);
/// How long a node may take to end.
const STOP: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);
/// What the node logs when it listens, before its addresses.
const LISTENING: &str = "Running JSON-RPC server: addr=";
/// How long blocks may take to become final, beside the time in which they are made.
const FINALITY: Duration = Duration::from_secs(60);
/// Most for a block: twice its slot, for when others use the machine too.
const BLOCK: Duration = Duration::from_secs(4);
/// Lines of each log that a failed test shows, and of how many starts.
const LOG_LINES: usize = 120;
const LOGS: u32 = 3;

/// The chain, for any client.
pub type Api = OnlineClient<SubstrateConfig>;

/// Blocks of one call.
const BLOCKS: u64 = 10_000;

/// A chain of one node's own, and no other nodes.
const ALONE: [&str; 3] = ["--dev", "--listen-addr", "/ip4/127.0.0.1/tcp/0"];

/// A node that runs. It is killed when it goes out of scope; its log is shown when the test has
/// failed.
pub struct Node {
	/// What its log is headed with.
	name: String,
	directory: TempDir,
	process: Option<Child>,
	/// Where it runs.
	host: Host,
	/// What it is started with besides.
	options: Vec<String>,
	port: u16,
	/// How often it was started; each time it has a log of its own.
	starts: u32,
	/// Has blocks made, if there are no slots.
	ticker: Option<Ticker>,
}

impl Node {
	/// Starts a node with a new development chain, and waits until it answers. It makes blocks for
	/// transactions at once, and some as time passes. Each is final.
	pub fn start() -> Self {
		let mut node = Self::start_with_slots(&["--sealing", "instant"]);
		node.ticker = Some(Ticker::start(node.url()));
		node
	}

	/// The same with blocks in slots, as a live chain has them, and finality; and with more options.
	pub fn start_with_slots(options: &[&str]) -> Self {
		let options = ALONE.iter().chain(options).map(|option| (*option).to_owned()).collect();
		let mut node = Self::launch("the node", Host::HERE, options);
		node.wait_until_ready();
		node
	}

	/// Starts a node with these options that must end by itself, and returns what it says.
	pub fn refused(options: &[&str]) -> String {
		let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
		let path = directory.path().join("log");
		let log = File::create(&path).expect("a log can be written");
		let errors = log.try_clone().expect("a log can be written from two sides");
		let mut process = Command::new(binary::path("openledger-node"))
			.args(ALONE)
			.arg("--base-path")
			.arg(directory.path().join("base"))
			.args(["--no-telemetry", "--no-prometheus", "--no-mdns", "--no-hardware-benchmarks"])
			.args(options)
			.stdin(Stdio::null())
			.stdout(log)
			.stderr(errors)
			.spawn()
			.expect("the node can be started");
		let deadline = Instant::now() + START;
		let status = loop {
			if let Some(status) = process.try_wait().expect("a process of ours can be asked") {
				break status;
			}
			if Instant::now() > deadline {
				process.kill().expect("a process of ours can be killed");
				panic!("a node with {options:?} goes on");
			}
			thread::sleep(POLL);
		};
		let said = fs::read_to_string(&path).expect("the log can be read");
		assert!(!status.success(), "a node with {options:?} ended well: {said}");
		said
	}

	/// Starts a node with these options. It can be asked nothing before
	/// [`Self::wait_until_ready`].
	pub(crate) fn launch(name: &str, host: Host, options: Vec<String>) -> Self {
		let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
		let name = name.to_owned();
		let mut node = Self {
			name,
			directory,
			process: None,
			host,
			options,
			port: 0,
			starts: 0,
			ticker: None,
		};
		node.launch_again();
		node
	}

	/// The address of the node: the same after a restart, as long as nobody else has taken it.
	pub fn url(&self) -> String {
		format!("ws://{}:{}", self.host.address, self.port)
	}

	/// What the node has logged since it was started last.
	pub fn log_file(&self) -> PathBuf {
		self.log(self.starts)
	}

	/// Ends the node as a power cut would: it can't finish anything.
	pub fn kill9(&mut self) {
		let mut process = self.process.take().expect("the node runs");
		process.kill().expect("a process of ours can be killed");
		process.wait().expect("what was killed ends");
	}

	/// Starts the node again, on the same chain and at the same address. One that still runs is asked
	/// to end first.
	pub fn restart(&mut self) {
		self.stop();
		self.launch_again();
		self.wait_until_ready();
	}

	/// Asks the node to end, as a service manager does, and fails when it takes too long. One that
	/// has ended is left alone.
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

	/// Whether it was started, and not stopped since.
	pub fn is_running(&self) -> bool {
		self.process.is_some()
	}

	/// Calls a JSON-RPC method.
	pub fn call(&self, method: &str, params: RpcParams) -> Result<Value, subxt::rpcs::Error> {
		block_on(async {
			RpcClient::from_insecure_url(self.url()).await?.request(method, params).await
		})
	}

	/// The number of the last block that is final.
	pub fn finalised(&self) -> u64 {
		let hash = self.call("chain_getFinalizedHead", rpc_params![]).expect("blocks are final");
		self.number(rpc_params![hash])
	}

	/// The number of the best block that the node knows.
	pub fn best(&self) -> u64 {
		self.number(rpc_params![])
	}

	fn number(&self, block: RpcParams) -> u64 {
		let header = self.call("chain_getHeader", block).expect("there is a block");
		let number = header["number"].as_str().and_then(|digits| digits.strip_prefix("0x"));
		let number = number.and_then(|digits| u64::from_str_radix(digits, 16).ok());
		number.unwrap_or_else(|| panic!("{header} has no number"))
	}

	/// How many other nodes it is connected to.
	pub fn peers(&self) -> u64 {
		let health = self.call("system_health", rpc_params![]).expect("the node answers");
		health["peers"].as_u64().expect("peers are counted")
	}

	/// Waits until block `number` is final, and without slots has it made. Returns its hash.
	pub fn wait_until_final(&self, number: u64) -> Value {
		let blocks = number.saturating_sub(self.finalised());
		if self.ticker.is_some() && blocks > 0 {
			let made = self.call("engine_createBlocks", rpc_params![blocks.min(BLOCKS)]);
			made.expect("blocks are made");
		}
		let blocks = u32::try_from(blocks).expect("tests wait for a few blocks");
		let deadline = Instant::now() + FINALITY + BLOCK * blocks;
		while self.finalised() < number {
			assert!(Instant::now() < deadline, "block {number} does not become final");
			thread::sleep(BLOCK / 4);
		}
		self.hash(number)
	}

	/// The hash of block `number`.
	pub fn hash(&self, number: u64) -> Value {
		let hash = self.call("chain_getBlockHash", rpc_params![number]).expect("the node answers");
		assert!(hash.is_string(), "there is no block {number}");
		hash
	}

	/// All that there is, in planck, with what is burned until stakers are paid.
	pub fn issuance(&self) -> u128 {
		block_on(async {
			let rpc = Rpc::connect(&self.url()).await;
			let head = rpc.finalised().await.expect("blocks are final");
			let keys = [("Balances", "TotalIssuance"), ("Rewards", "StakersUnpaid")]
				.map(|(pallet, entry)| rpc.key(pallet, entry, Vec::new()));
			let values = rpc.values(&keys, head.hash).await.expect("the node has the state");
			let amounts = values.into_iter().flatten();
			amounts.map(|bytes| u128::decode(&mut &bytes[..]).expect("it is an amount")).sum()
		})
	}

	/// Connects as any client does that uses subxt.
	pub async fn api(&self) -> Api {
		OnlineClient::from_insecure_url(self.url()).await.expect("the node answers subxt")
	}

	fn launch_again(&mut self) {
		self.starts += 1;
		let log = File::create(self.log(self.starts)).expect("a log can be written");
		let errors = log.try_clone().expect("a log can be written from two sides");
		let program = binary::path("openledger-node");
		let process = self
			.host
			.command(program)
			.arg("--base-path")
			.arg(self.directory.path().join("base"))
			.args(["--rpc-port", &self.port.to_string()])
			.args(["--no-telemetry", "--no-prometheus", "--no-mdns", "--no-hardware-benchmarks"])
			.args(&self.options)
			.stdin(Stdio::null())
			.stdout(log)
			.stderr(errors)
			.spawn()
			.expect("the node can be started");
		self.process = Some(process);
	}

	/// Waits until a node that was launched answers.
	pub(crate) fn wait_until_ready(&mut self) {
		self.port = self.wait_for("listened", Self::logged_port);
		self.wait_for("answered", |node| node.call("system_health", rpc_params![]).ok());
	}

	/// Tries until `attempt` gives something.
	fn wait_for<T>(&mut self, what: &str, attempt: impl Fn(&Self) -> Option<T>) -> T {
		let deadline = Instant::now() + START;
		loop {
			if let Some(found) = attempt(self) {
				return found;
			}
			if let Some(status) = self.exit_status() {
				panic!("the node ended with {status} before it {what}");
			}
			assert!(Instant::now() < deadline, "the node has not {what} after {START:?}");
			thread::sleep(POLL);
		}
	}

	fn exit_status(&mut self) -> Option<ExitStatus> {
		self.process.as_mut()?.try_wait().expect("a process of ours can be asked")
	}

	/// The port that the node chose.
	fn logged_port(&self) -> Option<u16> {
		let log = fs::read_to_string(self.log(self.starts)).ok()?;
		let (_, addresses) = log.split_once(LISTENING)?;
		// Not before the line is whole.
		let (line, _) = addresses.split_once('\n')?;
		let (_, port) = line.split(',').next()?.rsplit_once(':')?;
		port.trim().parse().ok()
	}

	fn log(&self, start: u32) -> PathBuf {
		self.directory.path().join(format!("node-{start}.log"))
	}

	fn show_logs(&self) {
		let first = self.starts.saturating_sub(LOGS) + 1;
		for start in first..=self.starts {
			let log = fs::read_to_string(self.log(start)).unwrap_or_default();
			let lines: Vec<_> = log.lines().collect();
			let last = lines.len().saturating_sub(LOG_LINES);
			eprintln!("---- {}, start {start}, last lines of its log ----", self.name);
			eprintln!("{}", lines[last..].join("\n"));
		}
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		if let Some(process) = &mut self.process {
			// It may have ended by itself; either way it is gone.
			let _ = process.kill();
			let _ = process.wait();
		}
		if thread::panicking() {
			self.show_logs();
		}
	}
}
