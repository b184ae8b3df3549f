// SPDX-License-Identifier: Apache-2.0

//! `openledger batch add`

mod receipt;

use std::path::{Path, PathBuf};

use clap::Args;
use openledger_client::{
	error::SettlementError,
	files::{
		self,
		batch::{name, whole},
		receipt::SignedReceipt,
	},
	progress,
	settlement::add::{for_channel, Asked, BatchWriter, Request},
	texts::input,
};
use openledger_primitives::{Balance, ChannelId, ModelId};
use openledger_runtime_api::ModelStatus;
use serde_json::Value;

use self::receipt::{say, show};
use crate::{
	args::positive,
	commands::{
		anew,
		attribute::{attribute, Attributed},
		channel::ending,
		warning,
	},
	context::Context,
	error::Error,
	passwords,
};

/// Attribute an output, sign its receipt as the operator, and add it to a batch file. An answer
/// that is added again has the same receipt.
#[derive(Args)]
pub struct Add {
	/// The batch file. It is made if it is not there.
	file: PathBuf,

	/// The output, or - for standard input.
	output: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	model: ModelId,

	/// What it costs.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	fee: Balance,

	/// What the payer signed for it: a file, or 0x and digits. None is needed where an earlier
	/// voucher covers the answer.
	#[arg(long, value_name = "VOUCHER", required_unless_present = "channel")]
	voucher: Option<String>,

	/// The channel that pays for it. By default the voucher's.
	#[arg(long, value_name = "ID")]
	channel: Option<ChannelId>,

	/// Which of the channel's answers it is, from 0. By default the voucher's last, or else the next.
	#[arg(long, value_name = "N")]
	sequence: Option<u64>,

	/// The key that signs the receipt, as --key: it has to be the operator's receipt key. By default
	/// the key itself.
	#[arg(long, env = "OPENLEDGER_RECEIPT_KEY", hide_env_values = true, value_name = "KEY")]
	receipt_key: Option<String>,

	/// Write the signed receipt, which the payer gets with the answer, to this file.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

impl Add {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file: path, output, model, fee, voucher, channel, sequence, receipt_key, out } =
			self;
		let store = context.store()?;
		let read = {
			let (path, out) = (path.clone(), out.clone());
			move || -> Result<_, Error> {
				if let Some(out) = &out {
					ensure_free(out, &path)?;
				}
				let voucher = voucher.as_deref().map(files::voucher::read).transpose()?;
				Ok((input::read_output(&output)?, voucher))
			}
		};
		let (output, voucher) = progress::computing(read).await??;
		let key = match receipt_key {
			Some(source) => passwords::load(&source, None)?,
			None => context.key()?,
		};
		let chain = context.chain().await?;
		anew::remember(&chain, &store).await?;
		let (channel, voucher) = for_channel(channel, voucher, chain.genesis())?;
		let request = Request { model, fee, channel, voucher, sequence };
		let (view, about, terms) = request.terms(&chain, &key).await?;
		if about.status != ModelStatus::Active {
			context.note(&format!(
				"model {model} takes no more requests: only what it gave before it stopped can be \
				 settled"
			));
		}
		let next = view.number().saturating_add(1);
		ending::say(context, &view, next, terms.end.map(|end| (channel, end)))?;
		let operator = terms.info.operator.clone();
		let file = BatchWriter { chain, store, path, key };
		let asked = Asked { model, fee, output_root: output.normal().content_root() };
		let before = match file.before(terms, asked).await {
			Ok(before) => before,
			Err(error) => {
				return Err(anew::explained(&file.chain, &file.store, error.into()).await);
			}
		};
		if let Some(before) = before {
			say(context, &before);
			return show(context, before, out, Value::Array(Vec::new()));
		}
		let attributing = attribute(&view, &file.store, model, &about, Some(&operator), output);
		let Attributed { output, attribution, warnings, .. } = attributing.await?;
		warning::say(context, &view, &warnings).await;
		// Before the receipt is anywhere: whoever settles it may have to show the output.
		file.store.save_output(output.normal())?;
		// That may have taken a while.
		let (_, _, terms) = request.terms(&file.chain, &file.key).await?;
		let added = match file.add(attribution, terms, asked).await {
			Ok(added) => added,
			Err(error) => {
				return Err(anew::explained(&file.chain, &file.store, error.into()).await);
			}
		};
		if !added.is_new {
			say(context, &added);
		}
		show(context, added, out, warning::json(&warnings))
	}
}

/// Fails when the receipt can't be written to `out` without something else being lost.
fn ensure_free(out: &Path, file: &Path) -> Result<(), Error> {
	let there = files::batch::read(out)?;
	let is_receipt = |text: &String| text.trim().is_empty() || SignedReceipt::parse(text).is_ok();
	match there.as_ref().is_none_or(is_receipt) && whole(out) != whole(file) {
		true => Ok(()),
		false => Err(SettlementError::NoPlace(name(out)).into()),
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
	use openledger_client::{fixtures, fixtures::receipt::signed, units::amount::OPEN};

	#[test]
	fn a_receipt_should_not_be_written_over_anything_else() {
		let directory = tempfile::tempdir().unwrap();
		let path = |name: &str| directory.path().join(name);
		let (file, out) = (path("batch.json"), path("receipt.json"));
		assert!(ensure_free(&out, &file).is_ok() && ensure_free(&file, &file).is_err());
		signed(1, 0, 5).write(&out).unwrap();
		assert!(ensure_free(&out, &file).is_ok());
		std::fs::write(path("output.txt"), "an answer").unwrap();
		fixtures::batch::file().save(&path("other.json")).unwrap();
		for taken in ["output.txt", "other.json"] {
			let error = ensure_free(&path(taken), &file).unwrap_err();
			assert!(error.to_string().contains(taken));
		}
		assert!(ensure_free(directory.path(), &file).is_err());
	}

	fn parse(words: &str) -> Result<Add, clap::Error> {
		let words = format!("openledger batch add batch.json - {words}");
		match Cli::try_parse_from(words.split_whitespace())?.command {
			Command::Batch(Batch::Add(add)) => Ok(add),
			_ => unreachable!(),
		}
	}

	#[test]
	fn a_receipt_should_have_a_model_a_fee_and_a_voucher_or_a_channel() {
		let add = parse("--model 2 --fee 1.5 --voucher v.json").unwrap();
		assert_eq!((add.model, add.channel, add.fee), (2, None, 3 * OPEN / 2));
		assert!(parse("--model 2 --channel 3 --fee 1 --sequence 9").is_ok());
		for bad in [
			"--channel 3 --fee 1",
			"--model 2 --fee 1",
			"--model 2 --channel 3",
			"--model 2 --channel 3 --fee 1 --sequence first",
		] {
			assert!(parse(bad).is_err(), "{bad}");
		}
	}
}
