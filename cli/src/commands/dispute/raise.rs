// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute raise`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::disputes as calls, events::BondRaised},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::{Balance, ContributionId};
use serde::Serialize;
use sp_core::H256;

use super::Turn;
use crate::{args::positive, context::Context, error::Error, output::shown::Shown};

/// Put up more for your claim, so that more is held back.
#[derive(Args)]
pub struct Raise {
	/// The contribution.
	contribution: ContributionId,

	/// How much more: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Raise {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, amount } = self;
		let Turn { key, chain, .. } = Turn::prepare(context, id).await?;
		let call = calls::raise(id, amount);
		let events = sign(&chain, &key, &call, "raising the bond").await?;
		let bond = Planck(events.one::<BondRaised>()?.bond);
		context.show(&Raised { raised: id, bond, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Raised {
	raised: ContributionId,
	/// All that is held of the claimant now.
	bond: Planck,
	block: H256,
}

impl Shown for Raised {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} are held for the dispute about contribution {} now, and so much of what it earns is \
			 held back",
			amount::format(self.bond.0),
			self.raised
		)
	}
}
