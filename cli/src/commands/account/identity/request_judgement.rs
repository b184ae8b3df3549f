// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity request-judgement`

use clap::Args;
use openledger_client::{
	chain::calls::identity,
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::prepare;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Ask a registrar to judge the identity of the key's account. It holds the registrar's fee.
#[derive(Args)]
pub struct RequestJudgement {
	/// The registrar, by its number.
	#[arg(long, value_name = "NUMBER")]
	registrar: u32,

	/// The most to pay. By default what it asks now.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	max_fee: Option<Balance>,
}

impl RequestJudgement {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { registrar, max_fee } = self;
		let signing = prepare(context).await?;
		let fee = signing.view.registrar(registrar).await?.fee;
		let call = identity::request_judgement(registrar, max_fee.unwrap_or(fee));
		let events = signing.sign(&call, "asking the registrar").await?;
		let account = Address(signing.who);
		let asked = Asked { account, registrar, fee: Planck(fee), block: events.block };
		context.show_named(&signing.view, &asked).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Asked {
	account: Address,
	registrar: u32,
	fee: Planck,
	block: H256,
}

impl Shown for Asked {
	fn text(&self, _: &Names) -> String {
		let Self { registrar, fee, .. } = self;
		format!(
			"registrar {registrar} was asked; it gets {} when it judges, and you get it back with: \
			 openledger account identity cancel-request --registrar {registrar}",
			amount::format(fee.0)
		)
	}
}
