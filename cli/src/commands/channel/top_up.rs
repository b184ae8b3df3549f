// SPDX-License-Identifier: Apache-2.0

//! `openledger channel top-up`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls, events::ChannelToppedUp},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::{Balance, ChannelId};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Add to what a channel can pay, as its payer.
#[derive(Args)]
pub struct TopUp {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	id: ChannelId,

	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl TopUp {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, amount } = self;
		let Signing { key, chain, .. } = Signing::prepare(context).await?;
		let call = calls::channels::top_up(id, amount);
		let doing = "adding to the channel";
		let events = sign(&chain, &key, &call, doing).await?;
		let funds = events.one::<ChannelToppedUp>()?.funds;
		let (amount, funds) = (Planck(amount), Planck(funds));
		context.show(&ToppedUp { channel: id, amount, funds, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct ToppedUp {
	channel: ChannelId,
	amount: Planck,
	/// The amount that it can pay now.
	funds: Planck,
	block: H256,
}

impl Shown for ToppedUp {
	fn text(&self, _: &Names) -> String {
		format!("channel {} can pay {}", self.channel, amount::format(self.funds.0))
	}
}
