// SPDX-License-Identifier: Apache-2.0

//! `openledger gov vote remove`

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign,
		calls::voting,
		voting::{Casting, Voting},
	},
	error::Role,
	names::Names,
	Error as ClientError,
};
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Take back a vote.
#[derive(Args)]
pub struct Remove {
	/// The referendum, by its number.
	referendum: u32,
}

impl Remove {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { referendum: id } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let who = key.account();
		let mut found = None;
		for (track, _) in view.vote_locks(&who).await? {
			let Voting::Casting(Casting { votes, .. }) = view.voting(&who, track).await? else {
				continue;
			};
			if votes.iter().any(|(referendum, _)| *referendum == id) {
				found = Some(track);
			}
		}
		// The chain would take it from an account that has delegated its votes, and do nothing.
		let track = found.ok_or(ClientError::IsNot { role: Role::VoterAbout(id), who })?;
		let call = voting::remove_vote(Some(track), id);
		let events = sign(&chain, &key, &call, "taking the vote back").await?;
		context.show(&Removed { referendum: id, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Removed {
	referendum: u32,
	block: H256,
}

impl Shown for Removed {
	fn text(&self, _: &Names) -> String {
		format!(
			"the vote about referendum {} is taken back; what it locked can be freed: openledger \
			 gov vote unlock",
			self.referendum
		)
	}
}
