// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution strike`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls, events::ContributionMalformed},
	error::RegistryError,
	names::Names,
	texts::corpus,
};
use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::ContributionStatus;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Show that what a contribution has registered is malformed, which is to say not in normal form: it
/// earns nothing any more, and is in no model's corpus. Anyone can, and pays no fee if it is.
#[derive(Args)]
pub struct Strike {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,
}

impl Strike {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let store = context.store()?;
		let Change { key, chain, info, .. } = Change::prepare(context, id).await?;
		let is_pending = matches!(info.status, ContributionStatus::Pending);
		let malformed = corpus::malformed(&store, info).await?;
		let (at, len) = (malformed.at, malformed.len);
		let excerpt = malformed.excerpt().ok_or(RegistryError::NotMalformed(id))?;
		let call = calls::strike_malformed(id, at, len, excerpt.into());
		let events = sign(&chain, &key, &call, "striking what is malformed").await?;
		let ContributionMalformed { datanet, .. } = events.one()?;
		context.show(&Struck { struck: id, datanet, at, len, block: events.block, is_pending });
		Ok(())
	}
}

#[derive(Serialize)]
struct Struck {
	struck: ContributionId,
	datanet: DatanetId,
	/// The bytes that are not in normal form.
	at: u32,
	len: u32,
	block: H256,
	#[serde(skip)]
	is_pending: bool,
}

impl Shown for Struck {
	fn text(&self, _: &Names) -> String {
		let outcome = match self.is_pending {
			true => "it is rejected, without appeal",
			false => "it earns nothing any more, and is in no model's corpus",
		};
		format!(
			"contribution {} is malformed, as the chain knows now: at byte {} what is registered is \
			 not in normal form; {outcome}",
			self.struck, self.at
		)
	}
}
