// SPDX-License-Identifier: Apache-2.0

//! A second node that imports the blocks of the one that is measured.

use std::{
	collections::BTreeMap,
	fs::{self, File},
	io,
	path::{Path, PathBuf},
	process::Stdio,
	time::{Duration, Instant},
};

use serde_json::Value;
use subxt::rpcs::client::rpc_params;
use tokio::process::{Child, Command};

use crate::{
	chain::Chain,
	error::{cannot, Error},
};

const POLL: Duration = Duration::from_secs(1);
/// Where the first node can be reached.
const LOOPBACK: &str = "/ip4/127.0.0.1/tcp/";
/// What makes the node log when it begins to import some blocks, and when it has imported one; with
/// it, all lines get milliseconds.
const FILTER: &str = "sync::import-queue=trace";
const BEGUN: &str = "Starting import of ";
const IMPORTED: &str = "Block imported successfully Some(";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// A node that follows another. It ends with this value.
pub struct Follower {
	process: Child,
	folder: PathBuf,
}

impl Follower {
	/// Starts a node on a chain of its own in `folder`, which follows the node of `chain`.
	pub async fn start(program: &Path, folder: &Path, chain: &Chain) -> Result<Self, Error> {
		let addresses = chain.request("system_localListenAddresses", rpc_params![]).await?;
		let mut addresses = addresses.as_array().into_iter().flatten().filter_map(Value::as_str);
		let address = addresses
			.find(|address| address.starts_with(LOOPBACK))
			.ok_or_else(|| Error::new(format!("the node does not listen at {LOOPBACK}…")))?;
		let (output, errors) = prepare(folder).map_err(cannot("write the second node's log"))?;
		let process = Command::new(program)
			.args(["--chain", "dev", "--base-path"])
			.arg(folder.join("chain"))
			.args(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--rpc-port", "0"])
			.args(["--reserved-only", "--reserved-nodes", address])
			.args(["--no-telemetry", "--no-prometheus", "--no-mdns", "--no-hardware-benchmarks"])
			.args(["--disable-log-color", "--log", FILTER])
			.stdin(Stdio::null())
			.stdout(output)
			.stderr(errors)
			.kill_on_drop(true)
			.spawn()
			.map_err(cannot(format!("start {}", program.display())))?;
		Ok(Self { process, folder: folder.to_owned() })
	}

	/// Waits until block `last` is imported. Returns the milliseconds that each block took.
	pub async fn imported(
		&mut self,
		last: u64,
		deadline: Instant,
	) -> Result<BTreeMap<u64, u64>, Error> {
		let path = log(&self.folder);
		loop {
			let bytes = fs::read(&path).map_err(cannot(format!("read {}", path.display())))?;
			let imports = imports(&String::from_utf8_lossy(&bytes));
			if imports.contains_key(&last) {
				return Ok(imports);
			}
			let ended = self.process.try_wait().map_err(cannot("watch the second node"))?;
			if let Some(status) = ended {
				let path = path.display();
				return Err(Error::new(format!("the second node ended, {status}; see {path}")));
			}
			if Instant::now() > deadline {
				let path = path.display();
				return Err(Error::new(format!(
					"the second node has not imported block {last} in time; see {path}"
				)));
			}
			tokio::time::sleep(POLL).await;
		}
	}

	/// Ends the node and removes its chain.
	pub async fn stop(mut self) -> Result<(), Error> {
		self.process.kill().await.map_err(cannot("end the second node"))?;
		let folder = &self.folder;
		fs::remove_dir_all(folder).map_err(cannot(format!("remove {}", folder.display())))
	}
}

/// A folder with nothing but a log to write to, from two sides.
fn prepare(folder: &Path) -> io::Result<(File, File)> {
	if folder.exists() {
		fs::remove_dir_all(folder)?;
	}
	fs::create_dir_all(folder)?;
	let log = File::create(log(folder))?;
	Ok((log.try_clone()?, log))
}

fn log(folder: &Path) -> PathBuf {
	folder.join("node.log")
}

/// What a log says of how long blocks took to import: since the one before, or since the node began
/// with those that it got together.
fn imports(log: &str) -> BTreeMap<u64, u64> {
	let mut imports = BTreeMap::new();
	let mut before = None;
	for line in log.lines() {
		let block = imported(line);
		if block.is_none() && !line.contains(BEGUN) {
			continue;
		}
		let Some(time) = time(line) else { continue };
		if let (Some(block), Some(before)) = (block, before) {
			imports.entry(block).or_insert((time + DAY_MS - before) % DAY_MS);
		}
		before = Some(time);
	}
	imports
}

fn imported(line: &str) -> Option<u64> {
	let (_, rest) = line.split_once(IMPORTED)?;
	let (number, _) = rest.split_once(')')?;
	number.parse().ok()
}

/// Milliseconds since midnight: a line begins as `2026-01-01 12:34:56.789`.
fn time(line: &str) -> Option<u64> {
	let mut numbers = line.get(11..23)?.split([':', '.']).map(str::parse::<u64>);
	let mut next = || numbers.next()?.ok();
	let (hours, minutes, seconds, ms) = (next()?, next()?, next()?, next()?);
	Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_log_should_say_how_long_each_import_took() {
		let log = "\
2026-01-01 23:59:58.900  INFO main sc_cli::runner: OpenLedger Node
2026-01-01 23:59:59.100 DEBUG tokio sync::import-queue: Starting import of 2 blocks  (7..8) (origin: \
NetworkInitialSync)
2026-01-01 23:59:59.600 TRACE tokio sync::import-queue: Block imported successfully Some(7) (0xab)
2026-01-01 23:59:59.700  INFO tokio substrate: Syncing
2026-01-02 00:00:00.300 TRACE tokio sync::import-queue: Block imported successfully Some(8) (0xcd)
2026-01-02 00:00:05.000 DEBUG tokio sync::import-queue: Starting import of 1 blocks  (9) (origin: \
NetworkBroadcast)
2026-01-02 00:00:05.010 TRACE tokio sync::import-queue: Block imported successfully Some(9) (0xef)
2026-01-02 00:00:06.000 TRACE tokio sync::import-queue: Block imported successfully Some(9) (0xef)
";
		assert_eq!(imports(log), BTreeMap::from([(7, 500), (8, 700), (9, 10)]));
	}
}
