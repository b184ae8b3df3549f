// SPDX-License-Identifier: Apache-2.0

//! Validators on this machine, with a chain of their own.

use std::{
	path::Path,
	time::{Duration, Instant},
};

use crate::{chain::Chain, error::Error, node::Node};

/// The validators of a local chain, by the flags that give a node their keys.
pub const VALIDATORS: [&str; 4] = ["--alice", "--bob", "--charlie", "--dave"];
/// How many others each of them is connected to.
const OTHERS: u64 = 3;
/// So many blocks are final before anything is measured.
const SETTLED: u64 = 10;
/// How long that may take.
const START: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(500);

/// Nodes that run. They end with this value.
pub struct Network {
	nodes: Vec<Node>,
	/// Connections to them.
	chains: Vec<Chain>,
}

impl Network {
	/// Starts the validators, each connected to all others, and waits until blocks are final.
	pub async fn start(program: &Path, folder: &Path) -> Result<Self, Error> {
		let (mut nodes, mut chains, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
		for validator in VALIDATORS {
			// What others know a node by is of no use to them after this run.
			let options = ["--chain", "local", validator, "--unsafe-force-node-key-generation"];
			let folder = folder.join(validator.trim_start_matches('-'));
			let mut node = Node::start(program, &folder, &options, &addresses)?;
			let chain = Chain::connect(&node.url().await?).await?;
			addresses.push(chain.address().await?);
			nodes.push(node);
			chains.push(chain);
		}
		let mut network = Self { nodes, chains };
		let deadline = Instant::now() + START;
		while !network.is_settled().await? {
			network.nodes.iter_mut().try_for_each(Node::ensure_running)?;
			if Instant::now() > deadline {
				let folder = folder.display();
				let none = format!("the validators finalise no blocks; see their logs in {folder}");
				return Err(Error::new(none));
			}
			tokio::time::sleep(POLL).await;
		}
		Ok(network)
	}

	/// A connection to one of the nodes.
	pub fn chain(&self) -> &Chain {
		&self.chains[0]
	}

	/// Ends the nodes and removes their chains.
	pub async fn stop(self) -> Result<(), Error> {
		for node in self.nodes {
			node.stop().await?;
		}
		Ok(())
	}

	/// Whether all are connected, and have been at work for a while.
	async fn is_settled(&self) -> Result<bool, Error> {
		for chain in &self.chains {
			if chain.peers().await? < OTHERS || chain.last_final().await? < SETTLED {
				return Ok(false);
			}
		}
		Ok(true)
	}
}
