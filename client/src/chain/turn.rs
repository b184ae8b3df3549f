// SPDX-License-Identifier: Apache-2.0

//! Turns to take a nonce: the nonces of one account are taken one after the other, within this
//! process and among all processes of the user.
//!
//! Whoever has the turn asks the node for the next nonce, and keeps the turn until the node has
//! taken the transaction. Processes that can't see each other get over it by trying the next nonce.

use std::{
	fs,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

use directories::BaseDirs;
use sp_core::H256;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
	account::{self, Account},
	files::lock::FileLock,
};

/// How long another process is waited for: one that has stopped must not stop all others.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(5);

/// The turns of all accounts on a chain.
pub struct Turns {
	here: Mutex<()>,
	/// The directory in which processes of the user lock each other out. `None` where there is
	/// none.
	directory: Option<PathBuf>,
}

/// A turn, until it is dropped.
pub struct Turn<'t> {
	_here: MutexGuard<'t, ()>,
	_everywhere: Option<FileLock>,
}

impl Turns {
	/// The turns among all processes of the user.
	pub fn new() -> Self {
		let directory = BaseDirs::new().map(|dirs| {
			let own = dirs.runtime_dir().unwrap_or(dirs.data_local_dir());
			own.join("openledger").join("turns")
		});
		Self::within(directory)
	}

	fn within(directory: Option<PathBuf>) -> Self {
		let directory = directory.filter(|directory| fs::create_dir_all(directory).is_ok());
		Self { here: Mutex::new(()), directory }
	}

	/// Waits until it is this process's turn to send something of an account on a chain.
	pub async fn take(&self, genesis: H256, who: &Account) -> Turn<'_> {
		let here = self.here.lock().await;
		let name = format!("{}-{}", hex::encode(&genesis[..4]), hex::encode(account::bytes(who)));
		let everywhere = match &self.directory {
			Some(directory) => wait_for(&directory.join(name)).await,
			None => None,
		};
		Turn { _here: here, _everywhere: everywhere }
	}
}

async fn wait_for(file: &Path) -> Option<FileLock> {
	let begun = Instant::now();
	while begun.elapsed() < PATIENCE {
		match FileLock::try_for(file) {
			Ok(Some(lock)) => return Some(lock),
			Ok(None) => tokio::time::sleep(POLL).await,
			// What can't be locked is not waited for.
			Err(_) => return None,
		}
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn a_turn_should_be_one_processs_at_a_time() {
		let directory = tempfile::tempdir().unwrap();
		let path = Some(directory.path().join("turns"));
		// Two processes, as far as locks of files can tell.
		let (one, other) = (Turns::within(path.clone()), Turns::within(path));
		let (who, genesis) = (Account::new([1; 32]), H256::zero());
		let turn = one.take(genesis, &who).await;
		let wait = Duration::from_millis(100);
		assert!(tokio::time::timeout(wait, other.take(genesis, &who)).await.is_err());
		// Another account is in nobody's way.
		drop(other.take(genesis, &Account::new([2; 32])).await);
		drop(turn);
		drop(other.take(genesis, &who).await);
		// Where there is no place for locks, there is still one turn a process.
		let alone = Turns::within(None);
		let turn = alone.take(genesis, &who).await;
		assert!(tokio::time::timeout(wait, alone.take(genesis, &who)).await.is_err());
		drop(turn);
	}
}
