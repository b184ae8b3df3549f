// SPDX-License-Identifier: Apache-2.0

//! What settlement would refuse: of operators, of channels, of batches.

use openledger_primitives::{
	batch::DraftError,
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxUnbonding,
		MaxVouchers,
	},
	Balance, BatchId, ChannelId, ModelId,
};
use sp_core::H256;

use super::there_are;
use crate::{
	account::{address, Account},
	amount::{format as open, number},
	chain::Delay,
	output::words,
};

#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
	// Operators.
	#[error("{} is no operator", address(.0))]
	NoOperator(Account),
	#[error("{} is an operator already", address(.0))]
	IsOperator(Account),
	#[error("a bond of {} is less than the least, {}", open(*.bond), open(*.least))]
	BondTooLow { bond: Balance, least: Balance },
	#[error(
		"an operator with a bond of {} settles no batches: the least is {}",
		open(*.bond), open(*.least)
	)]
	Underbonded { bond: Balance, least: Balance },
	#[error("{} can't be unbonded: the bond is {}", open(*.asked), open(*.bond))]
	NotEnoughBond { asked: Balance, bond: Balance },
	#[error(
		"the bond answers for {} in batches that are not final: {} of it must stay",
		open(*.exposure), open(*.least)
	)]
	BondNeeded { exposure: Balance, least: Balance },
	#[error("{} parts of the bond are unbonding, and there can't be more", MaxUnbonding::get())]
	TooManyUnbonding,
	#[error("nothing of the bond is unbonding")]
	NothingUnbonding,
	#[error(
		"nothing of the bond is free before block {unlocks_at}, in {} blocks, about {} seconds from now",
		.delay.blocks, .delay.seconds
	)]
	NotUnbonded { unlocks_at: u32, delay: Delay },
	#[error("an operator can't leave with {0}")]
	StillBonded(String),
	#[error("the former receipt key counts until block {until}")]
	ReceiptKeyChanging { until: u32 },
	#[error("that is the receipt key already")]
	SameReceiptKey,
	#[error("the key does not sign the receipts of {}", address(.operator))]
	NotReceiptKey { operator: Account, key: H256 },

	// Channels.
	#[error("the key is an {kind} one, and vouchers and receipts are signed with sr25519 keys")]
	KindOfKey { kind: &'static str },
	#[error("there is no channel {id}")]
	NoChannel { id: ChannelId, count: ChannelId },
	#[error("channel {channel} is paid for by {}", address(.payer))]
	NotPayer { channel: ChannelId, payer: Account },
	#[error("channel {channel} is between {} and {}", address(.payer), address(.operator))]
	NotParty { channel: ChannelId, payer: Account, operator: Account },
	#[error("channel {channel} is closing: what is left goes back from block {until} on")]
	Closing { channel: ChannelId, until: u32 },
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
	#[error("channel {0} is open")]
	NotClosing(ChannelId),
	#[error(
		"channel {channel} can be withdrawn in {} blocks, about {} seconds from now",
		.delay.blocks, .delay.seconds
	)]
	NotYetClosed { channel: ChannelId, delay: Delay },
	#[error("the former key of channel {channel} is good until block {until}")]
	KeyChanging { channel: ChannelId, until: u32 },
	#[error("that is the key of channel {0} already")]
	SameKey(ChannelId),
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
	#[error("channel {channel} is with another operator, {}", address(.operator))]
	NotChannelOperator { channel: ChannelId, operator: Account },
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
		"batches of {} that are not final and this one of {} are more than the bond answers for, {}",
		open(*.exposure), open(*.fees), open(*.limit)
	)]
	TooMuchExposure { exposure: Balance, fees: Balance, limit: Balance },
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

impl SettlementError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::NoOperator(_) => "it can become one, with its own key: openledger operator \
			                        register --bond OPEN --endpoint URL"
				.to_owned(),
			Self::IsOperator(_) => "see it with openledger operator show; the bond grows with \
			                        openledger operator bond OPEN"
				.to_owned(),
			Self::BondTooLow { least, .. } => format!("--bond {}", number(*least)),
			Self::Underbonded { bond, least } => {
				format!("openledger operator bond {}", number(least.saturating_sub(*bond)))
			}
			Self::NotEnoughBond { bond: 0, .. } => {
				"what is unbonding can be withdrawn: openledger operator withdraw".to_owned()
			}
			Self::NotEnoughBond { bond, .. } => {
				format!("openledger operator unbond {} at most", number(*bond))
			}
			Self::BondNeeded { .. } => {
				"wait until they are final: openledger operator show".to_owned()
			}
			Self::TooManyUnbonding => {
				"take back what is free: openledger operator withdraw".to_owned()
			}
			Self::NothingUnbonding => "openledger operator unbond OPEN".to_owned(),
			Self::NotUnbonded { .. } => "see what is free when: openledger operator show".to_owned(),
			Self::StillBonded(_) => {
				"unbond all of the bond (openledger operator unbond OPEN), wait until it is free and \
				 the batches are final, and take it back (openledger operator withdraw)"
					.to_owned()
			}
			Self::ReceiptKeyChanging { until } => {
				format!("the key can be changed again from block {until} on")
			}
			Self::SameReceiptKey => "there is nothing to do: openledger operator show".to_owned(),
			Self::NotReceiptKey { key, .. } => format!(
				"the receipt key is {}: give it with --receipt-key or OPENLEDGER_RECEIPT_KEY; \
				 openledger operator receipt-key KEY changes it",
				words::key(*key)
			),
			Self::KindOfKey { .. } => {
				"let an sr25519 key sign them, which openledger key new makes: openledger channel \
				 open --hot-key ACCOUNT, or openledger channel hot-key ID ACCOUNT; for receipts \
				 openledger operator receipt-key ACCOUNT"
					.to_owned()
			}
			Self::NoChannel { id, count } if id < count => {
				"it was closed, and what was left went back to its payer".to_owned()
			}
			Self::NoChannel { count, .. } => there_are("channel", *count),
			Self::NotPayer { .. } => "sign with its payer's key".to_owned(),
			Self::NotParty { .. } => "sign with the key of one of them".to_owned(),
			Self::Closing { channel, .. } => format!(
				"openledger channel withdraw {channel} --wait; for more, open another: openledger \
				 channel open --operator ACCOUNT --amount OPEN"
			),
			Self::ChannelClosed { channel, .. } => format!(
				"what is left of it goes back to its payer: openledger channel withdraw {channel}; for \
				 more, its payer opens a new channel: openledger channel open"
			),
			Self::ChannelEnded { channel, .. } | Self::ChannelOutdated { channel, .. } => format!(
				"its payer closes it (openledger channel close {channel}), and opens a new channel for \
				 more: openledger channel open"
			),
			Self::NotClosing(channel) => {
				format!(
					"its payer or its operator can close it: openledger channel close {channel}"
				)
			}
			Self::NotYetClosed { .. } => "wait for it with --wait".to_owned(),
			Self::KeyChanging { until, .. } => {
				format!("the key can be changed again from block {until} on")
			}
			Self::SameKey(channel) => {
				format!("there is nothing to do: openledger channel show {channel}")
			}
			Self::NotChannelKey { key, .. } => {
				format!("the channel's key is {}: give it with --key", words::key(*key))
			}
			Self::AlreadySettled { channel, .. } | Self::AnswersSettled { channel, .. } => format!(
				"a voucher is for all answers since the channel was opened: openledger channel show \
				 {channel}"
			),
			Self::ReceiptsMissing { channel, missing } => format!(
				"take what the operator gave with openledger channel accept FILE, or ask it again \
				 with the same voucher: openledger channel voucher {channel} --sequence {}; \
				 --in-flight N lets more be under way",
				missing.first().copied().unwrap_or_default()
			),
			Self::NotPromised { channel, next, .. } => format!(
				"requests are numbered without gaps, and the next is {next}: openledger channel \
				 voucher {channel} --price OPEN"
			),
			Self::OtherPrice { channel, sequence, .. } => format!(
				"the same voucher again: openledger channel voucher {channel} --sequence {sequence}"
			),
			Self::FeeBeyondPromise { .. } => {
				"don't take the answer, and ask the operator for a receipt as agreed".to_owned()
			}
			Self::UnknownPromise { fee, .. } => {
				format!("if it is what was agreed: --max-fee {}", number(*fee))
			}
			Self::OtherModel { .. } | Self::OtherOutput => {
				"don't take the answer with it: nobody could show that its authors were paid for it"
					.to_owned()
			}
			Self::SignedTwice { .. } => {
				"keep both, and ask this operator for nothing more: whichever it settles, the other \
				 refutes that batch (openledger watch does)"
					.to_owned()
			}
			Self::BeyondFunds { channel, cumulative, most } => format!(
				"sign for less, or have its payer add to it: openledger channel top-up {channel} {}",
				number(cumulative.saturating_sub(*most))
			),
			Self::Draft(error) => draft_hint(error),
			Self::SpanParamsNotInForce => {
				"a rule that was changed counts for the grace period only: settle before it is over"
					.to_owned()
			}
			Self::BadVoucher(_) => {
				"give the file that openledger channel voucher --out wrote, or the 0x and digits of \
				 its field `voucher`"
					.to_owned()
			}
			Self::VoucherOfOtherChain { .. } => {
				"name another voucher, or that chain's node with --url".to_owned()
			}
			Self::VoucherOfOtherChannel { .. } => {
				"leave --channel out: the voucher says which".to_owned()
			}
			Self::SequenceSettled { .. } => {
				"what comes too late is not charged; have the payer ask again: openledger channel \
				 voucher CHANNEL --price OPEN"
					.to_owned()
			}
			Self::SequencePassed { path, .. } => format!(
				"what comes too late is not charged; have the payer ask again: openledger channel \
				 voucher CHANNEL --price OPEN. If nothing settles that file any more: openledger \
				 batch settle {path}"
			),
			Self::SignedBefore { .. } | Self::SignedAndGone { .. } => {
				"two receipts for one answer would cost the bond: have the payer ask again, with a \
				 voucher for its next request"
					.to_owned()
			}
			Self::EarlierElsewhere { path, .. } => format!("openledger batch settle {path}"),
			Self::EarlierMissing { .. } => {
				"bring its file back, and settle that; --pass-over-missing settles without it, and \
				 then it is never paid"
					.to_owned()
			}
			Self::NoPlace(_) => "name another file with --out".to_owned(),
			Self::FeesBeyondFunds { channel, fees, funds } => format!(
				"have its payer add to it: openledger channel top-up {channel} {}",
				number(fees.saturating_sub(*funds))
			),
			Self::NotChannelOperator { .. } => "sign with that operator's key".to_owned(),
			Self::NoVoucher { channel, sequence } => format!(
				"have the channel's key sign for it: openledger channel voucher {channel} --sequence \
				 {sequence}, with --price OPEN for a new request, or --answers {} --cumulative OPEN; \
				 {BRING}",
				sequence.saturating_add(1)
			),
			Self::FeesBeyondVoucher { channel, answers, charged, .. } => format!(
				"charge less, or have the channel's key sign for more: openledger channel voucher \
				 {channel} --answers {answers} --cumulative {}; {BRING}",
				number(*charged)
			),
			Self::InvalidSignature { channel, key } => format!(
				"have {} sign it: openledger channel voucher {channel} --sequence N, or --answers N \
				 --cumulative OPEN; {BRING}",
				words::key(*key)
			),
			Self::TooMuchExposure { .. } => {
				"wait until earlier batches are final (openledger operator show), settle less at a \
				 time, or add to the bond: openledger operator bond OPEN"
					.to_owned()
			}
			Self::NoReceipt { count: 0, .. } => "the file has none".to_owned(),
			Self::NoReceipt { count: 1, .. } => "the file has one: 0".to_owned(),
			Self::NoReceipt { count, .. } => format!("the file has {count}: 0 to {}", count - 1),
			Self::SettledBefore { .. } => {
				"there is nothing to do; to see which batch it was, ask a node that keeps all states"
					.to_owned()
			}
			Self::SettledByAnother(_) => "go on with the key of that account".to_owned(),
			Self::PaidBefore { .. } => "to pay for it once more, give --again".to_owned(),
			Self::PaymentOpen { .. } => {
				"try again in two minutes, when it is certain; to pay for it once more, give --again"
					.to_owned()
			}
			Self::OtherRoot { .. } => "this should never happen: please report it".to_owned(),
		}
	}
}

/// How a voucher gets into a batch file.
const BRING: &str =
	"openledger batch add FILE OUTPUT --model ID --fee OPEN --voucher VOUCHER takes \
	it, also for an answer that is in the file already";

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

fn draft_hint(error: &DraftError) -> String {
	let hint = match error {
		DraftError::Empty => {
			"openledger batch add FILE OUTPUT --model ID --fee OPEN --voucher VOUCHER makes one"
		}
		DraftError::MalformedSpans(_)
		| DraftError::ZeroFee(_)
		| DraftError::NotByChannel(_)
		| DraftError::OutOfOrder(_) => {
			"no receipt of openledger batch add is so: take it out of the file"
		}
		DraftError::NoVoucher(_) => {
			return format!(
				"have the channel's key sign for its answers: openledger channel voucher CHANNEL; \
				 {BRING}"
			);
		}
		_ => "settle the file again: what has no room in one batch is settled as several",
	};
	hint.to_owned()
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

/// What to do about a failed call of settlement, where its documentation leaves that open.
pub fn dispatch_hint(name: &str) -> Option<&'static str> {
	Some(match name {
		"Attribution.BatchNotFound" => "look at it: openledger batch show ID",
		"Channels.OperatorNotFound" => {
			"an operator registers first: openledger operator register --bond OPEN --endpoint URL"
		}
		"Channels.BondTooLow" => "add to the bond: openledger operator bond OPEN",
		"Channels.NotEnoughBond" | "Channels.StillBonded" => {
			"see what is bonded: openledger operator show"
		}
		"Channels.TooMuchExposure" => {
			"wait until earlier batches are final, or add to the bond: openledger operator bond OPEN"
		}
		"Channels.NothingUnbonded" => "see what is free when: openledger operator show",
		"Channels.ChannelNotFound" | "Channels.NotYetClosed" | "Channels.NotClosing" => {
			"look at it: openledger channel show ID"
		}
		"Channels.ChannelClosing" => {
			"from the block on in which it can be withdrawn, nothing of it is settled: openledger \
			 channel show ID"
		}
		"Channels.KeyChanging" => {
			"what the former key signed still counts: openledger channel show ID, or openledger \
			 operator show"
		}
		"Channels.NotPayer" => "sign with the key of the channel's payer",
		"Channels.NotChannelParty" | "Channels.NotChannelOperator" => {
			"see who they are: openledger channel show ID"
		}
		"Channels.ChannelOutdated" => {
			"its operator has registered again since it was opened, or has a new receipt key and the \
			 former one counts no more: have its payer close it and open another"
		}
		"Channels.SequenceSettled" => {
			"answers that were settled, or passed over, can't be settled: openledger channel show ID"
		}
		"Channels.VoucherExceeded"
		| "Channels.VoucherExceedsFunds"
		| "Channels.InvalidVoucherSignature"
		| "Attribution.BeyondVoucher" => {
			"a channel has just changed: try again, and the command says which"
		}
		"Attribution.SpanParamsNotInForce" => {
			"what a rule before gave counts for the grace period only: attribute the output again"
		}
		"Attribution.ModelNotActive" => "the model stopped too long ago: openledger model show ID",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::OPEN;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let error = SettlementError::BeyondFunds { channel: 3, cumulative: 5 * OPEN, most: OPEN };
		assert_eq!(error.to_string(), "5 OPEN is more than channel 3 can pay in all: 1 OPEN");
		assert!(error.hint().ends_with("openledger channel top-up 3 4"));
		let error = SettlementError::FeesBeyondVoucher {
			channel: 3,
			answers: 7,
			charged: OPEN * 3 / 2,
			cumulative: OPEN,
		};
		let command =
			"openledger channel voucher 3 --answers 7 --cumulative 1.5; openledger batch add";
		assert!(error.hint().contains(command));
		let gone = |unread: &str| SettlementError::EarlierMissing {
			channel: 3,
			sequence: 4,
			unread: unread.to_owned(),
		};
		assert!(gone("").to_string().contains("in no file any more"));
		assert!(gone("day.json").to_string().contains("not day.json"));
		assert!(gone("").hint().contains("--pass-over-missing"));
		let missing = |missing| SettlementError::ReceiptsMissing { channel: 3, missing };
		assert_eq!(missing(vec![4]).to_string(), "the receipt of answer 4 of channel 3 is missing");
		assert!(missing(vec![4, 5]).to_string().contains("answers 4, 5 of channel 3"));
		assert!(missing(vec![4, 5]).hint().contains("openledger channel voucher 3 --sequence 4"));
		let error = SettlementError::Underbonded { bond: 7 * OPEN, least: 10 * OPEN };
		assert_eq!(error.hint(), "openledger operator bond 3");
		let error = SettlementError::NoChannel { id: 1, count: 2 };
		assert!(error.hint().contains("closed"));
		let error = SettlementError::NoChannel { id: 7, count: 2 };
		assert_eq!(error.hint(), "the chain has 2: 0 to 1");
		let error = SettlementError::NoReceipt { index: 3, count: 3 };
		assert_eq!(error.hint(), "the file has 3: 0 to 2");
		let closed = SettlementError::ChannelClosed { channel: 3, until: 60 };
		assert!(closed.hint().contains("openledger channel withdraw 3;"));
		let ended = SettlementError::ChannelEnded { channel: 3, until: 60 };
		assert!(ended.hint().contains("openledger channel close 3)"));
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
