// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger index`.

use clap::Args;
use openledger_primitives::ModelId;

#[derive(Args)]
pub struct Index {
	/// The model.
	#[arg(value_name = "ID")]
	pub model: ModelId,
}

#[cfg(test)]
mod tests {
	use crate::args::{Cli, Command};
	use clap::Parser;

	fn parse(words: &str) -> Result<Command, clap::Error> {
		let words = format!("openledger {words}");
		Ok(Cli::try_parse_from(words.split_whitespace())?.command)
	}

	#[test]
	fn an_index_should_be_of_one_model() {
		let Ok(Command::Index(args)) = parse("index 3") else { panic!("another command") };
		assert_eq!(args.model, 3);
		for bad in ["index", "index 3 4", "index x"] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}
}
