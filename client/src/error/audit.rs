// SPDX-License-Identifier: Apache-2.0

//! What is wrong with a receipt that was given, or with what was settled for it.

use openledger_primitives::{Balance, BatchId, ChannelId};
use serde::Serialize;
use sp_core::H256;

use crate::{text::printable, units::amount::format as open};

/// What is checked of a receipt, one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::units::amount::OPEN;

	#[test]
	fn a_failed_step_should_be_named() {
		let error = AuditError::Step { step: Step::Signature, reason: "of nobody".to_owned() };
		assert_eq!(error.to_string(), "the receipt is not good: signature: of nobody");
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
	fn an_error_should_say_of_what_it_is() {
		let charged = AuditError::Unreceipted { channel: 5, amount: 7 * OPEN };
		assert!(
			charged.to_string().starts_with("7 OPEN more were settled of channel 5"),
			"{charged}"
		);
		assert_eq!(
			AuditError::Unreadable(vec![3, 5]).to_string(),
			"the receipts of batches 3, 5 can't be read in their blocks"
		);
	}
}
