// SPDX-License-Identifier: Apache-2.0

//! With what a network is started.

use std::path::PathBuf;

use super::{host::Host, place::Place, Network};
use crate::{
	binary_path, block_on,
	error::{must, Error},
	NodeBuilder, Split, TestNode,
};

/// The validators of a local chain, by the flags that give a node their keys.
pub const VALIDATORS: [&str; 4] = ["--alice", "--bob", "--charlie", "--dave"];

/// What a [`Network`] is started with. Unless it says otherwise: the release's program, the local
/// chain, and no nodes.
pub struct NetworkBuilder {
	program: Option<PathBuf>,
	folder: Option<PathBuf>,
	chain: String,
	hosts: Vec<Host>,
	pub(super) final_blocks: u64,
}

impl NetworkBuilder {
	pub(super) fn new() -> Self {
		Self {
			program: None,
			folder: None,
			chain: "local".to_owned(),
			hosts: Vec::new(),
			final_blocks: 1,
		}
	}

	/// Starts this program, and not the release's.
	pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
		self.program = Some(program.into());
		self
	}

	/// Keeps the chain and the log of each node in a folder of this folder, with the name of its
	/// validator. They stay.
	pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
		self.folder = Some(folder.into());
		self
	}

	/// Makes the chain of this name, or of the specification at this path.
	pub fn chain(mut self, chain: impl Into<String>) -> Self {
		self.chain = chain.into();
		self
	}

	/// Begins with the first `count` of Alice, Bob, Charlie and Dave. Blocks become final from three on.
	pub fn validators(mut self, count: usize) -> Self {
		self.hosts = vec![Host::HERE; count];
		self
	}

	/// Begins with two validators on each side.
	pub fn apart(mut self, split: &Split) -> Self {
		let sides = split.sides.iter();
		self.hosts = sides.flat_map(|side| [side.clone(), side.clone()]).collect();
		self
	}

	/// Waits for so many blocks to be final before the network is ready.
	pub fn final_blocks(mut self, count: u64) -> Self {
		self.final_blocks = count;
		self
	}

	/// Starts the nodes. They may not have found each other before [`Network::wait_until_ready`].
	pub fn launch(self) -> Result<Network, Error> {
		if self.hosts.len() > VALIDATORS.len() {
			return Err(Error::new(format!("a local chain has {} validators", VALIDATORS.len())));
		}
		let places = Place::find(&self.program_path(), &self.hosts, &[])?;
		let mut nodes = Vec::new();
		for ((number, place), validator) in places.iter().enumerate().zip(VALIDATORS) {
			let others = places.iter().filter(|other| !other.is(place));
			nodes.push(self.node(number, place, others).options([validator]).launch()?);
		}
		Ok(Network { plan: self, nodes, places })
	}

	/// Starts the nodes, and waits until they are connected and blocks are final.
	pub async fn start(self) -> Result<Network, Error> {
		let mut network = self.launch()?;
		network.wait_until_ready().await?;
		Ok(network)
	}

	/// Starts the nodes for a test, and waits until they are connected and blocks are final. Panics if
	/// they are not.
	pub fn must_start(self) -> Network {
		let mut network = must(self.launch());
		// The nodes are still there when this panics, and show their logs.
		must(block_on(network.wait_until_ready()));
		network
	}

	/// The program that is started.
	pub(super) fn program_path(&self) -> PathBuf {
		self.program.clone().unwrap_or_else(|| binary_path("openledger-node"))
	}

	/// A node of the network, which keeps connected to the nodes at other places.
	pub(super) fn node<'a>(
		&self,
		number: usize,
		place: &Place,
		others: impl Iterator<Item = &'a Place>,
	) -> NodeBuilder {
		let node = TestNode::builder()
			.name(format!("node {number}"))
			.program(self.program_path())
			.chain(&self.chain);
		let node = match &self.folder {
			Some(folder) => node.folder(folder.join(folder_name(number))),
			None => node,
		};
		place.take(node, others)
	}
}

/// What the folder of a node is called, where it stays.
fn folder_name(number: usize) -> String {
	match VALIDATORS.get(number) {
		Some(validator) => validator.trim_start_matches('-').to_owned(),
		None => format!("node-{number}"),
	}
}
