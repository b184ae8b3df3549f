// SPDX-License-Identifier: Apache-2.0

//! `openledger channel withdraw`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{affordable::sign, calls, events::ChannelClosed},
	error::Later,
	json::{Address, Planck},
	names::Names,
	units::amount,
	Error as ClientError,
};
use openledger_primitives::{Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;
use serde::Serialize;
use sp_core::H256;

use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Have what is left in a closed channel go back to its payer. Anyone can.
#[derive(Args)]
pub struct Withdraw {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	id: ChannelId,

	/// Wait until it is closed.
	#[arg(long)]
	wait: bool,
}

impl Withdraw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, wait } = self;
		let Signing { key, chain, mut view, .. } = Signing::prepare(context).await?;
		let info = view.channel(id).await?;
		// The chain says that it is not closing, and not how long to wait where it is.
		if let Some(until) = info.closing.map(u64::from) {
			let blocks = until.saturating_sub(chain.next_block().await?);
			if wait {
				chain.wait_until_next_is(until, &format!("waiting for block {until}")).await?;
				// The node may have discarded the state of the block that was read.
				view = chain.view().await?;
			} else if blocks > 0 {
				let (what, delay) = (Later::Withdraw(id), view.delay(blocks)?);
				return Err(ClientError::TooEarly { what, delay }.into());
			}
		}
		let call = calls::channels::withdraw_channel(id);
		let events = sign(&chain, &key, &call, "withdrawing").await?;
		let ChannelClosed { returned, .. } = events.one()?;
		context.show_named(&view, &Closed::of(&info, returned, events.block)).await;
		Ok(())
	}
}

/// A channel that is no more.
#[derive(Serialize)]
pub struct Closed {
	channel: ChannelId,
	payer: Address,
	/// To the payer.
	returned: Planck,
	block: H256,
}

impl Closed {
	pub fn of(info: &ChannelInfo<Account>, returned: Balance, block: H256) -> Self {
		let (channel, payer) = (info.channel, Address::from(&info.payer));
		Self { channel, payer, returned: Planck(returned), block }
	}
}

impl Shown for Closed {
	fn text(&self, names: &Names) -> String {
		let (returned, payer) = (amount::format(self.returned.0), names.address(&self.payer.0));
		format!("channel {} is closed: {returned} went back to {payer}", self.channel)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{fixtures::channel::info, json};

	#[test]
	fn what_went_back_should_be_said() {
		let closed = Closed::of(&info(), amount::OPEN, H256::zero());
		assert_eq!(json::of(&closed)["returned"], amount::OPEN.to_string());
		let text = closed.text(&Names::default());
		assert!(text.starts_with("channel 3 is closed: 1 OPEN went back to "), "{text}");
	}
}
