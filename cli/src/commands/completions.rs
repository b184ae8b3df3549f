// SPDX-License-Identifier: Apache-2.0

//! `openledger completions`: generated from the command line itself.

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;

use crate::{args::command, error::Error};

/// Write a script with which a shell completes commands and options.
///
/// For bash: openledger completions bash > ~/.local/share/bash-completion/completions/openledger
#[derive(Args)]
pub struct Completions {
	/// The shell that completes.
	shell: Shell,
}

impl Completions {
	pub fn run(self) -> Result<(), Error> {
		write(&script(self.shell))
	}
}

fn script(shell: Shell) -> Vec<u8> {
	let mut script = Vec::new();
	clap_complete::generate(shell, &mut command(), "openledger", &mut script);
	script
}

/// Writes to standard output, unless nobody reads any more.
pub fn write(bytes: &[u8]) -> Result<(), Error> {
	let mut stdout = io::stdout().lock();
	match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
		Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
		result => result.map_err(Error::Unshown),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_command_should_be_completed() {
		let script = String::from_utf8(script(Shell::Bash)).unwrap();
		for command in command().get_subcommands() {
			assert!(script.contains(command.get_name()), "{}", command.get_name());
		}
	}
}
