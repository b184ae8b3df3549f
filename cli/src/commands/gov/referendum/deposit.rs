// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum deposit`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::referenda},
	json::Planck,
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Put up the decision deposit of a referendum. Anyone can.
#[derive(Args)]
pub struct Deposit {
	/// The referendum, by its number.
	referendum: u32,
}

impl Deposit {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { referendum } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let track = view.ongoing(referendum).await?.track;
		let deposit = view.track(&track.to_string()).await?.rules.decision_deposit;
		let call = referenda::place_decision_deposit(referendum);
		let doing = "putting up the deposit";
		let events = sign(&chain, &key, &call, doing).await?;
		context.show(&Placed { referendum, deposit: Planck(deposit), block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Placed {
	referendum: u32,
	deposit: Planck,
	block: H256,
}

impl Shown for Placed {
	fn text(&self, _: &Names) -> String {
		let Self { referendum, deposit, .. } = self;
		format!(
			"{} are held for the decision of referendum {referendum}, until it is over: openledger \
			 gov referendum refund {referendum}",
			amount::format(deposit.0)
		)
	}
}
