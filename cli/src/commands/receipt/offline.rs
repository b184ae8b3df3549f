// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt verify --proof`: without any node.

use std::path::Path;

use openledger_client::{
	error::AuditError,
	files::{
		self,
		receipt::{Content, ReceiptFileError},
	},
	json::Address,
	names::Names,
	receipts::{offline::Offline, proof::Proof, status::ReceiptStatus, steps::Steps},
	texts::input::Given,
};
use openledger_primitives::BatchId;
use serde::Serialize;
use sp_core::H256;

use super::{steps_text, Said};
use crate::{context::Context, error::Error, output::shown::Shown};

/// Verifies the proof in a file: for the block `expected`, if that is given.
pub fn run(
	context: &Context,
	path: &Path,
	expected: Option<H256>,
	key: Option<H256>,
	output: Option<&Given>,
) -> Result<(), Error> {
	let name = files::batch::name(path);
	let text = files::batch::read(path)?;
	let text = text.ok_or_else(|| ReceiptFileError::Missing(name.clone()))?;
	let proof =
		Proof::parse(&text).map_err(|reason| AuditError::BadProof { path: name, reason })?;
	let found = proof.header.hash;
	if let Some(expected) = expected.filter(|expected| *expected != found) {
		return Err(AuditError::OtherBlock { found, expected }.into());
	}
	let mut offline = Offline::new(proof);
	let outcome = offline.verify(key, output.map(Given::normal));
	context.show(&Proven::of(&offline));
	Ok(outcome?)
}

#[derive(Serialize)]
struct Proven<'a> {
	#[serde(flatten)]
	said: Said,
	genesis: H256,
	valid: bool,
	steps: &'a Steps,
	outcome: &'static str,
	batch: Option<BatchId>,
	/// The receipt's number in the batch.
	index: Option<u32>,
	proven: bool,
	/// The fields of the receipt that are not.
	unproven: &'static [&'static str],
	/// For which it holds.
	block: u64,
	block_hash: H256,
	#[serde(skip)]
	status: ReceiptStatus,
}

impl<'a> Proven<'a> {
	fn of(offline: &'a Offline) -> Self {
		let Proof { signed, header, .. } = &offline.proof;
		let status = offline.status();
		let settled = status.settled();
		let valid = !offline.steps.has_failed();
		Self {
			said: Said {
				content: Content::of(&signed.receipt),
				operator: Address::from(&signed.operator),
			},
			genesis: signed.genesis,
			valid,
			steps: &offline.steps,
			outcome: status.name(),
			batch: settled.map(|settled| settled.batch),
			index: settled.map(|settled| settled.index),
			proven: valid,
			unproven: offline.unproven(),
			block: header.number,
			block_hash: header.hash,
			status,
		}
	}
}

impl Shown for Proven<'_> {
	fn text(&self, _: &Names) -> String {
		let mut text = steps_text(self.steps);
		if !self.valid {
			return text;
		}
		text.push_str(&format!(
			"\n\n{}\nIt holds if block {} of the chain {:?} has the hash {:?} and is final.",
			self.status, self.block, self.genesis, self.block_hash
		));
		if !self.unproven.is_empty() {
			text.push_str(
				"\nIt shows what the chain has of the receipt: who pays, the model, the span parameters, \
				 the fee, the length of the output and the credits. The output itself, the spans, the \
				 salt and the commitment are as the file says, and not proven: with --signed-by KEY \
				 they are, if that is a key of the operator.",
			);
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{
		fixtures::{proven::proof, receipt::key},
		json,
	};

	#[test]
	fn what_is_not_proven_should_be_said() {
		for (key, is_whole) in [(Some(key().public()), true), (None, false)] {
			let mut offline = Offline::new(proof());
			offline.verify(key, None).unwrap();
			let shown = Proven::of(&offline);
			let text = shown.text(&Names::default());
			let hash = format!("has the hash {:?}", offline.proof.header.hash);
			assert!(text.contains(&hash), "{text}");
			assert_eq!(text.contains("not proven"), !is_whole, "{text}");
			let json = json::of(&shown);
			assert_eq!((&json["valid"], &json["outcome"]), (&true.into(), &"final".into()));
			assert_eq!((&json["block"], &json["batch"]), (&90.into(), &9.into()));
			assert_eq!(json["unproven"].as_array().unwrap().is_empty(), is_whole);
		}
		let mut offline = Offline::new(proof());
		assert!(offline.verify(Some(H256::repeat_byte(9)), None).is_err());
		let shown = Proven::of(&offline);
		assert_eq!(json::of(&shown)["valid"], false);
		assert!(!shown.text(&Names::default()).contains("It holds"));
	}
}
