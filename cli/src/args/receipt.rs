// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger receipt`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use openledger_primitives::BatchId;
use sp_core::H256;

use super::common::{hash, ReadAccount};
use openledger_client::account::Account;

#[derive(Subcommand)]
pub enum Receipt {
	/// Show what a signed receipt says.
	Show(ShowReceipt),
	/// Verify a signed receipt, step by step, and find out whether it was settled and what became of
	/// that. Fails at the first step that is not right.
	Verify(VerifyReceipt),
}

#[derive(Args)]
pub struct ShowReceipt {
	/// The signed receipt, as its operator gave it.
	pub file: PathBuf,
}

#[derive(Args)]
pub struct VerifyReceipt {
	/// The signed receipt, as its operator gave it.
	#[arg(required_unless_present = "proof")]
	pub file: Option<PathBuf>,

	/// The batch that it was settled in. By default it is looked for.
	#[arg(long, value_name = "ID")]
	pub batch: Option<BatchId>,

	/// Through how many batches to look, from the last one back.
	#[arg(
		long,
		value_name = "COUNT",
		default_value_t = 1_000,
		value_parser = clap::value_parser!(u64).range(1..)
	)]
	pub back: u64,

	/// The answer that it is for, or - for standard input. By default it is taken from the store if it
	/// is there.
	#[arg(long, value_name = "FILE")]
	pub output: Option<PathBuf>,

	/// Attribute the answer again: every text of the model's corpus must be in the store, or where its
	/// URI says.
	#[arg(long)]
	pub attribute: bool,

	/// A key that the operator had before, as openledger operator show showed it. With --proof, one that
	/// you know to be the operator's: without it, or where the batch has other receipts too, only what
	/// the chain has of the receipt is proven.
	#[arg(long, value_name = "KEY", value_parser = ReadAccount)]
	pub signed_by: Option<Account>,

	/// Write a proof that anyone can verify without a node, if the receipt was settled.
	#[arg(long, value_name = "FILE")]
	pub proof_out: Option<PathBuf>,

	/// Verify such a proof instead, without any node. It holds for the block that it names.
	#[arg(
		long,
		value_name = "FILE",
		conflicts_with_all = ["file", "batch", "attribute", "proof_out"]
	)]
	pub proof: Option<PathBuf>,

	/// Refuse a proof for another block than the one with this hash.
	#[arg(long, value_name = "HASH", value_parser = hash, requires = "proof")]
	pub block: Option<H256>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use std::path::Path;

	fn parse(words: &str) -> Result<Command, clap::Error> {
		let words = format!("openledger {words}");
		Ok(Cli::try_parse_from(words.split_whitespace())?.command)
	}

	fn verify(words: &str) -> Result<VerifyReceipt, clap::Error> {
		match parse(&format!("receipt verify {words}"))? {
			Command::Receipt(Receipt::Verify(args)) => Ok(args),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_receipt_or_a_proof_should_be_verified() {
		let args = verify("3.json").unwrap();
		assert_eq!(args.file.as_deref(), Some(Path::new("3.json")));
		assert_eq!((args.batch, args.back, args.attribute), (None, 1_000, false));
		let args = verify(
			"3.json --batch 7 --back 5 --output - --attribute --signed-by //Bob --proof-out p.json",
		);
		let args = args.unwrap();
		assert_eq!((args.batch, args.back, args.attribute), (Some(7), 5, true));
		assert!(args.signed_by.is_some() && args.output.is_some() && args.proof_out.is_some());
		let block = format!("0x{}", "07".repeat(32));
		let args = format!("--proof p.json --block {block} --output a.txt --signed-by //Bob");
		let args = verify(&args).unwrap();
		assert_eq!((args.file, args.block), (None, Some(H256::repeat_byte(7))));
		assert!(args.signed_by.is_some());
		for bad in [
			"",
			"a.json --proof p.json",
			"--proof p.json --batch 7",
			"--proof p.json --proof-out q.json",
			"a.json --block 0x00",
			"a.json --back 0",
		] {
			assert!(verify(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn a_receipt_should_be_shown_from_its_file() {
		let shown = parse("receipt show 3.json");
		assert!(matches!(
			shown,
			Ok(Command::Receipt(Receipt::Show(args))) if args.file == Path::new("3.json")
		));
		assert!(parse("receipt show").is_err());
	}
}
