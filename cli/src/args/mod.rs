// SPDX-License-Identifier: Apache-2.0

//! The command line.

mod common;
mod examples;

pub use common::{hash, next_of, positive, Limit, Offer, PaidAt, ReadAccount, Who};

use std::{env, ffi::OsString, path::PathBuf};

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use sp_core::H256;

use crate::{
	commands::{
		account::AccountCommand, answer::Answer, batch::Batch, channel::Channel, check::Check,
		completions::Completions, contribution::Contribution, datanet::Datanet, decode::Decode,
		demo::Demo, dispute::Dispute, gov::Gov, key::KeyCommand, man::Man, model::Model,
		operator::Operator, receipt::Receipt, staking::Staking, status::Status, tx::Tx,
		watch::Watch,
	},
	config::Config,
};
use openledger_client::account::Account;

/// OpenLedger pays everyone whose text is in an AI answer.
#[derive(Parser)]
#[command(name = "openledger", version, max_term_width = 100)]
pub struct Cli {
	#[command(flatten)]
	pub global: Global,
	#[command(subcommand)]
	pub command: Command,
}

impl Cli {
	/// Reads the command line, which goes before what the configuration says.
	pub fn read(config: Config) -> Self {
		let words: Vec<_> = env::args_os().collect();
		let matches = matches(config.apply(command()), &words);
		let cli = matches.and_then(|matches| Self::from_arg_matches(&matches));
		cli.unwrap_or_else(|error| error.exit())
	}
}

/// What the words say. An error is about them alone: options that the environment gives are not in
/// its usage, and no reason not to show the help.
fn matches(command: clap::Command, words: &[OsString]) -> Result<ArgMatches, clap::Error> {
	command.clone().try_get_matches_from(words).map_err(|error| {
		if !error.use_stderr() {
			return error;
		}
		without_environment(command).try_get_matches_from(words).err().unwrap_or(error)
	})
}

fn without_environment(command: clap::Command) -> clap::Command {
	command.mut_args(|arg| arg.env(None::<&'static str>)).mut_subcommands(without_environment)
}

/// The command line, which takes numbers below nothing for what they are and says that they are too
/// small, instead of looking for options of that name.
pub fn command() -> clap::Command {
	examples::with_examples(with_negative(Cli::command()))
}

fn with_negative(command: clap::Command) -> clap::Command {
	command
		.mut_args(|arg| match arg.get_action().takes_values() {
			true => arg.allow_negative_numbers(true),
			false => arg,
		})
		.mut_subcommands(with_negative)
}

/// Heading of the options that every command has.
const GLOBAL: &str = "Global options";

#[derive(Args, Clone)]
pub struct Global {
	/// The node to talk to.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_URL",
		default_value = "ws://127.0.0.1:9944",
		value_name = "URL"
	)]
	pub url: String,

	/// How long to wait for a node that does not answer: a moment, as it may just be starting.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_PATIENCE",
		default_value_t = 5,
		value_name = "SECONDS"
	)]
	pub patience: u64,

	/// The key that signs: the path of a keystore file, a mnemonic with or without a //path,
	/// or on a development chain a key that everybody knows, such as //Alice.
	///
	/// What is on a command line can be read by others on the machine, and stays in the shell's
	/// history: give a keystore file, whose password is asked for or taken from OPENLEDGER_PASSWORD,
	/// or put a mnemonic in OPENLEDGER_KEY: read -rs OPENLEDGER_KEY && export OPENLEDGER_KEY.
	/// `openledger key new --into FILE` makes a keystore file.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_KEY",
		hide_env_values = true,
		value_name = "KEY"
	)]
	pub key: Option<String>,

	/// Whose key is taken of a keystore file with several accounts. Any other key has to be that
	/// account's.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_KEY_ACCOUNT",
		value_name = "ACCOUNT",
		value_parser = ReadAccount
	)]
	pub key_account: Option<Account>,

	/// Where texts and receipts are kept. By default in the user's data directory.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_STORE",
		value_name = "DIRECTORY"
	)]
	pub store: Option<PathBuf>,

	/// Refuse a node whose chain does not start with this block.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_GENESIS",
		value_name = "HASH",
		value_parser = hash
	)]
	pub genesis: Option<H256>,

	/// Print results as JSON: amounts in planck, as strings.
	#[arg(long, global = true, hide_short_help = true, help_heading = GLOBAL)]
	pub json: bool,

	/// Print one field of that JSON alone, for scripts: batch, or validators.0.validator.
	#[arg(
		long,
		global = true,
		hide_short_help = true,
		help_heading = GLOBAL,
		value_name = "FIELD",
		conflicts_with = "json"
	)]
	pub get: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
	#[command(subcommand)]
	Datanet(Datanet),
	#[command(subcommand)]
	Contribution(Contribution),
	#[command(subcommand)]
	Dispute(Dispute),
	#[command(subcommand)]
	Model(Model),
	#[command(subcommand)]
	Answer(Answer),
	#[command(subcommand)]
	Operator(Operator),
	#[command(subcommand)]
	Channel(Channel),
	#[command(subcommand)]
	Batch(Batch),
	#[command(subcommand)]
	Receipt(Receipt),
	Watch(Watch),
	#[command(subcommand)]
	Staking(Staking),
	#[command(subcommand)]
	Gov(Gov),
	#[command(subcommand)]
	Account(AccountCommand),
	#[command(subcommand)]
	Key(KeyCommand),
	Status(Status),
	Check(Check),
	Tx(Tx),
	Decode(Decode),
	Completions(Completions),
	Man(Man),
	Demo(Demo),
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::error::ErrorKind;

	#[test]
	fn the_command_line_should_be_consistent() {
		command().debug_assert();
	}

	#[test]
	fn what_the_environment_says_should_change_no_message() {
		// A variable that is always set.
		let command = || command().mut_arg("url", |arg| arg.env("PATH"));
		let error = |words: &str| {
			let words: Vec<_> = words.split_whitespace().map(OsString::from).collect();
			matches(command(), &words).unwrap_err()
		};
		let bare = error("openledger");
		assert_eq!(bare.kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
		assert_eq!(bare.exit_code(), 2);
		let usage = error("openledger gov vote 3 aye").to_string();
		assert!(usage.contains("Usage: ") && !usage.contains("--url"), "{usage}");
	}

	#[test]
	fn short_help_should_be_about_the_command_alone() {
		let help = |option: &str| {
			let words = ["openledger", "account", "transfer", option];
			command().try_get_matches_from(words).unwrap_err().to_string()
		};
		let (short, long) = (help("-h"), help("--help"));
		assert!(!short.contains(GLOBAL) && short.contains("Example:"), "{short}");
		assert!(long.contains(GLOBAL) && long.contains("--patience"), "{long}");
	}

	#[test]
	fn an_amount_below_nothing_should_be_refused_as_such() {
		for words in
			["account transfer //Bob -1", "staking bond -0.5", "answer settle a --model 0 --fee -1"]
		{
			let words = format!("openledger {words}");
			let error = command().try_get_matches_from(words.split_whitespace()).unwrap_err();
			let text = error.to_string();
			assert!(text.contains("is less than nothing"), "{text}");
			assert!(!text.contains("-- -"), "{text}");
		}
		for words in ["account transfer //Bob 0", "answer settle a --model 0 --fee 0"] {
			let words = format!("openledger {words}");
			let error = command().try_get_matches_from(words.split_whitespace()).unwrap_err();
			assert!(error.to_string().contains("that is nothing"));
		}
	}

	#[test]
	fn options_should_be_understood_after_the_command_too() {
		let cli = Cli::try_parse_from([
			"openledger",
			"answer",
			"settle",
			"out.txt",
			"--model",
			"2",
			"--fee",
			"1.5",
			"--url",
			"ws://x",
			"--json",
		])
		.unwrap();
		assert!(cli.global.json && cli.global.url == "ws://x");
	}

	#[test]
	fn an_offer_should_be_made_to_an_account_or_taken_back() {
		let parse = |words: &str| {
			let words = format!("openledger model transfer 3 {words}");
			Cli::try_parse_from(words.split_whitespace())
		};
		assert!(parse("//Bob").is_ok() && parse("--cancel").is_ok());
		assert!(parse("").is_err() && parse("//Bob --cancel").is_err());
	}

	#[test]
	fn pages_should_have_a_size() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		assert!(parse("openledger datanet pending 2 --after 7").is_ok());
		assert!(parse("openledger model list --from 3 --limit 10").is_ok());
		assert!(parse("openledger contribution list --datanet 1 --limit 0").is_err());
		assert!(parse("openledger contribution payout 7 --owner").is_ok());
		assert!(parse("openledger model payout 7 --developer").is_ok());
		assert!(parse("openledger contribution payout 7").is_err());
		assert!(parse("openledger check").is_ok());
	}
}
