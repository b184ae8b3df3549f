// SPDX-License-Identifier: Apache-2.0

//! What the arguments of several commands have.

use std::ffi::OsStr;

use clap::{builder::TypedValueParser, error::ErrorKind, Args};
use openledger_primitives::Balance;
use sp_core::H256;

use crate::{context::Context, error::Error};
use openledger_client::{
	account::{self, Account, AccountError},
	units::amount,
};

/// The account that a command is about.
#[derive(Args)]
pub struct Who {
	/// Which account. By default the key's.
	#[arg(value_parser = ReadAccount)]
	account: Option<Account>,
}

impl Who {
	/// The account that was named, or the key's.
	pub fn account(self, context: &Context) -> Result<Account, Error> {
		match self.account {
			Some(account) => Ok(account),
			None => Ok(context.key()?.account()),
		}
	}
}

/// How long a list is.
#[derive(Args, Clone, Copy)]
pub struct Limit {
	/// How many to list at most.
	#[arg(
		long,
		value_name = "COUNT",
		default_value_t = 50,
		value_parser = clap::value_parser!(u32).range(1..)
	)]
	pub limit: u32,
}

/// The options of the next page of a list of `whose` records, if they are of one account alone.
pub fn next_of(whose: &str, account: Option<&Account>, from: u64) -> String {
	match account {
		Some(account) => format!("--{whose} {} --from {from}", account::address(account)),
		None => format!("--from {from}"),
	}
}

/// To whom something is offered.
#[derive(Args)]
pub struct Offer {
	/// Who may take it.
	#[arg(value_parser = ReadAccount, required_unless_present = "cancel")]
	pub account: Option<Account>,

	/// Take the offer back.
	#[arg(long, conflicts_with = "account")]
	pub cancel: bool,
}

impl Offer {
	/// Who may take it; nobody any more if `None`.
	pub fn to(&self) -> Option<&Account> {
		self.account.as_ref().filter(|_| !self.cancel)
	}
}

/// Who is credited with what something earns.
#[derive(Args)]
pub struct PaidAt {
	/// Who is credited from now on.
	#[arg(value_parser = ReadAccount, required_unless_present = "owner")]
	pub account: Option<Account>,

	/// Credit whoever owns it.
	#[arg(long, visible_alias = "developer", conflicts_with = "account")]
	pub owner: bool,
}

impl PaidAt {
	/// Who is credited; the owner if `None`.
	pub fn other(self) -> Option<Account> {
		self.account.filter(|_| !self.owner)
	}
}

/// Reads an account, and does not repeat what may be a secret.
#[derive(Clone)]
pub struct ReadAccount;

impl TypedValueParser for ReadAccount {
	type Value = Account;

	fn parse_ref(
		&self,
		command: &clap::Command,
		argument: Option<&clap::Arg>,
		value: &OsStr,
	) -> Result<Account, clap::Error> {
		// The usual error shows the value beside the reason.
		match account::parse(&value.to_string_lossy()) {
			Ok(account) => Ok(account),
			Err(error @ AccountError::Hidden) => {
				let name = argument.map(ToString::to_string).unwrap_or_default();
				let message = format!("invalid value for '{name}': {error}\n");
				Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command))
			}
			Err(_) => account::parse.parse_ref(command, argument, value),
		}
	}
}

/// Reads an amount that is more than nothing.
pub fn positive(text: &str) -> Result<Balance, String> {
	match amount::parse(text) {
		Ok(0) => Err("that is nothing: give more than 0 OPEN".to_owned()),
		Ok(amount) => Ok(amount),
		Err(error) => Err(error.to_string()),
	}
}

/// Reads a hash in hex.
pub fn hash(text: &str) -> Result<H256, String> {
	let mut bytes = [0; 32];
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode_to_slice(digits, &mut bytes)
		.map(|()| H256(bytes))
		.map_err(|_| format!("`{text}` is no hash: give 0x and 64 digits"))
}
