// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt verify --proof`: without any node.

use std::path::Path;

use openledger_primitives::receipt::Receipt;
use serde_json::Value;
use sp_core::H256;

use super::{
	check,
	proof::{self, Proof},
	standing::{Settled, Standing},
	steps::Steps,
};
use crate::{
	batch_file,
	context::Context,
	error::{AuditError, Error, Step},
	input,
	output::{json, progress},
	receipt_file::{describe, ReceiptFileError},
};

/// Verifies the proof in a file. `block` is the hash of the block that it has to be for, and `output`
/// where the answer is.
pub async fn run(
	context: &Context,
	path: &Path,
	block: Option<H256>,
	output: Option<&Path>,
) -> Result<(), Error> {
	let name = batch_file::name(path);
	let text = batch_file::read(path)?;
	let text = text.ok_or_else(|| ReceiptFileError::Missing(name.clone()))?;
	let proof =
		Proof::parse(&text).map_err(|reason| AuditError::BadProof { path: name, reason })?;
	let found = proof.header.hash;
	if let Some(expected) = block.filter(|expected| *expected != found) {
		return Err(AuditError::OtherBlock { found, expected }.into());
	}
	let mut steps = Steps::default();
	let mut outcome = verify(&proof, &mut steps);
	if let (Ok(()), Some(output)) = (&outcome, output) {
		outcome = about(&mut steps, &proof.signed.receipt, output).await?;
	}
	context.show(to_json(&proof, &steps), || to_text(&proof, &steps));
	Ok(outcome?)
}

fn verify(proof: &Proof, steps: &mut Steps) -> Result<(), AuditError> {
	let signed = &proof.signed;
	steps.skip(Step::Genesis, &format!("of the chain {:?}, as the file says", signed.genesis));
	steps.pass(Step::Commitment, format!("{:?}", signed.commitment()));
	match proof.signer {
		Some(key) => {
			let signer = check::signer(signed, &[key]);
			let said = check::signature(signer, &[key]).map(|_| proof::claimed(key));
			steps.take(Step::Signature, said)?;
		}
		None => steps.skip(Step::Signature, "the file does not say by which key it is"),
	}
	steps.take(Step::Credits, check::credits(&signed.receipt))?;
	proof.check(steps)
}

async fn about(
	steps: &mut Steps,
	receipt: &Receipt,
	path: &Path,
) -> Result<Result<(), AuditError>, Error> {
	let path = path.to_owned();
	let given = progress::computing(move || input::read_output(&path)).await??;
	Ok(steps.take(Step::Output, check::output(receipt, given.normal())))
}

fn standing(proof: &Proof) -> Standing {
	let record = &proof.entry.record;
	Standing::Settled(Settled {
		batch: record.batch,
		index: proof.index,
		outcome: record.outcome,
		finalizable_at: None,
	})
}

fn to_json(proof: &Proof, steps: &Steps) -> Value {
	let mut json = describe(&proof.signed.receipt);
	json["operator"] = json::account(&proof.signed.operator);
	json["genesis"] = json::hash(proof.signed.genesis);
	json["valid"] = (!steps.has_failed()).into();
	json["steps"] = steps.to_json();
	let standing = standing(proof).to_json();
	for field in ["outcome", "batch", "index"] {
		json[field] = standing[field].clone();
	}
	json["proven"] = (!steps.has_failed()).into();
	json["block"] = proof.header.number.into();
	json["block_hash"] = json::hash(proof.header.hash);
	json
}

fn to_text(proof: &Proof, steps: &Steps) -> String {
	let mut text = steps.to_text();
	if !steps.has_failed() {
		text.push_str(&format!(
			"\n\n{}\nIt holds if block {} of the chain {:?} has the hash {:?} and is final.",
			standing(proof).to_text(),
			proof.header.number,
			proof.signed.genesis,
			proof.header.hash
		));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::receipt::proof::tests::proof;

	#[test]
	fn a_proof_should_be_good_for_the_block_that_it_names() {
		let proof = proof();
		let mut steps = Steps::default();
		verify(&proof, &mut steps).unwrap();
		let json = to_json(&proof, &steps);
		assert_eq!((&json["valid"], &json["outcome"]), (&true.into(), &"final".into()));
		assert_eq!((&json["block"], &json["batch"]), (&90.into(), &9.into()));
		let text = to_text(&proof, &steps);
		assert!(text.contains(&format!("has the hash {:?}", proof.header.hash)), "{text}");
	}

	#[test]
	fn a_key_that_did_not_sign_should_be_said_to_be_wrong() {
		let proof = Proof { signer: Some(H256::repeat_byte(9)), ..proof() };
		let mut steps = Steps::default();
		let error = verify(&proof, &mut steps).unwrap_err();
		assert!(matches!(error, AuditError::Step { step: Step::Signature, .. }));
		assert_eq!(to_json(&proof, &steps)["valid"], false);
		assert!(!to_text(&proof, &steps).contains("It holds"));
		// Without a key nothing is said of it, and what was settled is proven all the same.
		let proof = Proof { signer: None, ..proof };
		assert!(verify(&proof, &mut Steps::default()).is_ok());
	}
}
