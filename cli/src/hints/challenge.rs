// SPDX-License-Identifier: Apache-2.0

//! What to do about challenges that would be refused, or come to nothing.

use openledger_client::error::ChallengeError;

/// What to do next.
pub fn hint(error: &ChallengeError) -> String {
	use ChallengeError as E;
	match error {
		E::Void(_) => "it pays by itself what it has to: there is nothing to do".to_owned(),
		E::Gone(_) | E::Closed { .. } => {
			"only what is pending can be challenged: watch batches as they come, with \
			 openledger watch"
				.to_owned()
		}
		E::NoReceipt { receipts: 1, .. } => "it has one: 0".to_owned(),
		E::NoReceipt { receipts, .. } => {
			format!("it has {receipts}: 0 to {}", receipts.saturating_sub(1))
		}
		E::NoSpan(_) => {
			"spans are counted from 0; those beyond what a receipt lists stand for the chunks of \
			 its output"
				.to_owned()
		}
		E::TooLate { .. } => {
			"an answer and a refutation of it need the rest of the window; whoever has the \
			 receipt can still refute it: openledger watch --answers PATH"
				.to_owned()
		}
		E::Demanded { .. } => "there is nothing to do but to wait for the answer, or to \
		                          demand another span with --span"
			.to_owned(),
		E::NotSettled(_) => {
			"nobody can demand anything of them before: openledger batch settle FILE".to_owned()
		}
		E::NoBatch(_) => "name the file as it was settled: it is in the store too".to_owned(),
		E::OtherChain { .. } => "name another file, or that chain's node with --url".to_owned(),
		E::OtherBatch { .. } => {
			"name the file as it was settled: it is in the store too".to_owned()
		}
		E::Unanswered { batch, .. } => format!(
			"a demand that nobody answers in time costs the bond: find what is missing and try \
			 again; see openledger batch show {batch}"
		),
		E::NoKey => {
			"give a key with --key or OPENLEDGER_KEY, or only look with --dry-run".to_owned()
		}
		E::NoAnswers(_) => {
			"give --answers a file, or a directory with receipts and outputs".to_owned()
		}
		E::Running(_) => {
			"stop the other, give this one a store of its own with --store, or only look with \
			 --dry-run"
				.to_owned()
		}
		E::State { .. } => "check its permissions, or choose another store with --store".to_owned(),
		E::BadState { .. } => {
			"move it elsewhere; `watch` then begins anew, and forgets which bonds it has put up"
				.to_owned()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hints_should_say_what_is_there_instead() {
		let error = ChallengeError::NoReceipt { batch: 7, receipt: 3, receipts: 3 };
		assert_eq!(hint(&error), "it has 3: 0 to 2");
		let error = ChallengeError::Unanswered { batch: 7, demands: 1 };
		assert!(hint(&error).ends_with("openledger batch show 7"));
	}
}
