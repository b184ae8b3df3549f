// SPDX-License-Identifier: Apache-2.0

//! What settlement would refuse: of operators, of channels, of batches.

use openledger_primitives::{batch::DraftError, Balance, BatchId, ChannelId};
use sp_core::H256;

use super::{
	causes::{
		adds_nothing, earlier, ended, paid_before, signed_before, Behind, Kept, Past, Signs, Unlike,
	},
	draft::draft,
};
use crate::{
	account::{address, Account},
	chain::End,
	units::amount::format as open,
};

#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
	// Operators.
	/// `key` is the one that does.
	#[error("the key {signs}")]
	OtherKey { signs: Signs, key: H256 },

	// Channels.
	#[error("the key is an {kind} one, and vouchers and receipts are signed with sr25519 keys")]
	KindOfKey { kind: &'static str },
	#[error("{}", ended(*.channel, .operator, *.end))]
	Ended { channel: ChannelId, operator: Account, end: End },
	#[error("{}", adds_nothing(*.channel, .promised))]
	AddsNothing { channel: ChannelId, promised: Past },
	#[error(
		"{} is more than channel {channel} can pay in all: {}",
		open(*.cumulative), open(*.most)
	)]
	BeyondFunds { channel: ChannelId, cumulative: Balance, most: Balance },
	#[error("{}", missing_receipts(*.channel, .missing))]
	ReceiptsMissing { channel: ChannelId, missing: Vec<u64> },
	#[error("nothing was promised for answer {sequence} of channel {channel}")]
	NotPromised { channel: ChannelId, sequence: u64, next: u64 },
	#[error(
		"answer {sequence} of channel {channel} was promised {} already, not {}",
		open(*.promised), open(*.price)
	)]
	OtherPrice { channel: ChannelId, sequence: u64, promised: Balance, price: Balance },

	// Receipts that are accepted.
	#[error(
		"answer {sequence} of channel {channel} costs {}, and {} were promised for it",
		open(*.fee), open(*.most)
	)]
	FeeBeyondPromise { channel: ChannelId, sequence: u64, fee: Balance, most: Balance },
	#[error(
		"this store does not know what was promised for answer {sequence} of channel {channel}"
	)]
	UnknownPromise { channel: ChannelId, sequence: u64, fee: Balance },
	#[error("the receipt is {0}")]
	OtherAnswer(Unlike),
	#[error(
		"the operator has signed two receipts for answer {sequence} of channel {channel}: {first} and \
		 {second}"
	)]
	SignedTwice { channel: ChannelId, sequence: u64, first: String, second: String },

	// Batches.
	#[error("{}", draft(.0))]
	Draft(DraftError),
	#[error(
		"the receipts follow another rule than the one in force, or that before while it counts"
	)]
	SpanParamsNotInForce,
	#[error("that is no voucher: {0}")]
	BadVoucher(String),
	#[error("the voucher is for another chain: its genesis is {found:?}, not {expected:?}")]
	VoucherOfOtherChain { found: H256, expected: H256 },
	#[error("the voucher is of channel {found}, not of channel {expected}")]
	VoucherOfOtherChannel { found: ChannelId, expected: ChannelId },
	#[error("answer {sequence} of channel {channel} {behind}")]
	TooLate { channel: ChannelId, sequence: u64, behind: Behind },
	/// Another receipt of the answer is not signed.
	#[error("{}", signed_before(*.channel, *.sequence, .kept))]
	SignedBefore { channel: ChannelId, sequence: u64, kept: Kept },
	/// An answer has to be settled before.
	#[error("{}", earlier(*.channel, *.sequence, .kept))]
	Earlier { channel: ChannelId, sequence: u64, kept: Kept },
	#[error("{0} is no place for the receipt: something else would be lost")]
	NoPlace(String),
	#[error(
		"the receipts of channel {channel} cost {}, with those of other files: it has {}",
		open(*.fees), open(*.funds)
	)]
	FeesBeyondFunds { channel: ChannelId, fees: Balance, funds: Balance },
	#[error("no voucher of channel {channel} is good for answer {sequence}")]
	NoVoucher { channel: ChannelId, sequence: u64 },
	#[error("the voucher of channel {channel} is not signed by the channel's key")]
	InvalidSignature { channel: ChannelId, key: H256 },
	#[error(
		"the first {answers} answers of channel {channel} cost {} in all, and the voucher for them \
		 promises {}",
		open(*.charged), open(*.cumulative)
	)]
	FeesBeyondVoucher { channel: ChannelId, answers: u64, charged: Balance, cumulative: Balance },
	#[error(
		"the receipts were settled in block {block:?}, by {hash:?}, and their batch is final or gone"
	)]
	SettledBefore { block: H256, hash: H256 },
	#[error("{} has settled the receipts, or is about to", address(.0))]
	SettledByAnother(Account),
	/// `batch` is `None` while the payment is on its way.
	#[error("{}: {path} is the receipt", paid_before(*.batch))]
	PaidBefore { batch: Option<BatchId>, path: String },
	#[error("batch {batch} was settled with the root {found:?} instead of {expected:?}")]
	OtherRoot { batch: BatchId, found: H256, expected: H256 },
}

/// Which receipts a payer waits for.
fn missing_receipts(channel: ChannelId, missing: &[u64]) -> String {
	let numbers: Vec<_> = missing.iter().map(u64::to_string).collect();
	match missing.len() {
		1 => {
			format!("the receipt of answer {} of channel {channel} is missing", numbers.join(", "))
		}
		_ => format!(
			"the receipts of answers {} of channel {channel} are missing",
			numbers.join(", ")
		),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::units::amount::OPEN;

	#[test]
	fn an_error_should_say_of_what_it_is() {
		let error = SettlementError::BeyondFunds { channel: 3, cumulative: 5 * OPEN, most: OPEN };
		assert_eq!(error.to_string(), "5 OPEN is more than channel 3 can pay in all: 1 OPEN");
		let gone = |unread: &str| SettlementError::Earlier {
			channel: 3,
			sequence: 4,
			kept: Kept::Nowhere { unread: unread.to_owned() },
		};
		assert!(gone("").to_string().contains("in no file any more"));
		assert!(gone("day.json").to_string().contains("not day.json"));
		let missing = |missing| SettlementError::ReceiptsMissing { channel: 3, missing };
		assert_eq!(missing(vec![4]).to_string(), "the receipt of answer 4 of channel 3 is missing");
		assert!(missing(vec![4, 5]).to_string().contains("answers 4, 5 of channel 3"));
		let operator = Account::new([1; 32]);
		let ended = SettlementError::Ended { channel: 3, operator, end: End::NewKey { until: 60 } };
		assert!(ended.to_string().ends_with("at block 60"));
	}
}
