// SPDX-License-Identifier: Apache-2.0

//! Locks on files that are replaced when they change, so that two programs don't lose each other's
//! changes. A program that dies lets go of its locks.

use std::{
	fs::{self, File, OpenOptions, TryLockError},
	io,
	path::{Path, PathBuf},
};

/// A lock on a file, held until it is dropped.
pub struct FileLock {
	path: PathBuf,
	_file: File,
}

impl FileLock {
	/// Waits for the lock on `file`: another file beside it, which is there while the lock is held.
	pub fn wait_for(file: &Path) -> io::Result<Self> {
		let path = beside(file);
		loop {
			let file = open(&path)?;
			file.lock()?;
			// Whoever had the lock may have removed the file meanwhile.
			if is_at(&file, &path)? {
				return Ok(Self { path, _file: file });
			}
		}
	}

	/// The lock on `file`. `None` while it is held elsewhere.
	pub fn try_for(file: &Path) -> io::Result<Option<Self>> {
		let path = beside(file);
		loop {
			let file = open(&path)?;
			match file.try_lock() {
				Ok(()) => {}
				Err(TryLockError::WouldBlock) => return Ok(None),
				Err(TryLockError::Error(error)) => return Err(error),
			}
			if is_at(&file, &path)? {
				return Ok(Some(Self { path, _file: file }));
			}
		}
	}
}

fn beside(file: &Path) -> PathBuf {
	let mut name = file.as_os_str().to_owned();
	name.push(".lock");
	PathBuf::from(name)
}

fn open(path: &Path) -> io::Result<File> {
	OpenOptions::new().write(true).create(true).truncate(false).open(path)
}

impl Drop for FileLock {
	fn drop(&mut self) {
		// Still locked: whoever waits for this file sees that it is gone.
		#[cfg(unix)]
		let _ = fs::remove_file(&self.path);
	}
}

/// Whether `path` leads to `file`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
	use std::os::unix::fs::MetadataExt;
	let opened = file.metadata()?;
	let there = match fs::metadata(path) {
		Ok(there) => there,
		Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
		Err(error) => return Err(error),
	};
	Ok(opened.dev() == there.dev() && opened.ino() == there.ino())
}

/// Lock files are never removed here.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> io::Result<bool> {
	Ok(true)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::thread;

	#[test]
	fn a_lock_should_have_one_holder_at_a_time() {
		let directory = tempfile::tempdir().unwrap();
		let file = directory.path().join("count");
		fs::write(&file, "0").unwrap();
		thread::scope(|scope| {
			for _ in 0..8 {
				scope.spawn(|| {
					for _ in 0..20 {
						let _lock = FileLock::wait_for(&file).unwrap();
						let count: u32 = fs::read_to_string(&file).unwrap().parse().unwrap();
						fs::write(&file, (count + 1).to_string()).unwrap();
					}
				});
			}
		});
		assert_eq!(fs::read_to_string(&file).unwrap(), "160");
		#[cfg(unix)]
		assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
	}

	#[test]
	fn a_lock_that_is_held_should_not_be_waited_for() {
		let directory = tempfile::tempdir().unwrap();
		let file = directory.path().join("count");
		let lock = FileLock::try_for(&file).unwrap();
		assert!(lock.is_some() && FileLock::try_for(&file).unwrap().is_none());
		drop(lock);
		assert!(FileLock::try_for(&file).unwrap().is_some());
	}
}
