// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger channel`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use openledger_primitives::{Balance, ChannelId, ModelId};

use super::common::{positive, Limit, ReadAccount};
use openledger_client::account::Account;

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
	/// Sign for the next answer, and all before it, with the channel's key. It is no transaction.
	///
	/// Requests are numbered without gaps, and the store knows which were made: a voucher is for the
	/// next of them, and promises what was settled, what was charged since, and the price of the
	/// answer. While receipts of earlier answers are missing nothing more is signed, but for as many
	/// as --in-flight says; nor when more was settled than receipts charge. With --answers and
	/// --cumulative the store only learns that these numbers are taken.
	Voucher(SignVoucher),
	/// Accept the receipt that an operator gave with an answer: check that it is signed, and charges no
	/// more than was promised; and keep it. It is what refutes another one that is settled in its place.
	Accept(AcceptReceipt),
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

	/// The most that the answer costs: 1.5, or 1500planck.
	#[arg(
		long,
		value_name = "OPEN",
		value_parser = positive,
		required_unless_present_any = ["sequence", "answers"],
		conflicts_with = "answers"
	)]
	pub price: Option<Balance>,

	/// The number of the request, from 0. By default the next; the voucher of an earlier one is shown
	/// again.
	#[arg(long, value_name = "N", conflicts_with = "answers")]
	pub sequence: Option<u64>,

	/// How many requests may be without a receipt, with this one.
	#[arg(
		long,
		value_name = "N",
		default_value_t = 1,
		value_parser = clap::value_parser!(u32).range(1..)
	)]
	pub in_flight: u32,

	/// Sign on although more was settled than the receipts here charge: take that for lost.
	#[arg(long, conflicts_with = "answers")]
	pub write_off: bool,

	/// How many answers to sign for, from the channel's first on, whatever the store knows of them.
	#[arg(
		long,
		value_name = "N",
		requires = "cumulative",
		value_parser = clap::value_parser!(u64).range(1..)
	)]
	pub answers: Option<u64>,

	/// The most that those answers cost in all.
	#[arg(long, value_name = "OPEN", requires = "answers", value_parser = positive)]
	pub cumulative: Option<Balance>,

	/// Write the voucher to this file, for the operator.
	#[arg(long, value_name = "FILE")]
	pub out: Option<PathBuf>,
}

#[derive(Args)]
pub struct AcceptReceipt {
	/// The signed receipt.
	pub file: PathBuf,

	/// The answer: the receipt has to be about it, and it is kept too, as whoever audits needs it.
	#[arg(long, value_name = "FILE")]
	pub output: Option<PathBuf>,

	/// The model that was asked: the receipt has to be of it.
	#[arg(long, value_name = "ID")]
	pub model: Option<ModelId>,

	/// The most that the answer may cost, where the store does not know what was promised, or less was
	/// agreed.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	pub max_fee: Option<Balance>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;
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
		let bob = openledger_client::account::parse("//Bob").unwrap();
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
	fn a_voucher_should_be_for_the_next_answer_or_one_before_or_what_is_said() {
		let Ok(Channel::Voucher(args)) = parse("voucher 3 --price 1500planck --out v.json") else {
			panic!("another command")
		};
		assert_eq!((args.id, args.price, args.in_flight), (3, Some(1_500), 1));
		assert!(!args.write_off);
		assert_eq!(args.out.as_deref(), Some(Path::new("v.json")));
		let Ok(Channel::Voucher(args)) = parse("voucher 3 --sequence 7 --in-flight 4 --write-off")
		else {
			panic!("another command")
		};
		assert_eq!((args.sequence, args.in_flight, args.price), (Some(7), 4, None));
		assert!(args.write_off);
		let Ok(Channel::Voucher(args)) = parse("voucher 3 --answers 7 --cumulative 1.5") else {
			panic!("another command")
		};
		assert_eq!((args.answers, args.cumulative), (Some(7), Some(3 * OPEN / 2)));
		for bad in [
			"voucher 3",
			"voucher 3 1.5",
			"voucher 3 --price 0",
			"voucher x --price 1",
			"voucher 3 --answers 7",
			"voucher 3 --cumulative 7",
			"voucher 3 --answers 0 --cumulative 1",
			"voucher 3 --answers 7 --cumulative 1 --price 1",
			"voucher 3 --answers 7 --cumulative 1 --sequence 6",
			"voucher 3 --price 1 --in-flight 0",
			"voucher 3 --answers 7 --cumulative 1 --write-off",
		] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn a_receipt_should_be_accepted_from_a_file() {
		let Ok(Channel::Accept(args)) = parse("accept r.json --max-fee 1.5 --model 2") else {
			panic!("another command")
		};
		assert_eq!((args.model, args.max_fee), (Some(2), Some(3 * OPEN / 2)));
		assert!(args.output.is_none() && args.file == Path::new("r.json"));
		assert!(parse("accept").is_err() && parse("accept r.json --max-fee 0").is_err());
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
