// SPDX-License-Identifier: Apache-2.0

//! The hashes of files, which may be larger than the memory.

use std::{
	fs::File,
	io::{self, Read},
	path::Path,
};

use sp_core::H256;

use crate::error::Error;

/// Read at a time.
const BUFFER_BYTES: usize = 1 << 20;

/// The BLAKE2b-256 hash of a file.
pub fn hash_file(path: &Path) -> Result<H256, Error> {
	let failed = |error: io::Error| Error::System {
		what: format!("{} can't be hashed", path.display()),
		reason: error,
	};
	let mut file = File::open(path).map_err(failed)?;
	let mut state = blake2b_simd::Params::new().hash_length(32).to_state();
	let mut buffer = vec![0; BUFFER_BYTES];
	loop {
		match file.read(&mut buffer).map_err(failed)? {
			0 => return Ok(H256::from_slice(state.finalize().as_bytes())),
			read => {
				state.update(&buffer[..read]);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_artifact_should_have_its_blake2_hash() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("weights");
		for size in [0, 1, BUFFER_BYTES, BUFFER_BYTES + 1] {
			let bytes = vec![7; size];
			std::fs::write(&path, &bytes).unwrap();
			let expected = blake2b_simd::Params::new().hash_length(32).hash(&bytes);
			assert_eq!(hash_file(&path).unwrap().as_bytes(), expected.as_bytes());
		}
		assert!(matches!(hash_file(directory.path()), Err(Error::System { .. })));
	}
}
