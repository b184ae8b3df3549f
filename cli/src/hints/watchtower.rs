// SPDX-License-Identifier: Apache-2.0

//! What to do about errors of the watchtower.

use openledger_watchtower::Error;

use super::client;

/// What to do next, if there is something to do.
pub fn hint(error: &Error) -> Option<String> {
	use Error as E;
	let hint = match error {
		E::Client(error) => return client::hint(error),
		E::NotSettled(_) => {
			"nobody can demand anything of them before: openledger batch settle FILE"
		}
		E::BadBatch(_) | E::OtherBatch { .. } => {
			"name the file as it was settled: it is in the store too"
		}
		E::OtherChain(_) => "name another file, or that chain's node with --url",
		E::NothingAt(_) => "name a file, or a directory with receipts and outputs",
		E::Running(_) => {
			"stop the other, give this one a store of its own with --store, or only look with \
			 --dry-run"
		}
		E::Journal { .. } => "check its permissions, or choose another store with --store",
		E::BadJournal { .. } => {
			"move it elsewhere; `watch` then begins anew, and forgets which bonds it has put up"
		}
		E::NothingHeld => {
			"receipts that operators give are kept with openledger channel accept FILE; or name \
			 them with --receipts PATH"
		}
		E::Substituted { pending: 0, .. } => {
			"their batches can't be challenged any more; show the receipts to whoever asks about \
			 the operator, and close the channel: openledger channel close ID"
		}
		E::Substituted { .. } => {
			"refute it: the same again with --refute; openledger watch does so by itself"
		}
		E::NotCommitted { batch, receipt } => {
			return Some(format!(
				"its operator has to show what it commits to: openledger batch demand {batch} \
				 --receipt {receipt}; openledger watch refutes it by that"
			))
		}
	};
	Some(hint.to_owned())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hints_should_say_what_helps() {
		let other = hint(&Error::NotCommitted { batch: 7, receipt: 3 }).unwrap();
		assert!(other.contains("batch demand 7 --receipt 3"));
		let wrong = |pending| hint(&Error::Substituted { answers: 1, pending }).unwrap();
		assert!(wrong(1).contains("--refute") && !wrong(0).contains("--refute"));
	}
}
