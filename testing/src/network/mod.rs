// SPDX-License-Identifier: Apache-2.0

//! A chain that several nodes make together, over connections of the loopback interface or between
//! machines on this machine.

mod builder;
mod host;
mod lan;
mod names;
mod namespace;
mod place;
mod split;

pub use builder::{NetworkBuilder, VALIDATORS};
pub(crate) use host::Host;
pub use lan::{Lan, Machine};
pub use split::Split;

use self::place::Place;
use crate::{
	block_on,
	error::{must, Error},
	TestNode,
};

/// Nodes of one chain. Each is killed when the network goes out of scope.
pub struct Network {
	/// What it was started with.
	plan: NetworkBuilder,
	nodes: Vec<TestNode>,
	places: Vec<Place>,
}

impl Network {
	/// What a network is started with, for what the other ways to start one leave out.
	pub fn builder() -> NetworkBuilder {
		NetworkBuilder::new()
	}

	/// Starts the nodes of the first `validators` of Alice, Bob, Charlie and Dave, and waits until
	/// they are connected and blocks are final: that takes three of them. Panics if they are not.
	pub fn start(validators: usize) -> Self {
		Self::builder().validators(validators).must_start()
	}

	/// The same on a chain of which this is the name, or the path of the specification.
	pub fn start_on(chain: &str, validators: usize) -> Self {
		Self::builder().chain(chain).validators(validators).must_start()
	}

	/// Starts two validators on each side, as [`Self::start`] does.
	pub fn start_apart(split: &Split) -> Self {
		Self::builder().apart(split).must_start()
	}

	/// Waits until the nodes are connected and blocks are final.
	pub async fn wait_until_ready(&mut self) -> Result<(), Error> {
		for node in &mut self.nodes {
			node.wait_until_ready().await?;
		}
		let others = self.nodes.len().saturating_sub(1);
		for node in &mut self.nodes {
			node.wait_until_connected(others).await?;
		}
		for node in &mut self.nodes {
			node.wait_until_settled(self.plan.final_blocks).await?;
		}
		Ok(())
	}

	/// Adds a node, and waits until it is connected to all that run. Returns its number. Panics if it
	/// does not start.
	///
	/// With no options it is a full node; with `--validator` it has no keys before it makes its own.
	pub fn add(&mut self, options: &[&str]) -> usize {
		let number = self.nodes.len();
		let program = self.plan.program_path();
		let place = must(Place::find(&program, &[Host::HERE], &self.places)).remove(0);
		let running = self.places.iter().zip(&self.nodes).filter(|(_, node)| node.is_running());
		let others: Vec<_> = running.map(|(place, _)| place).collect();
		let node = self.plan.node(number, &place, others.iter().copied()).options(options);
		let mut node = node.must_start();
		must(block_on(node.wait_until_connected(others.len())));
		self.nodes.push(node);
		self.places.push(place);
		number
	}

	/// A node by its number: first those of [`Self::start`], then those that were added.
	pub fn node(&self, number: usize) -> &TestNode {
		&self.nodes[number]
	}

	/// Asks a node to end, and waits until it has. Panics if it does not.
	pub fn stop(&mut self, number: usize) {
		self.nodes[number].stop();
	}

	/// Ends a node as a power cut would.
	pub fn kill9(&mut self, number: usize) {
		self.nodes[number].kill9();
	}

	/// Starts a node again, where the others know it, and waits until it is connected to one at
	/// least. Panics if it is not.
	pub fn restart(&mut self, number: usize) {
		self.nodes[number].restart();
		let others = self.running().count() - 1;
		must(block_on(self.nodes[number].wait_until_connected(others.min(1))));
	}

	/// Those that run.
	pub fn running(&self) -> impl Iterator<Item = &TestNode> {
		self.nodes.iter().filter(|node| node.is_running())
	}

	/// The numbers of the best and the last final block of each that runs.
	pub fn heads(&self) -> Vec<(u64, u64)> {
		self.running().map(|node| (node.best(), node.finalized())).collect()
	}

	/// Waits until block `number` is final on each that runs, and is the same.
	pub fn wait_until_final(&self, number: u64) {
		let hashes: Vec<_> = self.running().map(|node| node.wait_until_final(number)).collect();
		assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "block {number}: {hashes:?}");
	}

	/// Kills the nodes, and removes their folders.
	pub fn remove(self) -> Result<(), Error> {
		self.nodes.into_iter().try_for_each(TestNode::remove)
	}
}
