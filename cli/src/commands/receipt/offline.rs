// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt verify --proof`: without any node.

use std::path::Path;

use openledger_attributor::NormalText;
use serde_json::{json, Value};
use sp_core::H256;

use super::{
	check,
	proof::{self, Proof},
	standing::{Became, Settled, Standing},
	steps::Steps,
};
use crate::{args::VerifyReceipt, context::Context, error::Error};
use openledger_client::progress;
use openledger_client::{
	account,
	error::{AuditError, Step},
	files::{
		self,
		receipt::{describe, ReceiptFileError},
	},
	json,
	texts::input::{self, Given},
};

/// What a proof of one receipt among others does not show.
const UNPROVEN: [&str; 4] = ["output_root", "spans", "salt", "commitment"];

/// Verifies the proof in a file.
pub async fn run(context: &Context, path: &Path, args: &VerifyReceipt) -> Result<(), Error> {
	let name = files::batch::name(path);
	let text = files::batch::read(path)?;
	let text = text.ok_or_else(|| ReceiptFileError::Missing(name.clone()))?;
	let proof =
		Proof::parse(&text).map_err(|reason| AuditError::BadProof { path: name, reason })?;
	let found = proof.header.hash;
	if let Some(expected) = args.block.filter(|expected| *expected != found) {
		return Err(AuditError::OtherBlock { found, expected }.into());
	}
	let key = args.signed_by.as_ref().map(|key| H256(account::bytes(key)));
	let output = match args.output.clone() {
		Some(path) => Some(progress::computing(move || input::read_output(&path)).await??),
		None => None,
	};
	let mut offline =
		Offline { is_whole: key.is_some() || proof.is_whole(), proof, steps: Steps::default() };
	let outcome = offline.verify(key, output.as_ref().map(Given::normal));
	context.show_json(offline.to_json(), || offline.to_text());
	Ok(outcome?)
}

/// A proof, and what was found of it.
struct Offline {
	proof: Proof,
	/// Whether the whole receipt is proven, by its place in the batch or by a key that was given; and not
	/// only what the chain has of it.
	is_whole: bool,
	steps: Steps,
}

impl Offline {
	/// `key` is known to be the operator's, and `output` is what the receipt should be about.
	fn verify(&mut self, key: Option<H256>, output: Option<&NormalText>) -> Result<(), AuditError> {
		let is_whole = self.is_whole;
		let Self { proof, steps, .. } = self;
		let signed = &proof.signed;
		steps.skip(Step::Genesis, &format!("of the chain {:?}, as the file says", signed.genesis));
		let commitment = format!("{:?}", signed.commitment());
		match is_whole {
			true => steps.pass(Step::Commitment, commitment),
			false => steps.skip(Step::Commitment, &format!("{commitment}, as the file says")),
		}
		match (key, proof.signer) {
			(None, None) => steps.skip(Step::Signature, "the file does not say by which key it is"),
			(None, Some(claimed)) if check::signer(signed, &[claimed]).is_some() => {
				steps.skip(Step::Signature, &proof::claimed(claimed))
			}
			(Some(key), _) | (None, Some(key)) => {
				let signer = check::signer(signed, &[key]);
				steps.take(Step::Signature, check::signature(signer, &[key]))?;
			}
		}
		steps.take(Step::Credits, check::credits(&signed.receipt))?;
		proof.check(steps)?;
		let Some(output) = output else { return Ok(()) };
		match (check::output(&signed.receipt, output), is_whole) {
			(Ok(found), false) => steps.skip(
				Step::Output,
				&format!("{found}, as the file's receipt says: that is not proven"),
			),
			(found, _) => steps.take(Step::Output, found)?,
		}
		Ok(())
	}

	fn standing(&self) -> Standing {
		let record = &self.proof.entry.record;
		let became = Became::shown(record.outcome, None);
		Standing::Settled(Settled { batch: record.batch, index: self.proof.index, became })
	}

	fn to_json(&self) -> Value {
		let Proof { signed, header, .. } = &self.proof;
		let mut json = describe(&signed.receipt);
		json["operator"] = json::account(&signed.operator);
		json["genesis"] = json::hash(signed.genesis);
		let is_valid = !self.steps.has_failed();
		json["valid"] = is_valid.into();
		json["steps"] = self.steps.to_json();
		let standing = self.standing().to_json();
		for field in ["outcome", "batch", "index"] {
			json[field] = standing[field].clone();
		}
		json["proven"] = is_valid.into();
		json["unproven"] = match self.is_whole {
			true => json!([]),
			false => json!(UNPROVEN),
		};
		json["block"] = header.number.into();
		json["block_hash"] = json::hash(header.hash);
		json
	}

	fn to_text(&self) -> String {
		let Proof { signed, header, .. } = &self.proof;
		let mut text = self.steps.to_text();
		if self.steps.has_failed() {
			return text;
		}
		text.push_str(&format!(
			"\n\n{}\nIt holds if block {} of the chain {:?} has the hash {:?} and is final.",
			self.standing().to_text(),
			header.number,
			signed.genesis,
			header.hash
		));
		if !self.is_whole {
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
	use crate::commands::receipt::proof::tests::proof;
	use openledger_client::{
		files::receipt::SignedReceipt,
		fixtures::{
			batch::GENESIS,
			receipt::{key, operator},
		},
	};
	use openledger_primitives::{history::Outcome, receipt::Receipt};

	/// Verifies the second of three receipts of a batch, whose file names a signer.
	fn verify(
		signer: Option<H256>,
		key: Option<H256>,
		output: Option<&NormalText>,
	) -> (Offline, Option<Step>) {
		let proof = Proof { signer, ..proof() };
		let mut offline = Offline { proof, is_whole: key.is_some(), steps: Steps::default() };
		let failed = offline.verify(key, output).err().map(|error| match error {
			AuditError::Step { step, .. } => step,
			other => panic!("{other}"),
		});
		(offline, failed)
	}

	/// What a step came to.
	fn result(offline: &Offline, step: Step) -> Value {
		let steps = offline.steps.to_json();
		let found = steps.as_array().unwrap().iter().find(|found| found["step"] == step.name());
		found.map_or(Value::Null, |found| found["result"].clone())
	}

	#[test]
	fn a_proof_should_be_good_for_the_block_that_it_names() {
		let own = Some(key().public());
		let (offline, failed) = verify(own, own, None);
		assert_eq!(failed, None);
		let json = offline.to_json();
		assert_eq!((&json["valid"], &json["outcome"]), (&true.into(), &"final".into()));
		assert_eq!((&json["block"], &json["batch"]), (&90.into(), &9.into()));
		assert_eq!(json["unproven"], json!([]));
		let text = offline.to_text();
		assert!(text.contains(&format!("has the hash {:?}", offline.proof.header.hash)), "{text}");
		assert!(!text.contains("not proven"), "{text}");
	}

	#[test]
	fn a_signature_should_count_only_by_a_key_that_is_known() {
		let (own, other) = (key().public(), H256::repeat_byte(9));
		// What the file says of its signer proves nothing, and so not what only the signature binds.
		for signer in [Some(own), None] {
			let (offline, failed) = verify(signer, None, None);
			assert_eq!(failed, None);
			assert_eq!(result(&offline, Step::Signature), "skipped");
			assert_eq!(result(&offline, Step::Commitment), "skipped");
			let json = offline.to_json();
			assert_eq!((&json["valid"], &json["unproven"]), (&true.into(), &json!(UNPROVEN)));
			assert!(offline.to_text().contains("not proven"));
		}
		// A key that was given is what counts, whatever the file says.
		for signer in [Some(own), Some(other), None] {
			let (offline, failed) = verify(signer, Some(own), None);
			assert_eq!((failed, result(&offline, Step::Signature)), (None, "passed".into()));
			assert_eq!(verify(signer, Some(other), None).1, Some(Step::Signature));
		}
		let (offline, failed) = verify(Some(other), None, None);
		assert_eq!(failed, Some(Step::Signature));
		assert_eq!(offline.to_json()["valid"], false);
		assert!(!offline.to_text().contains("It holds"));
	}

	#[test]
	fn an_output_should_be_proven_only_with_the_whole_receipt() {
		let text = |letter: &str| NormalText::from_bytes(letter.repeat(1_000).as_bytes()).unwrap();
		let (right, wrong) = (text("a"), text("b"));
		let mut proof = proof();
		// The chain does not see it.
		let receipt = Receipt { output_root: right.content_root(), ..proof.signed.receipt.clone() };
		proof.signed = SignedReceipt::sign(&key(), GENESIS, &operator(), receipt).unwrap();
		let check = |is_whole: bool, output: &NormalText| {
			let key = is_whole.then(|| key().public());
			let mut offline = Offline { proof: proof.clone(), is_whole, steps: Steps::default() };
			let is_right = offline.verify(key, Some(output)).is_ok();
			(is_right, result(&offline, Step::Output))
		};
		assert_eq!(check(true, &right), (true, "passed".into()));
		assert_eq!(check(false, &right), (true, "skipped".into()));
		for is_whole in [false, true] {
			assert_eq!(check(is_whole, &wrong), (false, "failed".into()));
		}
	}

	#[test]
	fn what_was_settled_once_should_not_be_said_to_be_pending() {
		let mut proof = proof();
		proof.entry.record.outcome = Outcome::Settled;
		let offline = Offline { proof, is_whole: true, steps: Steps::default() };
		assert_eq!(offline.to_json()["outcome"], "settled");
		assert!(offline.standing().to_text().contains("is not shown"));
	}
}
