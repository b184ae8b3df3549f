// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger batch`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use openledger_primitives::{Balance, BatchId, ChannelId, ModelId};

use super::{common::positive, Finalise};
use crate::amount;

#[derive(Subcommand)]
pub enum Batch {
	/// Attribute an output, and add its receipt to a batch file.
	Add(AddReceipt),
	/// Settle all receipts of a batch file, as the operator.
	Settle {
		/// The batch file.
		file: PathBuf,
	},
	/// Show a batch.
	Show {
		/// The batch.
		#[arg(value_name = "BATCH")]
		id: BatchId,
	},
	/// Credit everyone in a batch, once its challenge window has passed.
	Finalise(Finalise),
	/// Prove that a receipt is in a batch, from the batch file alone.
	Proof {
		/// The batch file.
		file: PathBuf,

		/// The receipt, from 0.
		#[arg(value_name = "N")]
		index: u32,
	},
	/// Demand that a receipt of a batch be revealed, against a bond: an answer earns it, and without
	/// one the batch is refuted.
	Demand {
		/// The batch.
		#[arg(value_name = "BATCH")]
		id: BatchId,

		/// The receipt, from 0.
		#[arg(long, value_name = "N")]
		receipt: u32,

		/// Which of the spans that the receipt lists, from 0. Beyond them, which chunk of its output:
		/// the first of these numbers is the first chunk.
		#[arg(long, value_name = "N", default_value_t = 0)]
		span: u32,
	},
	/// Answer all demands about a batch, with the outputs in the store.
	Reveal(Reveal),
}

#[derive(Args)]
pub struct Reveal {
	/// The batch file, or the receipt that settle kept.
	pub file: PathBuf,

	/// Go on answering until nothing more can be demanded, whatever becomes of the node.
	#[arg(long)]
	pub follow: bool,

	/// The most to give for answers as tips, all that are under way together. They rise as the time
	/// runs out. By default, and in any case, no more than what is lost without an answer.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	pub max_tip: Option<Balance>,
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

	/// The channel that pays for it.
	#[arg(long, value_name = "ID")]
	pub channel: ChannelId,

	/// What it costs.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	pub fee: Balance,

	/// Which of the channel's answers it is. By default as many as the file has of the channel.
	#[arg(long, value_name = "N")]
	pub sequence: Option<u64>,
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

	fn parse(words: &str) -> Result<Batch, clap::Error> {
		let words = format!("openledger batch {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Batch(command) => Ok(command),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_receipt_should_have_a_model_a_channel_and_a_fee() {
		let add = "add batch.json - --model 2 --channel 3 --fee 1.5";
		let Ok(Batch::Add(args)) = parse(add) else { panic!("another command") };
		assert_eq!(args.file, Path::new("batch.json"));
		assert_eq!(args.output, Path::new("-"));
		assert_eq!((args.model, args.channel, args.fee), (2, 3, 3 * OPEN / 2));
		assert_eq!(args.sequence, None);
		let Ok(Batch::Add(args)) = parse(&format!("{add} --sequence 9")) else {
			panic!("another command")
		};
		assert_eq!(args.sequence, Some(9));
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
		assert!(matches!(parse("settle batch.json"), Ok(Batch::Settle { file: f }) if f == file));
		assert!(matches!(parse("show 3"), Ok(Batch::Show { id: 3 })));
		assert!(matches!(parse("finalise 3 --wait"), Ok(Batch::Finalise(args)) if args.wait));
		assert!(matches!(parse("proof batch.json 7"), Ok(Batch::Proof { index: 7, .. })));
		let demand = parse("demand 3 --receipt 7");
		assert!(matches!(demand, Ok(Batch::Demand { id: 3, receipt: 7, span: 0 })));
		assert!(matches!(
			parse("demand 3 --receipt 7 --span 2"),
			Ok(Batch::Demand { span: 2, .. })
		));
		assert!(matches!(
			parse("reveal batch.json --follow"),
			Ok(Batch::Reveal(args)) if args.file == file && args.follow && args.max_tip.is_none()
		));
		for bad in [
			"settle",
			"show batch.json",
			"finalise",
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
