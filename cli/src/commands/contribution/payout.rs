// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution payout`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls},
	json::Address,
	names::Names,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use super::{ownership, Change};
use crate::{args::PaidAt, context::Context, error::Error, output::shown::Shown};

/// Say who is credited with what a contribution earns, as the owner.
#[derive(Args)]
pub struct Payout {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	id: ContributionId,

	#[command(flatten)]
	paid_at: PaidAt,
}

impl Payout {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, paid_at } = self;
		let Change { key, chain, view, info } = Change::prepare(context, id).await?;
		let payout = ownership::payout(paid_at, &info.owner);
		let call = calls::contributions::set_payout(id, payout.as_ref().map(calls::id));
		let payee = payout.unwrap_or_else(|| info.owner.clone());
		let events = sign(&chain, &key, &call, "setting the payout account").await?;
		let changed = Changed { contribution: id, payout: Address(payee), block: events.block };
		context.show_named(&view, &changed).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Changed {
	contribution: ContributionId,
	payout: Address,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, names: &Names) -> String {
		let (id, payee) = (self.contribution, names.address(&self.payout.0));
		format!("what contribution {id} earns is credited to {payee} from now on")
	}
}
