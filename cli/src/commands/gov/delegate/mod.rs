// SPDX-License-Identifier: Apache-2.0

//! `openledger gov delegate`

mod give;
mod undo;

use clap::{Args, Subcommand};
use openledger_client::chain::{referenda::Track, BlockView};

use crate::{context::Context, error::Error};

/// The word for all tracks.
const ALL: &str = "all";

/// Delegate your votes to another account, and take them back.
#[derive(Args)]
#[command(subcommand_negates_reqs = true)]
pub struct Delegate {
	#[command(subcommand)]
	command: Option<Command>,

	#[command(flatten)]
	give: Option<give::Give>,
}

#[derive(Subcommand)]
enum Command {
	Undo(undo::Undo),
}

impl Delegate {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match (self.command, self.give) {
			(Some(Command::Undo(command)), _) => command.run(context).await,
			(None, Some(give)) => give.run(context).await,
			// The command line needs one of them.
			(None, None) => Ok(()),
		}
	}
}

/// The track of this name, or all of them.
async fn tracks(view: &BlockView, name: &str) -> Result<Vec<Track>, Error> {
	match name {
		ALL => Ok(view.tracks().await?),
		name => Ok(vec![view.track(name).await?]),
	}
}

fn names(tracks: Vec<Track>) -> Vec<String> {
	tracks.into_iter().map(|track| track.name).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	#[derive(Parser)]
	struct Cli {
		#[command(flatten)]
		delegate: Delegate,
	}

	#[test]
	fn votes_should_be_delegated_and_taken_back() {
		let delegate = |words: &str| {
			let words = ["delegate"].into_iter().chain(words.split_whitespace());
			Cli::try_parse_from(words).map(|cli| cli.delegate)
		};
		assert!(matches!(delegate("all //Bob 5"), Ok(Delegate { command: None, give: Some(_) })));
		let undo = delegate("undo root").unwrap().command;
		assert!(matches!(undo, Some(Command::Undo(_))));
		assert!(delegate("all //Bob").is_err());
	}
}
