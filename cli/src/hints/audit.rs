// SPDX-License-Identifier: Apache-2.0

//! What to do about a receipt that is not good, or about what was settled for it.

use openledger_client::error::{AuditError, Step};

/// What to do next.
pub fn hint(error: &AuditError) -> String {
	use AuditError as E;
	match error {
		E::Step { step, .. } => hint_of(*step).to_owned(),
		E::NotFound { .. } => {
			"name the batch with --batch ID, or look further back with --back COUNT".to_owned()
		}
		E::Unreadable(_) => {
			"ask a node with --url that keeps all blocks, and update this client if that one does"
				.to_owned()
		}
		E::NothingToProve => {
			"wait until its operator settles it: openledger receipt verify FILE says when"
				.to_owned()
		}
		E::NoHistory(_) => {
			"ask a node with --url that keeps the history, as nodes do unless they are told not to"
				.to_owned()
		}
		E::BadProof { .. } => {
			"name a file that openledger receipt verify FILE --proof-out PROOF wrote".to_owned()
		}
		E::OtherBlock { .. } => {
			"a proof is good for its own block: get that block's hash from a node that you trust"
				.to_owned()
		}
		E::OtherHeader { .. } => "the node is wrong: ask another with --url".to_owned(),
		E::Unreceipted { channel, .. } => format!(
			"see for what: openledger batch audit {channel}; ask the operator for the receipts \
			 (openledger channel accept FILE), or for nothing more; --write-off signs all the same"
		),
		E::Behind { .. } => "the node is behind: wait, or ask another with --url".to_owned(),
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

	#[test]
	fn hints_should_say_what_helps() {
		let bad = AuditError::Step { step: Step::Signature, reason: "of nobody".to_owned() };
		assert!(hint(&bad).contains("--signed-by"));
		let missing = AuditError::NotFound { channel: 5, sequence: 2, first: 3 };
		assert!(hint(&missing).contains("--back"));
		let charged = hint(&AuditError::Unreceipted { channel: 5, amount: 7 });
		assert!(charged.contains("batch audit 5") && charged.contains("--write-off"));
		let behind = AuditError::Behind { channel: 5, seen: 9, next: 0 };
		assert!(hint(&behind).contains("--url"));
	}
}
