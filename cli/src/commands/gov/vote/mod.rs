// SPDX-License-Identifier: Apache-2.0

//! `openledger gov vote`

mod cast;
mod list;
mod remove;
mod unlock;

use clap::{Args, Subcommand};
use openledger_client::{
	account::Account,
	chain::{voting::Conviction, BlockView},
	error::GovernanceError,
};
use openledger_primitives::Balance;

use crate::{context::Context, error::Error};

/// Vote about a referendum, list votes, take a vote back, and free what votes have locked.
#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub struct Vote {
	#[command(subcommand)]
	command: Option<Command>,

	#[command(flatten)]
	cast: Option<cast::Cast>,
}

#[derive(Subcommand)]
enum Command {
	List(list::List),
	Remove(remove::Remove),
	Unlock(unlock::Unlock),
}

impl Vote {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match (self.command, self.cast) {
			(Some(Command::List(command)), _) => command.run(context).await,
			(Some(Command::Remove(command)), _) => command.run(context).await,
			(Some(Command::Unlock(command)), _) => command.run(context).await,
			(None, Some(cast)) => cast.run(context).await,
			// The command line needs one of them.
			(None, None) => Ok(()),
		}
	}
}

/// Reads a conviction by its level.
pub fn conviction(text: &str) -> Result<Conviction, String> {
	let level = match text {
		"none" => Some(0),
		level => level.parse::<u8>().ok().filter(|level| *level > 0),
	};
	level
		.and_then(Conviction::of_level)
		.ok_or_else(|| format!("`{text}` is no conviction: give none, or 1 to 6"))
}

/// Fails unless an account has so many tokens, whether or not they are free.
pub async fn ensure_has(view: &BlockView, who: &Account, asked: Balance) -> Result<(), Error> {
	let funds = view.funds(who).await?;
	let has = funds.free.saturating_add(funds.reserved);
	match asked <= has {
		true => Ok(()),
		false => Err(GovernanceError::TooFewTokens { who: who.clone(), has, asked }.into()),
	}
}

#[cfg(test)]
mod tests {
	use super::{cast::Side, *};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;

	#[derive(Parser)]
	struct Cli {
		#[command(flatten)]
		vote: Vote,
	}

	fn vote(words: &str) -> Result<Vote, clap::Error> {
		let words = ["vote"].into_iter().chain(words.split_whitespace());
		Ok(Cli::try_parse_from(words)?.vote)
	}

	#[test]
	fn a_vote_should_have_a_side_and_an_amount() {
		let cast = |words| {
			let Ok(Vote { command: None, cast: Some(cast) }) = vote(words) else {
				panic!("another command")
			};
			(cast.side, cast.amount, cast.conviction)
		};
		let locked = Some(Conviction::Locked6x);
		assert_eq!(cast("3 aye 12.5 --conviction 6"), (Side::Aye, 25 * OPEN / 2, locked));
		let none = Some(Conviction::None);
		assert_eq!(cast("0 nay 1 --conviction none"), (Side::Nay, OPEN, none));
		for bad in ["", "3", "3 aye", "3 aye 0", "3 maybe 1", "3 aye 1 --conviction 7"] {
			assert!(vote(bad).is_err(), "{bad}");
		}
		assert!(vote("3 aye 1 --conviction 0").is_err());
	}

	#[test]
	fn votes_should_be_removed_and_unlocked() {
		assert!(matches!(vote("remove 4").unwrap().command, Some(Command::Remove(_))));
		assert!(matches!(vote("list //Bob").unwrap().command, Some(Command::List(_))));
		assert!(matches!(vote("unlock").unwrap().command, Some(Command::Unlock(_))));
	}
}
