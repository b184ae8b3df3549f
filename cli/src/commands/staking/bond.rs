// SPDX-License-Identifier: Apache-2.0

//! `openledger staking bond`

use clap::Args;
use openledger_client::{
	account,
	chain::{calls::staking, staking::Payee},
	json::Planck,
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Bond OPEN of the key's account: the first step of whoever nominates or validates.
#[derive(Args)]
pub struct Bond {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,

	/// Where pay goes: `staked` bonds it too, `stash` leaves it free, or another account.
	#[arg(long, value_name = "PAYEE", default_value = "staked", value_parser = payee)]
	payee: Payee,
}

impl Bond {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { amount, payee } = self;
		let signing = Signing::prepare(context).await?;
		let call = staking::bond(amount, (&payee).into());
		let events = signing.sign(&call, "bonding").await?;
		context.show(&First { bonded: Planck(amount), block: events.block });
		Ok(())
	}
}

fn payee(text: &str) -> Result<Payee, String> {
	match text {
		"staked" => Ok(Payee::Staked),
		"stash" => Ok(Payee::Stash),
		_ => account::parse(text)
			.map(Payee::Account)
			.map_err(|error| format!("{error}; a payee is `staked`, `stash` or an account")),
	}
}

#[derive(Serialize)]
struct First {
	bonded: Planck,
	block: H256,
}

impl Shown for First {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} are bonded\nnow back validators: openledger staking nominate ACCOUNT…\nor validate: \
			 openledger staking keys, and openledger staking validate",
			amount::format(self.bonded.0)
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_payee_should_be_a_word_or_an_account() {
		assert_eq!(payee("staked"), Ok(Payee::Staked));
		assert_eq!(payee("stash"), Ok(Payee::Stash));
		let bob = account::parse("//Bob").unwrap();
		assert_eq!(payee("//Bob"), Ok(Payee::Account(bob)));
		assert!(payee("nobody").unwrap_err().contains("`stash`"));
	}
}
