// SPDX-License-Identifier: Apache-2.0

//! `openledger channel`

mod accept;
mod close;
pub mod ending;
mod hot_key;
mod list;
mod open;
mod show;
mod top_up;
mod voucher;
mod withdraw;

use clap::Subcommand;

use crate::{context::Context, error::Error};

/// Open, fund, show and close payment channels, sign their vouchers, and accept receipts for them.
#[derive(Subcommand)]
pub enum Channel {
	Open(open::Open),
	TopUp(top_up::TopUp),
	HotKey(hot_key::HotKey),
	Close(close::Close),
	Withdraw(withdraw::Withdraw),
	Show(show::Show),
	List(list::List),
	Voucher(voucher::Voucher),
	Accept(accept::Accept),
}

impl Channel {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Open(command) => command.run(context).await,
			Self::TopUp(command) => command.run(context).await,
			Self::HotKey(command) => command.run(context).await,
			Self::Close(command) => command.run(context).await,
			Self::Withdraw(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
			Self::Voucher(command) => command.run(context).await,
			Self::Accept(command) => command.run(context).await,
		}
	}
}
