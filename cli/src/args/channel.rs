// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger channel`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use openledger_primitives::{Balance, ChannelId};

use super::common::{positive, Limit, ReadAccount};
use crate::account::Account;

#[derive(Subcommand)]
pub enum Channel {
	/// Open a channel to an operator, paid for by the key's account.
	Open(OpenChannel),
	/// Add to what a channel can pay, as its payer.
	TopUp {
		/// The channel.
		#[arg(value_name = "CHANNEL")]
		id: ChannelId,

		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Have another key sign a channel's vouchers, as its payer. Those of the key before are good for
	/// a while.
	HotKey {
		/// The channel.
		#[arg(value_name = "CHANNEL")]
		id: ChannelId,

		/// An sr25519 public key: an SS58 address, 0x and 64 digits, or //Name.
		#[arg(value_name = "KEY", value_parser = ReadAccount)]
		hot_key: Account,
	},
	/// Close a channel: at once as its operator, after a while as its payer.
	Close {
		/// The channel.
		#[arg(value_name = "CHANNEL")]
		id: ChannelId,
	},
	/// Have what is left in a closed channel go back to its payer. Anyone can.
	Withdraw {
		/// The channel.
		#[arg(value_name = "CHANNEL")]
		id: ChannelId,

		/// Wait until it is closed.
		#[arg(long)]
		wait: bool,
	},
	/// Show a channel.
	Show {
		/// The channel.
		#[arg(value_name = "CHANNEL")]
		id: ChannelId,
	},
	/// List channels, the oldest first.
	List(ListChannels),
	/// Sign for all that a channel owes since it was opened, with its key. It is no transaction.
	Voucher(SignVoucher),
}

#[derive(Args)]
pub struct OpenChannel {
	/// The operator that it pays.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub operator: Account,

	/// How much it can pay.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	pub amount: Balance,

	/// The sr25519 public key that signs its vouchers: an SS58 address, 0x and 64 digits, or //Name.
	/// By default that of the key that signs.
	#[arg(long, value_name = "KEY", value_parser = ReadAccount)]
	pub hot_key: Option<Account>,
}

#[derive(Args)]
pub struct ListChannels {
	/// List only those that this account pays for.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub payer: Option<Account>,

	/// List only those to this operator.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub operator: Option<Account>,

	/// The first to list.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	pub from: ChannelId,

	#[command(flatten)]
	pub limit: Limit,
}

#[derive(Args)]
pub struct SignVoucher {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	pub id: ChannelId,

	/// All that the channel owes since it was opened: 1.5, or 1500planck.
	#[arg(value_parser = positive)]
	pub cumulative: Balance,

	/// Put the voucher in this batch file, instead of an earlier one of the channel. The file is made
	/// if it is not there.
	#[arg(long, value_name = "FILE")]
	pub into: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		amount::OPEN,
		args::{Cli, Command},
	};
	use clap::Parser;
	use std::path::Path;

	fn parse(words: &str) -> Result<Channel, clap::Error> {
		let words = format!("openledger channel {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Channel(command) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_channel_should_be_opened_to_an_operator() {
		let bob = crate::account::parse("//Bob").unwrap();
		let Ok(Channel::Open(args)) = parse("open --operator //Bob --amount 5") else {
			panic!("another command")
		};
		assert_eq!((args.operator, args.amount, args.hot_key), (bob, 5 * OPEN, None));
		assert!(parse("open --operator //Bob --amount 5 --hot-key //Alice//hot").is_ok());
		for bad in [
			"open --operator //Bob",
			"open --amount 5",
			"open --operator //Bob --amount 0",
			"open --operator //Bob --amount 5 --hot-key nobody",
		] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn a_voucher_should_be_for_an_amount_and_perhaps_a_file() {
		let Ok(Channel::Voucher(args)) = parse("voucher 3 1500planck --into batch.json") else {
			panic!("another command")
		};
		assert_eq!((args.id, args.cumulative), (3, 1_500));
		assert_eq!(args.into.as_deref(), Some(Path::new("batch.json")));
		assert!(
			matches!(parse("voucher 3 1.5"), Ok(Channel::Voucher(args)) if args.into.is_none())
		);
		for bad in ["voucher 3", "voucher 3 0", "voucher x 1", "voucher 1.5 3 4"] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn a_channel_should_be_named_by_its_id() {
		assert!(matches!(parse("top-up 3 1planck"), Ok(Channel::TopUp { id: 3, amount: 1 })));
		assert!(matches!(parse("hot-key 3 //Bob"), Ok(Channel::HotKey { id: 3, .. })));
		assert!(matches!(parse("close 3"), Ok(Channel::Close { id: 3 })));
		assert!(matches!(parse("withdraw 3"), Ok(Channel::Withdraw { id: 3, wait: false })));
		assert!(matches!(parse("withdraw 3 --wait"), Ok(Channel::Withdraw { wait: true, .. })));
		assert!(matches!(parse("show 3"), Ok(Channel::Show { id: 3 })));
		for bad in ["top-up 3", "top-up 3 0", "hot-key 3", "close", "close -1", "show x"] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn channels_should_be_listed_by_their_parties() {
		let Ok(Channel::List(args)) = parse("list --payer //Bob --from 7 --limit 2") else {
			panic!("another command")
		};
		assert!(args.payer.is_some() && args.operator.is_none());
		assert_eq!((args.from, args.limit.limit), (7, 2));
		assert!(parse("list --operator nobody").is_err());
	}
}
