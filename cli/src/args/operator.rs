// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger operator`.

use clap::{Args, Subcommand};
use openledger_primitives::Balance;

use super::{
	common::{positive, Limit, ReadAccount},
	Who,
};
use openledger_client::account::Account;

#[derive(Subcommand)]
pub enum Operator {
	/// Register the key's account as an operator, with a bond.
	Register(RegisterOperator),
	/// Add to the bond.
	Bond {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Take a part out of the bond. It is free after a while.
	Unbond {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Take back all that was unbonded and is free.
	Withdraw,
	/// Say where the operator takes requests.
	Endpoint {
		/// Where it is.
		#[arg(value_name = "URL")]
		endpoint: String,
	},
	/// Say which key signs the operator's receipts. What the key before has signed counts for a while, and
	/// the channels that are open now end with it.
	ReceiptKey {
		/// An sr25519 public key: an SS58 address, 0x and 64 digits, or //Name.
		#[arg(value_name = "KEY", value_parser = ReadAccount)]
		receipt_key: Account,
	},
	/// Be no operator any more. The bond must be taken back before.
	Deregister,
	/// Show an operator.
	Show(Who),
	/// List operators. The order means nothing.
	List {
		/// List the page after this operator.
		#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
		after: Option<Account>,

		#[command(flatten)]
		limit: Limit,
	},
}

#[derive(Args)]
pub struct RegisterOperator {
	/// What answers for the operator's batches.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	pub bond: Balance,

	/// Where it takes requests.
	#[arg(long, value_name = "URL")]
	pub endpoint: String,

	/// The sr25519 public key that signs its receipts: an SS58 address, 0x and 64 digits, or //Name.
	/// By default that of the key that signs.
	#[arg(long, value_name = "KEY", value_parser = ReadAccount)]
	pub receipt_key: Option<Account>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;

	fn parse(words: &str) -> Result<Operator, clap::Error> {
		let words = format!("openledger operator {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Operator(command) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn an_operator_should_be_registered_with_bond_and_endpoint() {
		let bob = openledger_client::account::parse("//Bob").unwrap();
		let register = "register --bond 1000 --endpoint https://example.org";
		let Ok(Operator::Register(args)) = parse(register) else { panic!("another command") };
		assert_eq!((args.bond, args.receipt_key), (1_000 * OPEN, None));
		let Ok(Operator::Register(args)) = parse(&format!("{register} --receipt-key //Bob")) else {
			panic!("another command")
		};
		assert_eq!((args.endpoint.as_str(), args.receipt_key), ("https://example.org", Some(bob)));
		assert!(parse("register --bond 1000").is_err());
		assert!(parse("register --bond 0 --endpoint a").is_err());
	}

	#[test]
	fn the_key_that_signs_should_not_be_the_one_that_is_named() {
		let words = "openledger operator receipt-key //Bob --key //Alice";
		let cli = Cli::try_parse_from(words.split_whitespace()).unwrap();
		assert_eq!(cli.global.key.as_deref(), Some("//Alice"));
		assert!(matches!(cli.command, Command::Operator(Operator::ReceiptKey { .. })));
	}

	#[test]
	fn amounts_should_be_more_than_nothing() {
		assert!(
			matches!(parse("bond 1.5"), Ok(Operator::Bond { amount }) if amount == 3 * OPEN / 2)
		);
		assert!(matches!(parse("unbond 1planck"), Ok(Operator::Unbond { amount: 1 })));
		for bad in ["bond 0", "unbond 0.0", "bond", "unbond all"] {
			assert!(parse(bad).is_err(), "{bad}");
		}
		assert!(matches!(parse("withdraw"), Ok(Operator::Withdraw)));
		assert!(matches!(parse("deregister"), Ok(Operator::Deregister)));
	}

	#[test]
	fn operators_should_be_shown_and_listed() {
		assert!(matches!(parse("show"), Ok(Operator::Show(Who { account: None }))));
		assert!(matches!(parse("show //Bob"), Ok(Operator::Show(Who { account: Some(_) }))));
		let Ok(Operator::List { after, limit }) = parse("list --after //Bob --limit 3") else {
			panic!("another command")
		};
		assert_eq!((after.is_some(), limit.limit), (true, 3));
		assert!(parse("list --limit 0").is_err());
	}
}
