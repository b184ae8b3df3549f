// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger batch`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use openledger_primitives::{Balance, BatchId, ChannelId, ModelId};

use super::{common::positive, Finalize};
use crate::commands::batch::{audit, demand, reveal};

#[derive(Subcommand)]
pub enum Batch {
	/// Attribute an output, sign its receipt as the operator, and add it to a batch file. An answer
	/// that is added again has the same receipt.
	Add(AddReceipt),
	/// Settle all receipts of a batch file, as the operator: as several batches where one has no room
	/// for them.
	Settle(SettleBatch),
	/// Show a batch.
	Show {
		/// The batch.
		#[arg(value_name = "BATCH")]
		id: BatchId,
	},
	/// Credit everyone in a batch, once its challenge window has passed.
	Finalize(Finalize),
	/// Prove that a receipt is in a batch, and that its operator is bound to it, from the batch file
	/// alone.
	Proof {
		/// The batch file.
		file: PathBuf,

		/// The receipt, from 0.
		#[arg(value_name = "N")]
		index: u32,

		/// Bind the operator by its signature, and not by the commitments of the batch.
		#[arg(long)]
		signed: bool,
	},
	Audit(audit::Audit),
	Demand(demand::Demand),
	Reveal(reveal::Reveal),
}

#[derive(Args)]
pub struct SettleBatch {
	/// The batch file.
	pub file: PathBuf,

	/// Leave out the answers that the chain does not pay for now, in a file beside it, so that the
	/// others need not wait. Of a channel, they are never paid once later ones are settled.
	#[arg(long)]
	pub leave_out_unpayable: bool,

	/// Settle although receipts of earlier answers were signed that are in no file: they are never
	/// paid then.
	#[arg(long)]
	pub pass_over_missing: bool,
}

#[derive(Args)]
pub struct AddReceipt {
	/// The batch file. It is made if it is not there.
	pub file: PathBuf,

	/// The output, or - for standard input.
	pub output: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	pub model: ModelId,

	/// What it costs.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	pub fee: Balance,

	/// What the payer signed for it: a file, or 0x and digits. None is needed where an earlier voucher
	/// covers the answer.
	#[arg(long, value_name = "VOUCHER", required_unless_present = "channel")]
	pub voucher: Option<String>,

	/// The channel that pays for it. By default the voucher's.
	#[arg(long, value_name = "ID")]
	pub channel: Option<ChannelId>,

	/// Which of the channel's answers it is, from 0. By default the voucher's last, or else the next.
	#[arg(long, value_name = "N")]
	pub sequence: Option<u64>,

	/// The key that signs the receipt, as --key: it has to be the operator's receipt key. By default
	/// the key itself.
	#[arg(long, env = "OPENLEDGER_RECEIPT_KEY", hide_env_values = true, value_name = "KEY")]
	pub receipt_key: Option<String>,

	/// Write the signed receipt, which the payer gets with the answer, to this file.
	#[arg(long, value_name = "FILE")]
	pub out: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;
	use std::path::Path;

	fn parse(words: &str) -> Result<Batch, clap::Error> {
		let words = format!("openledger batch {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Batch(command) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_receipt_should_have_a_model_a_fee_and_a_voucher_or_a_channel() {
		let add = "add batch.json - --model 2 --fee 1.5 --voucher v.json";
		let Ok(Batch::Add(args)) = parse(add) else { panic!("another command") };
		assert_eq!(args.file, Path::new("batch.json"));
		assert_eq!(args.output, Path::new("-"));
		assert_eq!((args.model, args.channel, args.fee), (2, None, 3 * OPEN / 2));
		assert_eq!((args.sequence, args.voucher.as_deref()), (None, Some("v.json")));
		assert!(args.out.is_none());
		let more = format!("{add} --sequence 9 --receipt-key //Bob --out r.json --channel 3");
		let Ok(Batch::Add(args)) = parse(&more) else { panic!("another command") };
		assert_eq!((args.sequence, args.channel), (Some(9), Some(3)));
		assert_eq!(args.receipt_key.as_deref(), Some("//Bob"));
		assert_eq!(args.out.as_deref(), Some(Path::new("r.json")));
		assert!(parse("add batch.json a.txt --model 2 --channel 3 --fee 1").is_ok());
		for bad in [
			"add batch.json --model 2 --channel 3 --fee 1",
			"add batch.json a.txt --channel 3 --fee 1",
			"add batch.json a.txt --model 2 --fee 1",
			"add batch.json a.txt --model 2 --channel 3",
			"add batch.json a.txt --model 2 --channel 3 --fee 1 --sequence first",
		] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn batches_should_be_named_by_file_until_they_have_an_id() {
		let file = Path::new("batch.json");
		let settle = parse("settle batch.json");
		assert!(matches!(
			settle,
			Ok(Batch::Settle(args))
				if args.file == file && !args.leave_out_unpayable && !args.pass_over_missing
		));
		let settle = parse("settle batch.json --leave-out-unpayable --pass-over-missing");
		assert!(matches!(
			settle,
			Ok(Batch::Settle(args)) if args.leave_out_unpayable && args.pass_over_missing
		));
		assert!(matches!(parse("show 3"), Ok(Batch::Show { id: 3 })));
		assert!(matches!(parse("finalize 3 --wait"), Ok(Batch::Finalize(args)) if args.wait));
		let proof = parse("proof batch.json 7");
		assert!(matches!(proof, Ok(Batch::Proof { index: 7, signed: false, .. })));
		let proof = parse("proof batch.json 7 --signed");
		assert!(matches!(proof, Ok(Batch::Proof { signed: true, .. })));
		assert!(matches!(parse("demand 3 --receipt 7 --span 2"), Ok(Batch::Demand(_))));
		assert!(matches!(
			parse("reveal batch.json --follow"),
			Ok(Batch::Reveal(args)) if args.file == file && args.follow && args.max_tip.is_none()
		));
		for bad in [
			"settle",
			"show batch.json",
			"finalize",
			"proof batch.json",
			"proof a -1",
			"demand 3",
			"demand batch.json --receipt 7",
			"reveal",
		] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}
}
