// SPDX-License-Identifier: Apache-2.0

//! `openledger man`: generated from the command line itself.

use std::{io, path::PathBuf};

use clap::Args;
use openledger_client::text::printable;

use super::completions::write;
use crate::{args::command, error::Error};

/// Write the manual page.
///
/// For all commands: openledger man --into ~/.local/share/man/man1
#[derive(Args)]
pub struct Man {
	/// Write a page for each command into this directory, instead of the one of `openledger` to
	/// standard output.
	#[arg(long, value_name = "DIRECTORY")]
	into: Option<PathBuf>,
}

impl Man {
	pub fn run(self) -> Result<(), Error> {
		match self.into {
			Some(directory) => {
				let unwritten = |reason: io::Error| {
					let path = printable(&directory.display().to_string());
					Error::System { what: format!("{path} can't be written to"), reason }
				};
				std::fs::create_dir_all(&directory).map_err(unwritten)?;
				clap_mangen::generate_to(command(), &directory).map_err(unwritten)
			}
			None => {
				let mut page = Vec::new();
				clap_mangen::Man::new(command()).render(&mut page).map_err(Error::Unshown)?;
				write(&page)
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_command_should_have_a_page() {
		let directory = tempfile::tempdir().unwrap();
		Man { into: Some(directory.path().to_owned()) }.run().unwrap();
		for command in command().get_subcommands() {
			let name = command.get_name();
			assert!(directory.path().join(format!("openledger-{name}.1")).is_file(), "{name}");
		}
	}
}
