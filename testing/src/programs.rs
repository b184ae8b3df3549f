// SPDX-License-Identifier: Apache-2.0

//! Where the programs under test are.

use std::{
	env::{self, consts::EXE_SUFFIX},
	path::{self, Path, PathBuf},
};

/// A directory with the release programs.
const DIRECTORY: &str = "OPENLEDGER_BIN_DIR";

/// The path of a release program. Panics if there is none.
///
/// In `OPENLEDGER_BIN_DIR` if that is set; else in the `release` directory that is in
/// `CARGO_TARGET_DIR` or in a directory above this test.
pub fn binary_path(name: &str) -> PathBuf {
	let file = format!("{name}{EXE_SUFFIX}");
	let paths = directories().into_iter().map(|directory| directory.join(&file));
	// Whole, because the client is run in another directory.
	let mut paths = paths.filter_map(|path| path::absolute(path).ok());
	paths.find(|path| path.is_file()).unwrap_or_else(|| {
		panic!(
			"there is no release build of `{name}`: run scripts/test.sh, which builds it, or name \
			 a directory that has it with {DIRECTORY}"
		)
	})
}

/// The checkout that a test is in. As cargo says when it runs, because one build cache may serve several
/// checkouts, and the test may have been built in another.
pub fn checkout() -> PathBuf {
	let own = env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests, or nextest");
	let mut above = Path::new(&own).ancestors();
	let found = above.find(|folder| folder.join("Cargo.lock").is_file());
	found.expect("a package is in a checkout").to_owned()
}

fn directories() -> Vec<PathBuf> {
	if let Some(directory) = env::var_os(DIRECTORY) {
		return vec![PathBuf::from(directory)];
	}
	let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
	let test = env::current_exe().unwrap_or_default();
	let above = test.ancestors().map(PathBuf::from);
	target.into_iter().chain(above).map(|directory| directory.join("release")).collect()
}
