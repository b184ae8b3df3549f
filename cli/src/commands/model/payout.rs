// SPDX-License-Identifier: Apache-2.0

//! `openledger model payout`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls},
	json::Address,
	names::Names,
};
use openledger_primitives::ModelId;
use serde::Serialize;
use sp_core::H256;

use super::{ownership, Change, Which};
use crate::{args::PaidAt, context::Context, error::Error, output::shown::Shown};

/// Say who is credited with what a model earns, as its developer.
#[derive(Args)]
pub struct Payout {
	#[command(flatten)]
	model: Which,

	#[command(flatten)]
	paid_at: PaidAt,
}

impl Payout {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { model: Which { id }, paid_at } = self;
		let Change { key, chain, view, info } = Change::prepare(context, id).await?;
		let payout = ownership::payout(paid_at, &info.developer);
		let call = calls::models::set_payout(id, payout.as_ref().map(calls::id));
		let events = sign(&chain, &key, &call, "setting the payout account").await?;
		let payout = Address(payout.unwrap_or(info.developer));
		context.show_named(&view, &Changed { model: id, payout, block: events.block }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Changed {
	model: ModelId,
	payout: Address,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, names: &Names) -> String {
		let payee = names.address(&self.payout.0);
		format!("what model {} earns is credited to {payee} from now on", self.model)
	}
}
