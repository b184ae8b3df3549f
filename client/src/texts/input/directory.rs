// SPDX-License-Identifier: Apache-2.0

//! The files of a directory, as one text.

use std::{
	ffi::OsStr,
	fs,
	path::{Path, PathBuf},
};

use super::{name, read_file, too_large, unreadable, InputError, Purpose};

/// Reads the files of a directory as one text, by path, with a line break between them.
pub(super) fn read_directory(
	directory: &Path,
	extensions: &[String],
	purpose: Purpose,
) -> Result<Vec<u8>, InputError> {
	let mut files = Vec::new();
	list(directory, extensions, &mut files)?;
	if files.is_empty() {
		return Err(InputError::NoFiles { path: name(directory) });
	}
	let size: u64 = files.iter().map(|(_, bytes)| bytes).sum();
	if size > purpose.max_bytes() {
		return Err(too_large(directory, size, purpose));
	}
	files.sort();
	let mut text = Vec::new();
	for (file, _) in &files {
		let bytes = read_file(file, purpose)?;
		if let Err(error) = std::str::from_utf8(&bytes) {
			let (path, at) = (name(file), error.valid_up_to());
			return Err(InputError::NotUtf8 { path, at });
		}
		if !text.is_empty() {
			text.push(b'\n');
		}
		text.extend_from_slice(&bytes);
	}
	Ok(text)
}

/// Adds the files below `directory`, with their sizes. Links are not followed: they may lead in a
/// circle, or out of the directory.
fn list(
	directory: &Path,
	extensions: &[String],
	files: &mut Vec<(PathBuf, u64)>,
) -> Result<(), InputError> {
	for entry in fs::read_dir(directory).map_err(unreadable(directory))? {
		let entry = entry.map_err(unreadable(directory))?;
		let path = entry.path();
		if entry.file_name().as_encoded_bytes().starts_with(b".") {
			continue;
		}
		let kind = entry.file_type().map_err(unreadable(&path))?;
		if kind.is_dir() {
			list(&path, extensions, files)?;
		} else if kind.is_file() && is_wanted(&path, extensions) {
			let size = entry.metadata().map_err(unreadable(&path))?.len();
			files.push((path, size));
		}
	}
	Ok(())
}

fn is_wanted(path: &Path, extensions: &[String]) -> bool {
	let extension = path.extension().and_then(OsStr::to_str);
	extensions.is_empty()
		|| extension.is_some_and(|given| {
			extensions.iter().any(|wanted| wanted.trim_start_matches('.') == given)
		})
}

#[cfg(test)]
mod tests {
	use super::{super::read, *};

	#[test]
	fn a_directory_should_be_read_by_path_without_what_is_hidden() {
		let directory = tempfile::tempdir().unwrap();
		let root = directory.path();
		fs::create_dir_all(root.join("b/c")).unwrap();
		fs::create_dir_all(root.join(".git")).unwrap();
		for (name, content) in [
			("z.rs", "last"),
			("a.rs", "first"),
			("b/c/d.rs", "second"),
			("b/e.txt", "other"),
			(".hidden.rs", "hidden"),
			(".git/x.rs", "hidden"),
		] {
			fs::write(root.join(name), content).unwrap();
		}
		let text = read(root, &[".rs".to_owned()]).unwrap();
		assert_eq!(text.as_str(), "first second last");
		assert_eq!(read(root, &[]).unwrap().as_str(), "first second other last");
	}

	#[cfg(unix)]
	#[test]
	fn links_should_not_be_followed() {
		let directory = tempfile::tempdir().unwrap();
		fs::write(directory.path().join("a"), "text").unwrap();
		std::os::unix::fs::symlink(directory.path(), directory.path().join("circle")).unwrap();
		assert_eq!(read(directory.path(), &[]).unwrap().as_str(), "text");
	}
}
