// SPDX-License-Identifier: Apache-2.0

//! `file:` URIs of texts.

use std::path::{Path, PathBuf};

const FILE: &str = "file://";

/// The URI of a file. `None` for a path that is not absolute, or not UTF-8.
pub fn of_file(path: &Path) -> Option<String> {
	let path = path.to_str().filter(|_| path.is_absolute())?;
	let mut uri = FILE.to_owned();
	for byte in path.bytes() {
		if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
			uri.push(char::from(byte));
		} else {
			uri.push_str(&format!("%{byte:02X}"));
		}
	}
	Some(uri)
}

/// The file behind a URI. `None` for any but a `file:` URI of this machine.
pub fn to_file(uri: &str) -> Option<PathBuf> {
	let encoded = uri.strip_prefix(FILE).filter(|path| path.starts_with('/'))?;
	let mut bytes = Vec::with_capacity(encoded.len());
	let mut rest = encoded.bytes();
	while let Some(byte) = rest.next() {
		if byte != b'%' {
			bytes.push(byte);
			continue;
		}
		let digits = [rest.next()?, rest.next()?];
		let digits = std::str::from_utf8(&digits).ok()?;
		bytes.push(u8::from_str_radix(digits, 16).ok()?);
	}
	String::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_path_should_survive_the_round_trip() {
		for path in ["/a/b.txt", "/with space/and%20sign", "/ümlaut/#?", "/"] {
			let uri = of_file(Path::new(path)).unwrap();
			assert!(uri.is_ascii() && uri.starts_with("file:///"));
			assert_eq!(to_file(&uri), Some(PathBuf::from(path)));
		}
	}

	#[test]
	fn what_is_no_file_uri_should_be_refused() {
		assert_eq!(of_file(Path::new("relative")), None);
		for uri in ["https://example.org/a", "file://host/a", "file:///a%2", "file:///%zz", ""] {
			assert_eq!(to_file(uri), None, "{uri}");
		}
	}
}
