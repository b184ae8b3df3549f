// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution uri`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls},
	names::Names,
	text::{ensure_fits, printable},
};
use openledger_primitives::{limits::MaxUri, ContributionId};
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Say where the text can be found, as the owner.
#[derive(Args)]
pub struct Uri {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,

	/// Where it is.
	uri: String,
}

impl Uri {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, uri } = self;
		ensure_fits("the URI of the text", uri.as_bytes(), MaxUri::get())?;
		let Change { key, chain, .. } = Change::prepare(context, id).await?;
		let bytes = uri.clone().into_bytes();
		let call = calls::set_uri(id, bytes);
		let events = sign(&chain, &key, &call, "setting the URI").await?;
		context.show(&Changed { contribution: id, uri, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Changed {
	contribution: ContributionId,
	uri: String,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, _: &Names) -> String {
		format!("the text of contribution {} is at {}", self.contribution, printable(&self.uri))
	}
}
