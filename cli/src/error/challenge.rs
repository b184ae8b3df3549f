// SPDX-License-Identifier: Apache-2.0

//! What challenges would be refused for, or come to nothing by.

use std::io;

use openledger_primitives::{challenge::DEMANDABLE_SPANS, BatchId};

use crate::output::count;

#[derive(Debug, thiserror::Error)]
pub enum ChallengeError {
	// Demands.
	#[error("batch {0} was refuted already")]
	Void(BatchId),
	#[error("batch {0} is gone: it is final, or was refuted and has ended")]
	Gone(BatchId),
	#[error(
		"batch {batch} can't be challenged any more: it can be finalized from block {finalizable_at} on"
	)]
	Closed { batch: BatchId, finalizable_at: u32 },
	#[error("batch {batch} has no receipt {receipt}")]
	NoReceipt { batch: BatchId, receipt: u32, receipts: u32 },
	#[error("span {0} can't be demanded: spans are numbered up to {last}", last = DEMANDABLE_SPANS - 1)]
	NoSpan(u32),
	#[error("nothing of batch {batch} could be demanded after block {last}")]
	TooLate { batch: BatchId, last: u64 },
	#[error(
		"span {span} of receipt {receipt} of batch {batch} is demanded already, until block \
		 {respond_by}"
	)]
	Demanded { batch: BatchId, receipt: u32, span: u32, respond_by: u32 },

	// Answers.
	#[error("the receipts of {0} were not settled yet")]
	NotSettled(String),
	#[error("the receipts of {0} can be no batch")]
	NoBatch(String),
	#[error("{path} is for another chain")]
	OtherChain { path: String },
	#[error("the receipts of {path} are not those of batch {batch}")]
	OtherBatch { path: String, batch: BatchId },
	#[error("{} about batch {batch} could not be answered", count(*.demands, "demand"))]
	Unanswered { batch: BatchId, demands: usize },

	// Watching.
	#[error("to refute and to demand takes a key")]
	NoKey,
	#[error("there is nothing at {0}")]
	NoAnswers(String),
	#[error("{0} is in use: another `openledger watch` runs with this store")]
	Running(String),
	#[error("{path} can't be used: {reason}")]
	State { path: String, reason: io::Error },
	#[error("{path} does not say how far `openledger watch` had come: {reason}")]
	BadState { path: String, reason: String },
}

impl ChallengeError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::Void(_) => "it pays by itself what it has to: there is nothing to do".to_owned(),
			Self::Gone(_) | Self::Closed { .. } => {
				"only what is pending can be challenged: watch batches as they come, with \
				 openledger watch"
					.to_owned()
			}
			Self::NoReceipt { receipts: 1, .. } => "it has one: 0".to_owned(),
			Self::NoReceipt { receipts, .. } => {
				format!("it has {receipts}: 0 to {}", receipts.saturating_sub(1))
			}
			Self::NoSpan(_) => {
				"spans are counted from 0; those beyond what a receipt lists stand for the chunks of \
				 its output"
					.to_owned()
			}
			Self::TooLate { .. } => {
				"an answer and a refutation of it need the rest of the window; whoever has the \
				 receipt can still refute it: openledger watch --answers PATH"
					.to_owned()
			}
			Self::Demanded { .. } => "there is nothing to do but to wait for the answer, or to \
			                          demand another span with --span"
				.to_owned(),
			Self::NotSettled(_) => {
				"nobody can demand anything of them before: openledger batch settle FILE".to_owned()
			}
			Self::NoBatch(_) => "name the file as it was settled: it is in the store too".to_owned(),
			Self::OtherChain { .. } => {
				"name another file, or that chain's node with --url".to_owned()
			}
			Self::OtherBatch { .. } => {
				"name the file as it was settled: it is in the store too".to_owned()
			}
			Self::Unanswered { batch, .. } => format!(
				"a demand that nobody answers in time costs the bond: find what is missing and try \
				 again; see openledger batch show {batch}"
			),
			Self::NoKey => {
				"give a key with --key or OPENLEDGER_KEY, or only look with --dry-run".to_owned()
			}
			Self::NoAnswers(_) => {
				"give --answers a file, or a directory with receipts and outputs".to_owned()
			}
			Self::Running(_) => {
				"stop the other, give this one a store of its own with --store, or only look with \
				 --dry-run"
					.to_owned()
			}
			Self::State { .. } => {
				"check its permissions, or choose another store with --store".to_owned()
			}
			Self::BadState { .. } => {
				"move it elsewhere; `watch` then begins anew, and forgets which bonds it has put up"
					.to_owned()
			}
		}
	}
}

/// What to do about a failed challenge, where its documentation leaves that open.
pub fn dispatch_hint(name: &str) -> Option<&'static str> {
	Some(match name {
		"Attribution.AlreadyVoid" => "somebody was faster: there is nothing to do",
		"Attribution.WindowClosed" => "only what is pending can be challenged",
		"Attribution.NotInBatch" | "Attribution.ReceiptNotFound" => {
			"the batch has changed, or the receipt is of another: openledger batch show ID"
		}
		"Attribution.SpanNotFound" => "spans are counted from 0, as the receipt lists them",
		"Attribution.InvalidExcerpt"
		| "Attribution.NotRefuted"
		| "Attribution.NotShown"
		| "Attribution.NotCommitted" => {
			"nothing has changed on chain, but for the fee; if openledger made the proof, please \
			 report it"
		}
		"Attribution.NotSigned" => {
			"only what the operator signed, with a key that counted when it settled, speaks against it"
		}
		"Attribution.DemandNotFound" => "it was answered, or has ended: openledger batch show ID",
		"Attribution.AlreadyDemanded" => "wait for the answer, or demand another span",
		"Attribution.NoTimeToReveal" => {
			"demands are taken while there is time to answer them and to refute the answer"
		}
		"Attribution.RevealTooLate" => "the demand counts as unanswered, and refutes the batch",
		"Attribution.NotYetExpired" => "wait until its time is over: openledger batch show ID",
		"Attribution.DemandUnanswered" => {
			"refute the batch by it (openledger watch does), or leave that to the chain"
		}
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn errors_should_say_what_is_there_instead() {
		let error = ChallengeError::NoReceipt { batch: 7, receipt: 3, receipts: 3 };
		assert_eq!(error.to_string(), "batch 7 has no receipt 3");
		assert_eq!(error.hint(), "it has 3: 0 to 2");
		let error = ChallengeError::Unanswered { batch: 7, demands: 1 };
		assert!(error.to_string().starts_with("1 demand about batch 7"));
		assert!(error.hint().ends_with("openledger batch show 7"));
		assert!(
			dispatch_hint("Attribution.AlreadyVoid").is_some_and(|hint| hint.contains("faster"))
		);
		assert!(dispatch_hint("Attribution.Other").is_none());
	}
}
