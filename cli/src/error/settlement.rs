// SPDX-License-Identifier: Apache-2.0

//! What settlement would refuse: of operators, of channels, of batches.

use openledger_primitives::{
	batch::DraftError,
	limits::{MaxBatchContributions, MaxBatchCredits, MaxBatchReceipts, MaxUnbonding, MaxVouchers},
	Balance, BatchId, ChannelId,
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
		"nothing of the bond is free before block {due}, in {} blocks, about {} seconds from now",
		.delay.blocks, .delay.seconds
	)]
	NotUnbonded { due: u32, delay: Delay },
	#[error("an operator can't leave with {0}")]
	StillBonded(String),

	// Channels.
	#[error("the key is an {kind} one, and vouchers are signed with sr25519 keys")]
	KindOfKey { kind: &'static str },
	#[error("there is no channel {id}")]
	NoChannel { id: ChannelId, count: ChannelId },
	#[error("channel {channel} is paid for by {}", address(.payer))]
	NotPayer { channel: ChannelId, payer: Account },
	#[error("channel {channel} is between {} and {}", address(.payer), address(.operator))]
	NotParty { channel: ChannelId, payer: Account, operator: Account },
	#[error("channel {channel} is closing: what is left goes back from block {until} on")]
	Closing { channel: ChannelId, until: u32 },
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

	// Batches.
	#[error("{}", draft(.0))]
	Draft(DraftError),
	#[error("the receipts follow another rule than the one in force")]
	RuleNotInForce,
	#[error("receipt {index} is answer {sequence} of channel {channel} already")]
	SequenceTaken { index: usize, channel: ChannelId, sequence: u64 },
	#[error(
		"the receipts of channel {channel} cost {}, with those of other files: it has {}",
		open(*.fees), open(*.funds)
	)]
	FeesBeyondFunds { channel: ChannelId, fees: Balance, funds: Balance },
	#[error("channel {channel} is with another operator, {}", address(.operator))]
	NotChannelOperator { channel: ChannelId, operator: Account },
	#[error("there is no voucher for {} of channel {channel}", open(*.fees))]
	NoVoucher { channel: ChannelId, fees: Balance, cumulative: Balance },
	#[error("the voucher of channel {0} pays for no receipt")]
	UnusedVoucher(ChannelId),
	#[error("a batch has {most} vouchers at most, not {0}", most = MaxVouchers::get())]
	TooManyVouchers(usize),
	#[error("the voucher of channel {channel} is not signed by the channel's key")]
	InvalidSignature { channel: ChannelId, key: H256 },
	#[error(
		"the voucher of channel {channel} adds {}, and its receipts cost {}",
		open(*.added), open(*.fees)
	)]
	FeesBeyondVoucher { channel: ChannelId, added: Balance, fees: Balance, cumulative: Balance },
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
	#[error(
		"the file has a voucher of channel {channel} for {}, which is more than {}",
		open(*.kept), open(*.cumulative)
	)]
	LowerVoucher { channel: ChannelId, cumulative: Balance, kept: Balance },
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
				"take back what is due: openledger operator withdraw".to_owned()
			}
			Self::NothingUnbonding => "openledger operator unbond OPEN".to_owned(),
			Self::NotUnbonded { .. } => "see what is due when: openledger operator show".to_owned(),
			Self::StillBonded(_) => {
				"unbond all of the bond (openledger operator unbond OPEN), wait until it is due and \
				 the batches are final, and take it back (openledger operator withdraw)"
					.to_owned()
			}
			Self::KindOfKey { .. } => {
				"let an sr25519 key sign them, which openledger key new makes: openledger channel \
				 open --hot-key ACCOUNT, or openledger channel hot-key ID ACCOUNT"
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
			Self::AlreadySettled { channel, .. } => format!(
				"a voucher is for all that the channel owes since it was opened: openledger \
				 channel show {channel}"
			),
			Self::BeyondFunds { channel, cumulative, most } => format!(
				"sign for less, or have its payer add to it: openledger channel top-up {channel} {}",
				number(cumulative.saturating_sub(*most))
			),
			Self::Draft(error) => draft_hint(error),
			Self::RuleNotInForce => {
				"attribute their outputs again, into another file: openledger batch add".to_owned()
			}
			Self::SequenceTaken { .. } => "give another number with --sequence".to_owned(),
			Self::FeesBeyondFunds { channel, fees, funds } => format!(
				"have its payer add to it: openledger channel top-up {channel} {}",
				number(fees.saturating_sub(*funds))
			),
			Self::NotChannelOperator { .. } => "sign with that operator's key".to_owned(),
			Self::NoVoucher { channel, cumulative, .. }
			| Self::FeesBeyondVoucher { channel, cumulative, .. } => format!(
				"have the channel's key sign for {}: openledger channel voucher {channel} {} --into \
				 FILE",
				open(*cumulative),
				number(*cumulative)
			),
			Self::UnusedVoucher(_) => {
				"take it out of the file, or add the receipts that it is for: openledger batch add"
					.to_owned()
			}
			Self::TooManyVouchers(_) => "settle in several files".to_owned(),
			Self::InvalidSignature { channel, key } => format!(
				"have {} sign it: openledger channel voucher {channel} CUMULATIVE --into FILE",
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
			Self::LowerVoucher { .. } => {
				"a voucher is for all that a channel owes, so the higher one is good for less too: keep \
				 it, or put this one into another file"
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
		DraftError::OtherModel(index) => {
			format!("receipt {index} is of another model than the first")
		}
		DraftError::OtherRule(index) => {
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
			"openledger batch add FILE OUTPUT --model ID --channel ID --fee OPEN makes one"
		}
		DraftError::MalformedSpans(_) | DraftError::ZeroFee(_) => {
			"take it out of the file, and add its output again: openledger batch add"
		}
		_ => "settle what there is, and begin another file",
	};
	hint.to_owned()
}

/// What to do about a failed call of settlement, where its documentation leaves that open.
pub fn dispatch_hint(name: &str) -> Option<&'static str> {
	Some(match name {
		"Attribution.BatchNotFound" => "look at it: openledger batch show ID",
		"Attribution.OperatorNotFound" => {
			"an operator registers first: openledger operator register --bond OPEN --endpoint URL"
		}
		"Attribution.BondTooLow" => "add to the bond: openledger operator bond OPEN",
		"Attribution.NotEnoughBond" | "Attribution.StillBonded" => {
			"see what is bonded: openledger operator show"
		}
		"Attribution.TooMuchExposure" => {
			"wait until earlier batches are final, or add to the bond: openledger operator bond OPEN"
		}
		"Attribution.NothingUnbonded" => "see what is due when: openledger operator show",
		"Attribution.ChannelNotFound"
		| "Attribution.ChannelClosing"
		| "Attribution.NotYetClosed"
		| "Attribution.KeyChanging"
		| "Attribution.NotClosing" => "look at it: openledger channel show ID",
		"Attribution.NotPayer" => "sign with the key of the channel's payer",
		"Attribution.NotChannelParty" | "Attribution.NotChannelOperator" => {
			"see who they are: openledger channel show ID"
		}
		"Attribution.VoucherAlreadySettled"
		| "Attribution.VoucherExceedsFunds"
		| "Attribution.InvalidVoucherSignature"
		| "Attribution.FeesDontMatchVouchers" => {
			"a channel has just changed: try again, and the command says which"
		}
		"Attribution.RuleNotInForce" => "attribute the outputs again, into another file",
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
		let error = SettlementError::NoVoucher { channel: 3, fees: OPEN, cumulative: OPEN * 3 / 2 };
		assert!(error.hint().ends_with("openledger channel voucher 3 1.5 --into FILE"));
		let error = SettlementError::Underbonded { bond: 7 * OPEN, least: 10 * OPEN };
		assert_eq!(error.hint(), "openledger operator bond 3");
		let error = SettlementError::NoChannel { id: 1, count: 2 };
		assert!(error.hint().contains("closed"));
		let error = SettlementError::NoChannel { id: 7, count: 2 };
		assert_eq!(error.hint(), "the chain has 2: 0 to 1");
		let error = SettlementError::NoReceipt { index: 3, count: 3 };
		assert_eq!(error.hint(), "the file has 3: 0 to 2");
	}

	#[test]
	fn receipts_that_are_no_batch_should_be_explained() {
		let all = [
			DraftError::Empty,
			DraftError::TooManyReceipts,
			DraftError::TooManyContributions,
			DraftError::TooManyCredits,
			DraftError::OtherModel(7),
			DraftError::OtherRule(7),
			DraftError::MalformedSpans(7),
			DraftError::ZeroFee(7),
			DraftError::FeeTooLarge(7),
		];
		let mut texts: Vec<_> = all.iter().map(draft).collect();
		assert!(texts[4..].iter().all(|text| text.contains("receipt 7")));
		assert!(texts[1].contains("32768"));
		texts.sort();
		texts.dedup();
		assert_eq!(texts.len(), all.len());
	}
}
