// SPDX-License-Identifier: Apache-2.0

//! Changes of a channel's promises, one program at a time.

use std::{fs, path::PathBuf};

use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;
use sp_core::H256;

use super::{unusable, Promises};
use crate::{
	account::Account,
	error::Error,
	files::{
		durable::{self, PRIVATE},
		lock::FileLock,
	},
	store::{Store, StoreError},
};

/// The promises of a channel, locked: no other program changes them until this is dropped.
pub struct Locked {
	path: PathBuf,
	promises: Promises,
	_lock: FileLock,
}

/// Locks the promises of a channel, to change them. Read the channel from the chain after this, so
/// that no promise made until now is taken for owed that is settled already.
pub fn lock(store: &Store, genesis: H256, channel: ChannelId) -> Result<Locked, StoreError> {
	let path = store.promises_path(genesis, channel);
	if let Some(directory) = path.parent() {
		fs::create_dir_all(directory).map_err(unusable(&path))?;
	}
	let lock = FileLock::wait_for(&path).map_err(unusable(&path))?;
	let promises = Promises::read(&path)?;
	Ok(Locked { path, promises, _lock: lock })
}

impl Locked {
	/// Changes the promises, and forgets those for answers that are settled, as `info` says. All
	/// stays as it was when the change fails.
	pub fn edit<T, E: From<Error>>(
		self,
		info: &ChannelInfo<Account>,
		change: impl FnOnce(&mut Promises) -> Result<T, E>,
	) -> Result<T, E> {
		let Self { path, promises: before, _lock } = self;
		let mut promises = before.clone();
		let result = change(&mut promises)?;
		promises.forget_settled(info);
		if promises != before {
			durable::write(&path, promises.to_text().as_bytes(), PRIVATE)
				.map_err(unusable(&path))
				.map_err(Error::from)?;
		}
		Ok(result)
	}
}
