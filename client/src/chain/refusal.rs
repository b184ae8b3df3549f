// SPDX-License-Identifier: Apache-2.0

//! Refusals of transactions by a node, and whether another like them may be sent.

use subxt::{
	error::{BackendError, ExtrinsicError, RpcError},
	rpcs,
};

/// The text by which a node says that the account can't pay the fee.
const UNPAYABLE: &str = "Inability to pay";
/// The text by which it says that the nonce is one of the past.
const OUTDATED: &str = "outdated";
/// The codes of the pool's errors, as every node has them.
const TOO_LOW_PRIORITY: i32 = 1014;
const IMMEDIATELY_DROPPED: i32 = 1016;

/// A node's reason not to take a transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// It has another transaction with this nonce, which is worth as much to it or more.
	Taken,
	/// The nonce was used.
	Outdated,
	/// There is no room for it.
	Full,
	/// The account can't pay for it.
	Unpayable,
	/// For another reason, which does not pass.
	Other(String),
	/// Nothing is known: the node may have taken it before it went away.
	Unknown(String),
}

/// Reads an error of sending. All but [`Refusal::Unknown`] mean that the node neither has the
/// transaction nor has passed it on.
pub fn read(error: &ExtrinsicError) -> Refusal {
	let ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(
		rpcs::Error::User(refusal),
	))) = error
	else {
		return Refusal::Unknown(error.to_string());
	};
	let data = refusal.data.as_ref().map_or("", |data| data.get().trim_matches('"'));
	classify(refusal.code, &refusal.message, data)
}

fn classify(code: i32, message: &str, data: &str) -> Refusal {
	match code {
		TOO_LOW_PRIORITY => Refusal::Taken,
		IMMEDIATELY_DROPPED => Refusal::Full,
		_ if data.contains(UNPAYABLE) => Refusal::Unpayable,
		_ if data.contains(OUTDATED) => Refusal::Outdated,
		_ if data.is_empty() => Refusal::Other(message.to_owned()),
		_ => Refusal::Other(format!("{message}: {data}")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refusals_should_be_told_apart() {
		let too_low = "Priority is too low: (2536 vs 2536)";
		assert_eq!(classify(1014, too_low, "The transaction has too low priority"), Refusal::Taken);
		assert_eq!(classify(1016, "Immediately Dropped", "The pool is full"), Refusal::Full);
		let invalid = "Invalid Transaction";
		assert_eq!(classify(1010, invalid, "Transaction is outdated"), Refusal::Outdated);
		let poor = "Inability to pay some fees (e.g. account balance too low)";
		assert_eq!(classify(1010, invalid, poor), Refusal::Unpayable);
		let bad = Refusal::Other("Invalid Transaction: bad signature".to_owned());
		assert_eq!(classify(1010, invalid, "bad signature"), bad);
		assert_eq!(
			classify(1002, "Verification Error", ""),
			Refusal::Other("Verification Error".to_owned())
		);
	}
}
