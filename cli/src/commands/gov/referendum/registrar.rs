// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum registrar`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{identity, lookup},
};

use super::{Proposer, Question, Submission};
use crate::{args::ReadAccount, context::Context, error::Error};

/// Propose that an account be a registrar, who judges whether accounts are who they say.
#[derive(Args)]
pub struct Registrar {
	/// Which account.
	#[arg(value_parser = ReadAccount, required_unless_present = "remove")]
	account: Option<Account>,

	/// Propose to remove the registrar of this number.
	#[arg(long, value_name = "NUMBER", conflicts_with = "account")]
	remove: Option<u32>,

	#[command(flatten)]
	submission: Submission,
}

impl Registrar {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { account, remove, submission } = self;
		let proposer = Proposer::prepare(context).await?;
		let view = &proposer.view;
		let call = match (account, remove) {
			(_, Some(index)) => {
				view.registrar(index).await?;
				view.bytes_of(&identity::remove_registrar(index))?
			}
			(Some(account), None) => {
				view.ensure_identities()?;
				view.bytes_of(&identity::add_registrar(lookup(&account)))?
			}
			// The command line needs one of them.
			(None, None) => return Ok(()),
		};
		let question = Question {
			track: view.track("root").await?,
			call,
			attached: None,
			outcome: "see then: openledger account identity registrars".to_owned(),
		};
		proposer.submit(context, question, submission).await
	}
}
