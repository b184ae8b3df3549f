// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger tx` and `openledger decode`.

use clap::Args;
use sp_core::H256;

use super::common::hash;

#[derive(Args)]
pub struct Tx {
	/// The hash of the transaction, as wallets and `openledger` show it.
	#[arg(value_name = "HASH", value_parser = hash)]
	pub hash: H256,

	/// Look in this block and those before it. By default from the best block down.
	#[arg(long, value_name = "NUMBER")]
	pub block: Option<u64>,

	/// How many blocks to look through.
	#[arg(long, value_name = "COUNT", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
	pub within: u64,
}

#[derive(Args)]
pub struct Decode {
	/// An encoded call, or a whole transaction: hex digits, with or without 0x.
	#[arg(value_name = "HEX")]
	pub hex: String,
}
