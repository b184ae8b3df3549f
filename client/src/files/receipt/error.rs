// SPDX-License-Identifier: Apache-2.0

//! What can be wrong with the file of a receipt.

use sp_core::H256;

use crate::account::{self, Account};

/// Why a file has no receipt, or one that its payer can't use. Paths are as they can be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptFileError {
	/// There is no file at this path.
	#[error("there is no receipt at {0}")]
	Missing(String),
	/// The file at this path can't be read or written, for this reason.
	#[error("{0} can't be used: {1}")]
	Unusable(String, String),
	/// The file does not have the format of a signed receipt.
	#[error("{path} is no signed receipt: {reason}")]
	Malformed {
		/// The path of the file.
		path: String,
		/// What is wrong with it.
		reason: String,
	},
	/// The receipt is for another chain.
	#[error("the receipt is for another chain: its genesis is {found:?}, not {expected:?}")]
	OtherGenesis {
		/// The genesis hash of the receipt.
		found: H256,
		/// The genesis hash of the chain.
		expected: H256,
	},
	/// The receipt is of another operator.
	#[error(
		"the receipt is of {}, not of {}",
		account::address(.found), account::address(.expected)
	)]
	OtherOperator {
		/// The operator of the receipt.
		found: Account,
		/// The operator that it should have.
		expected: Account,
	},
	/// None of the keys of this operator has signed the receipt.
	#[error("none of the keys of {} signed the receipt", account::address(.0))]
	NotSigned(Account),
	/// The receipt lists spans that could not be settled.
	#[error("the receipt lists spans that can't be")]
	MalformedSpans,
	/// An account pays for the receipt, and not a channel.
	#[error("an account pays for the receipt, and not a channel")]
	NotByChannel,
}
