// SPDX-License-Identifier: Apache-2.0

//! The store: texts by content root, and receipts by batch.
//!
//! Files are written beside their place and moved there, so that a store never has half a text. A
//! text is checked against its root whenever it is read.

use std::{
	fs::{self, File},
	io::{self, ErrorKind, Write},
	path::{Path, PathBuf},
	sync::atomic::{AtomicU64, Ordering},
};

use directories::BaseDirs;
use openledger_attributor::NormalText;
use openledger_primitives::BatchId;
use sp_core::H256;

use crate::{input, uri};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	#[error("this account has no directory for data")]
	NoDirectory,
	#[error("{path} of the store can't be used: {reason}")]
	Unusable { path: PathBuf, reason: io::Error },
	#[error("{0} of the store is damaged: it is not the text that its name says")]
	Damaged(PathBuf),
	#[error("{0} has no URI: its path is not Unicode")]
	NoUri(PathBuf),
}

impl StoreError {
	/// What to do next.
	pub fn hint(&self) -> &'static str {
		match self {
			Self::NoDirectory | Self::NoUri(_) => "choose one with --store",
			Self::Unusable { .. } => "check its permissions, or choose another with --store",
			Self::Damaged(_) => "remove the file and get the text again",
		}
	}
}

/// A directory with texts and receipts.
#[derive(Clone, Debug)]
pub struct Store(PathBuf);

impl Store {
	/// The store in `directory`, or in the user's data directory.
	pub fn open(directory: Option<&Path>) -> Result<Self, StoreError> {
		let directory = match directory {
			Some(directory) => directory.to_owned(),
			None => BaseDirs::new().ok_or(StoreError::NoDirectory)?.data_dir().join("openledger"),
		};
		std::path::absolute(&directory)
			.map(Self)
			.map_err(|reason| StoreError::Unusable { path: directory, reason })
	}

	fn text_path(&self, root: H256) -> PathBuf {
		self.0.join("texts").join(format!("{}.txt", hex::encode(root)))
	}

	/// The URI that a saved text has.
	pub fn text_uri(&self, root: H256) -> Result<String, StoreError> {
		let path = self.text_path(root);
		uri::of_file(&path).ok_or(StoreError::NoUri(path))
	}

	pub fn save_text(&self, root: H256, text: &NormalText) -> Result<(), StoreError> {
		write_whole(&self.text_path(root), text.as_bytes())
	}

	/// The text with this root. `None` when it is not here.
	pub fn load_text(&self, root: H256) -> Result<Option<NormalText>, StoreError> {
		let path = self.text_path(root);
		match fs::metadata(&path) {
			Ok(_) => match read_verified(&path, root) {
				Some(text) => Ok(Some(text)),
				None => Err(StoreError::Damaged(path)),
			},
			Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
			Err(reason) => Err(StoreError::Unusable { path, reason }),
		}
	}

	/// Keeps what only the operator and the payer of a batch know. Returns where.
	pub fn save_receipt(
		&self,
		batch: BatchId,
		receipt: &serde_json::Value,
	) -> Result<PathBuf, StoreError> {
		let path = self.0.join("receipts").join(format!("{batch}.json"));
		write_whole(&path, format!("{receipt:#}\n").as_bytes())?;
		Ok(path)
	}
}

/// The text in a file, if it has this root.
pub fn read_verified(path: &Path, root: H256) -> Option<NormalText> {
	input::read(path, &[]).ok().filter(|text| text.content_root() == root)
}

/// Writes all of a file or none of it.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
	static UNIQUE: AtomicU64 = AtomicU64::new(0);
	let number = UNIQUE.fetch_add(1, Ordering::Relaxed);
	let beside = path.with_extension(format!("{}-{number}.part", std::process::id()));
	let write = || {
		if let Some(directory) = path.parent() {
			fs::create_dir_all(directory)?;
		}
		let mut file = File::create(&beside)?;
		file.write_all(bytes)?;
		file.sync_all()?;
		fs::rename(&beside, path)
	};
	write().map_err(|reason| {
		// What is left of a failed write is of no use to anyone.
		let _ = fs::remove_file(&beside);
		StoreError::Unusable { path: path.to_owned(), reason }
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn text(content: &str) -> NormalText {
		NormalText::from_bytes(content.as_bytes()).unwrap()
	}

	#[test]
	fn a_text_should_be_found_by_its_root() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let text = text("all of it");
		let root = text.content_root();
		assert!(store.load_text(root).unwrap().is_none());
		store.save_text(root, &text).unwrap();
		store.save_text(root, &text).unwrap();
		assert_eq!(store.load_text(root).unwrap(), Some(text));
		let path = uri::to_file(&store.text_uri(root).unwrap()).unwrap();
		assert!(read_verified(&path, root).is_some());
		assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
	}

	#[test]
	fn a_damaged_text_should_be_named() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let text = text("all of it");
		let root = text.content_root();
		store.save_text(root, &text).unwrap();
		let path = store.text_path(root);
		for damage in [&b"all of"[..], b"", b"\xff"] {
			fs::write(&path, damage).unwrap();
			match store.load_text(root).unwrap_err() {
				StoreError::Damaged(named) => assert_eq!(named, path),
				other => panic!("{other}"),
			}
		}
	}

	#[test]
	fn a_receipt_should_be_kept_by_batch() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let path = store.save_receipt(7, &serde_json::json!({ "fee": "1" })).unwrap();
		assert!(path.ends_with("receipts/7.json"));
		assert!(fs::read_to_string(path).unwrap().contains("\"fee\""));
	}
}
