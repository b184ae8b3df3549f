// SPDX-License-Identifier: Apache-2.0

//! `openledger channel hot-key`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	chain::{affordable::sign, calls, events::ChannelKeySet},
	json::Hex,
	names::Names,
};
use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::ReadAccount, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Have another key sign a channel's vouchers, as its payer. Those of the key before are good for a
/// while.
#[derive(Args)]
pub struct HotKey {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	id: ChannelId,

	/// An sr25519 public key: an SS58 address, 0x and 64 digits, or //Name.
	#[arg(value_name = "KEY", value_parser = ReadAccount)]
	hot_key: Account,
}

impl HotKey {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, hot_key } = self;
		let Signing { key, chain, view, .. } = Signing::prepare(context).await?;
		let public = account::bytes(&hot_key);
		ensure_other(&view.channel(id).await?, public)?;
		let call = calls::channels::set_channel_key(id, public);
		let events = sign(&chain, &key, &call, "changing the hot key").await?;
		let former_until = events.one::<ChannelKeySet>()?.until;
		let block = events.block;
		context.show(&Changed { channel: id, key: Hex(public), former_until, block });
		Ok(())
	}
}

/// Fails when a channel has the key already: the chain takes it, and no other key for a while then.
fn ensure_other(info: &ChannelInfo<Account>, public: [u8; 32]) -> Result<(), Error> {
	match info.key.0 == public {
		true => Err(Error::misuse(
			"that is the key of the channel already",
			"nothing was sent: whatever key is set, none can be set for a while then",
		)),
		false => Ok(()),
	}
}

#[derive(Serialize)]
struct Changed {
	channel: ChannelId,
	key: Hex<[u8; 32]>,
	/// The block before which the former key's vouchers are settled.
	former_until: u32,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, _: &Names) -> String {
		let Self { channel, key, former_until, .. } = self;
		format!(
			"{} signs the vouchers of channel {channel}; those of the key before are good until block \
			 {former_until}",
			account::address(&Account::new(key.0))
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::channel::info;

	#[test]
	fn no_time_should_be_lost_for_a_key_that_is_there_already() {
		assert!(ensure_other(&info(), info().key.0).is_err());
		assert!(ensure_other(&info(), [0xab; 32]).is_ok());
	}
}
