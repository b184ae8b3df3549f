// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger stake`.

use clap::Subcommand;
use openledger_primitives::Balance;

use super::{
	common::{positive, ReadAccount},
	Who,
};
use openledger_client::{
	account::{self, Account},
	chain::staking::Payee,
	units::percent,
};

#[derive(Subcommand)]
pub enum Stake {
	/// Bond OPEN of the key's account: the first step of whoever nominates or validates.
	Bond {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,

		/// Where pay goes: `staked` bonds it too, `stash` leaves it free, or another account.
		#[arg(long, value_name = "PAYEE", default_value = "staked", value_parser = payee)]
		payee: Payee,
	},
	/// Bond more.
	Extra {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Back validators with what is bonded, from the next era on.
	Nominate {
		/// Whom to back.
		#[arg(required = true, value_name = "ACCOUNT", value_parser = ReadAccount)]
		validators: Vec<Account>,
	},
	/// Validate, once elected. The node's keys must be set: openledger stake keys.
	Validate {
		/// What the validator takes of the pay before it is divided.
		#[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent::parse)]
		commission: u32,

		/// Let nobody nominate it.
		#[arg(long)]
		blocked: bool,
	},
	/// Neither nominate nor validate, from the next era on. What is bonded stays so.
	Chill,
	/// Take a part out of the bond. It is free after some eras.
	Unbond {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Bond again what is being unbonded.
	Rebond {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Take back all that was unbonded and is free.
	Withdraw,
	/// Have eras paid: each validator, and all that backed it. Anyone may; by default what the key's
	/// account has a part in.
	Payout {
		/// Only this era.
		#[arg(long, value_name = "ERA")]
		era: Option<u32>,

		/// Only this validator. Can be given many times.
		#[arg(long = "stash", value_name = "ACCOUNT", value_parser = ReadAccount)]
		stashes: Vec<Account>,
	},
	/// Have a node make new session keys, and set them for the key's account.
	Keys {
		/// The validator's own node, which must let unsafe methods be called. By default --url.
		#[arg(long, value_name = "URL")]
		node: Option<String>,
	},
	/// Show what an account has bonded, whom it backs, what it can expect and what is not paid yet.
	Status(Who),
	/// List who validates, or wants to.
	Validators,
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
