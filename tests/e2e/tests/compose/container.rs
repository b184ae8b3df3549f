// SPDX-License-Identifier: Apache-2.0

//! A node that runs as in a container: on a machine and with a volume of its own.

use std::{
	fs::{self, File},
	io::{Read, Write},
	net::{Ipv4Addr, TcpStream},
	path::PathBuf,
	process::{Child, Stdio},
	thread,
	time::Duration,
};

use openledger_testing::{binary_path, checkout, Machine};
use tempfile::TempDir;

use crate::{
	files::{Service, Volume},
	image::Image,
};

/// What tells a container engine whether it is well.
const HEALTH: &str = "docker/healthcheck.sh";
/// How long it may take to say how it is.
const ANSWER: Duration = Duration::from_secs(5);
/// Lines of its log that a failed test shows.
const LOG_LINES: usize = 60;

/// A node that runs. It is killed when it goes out of scope; its log is shown when the test has
/// failed.
pub struct Container<'a> {
	name: String,
	machine: &'a Machine,
	process: Child,
	/// What its volume has, and its log.
	directory: TempDir,
	pub address: Ipv4Addr,
}

impl<'a> Container<'a> {
	pub fn start(name: &str, machine: &'a Machine, image: &Image, service: &Service) -> Self {
		let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
		let [Volume(folder)] = &service.volumes[..] else { panic!("{name} has not one volume") };
		let volume = volume(&directory);
		fs::create_dir(&volume).expect("a directory can be made");
		let volume = volume.to_str().expect("the path is text");
		// What is in the volume here.
		let here = |word: &str| match word.strip_prefix(folder.as_str()) {
			Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{volume}{rest}"),
			_ => word.to_owned(),
		};
		let log = File::create(log(&directory)).expect("a log can be written");
		let errors = log.try_clone().expect("a log can be written from two sides");
		let entrypoint = image.entrypoint();
		let (program, options) = entrypoint.split_first().expect("the image has a program");
		let process = machine
			.command(binary_path(program))
			.args(options.iter().chain(&service.command).map(|word| here(word)))
			.envs(image.environment().map(|(name, value)| (name, here(value))))
			.stdin(Stdio::null())
			.stdout(log)
			.stderr(errors)
			.spawn()
			.expect("the node can be started");
		let address = machine.address;
		Self { name: name.to_owned(), machine, process, directory, address }
	}

	/// Fails if it has ended.
	pub fn ensure_running(&mut self) {
		let status = self.process.try_wait().expect("a process of ours can be asked");
		assert_eq!(status, None, "{} has ended", self.name);
	}

	/// Fails if a container engine would say that something is wrong.
	pub fn ensure_healthy(&self) {
		let output =
			self.machine.command(checkout().join(HEALTH)).output().expect("it can be started");
		assert!(output.status.success(), "{} is not healthy: {output:?}", self.name);
	}

	/// Fails if its chain is not in the volume, and would go with the container.
	pub fn ensure_kept(&self) {
		let chains = volume(&self.directory).join("openledger-node/chains");
		assert!(chains.is_dir(), "the chain of {} is not in its volume", self.name);
	}

	/// The last final block and the number of peers, as Prometheus learns them, from when it answers.
	pub fn final_and_peers(&self, port: u16) -> Option<(u64, u64)> {
		let metrics = self.metrics(port)?;
		let value = |name: &str, label: &str| {
			let line =
				metrics.lines().find(|line| line.starts_with(name) && line.contains(label))?;
			line.rsplit(' ').next()?.parse().ok()
		};
		let last = value("substrate_block_height{", "status=\"finalized\"")?;
		Some((last, value("substrate_sub_libp2p_peers_count{", "")?))
	}

	fn metrics(&self, port: u16) -> Option<String> {
		let mut connection = TcpStream::connect((self.address, port)).ok()?;
		connection.set_read_timeout(Some(ANSWER)).ok()?;
		connection.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").ok()?;
		let mut answer = String::new();
		connection.read_to_string(&mut answer).ok()?;
		Some(answer)
	}
}

impl Drop for Container<'_> {
	fn drop(&mut self) {
		// It may have ended by itself; either way it is gone.
		let _ = self.process.kill();
		let _ = self.process.wait();
		if thread::panicking() {
			let log = fs::read_to_string(log(&self.directory)).unwrap_or_default();
			let lines: Vec<_> = log.lines().collect();
			let last = lines.len().saturating_sub(LOG_LINES);
			eprintln!("---- {}, last lines of its log ----", self.name);
			eprintln!("{}", lines[last..].join("\n"));
		}
	}
}

fn volume(directory: &TempDir) -> PathBuf {
	directory.path().join("volume")
}

fn log(directory: &TempDir) -> PathBuf {
	directory.path().join("log")
}
