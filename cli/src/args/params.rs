// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger params`.

use clap::Subcommand;

use super::Submission;

#[derive(Subcommand)]
pub enum Params {
	/// Show the governed parameters: what they are, within which bounds, and who changes them.
	Show {
		/// Only this one: attribution.challenge-window, say.
		#[arg(value_name = "KEY")]
		name: Option<String>,
	},
	/// Propose a value for a parameter.
	Propose {
		/// Which: attribution.challenge-window, say.
		#[arg(value_name = "KEY")]
		name: String,

		/// The value, as `params show` writes it, or `default`.
		value: String,

		#[command(flatten)]
		submission: Submission,
	},
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;

	#[test]
	fn a_value_should_be_proposed_for_a_parameter() {
		let words = "openledger params propose fees.split platform=5%,operator=20% --deposit";
		let cli = Cli::try_parse_from(words.split_whitespace()).unwrap();
		let Command::Params(Params::Propose { name, value, submission }) = cli.command else {
			panic!("another command")
		};
		assert_eq!((name.as_str(), value.as_str()), ("fees.split", "platform=5%,operator=20%"));
		assert!(submission.deposit);
		let words = "openledger params show staking.emission";
		assert!(Cli::try_parse_from(words.split_whitespace()).is_ok());
		assert!(Cli::try_parse_from(["openledger", "params", "propose", "fees.split"]).is_err());
	}
}
