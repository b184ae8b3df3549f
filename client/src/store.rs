// SPDX-License-Identifier: Apache-2.0

//! The store: texts and outputs by content root, receipts by chain and batch, the promises and the
//! received receipts of a payer, the files with the receipts that an operator has signed, and how
//! far `watch` has come.
//!
//! Files are written beside their place and moved there, so that a store never has half a text. A
//! text is checked against its root whenever it is read.

use std::{
	fs,
	io::{self, ErrorKind},
	path::{Path, PathBuf},
};

use directories::BaseDirs;
use openledger_attributor::NormalText;
use openledger_primitives::{BatchId, ChannelId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::H256;

use crate::{
	files::durable::{self, PRIVATE, PUBLIC},
	json,
	texts::{
		input::{self, Purpose},
		malformed::Malformed,
		uri,
	},
};

/// Why the store can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	/// The user has no directory for data.
	#[error("this account has no directory for data")]
	NoDirectory,
	/// A file or a directory can't be read or written.
	#[error("{path} of the store can't be used: {reason}")]
	Unusable {
		/// The path.
		path: PathBuf,
		/// The error of the system.
		reason: io::Error,
	},
	/// The text at this path does not have the root that its name says.
	#[error("{0} of the store is damaged: it is not the text that its name says")]
	Damaged(PathBuf),
	/// This path is not Unicode, so it has no URI.
	#[error("{0} has no URI: its path is not Unicode")]
	NoUri(PathBuf),
	/// A file about a channel can't be understood.
	#[error("{path} of the store does not say what is known of a channel: {reason}")]
	BadChannel {
		/// The path.
		path: PathBuf,
		/// What is wrong with the file.
		reason: String,
	},
}

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

/// Writes a receipt to `path`, with all that is known of it now.
pub fn rewrite(path: &Path, receipt: &Value) -> Result<(), StoreError> {
	write_whole(path, format!("{receipt:#}\n").as_bytes(), PRIVATE)
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

	/// A receipt of which only the commitment matters.
	fn receipt(commitment: H256) -> Value {
		serde_json::json!({ "fee": "1", "commitment": format!("{commitment:?}") })
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
			let json =
				serde_json::json!({ "root": root, "commitments": format!("{commitments:?}") });
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
