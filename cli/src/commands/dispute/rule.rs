// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute rule`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::disputes as calls, events::CuratorRuled},
	names::Names,
	words,
};
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeOutcome;
use serde::Serialize;
use sp_core::H256;

use super::{outcome, Outcome, Turn};
use crate::{context::Context, error::Error, output::shown::Shown};

/// Rule on a dispute, as a curator of the contribution's datanet.
#[derive(Args)]
pub struct Rule {
	/// The contribution.
	contribution: ContributionId,

	/// What to rule.
	outcome: Outcome,
}

impl Rule {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, outcome: what } = self;
		let Turn { key, chain, .. } = Turn::prepare(context, id).await?;
		let call = calls::rule(id, outcome(what));
		let events = sign(&chain, &key, &call, "the ruling").await?;
		let CuratorRuled { appeal_by, .. } = events.one()?;
		context.show(&Ruled { ruled: id, outcome: read(what), appeal_by, block: events.block });
		Ok(())
	}
}

/// An outcome as reads have it.
fn read(outcome: Outcome) -> DisputeOutcome {
	match outcome {
		Outcome::Reject => DisputeOutcome::Reject,
		Outcome::Strike => DisputeOutcome::Strike,
		Outcome::Transfer => DisputeOutcome::Transfer,
	}
}

#[derive(Serialize)]
struct Ruled {
	ruled: ContributionId,
	outcome: DisputeOutcome,
	/// The block before which the side that lost can appeal.
	appeal_by: u32,
	block: H256,
}

impl Shown for Ruled {
	fn text(&self, _: &Names) -> String {
		format!(
			"ruled on contribution {id}: {}\n\
			 who lost can appeal before block {}; from then on anyone can make it take effect: \
			 openledger dispute conclude {id}",
			words::dispute_outcome(self.outcome),
			self.appeal_by,
			id = self.ruled
		)
	}
}
