// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet accept-ownership`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls},
	json::Address,
	record::Record,
};
use openledger_primitives::DatanetId;

use super::{ownership::Taken, Change};
use crate::{context::Context, error::Error};

/// Take a datanet that is offered to the key's account, with its deposit.
#[derive(Args)]
pub struct AcceptOwnership {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,
}

impl AcceptOwnership {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let Change { key, chain, view, info } = Change::prepare(context, id).await?;
		let (from, to) = (Address::from(&info.owner), key.account());
		let call = calls::accept_datanet(id);
		sign(&chain, &key, &call, "taking the datanet").await?;
		let taken = Taken { record: Record::Datanet(id), from, to: Address(to) };
		context.show_named(&view, &taken).await;
		Ok(())
	}
}
