// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity set-fee`

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

/// Set what a registrar asks, as that registrar.
#[derive(Args)]
pub struct SetFee {
	/// What it asks: 1.5, 1500planck, or 0.
	#[arg(value_name = "OPEN", value_parser = amount::parse)]
	fee: Balance,

	/// The registrar, by its number.
	#[arg(long, value_name = "NUMBER")]
	registrar: u32,
}

impl SetFee {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { fee, registrar } = self;
		let signing = prepare(context).await?;
		let call = identity::set_fee(registrar, fee);
		let events = signing.sign(&call, "setting the fee").await?;
		let account = Address(signing.who);
		let asks = Asks { registrar, account, fee: Planck(fee), block: events.block };
		context.show_named(&signing.view, &asks).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Asks {
	registrar: u32,
	account: Address,
	fee: Planck,
	block: H256,
}

impl Shown for Asks {
	fn text(&self, names: &Names) -> String {
		let (who, fee) = (names.address(&self.account.0), amount::format(self.fee.0));
		format!("registrar {}, {who}, asks {fee} from now on", self.registrar)
	}
}
