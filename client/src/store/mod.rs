// SPDX-License-Identifier: Apache-2.0

//! The store: texts and outputs by content root, receipts by chain and batch, the promises and the
//! received receipts of a payer, the files with the receipts that an operator has signed, and how
//! far `watch` has come.
//!
//! Files are written beside their place and moved there, so that a store never has half a text. A
//! text is checked against its root whenever it is read.

mod error;
mod receipts;

use std::{
	fs,
	io::ErrorKind,
	path::{Path, PathBuf},
};

use directories::BaseDirs;
use openledger_attributor::NormalText;
use openledger_primitives::ChannelId;
use serde::{Deserialize, Serialize};
use sp_core::H256;

pub use self::{error::StoreError, receipts::rewrite};
use crate::{
	files::durable::{self, PRIVATE, PUBLIC},
	json,
	texts::{
		input::{self, Purpose},
		malformed::Malformed,
		uri,
	},
};

/// A store, in its directory.
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

	/// The `file:` URI of the text with this root, once it is saved. Fails when the path is not
	/// Unicode.
	pub fn text_uri(&self, root: H256) -> Result<String, StoreError> {
		let path = self.text_path(root);
		uri::of_file(&path).ok_or(StoreError::NoUri(path))
	}

	/// Keeps a text, whose content root is `root`.
	pub fn save_text(&self, root: H256, text: &NormalText) -> Result<(), StoreError> {
		// Texts are for everyone, receipts for operator and payer.
		write_whole(&self.text_path(root), text.as_bytes(), PUBLIC)
	}

	/// Keeps a content that has this root and is not in normal form: its host may not serve it
	/// again, and without it nobody can show that it is malformed.
	pub fn save_malformed(&self, root: H256, malformed: &Malformed) -> Result<(), StoreError> {
		write_whole(&self.text_path(root), malformed.content(), PUBLIC)
	}

	/// The text with this root. `None` when it is not here; fails when the file has something else.
	pub fn load_text(&self, root: H256) -> Result<Option<NormalText>, StoreError> {
		load(self.text_path(root), root)
	}

	/// The malformed content with this root, which somebody has registered. `None` when it is not
	/// here, or is in normal form.
	pub fn malformed_text(&self, root: H256) -> Option<Malformed> {
		let bytes = input::read_bytes(&self.text_path(root), Purpose::Contribution).ok()?;
		Malformed::of(bytes, root)
	}

	/// The directory of outputs, each by its root.
	pub fn outputs(&self) -> PathBuf {
		self.0.join("outputs")
	}

	fn output_path(&self, root: H256) -> PathBuf {
		self.outputs().join(format!("{}.txt", hex::encode(root)))
	}

	/// Keeps an output: without it, nobody could ever show that its receipt is right.
	pub fn save_output(&self, output: &NormalText) -> Result<(), StoreError> {
		write_whole(&self.output_path(output.content_root()), output.as_bytes(), PRIVATE)
	}

	/// The output with this root. `None` when it is not here; fails when the file has something
	/// else.
	pub fn load_output(&self, root: H256) -> Result<Option<NormalText>, StoreError> {
		load(self.output_path(root), root)
	}

	/// The directory of the receipts of a chain.
	pub fn receipts(&self, genesis: H256) -> PathBuf {
		self.0.join("receipts").join(chain(genesis))
	}

	/// The path of the file that says how far `watch` has come on a chain.
	pub fn watch_path(&self, genesis: H256) -> PathBuf {
		self.0.join("watch").join(format!("{}.json", chain(genesis)))
	}

	/// The directory of the signed receipts that were received, by channel.
	pub fn received(&self, genesis: H256) -> PathBuf {
		self.0.join("received").join(chain(genesis))
	}

	/// The path of the file with the promises of a channel.
	pub fn promises_path(&self, genesis: H256, channel: ChannelId) -> PathBuf {
		self.0.join("promised").join(chain(genesis)).join(format!("{channel}.json"))
	}

	/// The path of the file that lists the files with receipts of a channel.
	pub fn channel_path(&self, genesis: H256, channel: ChannelId) -> PathBuf {
		self.0.join("channels").join(chain(genesis)).join(format!("{channel}.json"))
	}

	/// Whether the store has anything about channels of a chain.
	pub fn knows_channels(&self, genesis: H256) -> bool {
		let all = ["channels", "promised", "received"];
		all.iter().any(|kind| self.0.join(kind).join(chain(genesis)).exists())
	}

	fn first_block_path(&self, genesis: H256) -> PathBuf {
		self.0.join("chains").join(format!("{}.json", chain(genesis)))
	}

	/// The hash of block 1 of the chain with this genesis that the store was begun with. `None`
	/// where it was not written down.
	pub fn first_block(&self, genesis: H256) -> Option<H256> {
		let written = fs::read(self.first_block_path(genesis)).ok()?;
		let Written { first_block } = serde_json::from_slice(&written).ok()?;
		Some(first_block)
	}

	/// Writes down the hash of block 1 of the chain with this genesis.
	pub fn save_first_block(&self, genesis: H256, first_block: H256) -> Result<(), StoreError> {
		let text = format!("{:#}\n", json::of(&Written { first_block }));
		write_whole(&self.first_block_path(genesis), text.as_bytes(), PRIVATE)
	}
}

/// The hash that tells chains with the same genesis apart.
#[derive(Serialize, Deserialize)]
struct Written {
	first_block: H256,
}

/// The name of a chain in the store.
fn chain(genesis: H256) -> String {
	hex::encode(&genesis.as_bytes()[..4])
}

/// The text of a file, which must have this root if it is there.
fn load(path: PathBuf, root: H256) -> Result<Option<NormalText>, StoreError> {
	match fs::metadata(&path) {
		Ok(_) => match read_verified(&path, root) {
			Some(text) => Ok(Some(text)),
			None => Err(StoreError::Damaged(path)),
		},
		Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
		Err(reason) => Err(StoreError::Unusable { path, reason }),
	}
}

/// The text in a file, if it has this root.
fn read_verified(path: &Path, root: H256) -> Option<NormalText> {
	input::read(path, &[]).ok().filter(|text| text.content_root() == root)
}

fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
	durable::write(path, bytes, mode)
		.map_err(|reason| StoreError::Unusable { path: path.to_owned(), reason })
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
	fn an_output_should_be_found_by_its_root_and_by_its_owner_alone() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let output = text("what was answered");
		let root = output.content_root();
		assert!(store.load_output(root).unwrap().is_none());
		store.save_output(&output).unwrap();
		assert_eq!(store.load_output(root).unwrap(), Some(output));
		assert!(store.load_text(root).unwrap().is_none());
		let path = directory.path().join(format!("outputs/{}.txt", hex::encode(root)));
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		}
		fs::write(&path, "something else").unwrap();
		assert!(matches!(store.load_output(root), Err(StoreError::Damaged(_))));
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
	fn what_is_not_in_normal_form_should_be_known_and_be_no_text() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let bytes = b"two  spaces";
		let root = openledger_primitives::content::content_root::<sp_core::Blake2Hasher>(bytes);
		let root = root.unwrap();
		assert_eq!(store.malformed_text(root), None);
		write_whole(&store.text_path(root), bytes, PUBLIC).unwrap();
		assert!(matches!(store.load_text(root), Err(StoreError::Damaged(_))));
		assert_eq!(store.malformed_text(root).unwrap().bytes(), 11);
		let text = text("all of it");
		store.save_text(text.content_root(), &text).unwrap();
		assert_eq!(store.malformed_text(text.content_root()), None);
	}

	#[test]
	fn a_store_should_know_which_chain_it_was_begun_with() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let (genesis, first) = (H256::repeat_byte(7), H256::repeat_byte(1));
		assert_eq!(store.first_block(genesis), None);
		store.save_first_block(genesis, first).unwrap();
		assert_eq!(store.first_block(genesis), Some(first));
		assert_eq!(store.first_block(H256::zero()), None);
		// That is not yet something about a channel.
		assert!(!store.knows_channels(genesis));
		let path = store.promises_path(genesis, 3);
		write_whole(&path, b"{}", PRIVATE).unwrap();
		assert!(store.knows_channels(genesis) && !store.knows_channels(H256::zero()));
	}
}
