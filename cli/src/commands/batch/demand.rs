// SPDX-License-Identifier: Apache-2.0

//! `openledger batch demand`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::attribution::demand_reveal, events::RevealDemanded},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::BatchId;
use openledger_watchtower::SpanRef;
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Demand that a receipt of a batch be revealed, against a bond: an answer earns it, and without
/// one the batch is refuted.
#[derive(Args)]
pub struct Demand {
	/// The batch.
	#[arg(value_name = "BATCH")]
	id: BatchId,

	/// The receipt, from 0.
	#[arg(long, value_name = "N")]
	receipt: u32,

	/// Which of the spans that the receipt lists, from 0. Beyond them, which chunk of its output:
	/// the first of these numbers is the first chunk.
	#[arg(long, value_name = "N", default_value_t = 0)]
	span: u32,
}

impl Demand {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id: batch, receipt, span } = self;
		let key = context.key()?;
		let chain = context.chain().await?;
		let call = demand_reveal(batch, receipt, span);
		let events = sign(&chain, &key, &call, "demanding").await?;
		let RevealDemanded { bond, respond_by, .. } = events.one()?;
		let span = SpanRef { batch, receipt, span };
		context.show(&Demanded { span, bond: Planck(bond), respond_by });
		Ok(())
	}
}

#[derive(Serialize)]
struct Demanded {
	#[serde(flatten)]
	span: SpanRef,
	bond: Planck,
	respond_by: u32,
}

impl Shown for Demanded {
	fn text(&self, _: &Names) -> String {
		let SpanRef { batch, receipt, span } = self.span;
		table::fields(&[
			("batch", batch.to_string()),
			("receipt", receipt.to_string()),
			("span", span.to_string()),
			("bond", amount::format(self.bond.0)),
			("to be answered until block", self.respond_by.to_string()),
		])
	}
}
