// SPDX-License-Identifier: Apache-2.0

//! What became of a receipt.

pub use openledger_client::receipts::search::Became;
use openledger_client::{
	account::Account,
	receipts::{all_keys, receipt_keys},
};
use openledger_primitives::BatchId;
use openledger_runtime_api::OperatorInfo;
use serde_json::{json, Value};
use sp_core::H256;

/// A batch that has a receipt's answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settled {
	pub batch: BatchId,
	/// The receipt's number in it.
	pub index: u32,
	pub became: Became,
}

/// What became of a receipt, as of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// It can still be settled. `next` is the channel's next sequence that can be.
	Unsettled {
		next: u64,
	},
	/// Later answers of the channel are settled, or the channel has ended: it never will be.
	Uncharged,
	Settled(Settled),
}

impl Standing {
	pub fn to_json(self) -> Value {
		let (outcome, settled) = match self {
			Self::Unsettled { .. } => ("unsettled", None),
			Self::Uncharged => ("uncharged", None),
			Self::Settled(settled) => (settled.became.name(), Some(settled)),
		};
		let finalizable_at = settled.and_then(|settled| match settled.became {
			Became::Pending { finalizable_at } => Some(finalizable_at),
			_ => None,
		});
		json!({
			"outcome": outcome,
			"batch": settled.map(|settled| settled.batch),
			"index": settled.map(|settled| settled.index),
			"finalizable_at": finalizable_at,
		})
	}

	pub fn to_text(self) -> String {
		let Settled { batch, became, .. } = match self {
			Self::Unsettled { next } => {
				return format!(
					"it is not settled yet: answers of its channel can be settled from {next} on"
				)
			}
			Self::Uncharged => {
				return "it is not charged: later answers of its channel are settled, or the channel has \
				        ended, so it can't be settled any more"
					.to_owned()
			}
			Self::Settled(settled) => settled,
		};
		match became {
			Became::Pending { finalizable_at } => format!(
				"it is settled in batch {batch}, which can be challenged until block {finalizable_at}"
			),
			Became::Finalizable => format!(
				"it is settled in batch {batch}, which can't be challenged any more, and is about to be \
				 paid out"
			),
			Became::Settled => {
				format!("it was settled in batch {batch}; what became of that since is not shown")
			}
			Became::Final => {
				format!("it was settled in batch {batch}, and everyone in it was credited")
			}
			Became::Void => format!(
				"it was settled in batch {batch}, which was refuted: the channels have their fees back"
			),
		}
	}
}

/// The keys that count for a receipt in no batch: where it can still be settled in block `next`, only
/// those that would then.
pub fn unsettled_keys(
	operator: Option<&OperatorInfo<Account>>,
	standing: Standing,
	next: u64,
) -> Vec<H256> {
	let Some(operator) = operator else { return Vec::new() };
	match standing {
		Standing::Unsettled { .. } => receipt_keys(operator, next),
		Standing::Uncharged | Standing::Settled(_) => all_keys(operator),
	}
}

/// A block, as of which something holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AsOf {
	pub number: u64,
	pub hash: H256,
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures;
	use openledger_primitives::history::Outcome;
	use openledger_runtime_api::FormerKeyInfo;

	#[test]
	fn a_key_whose_time_is_over_should_not_count_for_what_is_to_be_settled() {
		let (key, former) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let former_key = Some(FormerKeyInfo { key: former, until: 50 });
		let info = OperatorInfo { key, former_key, ..fixtures::operator::info() };
		let keys = |standing, next| unsettled_keys(Some(&info), standing, next);
		let open = Standing::Unsettled { next: 4 };
		assert_eq!((keys(open, 49), keys(open, 50)), (vec![key, former], vec![key]));
		// What never will be is the operator's all the same.
		assert_eq!(keys(Standing::Uncharged, 50), [key, former]);
		assert!(unsettled_keys(None, open, 49).is_empty());
	}

	#[test]
	fn what_became_of_it_should_be_told_apart() {
		let settled = |became| Standing::Settled(Settled { batch: 7, index: 3, became });
		let pending = Became::Pending { finalizable_at: 80 };
		for (standing, outcome, part) in [
			(Standing::Unsettled { next: 4 }, "unsettled", "from 4 on"),
			(Standing::Uncharged, "uncharged", "not charged"),
			(settled(pending), "pending", "until block 80"),
			(settled(Became::Finalizable), "finalizable", "any more"),
			(settled(Became::Settled), "settled", "not shown"),
			(settled(Became::Final), "final", "credited"),
			(settled(Became::Void), "void", "fees back"),
		] {
			assert_eq!(standing.to_json()["outcome"], outcome);
			assert!(standing.to_text().contains(part), "{}", standing.to_text());
		}
		let json = settled(pending).to_json();
		assert_eq!((&json["batch"], &json["index"]), (&json!(7), &json!(3)));
		assert_eq!(json["finalizable_at"], 80);
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
