// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum registrar` and `username-authority`

use super::submit::{submit, Question};
use crate::{args::Submission, context::Context, error::Error};
use openledger_client::{
	account::Account,
	chain::calls::{identity, lookup},
};

/// The track that may do it.
const TRACK: &str = "root";

/// Proposes to add a registrar, or to remove one.
pub async fn registrar(
	context: &Context,
	account: Option<Account>,
	remove: Option<u32>,
	submission: Submission,
) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
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
	let outcome = "see then: openledger account identity registrars".to_owned();
	let question = Question { track: view.track(TRACK)?, call, attached: None, outcome };
	submit(context, (&chain, &view, &key), question, submission).await
}

/// Proposes that an account may give usernames away.
pub async fn authority(
	context: &Context,
	account: &Account,
	suffix: &str,
	allocation: u32,
	submission: Submission,
) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	view.ensure_identities()?;
	let suffix = suffix.as_bytes().to_vec();
	let call = identity::add_username_authority(lookup(account), suffix, allocation);
	let question = Question {
		track: view.track(TRACK)?,
		call: view.bytes_of(&call)?,
		attached: None,
		outcome: "it then gives them with: openledger account identity username set-for".to_owned(),
	};
	submit(context, (&chain, &view, &key), question, submission).await
}
