// SPDX-License-Identifier: Apache-2.0

//! The command line.

mod account;
mod chain;
mod change;
mod common;
mod contribution;
mod datanet;
mod dispute;
mod key;
mod model;
mod params;
mod pool;
mod referendum;
mod shell;
mod stake;
mod vote;
mod watch;

pub use account::{AccountCommand, Identity, Named, SetIdentity, Sub, Username, Verdict};
pub use chain::{Decode, Tx};
pub use change::Change;
pub use common::{hash, positive, Limit, Offer, PaidAt, ReadAccount};
pub use contribution::{Contribute, Contribution, ListContributions, Retract, Source, Which};
pub use datanet::{CreateDatanet, Curator, Datanet, License};
pub use dispute::{Dispute, Evidence, Outcome};
pub use key::KeyCommand;
pub use model::{Dataset, Kind, Model, RegisterModel};
pub use params::Params;
pub use pool::{MoreOf, Pool};
pub use referendum::{Committee, MemberSide, Referendum, Ruling, Submission};
pub use shell::{Completions, Man};
pub use stake::Stake;
pub use vote::{CastVote, Delegate, DelegateCommand, GiveVotes, Side, Vote, VoteCommand};
pub use watch::Index;

use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use openledger_primitives::{Balance, ModelId};
use sp_core::H256;

use crate::{
	commands::{
		batch::Batch, channel::Channel, operator::Operator, receipt::Receipt, watch::Watch,
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
		let matches = config.apply(command()).get_matches();
		Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
	}
}

/// The command line, which takes numbers below nothing for what they are and says that they are too
/// small, instead of looking for options of that name.
pub fn command() -> clap::Command {
	with_negative(Cli::command())
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
		help_heading = GLOBAL,
		env = "OPENLEDGER_STORE",
		value_name = "DIRECTORY"
	)]
	pub store: Option<PathBuf>,

	/// Refuse a node whose chain does not start with this block.
	#[arg(
		long,
		global = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_GENESIS",
		value_name = "HASH",
		value_parser = hash
	)]
	pub genesis: Option<H256>,

	/// Print results as JSON: amounts in planck, as strings.
	#[arg(long, global = true, help_heading = GLOBAL)]
	pub json: bool,

	/// Print one field of that JSON alone, for scripts: batch, or validators.0.validator.
	#[arg(long, global = true, help_heading = GLOBAL, value_name = "FIELD", conflicts_with = "json")]
	pub get: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
	/// Create, list, show, curate and hand over datanets: named lists of contributions.
	#[command(subcommand)]
	Datanet(Datanet),
	/// Register texts: each path is one contribution.
	Contribute(Contribute),
	/// Take back a contribution that is pending or was rejected: its deposit and its text are free
	/// again.
	Retract(Retract),
	/// List, show, withdraw, appeal for and hand over contributions, and strike malformed ones.
	#[command(subcommand)]
	Contribution(Contribution),
	/// Dispute whose an accepted contribution is, answer, rule, appeal, and end a dispute.
	#[command(subcommand)]
	Dispute(Dispute),
	/// Register, list, show, price, retire and hand over models.
	#[command(subcommand)]
	Model(Model),
	/// Show who is in an output of a model.
	///
	/// Spans are shown in the output as it was given. In JSON each has its place twice: `start` and
	/// `len`, in bytes of the output's normal form, as a receipt has them; and `original`, from `start`
	/// to before `end`, in bytes of the output as it was given. What the normal form leaves out is
	/// counted as `dropped`. Warnings say whether characters that nobody sees are among that, and
	/// whether a large part is credited to who made the answer: its operator or the model's developer.
	Attribute(Attribute),
	/// Pay for an output of a model.
	Settle(Settle),
	#[command(subcommand)]
	Operator(Operator),
	#[command(subcommand)]
	Channel(Channel),
	#[command(subcommand)]
	Batch(Batch),
	#[command(subcommand)]
	Receipt(Receipt),
	Watch(Watch),
	/// Check that every text of a model's corpus is here, or where its URI says. Fails when one is
	/// missing.
	Index(Index),
	/// Show what an account is owed.
	Owed(Who),
	/// Claim what an account is owed.
	Claim(Claim),
	/// Have what the key's account is owed paid to another account.
	Payout(Payout),
	/// Bond, nominate, validate, and have eras paid.
	#[command(subcommand)]
	Stake(Stake),
	/// Stake together with others, from little on.
	#[command(subcommand)]
	Pool(Pool),
	/// Submit, show and list referenda: what token holders decide.
	#[command(subcommand)]
	Referendum(Referendum),
	/// Vote about a referendum, take a vote back, and free what votes have locked.
	Vote(Vote),
	/// Have another account vote with what the key's account has.
	Delegate(Delegate),
	/// Show the governed parameters, and propose values for them.
	#[command(subcommand)]
	Params(Params),
	/// Show, veto and enact changes of parameters that a referendum approved.
	#[command(subcommand)]
	Change(Change),
	/// Show what an account has earned with its work, which counts for vetoes.
	Merit(Who),
	/// Propose and vote in the technical committee, which puts calls on the whitelist.
	#[command(subcommand)]
	Committee(Committee),
	/// Say who the key's account is, and see who others are.
	#[command(subcommand)]
	Account(AccountCommand),
	/// Make an account, and show whose a key is.
	#[command(subcommand)]
	Key(KeyCommand),
	/// Show what an account has.
	Balance(Who),
	/// Send OPEN to an account.
	Transfer(Transfer),
	/// Show the node, the chain and its terms.
	Status,
	/// Have the node check the invariants of its state. Fails when one is broken.
	Check,
	/// Show a transaction: its call, its fee, and what it did.
	Tx(Tx),
	/// Show what an encoded call, or the call of an encoded transaction, says.
	Decode(Decode),
	/// Write a script with which a shell completes commands and options.
	///
	/// For bash: openledger completions bash > ~/.local/share/bash-completion/completions/openledger
	Completions(Completions),
	/// Write the manual page.
	///
	/// For all commands: openledger man --into ~/.local/share/man/man1
	Man(Man),
	/// Take many works through the whole of it: register, train, answer, settle, claim; and check
	/// every byte and every planck.
	Demo(Demo),
}

#[derive(Args)]
pub struct Attribute {
	/// The output, or - for standard input.
	pub file: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	pub model: ModelId,

	/// Who served it, to be warned if a large part is credited to works of theirs.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub operator: Option<Account>,
}

#[derive(Args)]
pub struct Settle {
	/// The output, or - for standard input.
	pub file: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	pub model: ModelId,

	/// What to pay for it.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	pub fee: Balance,

	/// Who served it. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub operator: Option<Account>,

	/// Pay for it even if the store has a receipt of the same output.
	#[arg(long)]
	pub again: bool,

	/// Pay even if nobody's text is in it, without asking.
	#[arg(long)]
	pub even_for_nobody: bool,

	/// Stay, and show the receipt to whoever demands to see it, until nobody can any more.
	#[arg(long)]
	pub follow: bool,
}

#[derive(Args)]
pub struct Who {
	/// Which account. By default the key's.
	#[arg(value_parser = ReadAccount)]
	pub account: Option<Account>,
}

#[derive(Args)]
pub struct Claim {
	/// Claim for this account instead of the key's: it is paid, the key pays the fee.
	#[arg(long = "for", value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub who: Option<Account>,

	/// Have it paid to the key's own account and bonded there in staking.
	#[arg(long, conflicts_with = "who")]
	pub bond: bool,
}

#[derive(Args)]
pub struct Payout {
	/// Who is paid from now on. The key's own account undoes it.
	#[arg(value_parser = ReadAccount)]
	pub account: Account,
}

#[derive(Args)]
pub struct Transfer {
	/// Who gets it.
	#[arg(value_parser = ReadAccount)]
	pub account: Account,

	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	pub amount: Balance,
}

#[derive(Args, Clone)]
pub struct Demo {
	/// A directory with a subdirectory for each work. By default the source code of the packages
	/// that Cargo has downloaded.
	#[arg(long, value_name = "DIRECTORY")]
	pub works: Option<PathBuf>,

	/// Take only files with this extension. Can be given many times.
	#[arg(long = "extension", value_name = "EXTENSION", default_value = "rs")]
	pub extensions: Vec<String>,

	/// How many works there must be.
	#[arg(long, value_name = "COUNT", default_value_t = 200)]
	pub least: usize,

	/// How many bytes the works must have.
	#[arg(long, value_name = "BYTES", default_value_t = 20_000_000)]
	pub least_bytes: u64,

	/// How many works are taken at most.
	#[arg(long, value_name = "COUNT", default_value_t = 400)]
	pub most: usize,
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::amount;

	#[test]
	fn the_command_line_should_be_consistent() {
		command().debug_assert();
	}

	#[test]
	fn an_amount_below_nothing_should_be_refused_as_such() {
		for words in ["transfer //Bob -1", "stake bond -0.5", "settle a --model 0 --fee -1"] {
			let words = format!("openledger {words}");
			let error = command().try_get_matches_from(words.split_whitespace()).unwrap_err();
			let text = error.to_string();
			assert!(text.contains("is less than nothing"), "{text}");
			assert!(!text.contains("-- -"), "{text}");
		}
		for words in ["transfer //Bob 0", "settle a --model 0 --fee 0"] {
			let words = format!("openledger {words}");
			let error = command().try_get_matches_from(words.split_whitespace()).unwrap_err();
			assert!(error.to_string().contains("that is nothing"));
		}
	}

	#[test]
	fn options_should_be_understood_after_the_command_too() {
		let cli = Cli::try_parse_from([
			"openledger",
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
		assert!(
			matches!(cli.command, Command::Settle(settle) if settle.fee == 3 * amount::OPEN / 2)
		);
	}

	#[test]
	fn an_offer_should_be_made_to_an_account_or_taken_back() {
		let offer = |arguments: &[&str]| {
			let command = ["openledger", "model", "transfer", "3"];
			let all = command.iter().chain(arguments);
			Cli::try_parse_from(all).map(|cli| match cli.command {
				Command::Model(Model::Transfer { id: 3, offer }) => offer.to().cloned(),
				_ => unreachable!(),
			})
		};
		let bob = openledger_client::account::parse("//Bob").unwrap();
		assert_eq!(offer(&["//Bob"]).unwrap(), Some(bob));
		assert_eq!(offer(&["--cancel"]).unwrap(), None);
		assert!(offer(&[]).is_err());
		assert!(offer(&["//Bob", "--cancel"]).is_err());
	}

	#[test]
	fn pages_should_have_a_size() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		let cli = parse("openledger datanet pending 2 --after 7").unwrap();
		let Command::Datanet(Datanet::Pending { id, after, limit }) = cli.command else {
			panic!("another command")
		};
		assert_eq!((id, after, limit.limit), (2, Some(7), 50));
		assert!(parse("openledger model list --from 3 --limit 10").is_ok());
		assert!(parse("openledger contribution list --datanet 1 --limit 0").is_err());
		assert!(parse("openledger contribution payout 7 --owner").is_ok());
		assert!(parse("openledger model payout 7 --developer").is_ok());
		assert!(parse("openledger contribution payout 7").is_err());
		assert!(parse("openledger check").is_ok());
	}

	#[test]
	fn only_what_is_ones_own_should_be_bonded() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		let cli = parse("openledger claim --bond").unwrap();
		assert!(matches!(cli.command, Command::Claim(Claim { who: None, bond: true })));
		assert!(parse("openledger claim --for //Bob").is_ok());
		assert!(parse("openledger claim --for //Bob --bond").is_err());
	}
}
