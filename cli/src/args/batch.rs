// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger batch reveal`.

use std::path::PathBuf;

use clap::Args;
use openledger_client::units::amount;
use openledger_primitives::Balance;

#[derive(Args)]
pub struct Reveal {
	/// The batch file, or the receipt that settle kept.
	pub file: PathBuf,

	/// Go on answering until nothing more can be demanded, whatever becomes of the node.
	#[arg(long)]
	pub follow: bool,

	/// The most to give for answers as tips, all that are under way together. They rise as the time
	/// runs out. By default, and in any case, no more than what is lost without an answer.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	pub max_tip: Option<Balance>,
}

#[cfg(test)]
mod tests {
	use crate::{
		args::{Cli, Command},
		commands::batch::Batch,
	};
	use clap::Parser;
	use std::path::Path;

	fn parse(words: &str) -> Result<Batch, clap::Error> {
		let words = format!("openledger batch {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Batch(command) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_demand_should_be_of_the_first_span_and_an_answer_by_file() {
		let demand = parse("demand 3 --receipt 7");
		assert!(matches!(demand, Ok(Batch::Demand { id: 3, receipt: 7, span: 0 })));
		let demand = parse("demand 3 --receipt 7 --span 2");
		assert!(matches!(demand, Ok(Batch::Demand { span: 2, .. })));
		let file = Path::new("batch.json");
		assert!(matches!(
			parse("reveal batch.json --follow"),
			Ok(Batch::Reveal(args)) if args.file == file && args.follow && args.max_tip.is_none()
		));
		for bad in ["demand 3", "demand batch.json --receipt 7", "reveal"] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}
}
