// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger vote` and `delegate`.

use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::Balance;

use super::common::{positive, ReadAccount};
use openledger_client::{account::Account, chain::voting::Conviction};

#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub struct Vote {
	#[command(subcommand)]
	pub command: Option<VoteCommand>,

	#[command(flatten)]
	pub cast: Option<CastVote>,
}

#[derive(Args)]
pub struct CastVote {
	/// The referendum, by its number.
	pub referendum: u32,

	/// Which way.
	pub side: Side,

	/// How much to vote with: 1.5, or 1500planck. It stays yours, and is locked.
	#[arg(value_name = "OPEN", value_parser = positive)]
	pub amount: Balance,

	/// For how many locking periods the amount stays locked if the vote wins, doubled each time:
	/// 1 to 6, and the vote counts so many times. `none` locks nothing, and counts a tenth. By
	/// default 1.
	#[arg(long, value_name = "LEVEL", value_parser = conviction)]
	pub conviction: Option<Conviction>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum Side {
	Aye,
	Nay,
	/// Counts for the support that a referendum needs, and for neither side.
	Abstain,
}

#[derive(Subcommand)]
pub enum VoteCommand {
	/// Take back a vote.
	Remove {
		/// The referendum, by its number.
		referendum: u32,
	},
	/// Free what votes and delegations have locked, as far as their time has come.
	Unlock,
}

#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub struct Delegate {
	#[command(subcommand)]
	pub command: Option<DelegateCommand>,

	#[command(flatten)]
	pub give: Option<GiveVotes>,
}

#[derive(Args)]
pub struct GiveVotes {
	/// The track, by name or id; or all.
	pub track: String,

	/// Who votes with it from now on.
	#[arg(value_parser = ReadAccount)]
	pub to: Account,

	/// How much they vote with: 1.5, or 1500planck. It stays yours, and is locked.
	#[arg(value_name = "OPEN", value_parser = positive)]
	pub amount: Balance,

	/// How many times it counts, and for how long it stays locked once the delegation is undone: as
	/// of a vote.
	#[arg(long, value_name = "LEVEL", value_parser = conviction, default_value = "1")]
	pub conviction: Conviction,
}

#[derive(Subcommand)]
pub enum DelegateCommand {
	/// Take votes back.
	Undo {
		/// The track, by name or id; or all.
		track: String,
	},
}

fn conviction(text: &str) -> Result<Conviction, String> {
	let level = match text {
		"none" => Some(0),
		level => level.parse::<u8>().ok().filter(|level| *level > 0),
	};
	level
		.and_then(Conviction::of_level)
		.ok_or_else(|| format!("`{text}` is no conviction: give none, or 1 to 6"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;

	fn vote(words: &str) -> Result<Vote, clap::Error> {
		let words = format!("openledger vote {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Vote(vote) => Ok(vote),
			_ => unreachable!(),
		}
	}

	fn delegate(words: &str) -> Result<Delegate, clap::Error> {
		let words = format!("openledger delegate {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Delegate(delegate) => Ok(delegate),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_vote_should_have_a_side_and_an_amount() {
		let Ok(Vote { command: None, cast: Some(cast) }) = vote("3 aye 12.5 --conviction 6") else {
			panic!("another command")
		};
		assert_eq!((cast.referendum, cast.side, cast.amount), (3, Side::Aye, 25 * OPEN / 2));
		assert_eq!(cast.conviction, Some(Conviction::Locked6x));
		let Ok(Vote { cast: Some(cast), .. }) = vote("0 nay 1 --conviction none") else {
			panic!("another command")
		};
		assert_eq!((cast.side, cast.conviction), (Side::Nay, Some(Conviction::None)));
		for bad in ["", "3", "3 aye", "3 aye 0", "3 maybe 1", "3 aye 1 --conviction 7"] {
			assert!(vote(bad).is_err(), "{bad}");
		}
		assert!(vote("3 aye 1 --conviction 0").is_err());
	}

	#[test]
	fn votes_should_be_removed_and_unlocked() {
		let remove = vote("remove 4").unwrap().command;
		assert!(matches!(remove, Some(VoteCommand::Remove { referendum: 4 })));
		let unlock = vote("--key //Alice unlock").unwrap().command;
		assert!(matches!(unlock, Some(VoteCommand::Unlock)));
	}

	#[test]
	fn votes_should_be_delegated_and_taken_back() {
		let Ok(Delegate { give: Some(give), .. }) = delegate("all //Bob 5") else {
			panic!("another command")
		};
		assert_eq!((give.track.as_str(), give.conviction), ("all", Conviction::Locked1x));
		let undo = delegate("undo root").unwrap().command;
		assert!(matches!(undo, Some(DelegateCommand::Undo { track }) if track == "root"));
		assert!(delegate("all //Bob").is_err());
	}
}
