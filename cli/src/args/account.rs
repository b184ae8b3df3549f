// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger account`.

use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::Balance;
use sp_core::H256;

use super::{
	common::{hash, ReadAccount},
	Who,
};
use openledger_client::{account::Account, units::amount};

#[derive(Subcommand)]
pub enum AccountCommand {
	/// Say who the key's account is, have that verified, and see who others are.
	#[command(subcommand)]
	Identity(Identity),
}

#[derive(Subcommand)]
pub enum Identity {
	/// Say who the key's account is. It holds a deposit, and what registrars have judged is void.
	Set(SetIdentity),
	/// Show who an account says that it is, and what registrars say of that.
	Show(Who),
	/// Take the identity of the key's account back, with its sub-accounts: all deposits are free.
	Clear,
	/// Ask a registrar to judge the identity of the key's account. It holds the registrar's fee.
	RequestJudgement {
		/// The registrar, by its number.
		#[arg(long, value_name = "NUMBER")]
		registrar: u32,

		/// The most to pay. By default what it asks now.
		#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
		max_fee: Option<Balance>,
	},
	/// Take back a request that the registrar has not met.
	CancelRequest {
		/// The registrar, by its number.
		#[arg(long, value_name = "NUMBER")]
		registrar: u32,
	},
	/// Judge the identity of an account, as a registrar. The fee is paid with it.
	Judge {
		/// Whose identity.
		#[arg(value_parser = ReadAccount)]
		account: Account,

		/// The registrar, by its number.
		#[arg(long, value_name = "NUMBER")]
		registrar: u32,

		/// What it is.
		#[arg(long)]
		judgement: Verdict,

		/// The hash of what was looked at, as `show` has it: another identity is then not judged.
		#[arg(long, value_name = "HASH", value_parser = hash)]
		hash: Option<H256>,
	},
	/// List the registrars, and what each asks.
	Registrars,
	/// Set what a registrar asks, as that registrar.
	SetFee {
		/// What it asks: 1.5, 1500planck, or 0.
		#[arg(value_name = "OPEN", value_parser = amount::parse)]
		fee: Balance,

		/// The registrar, by its number.
		#[arg(long, value_name = "NUMBER")]
		registrar: u32,
	},
	/// Give other accounts the name of the key's account, with one of their own behind it.
	#[command(subcommand)]
	Sub(Sub),
	/// Take a username that an authority gives away, and see whose one is.
	#[command(subcommand)]
	Username(Username),
}

// What an account says of itself. No documentation, which the command would be explained by.
#[derive(Args, Clone, Default)]
#[group(required = true, multiple = true)]
pub struct SetIdentity {
	/// What it is called. What is not given stays as it is; "" removes a field.
	#[arg(long, value_name = "NAME")]
	pub display: Option<String>,

	/// The legal name.
	#[arg(long, value_name = "NAME")]
	pub legal: Option<String>,

	/// A website.
	#[arg(long, value_name = "URL")]
	pub web: Option<String>,

	/// The handle in Matrix, as @ada:matrix.org.
	#[arg(long, value_name = "HANDLE")]
	pub matrix: Option<String>,

	/// The email address.
	#[arg(long, value_name = "ADDRESS")]
	pub email: Option<String>,

	/// Where a picture is.
	#[arg(long, value_name = "URL")]
	pub image: Option<String>,

	/// The account of Twitter.
	#[arg(long, value_name = "ACCOUNT")]
	pub twitter: Option<String>,

	/// The account of GitHub.
	#[arg(long, value_name = "ACCOUNT")]
	pub github: Option<String>,

	/// The account of Discord.
	#[arg(long, value_name = "ACCOUNT")]
	pub discord: Option<String>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum Verdict {
	/// No opinion.
	Unknown,
	/// It seems to be right.
	Reasonable,
	/// The registrar knows that it is right.
	KnownGood,
	/// It was right once.
	OutOfDate,
	/// It is too vague.
	LowQuality,
	/// It is wrong. Only the registrar can take that back.
	Erroneous,
}

#[derive(Subcommand)]
pub enum Sub {
	/// Have an account go by the name of the key's account. It holds a deposit.
	Add {
		/// Which account.
		#[arg(value_parser = ReadAccount)]
		account: Account,

		/// What it is called behind that.
		#[arg(long)]
		name: String,
	},
	/// Call a sub-account otherwise.
	Rename {
		/// Which account.
		#[arg(value_parser = ReadAccount)]
		account: Account,

		/// What it is called behind the name of the key's account.
		#[arg(long)]
		name: String,
	},
	/// Have an account go by the name no more. Its deposit is free.
	Remove {
		/// Which account.
		#[arg(value_parser = ReadAccount)]
		account: Account,
	},
	/// Be a sub-account no more, as that account: anyone can make it one, and it gets the deposit.
	Quit,
}

#[derive(Subcommand)]
pub enum Username {
	/// Take a username that an authority has set aside for the key's account.
	Accept(Named),
	/// Go by a username that the key's account has.
	SetPrimary(Named),
	/// Remove an offer of a username that was not taken in time.
	RemoveExpired(Named),
	/// Show whose a username is.
	Show(Named),
	/// Set a username aside for an account, as the authority of its suffix. The account accepts it.
	SetFor {
		/// For whom.
		#[arg(value_parser = ReadAccount)]
		account: Account,

		/// The username with its suffix: ada.open.
		username: String,

		/// Put up a deposit for it instead of using one of those that governance has allocated.
		#[arg(long)]
		deposit: bool,
	},
	/// Begin to take a username back, as the authority of its suffix.
	Unbind(Named),
	/// Remove a username that its authority has taken back, once the time to give it up is over.
	Remove(Named),
}

#[derive(Args)]
pub struct Named {
	/// The username with its suffix: ada.open.
	pub username: String,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;

	fn parse(words: &[&str]) -> Result<Identity, clap::Error> {
		let all = ["openledger", "account", "identity"].iter().chain(words);
		match Cli::try_parse_from(all)?.command {
			Command::Account(AccountCommand::Identity(command)) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn an_identity_should_have_fields() {
		let words = ["set", "--display", "Ada Lovelace", "--github", "ada", "--web", ""];
		let Ok(Identity::Set(set)) = parse(&words) else { panic!("another command") };
		assert_eq!(set.display.as_deref(), Some("Ada Lovelace"));
		assert_eq!((set.web.as_deref(), set.legal), (Some(""), None));
		assert!(parse(&["set"]).is_err());
	}

	#[test]
	fn judgements_should_be_named() {
		let judge = |verdict| {
			let words = ["judge", "//Bob", "--registrar", "0", "--judgement", verdict];
			parse(&words).map(|command| match command {
				Identity::Judge { judgement, .. } => judgement,
				_ => unreachable!(),
			})
		};
		assert_eq!(judge("known-good").unwrap(), Verdict::KnownGood);
		assert_eq!(judge("out-of-date").unwrap(), Verdict::OutOfDate);
		// What registrars are paid for is no judgement of theirs.
		assert!(judge("fee-paid").is_err());
		assert!(parse(&["judge", "//Bob", "--judgement", "reasonable"]).is_err());
		assert!(parse(&["set-fee", "0", "--registrar", "0"]).is_ok());
	}

	#[test]
	fn usernames_and_sub_accounts_should_be_named() {
		assert!(parse(&["username", "set-for", "//Bob", "bob.open"]).is_ok());
		assert!(parse(&["username", "remove-expired", "bob.open"]).is_ok());
		assert!(parse(&["sub", "add", "//Bob", "--name", "press"]).is_ok());
		assert!(parse(&["sub", "add", "//Bob"]).is_err());
	}
}
