// SPDX-License-Identifier: Apache-2.0

//! `openledger completions` and `openledger man`: generated from the command line itself.

use std::io::{self, Write};

use crate::{
	args::{self, command},
	error::Error,
};

pub fn completions(args: args::Completions) -> Result<(), Error> {
	let mut script = Vec::new();
	clap_complete::generate(args.shell, &mut command(), "openledger", &mut script);
	write(&script)
}

pub fn man(args: args::Man) -> Result<(), Error> {
	match args.into {
		Some(directory) => {
			let unwritten =
				|error| Error::Unwritten { path: directory.display().to_string(), reason: error };
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

/// Writes to standard output, unless nobody reads any more.
fn write(bytes: &[u8]) -> Result<(), Error> {
	let mut stdout = io::stdout().lock();
	match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
		Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
		result => result.map_err(Error::Unshown),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap_complete::Shell;

	#[test]
	fn every_command_should_be_completed_and_have_a_page() {
		let mut script = Vec::new();
		clap_complete::generate(Shell::Bash, &mut command(), "openledger", &mut script);
		let script = String::from_utf8(script).unwrap();
		let directory = tempfile::tempdir().unwrap();
		man(args::Man { into: Some(directory.path().to_owned()) }).unwrap();
		for command in command().get_subcommands() {
			let name = command.get_name();
			assert!(script.contains(name), "{name}");
			assert!(directory.path().join(format!("openledger-{name}.1")).is_file(), "{name}");
		}
	}
}
