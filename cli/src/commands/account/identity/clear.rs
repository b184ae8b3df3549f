// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity clear`

use clap::Args;
use openledger_client::{
	chain::{calls::identity, events::IdentityCleared},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use super::prepare;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Take the identity of the key's account back, with its sub-accounts: all deposits are free.
#[derive(Args)]
pub struct Clear {}

impl Clear {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = prepare(context).await?;
		let call = identity::clear_identity();
		let events = signing.sign(&call, "clearing the identity").await?;
		let deposit = Planck(events.one::<IdentityCleared>()?.deposit);
		let cleared = Cleared { account: Address(signing.who), deposit, block: events.block };
		// With the name that it had.
		context.show_named(&signing.view, &cleared).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Cleared {
	account: Address,
	deposit: Planck,
	block: H256,
}

impl Shown for Cleared {
	fn text(&self, names: &Names) -> String {
		let (who, deposit) = (names.address(&self.account.0), amount::format(self.deposit.0));
		format!("{who} has no identity any more: {deposit} are free again")
	}
}
