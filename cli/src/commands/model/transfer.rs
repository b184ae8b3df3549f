// SPDX-License-Identifier: Apache-2.0

//! `openledger model transfer`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls},
	record::Record,
};

use super::{
	ownership::{Offered, Owned},
	Change, Which,
};
use crate::{args::Offer, context::Context, error::Error};

/// Offer a model to another account, as its developer. It stays yours until it is taken.
#[derive(Args)]
pub struct Transfer {
	#[command(flatten)]
	model: Which,

	#[command(flatten)]
	offer: Offer,
}

impl Transfer {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { model: Which { id }, offer } = self;
		let Change { key, chain, view, info } = Change::prepare(context, id).await?;
		info.ownership().ensure_changed_by(&offer)?;
		let to = offer.to();
		let call = calls::models::transfer_ownership(id, to.map(calls::id));
		sign(&chain, &key, &call, "the offer").await?;
		context.show_named(&view, &Offered::new(Record::Model(id), to)).await;
		Ok(())
	}
}
