// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity cancel-request`

use clap::Args;
use openledger_client::{
	chain::calls::identity,
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use super::{held_for, prepare};
use crate::{context::Context, error::Error, output::shown::Shown};

/// Take back a request that the registrar has not met.
#[derive(Args)]
pub struct CancelRequest {
	/// The registrar, by its number.
	#[arg(long, value_name = "NUMBER")]
	registrar: u32,
}

impl CancelRequest {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let registrar = self.registrar;
		let signing = prepare(context).await?;
		let identity = signing.view.identity(&signing.who).await?.unwrap_or_default();
		let fee = Planck(held_for(&identity, registrar));
		let call = identity::cancel_request(registrar);
		let events = signing.sign(&call, "taking the request back").await?;
		let account = Address(signing.who);
		let canceled = Canceled { account, registrar, fee, block: events.block };
		context.show_named(&signing.view, &canceled).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Canceled {
	account: Address,
	registrar: u32,
	fee: Planck,
	block: H256,
}

impl Shown for Canceled {
	fn text(&self, _: &Names) -> String {
		format!("{} are free again", amount::format(self.fee.0))
	}
}
