// SPDX-License-Identifier: Apache-2.0

//! Reads of pallets' storage that no function of the runtime API reads.

use std::collections::HashMap;

use subxt::{
	dynamic::Value,
	ext::{
		frame_decode::storage::{IntoDecodableValues, IntoEncodableValues},
		scale_decode::DecodeAsType,
	},
	storage::StorageValue,
};

use super::BlockView;
use crate::error::Error;

/// The number of keys in one request: far below the number that a node refuses to read at once.
const KEYS: usize = 1_000;

impl BlockView {
	/// The value under a key. `None` where nothing is stored and the entry has no default.
	pub(super) async fn stored<K, V>(
		&self,
		pallet: &str,
		name: &str,
		key: K,
	) -> Result<Option<V>, Error>
	where
		K: IntoEncodableValues + IntoDecodableValues,
		V: DecodeAsType,
	{
		let address = subxt::dynamic::storage::<K, V>(pallet, name);
		let value = self.at.storage().try_fetch(address, key).await.map_err(Error::node)?;
		value.map(|value| value.decode().map_err(Error::node)).transpose()
	}

	/// The encoded value under a key. `None` where nothing is stored and the entry has no default.
	pub(super) async fn stored_bytes<K>(
		&self,
		pallet: &str,
		name: &str,
		key: K,
	) -> Result<Option<Vec<u8>>, Error>
	where
		K: IntoEncodableValues + IntoDecodableValues,
	{
		let address = subxt::dynamic::storage::<K, Value>(pallet, name);
		let value = self.at.storage().try_fetch(address, key).await.map_err(Error::node)?;
		Ok(value.map(StorageValue::into_bytes))
	}

	/// The full storage key of an entry.
	pub(super) fn key_of<K>(&self, pallet: &str, name: &str, key: K) -> Result<Vec<u8>, Error>
	where
		K: IntoEncodableValues + IntoDecodableValues,
	{
		let address = subxt::dynamic::storage::<K, Value>(pallet, name);
		let entry = self.at.storage().entry(address).map_err(Error::node)?;
		entry.fetch_key(key).map_err(Error::node)
	}

	/// The encoded values under many keys, each by its key, without keys that have none. One
	/// request reads many.
	pub(super) async fn many(&self, keys: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Vec<u8>>, Error> {
		let mut found = HashMap::new();
		for keys in keys.chunks(KEYS) {
			let keys = keys.iter().map(Vec::as_slice);
			let sets = self.rpc.state_query_storage_at(keys, Some(self.hash())).await;
			for set in sets.map_err(Error::node)? {
				let changes = set.changes.into_iter();
				found.extend(changes.filter_map(|(key, value)| Some((key.0, value?.0))));
			}
		}
		Ok(found)
	}

	/// All entries of a map, by key.
	pub(super) async fn entries<K, V>(&self, pallet: &str, map: &str) -> Result<Vec<(K, V)>, Error>
	where
		K: Ord + Copy,
		(K,): IntoEncodableValues + IntoDecodableValues,
		V: DecodeAsType,
	{
		let address = subxt::dynamic::storage::<(K,), V>(pallet, map);
		let mut found = self.at.storage().iter(address, ()).await.map_err(Error::node)?;
		let mut entries = Vec::new();
		while let Some(entry) = found.next().await {
			let entry = entry.map_err(Error::node)?;
			let (id,) = entry.key().map_err(Error::node)?.decode().map_err(Error::node)?;
			entries.push((id, entry.value().decode().map_err(Error::node)?));
		}
		entries.sort_by_key(|(id, _)| *id);
		Ok(entries)
	}
}
