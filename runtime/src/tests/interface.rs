// SPDX-License-Identifier: Apache-2.0

//! The metadata that the client's interface is generated from.

use crate::Runtime;
use std::{env, fs, path::Path};

/// The newest version of metadata that is stable, and that the generator reads.
const VERSION: u32 = 16;

#[test]
fn the_client_should_have_the_metadata_of_this_runtime() {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/metadata.scale");
	let metadata = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::metadata_at_version(VERSION).expect("it is a stable version"));
	let metadata: &[u8] = &metadata;
	if env::var_os("OPENLEDGER_BLESS").is_some() {
		fs::write(&path, metadata).expect("the checkout can be written to");
	}
	assert!(
		fs::read(&path).is_ok_and(|written| written == metadata),
		"client/metadata.scale is not the metadata of this runtime: write it anew by \
		OPENLEDGER_BLESS=1 cargo test -p openledger-runtime interface"
	);
}
