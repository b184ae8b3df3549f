// SPDX-License-Identifier: Apache-2.0

//! `openledger account transfer`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls,
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::{positive, ReadAccount},
	commands::signing::Signing,
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Send OPEN to an account.
#[derive(Args)]
pub struct Transfer {
	/// Who gets it.
	#[arg(value_parser = ReadAccount)]
	account: Account,

	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Transfer {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { account, amount } = self;
		let signing = Signing::prepare(context).await?;
		let call = calls::transfer(&account, amount);
		let events = signing.sign(&call, "sending").await?;
		let sent = Sent {
			from: Address(signing.who),
			to: Address(account),
			amount: Planck(amount),
			block: events.block,
		};
		context.show_named(&signing.view, &sent).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Sent {
	from: Address,
	to: Address,
	amount: Planck,
	block: H256,
}

impl Shown for Sent {
	fn text(&self, names: &Names) -> String {
		format!("sent {} to {}", amount::format(self.amount.0), names.address(&self.to.0))
	}
}
