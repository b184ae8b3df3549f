// SPDX-License-Identifier: Apache-2.0

//! `openledger watch`

mod printer;
mod words;

pub use printer::Printer;

use std::{future::pending, path::PathBuf};

use clap::Args;
use openledger_client::units::{amount, percent};
use openledger_primitives::{Balance, ModelId};
use openledger_watchtower::{Watcher, WatcherOptions};

use crate::{context::Context, error::Error};

/// Follow batches, check every receipt that can be seen, and refute what is false: a part of
/// what its operator loses by that is the key's.
#[derive(Args)]
pub struct Watch {
	/// A directory, or a file, with what is known of answers: each .json file has receipts, as settle
	/// and batch add write them, and every other file is an output. Those in the store are known
	/// too. Can be given many times.
	#[arg(long, value_name = "PATH")]
	answers: Vec<PathBuf>,

	/// A directory, or a file, with signed receipts: where another receipt was settled for the same
	/// answer, the batch is refuted. Those in the store are known too. Can be given many times.
	#[arg(long, value_name = "PATH")]
	receipts: Vec<PathBuf>,

	/// Watch batches of this model alone. Can be given many times. By default those of every model.
	#[arg(long = "model", value_name = "ID")]
	models: Vec<ModelId>,

	/// The share of the receipts without known outputs to demand, chosen at random: each against a
	/// bond, which an answer earns.
	#[arg(long, value_name = "PERCENT", value_parser = percent::parse, default_value = "0")]
	demand: u32,

	/// The most that may be put up as bonds, or be lost by them. What was lost before, with the same
	/// store, counts.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse, default_value = "20")]
	budget: Balance,

	/// The most to give as a tip so that a refutation gets into a block. Tips rise as the time runs
	/// out. By default what the refutation earns.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	max_tip: Option<Balance>,

	/// Leave alone what was settled in an earlier block.
	#[arg(long, value_name = "BLOCK")]
	from: Option<u64>,

	/// End when all that is pending now was seen to.
	#[arg(long)]
	once: bool,

	/// Only look: send no transactions. Needs no key.
	#[arg(long)]
	dry_run: bool,
}

impl Watch {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { mut answers, receipts, models, demand, budget, max_tip, from, once, dry_run } =
			self;
		let key = match dry_run {
			true => None,
			false => Some(context.any_key()?.ok_or_else(without_key)?),
		};
		answers.extend(receipts);
		let options =
			WatcherOptions { files: answers, models, demand, budget, max_tip, from, once };
		let (store, chain) = (context.store()?, context.chain().await?);
		let watcher = Watcher::new(chain, key, store, options);
		Ok(watcher.run(&Printer(context), pending()).await?)
	}
}

fn without_key() -> Error {
	let remedy = "or only look with --dry-run".to_owned();
	Error::OfSome { error: Box::new(Error::NoKey), remedy }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::units::amount::OPEN;

	fn parse(words: &str) -> Result<Command, clap::Error> {
		let words = format!("openledger {words}");
		Ok(Cli::try_parse_from(words.split_whitespace())?.command)
	}

	#[test]
	fn whoever_watches_should_choose_what_to_put_up() {
		let Ok(Command::Watch(args)) = parse("watch") else { panic!("another command") };
		assert_eq!((args.demand, args.budget, args.from), (0, 20 * OPEN, None));
		let words =
			"watch --answers a --answers b.json --receipts r --model 3 --model 5 --demand 1% \
		             --budget 7.5 --from 90 --once --dry-run";
		let Ok(Command::Watch(args)) = parse(words) else { panic!("another command") };
		assert_eq!(args.answers, ["a", "b.json"].map(PathBuf::from));
		assert_eq!(args.receipts, ["r"].map(PathBuf::from));
		assert_eq!((args.models, args.demand), (vec![3, 5], 10_000_000));
		assert_eq!((args.budget, args.from), (15 * OPEN / 2, Some(90)));
		assert!(args.once && args.dry_run);
		for bad in ["watch a", "watch --demand 101%", "watch --model x", "watch --from -1"] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}
}
