// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt verify`

use std::path::{Path, PathBuf};

use clap::Args;
use openledger_client::{
	account::{self, Account},
	error::AuditError,
	files::{
		self,
		batch::name,
		receipt::{Content, ReceiptFileError},
	},
	json::Address,
	names::Names,
	progress,
	receipts::{
		steps::Steps,
		verify::{Options, Verification},
	},
	texts::input::{self, Given},
};
use openledger_primitives::BatchId;
use serde::Serialize;
use sp_core::H256;

use super::{offline, steps_text, Said};
use crate::{
	args::{hash, ReadAccount},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Verify a signed receipt, step by step, and find out whether it was settled and what became of that.
/// Fails at the first step that is not right.
#[derive(Args)]
pub struct Verify {
	/// The signed receipt, as its operator gave it.
	#[arg(required_unless_present = "proof")]
	file: Option<PathBuf>,

	/// The batch that it was settled in. By default it is looked for.
	#[arg(long, value_name = "ID")]
	batch: Option<BatchId>,

	/// Through how many batches to look, from the last one back.
	#[arg(
		long,
		value_name = "COUNT",
		default_value_t = 1_000,
		value_parser = clap::value_parser!(u64).range(1..)
	)]
	back: u64,

	/// The answer that it is for, or - for standard input. By default it is taken from the store if it
	/// is there.
	#[arg(long, value_name = "FILE")]
	output: Option<PathBuf>,

	/// Attribute the answer again: every text of the model's corpus must be in the store, or where its
	/// URI says.
	#[arg(long)]
	attribute: bool,

	/// A key that the operator had before, as openledger operator show showed it. With --proof, one that
	/// you know to be the operator's: without it, or where the batch has other receipts too, only what
	/// the chain has of the receipt is proven.
	#[arg(long, value_name = "KEY", value_parser = ReadAccount)]
	signed_by: Option<Account>,

	/// Write a proof that anyone can verify without a node, if the receipt was settled.
	#[arg(long, value_name = "FILE")]
	proof_out: Option<PathBuf>,

	/// Verify such a proof instead, without any node. It holds for the block that it names.
	#[arg(
		long,
		value_name = "FILE",
		conflicts_with_all = ["file", "batch", "attribute", "proof_out"]
	)]
	proof: Option<PathBuf>,

	/// Refuse a proof for another block than the one with this hash.
	#[arg(long, value_name = "HASH", value_parser = hash, requires = "proof")]
	block: Option<H256>,
}

impl Verify {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let key = self.signed_by.as_ref().map(|key| H256(account::bytes(key)));
		if let Some(path) = &self.proof {
			let output = self.given_output().await?;
			return offline::run(context, path, self.block, key, output.as_ref());
		}
		let Some(path) = &self.file else { return Ok(()) };
		let mut verification = Verification::default();
		let outcome = self.verify(context, path, key, &mut verification).await;
		// What is not right of the receipt is a result; what keeps from finding out is none.
		if outcome.is_ok() || verification.steps.has_failed() {
			context.show(&Verified::of(&verification));
		}
		outcome?;
		if let Some(path) = &self.proof_out {
			let proof = verification.proof.ok_or(AuditError::NothingToProve)?;
			files::batch::replace(path, &format!("{:#}\n", proof.to_json()))?;
			context.note(&format!("{} proves it to anyone, without a node", name(path)));
		}
		Ok(())
	}

	async fn verify(
		&self,
		context: &Context,
		path: &Path,
		former_key: Option<H256>,
		verification: &mut Verification,
	) -> Result<(), Error> {
		let text =
			files::batch::read(path)?.ok_or_else(|| ReceiptFileError::Missing(name(path)))?;
		let signed = verification.read(&text)?;
		let output = self.given_output().await?.map(Given::into_normal);
		let Self { batch, back, attribute, .. } = *self;
		let options = Options { batch, back, output, attribute, former_key };
		let (chain, store) = (context.chain().await?, context.store()?);
		Ok(verification.verify(&chain, &store, signed, &options).await?)
	}

	async fn given_output(&self) -> Result<Option<Given>, Error> {
		let Some(path) = self.output.clone() else { return Ok(None) };
		Ok(Some(progress::computing(move || input::read_output(&path)).await??))
	}
}

#[derive(Serialize)]
struct Verified<'a> {
	/// Nothing where the file is no receipt.
	#[serde(flatten)]
	said: Option<Said>,
	valid: bool,
	steps: &'a Steps,
	outcome: Option<&'static str>,
	batch: Option<BatchId>,
	/// The receipt's number in the batch.
	index: Option<u32>,
	finalizable_at: Option<u32>,
	/// Whether a proof shows it.
	proven: bool,
	/// As of which it is so.
	block: Option<u64>,
	block_hash: Option<H256>,
	#[serde(skip)]
	verification: &'a Verification,
}

impl<'a> Verified<'a> {
	fn of(verification: &'a Verification) -> Self {
		let Verification { signed, steps, status, as_of, proof } = verification;
		let said = signed.as_ref().map(|signed| Said {
			content: Content::of(&signed.receipt),
			operator: Address::from(&signed.operator),
		});
		let settled = status.and_then(|status| status.settled());
		Self {
			said,
			valid: !steps.has_failed(),
			steps,
			outcome: status.map(|status| status.name()),
			batch: settled.map(|settled| settled.batch),
			index: settled.map(|settled| settled.index),
			finalizable_at: status.and_then(|status| status.finalizable_at()),
			proven: proof.is_some(),
			block: as_of.map(|as_of| as_of.number),
			block_hash: as_of.map(|as_of| as_of.hash),
			verification,
		}
	}
}

impl Shown for Verified<'_> {
	fn text(&self, _: &Names) -> String {
		let mut text = steps_text(self.steps);
		if let (Some(status), true) = (self.verification.status, self.valid) {
			let at = self.verification.as_of.map_or_else(String::new, |as_of| {
				format!(" (as of block {}, {:?})", as_of.number, as_of.hash)
			});
			text.push_str(&format!("\n\n{status}{at}"));
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::Cli;
	use clap::Parser;
	use openledger_client::{
		error::Step,
		fixtures::receipt::signed,
		json,
		receipts::{
			search::Became,
			status::{AsOf, ReceiptStatus, Settled},
		},
	};

	#[test]
	fn a_receipt_or_a_proof_should_be_verified() {
		let parse = |words: &str| {
			let words = format!("openledger receipt verify {words}");
			Cli::try_parse_from(words.split_whitespace()).is_ok()
		};
		let block = format!("0x{}", "07".repeat(32));
		assert!(parse("3.json --batch 7 --back 5 --output - --attribute --proof-out p.json"));
		assert!(parse(&format!("--proof p.json --block {block} --signed-by //Bob")));
		for bad in [
			"",
			"a.json --proof p.json",
			"--proof p.json --batch 7",
			"--proof p.json --proof-out q.json",
			"a.json --block 0x00",
			"a.json --back 0",
		] {
			assert!(!parse(bad), "{bad}");
		}
	}

	#[test]
	fn what_was_found_should_be_said_even_if_it_is_not_right() {
		let mut found = Verification { signed: Some(signed(4, 3, 5)), ..Verification::default() };
		let became = Became::Pending { finalizable_at: 80 };
		found.status = Some(ReceiptStatus::Settled(Settled { batch: 9, index: 1, became }));
		found.as_of = Some(AsOf { number: 75, hash: H256::repeat_byte(7) });
		let json = json::of(&Verified::of(&found));
		assert_eq!((&json["valid"], &json["proven"]), (&true.into(), &false.into()));
		assert_eq!((&json["outcome"], &json["batch"]), (&"pending".into(), &9.into()));
		assert_eq!((&json["sequence"], &json["block"]), (&3.into(), &75.into()));
		let text = |found: &Verification| Verified::of(found).text(&Names::default());
		assert!(text(&found).contains("until block 80 (as of block 75, 0x0707"));
		let _ = found.steps.take(Step::Receipt, Err("another fee".to_owned()));
		assert_eq!(json::of(&Verified::of(&found))["valid"], false);
		assert!(!text(&found).contains("until block 80"));
		let json = json::of(&Verified::of(&Verification::default()));
		assert!(json.get("operator").is_none() && json.get("outcome").unwrap().is_null());
	}
}
