// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger change`.

use clap::Subcommand;

#[derive(Subcommand)]
pub enum Change {
	/// List the changes of parameters that wait.
	List,
	/// Show a change.
	Show {
		/// Its number.
		change: u32,
	},
	/// Veto a change with all the merit of the key's account.
	Veto {
		/// Its number.
		change: u32,
	},
	/// Enact a change whose time to be vetoed is over. The chain does so by itself.
	Enact {
		/// Its number.
		change: u32,
	},
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;

	#[test]
	fn changes_should_have_numbers() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		let cli = parse("openledger change veto 3").unwrap();
		assert!(matches!(cli.command, Command::Change(Change::Veto { change: 3 })));
		assert!(parse("openledger change list").is_ok());
		assert!(parse("openledger change show").is_err());
	}
}
