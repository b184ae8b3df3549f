// SPDX-License-Identifier: Apache-2.0

//! `openledger channel`

mod accept;
mod close;
pub mod ending;
mod fund;
mod show;
mod voucher;
mod worth;

use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;

pub use worth::{added_by, signers};

use crate::{args::Channel, context::Context, error::Error};
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain},
	keys::Key,
};

pub async fn run(context: &Context, command: Channel) -> Result<(), Error> {
	match command {
		Channel::Open(args) => fund::open(context, args).await,
		Channel::TopUp { id, amount } => fund::top_up(context, id, amount).await,
		Channel::HotKey { id, hot_key } => fund::set_key(context, id, hot_key).await,
		Channel::Close { id } => close::close(context, id).await,
		Channel::Withdraw { id, wait } => close::withdraw(context, id, wait).await,
		Channel::Show { id } => show::show(context, id).await,
		Channel::List(args) => show::list(context, args).await,
		Channel::Voucher(args) => voucher::run(context, args).await,
		Channel::Accept(args) => accept::run(context, args).await,
	}
}

/// What a change of a channel needs.
struct Change {
	key: Key,
	chain: Chain,
	view: BlockView,
	info: ChannelInfo<Account>,
}

impl Change {
	async fn prepare(context: &Context, id: ChannelId) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.channel(id).await?;
		Ok(Self { key, chain, view, info })
	}
}
