// SPDX-License-Identifier: Apache-2.0

//! What several batch files have of one channel: its funds are spent once, and its answers are
//! numbered once. The store knows which files there are.

use std::{
	collections::BTreeSet,
	fs,
	io::{self, ErrorKind},
	path::{Path, PathBuf},
};

use openledger_primitives::{Balance, ChannelId};
use serde::{Deserialize, Serialize};
use sp_core::H256;

use crate::{
	batch_file::BatchFile,
	durable::{self, PRIVATE},
	file_lock::FileLock,
	output::json,
	store::{Store, StoreError},
};

#[derive(Serialize, Deserialize, Default, Debug)]
struct Written {
	/// The number of the channel's next answer.
	next: u64,
	files: BTreeSet<PathBuf>,
}

/// What is known of a channel's receipts in all files. Nobody else changes it as long as this lives.
pub struct Shared {
	path: PathBuf,
	written: Written,
	genesis: H256,
	channel: ChannelId,
	_lock: FileLock,
}

/// What other files have of a channel.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Elsewhere {
	/// What their receipts cost that are not settled.
	pub fees: Balance,
	/// The number of the next answer.
	pub next: u64,
}

impl Shared {
	/// What is known of a channel. What can't be read is begun anew.
	pub fn open(store: &Store, genesis: H256, channel: ChannelId) -> Result<Self, StoreError> {
		let path = store.channel_path(genesis, channel);
		let unusable = |reason: io::Error| StoreError::Unusable { path: path.clone(), reason };
		if let Some(directory) = path.parent() {
			fs::create_dir_all(directory).map_err(unusable)?;
		}
		let lock = FileLock::wait_for(&path).map_err(unusable)?;
		let written = match fs::read(&path) {
			Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
			Err(error) if error.kind() == ErrorKind::NotFound => Written::default(),
			Err(error) => return Err(unusable(error)),
		};
		Ok(Self { path, written, genesis, channel, _lock: lock })
	}

	/// What files other than `own` have. Those that are gone, or settled, have nothing any more.
	pub fn elsewhere(&mut self, own: &Path) -> Elsewhere {
		let own = whole(own);
		let (genesis, channel) = (self.genesis, self.channel);
		let mut fees: Balance = 0;
		self.written.files.retain(|path| {
			let Ok(Some(file)) = BatchFile::load(path) else { return false };
			let is_open = file.genesis == genesis && file.batch.is_none();
			if is_open && *path != own {
				let of_channel = file.fees().get(&channel).copied().unwrap_or_default();
				fees = fees.saturating_add(of_channel);
			}
			is_open
		});
		Elsewhere { fees, next: self.written.next }
	}

	/// Takes note that a file has receipts of the channel, or is about to.
	pub fn has(&mut self, own: &Path, next: u64) -> Result<(), StoreError> {
		self.written.files.insert(whole(own));
		self.written.next = self.written.next.max(next);
		let text = format!("{:#}\n", json::of(&self.written));
		durable::write(&self.path, text.as_bytes(), PRIVATE)
			.map_err(|reason| StoreError::Unusable { path: self.path.clone(), reason })
	}
}

/// A path by which a file is known wherever the program is run.
fn whole(path: &Path) -> PathBuf {
	let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
	fs::canonicalize(&absolute).unwrap_or(absolute)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::batch_file::tests::{file, GENESIS};

	#[test]
	fn what_other_files_have_should_be_known_until_they_are_settled() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| directory.path().join(name);
		let elsewhere = |own: &str| Shared::open(&store, GENESIS, 1).unwrap().elsewhere(&path(own));
		assert_eq!(elsewhere("a.json"), Elsewhere::default());
		// Of channel 1 they have 150 each, and two answers.
		for name in ["a.json", "b.json"] {
			file().save(&path(name)).unwrap();
			let mut shared = Shared::open(&store, GENESIS, 1).unwrap();
			let next = shared.elsewhere(&path(name)).next + 2;
			shared.has(&path(name), next).unwrap();
		}
		assert_eq!(elsewhere("a.json"), Elsewhere { fees: 150, next: 4 });
		assert_eq!(elsewhere("c.json"), Elsewhere { fees: 300, next: 4 });
		BatchFile { batch: Some(3), ..file() }.save(&path("b.json")).unwrap();
		assert_eq!(elsewhere("c.json"), Elsewhere { fees: 150, next: 4 });
		fs::remove_file(path("a.json")).unwrap();
		assert_eq!(elsewhere("c.json"), Elsewhere { fees: 0, next: 4 });
		// Another channel has nothing to do with it.
		let other = Shared::open(&store, GENESIS, 2).unwrap().elsewhere(&path("c.json"));
		assert_eq!(other, Elsewhere::default());
	}
}
