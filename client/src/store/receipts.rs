// SPDX-License-Identifier: Apache-2.0

//! The receipts of the store: by their hash until they are paid for, and by their batch then.

use std::{
	fs,
	io::ErrorKind,
	path::{Path, PathBuf},
};

use openledger_primitives::BatchId;
use serde_json::Value;
use sp_core::H256;

use super::{write_whole, Store, StoreError};
use crate::files::durable::PRIVATE;

impl Store {
	/// Keeps receipts, which only the operator and the payers of answers know, before they are paid
	/// for and have a batch. `hash` is the commitment of one, or the root over those of many.
	/// Returns the path.
	pub fn save_unpaid(
		&self,
		genesis: H256,
		hash: H256,
		receipt: &Value,
	) -> Result<PathBuf, StoreError> {
		let path = self.unpaid_path(genesis, hash);
		rewrite(&path, receipt)?;
		Ok(path)
	}

	/// Keeps a receipt by its batch, and no longer at `unpaid`. Returns the path.
	///
	/// A chain that was begun anew with the same genesis has the same batch ids: a path that
	/// another receipt has taken is left to it, and this one gets a path with its own `hash` beside
	/// it.
	pub fn save_receipt(
		&self,
		genesis: H256,
		batch: BatchId,
		hash: H256,
		receipt: &Value,
		unpaid: &Path,
	) -> Result<PathBuf, StoreError> {
		let path = self.receipt_path(genesis, &batch.to_string());
		let path = match is_taken(&path, receipt)? {
			false => path,
			true => self.receipt_path(genesis, &format!("{batch}-{}", hex::encode(hash))),
		};
		rewrite(&path, receipt)?;
		// A second copy does no harm.
		if path != unpaid {
			let _ = fs::remove_file(unpaid);
		}
		Ok(path)
	}

	fn receipt_path(&self, genesis: H256, name: &str) -> PathBuf {
		self.receipts(genesis).join(format!("{name}.json"))
	}

	/// The files with the receipts of a chain, by name.
	pub fn receipt_files(&self, genesis: H256) -> Result<Vec<PathBuf>, StoreError> {
		let directory = self.receipts(genesis);
		let unusable = |reason| StoreError::Unusable { path: directory.clone(), reason };
		let entries = match fs::read_dir(&directory) {
			Ok(entries) => entries,
			Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
			Err(error) => return Err(unusable(error)),
		};
		let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(unusable));
		let is_json =
			|path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
		let mut paths = paths.collect::<Result<Vec<_>, _>>()?;
		paths.retain(is_json);
		paths.sort();
		Ok(paths)
	}

	/// The path of a receipt that is not paid for, by its hash.
	pub fn unpaid_path(&self, genesis: H256, hash: H256) -> PathBuf {
		self.receipt_path(genesis, &hex::encode(hash))
	}
}

/// Writes a receipt to `path`, with all that is known of it now.
pub fn rewrite(path: &Path, receipt: &Value) -> Result<(), StoreError> {
	write_whole(path, format!("{receipt:#}\n").as_bytes(), PRIVATE)
}

/// Whether a file has anything but this receipt.
fn is_taken(path: &Path, receipt: &Value) -> Result<bool, StoreError> {
	let kept = match fs::read(path) {
		Ok(kept) => kept,
		Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
		Err(reason) => return Err(StoreError::Unusable { path: path.to_owned(), reason }),
	};
	let kept: Value = serde_json::from_slice(&kept).unwrap_or_default();
	// A commitment, or the root over those of a batch: no other receipt has it.
	let identity =
		|receipt: &Value| ["commitment", "commitments"].map(|key| receipt.get(key).cloned());
	Ok(identity(receipt) == [None, None] || identity(&kept) != identity(receipt))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	/// A receipt of which only the commitment matters.
	fn receipt(commitment: H256) -> Value {
		json!({ "fee": "1", "commitment": format!("{commitment:?}") })
	}

	#[test]
	fn a_receipt_should_be_kept_by_batch() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let (genesis, commitment) = (H256::repeat_byte(0xab), H256::repeat_byte(1));
		let receipt = receipt(commitment);
		let unpaid = store.save_unpaid(genesis, commitment, &receipt).unwrap();
		assert!(unpaid.ends_with(format!("receipts/abababab/{}.json", "01".repeat(32))));
		assert_eq!(store.receipt_files(genesis).unwrap(), std::slice::from_ref(&unpaid));
		let path = store.save_receipt(genesis, 7, commitment, &receipt, &unpaid).unwrap();
		assert!(path.ends_with("receipts/abababab/7.json"));
		assert!(!unpaid.exists());
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		}
		assert!(fs::read_to_string(path).unwrap().contains("\"fee\""));
	}

	#[test]
	fn a_receipt_should_never_replace_another_and_always_be_kept() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let genesis = H256::zero();
		let save = |byte| {
			let commitment = H256::repeat_byte(byte);
			let receipt = receipt(commitment);
			let unpaid = store.save_unpaid(genesis, commitment, &receipt).unwrap();
			store.save_receipt(genesis, 7, commitment, &receipt, &unpaid).unwrap()
		};
		let path = save(1);
		let first = fs::read(&path).unwrap();
		// The same one again is no other.
		assert_eq!(save(1), path);
		// Of a chain that was begun anew: both are kept.
		let beside = save(2);
		assert!(beside.ends_with(format!("7-{}.json", "02".repeat(32))));
		assert_eq!(fs::read(&path).unwrap(), first);
		assert_eq!(save(2), beside);
		// A batch of many is known by the root over their commitments, and is no other receipt
		// either; nor is another batch with the same root over what the chain has of its receipts.
		let batch = |byte: u8| {
			let commitments = H256::repeat_byte(byte);
			let root = format!("{:?}", H256::repeat_byte(1));
			let json = json!({ "root": root, "commitments": format!("{commitments:?}") });
			(commitments, json)
		};
		for (byte, number) in [(3u8, 7), (4, 8), (5, 8)] {
			let (commitments, many) = batch(byte);
			let unpaid = store.save_unpaid(genesis, commitments, &many).unwrap();
			let kept = store.save_receipt(genesis, number, commitments, &many, &unpaid).unwrap();
			let beside = format!("{number}-{}.json", hex::encode(commitments));
			let is_first = byte == 4;
			assert_eq!(kept.ends_with("8.json"), is_first, "{kept:?}");
			assert_eq!(kept.ends_with(beside), !is_first, "{kept:?}");
		}
		// Nor is a file replaced that can't be read as a receipt.
		fs::write(&path, "{").unwrap();
		assert_ne!(save(1), path);
		assert_eq!(fs::read(&path).unwrap(), b"{");
		assert_eq!(store.receipt_files(genesis).unwrap().len(), 6);
	}
}
