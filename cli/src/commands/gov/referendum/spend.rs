// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum spend`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		calls::{self, referenda},
		referenda::Track,
	},
	error::GovernanceError,
};
use openledger_primitives::Balance;

use super::{Proposer, Question, Submission};
use crate::{
	args::{positive, ReadAccount},
	context::Context,
	error::Error,
};

/// Propose to spend from the treasury, on the smallest track that may.
#[derive(Args)]
pub struct Spend {
	/// Who gets it.
	#[arg(value_name = "ACCOUNT", value_parser = ReadAccount)]
	to: Account,

	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,

	#[command(flatten)]
	submission: Submission,
}

impl Spend {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { amount, to, submission } = self;
		let proposer = Proposer::prepare(context).await?;
		let track = spender(proposer.view.tracks().await?, amount);
		let no_track = || GovernanceError::NoTrack { name: "spender".into(), names: String::new() };
		let track = track.ok_or_else(no_track)?;
		let call = referenda::spend((), amount, calls::id(&to), None);
		let question = Question {
			track,
			call: proposer.view.bytes_of(&call)?,
			attached: None,
			outcome: "anyone can have it paid out then: openledger gov referendum payout"
				.to_owned(),
		};
		proposer.submit(context, question, submission).await
	}
}

/// The track that may spend `amount`, and no more than it has to: among those that may, the one with
/// the lowest limit. What no track may spend is for the chain to refuse on the last.
fn spender(tracks: Vec<Track>, amount: Balance) -> Option<Track> {
	let limit = |track: &Track| track.rules.max_spend;
	let may = tracks.iter().filter(|track| limit(track).is_some_and(|limit| amount <= limit));
	let least = may.min_by_key(|track| limit(track)).cloned();
	least.or_else(|| tracks.into_iter().max_by_key(limit))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{fixtures::track::track, units::amount::OPEN};

	#[test]
	fn the_smallest_track_should_spend() {
		let may = |id, max_spend| {
			let mut track = track(id);
			track.rules.max_spend = max_spend;
			track
		};
		let tracks = || vec![may(0, Some(100 * OPEN)), may(11, None), may(30, Some(OPEN))];
		for (amount, id) in [(1, 30), (OPEN, 30), (OPEN + 1, 0), (100 * OPEN, 0), (101 * OPEN, 0)] {
			assert_eq!(spender(tracks(), amount).map(|track| track.id), Some(id));
		}
		assert!(spender(vec![may(11, None)], 1).is_some());
		assert!(spender(Vec::new(), 1).is_none());
	}
}
