// SPDX-License-Identifier: Apache-2.0

//! The files below a path.

use std::{
	fs::{self, Metadata},
	path::{Path, PathBuf},
	time::SystemTime,
};

/// What a file's bytes are known by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
	len: u64,
	modified: Option<SystemTime>,
}

/// Adds the files at or below a path. Those that are hidden or about to be replaced are none, and
/// links below it are not followed.
pub fn list(path: &Path, files: &mut Vec<(PathBuf, Stamp)>) {
	if let Ok(metadata) = fs::metadata(path) {
		add(path.to_owned(), &metadata, files);
	}
}

fn add(path: PathBuf, metadata: &Metadata, files: &mut Vec<(PathBuf, Stamp)>) {
	if metadata.is_file() {
		let stamp = Stamp { len: metadata.len(), modified: metadata.modified().ok() };
		files.push((path, stamp));
		return;
	}
	// What can't be listed may be there the next time.
	let Ok(entries) = metadata.is_dir().then(|| fs::read_dir(&path)).transpose() else { return };
	for entry in entries.into_iter().flatten().flatten() {
		let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
		let path = entry.path();
		let is_passing =
			path.extension().is_some_and(|extension| extension == "part" || extension == "lock");
		if hidden || is_passing {
			continue;
		}
		if let Ok(metadata) = entry.metadata() {
			add(path, &metadata, files);
		}
	}
}
