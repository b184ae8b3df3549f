// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger dispute`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::{Balance, ContributionId};

use super::common::{positive, Limit};

#[derive(Subcommand)]
pub enum Dispute {
	/// Say that an accepted contribution is your own. It holds a bond, and as much is held back of
	/// what the contribution earns.
	Open {
		/// The contribution.
		contribution: ContributionId,

		#[command(flatten)]
		evidence: Evidence,

		/// What to put up: 15, or 1500planck. By default the least that the chain takes.
		#[arg(long, value_name = "OPEN", value_parser = positive)]
		bond: Option<Balance>,
	},
	/// Answer a dispute about your contribution. It holds a bond.
	Answer {
		/// The contribution.
		contribution: ContributionId,

		#[command(flatten)]
		evidence: Evidence,
	},
	/// Put up more for your claim, so that more is held back.
	Raise {
		/// The contribution.
		contribution: ContributionId,

		/// How much more: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Give in, as the owner or the claimant, before anyone has ruled.
	Concede {
		/// The contribution.
		contribution: ContributionId,
	},
	/// Rule on a dispute, as a curator of the contribution's datanet.
	Rule {
		/// The contribution.
		contribution: ContributionId,

		/// What to rule.
		outcome: Outcome,
	},
	/// Appeal a curator's ruling to governance, as the side that lost. It holds a bond.
	Appeal {
		/// The contribution.
		contribution: ContributionId,
	},
	/// End a dispute whose time is over. Anyone can.
	Conclude {
		/// The contribution.
		contribution: ContributionId,

		/// Wait until the time is over.
		#[arg(long)]
		wait: bool,
	},
	/// Show the open dispute about a contribution.
	Show {
		/// The contribution.
		contribution: ContributionId,
	},
	/// List the open disputes, by contribution.
	List {
		/// List those about later contributions than this.
		#[arg(long, value_name = "ID")]
		after: Option<ContributionId>,

		#[command(flatten)]
		limit: Limit,
	},
}

/// What shows whose a text is.
#[derive(Args)]
pub struct Evidence {
	/// A file with the evidence. The chain keeps its hash.
	#[arg(long = "evidence", value_name = "FILE")]
	pub file: PathBuf,

	/// Where everyone who judges can get that file.
	#[arg(long, value_name = "URI")]
	pub uri: String,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// The contribution stays its owner's.
	Reject,
	/// It is nobody's, and earns nothing any more.
	Strike,
	/// It is the claimant's.
	Transfer,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn a_claim_should_have_evidence_and_may_have_a_bond() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		let cli = parse("openledger dispute open 7 --evidence a.txt --uri ipfs://x --bond 15");
		let Command::Dispute(Dispute::Open { contribution: 7, evidence, bond }) =
			cli.unwrap().command
		else {
			panic!("another command")
		};
		assert_eq!((evidence.uri.as_str(), bond), ("ipfs://x", Some(15 * OPEN)));
		assert!(parse("openledger dispute open 7 --uri ipfs://x").is_err());
		assert!(parse("openledger dispute open 7 --evidence a.txt").is_err());
		assert!(parse("openledger dispute raise 7 0").is_err());
		assert!(parse("openledger dispute rule 7 strike").is_ok());
		assert!(parse("openledger dispute rule 7 maybe").is_err());
	}
}
