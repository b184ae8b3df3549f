// SPDX-License-Identifier: Apache-2.0

//! Where the nodes of a network find each other.

use std::{
	io::{self, Write},
	net::{Ipv4Addr, TcpListener},
	path::Path,
	process::{self, Command, Output, Stdio},
};

use super::host::Host;
use crate::{
	error::{cannot, Error},
	NodeBuilder,
};

/// Ports that the system does not give to whoever asks for any. Programs that begin at the same time
/// have process ids beside each other: each looks for its ports in a stretch of its own, as a port that
/// was found is free until its node is there.
const PORTS: (u16, u16) = (20_000, 32_000);
const STRETCH: u16 = 16;
const STRETCHES: u32 = 700;

/// Where a node of a network is, from one start to the next.
pub(super) struct Place {
	host: Host,
	port: u16,
	/// The key by which others know it.
	key: String,
	/// What they connect to.
	address: String,
}

impl Place {
	/// Finds places for nodes at some hosts, beside those that are taken. The node's program says what
	/// they are called.
	pub fn find(program: &Path, hosts: &[Host], taken: &[Self]) -> Result<Vec<Self>, Error> {
		let (first, last) = PORTS;
		let stretch = u16::try_from(process::id() % STRETCHES).expect("there are few");
		let ports = (first + stretch * STRETCH..last)
			.filter(|port| taken.iter().all(|one| one.port != *port));
		// All are kept until there are enough.
		let bound = ports.filter_map(|port| {
			let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
			Some((port, listener))
		});
		let bound: Vec<_> = bound.take(hosts.len()).collect();
		if bound.len() < hosts.len() {
			return Err(Error::new(format!("there are not enough free ports below {last}")));
		}
		let mut places = Vec::new();
		for (number, (host, (port, _))) in (taken.len() + 1..).zip(hosts.iter().zip(&bound)) {
			places.push(Self::new(program, host.clone(), *port, number)?);
		}
		Ok(places)
	}

	/// The place of the node with this number, from 1 on. No node of another network has its key: it
	/// would be taken for this one where it got its port, and two chains of one genesis would meet.
	fn new(program: &Path, host: Host, port: u16, number: usize) -> Result<Self, Error> {
		let key = format!("{:032x}{number:032x}", process::id());
		let peer = peer_id(program, &key)?;
		let address = format!("/ip4/{}/tcp/{port}/p2p/{peer}", host.for_nodes);
		Ok(Self { host, port, key, address })
	}

	/// Puts a node here, and has it keep connected to the nodes at other places.
	pub fn take<'a>(
		&self,
		node: NodeBuilder,
		others: impl Iterator<Item = &'a Self>,
	) -> NodeBuilder {
		let listen = format!("/ip4/{}/tcp/{}", self.host.for_nodes, self.port);
		let others = others.flat_map(|other| ["--reserved-nodes", &other.address]);
		node.host(self.host.clone())
			.listen(listen)
			.options(["--node-key", &self.key])
			.options(others)
	}

	/// Whether it is the same place.
	pub fn is(&self, other: &Self) -> bool {
		self.port == other.port
	}
}

/// What the node that has a key is called by the others.
fn peer_id(program: &Path, key: &str) -> Result<String, Error> {
	let output = inspect(program, key).map_err(cannot(format!("start {}", program.display())))?;
	if !output.status.success() {
		let said = String::from_utf8_lossy(&output.stderr);
		return Err(Error::new(format!("the node does not know its key: {}", said.trim())));
	}
	Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn inspect(program: &Path, key: &str) -> io::Result<Output> {
	let mut process = Command::new(program)
		.args(["key", "inspect-node-key"])
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.stderr(Stdio::piped())
		.spawn()?;
	if let Some(mut input) = process.stdin.take() {
		input.write_all(key.as_bytes())?;
	}
	process.wait_with_output()
}
