// SPDX-License-Identifier: Apache-2.0

//! Reading texts from files, directories and standard input: as they were given, and in normal
//! form.
//!
//! Sizes are checked before anything is read.

mod directory;
mod error;

pub use error::{InputError, Purpose};

use std::{
	fs::{self, File},
	io::{self, Read},
	path::Path,
};

use openledger_attributor::{Mapped, NormalError, NormalText};
use openledger_primitives::normal::Dropped;

use self::directory::read_directory;
use crate::{convert::to_u64, text::printable};

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
}
