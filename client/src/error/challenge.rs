// SPDX-License-Identifier: Apache-2.0

//! What challenges would be refused for, or come to nothing by.

use std::io;

use openledger_primitives::{challenge::DEMANDABLE_SPANS, BatchId};

use crate::text::count;

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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_error_should_say_of_what_it_is() {
		let error = ChallengeError::NoReceipt { batch: 7, receipt: 3, receipts: 3 };
		assert_eq!(error.to_string(), "batch 7 has no receipt 3");
		let error = ChallengeError::Unanswered { batch: 7, demands: 1 };
		assert!(error.to_string().starts_with("1 demand about batch 7"));
	}
}
