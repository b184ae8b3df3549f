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

	/// Say what it would take, and send nothing.
	#[arg(long)]
	dry_run: bool,
}

impl Transfer {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { account, amount, dry_run } = self;
		let signing = Signing::prepare(context).await?;
		let call = calls::transfer(&account, amount);
		let fee = signing.chain.fee(&call, &signing.key).await?;
		let cost = Cost {
			dry_run,
			from: Address(signing.who.clone()),
			to: Address(account.clone()),
			amount: Planck(amount),
			fee: Planck(fee),
			total: Planck(amount.saturating_add(fee)),
		};
		signing
			.view
			.ensure_spendable(&signing.who, cost.total.0, "the transfer and its fee")
			.await?;
		if dry_run {
			signing.chain.dry_run(&call, &signing.key).await?;
			context.show_named(&signing.view, &cost).await;
			return Ok(());
		}
		context.note(&cost.takes());
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

/// What a transfer takes of the account that sends it.
#[derive(Serialize)]
struct Cost {
	dry_run: bool,
	from: Address,
	to: Address,
	amount: Planck,
	fee: Planck,
	total: Planck,
}

impl Cost {
	fn takes(&self) -> String {
		format!(
			"this takes {}: {} and a fee of {}",
			amount::format(self.total.0),
			amount::format(self.amount.0),
			amount::format(self.fee.0)
		)
	}
}

impl Shown for Cost {
	fn text(&self, names: &Names) -> String {
		let to = names.address(&self.to.0);
		format!("{}\nnothing was sent to {to}: this was a dry run", self.takes())
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

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{json, units::amount::OPEN};

	#[test]
	fn a_dry_run_should_say_what_the_transfer_would_take() {
		let [from, to] = [[1; 32], [2; 32]].map(|id| Address(Account::new(id)));
		let [amount, fee, total] = [OPEN, OPEN / 4, 5 * OPEN / 4].map(Planck);
		let cost = Cost { dry_run: true, from, to, amount, fee, total };
		let text = cost.text(&Names::default());
		assert!(text.starts_with("this takes 1.25 OPEN: 1 OPEN and a fee of 0.25 OPEN\nnothing"));
		assert_eq!(json::of(&cost)["total"], (5 * OPEN / 4).to_string());
		assert_eq!(json::of(&cost)["dry_run"], true);
	}
}
