// SPDX-License-Identifier: Apache-2.0

//! Storage of pallets that no method of the runtime reads.

use subxt::{
	dynamic::Value,
	ext::{
		frame_decode::storage::{IntoDecodableValues, IntoEncodableValues},
		scale_decode::DecodeAsType,
	},
	storage::StorageValue,
};

use super::View;
use crate::error::Error;

impl View {
	/// What is stored under a key, or what the chain takes for nothing being there.
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

	/// The bytes of what is stored under a key.
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
