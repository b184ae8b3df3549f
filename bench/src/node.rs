// SPDX-License-Identifier: Apache-2.0

//! Nodes that a bench starts.

use std::{
	fs::{self, File},
	io,
	path::{Path, PathBuf},
	process::Stdio,
	time::{Duration, Instant},
};

use tokio::process::{Child, Command};

use crate::error::{cannot, Error};

/// How long a node may take until it listens: it compiles its runtime first.
const START: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(200);
/// What the node logs when it listens, before its addresses.
const LISTENING: &str = "Running JSON-RPC server: addr=127.0.0.1:";

/// A node that runs. It ends with this value.
pub struct Node {
	process: Child,
	folder: PathBuf,
}

impl Node {
	/// Starts a node on a chain of its own in `folder`, with what was there before removed. It keeps
	/// connected to the nodes at some addresses.
	pub fn start(
		program: &Path,
		folder: &Path,
		options: &[&str],
		others: &[String],
	) -> Result<Self, Error> {
		let (output, errors) = prepare(folder).map_err(cannot("write the log of a node"))?;
		let process = Command::new(program)
			.arg("--base-path")
			.arg(folder.join("chain"))
			.args(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--rpc-port", "0"])
			.args(["--no-telemetry", "--no-prometheus", "--no-mdns", "--no-hardware-benchmarks"])
			.arg("--disable-log-color")
			.args(options)
			.args(others.iter().flat_map(|other| ["--reserved-nodes", other.as_str()]))
			.stdin(Stdio::null())
			.stdout(output)
			.stderr(errors)
			.kill_on_drop(true)
			.spawn()
			.map_err(cannot(format!("start {}", program.display())))?;
		Ok(Self { process, folder: folder.to_owned() })
	}

	/// Waits until the node listens. Returns the address.
	pub async fn url(&mut self) -> Result<String, Error> {
		let deadline = Instant::now() + START;
		loop {
			if let Some(port) = port(&self.read_log()?) {
				return Ok(format!("ws://127.0.0.1:{port}"));
			}
			self.ensure_running()?;
			if Instant::now() > deadline {
				let path = self.log();
				return Err(Error::new(format!(
					"the node does not listen; see {}",
					path.display()
				)));
			}
			tokio::time::sleep(POLL).await;
		}
	}

	pub fn log(&self) -> PathBuf {
		log(&self.folder)
	}

	/// All that the node has logged.
	pub fn read_log(&self) -> Result<String, Error> {
		let path = self.log();
		let bytes = fs::read(&path).map_err(cannot(format!("read {}", path.display())))?;
		Ok(String::from_utf8_lossy(&bytes).into_owned())
	}

	pub fn ensure_running(&mut self) -> Result<(), Error> {
		match self.process.try_wait().map_err(cannot("watch a node"))? {
			Some(status) => {
				let path = self.log();
				Err(Error::new(format!("a node ended, {status}; see {}", path.display())))
			}
			None => Ok(()),
		}
	}

	/// Ends the node and removes its chain.
	pub async fn stop(mut self) -> Result<(), Error> {
		self.process.kill().await.map_err(cannot("end a node"))?;
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

/// The port that a node chose, by its log.
fn port(log: &str) -> Option<u16> {
	let (_, addresses) = log.split_once(LISTENING)?;
	// Not before the line is whole.
	let (line, _) = addresses.split_once('\n')?;
	line.split(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_log_should_say_at_which_port_the_node_listens() {
		let log = "Running JSON-RPC server: addr=127.0.0.1:39517,\nnext";
		assert_eq!(port(log), Some(39_517));
		assert_eq!(port("Running JSON-RPC server: addr=127.0.0.1:395"), None);
		assert_eq!(port("Local node identity is: 12D3KooW\n"), None);
	}
}
