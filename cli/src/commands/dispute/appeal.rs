// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute appeal`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::disputes as calls, events::RulingAppealed},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::Turn;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Appeal a curator's ruling to governance, as the side that lost. It holds a bond.
#[derive(Args)]
pub struct Appeal {
	/// The contribution.
	contribution: ContributionId,
}

impl Appeal {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let id = self.contribution;
		let Turn { key, chain, .. } = Turn::prepare(context, id).await?;
		let events = sign(&chain, &key, &calls::appeal(id), "the appeal").await?;
		let RulingAppealed { bond, expires, .. } = events.one()?;
		let bond = Planck(bond);
		context.show(&Appealed { appealed: id, bond, expires, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Appealed {
	appealed: ContributionId,
	bond: Planck,
	/// The block before which governance can rule.
	expires: u32,
	block: H256,
}

impl Shown for Appealed {
	fn text(&self, _: &Names) -> String {
		format!(
			"the ruling on contribution {id} is appealed, and {} are held for that: they are lost \
			 unless governance rules better for you before block {}\n\
			 propose that to it with: openledger gov referendum dispute {id} OUTCOME --deposit",
			amount::format(self.bond.0),
			self.expires,
			id = self.appealed
		)
	}
}
