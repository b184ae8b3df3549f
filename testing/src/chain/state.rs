// SPDX-License-Identifier: Apache-2.0

//! What the chain has stored, for tests that look often.

use subxt::{dynamic::Value, ext::codec::Decode};
use tokio::runtime::Runtime;

use crate::{Rpc, TestNode};

/// A connection to a node, of which it asks what is stored.
pub struct State {
	runtime: Runtime,
	rpc: Rpc,
}

impl State {
	/// Connects to a node that runs, in a runtime of its own.
	pub fn of(node: &TestNode) -> Self {
		let runtime = Runtime::new().expect("threads can be started");
		let rpc = runtime.block_on(Rpc::connect(&node.url()));
		Self { runtime, rpc }
	}

	/// What is stored after the last final block: a value, or with its keys an entry of a map. Its
	/// first fields, as many as `T` has. `None` where nothing is.
	pub fn read<T: Decode>(
		&self,
		pallet: &str,
		entry: &str,
		keys: impl IntoIterator<Item = Value>,
	) -> Option<T> {
		let key = self.rpc.key(pallet, entry, keys.into_iter().collect());
		let values = self.runtime.block_on(async {
			let head = self.rpc.finalized().await.expect("blocks are final");
			self.rpc.values(&[key], head.hash).await.expect("the node has the state")
		});
		let bytes = values.into_iter().flatten().next()?;
		let read = T::decode(&mut &bytes[..]);
		Some(read.unwrap_or_else(|error| panic!("{pallet}.{entry} is {bytes:?}: {error}")))
	}
}
