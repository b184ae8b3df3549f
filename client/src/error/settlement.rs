// SPDX-License-Identifier: Apache-2.0

//! What settlement would refuse: of operators, of channels, of batches.

use openledger_primitives::{
	batch::DraftError,
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxVouchers,
	},
	Balance, BatchId, ChannelId, ModelId,
};
use sp_core::H256;

use crate::{
	account::{address, Account},
	chain::Delay,
	units::amount::format as open,
};

#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
	// Operators.
	#[error("{} is no operator", address(.0))]
	NoOperator(Account),
	#[error(
		"nothing of the bond is free before block {unlocks_at}, in {} blocks, about {} seconds from now",
		.delay.blocks, .delay.seconds
	)]
	NotUnbonded { unlocks_at: u32, delay: Delay },
	#[error("the key does not sign the receipts of {}", address(.operator))]
	NotReceiptKey { operator: Account, key: H256 },

	// Channels.
	#[error("the key is an {kind} one, and vouchers and receipts are signed with sr25519 keys")]
	KindOfKey { kind: &'static str },
	#[error("there is no channel {id}")]
	NoChannel { id: ChannelId, count: ChannelId },
	#[error(
		"nothing of channel {channel} can be settled any more: its payer has closed it, as of block \
		 {until}"
	)]
	ChannelClosed { channel: ChannelId, until: u32 },
	#[error(
		"nothing of channel {channel} can be settled any more: its operator has a new receipt key, and the \
		 channel ended with the former one, at block {until}"
	)]
	ChannelEnded { channel: ChannelId, until: u32 },
	#[error(
		"nothing of channel {channel} can be settled: since it was opened, {} has left, registered \
		 again, or changed its receipt key twice",
		address(.operator)
	)]
	ChannelOutdated { channel: ChannelId, operator: Account },
	#[error(
		"channel {channel} can be withdrawn in {} blocks, about {} seconds from now",
		.delay.blocks, .delay.seconds
	)]
	NotYetClosed { channel: ChannelId, delay: Delay },
	#[error("the key signs no vouchers of channel {channel}")]
	NotChannelKey { channel: ChannelId, key: H256 },
	#[error(
		"{} of channel {channel} adds nothing: {} are settled already",
		open(*.cumulative), open(*.settled)
	)]
	AlreadySettled { channel: ChannelId, cumulative: Balance, settled: Balance },
	#[error(
		"{} is more than channel {channel} can pay in all: {}",
		open(*.cumulative), open(*.most)
	)]
	BeyondFunds { channel: ChannelId, cumulative: Balance, most: Balance },
	#[error("the answers of channel {channel} below {next} are settled: {answers} are none more")]
	AnswersSettled { channel: ChannelId, answers: u64, next: u64 },
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
	#[error("the receipt is of model {found}, not of model {expected}")]
	OtherModel { found: ModelId, expected: ModelId },
	#[error("the receipt is about another output")]
	OtherOutput,
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
	#[error(
		"answer {sequence} of channel {channel} can't be settled: those below {next} are over"
	)]
	SequenceSettled { channel: ChannelId, sequence: u64, next: u64 },
	#[error(
		"answer {sequence} of channel {channel} comes too late: {path}, which is being settled, has a \
		 later one"
	)]
	SequencePassed { channel: ChannelId, sequence: u64, path: String },
	#[error("answer {sequence} of channel {channel} is another one already, in {path}")]
	SignedBefore { channel: ChannelId, sequence: u64, path: String },
	#[error("{}", gone(*.channel, *.sequence, .unread))]
	SignedAndGone { channel: ChannelId, sequence: u64, unread: String },
	#[error("{path} has answer {sequence} of channel {channel}, which has to be settled before")]
	EarlierElsewhere { channel: ChannelId, sequence: u64, path: String },
	#[error("{}; it would have to be settled before", gone(*.channel, *.sequence, .unread))]
	EarlierMissing { channel: ChannelId, sequence: u64, unread: String },
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
	#[error("there is no receipt {index}")]
	NoReceipt { index: u32, count: usize },
	#[error(
		"the receipts were settled in block {block:?}, by {hash:?}, and their batch is final or gone"
	)]
	SettledBefore { block: H256, hash: H256 },
	#[error("{} has settled the receipts, or is about to", address(.0))]
	SettledByAnother(Account),
	#[error("this output was paid for as batch {batch}: {path} is the receipt")]
	PaidBefore { batch: BatchId, path: String },
	#[error("a payment for this output is on its way: {path} is the receipt")]
	PaymentOpen { path: String },
	#[error("batch {batch} was settled with the root {found:?} instead of {expected:?}")]
	OtherRoot { batch: BatchId, found: H256, expected: H256 },
}

/// Which receipt is missing.
fn gone(channel: ChannelId, sequence: u64, unread: &str) -> String {
	let signed = format!("a receipt of answer {sequence} of channel {channel} was signed before");
	match unread.is_empty() {
		true => format!("{signed}, and is in no file any more"),
		false => format!("{signed}, and is in no file that can be read: not {unread}"),
	}
}

/// Why receipts can't be a batch.
fn draft(error: &DraftError) -> String {
	match error {
		DraftError::Empty => "the batch has no receipt".to_owned(),
		DraftError::TooManyReceipts => {
			format!("a batch has {} receipts at most", MaxBatchReceipts::get())
		}
		DraftError::TooManyContributions => {
			let max = MaxBatchContributions::get();
			format!("the receipts of a batch credit {max} contributions at most")
		}
		DraftError::TooManyCredits => {
			format!("the receipts of a batch have {} credits at most", MaxBatchCredits::get())
		}
		DraftError::TooManyModels => {
			format!("the receipts of a batch are of {} models at most", MaxBatchModels::get())
		}
		DraftError::TooManyChannels => {
			format!("the receipts of a batch are paid by {} channels at most", MaxVouchers::get())
		}
		DraftError::NotByChannel(index) => format!("an account pays for receipt {index}"),
		DraftError::OutOfOrder(index) => format!("receipt {index} is not behind the one before"),
		DraftError::NoVoucher(index) => format!("no voucher is good for receipt {index}"),
		DraftError::OtherSpanParams(index) => {
			format!("receipt {index} follows another rule than the first")
		}
		DraftError::MalformedSpans(index) => format!("receipt {index} has spans that can't be"),
		DraftError::ZeroFee(index) => format!("receipt {index} costs nothing"),
		DraftError::FeeTooLarge(index) => {
			format!("the fee of receipt {index} is too unlike the others to share a batch")
		}
	}
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
		let gone = |unread: &str| SettlementError::EarlierMissing {
			channel: 3,
			sequence: 4,
			unread: unread.to_owned(),
		};
		assert!(gone("").to_string().contains("in no file any more"));
		assert!(gone("day.json").to_string().contains("not day.json"));
		let missing = |missing| SettlementError::ReceiptsMissing { channel: 3, missing };
		assert_eq!(missing(vec![4]).to_string(), "the receipt of answer 4 of channel 3 is missing");
		assert!(missing(vec![4, 5]).to_string().contains("answers 4, 5 of channel 3"));
		let ended = SettlementError::ChannelEnded { channel: 3, until: 60 };
		assert!(ended.to_string().ends_with("at block 60"));
	}

	#[test]
	fn receipts_that_are_no_batch_should_be_explained() {
		let all = [
			DraftError::Empty,
			DraftError::TooManyReceipts,
			DraftError::TooManyContributions,
			DraftError::TooManyCredits,
			DraftError::TooManyModels,
			DraftError::TooManyChannels,
			DraftError::NotByChannel(7),
			DraftError::OutOfOrder(7),
			DraftError::NoVoucher(7),
			DraftError::OtherSpanParams(7),
			DraftError::MalformedSpans(7),
			DraftError::ZeroFee(7),
			DraftError::FeeTooLarge(7),
		];
		let mut texts: Vec<_> = all.iter().map(draft).collect();
		assert!(texts[6..].iter().all(|text| text.contains("receipt 7")));
		assert!(texts[1].contains("32768"));
		texts.sort();
		texts.dedup();
		assert_eq!(texts.len(), all.len());
	}
}
