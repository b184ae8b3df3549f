// SPDX-License-Identifier: Apache-2.0

//! The command line.

use std::{ffi::OsStr, path::PathBuf, str::FromStr};

use clap::{builder::TypedValueParser, error::ErrorKind, Args, Parser, Subcommand, ValueEnum};
use openledger_primitives::{Balance, BatchId, ContributionId, DatanetId, ModelId};
use sp_core::H256;

use crate::{
	account::{self, Account, AccountError},
	amount, percent,
};

/// OpenLedger pays everyone whose text is in an AI answer.
#[derive(Parser)]
#[command(name = "openledger", version, max_term_width = 100)]
pub struct Cli {
	#[command(flatten)]
	pub global: Global,
	#[command(subcommand)]
	pub command: Command,
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

	/// The key that signs: a secret URI (//Alice, a mnemonic, either with a //path), or the path of
	/// a keystore file. Its password is asked for, or taken from OPENLEDGER_PASSWORD.
	#[arg(
		long,
		global = true,
		help_heading = GLOBAL,
		env = "OPENLEDGER_KEY",
		hide_env_values = true,
		value_name = "KEY"
	)]
	pub key: Option<String>,

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
}

#[derive(Subcommand)]
pub enum Command {
	/// Create, show and curate datanets: named lists of contributions.
	#[command(subcommand)]
	Datanet(Datanet),
	/// Register texts: each path is one contribution.
	Contribute(Contribute),
	/// Take back a contribution that is pending or was rejected: its deposit and its text are free
	/// again.
	Retract(Retract),
	/// Register, show and retire models.
	#[command(subcommand)]
	Model(Model),
	/// Show who is in an output of a model.
	Attribute(Attribute),
	/// Pay for an output of a model.
	Settle(Settle),
	/// Credit everyone in a batch, once its challenge window has passed.
	Finalise(Finalise),
	/// Show what an account is owed.
	Owed(Who),
	/// Claim what an account is owed.
	Claim(Claim),
	/// Have what the key's account is owed paid to another account.
	Payout(Payout),
	/// Show what an account has.
	Balance(Who),
	/// Send OPEN to an account.
	Transfer(Transfer),
	/// Show the node, the chain and its terms.
	Status,
	/// Take many works through the whole of it: register, train, answer, settle, claim; and check
	/// every byte and every planck.
	Demo(Demo),
}

#[derive(Subcommand)]
pub enum Datanet {
	/// Create a datanet. Without curators everything is accepted.
	Create(CreateDatanet),
	/// Show a datanet.
	Show {
		/// The datanet.
		id: DatanetId,
	},
	/// Accept pending contributions, as a curator.
	Accept {
		/// The contributions.
		#[arg(required = true)]
		ids: Vec<ContributionId>,
	},
	/// Reject a pending contribution, as a curator.
	Reject {
		/// The contribution.
		id: ContributionId,
	},
}

#[derive(Args)]
pub struct CreateDatanet {
	/// What the datanet is called.
	pub name: String,

	/// Who may accept contributions. Can be given many times.
	#[arg(long = "curator", value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub curators: Vec<Account>,

	/// SPDX id of the texts' licence, or the hash of other terms.
	#[arg(long, value_name = "SPDX|HASH", default_value = "NOASSERTION")]
	pub licence: Licence,

	/// Models must not be trained on the texts commercially.
	#[arg(long)]
	pub no_commercial: bool,

	/// The texts must not be derived from.
	#[arg(long)]
	pub no_derivatives: bool,

	/// Where more is said about the datanet.
	#[arg(long, value_name = "URI", default_value = "")]
	pub metadata: String,
}

#[derive(Args)]
pub struct Contribute {
	/// A file, or a directory whose files are joined to one text.
	#[arg(required = true, value_name = "PATH")]
	pub paths: Vec<PathBuf>,

	/// The datanet to contribute to.
	#[arg(long, value_name = "ID")]
	pub datanet: DatanetId,

	/// Take only files with this extension from directories. Can be given many times.
	#[arg(long = "extension", value_name = "EXTENSION")]
	pub extensions: Vec<String>,

	/// Say that the texts can be found at this URI followed by their root, instead of in the store.
	#[arg(long, value_name = "URI")]
	pub uri_base: Option<String>,

	/// Leave out texts that are registered already, instead of failing.
	#[arg(long)]
	pub skip_held: bool,
}

#[derive(Args)]
pub struct Retract {
	/// The contribution.
	pub id: ContributionId,
}

#[derive(Subcommand)]
pub enum Model {
	/// Register a model.
	Register(RegisterModel),
	/// Show a model.
	Show {
		/// The model.
		id: ModelId,
	},
	/// Take no requests for a while.
	Pause {
		/// The model.
		id: ModelId,
	},
	/// Take requests again.
	Resume {
		/// The model.
		id: ModelId,
	},
	/// Take no requests any more.
	Retire {
		/// The model.
		id: ModelId,
	},
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kind {
	/// Trained from nothing.
	Base,
	/// One parent, trained on.
	FineTune,
	/// One parent, with weights beside it.
	Adapter,
	/// Two parents or more.
	Merge,
}

#[derive(Args)]
pub struct RegisterModel {
	/// How the model came to be.
	#[arg(long)]
	pub kind: Kind,

	/// What it was trained on: the contributions of DATANET with an index below UPTO (by default all
	/// that are accepted now) but the EXCLUDED ones. Can be given many times.
	#[arg(long = "dataset", value_name = "DATANET[:UPTO[:EXCLUDED,…]]")]
	pub datasets: Vec<Dataset>,

	/// A parent and the royalty that it gets. Can be given many times.
	#[arg(long = "parent", value_name = "MODEL:PERCENT")]
	pub parents: Vec<Parent>,

	/// The least fee of a request.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse, default_value = "0")]
	pub price: Balance,

	/// The weights: a file, of which the BLAKE2b-256 hash is taken, or the hash itself.
	#[arg(long, value_name = "FILE|HASH")]
	pub artefact: Option<String>,

	/// Where more is said about the model.
	#[arg(long, value_name = "URI", default_value = "")]
	pub metadata: String,

	/// The least royalty that a model derived from this one must offer.
	#[arg(long, value_name = "PERCENT", value_parser = percent::parse, default_value = "0")]
	pub least_royalty: u32,

	/// The model must not be derived from.
	#[arg(long, conflicts_with = "least_royalty")]
	pub no_derivatives: bool,
}

#[derive(Args)]
pub struct Attribute {
	/// The output, or - for standard input.
	pub file: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	pub model: ModelId,
}

#[derive(Args)]
pub struct Settle {
	/// The output, or - for standard input.
	pub file: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	pub model: ModelId,

	/// What to pay for it.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	pub fee: Balance,

	/// Who served it. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub operator: Option<Account>,
}

#[derive(Args)]
pub struct Finalise {
	/// The batch, as `settle` shows it.
	pub batch: BatchId,

	/// Wait until the challenge window has passed.
	#[arg(long)]
	pub wait: bool,
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
	#[arg(value_name = "OPEN", value_parser = amount::parse)]
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

/// Reads an account, and does not repeat what may be a secret.
#[derive(Clone)]
struct ReadAccount;

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

/// The terms of a datanet's texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Licence {
	Spdx(String),
	Terms(H256),
}

impl FromStr for Licence {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text.starts_with("0x") {
			true => hash(text).map(Self::Terms),
			false => Ok(Self::Spdx(text.to_owned())),
		}
	}
}

/// Contributions of a datanet that a model was trained on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dataset {
	pub datanet: DatanetId,
	/// All that are accepted if `None`.
	pub upto: Option<u32>,
	/// Ascending, each once.
	pub excluded: Vec<u32>,
}

impl FromStr for Dataset {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let number = |part: &str| {
			part.parse::<u32>().map_err(|_| {
				format!("`{part}` is no number: write a dataset as 3, 3:200 or 3:200:7,12")
			})
		};
		let mut parts = text.splitn(3, ':');
		let datanet = number(parts.next().unwrap_or_default())?;
		let upto = match parts.next() {
			None | Some("") => None,
			Some(upto) => Some(number(upto)?),
		};
		let mut excluded = match parts.next() {
			None => Vec::new(),
			Some(list) => list.split(',').map(number).collect::<Result<_, _>>()?,
		};
		excluded.sort_unstable();
		excluded.dedup();
		Ok(Self { datanet, upto, excluded })
	}
}

/// A parent of a model, and its royalty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parent {
	pub model: ModelId,
	/// In parts per billion.
	pub royalty: u32,
}

impl FromStr for Parent {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (model, royalty) = text
			.split_once(':')
			.ok_or_else(|| format!("`{text}` has no royalty: write a parent as 3:20"))?;
		let model =
			model.parse().map_err(|_| format!("`{model}` is no model: write a parent as 3:20"))?;
		let royalty = percent::parse(royalty).map_err(|error| error.to_string())?;
		Ok(Self { model, royalty })
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

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn the_command_line_should_be_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn datasets_should_be_read() {
		let dataset = |text: &str| text.parse::<Dataset>();
		let expected = |datanet, upto, excluded: &[u32]| {
			Ok(Dataset { datanet, upto, excluded: excluded.to_vec() })
		};
		assert_eq!(dataset("3"), expected(3, None, &[]));
		assert_eq!(dataset("3:200"), expected(3, Some(200), &[]));
		assert_eq!(dataset("3:200:12,7,7"), expected(3, Some(200), &[7, 12]));
		assert_eq!(dataset("3::1"), expected(3, None, &[1]));
		for bad in ["", "x", ":", "3:x", "3:5:", "3:5:1,", "3:5:1:2", "-1", "4294967296"] {
			assert!(dataset(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn parents_should_be_read() {
		assert_eq!("4:12.5".parse(), Ok(Parent { model: 4, royalty: 125_000_000 }));
		for bad in ["4", "4:", "x:5", ":5", "4:101", "4:5:6"] {
			assert!(bad.parse::<Parent>().is_err(), "{bad}");
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
}
