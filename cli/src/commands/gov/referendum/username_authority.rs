// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum username-authority`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{identity, lookup},
};

use super::{Proposer, Question, Submission};
use crate::{args::ReadAccount, context::Context, error::Error};

/// Propose that an account may give usernames away.
#[derive(Args)]
pub struct UsernameAuthority {
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
}

impl UsernameAuthority {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { account, suffix, allocation, submission } = self;
		let proposer = Proposer::prepare(context).await?;
		let view = &proposer.view;
		view.ensure_identities()?;
		let authority = lookup(&account);
		let call = identity::add_username_authority(authority, suffix.into_bytes(), allocation);
		let question = Question {
			track: view.track("root").await?,
			call: view.bytes_of(&call)?,
			attached: None,
			outcome: "it then gives them with: openledger account identity username set-for"
				.to_owned(),
		};
		proposer.submit(context, question, submission).await
	}
}
