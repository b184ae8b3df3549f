// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute answer`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::disputes as calls, events::DisputeAnswered},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::{Evidence, Turn};
use crate::{context::Context, error::Error, output::shown::Shown};

/// Answer a dispute about your contribution. It holds a bond.
#[derive(Args)]
pub struct Answer {
	/// The contribution.
	contribution: ContributionId,

	#[command(flatten)]
	evidence: Evidence,
}

impl Answer {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, evidence } = self;
		let (hash, evidence) = evidence.read()?;
		let Turn { key, chain, info, .. } = Turn::prepare(context, id).await?;
		let call = calls::answer(id, evidence);
		let events = sign(&chain, &key, &call, "the answer").await?;
		let bond = Planck(events.one::<DisputeAnswered>()?.bond);
		let (block, has_curators) = (events.block, info.has_curators);
		context.show(&Answered { answered: id, bond, evidence: hash, block, has_curators });
		Ok(())
	}
}

#[derive(Serialize)]
struct Answered {
	answered: ContributionId,
	bond: Planck,
	evidence: H256,
	block: H256,
	/// Whether curators rule before governance does.
	#[serde(skip)]
	has_curators: bool,
}

impl Shown for Answered {
	fn text(&self, _: &Names) -> String {
		let next = if self.has_curators { "a curator" } else { "governance" };
		format!(
			"the dispute about contribution {id} is answered, and {} are held until it ends: {next} \
			 rules next\n\
			 see how it stands with: openledger dispute show {id}",
			amount::format(self.bond.0),
			id = self.answered
		)
	}
}
