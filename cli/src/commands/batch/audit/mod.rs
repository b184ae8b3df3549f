// SPDX-License-Identifier: Apache-2.0

//! `openledger batch audit`

mod view;
mod words;

use std::path::PathBuf;

use clap::Args;
use openledger_client::{files::batch::name, text::count, units::amount};
use openledger_primitives::{Balance, ChannelId};
use openledger_watchtower::audit::{Audit as Audited, Options};

use self::view::View;
use crate::{context::Context, error::Error};

/// Look in a batch for what the receipts in the store, or in files, say of its answers.
#[derive(Args)]
pub struct Audit {
	/// The channels. By default all that receipts are known of.
	#[arg(value_name = "CHANNEL")]
	channels: Vec<ChannelId>,

	/// A directory, or a file, with signed receipts. Those in the store are known too. Can be given
	/// many times.
	#[arg(long, value_name = "PATH")]
	receipts: Vec<PathBuf>,

	/// Through how many batches to look, from the last one back, for what was settled.
	#[arg(
		long,
		value_name = "COUNT",
		default_value_t = 10_000,
		value_parser = clap::value_parser!(u64).range(1..)
	)]
	back: u64,

	/// Refute each batch in which something else was settled than what its operator signed.
	#[arg(long)]
	refute: bool,

	/// The most to give as a tip for a refutation. By default what it earns.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse, requires = "refute")]
	max_tip: Option<Balance>,
}

impl Audit {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { channels, receipts, back, refute, max_tip } = self;
		let key = refute.then(|| context.key()).transpose()?;
		let (store, chain) = (context.store()?, context.chain().await?);
		let paths: Vec<_> = receipts.iter().map(|path| name(path)).collect();
		let options = Options { channels, receipts, back };
		let mut audit = Audited::new(&chain, &store, options).await?;
		if audit.unread_receipts > 0 {
			let unread = count(audit.unread_receipts, "receipt");
			context.note(&format!("{unread} can't be read, and left out"));
		}
		let refutations = match key {
			Some(key) => audit.refute(&chain, &key, max_tip).await,
			None => Vec::new(),
		};
		context.show(&View::of(&audit, &refutations, &paths));
		audit.ensure_as_signed(&refutations)?;
		audit.ensure_read()?;
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		args::{Cli, Command},
		commands::batch::Batch,
	};
	use clap::Parser;

	#[test]
	fn channels_should_be_audited_together_or_alone() {
		let audit = |words: &str| {
			let words = format!("openledger batch audit {words}");
			match Cli::try_parse_from(words.split_whitespace())?.command {
				Command::Batch(Batch::Audit(args)) => Ok::<_, clap::Error>(args),
				_ => unreachable!(),
			}
		};
		let args = audit("").unwrap();
		assert!(args.channels.is_empty() && args.receipts.is_empty() && !args.refute);
		let args = audit("3 5 --receipts a --receipts b.json --back 9 --refute --max-tip 2");
		let args = args.unwrap();
		assert_eq!((args.channels, args.back), (vec![3, 5], 9));
		assert!(args.refute && args.max_tip == Some(2 * amount::OPEN));
		assert!(audit("three").is_err() && audit("--max-tip 2").is_err());
	}
}
