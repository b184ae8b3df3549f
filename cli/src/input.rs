// SPDX-License-Identifier: Apache-2.0

//! Texts from files, directories and standard input, in normal form.
//!
//! Sizes are checked before anything is read.

use std::{
	ffi::OsStr,
	fs::{self, File},
	io::{self, Read},
	path::{Path, PathBuf},
};

use openledger_attributor::{NormalError, NormalText};
use openledger_primitives::limits::MAX_CONTENT_BYTES;

use crate::convert::to_u64;

/// Why an input gives no text.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
	#[error("{path} can't be read: {reason}")]
	Unreadable { path: String, reason: io::Error },
	#[error("{path} has {bytes} bytes, more than the {max} that a text can have")]
	TooLarge { path: String, bytes: u64, max: u64 },
	#[error("{path} is not UTF-8 at byte {at}")]
	NotUtf8 { path: String, at: usize },
	#[error("{path} has no text")]
	Empty { path: String },
	#[error("{path} has no file to read")]
	NoFiles { path: String },
}

impl InputError {
	/// What to do next.
	pub fn hint(&self) -> Option<&'static str> {
		match self {
			Self::Unreadable { .. } => None,
			Self::TooLarge { .. } => Some("split it and contribute each part"),
			Self::NotUtf8 { .. } => {
				Some("convert it to UTF-8; in a directory, choose with --extension")
			}
			Self::Empty { .. } => Some("nothing but white space can't be contributed"),
			Self::NoFiles { .. } => {
				Some("check --extension; hidden files and links are not followed")
			}
		}
	}
}

fn max_bytes() -> u64 {
	MAX_CONTENT_BYTES.into()
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> InputError + '_ {
	move |reason| InputError::Unreadable { path: path.display().to_string(), reason }
}

fn too_large(path: &Path, bytes: u64) -> InputError {
	InputError::TooLarge { path: path.display().to_string(), bytes, max: max_bytes() }
}

/// Reads a file, or all files of a directory with one of `extensions` (all if there are none).
pub fn read(path: &Path, extensions: &[String]) -> Result<NormalText, InputError> {
	let metadata = fs::metadata(path).map_err(unreadable(path))?;
	if metadata.is_dir() {
		return read_directory(path, extensions);
	}
	if metadata.len() > max_bytes() {
		return Err(too_large(path, metadata.len()));
	}
	normalise(path, &read_file(path)?)
}

/// Reads a file, or standard input for `-`.
pub fn read_output(path: &Path) -> Result<NormalText, InputError> {
	if path != Path::new("-") {
		return read(path, &[]);
	}
	let name = Path::new("standard input");
	normalise(name, &read_at_most(name, io::stdin().lock())?)
}

fn read_file(path: &Path) -> Result<Vec<u8>, InputError> {
	read_at_most(path, File::open(path).map_err(unreadable(path))?)
}

fn read_at_most(path: &Path, from: impl Read) -> Result<Vec<u8>, InputError> {
	let mut bytes = Vec::new();
	from.take(max_bytes() + 1).read_to_end(&mut bytes).map_err(unreadable(path))?;
	let size = to_u64(bytes.len());
	if size > max_bytes() {
		return Err(too_large(path, size));
	}
	Ok(bytes)
}

fn normalise(path: &Path, bytes: &[u8]) -> Result<NormalText, InputError> {
	NormalText::from_bytes(bytes).map_err(|error| {
		let path = path.display().to_string();
		match error {
			NormalError::Empty => InputError::Empty { path },
			NormalError::NotUtf8 { at } => InputError::NotUtf8 { path, at },
			NormalError::TooLong { bytes, max } => {
				InputError::TooLarge { path, bytes: to_u64(bytes), max: max.into() }
			}
		}
	})
}

/// The files of a directory as one text, by relative path, with a line break between them.
fn read_directory(directory: &Path, extensions: &[String]) -> Result<NormalText, InputError> {
	let mut files = Vec::new();
	list(directory, extensions, &mut files)?;
	if files.is_empty() {
		return Err(InputError::NoFiles { path: directory.display().to_string() });
	}
	let size: u64 = files.iter().map(|(_, bytes)| bytes).sum();
	if size > max_bytes() {
		return Err(too_large(directory, size));
	}
	files.sort();
	let mut text = Vec::new();
	for (file, _) in &files {
		let bytes = read_file(file)?;
		if let Err(error) = std::str::from_utf8(&bytes) {
			let (path, at) = (file.display().to_string(), error.valid_up_to());
			return Err(InputError::NotUtf8 { path, at });
		}
		if !text.is_empty() {
			text.push(b'\n');
		}
		text.extend_from_slice(&bytes);
	}
	normalise(directory, &text)
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
	use super::*;

	fn directory() -> tempfile::TempDir {
		tempfile::tempdir().unwrap()
	}

	fn extensions(names: &[&str]) -> Vec<String> {
		names.iter().map(|name| name.to_string()).collect()
	}

	#[test]
	fn a_file_should_be_read_in_normal_form() {
		let directory = directory();
		let path = directory.path().join("text");
		fs::write(&path, " one\n\ttwo ").unwrap();
		assert_eq!(read(&path, &[]).unwrap().as_str(), "one two");
	}

	#[test]
	fn a_file_too_large_should_be_refused_without_reading_it() {
		let directory = directory();
		let path = directory.path().join("large");
		let size = 1_000_000_000;
		File::create(&path).unwrap().set_len(size).unwrap();
		let error = read(&path, &[]).unwrap_err();
		assert!(matches!(error, InputError::TooLarge { bytes, .. } if bytes == size));
		assert!(error.hint().is_some_and(|hint| hint.contains("split")));
		let error = read(directory.path(), &[]).unwrap_err();
		assert!(matches!(error, InputError::TooLarge { bytes, .. } if bytes == size));
	}

	#[test]
	fn invalid_utf8_should_be_named_with_its_place() {
		let directory = directory();
		let path = directory.path().join("b.txt");
		fs::write(directory.path().join("a.txt"), "fine").unwrap();
		fs::write(&path, b"four\xff").unwrap();
		for input in [path.as_path(), directory.path()] {
			match read(input, &[]).unwrap_err() {
				InputError::NotUtf8 { path: named, at } => {
					assert_eq!((named, at), (path.display().to_string(), 4));
				}
				other => panic!("{other}"),
			}
		}
	}

	#[test]
	fn nothing_to_read_should_be_refused() {
		let directory = directory();
		assert!(matches!(read(directory.path(), &[]), Err(InputError::NoFiles { .. })));
		let path = directory.path().join("text");
		assert!(matches!(read(&path, &[]), Err(InputError::Unreadable { .. })));
		for content in ["", " \n\t"] {
			fs::write(&path, content).unwrap();
			assert!(matches!(read(&path, &[]), Err(InputError::Empty { .. })));
		}
		assert!(matches!(
			read(directory.path(), &extensions(&["rs"])),
			Err(InputError::NoFiles { .. })
		));
	}

	#[test]
	fn a_directory_should_be_read_by_path_without_what_is_hidden() {
		let directory = directory();
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
		let text = read(root, &extensions(&[".rs"])).unwrap();
		assert_eq!(text.as_str(), "first second last");
		assert_eq!(read(root, &[]).unwrap().as_str(), "first second other last");
	}

	#[cfg(unix)]
	#[test]
	fn links_should_not_be_followed() {
		let directory = directory();
		fs::write(directory.path().join("a"), "text").unwrap();
		std::os::unix::fs::symlink(directory.path(), directory.path().join("circle")).unwrap();
		assert_eq!(read(directory.path(), &[]).unwrap().as_str(), "text");
	}
}
