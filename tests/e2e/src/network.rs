// SPDX-License-Identifier: Apache-2.0

//! A chain that several nodes make together, over connections of the loopback interface.

use std::{
	io::Write,
	net::{Ipv4Addr, TcpListener},
	process::{self, Command, Stdio},
	time::Duration,
};

use crate::{
	binary,
	split::{Host, Split},
	wait_for, Node,
};

/// The validators of a local chain, by the flags that give a node their keys.
const VALIDATORS: [&str; 4] = ["--alice", "--bob", "--charlie", "--dave"];
/// How long nodes may take to find each other.
const CONNECT: Duration = Duration::from_secs(60);
/// Ports that the system does not give to whoever asks for any. Tests that begin at the same time have
/// process ids beside each other: each looks for its ports in a stretch of its own, as a port that was
/// found is free until its node is there.
const PORTS: (u16, u16) = (20_000, 32_000);
const STRETCH: u16 = 16;
const STRETCHES: u32 = 700;

/// Nodes of a local chain. Each is killed when the network goes out of scope.
pub struct Network {
	/// The chain's name, or the path of its specification.
	chain: String,
	nodes: Vec<Node>,
	places: Vec<Place>,
}

impl Network {
	/// Starts the nodes of the first `validators` of Alice, Bob, Charlie and Dave, and waits until
	/// they are connected and blocks are final: that takes three of them.
	pub fn start(validators: usize) -> Self {
		Self::start_on("local", validators)
	}

	/// The same on a chain of which this is the name, or the path of the specification.
	pub fn start_on(chain: &str, validators: usize) -> Self {
		Self::start_at(chain, vec![Host::HERE; validators])
	}

	/// Starts two validators on each side, as [`Self::start`] does.
	pub fn start_apart(split: &Split) -> Self {
		let sides = split.sides.iter();
		Self::start_at("local", sides.flat_map(|side| [side.clone(), side.clone()]).collect())
	}

	fn start_at(chain: &str, hosts: Vec<Host>) -> Self {
		let validators = hosts.len();
		let places = Place::find(hosts, &[]);
		let launch = |(number, place): (usize, &Place)| {
			let port = place.port;
			let others = places.iter().filter(move |other| other.port != port);
			let own = [VALIDATORS[number].to_owned()];
			let options = place.options(chain, others).chain(own).collect();
			Node::launch(&name(number), place.host.clone(), options)
		};
		let mut nodes: Vec<_> = places.iter().enumerate().map(launch).collect();
		nodes.iter_mut().for_each(Node::wait_until_ready);
		let network = Self { chain: chain.to_owned(), nodes, places };
		for node in &network.nodes {
			network.wait_until_connected(node, validators - 1);
		}
		for node in &network.nodes {
			node.wait_until_final(1);
		}
		network
	}

	/// Adds a node, and waits until it is connected to all that run. Returns its number.
	///
	/// With no options it is a full node; with `--validator` it has no keys before it makes its own.
	pub fn add(&mut self, options: &[&str]) -> usize {
		let number = self.nodes.len();
		let place = Place::find(vec![Host::HERE], &self.places).remove(0);
		let running = self.places.iter().zip(&self.nodes).filter(|(_, node)| node.is_running());
		let others: Vec<_> = running.map(|(place, _)| place).collect();
		let more = options.iter().map(|option| (*option).to_owned());
		let all = place.options(&self.chain, others.iter().copied()).chain(more).collect();
		let mut node = Node::launch(&name(number), Host::HERE, all);
		node.wait_until_ready();
		self.wait_until_connected(&node, others.len());
		self.nodes.push(node);
		self.places.push(place);
		number
	}

	/// A node by its number: first those of [`Self::start`], then those that were added.
	pub fn node(&self, number: usize) -> &Node {
		&self.nodes[number]
	}

	/// Asks a node to end, and waits until it has.
	pub fn stop(&mut self, number: usize) {
		self.nodes[number].stop();
	}

	/// Ends a node as a power cut would.
	pub fn kill9(&mut self, number: usize) {
		self.nodes[number].kill9();
	}

	/// Starts a node again, where the others know it, and waits until it is connected to one at
	/// least.
	pub fn restart(&mut self, number: usize) {
		self.nodes[number].restart();
		let others = self.running().count() - 1;
		self.wait_until_connected(&self.nodes[number], others.min(1));
	}

	/// Those that run.
	pub fn running(&self) -> impl Iterator<Item = &Node> {
		self.nodes.iter().filter(|node| node.is_running())
	}

	/// The numbers of the best and the last final block of each that runs.
	pub fn heads(&self) -> Vec<(u64, u64)> {
		self.running().map(|node| (node.best(), node.finalised())).collect()
	}

	/// Waits until block `number` is final on each that runs, and is the same.
	pub fn wait_until_final(&self, number: u64) {
		let hashes: Vec<_> = self.running().map(|node| node.wait_until_final(number)).collect();
		assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "block {number}: {hashes:?}");
	}

	fn wait_until_connected(&self, node: &Node, others: usize) {
		let others = u64::try_from(others).expect("networks are small");
		wait_for("connections between nodes", CONNECT, || (node.peers() >= others).then_some(()));
	}
}

/// What a node's log is headed with.
fn name(number: usize) -> String {
	format!("node {number}")
}

/// Where a node of a network is, from one start to the next.
struct Place {
	host: Host,
	port: u16,
	/// The key by which others know it.
	key: String,
	/// What they connect to.
	address: String,
}

impl Place {
	/// Places for nodes at some hosts, beside those that are taken.
	fn find(hosts: Vec<Host>, taken: &[Self]) -> Vec<Self> {
		let count = hosts.len();
		let (first, last) = PORTS;
		let stretch = u16::try_from(process::id() % STRETCHES).expect("there are few");
		let ports = (first + stretch * STRETCH..last)
			.filter(|port| taken.iter().all(|one| one.port != *port));
		// All are kept until there are enough.
		let bound = ports.filter_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
		let bound: Vec<_> = bound.take(count).collect();
		assert_eq!(bound.len(), count, "there are no free ports below {last}");
		let ports = bound.iter().map(|listener| listener.local_addr().expect("it is bound").port());
		let numbers = taken.len() + 1..;
		let places = hosts.into_iter().zip(ports).zip(numbers);
		places.map(|((host, port), number)| Self::new(host, port, number)).collect()
	}

	/// The place of the node with this number, from 1 on. No node of another test has its key: it
	/// would be taken for this one where it got its port, and two chains of one genesis would meet.
	fn new(host: Host, port: u16, number: usize) -> Self {
		let key = format!("{:032x}{number:032x}", process::id());
		let address = format!("/ip4/{}/tcp/{port}/p2p/{}", host.for_nodes, peer_id(&key));
		Self { host, port, key, address }
	}

	/// Options for a node here that keeps connected to others.
	fn options<'a>(
		&self,
		chain: &str,
		others: impl Iterator<Item = &'a Self> + 'a,
	) -> impl Iterator<Item = String> + 'a {
		let listen = format!("/ip4/{}/tcp/{}", self.host.for_nodes, self.port);
		let own = ["--chain", chain, "--listen-addr", &listen, "--node-key", &self.key];
		let own: Vec<_> =
			own.iter().chain(self.host.options()).map(|one| (*one).to_owned()).collect();
		let others =
			others.flat_map(|other| ["--reserved-nodes".to_owned(), other.address.clone()]);
		own.into_iter().chain(others)
	}
}

/// What the node that has this key is called by the others.
fn peer_id(key: &str) -> String {
	let mut program = Command::new(binary::path("openledger-node"))
		.args(["key", "inspect-node-key"])
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.spawn()
		.expect("the node can be started");
	let mut input = program.stdin.take().expect("it is piped");
	input.write_all(key.as_bytes()).expect("a key can be given to it");
	drop(input);
	let output = program.wait_with_output().expect("it ends");
	assert!(output.status.success(), "the node knows its keys");
	String::from_utf8(output.stdout).expect("it is text").trim().to_owned()
}
