// SPDX-License-Identifier: Apache-2.0

//! Reading texts from files, directories and standard input: as they were given, and in normal
//! form.
//!
//! Sizes are checked before anything is read.

use std::{
	ffi::OsStr,
	fs::{self, File},
	io::{self, Read},
	path::{Path, PathBuf},
};

use openledger_attributor::{Mapped, NormalError, NormalText};
use openledger_primitives::{
	limits::{MAX_CONTENT_BYTES, MAX_OUTPUT_BYTES},
	normal::Dropped,
};

use crate::{
	convert::to_u64,
	text::{count, printable},
};

/// The purpose that a text is read for, which bounds its size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
	/// The text of a contribution.
	Contribution,
	/// The output of an answer.
	Output,
}

impl Purpose {
	fn max_bytes(self) -> u64 {
		match self {
			Self::Contribution => MAX_CONTENT_BYTES.into(),
			Self::Output => MAX_OUTPUT_BYTES.into(),
		}
	}

	fn name(self) -> &'static str {
		match self {
			Self::Contribution => "a text",
			Self::Output => "an output",
		}
	}
}

/// Why an input gives no text. Paths are as they can be shown.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
	/// The input can't be read.
	#[error("{path} can't be read: {reason}")]
	Unreadable {
		/// The path.
		path: String,
		/// The error of the system.
		reason: io::Error,
	},
	/// Something else than a file or a directory is there.
	#[error("{path} is neither a file nor a directory")]
	NotAFile {
		/// The path.
		path: String,
	},
	/// The input, or its normal form, is larger than the purpose allows.
	#[error(
		"{path} has {bytes} bytes, more than the {} that {} can have",
		.purpose.max_bytes(), .purpose.name()
	)]
	TooLarge {
		/// The path.
		path: String,
		/// The size, in bytes: of standard input, as much of it as was read.
		bytes: u64,
		/// The purpose.
		purpose: Purpose,
	},
	/// The input is not UTF-8.
	#[error("{path} is not UTF-8 at byte {at}")]
	NotUtf8 {
		/// The path.
		path: String,
		/// The byte from which on it is not.
		at: usize,
	},
	/// Nothing is left of the input in normal form.
	#[error("{path} has no text: {}", nothing_left(*.bytes))]
	Empty {
		/// The path.
		path: String,
		/// The size of the input, in bytes.
		bytes: usize,
		/// The purpose.
		purpose: Purpose,
	},
	/// The directory has no file to read.
	#[error("{path} has no file to read")]
	NoFiles {
		/// The path.
		path: String,
	},
}

/// The reason, in words, why `bytes` bytes are not a text.
fn nothing_left(bytes: usize) -> String {
	match bytes {
		0 => "it is empty".to_owned(),
		bytes => format!("nothing is left of its {} in normal form", count(bytes, "byte")),
	}
}

/// A text as it was given, and its normal form.
pub struct Given {
	/// The text as it was given.
	pub text: String,
	/// Its normal form, and the bytes of the text that each byte of that stands for.
	pub mapped: Mapped,
}

impl Given {
	/// Brings bytes into normal form. Fails when they are not UTF-8, nothing is left of them, or
	/// too much.
	pub fn of(bytes: Vec<u8>) -> Result<Self, NormalError> {
		let text = String::from_utf8(bytes)
			.map_err(|error| NormalError::NotUtf8 { at: error.utf8_error().valid_up_to() })?;
		let mapped = Mapped::from_bytes(text.as_bytes())?;
		Ok(Self { text, mapped })
	}

	/// The normal form.
	pub fn normal(&self) -> &NormalText {
		&self.mapped.text
	}

	/// The normal form, without the rest.
	pub fn into_normal(self) -> NormalText {
		self.mapped.text
	}

	/// The parts of the text that its normal form does not have.
	pub fn dropped(&self) -> Dropped {
		self.mapped.dropped
	}
}

/// A path as it can be shown: files of strangers have names of strangers.
fn name(path: &Path) -> String {
	printable(&path.display().to_string())
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> InputError + '_ {
	move |reason| InputError::Unreadable { path: name(path), reason }
}

fn too_large(path: &Path, bytes: u64, purpose: Purpose) -> InputError {
	InputError::TooLarge { path: name(path), bytes, purpose }
}

/// Reads a file, or all files of a directory with one of `extensions` (all if there are none), as
/// the text of a contribution in normal form.
pub fn read(path: &Path, extensions: &[String]) -> Result<NormalText, InputError> {
	let purpose = Purpose::Contribution;
	let bytes = bytes_for(purpose, path, extensions)?;
	fitting(path, purpose, bytes.len(), NormalText::from_bytes(&bytes), |text| text)
}

/// Reads the same as [`read`], and keeps the text as it was given.
pub fn read_given(path: &Path, extensions: &[String]) -> Result<Given, InputError> {
	let purpose = Purpose::Contribution;
	given(path, purpose, bytes_for(purpose, path, extensions)?)
}

/// Reads an output from a file, or from standard input for `-`.
pub fn read_output(path: &Path) -> Result<Given, InputError> {
	let purpose = Purpose::Output;
	if path != Path::new("-") {
		return given(path, purpose, bytes_for(purpose, path, &[])?);
	}
	let name = Path::new("standard input");
	given(name, purpose, read_at_most(name, io::stdin().lock(), purpose)?)
}

/// Reads the bytes of a file that may be a text, whatever they are. Fails for a directory, and when
/// there are more than the purpose allows.
pub fn read_bytes(path: &Path, purpose: Purpose) -> Result<Vec<u8>, InputError> {
	match path.is_dir() {
		true => Err(InputError::NotAFile { path: name(path) }),
		false => bytes_for(purpose, path, &[]),
	}
}

fn bytes_for(purpose: Purpose, path: &Path, extensions: &[String]) -> Result<Vec<u8>, InputError> {
	let metadata = fs::metadata(path).map_err(unreadable(path))?;
	if metadata.is_dir() {
		return read_directory(path, extensions, purpose);
	}
	// To open a pipe may take forever, and a device has no end.
	if !metadata.is_file() {
		return Err(InputError::NotAFile { path: name(path) });
	}
	if metadata.len() > purpose.max_bytes() {
		return Err(too_large(path, metadata.len(), purpose));
	}
	read_file(path, purpose)
}

fn read_file(path: &Path, purpose: Purpose) -> Result<Vec<u8>, InputError> {
	read_at_most(path, File::open(path).map_err(unreadable(path))?, purpose)
}

fn read_at_most(path: &Path, from: impl Read, purpose: Purpose) -> Result<Vec<u8>, InputError> {
	let mut bytes = Vec::new();
	from.take(purpose.max_bytes() + 1).read_to_end(&mut bytes).map_err(unreadable(path))?;
	let size = to_u64(bytes.len());
	if size > purpose.max_bytes() {
		return Err(too_large(path, size, purpose));
	}
	Ok(bytes)
}

fn given(path: &Path, purpose: Purpose, bytes: Vec<u8>) -> Result<Given, InputError> {
	let count = bytes.len();
	fitting(path, purpose, count, Given::of(bytes), Given::normal)
}

/// Returns what was `made` of `bytes` bytes. Fails when its normal form is too long for the
/// purpose.
fn fitting<T>(
	path: &Path,
	purpose: Purpose,
	bytes: usize,
	made: Result<T, NormalError>,
	normal: impl Fn(&T) -> &NormalText,
) -> Result<T, InputError> {
	let text = made.map_err(|error| match error {
		NormalError::Empty => InputError::Empty { path: name(path), bytes, purpose },
		NormalError::NotUtf8 { at } => InputError::NotUtf8 { path: name(path), at },
		NormalError::TooLong { bytes, .. } => too_large(path, to_u64(bytes), purpose),
	})?;
	// The normal form of a text can be longer than the text.
	let size = u64::from(normal(&text).len());
	if size > purpose.max_bytes() {
		return Err(too_large(path, size, purpose));
	}
	Ok(text)
}

/// Reads the files of a directory as one text, by path, with a line break between them.
fn read_directory(
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
	fn what_is_dropped_should_be_counted_and_places_mapped_back() {
		let directory = directory();
		let path = directory.path().join("text");
		fs::write(&path, "one\u{200b}\u{200d} two\u{7}\n").unwrap();
		for given in [read_given(&path, &[]).unwrap(), read_output(&path).unwrap()] {
			assert_eq!(given.normal().as_str(), "one two");
			let dropped = given.dropped();
			assert_eq!((dropped.invisible, dropped.control, dropped.unassigned), (2, 1, 0));
			assert_eq!(&given.text[given.mapped.original(4..7)], "two");
			assert_eq!(given.into_normal(), read(&path, &[]).unwrap());
		}
		assert_eq!(read_bytes(&path, Purpose::Output).unwrap().len(), 15);
		let error = read_bytes(directory.path(), Purpose::Output).unwrap_err();
		assert!(matches!(error, InputError::NotAFile { .. }));
	}

	#[test]
	fn a_file_too_large_should_be_refused_without_reading_it() {
		let directory = directory();
		let path = directory.path().join("large");
		let size = 1_000_000_000;
		File::create(&path).unwrap().set_len(size).unwrap();
		let error = read(&path, &[]).unwrap_err();
		assert!(matches!(error, InputError::TooLarge { bytes, .. } if bytes == size));
		let error = read(directory.path(), &[]).unwrap_err();
		assert!(matches!(error, InputError::TooLarge { bytes, .. } if bytes == size));
	}

	#[test]
	fn an_output_should_have_a_limit_of_its_own() {
		let directory = directory();
		let path = directory.path().join("output");
		fs::write(&path, vec![b'x'; 64 * 1024]).unwrap();
		assert!(read_output(&path).is_ok());
		fs::write(&path, vec![b'x'; 64 * 1024 + 1]).unwrap();
		assert!(read(&path, &[]).is_ok());
		let error = read_output(&path).err().unwrap();
		assert!(error.to_string().contains("an output"));
	}

	#[cfg(unix)]
	#[test]
	fn what_is_no_file_should_not_be_opened() {
		let path = Path::new("/dev/zero");
		assert!(matches!(read(path, &[]), Err(InputError::NotAFile { .. })));
		assert!(matches!(read_output(path), Err(InputError::NotAFile { .. })));
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
		for (content, told) in [
			("", "it is empty"),
			(" \n\t", "nothing is left of its 3 bytes in normal form"),
			("\u{200b}\u{feff} \u{7}", "nothing is left of its 8 bytes in normal form"),
		] {
			fs::write(&path, content).unwrap();
			for error in [read(&path, &[]).err(), read_given(&path, &[]).err()] {
				let error = error.unwrap();
				assert!(matches!(error, InputError::Empty { .. }));
				assert!(error.to_string().ends_with(told), "{error}");
			}
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
