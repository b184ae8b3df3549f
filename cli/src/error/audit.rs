// SPDX-License-Identifier: Apache-2.0

//! What is wrong with a receipt that was given, or with what was settled for it.

use openledger_primitives::{Balance, BatchId, ChannelId};
use sp_core::H256;

use crate::{
	amount::format as open,
	output::{count, printable},
};

/// What is checked of a receipt, one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
	/// The file is what it says.
	File,
	/// It is of this chain.
	Genesis,
	/// What it is known by.
	Commitment,
	/// The operator signed it.
	Signature,
	/// Its channel pays its operator.
	Channel,
	/// Its credits follow from its spans.
	Credits,
	/// It is about the output.
	Output,
	/// Its spans are those that the rule gives.
	Attribution,
	/// A batch has its answer.
	Batch,
	/// The state of a block has the history of batches.
	State,
	/// The history has the batch.
	History,
	/// The batch has the receipt.
	Receipt,
}

impl Step {
	/// What it is called.
	pub fn name(self) -> &'static str {
		match self {
			Self::File => "file",
			Self::Genesis => "genesis",
			Self::Commitment => "commitment",
			Self::Signature => "signature",
			Self::Channel => "channel",
			Self::Credits => "credits",
			Self::Output => "output",
			Self::Attribution => "attribution",
			Self::Batch => "batch",
			Self::State => "state",
			Self::History => "history",
			Self::Receipt => "receipt",
		}
	}
}

#[derive(Debug, thiserror::Error)]
pub enum AuditError {
	#[error("the receipt is not good: {}: {}", .step.name(), printable(.reason))]
	Step { step: Step, reason: String },
	#[error("answer {sequence} of channel {channel} is in no batch from {first} on")]
	NotFound { channel: ChannelId, sequence: u64, first: BatchId },
	#[error("the receipts of {} can't be read in their blocks", batches(.0))]
	Unreadable(Vec<BatchId>),
	#[error("the receipt was not settled, so nothing is proven by a block")]
	NothingToProve,
	#[error("the history of batches is not to be had: {}", printable(.0))]
	NoHistory(String),
	#[error("{path} is no proof of a receipt: {}", printable(.reason))]
	BadProof { path: String, reason: String },
	#[error("the proof is for block {found:?}, not {expected:?}")]
	OtherBlock { found: H256, expected: H256 },
	#[error("the node gave the header of block {found:?} for that of {expected:?}")]
	OtherHeader { found: H256, expected: H256 },
	#[error("there is no receipt to audit")]
	NothingHeld,
	#[error(
		"something else was settled than what was signed, for {}",
		count(*.answers, "answer")
	)]
	Substituted { answers: usize, pending: usize },
	#[error("batch {batch} commits to something else than what was signed")]
	NotCommitted { batch: BatchId, receipt: u32 },
	#[error(
		"{} more were settled of channel {channel} than its receipts here charge",
		open(*.amount)
	)]
	Unreceipted { channel: ChannelId, amount: Balance },
	#[error(
		"answers of channel {channel} were settled up to {seen} before, and here they are up to {next}"
	)]
	Behind { channel: ChannelId, seen: u64, next: u64 },
}

fn batches(ids: &[BatchId]) -> String {
	let ids: Vec<_> = ids.iter().map(BatchId::to_string).collect();
	match ids.len() {
		1 => format!("batch {}", ids.join(", ")),
		_ => format!("batches {}", ids.join(", ")),
	}
}

impl AuditError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::Step { step, .. } => hint_of(*step).to_owned(),
			Self::NotFound { .. } => {
				"name the batch with --batch ID, or look further back with --back COUNT".to_owned()
			}
			Self::Unreadable(_) => {
				"ask a node with --url that keeps all blocks, and update this client if that one does"
					.to_owned()
			}
			Self::NothingToProve => {
				"wait until its operator settles it: openledger receipt verify FILE says when"
					.to_owned()
			}
			Self::NoHistory(_) => {
				"ask a node with --url that keeps the history, as nodes do unless they are told not to"
					.to_owned()
			}
			Self::BadProof { .. } => {
				"name a file that openledger receipt verify FILE --proof-out PROOF wrote".to_owned()
			}
			Self::OtherBlock { .. } => {
				"a proof is good for its own block: get that block's hash from a node that you trust"
					.to_owned()
			}
			Self::OtherHeader { .. } => "the node is wrong: ask another with --url".to_owned(),
			Self::NothingHeld => {
				"receipts that operators give are kept with openledger channel accept FILE; or name \
				 them with --receipts PATH"
					.to_owned()
			}
			Self::Substituted { pending: 0, .. } => {
				"their batches can't be challenged any more; show the receipts to whoever asks about \
				 the operator, and close the channel: openledger channel close ID"
					.to_owned()
			}
			Self::Substituted { .. } => {
				"refute it: the same again with --refute; openledger watch does so by itself".to_owned()
			}
			Self::NotCommitted { batch, receipt } => format!(
				"its operator has to show what it commits to: openledger batch demand {batch} \
				 --receipt {receipt}; openledger watch refutes it by that"
			),
			Self::Unreceipted { channel, .. } => format!(
				"see for what: openledger batch audit {channel}; ask the operator for the receipts \
				 (openledger channel accept FILE), or for nothing more; --write-off signs all the same"
			),
			Self::Behind { .. } => {
				"the node is behind: wait, or ask another with --url".to_owned()
			}
		}
	}
}

/// What to do about a receipt that fails a step.
fn hint_of(step: Step) -> &'static str {
	match step {
		Step::File => "name the file as the operator gave it",
		Step::Genesis => "name that chain's node with --url",
		Step::Commitment | Step::Signature => {
			"the operator's keys are in openledger operator show; a key that it had before is given \
			 with --signed-by KEY"
		}
		Step::Credits | Step::Attribution => {
			"don't pay for such an answer; if it is settled, openledger watch refutes it"
		}
		Step::Output => "name the answer as it was given with --output FILE",
		Step::Channel => "don't accept it: nobody can settle it",
		Step::Batch => "see what the batch has: openledger batch show ID",
		Step::State | Step::History => {
			"the node, or whoever made the proof, is wrong: ask another with --url"
		}
		Step::Receipt => {
			"while the batch is pending, this refutes it: openledger batch audit CHANNEL --receipts FILE \
			 --refute"
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::OPEN;

	#[test]
	fn a_failed_step_should_be_named() {
		let error = AuditError::Step { step: Step::Signature, reason: "of nobody".to_owned() };
		assert_eq!(error.to_string(), "the receipt is not good: signature: of nobody");
		assert!(error.hint().contains("--signed-by"));
		// It may repeat what a stranger wrote.
		let reason = "\u{1b}[2J".to_owned();
		let path = "a.json".to_owned();
		for error in [
			AuditError::Step { step: Step::File, reason: reason.clone() },
			AuditError::NoHistory(reason.clone()),
			AuditError::BadProof { path, reason },
		] {
			assert!(!error.to_string().contains('\u{1b}'), "{error}");
		}
	}

	#[test]
	fn hints_should_say_what_helps() {
		let missing = AuditError::NotFound { channel: 5, sequence: 2, first: 3 };
		assert!(missing.hint().contains("--back"));
		let charged = AuditError::Unreceipted { channel: 5, amount: 7 * OPEN };
		assert!(
			charged.to_string().starts_with("7 OPEN more were settled of channel 5"),
			"{charged}"
		);
		assert!(charged.hint().contains("batch audit 5") && charged.hint().contains("--write-off"));
		let behind = AuditError::Behind { channel: 5, seen: 9, next: 0 };
		assert!(behind.hint().contains("--url"));
		let other = AuditError::NotCommitted { batch: 7, receipt: 3 };
		assert!(other.hint().contains("batch demand 7 --receipt 3"));
		let wrong = |pending| AuditError::Substituted { answers: 1, pending };
		assert!(wrong(1).hint().contains("--refute") && !wrong(0).hint().contains("--refute"));
		assert_eq!(
			AuditError::Unreadable(vec![3, 5]).to_string(),
			"the receipts of batches 3, 5 can't be read in their blocks"
		);
	}
}
