// SPDX-License-Identifier: Apache-2.0

//! What became of a receipt.

use std::fmt;

use openledger_primitives::BatchId;
use openledger_runtime_api::OperatorInfo;
use sp_core::H256;

use super::{all_keys, receipt_keys, search::Became};
use crate::account::Account;

/// A batch that has a receipt's answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settled {
	/// The batch.
	pub batch: BatchId,
	/// The receipt's number in it.
	pub index: u32,
	/// What became of the batch.
	pub became: Became,
}

/// What became of a receipt, as of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptStatus {
	/// It can still be settled.
	Unsettled {
		/// The channel's next sequence that can be.
		next: u64,
	},
	/// Later answers of the channel are settled, or the channel has ended: it never will be.
	Uncharged,
	/// A batch has it.
	Settled(Settled),
}

impl ReceiptStatus {
	/// The name of the status.
	pub fn name(self) -> &'static str {
		match self {
			Self::Unsettled { .. } => "unsettled",
			Self::Uncharged => "uncharged",
			Self::Settled(settled) => settled.became.name(),
		}
	}

	/// The batch that has it. `None` where none has.
	pub fn settled(self) -> Option<Settled> {
		match self {
			Self::Settled(settled) => Some(settled),
			Self::Unsettled { .. } | Self::Uncharged => None,
		}
	}

	/// The first block in which its batch can't be challenged, where it still can be.
	pub fn finalizable_at(self) -> Option<u32> {
		match self.settled()?.became {
			Became::Pending { finalizable_at } => Some(finalizable_at),
			_ => None,
		}
	}
}

impl fmt::Display for ReceiptStatus {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Settled { batch, became, .. } = match self {
			Self::Unsettled { next } => {
				return write!(
					f,
					"it is not settled yet: answers of its channel can be settled from {next} on"
				)
			}
			Self::Uncharged => return f.write_str(
				"it is not charged: later answers of its channel are settled, or the channel has \
					 ended, so it can't be settled any more",
			),
			Self::Settled(settled) => settled,
		};
		match became {
			Became::Pending { finalizable_at } => write!(
				f,
				"it is settled in batch {batch}, which can be challenged until block {finalizable_at}"
			),
			Became::Finalizable => write!(
				f,
				"it is settled in batch {batch}, which can't be challenged any more, and is about to be \
				 paid out"
			),
			Became::Settled => {
				write!(f, "it was settled in batch {batch}; what became of that since is not shown")
			}
			Became::Final => {
				write!(f, "it was settled in batch {batch}, and everyone in it was credited")
			}
			Became::Void => write!(
				f,
				"it was settled in batch {batch}, which was refuted: the channels have their fees back"
			),
		}
	}
}

/// The keys that count for a receipt in no batch: where it can still be settled in block `next`, only
/// those that would then.
pub fn unsettled_keys(
	operator: Option<&OperatorInfo<Account>>,
	status: ReceiptStatus,
	next: u64,
) -> Vec<H256> {
	let Some(operator) = operator else { return Vec::new() };
	match status {
		ReceiptStatus::Unsettled { .. } => receipt_keys(operator, next),
		ReceiptStatus::Uncharged | ReceiptStatus::Settled(_) => all_keys(operator),
	}
}

/// A block, as of which something holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AsOf {
	/// Its number.
	pub number: u64,
	/// Its hash.
	pub hash: H256,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures;
	use openledger_primitives::history::Outcome;
	use openledger_runtime_api::FormerKeyInfo;

	#[test]
	fn a_key_whose_time_is_over_should_not_count_for_what_is_to_be_settled() {
		let (key, former) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let former_key = Some(FormerKeyInfo { key: former, until: 50 });
		let info = OperatorInfo { key, former_key, ..fixtures::operator::info() };
		let keys = |status, next| unsettled_keys(Some(&info), status, next);
		let open = ReceiptStatus::Unsettled { next: 4 };
		assert_eq!((keys(open, 49), keys(open, 50)), (vec![key, former], vec![key]));
		// What never will be is the operator's all the same.
		assert_eq!(keys(ReceiptStatus::Uncharged, 50), [key, former]);
		assert!(unsettled_keys(None, open, 49).is_empty());
	}

	#[test]
	fn what_became_of_it_should_be_told_apart() {
		let settled = |became| ReceiptStatus::Settled(Settled { batch: 7, index: 3, became });
		let pending = Became::Pending { finalizable_at: 80 };
		for (status, outcome, part) in [
			(ReceiptStatus::Unsettled { next: 4 }, "unsettled", "from 4 on"),
			(ReceiptStatus::Uncharged, "uncharged", "not charged"),
			(settled(pending), "pending", "until block 80"),
			(settled(Became::Finalizable), "finalizable", "any more"),
			(settled(Became::Settled), "settled", "not shown"),
			(settled(Became::Final), "final", "credited"),
			(settled(Became::Void), "void", "fees back"),
		] {
			assert_eq!(status.name(), outcome);
			assert!(status.to_string().contains(part), "{status}");
		}
		assert_eq!(settled(pending).finalizable_at(), Some(80));
		assert_eq!(settled(Became::Final).finalizable_at(), None);
	}

	#[test]
	fn what_was_settled_once_should_not_be_taken_for_pending() {
		let pending = Became::Pending { finalizable_at: 80 };
		assert_eq!(Became::shown(Outcome::Settled, Some(pending)), pending);
		for said in [None, Some(Became::Final), Some(Became::Settled)] {
			assert_eq!(Became::shown(Outcome::Settled, said), Became::Settled);
		}
		assert_eq!(Became::shown(Outcome::Void, Some(pending)), Became::Void);
		assert_eq!(Became::shown(Outcome::Final, Some(pending)), Became::Final);
	}
}
