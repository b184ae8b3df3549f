// SPDX-License-Identifier: Apache-2.0

//! `openledger operator deregister`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Be no operator any more. The bond must be taken back before.
#[derive(Args)]
pub struct Deregister {}

impl Deregister {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Change { key, chain, view, info } = Change::prepare(context).await?;
		let call = calls::channels::deregister_operator();
		let events = sign(&chain, &key, &call, "leaving").await?;
		let (operator, returned) = (Address(info.operator), Planck(info.deposit));
		context.show_named(&view, &Left { operator, returned, block: events.block }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Left {
	operator: Address,
	/// The deposit.
	returned: Planck,
	block: H256,
}

impl Shown for Left {
	fn text(&self, names: &Names) -> String {
		let (who, deposit) = (names.address(&self.operator.0), amount::format(self.returned.0));
		format!("{who} is no longer an operator, and has its deposit of {deposit} back")
	}
}
