// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger completions` and `openledger man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Args)]
pub struct Completions {
	/// The shell that completes.
	pub shell: Shell,
}

#[derive(Args)]
pub struct Man {
	/// Write a page for each command into this directory, instead of the one of `openledger` to
	/// standard output.
	#[arg(long, value_name = "DIRECTORY")]
	pub into: Option<PathBuf>,
}
