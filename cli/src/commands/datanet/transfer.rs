// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet transfer`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls},
	record::Record,
};
use openledger_primitives::DatanetId;

use super::{
	ownership::{Offered, Owned},
	Change,
};
use crate::{args::Offer, context::Context, error::Error};

/// Offer a datanet to another account, as the owner. It stays yours until it is taken.
#[derive(Args)]
pub struct Transfer {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,

	#[command(flatten)]
	offer: Offer,
}

impl Transfer {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, offer } = self;
		let Change { key, chain, view, info } = Change::prepare(context, id).await?;
		info.ownership().ensure_changed_by(&offer)?;
		let to = offer.to();
		let call = calls::contributions::transfer_datanet(id, to.map(calls::id));
		sign(&chain, &key, &call, "the offer").await?;
		context.show_named(&view, &Offered::new(Record::Datanet(id), to)).await;
		Ok(())
	}
}
