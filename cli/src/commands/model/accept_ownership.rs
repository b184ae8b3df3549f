// SPDX-License-Identifier: Apache-2.0

//! `openledger model accept-ownership`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::models as calls},
	json::Address,
	record::Record,
};

use super::{ownership::Taken, Change, Which};
use crate::{context::Context, error::Error};

/// Take a model that is offered to the key's account, with its deposit.
#[derive(Args)]
pub struct AcceptOwnership {
	#[command(flatten)]
	model: Which,
}

impl AcceptOwnership {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Which { id } = self.model;
		let Change { key, chain, view, info } = Change::prepare(context, id).await?;
		let (from, to) = (Address(info.developer), Address(key.account()));
		let call = calls::accept_ownership(id);
		sign(&chain, &key, &call, "taking the model").await?;
		context.show_named(&view, &Taken { record: Record::Model(id), from, to }).await;
		Ok(())
	}
}
