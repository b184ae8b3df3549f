// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger referendum` and `committee`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::{Balance, ContributionId};
use sp_core::H256;

use super::common::{hash, positive, ReadAccount};
use crate::commands::dispute::Outcome;
use openledger_client::account::Account;

#[derive(Subcommand)]
pub enum Referendum {
	/// Propose any call of the chain.
	Submit {
		/// The track that may do it, by name or id.
		#[arg(long)]
		track: String,

		/// The call: its bytes in hex, or a file with them as @FILE.
		#[arg(long, value_name = "HEX|@FILE")]
		call: String,

		#[command(flatten)]
		submission: Submission,
	},
	/// Propose to spend from the treasury, on the smallest track that may.
	Spend {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,

		/// Who gets it.
		#[arg(value_parser = ReadAccount)]
		to: Account,

		#[command(flatten)]
		submission: Submission,
	},
	/// Pay out what the treasury owes by referenda that were enacted.
	Payout,
	/// Propose a ruling on a rejected contribution. Without an appeal there is only abuse.
	Appeal {
		/// The contribution.
		contribution: ContributionId,

		/// What to decide.
		ruling: Ruling,

		#[command(flatten)]
		submission: Submission,
	},
	/// Propose how a dispute about a contribution ends: after an appeal, or where no curator rules.
	Dispute {
		/// The contribution.
		contribution: ContributionId,

		/// What to decide.
		outcome: Outcome,

		#[command(flatten)]
		submission: Submission,
	},
	/// Propose that an account be a registrar, who judges whether accounts are who they say.
	Registrar {
		/// Which account.
		#[arg(value_parser = ReadAccount, required_unless_present = "remove")]
		account: Option<Account>,

		/// Propose to remove the registrar of this number.
		#[arg(long, value_name = "NUMBER", conflicts_with = "account")]
		remove: Option<u32>,

		#[command(flatten)]
		submission: Submission,
	},
	/// Propose that an account may give usernames away.
	UsernameAuthority {
		/// Which account.
		#[arg(value_parser = ReadAccount)]
		account: Account,

		/// What they end with, behind a dot.
		suffix: String,

		/// How many it may give without a deposit.
		#[arg(long, value_name = "COUNT", default_value_t = 0)]
		allocation: u32,

		#[command(flatten)]
		submission: Submission,
	},
	/// Propose an upgrade of the runtime, by way of the technical committee's whitelist.
	Upgrade {
		/// The new runtime's WebAssembly.
		#[arg(value_name = "WASM")]
		file: PathBuf,

		#[command(flatten)]
		submission: Submission,
	},
	/// Upgrade the runtime, as a referendum has authorised.
	ApplyUpgrade {
		/// The new runtime's WebAssembly.
		#[arg(value_name = "WASM")]
		file: PathBuf,
	},
	/// Put up the decision deposit of a referendum. Anyone can.
	Deposit {
		/// The referendum, by its number.
		referendum: u32,
	},
	/// Give the deposits of a referendum that is over back to who put them up.
	Refund {
		/// The referendum, by its number.
		referendum: u32,
	},
	/// Show a referendum.
	Show {
		/// Its number.
		referendum: u32,
	},
	/// List the referenda that are not over.
	List {
		/// List those that are over too.
		#[arg(long)]
		all: bool,
	},
}

/// How something is proposed.
#[derive(Args, Clone, Copy)]
pub struct Submission {
	/// Put up the decision deposit too.
	#[arg(long)]
	pub deposit: bool,

	/// Blocks from its approval until it is enacted. By default as few as the track has.
	#[arg(long, value_name = "BLOCKS", default_value_t = 0, hide_default_value = true)]
	pub after: u32,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum Ruling {
	/// The contribution is accepted.
	Overturn,
	/// It stays rejected.
	Uphold,
	/// It is removed, and its deposits go to the treasury.
	Abuse,
}

#[derive(Subcommand)]
pub enum Committee {
	/// Propose to put a call on the whitelist.
	Whitelist {
		/// The hash of the call.
		#[arg(value_parser = hash)]
		hash: H256,
	},
	/// Vote about a motion.
	Vote {
		/// The hash of what it proposes.
		#[arg(value_parser = hash)]
		hash: H256,

		/// Its number.
		index: u32,

		/// Which way.
		side: MemberSide,
	},
	/// Close a motion that is decided, which does what it proposes.
	Close {
		/// The hash of what it proposes.
		#[arg(value_parser = hash)]
		hash: H256,

		/// Its number.
		index: u32,
	},
	/// List the members, and the motions that they vote about.
	List,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum MemberSide {
	Aye,
	Nay,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;

	fn parse(words: &str) -> Result<Command, clap::Error> {
		let words = format!("openledger {words}");
		Ok(Cli::try_parse_from(words.split_whitespace())?.command)
	}

	fn referendum(words: &str) -> Result<Referendum, clap::Error> {
		match parse(&format!("referendum {words}"))? {
			Command::Referendum(command) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_call_should_be_submitted_on_a_track() {
		let words = "submit --track staking --call 0x0001 --after 30 --deposit";
		let Ok(Referendum::Submit { track, call, submission }) = referendum(words) else {
			panic!("another command")
		};
		assert_eq!((track.as_str(), call.as_str()), ("staking", "0x0001"));
		assert!(submission.deposit && submission.after == 30);
		assert!(referendum("submit --call 0x0001").is_err());
	}

	#[test]
	fn usual_questions_should_have_commands() {
		let Ok(Referendum::Spend { amount, submission, .. }) = referendum("spend 100 //Bob") else {
			panic!("another command")
		};
		assert!(amount == 100 * OPEN && !submission.deposit && submission.after == 0);
		let appeal = referendum("appeal 5 abuse --deposit").unwrap();
		assert!(matches!(
			appeal,
			Referendum::Appeal { contribution: 5, ruling: Ruling::Abuse, .. }
		));
		assert!(referendum("spend 0 //Bob").is_err());
		assert!(referendum("appeal 5 perhaps").is_err());
		assert!(referendum("registrar //Bob --deposit").is_ok());
		assert!(referendum("registrar --remove 0").is_ok());
		assert!(referendum("registrar").is_err());
		assert!(referendum("registrar //Bob --remove 0").is_err());
		assert!(referendum("username-authority //Bob open --allocation 100").is_ok());
		assert!(referendum("upgrade runtime.wasm").is_ok());
		assert!(referendum("apply-upgrade runtime.wasm").is_ok());
		assert!(matches!(referendum("list --all"), Ok(Referendum::List { all: true })));
	}

	#[test]
	fn members_should_name_what_they_vote_about() {
		let hash = format!("0x{}", "ab".repeat(32));
		let vote = parse(&format!("committee vote {hash} 3 nay")).unwrap();
		let Command::Committee(Committee::Vote { hash: named, index, side }) = vote else {
			panic!("another command")
		};
		assert_eq!((named, index, side), (H256::repeat_byte(0xab), 3, MemberSide::Nay));
		assert!(parse("committee whitelist 0x12").is_err());
		assert!(parse(&format!("committee close {hash} 3")).is_ok());
	}
}
