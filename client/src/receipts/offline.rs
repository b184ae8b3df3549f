// SPDX-License-Identifier: Apache-2.0

//! The verification of a receipt's proof without any node.

use openledger_attributor::NormalText;
use sp_core::H256;

use super::{
	check,
	proof::{self, Proof},
	search::Became,
	status::{ReceiptStatus, Settled},
	steps::Steps,
};
use crate::error::{AuditError, Step};

/// The fields of a receipt that the proof of one among others does not show.
pub const UNPROVEN: [&str; 4] = ["output_root", "spans", "salt", "commitment"];

/// A proof, and what was found of it.
pub struct Offline {
	/// The proof.
	pub proof: Proof,
	/// Whether the whole receipt is proven, by its place in the batch or by a key that was given; and not
	/// only what the chain has of it.
	pub is_whole: bool,
	/// The steps that were taken.
	pub steps: Steps,
}

impl Offline {
	/// The verification of a proof, of which nothing was found yet.
	pub fn new(proof: Proof) -> Self {
		Self { is_whole: proof.is_whole(), proof, steps: Steps::default() }
	}

	/// Verifies the proof. `key` is one that is known to be the operator's, and `output` what the
	/// receipt should be about. Fails at the first step that is wrong.
	pub fn verify(
		&mut self,
		key: Option<H256>,
		output: Option<&NormalText>,
	) -> Result<(), AuditError> {
		self.is_whole |= key.is_some();
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

	/// What became of the receipt, as far as the proof shows it.
	pub fn status(&self) -> ReceiptStatus {
		let record = &self.proof.entry.record;
		let became = Became::shown(record.outcome, None);
		ReceiptStatus::Settled(Settled { batch: record.batch, index: self.proof.index, became })
	}

	/// The fields of the receipt that are not proven.
	pub fn unproven(&self) -> &'static [&'static str] {
		match self.is_whole {
			true => &[],
			false => &UNPROVEN,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		files::receipt::SignedReceipt,
		fixtures::{
			batch::GENESIS,
			proven::proof,
			receipt::{key, operator},
		},
		receipts::steps::StepResult,
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

	/// The result of a step.
	fn result(offline: &Offline, step: Step) -> Option<StepResult> {
		offline.steps.iter().find(|found| found.step == step).map(|found| found.result)
	}

	#[test]
	fn a_proof_should_be_good_for_the_block_that_it_names() {
		let own = Some(key().public());
		let (offline, failed) = verify(own, own, None);
		assert_eq!(failed, None);
		assert!(!offline.steps.has_failed() && offline.unproven().is_empty());
		let settled = offline.status().settled().unwrap();
		assert_eq!((settled.batch, settled.index, settled.became), (9, 1, Became::Final));
	}

	#[test]
	fn a_signature_should_count_only_by_a_key_that_is_known() {
		let (own, other) = (key().public(), H256::repeat_byte(9));
		// What the file says of its signer proves nothing, and so not what only the signature binds.
		for signer in [Some(own), None] {
			let (offline, failed) = verify(signer, None, None);
			assert_eq!(failed, None);
			assert_eq!(result(&offline, Step::Signature), Some(StepResult::Skipped));
			assert_eq!(result(&offline, Step::Commitment), Some(StepResult::Skipped));
			assert_eq!(offline.unproven(), UNPROVEN);
		}
		// A key that was given is what counts, whatever the file says.
		for signer in [Some(own), Some(other), None] {
			let (offline, failed) = verify(signer, Some(own), None);
			assert_eq!(
				(failed, result(&offline, Step::Signature)),
				(None, Some(StepResult::Passed))
			);
			assert_eq!(verify(signer, Some(other), None).1, Some(Step::Signature));
		}
		let (offline, failed) = verify(Some(other), None, None);
		assert_eq!(failed, Some(Step::Signature));
		assert!(offline.steps.has_failed());
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
		assert_eq!(check(true, &right), (true, Some(StepResult::Passed)));
		assert_eq!(check(false, &right), (true, Some(StepResult::Skipped)));
		for is_whole in [false, true] {
			assert_eq!(check(is_whole, &wrong), (false, Some(StepResult::Failed)));
		}
	}

	#[test]
	fn what_was_settled_once_should_not_be_said_to_be_pending() {
		let mut proof = proof();
		proof.entry.record.outcome = Outcome::Settled;
		let offline = Offline { proof, is_whole: true, steps: Steps::default() };
		assert_eq!(offline.status().name(), "settled");
	}
}
