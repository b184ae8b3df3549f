// SPDX-License-Identifier: Apache-2.0

//! `openledger channel close`

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign,
		calls,
		events::{ChannelClosed, ChannelClosing},
	},
	names::Names,
};
use openledger_primitives::ChannelId;
use serde::Serialize;
use sp_core::H256;

use super::withdraw::Closed;
use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Close a channel: at once as its operator, after a while as its payer.
#[derive(Args)]
pub struct Close {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	id: ChannelId,
}

impl Close {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let channel = self.id;
		let Signing { key, chain, view, .. } = Signing::prepare(context).await?;
		// What is closed at once may be gone at once.
		let info = view.channel(channel).await?;
		let call = calls::channels::close_channel(channel);
		let events = sign(&chain, &key, &call, "closing the channel").await?;
		if let Some(ChannelClosed { returned, .. }) =
			events.all::<ChannelClosed>()?.into_iter().next()
		{
			let closed = Closed::of(&info, returned, events.block);
			context.show_named(&view, &closed).await;
			return Ok(());
		}
		let ChannelClosing { until, .. } = events.one()?;
		context.show(&Closing { channel, closing: until, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Closing {
	channel: ChannelId,
	/// The block from which on it is closed.
	closing: u32,
	block: H256,
}

impl Shown for Closing {
	fn text(&self, _: &Names) -> String {
		let Self { channel, closing, .. } = self;
		format!(
			"channel {channel} is closed from block {closing} on; what is left then goes back with: \
			 openledger channel withdraw {channel}"
		)
	}
}
