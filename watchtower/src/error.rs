// SPDX-License-Identifier: Apache-2.0

//! What keeps a watcher, a responder or an audit from going on.

use std::io;

use openledger_attributor::{CorpusError, IndexError};
use openledger_client::{
	error::AuditError,
	files::{batch::BatchFileError, receipt::ReceiptFileError},
	store::StoreError,
	text::count,
	Error as ClientError,
};
use openledger_primitives::BatchId;

/// Why work of the watchtower fails.
// What an error says is its documentation.
#[allow(missing_docs)]
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The client says why.
	#[error(transparent)]
	Client(#[from] ClientError),

	// Answers to demands.
	#[error("the receipts of {0} were not settled yet")]
	NotSettled(String),
	#[error("the receipts of {0} can be no batch")]
	BadBatch(String),
	#[error("{0} is for another chain")]
	OtherChain(String),
	#[error("the receipts of {path} are not those of batch {batch}")]
	OtherBatch { path: String, batch: BatchId },

	// Watching.
	#[error("there is nothing at {0}")]
	NothingAt(String),
	#[error("{0} is in use: another watcher runs with this store")]
	Running(String),
	#[error("{path} can't be used: {reason}")]
	Journal { path: String, reason: io::Error },
	#[error("{path} does not say how far the watcher had come: {reason}")]
	BadJournal { path: String, reason: String },

	// Audits.
	#[error("there is no receipt to audit")]
	NothingHeld,
	#[error("something else was settled than what was signed, for {}", count(*.answers, "answer"))]
	Substituted { answers: usize, pending: usize },
	#[error("batch {batch} commits to something else than what was signed")]
	NotCommitted { batch: BatchId, receipt: u32 },
}

/// Errors of one domain of the client are errors of the client.
macro_rules! of_client {
	($($error:ty),* $(,)?) => {
		$(
			impl From<$error> for Error {
				fn from(error: $error) -> Self {
					Self::Client(error.into())
				}
			}
		)*
	};
}

of_client!(AuditError, BatchFileError, CorpusError, IndexError, ReceiptFileError, StoreError);

impl Error {
	/// Whether it is of a node that went away, and may come back.
	pub fn is_passing(&self) -> bool {
		matches!(
			self,
			Self::Client(
				ClientError::NoNode { .. }
					| ClientError::Node(_)
					| ClientError::Unknown { .. }
					| ClientError::NoBlock(_)
			)
		)
	}

	/// What the chain calls it, where somebody else, or the chain itself, has done before what was to
	/// be done.
	pub fn lost_race(&self) -> Option<&str> {
		let Self::Client(ClientError::Dispatch { name, .. } | ClientError::WouldFail { name, .. }) =
			self
		else {
			return None;
		};
		let name = name.strip_prefix("Attribution.")?;
		let all = [
			"AlreadyVoid",
			"BatchNotFound",
			"WindowClosed",
			"DemandNotFound",
			"AlreadyDemanded",
			"NoTimeToReveal",
		];
		all.contains(&name).then_some(name)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn who_was_slower_should_not_be_said_to_have_failed() {
		let dispatch = |name: &str| {
			Error::Client(ClientError::Dispatch {
				call: "Attribution.refute".to_owned(),
				name: name.to_owned(),
				doc: String::new(),
			})
		};
		assert_eq!(dispatch("Attribution.AlreadyVoid").lost_race(), Some("AlreadyVoid"));
		assert_eq!(dispatch("Attribution.NotRefuted").lost_race(), None);
		assert_eq!(dispatch("Token.FundsUnavailable").lost_race(), None);
		assert_eq!(Error::NothingHeld.lost_race(), None);
	}

	#[test]
	fn only_a_node_that_is_gone_should_be_waited_for() {
		let (url, reason) = ("ws://x".to_owned(), "refused".to_owned());
		let gone = Error::Client(ClientError::NoNode { url, reason });
		assert!(gone.is_passing());
		assert!(!Error::NothingHeld.is_passing());
		assert!(!Error::Client(ClientError::Inconsistent).is_passing());
	}
}
