// SPDX-License-Identifier: Apache-2.0

//! Batch files on disk: locked while they change, and replaced whole.

use std::{
	fs,
	io::{self, ErrorKind},
	path::{Path, PathBuf},
};

use sp_core::H256;

use super::{BatchFile, BatchFileError};
use crate::{
	error::Error,
	files::{
		durable::{self, PRIVATE},
		lock::FileLock,
	},
	text::printable,
};

/// The size, in bytes, above which no file is read: no batch has as much.
const MAX_BYTES: u64 = 1 << 31;

/// The text of the file at `path`. `None` when there is none.
pub fn read(path: &Path) -> Result<Option<String>, BatchFileError> {
	let metadata = match fs::metadata(path) {
		Ok(metadata) => metadata,
		Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
		Err(error) => return Err(unusable(path)(error)),
	};
	// To open a pipe may take forever.
	if !metadata.is_file() {
		return Err(BatchFileError::NotAFile(name(path)));
	}
	if metadata.len() > MAX_BYTES {
		return Err(BatchFileError::TooLarge { path: name(path), bytes: metadata.len() });
	}
	fs::read_to_string(path).map(Some).map_err(unusable(path))
}

/// Replaces the content of the file at `path`, whole or not at all.
pub fn replace(path: &Path, text: &str) -> Result<(), BatchFileError> {
	durable::write(&whole(path), text.as_bytes(), PRIVATE).map_err(unusable(path))
}

/// Changes the file at `path`, or makes one, under its lock. It stays as it was when the change
/// fails.
pub fn edit<T, E: From<Error>>(
	path: &Path,
	genesis: H256,
	change: impl FnOnce(&mut BatchFile) -> Result<T, E>,
) -> Result<T, E> {
	let _lock = lock(path).map_err(Error::from)?;
	let file = BatchFile::load(path).map_err(Error::from)?;
	let mut file = file.unwrap_or_else(|| BatchFile::new(genesis));
	file.ensure_editable(path, genesis).map_err(Error::from)?;
	// Of a settlement that ended before anything was sent: nobody else has the lock now.
	file.roots = None;
	let result = change(&mut file)?;
	file.save(path).map_err(Error::from)?;
	Ok(result)
}

/// Locks the file at `path` and reads it. Fails when there is none.
pub fn open(path: &Path) -> Result<(FileLock, BatchFile), BatchFileError> {
	if !path.exists() {
		return Err(BatchFileError::Missing(name(path)));
	}
	let lock = lock(path)?;
	Ok((lock, BatchFile::existing(path)?))
}

/// Waits for the lock on the file at `path`, which need not be there.
pub fn lock(path: &Path) -> Result<FileLock, BatchFileError> {
	FileLock::wait_for(&whole(path)).map_err(unusable(path))
}

/// The path by which a file is known, wherever the program is run and through whatever links: what
/// these lead to is replaced, and not they. The file need not be there yet.
pub fn whole(path: &Path) -> PathBuf {
	let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
	let new = || Some(fs::canonicalize(absolute.parent()?).ok()?.join(absolute.file_name()?));
	fs::canonicalize(&absolute).ok().or_else(new).unwrap_or(absolute)
}

/// A path as it can be shown.
pub fn name(path: &Path) -> String {
	printable(&path.display().to_string())
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> BatchFileError + '_ {
	move |reason| BatchFileError::Unusable { path: name(path), reason }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::*;
	use std::collections::BTreeMap;

	#[test]
	fn a_file_should_be_made_changed_and_kept_when_a_change_fails() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		assert!(matches!(BatchFile::existing(&path), Err(BatchFileError::Missing(_))));
		assert!(matches!(open(&path), Err(BatchFileError::Missing(_))));
		for sequence in 0..3 {
			edit(&path, GENESIS, |file| {
				file.answers.extend([unsigned(receipt(1, sequence, 10))]);
				Ok::<_, Error>(())
			})
			.unwrap();
		}
		let refused = edit(&path, GENESIS, |file| {
			file.answers.clear();
			Err::<(), _>(Error::Inconsistent)
		});
		assert!(refused.is_err());
		let (_, file) = open(&path).unwrap();
		assert_eq!(file.next_sequence(1), 3);
		assert_eq!(file.position((1, 2)), Some(2));
		assert_eq!(file.position((1, 3)), None);
		assert_eq!(file.fees(), BTreeMap::from([(1, 30)]));
		// No lock and no half of a file is left.
		assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
	}

	#[test]
	fn what_is_no_batch_file_should_be_refused_with_its_name() {
		let directory = tempfile::tempdir().unwrap();
		let error = BatchFile::load(directory.path()).unwrap_err();
		assert!(matches!(error, BatchFileError::NotAFile(_)));
		let path = directory.path().join("batch.json");
		for content in [&b""[..], b"{}", b"[1", b"\xff"] {
			fs::write(&path, content).unwrap();
			let error = BatchFile::load(&path).unwrap_err();
			assert!(error.to_string().contains("batch.json"));
		}
	}

	#[test]
	fn a_file_of_another_chain_or_settled_should_be_left_alone() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let settled = BatchFile { batch: Some(3), roots: Some(ROOTS), ..file() };
		settled.save(&path).unwrap();
		let change = |genesis| edit(&path, genesis, |_| Ok::<_, Error>(())).unwrap_err();
		assert!(matches!(
			change(H256::zero()),
			Error::BatchFile(BatchFileError::OtherGenesis { .. })
		));
		assert!(matches!(
			change(GENESIS),
			Error::BatchFile(BatchFileError::Settled { batch: 3, .. })
		));
		assert_eq!(BatchFile::existing(&path).unwrap(), settled);
	}

	#[cfg(unix)]
	#[test]
	fn a_file_should_have_one_path_before_and_after_it_is_made() {
		let directory = tempfile::tempdir().unwrap();
		let (real, link) = (directory.path().join("real"), directory.path().join("link"));
		fs::create_dir(&real).unwrap();
		std::os::unix::fs::symlink(&real, &link).unwrap();
		let before = whole(&link.join("batch.json"));
		file().save(&link.join("batch.json")).unwrap();
		assert_eq!(before, whole(&real.join("batch.json")));
		assert_eq!(before, whole(&link.join("batch.json")));
		// Nothing is known of what is nowhere.
		let nowhere = directory.path().join("none/batch.json");
		assert_eq!(whole(&nowhere), nowhere);
	}

	#[cfg(unix)]
	#[test]
	fn a_link_should_lead_to_the_file_as_before() {
		let directory = tempfile::tempdir().unwrap();
		let (path, link) = (directory.path().join("batch.json"), directory.path().join("link"));
		file().save(&path).unwrap();
		std::os::unix::fs::symlink(&path, &link).unwrap();
		edit(&link, GENESIS, |file| {
			file.answers.clear();
			Ok::<_, Error>(())
		})
		.unwrap();
		assert!(BatchFile::existing(&path).unwrap().answers.is_empty());
		assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
	}
}
