// SPDX-License-Identifier: Apache-2.0

//! What happened on the chain.

use std::{any::type_name, ops::RangeInclusive};

use subxt::{
	events,
	ext::codec::{Decode, DecodeAll},
	rpcs::client::rpc_params,
	SubstrateConfig,
};

use crate::{block_on, hash, Rpc, TestNode};

/// An event, in the block in which it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
	/// The number of the block.
	pub block: u64,
	/// The pallet that says so.
	pub pallet: String,
	/// What the pallet calls it.
	pub name: String,
	fields: Vec<u8>,
}

impl Event {
	pub(crate) fn of(event: &events::Event<'_, SubstrateConfig>, block: u64) -> Self {
		Self {
			block,
			pallet: event.pallet_name().to_owned(),
			name: event.event_name().to_owned(),
			fields: event.field_bytes().to_vec(),
		}
	}

	/// Whether it is this event of this pallet.
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}

	/// All of its fields, in their order: no more and no fewer than the chain has.
	pub fn read<T: Decode>(&self) -> T {
		let Self { pallet, name, fields, .. } = self;
		T::decode_all(&mut &fields[..]).unwrap_or_else(|error| {
			panic!("{pallet}.{name} has no {} but {fields:?}: {error}", type_name::<T>())
		})
	}

	/// Its first fields, in their order.
	pub fn begins_with<T: Decode>(&self) -> T {
		let Self { pallet, name, fields, .. } = self;
		T::decode(&mut &fields[..]).unwrap_or_else(|error| {
			panic!("{pallet}.{name} begins with no {} but {fields:?}: {error}", type_name::<T>())
		})
	}
}

impl TestNode {
	/// What happened in blocks, in its order.
	pub fn events(&self, blocks: RangeInclusive<u64>) -> Vec<Event> {
		block_on(async {
			let rpc = Rpc::connect(&self.url()).await;
			let at = self.api().await.at_current_block().await.expect("the node has a block");
			let key = [rpc.prefix("System", "Events").to_vec()];
			let mut all = Vec::new();
			for number in blocks {
				let block = rpc.request("chain_getBlockHash", rpc_params![number]).await;
				let block = hash(&block.expect("the node answers"));
				let values = rpc.values(&key, block).await.expect("the node has the state");
				let bytes = values.into_iter().flatten().next().unwrap_or_default();
				let events = at.events().from_bytes(bytes);
				for event in events.iter() {
					all.push(Event::of(&event.expect("the metadata has the event"), number));
				}
			}
			all
		})
	}

	/// The first of some blocks with such an event.
	pub fn block_with(&self, pallet: &str, name: &str, blocks: RangeInclusive<u64>) -> u64 {
		let events = self.events(blocks);
		let found = events.iter().find(|event| event.is(pallet, name));
		found.unwrap_or_else(|| panic!("there is no {pallet}.{name}")).block
	}
}
