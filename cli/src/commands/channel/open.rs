// SPDX-License-Identifier: Apache-2.0

//! `openledger channel open`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	chain::{affordable::sign, calls, events::ChannelOpened},
	json::{Address, Hex, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::{Balance, ChannelId};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::{positive, ReadAccount},
	commands::signing::Signing,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Open a channel to an operator, paid for by the key's account.
#[derive(Args)]
pub struct Open {
	/// The operator that it pays.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	operator: Account,

	/// How much it can pay.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	amount: Balance,

	/// The sr25519 public key that signs its vouchers: an SS58 address, 0x and 64 digits, or //Name.
	/// By default that of the key that signs.
	#[arg(long, value_name = "KEY", value_parser = ReadAccount)]
	hot_key: Option<Account>,
}

impl Open {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { operator, amount, hot_key } = self;
		let Signing { key, chain, view, .. } = Signing::prepare(context).await?;
		let payer = key.account();
		if hot_key.is_none() {
			key.ensure_signs_vouchers()?;
		}
		let public = account::bytes(hot_key.as_ref().unwrap_or(&payer));
		let call = calls::channels::open_channel(calls::id(&operator), public, amount);
		let events = sign(&chain, &key, &call, "opening the channel").await?;
		let ChannelOpened { channel, funds, .. } = events.one()?;
		let opened = Opened {
			channel,
			payer: Address(payer),
			operator: Address(operator),
			key: Hex(public),
			funds: Planck(funds),
			block: events.block,
		};
		context.show_named(&view, &opened).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Opened {
	channel: ChannelId,
	payer: Address,
	operator: Address,
	/// That signs its vouchers.
	key: Hex<[u8; 32]>,
	/// The amount that it can pay.
	funds: Planck,
	block: H256,
}

impl Shown for Opened {
	fn text(&self, names: &Names) -> String {
		table::fields(&[
			("channel", self.channel.to_string()),
			("payer", names.address(&self.payer.0)),
			("operator", names.address(&self.operator.0)),
			("hot key", account::address(&Account::new(self.key.0))),
			("can pay", amount::format(self.funds.0)),
		])
	}
}
