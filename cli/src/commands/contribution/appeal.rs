// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution appeal`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls, events::RejectionAppealed},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Ask governance to overturn a rejection, as the owner. It holds a deposit.
#[derive(Args)]
pub struct Appeal {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,
}

impl Appeal {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let Change { key, chain, .. } = Change::prepare(context, id).await?;
		let events = sign(&chain, &key, &calls::appeal(id), "the appeal").await?;
		let deposit = Planck(events.one::<RejectionAppealed>()?.deposit);
		context.show(&Appealed { appealed: id, deposit, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Appealed {
	appealed: ContributionId,
	deposit: Planck,
	block: H256,
}

impl Shown for Appealed {
	fn text(&self, _: &Names) -> String {
		format!(
			"the rejection of contribution {id} is appealed, and {} are held until governance has \
			 ruled:\n\
			 - overturned: the contribution is accepted, and what is held is free again\n\
			 - upheld: it stays rejected without further appeal, and what is held is free again\n\
			 - abuse: it is removed, and what is held for the appeal and for its record goes to \
			 the treasury\n\
			 see how it stands with: openledger contribution show {id}",
			amount::format(self.deposit.0),
			id = self.appealed
		)
	}
}
