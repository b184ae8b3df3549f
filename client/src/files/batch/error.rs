// SPDX-License-Identifier: Apache-2.0

//! Why a batch file can't be used.

use std::io;

use openledger_primitives::BatchId;
use sp_core::H256;

use super::VERSION;
use crate::account::{address, Account};

/// Why a batch file can't be used. Paths are as they can be shown.
#[derive(Debug, thiserror::Error)]
pub enum BatchFileError {
	/// There is no file at this path.
	#[error("there is no batch file at {0}")]
	Missing(String),
	/// The file can't be read or written.
	#[error("{path} can't be used: {reason}")]
	Unusable {
		/// The path of the file.
		path: String,
		/// The error of the system.
		reason: io::Error,
	},
	/// Something else than a file is at this path.
	#[error("{0} is no file")]
	NotAFile(String),
	/// The file is larger than any batch.
	#[error("{path} has {bytes} bytes, more than any batch")]
	TooLarge {
		/// The path of the file.
		path: String,
		/// The size of the file, in bytes.
		bytes: u64,
	},
	/// The file does not have the format of batch files.
	#[error("{path} is no batch file: {place}: {reason}")]
	Malformed {
		/// The path of the file.
		path: String,
		/// The place in the file, such as a line or a field.
		place: String,
		/// What is wrong there.
		reason: String,
	},
	/// The file has another version of the format than [`VERSION`].
	#[error(
		"{path} is a batch file of version {found}, and this client reads version {}",
		VERSION
	)]
	OtherVersion {
		/// The path of the file.
		path: String,
		/// The version of the file.
		found: u32,
	},
	/// The file has receipts of another operator.
	#[error(
		"{path} has receipts of another operator: {}, not {}",
		address(.found), address(.expected)
	)]
	OtherOperator {
		/// The path of the file.
		path: String,
		/// The operator of the file.
		found: Account,
		/// The operator that it should have.
		expected: Account,
	},
	/// The file is for another chain.
	#[error("{path} is for another chain: its genesis is {found:?}, not {expected:?}")]
	OtherGenesis {
		/// The path of the file.
		path: String,
		/// The genesis hash of the file.
		found: H256,
		/// The genesis hash of the chain.
		expected: H256,
	},
	/// The file at this path can't be changed: its settlement was sent, or is about to be.
	#[error("{0} is being settled, or was")]
	Sent(String),
	/// The file can't be changed: its receipts are settled.
	#[error("{path} was settled as batch {batch}")]
	Settled {
		/// The path of the file.
		path: String,
		/// The batch that they were settled as.
		batch: BatchId,
	},
}
