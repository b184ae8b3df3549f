// SPDX-License-Identifier: Apache-2.0

//! The causes that errors of settlement have, where one error has several.

use std::fmt;

use openledger_primitives::{Balance, BatchId, ChannelId, ModelId};

use crate::{
	account::{address, Account},
	chain::End,
	units::amount::format as open,
};

/// What a key does not sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signs {
	/// The receipts of an operator.
	Receipts(Account),
	/// The vouchers of a channel.
	Vouchers(ChannelId),
}

impl fmt::Display for Signs {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Receipts(operator) => {
				write!(f, "does not sign the receipts of {}", address(operator))
			}
			Self::Vouchers(channel) => write!(f, "signs no vouchers of channel {channel}"),
		}
	}
}

/// What a voucher promises, and what of that is settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Past {
	Amount {
		cumulative: Balance,
		settled: Balance,
	},
	/// The answers below `next` are settled.
	Answers {
		answers: u64,
		next: u64,
	},
}

/// What a receipt is instead of being that of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unlike {
	/// It is of another model.
	Model { found: ModelId, expected: ModelId },
	/// It is about another output.
	Output,
}

impl fmt::Display for Unlike {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Model { found, expected } => {
				write!(f, "of model {found}, not of model {expected}")
			}
			Self::Output => write!(f, "about another output"),
		}
	}
}

/// What an answer comes too late behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Behind {
	/// Answers below this one are over on the chain.
	Settled { next: u64 },
	/// A file that is being settled has a later one.
	File { path: String },
}

impl fmt::Display for Behind {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Settled { next } => write!(f, "can't be settled: those below {next} are over"),
			Self::File { path } => {
				write!(f, "comes too late: {path}, which is being settled, has a later one")
			}
		}
	}
}

/// Where the receipt is that was signed of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kept {
	/// In a file.
	In(String),
	/// In no file that can be read. There may be some that can't.
	Nowhere { unread: String },
}

pub(super) fn adds_nothing(channel: ChannelId, promised: &Past) -> String {
	match *promised {
		Past::Amount { cumulative, settled } => format!(
			"{} of channel {channel} adds nothing: {} are settled already",
			open(cumulative),
			open(settled)
		),
		Past::Answers { answers, next } => format!(
			"the answers of channel {channel} below {next} are settled: {answers} are none more"
		),
	}
}

/// Why nothing of a channel can be settled.
pub(super) fn ended(channel: ChannelId, operator: &Account, end: End) -> String {
	match end {
		End::Closing { until } => format!(
			"nothing of channel {channel} can be settled any more: its payer has closed it, as of \
			 block {until}"
		),
		End::NewKey { until } => format!(
			"nothing of channel {channel} can be settled any more: its operator has a new receipt \
			 key, and the channel ended with the former one, at block {until}"
		),
		End::Outdated => format!(
			"nothing of channel {channel} can be settled: since it was opened, {} has left, \
			 registered again, or changed its receipt key twice",
			address(operator)
		),
	}
}

pub(super) fn signed_before(channel: ChannelId, sequence: u64, kept: &Kept) -> String {
	match kept {
		Kept::In(path) => {
			format!("answer {sequence} of channel {channel} is another one already, in {path}")
		}
		Kept::Nowhere { unread } => gone(channel, sequence, unread),
	}
}

pub(super) fn earlier(channel: ChannelId, sequence: u64, kept: &Kept) -> String {
	match kept {
		Kept::In(path) => format!(
			"{path} has answer {sequence} of channel {channel}, which has to be settled before"
		),
		Kept::Nowhere { unread } => {
			format!("{}; it would have to be settled before", gone(channel, sequence, unread))
		}
	}
}

pub(super) fn paid_before(batch: Option<BatchId>) -> String {
	match batch {
		Some(batch) => format!("this output was paid for as batch {batch}"),
		None => "a payment for this output is on its way".to_owned(),
	}
}

/// Which receipt is missing.
fn gone(channel: ChannelId, sequence: u64, unread: &str) -> String {
	let signed = format!("a receipt of answer {sequence} of channel {channel} was signed before");
	match unread.is_empty() {
		true => format!("{signed}, and is in no file any more"),
		false => format!("{signed}, and is in no file that can be read: not {unread}"),
	}
}
