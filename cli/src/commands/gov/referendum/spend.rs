// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum spend`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{self, referenda},
	units::amount::OPEN,
};
use openledger_primitives::Balance;

use super::{Proposer, Question, Submission};
use crate::{
	args::{positive, ReadAccount},
	context::Context,
	error::Error,
};

/// What the tracks of the treasury may spend at once; root may spend all.
const SPENDERS: [(&str, Balance); 2] =
	[("small_spender", 10_000 * OPEN), ("big_spender", 1_000_000 * OPEN)];

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
		let call = referenda::spend((), amount, calls::id(&to), None);
		let question = Question {
			track: proposer.view.track(spender(amount))?,
			call: proposer.view.bytes_of(&call)?,
			attached: None,
			outcome: "anyone can have it paid out then: openledger gov referendum payout"
				.to_owned(),
		};
		proposer.submit(context, question, submission).await
	}
}

/// The smallest track that may spend `amount`.
fn spender(amount: Balance) -> &'static str {
	SPENDERS.iter().find(|(_, max)| amount <= *max).map_or("root", |(track, _)| track)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_smallest_track_should_spend() {
		for (amount, track) in [
			(1, "small_spender"),
			(10_000 * OPEN, "small_spender"),
			(10_000 * OPEN + 1, "big_spender"),
			(1_000_000 * OPEN, "big_spender"),
			(1_000_001 * OPEN, "root"),
		] {
			assert_eq!(spender(amount), track);
		}
	}
}
