// SPDX-License-Identifier: Apache-2.0

//! Why the demonstration fails.

use std::path::PathBuf;

/// Why the demonstration fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The library says why.
	#[error(transparent)]
	Client(#[from] openledger_client::Error),
	/// There is too little to work with.
	#[error(
		"{found} works with {bytes} bytes are too few: {min_works} with {min_bytes} are needed"
	)]
	TooFewWorks {
		/// Works that were found.
		found: usize,
		/// The bytes that they have.
		bytes: u64,
		/// Works that are needed.
		min_works: usize,
		/// Bytes that are needed.
		min_bytes: u64,
	},
	/// There is nothing at that path.
	#[error("{0} is no directory of works")]
	NoWorks(PathBuf),
	/// No passage is in one work alone.
	#[error("the corpus has too few unique passages to splice outputs from")]
	NothingToSplice,
	/// The chain has something else than what was computed without it.
	#[error("{0}")]
	Mismatch(String),
}

/// Errors of one domain of the library are errors of the library.
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

of_client! {
	openledger_attributor::AttributeError,
	openledger_attributor::CorpusError,
	openledger_attributor::IndexError,
	openledger_client::error::SettlementError,
	openledger_client::files::batch::BatchFileError,
	openledger_client::files::receipt::ReceiptFileError,
	openledger_client::store::StoreError,
	openledger_client::texts::input::InputError,
}
