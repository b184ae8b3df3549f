// SPDX-License-Identifier: Apache-2.0

//! Files that are written whole or not at all, and are there when the power fails.

use std::{
	fs::{self, OpenOptions},
	io::{self, Write},
	path::Path,
	sync::atomic::{AtomicU64, Ordering},
};

/// The mode of files for everyone, as far as the user's mask lets.
pub const PUBLIC: u32 = 0o666;
/// The mode of files that only the user that runs the program may read.
pub const PRIVATE: u32 = 0o600;

/// Writes all of a file or none of it: beside its place first, and then there. Makes the
/// directories above it.
#[cfg_attr(not(unix), allow(unused_variables))]
pub fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
	static UNIQUE: AtomicU64 = AtomicU64::new(0);
	let number = UNIQUE.fetch_add(1, Ordering::Relaxed);
	let beside = path.with_extension(format!("{}-{number}.part", std::process::id()));
	let write = || {
		if let Some(directory) = path.parent() {
			fs::create_dir_all(directory)?;
		}
		let mut options = OpenOptions::new();
		options.write(true).create(true).truncate(true);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
		let mut file = options.open(&beside)?;
		file.write_all(bytes)?;
		file.sync_all()?;
		fs::rename(&beside, path)
	};
	write().inspect_err(|_| {
		// What is left of a failed write is of no use to anyone.
		let _ = fs::remove_file(&beside);
	})?;
	sync_directory(path);
	Ok(())
}

/// Syncs the directory of a file, so that its new name is durable too. Not every file system can,
/// and the file is there all the same.
#[cfg_attr(not(unix), allow(unused_variables))]
fn sync_directory(path: &Path) {
	#[cfg(unix)]
	{
		let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
		let opened = fs::File::open(directory.unwrap_or(Path::new(".")));
		let _ = opened.and_then(|directory| directory.sync_all());
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_file_should_be_replaced_and_nothing_left_beside_it() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("new/file.json");
		for content in ["first", "second"] {
			write(&path, content.as_bytes(), PRIVATE).unwrap();
			assert_eq!(fs::read_to_string(&path).unwrap(), content);
		}
		assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
		// A directory can't be replaced with a file.
		assert!(write(path.parent().unwrap(), b"third", PRIVATE).is_err());
		assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
	}
}
