// SPDX-License-Identifier: Apache-2.0

//! What became of a receipt.

use openledger_primitives::{history::Outcome, BatchId};
use serde_json::{json, Value};
use sp_core::H256;

/// A batch that has a receipt's answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settled {
	pub batch: BatchId,
	/// The receipt's number in it.
	pub index: u32,
	pub outcome: Outcome,
	/// When it can be final, while it is pending.
	pub finalizable_at: Option<u32>,
}

/// What became of a receipt, as of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// It can still be settled. `next` is the channel's next sequence that can be.
	Unsettled {
		next: u64,
	},
	/// Later answers of the channel are settled, or the channel is closed: it never will be.
	Uncharged,
	Settled(Settled),
}

impl Standing {
	pub fn to_json(self) -> Value {
		let (outcome, settled) = match self {
			Self::Unsettled { .. } => ("unsettled", None),
			Self::Uncharged => ("uncharged", None),
			Self::Settled(settled) => match settled.outcome {
				Outcome::Settled => ("pending", Some(settled)),
				Outcome::Final => ("final", Some(settled)),
				Outcome::Void => ("void", Some(settled)),
			},
		};
		json!({
			"outcome": outcome,
			"batch": settled.map(|settled| settled.batch),
			"index": settled.map(|settled| settled.index),
			"finalizable_at": settled.and_then(|settled| settled.finalizable_at),
		})
	}

	pub fn to_text(self) -> String {
		let Settled { batch, outcome, finalizable_at, .. } = match self {
			Self::Unsettled { next } => {
				return format!(
					"it is not settled yet: answers of its channel can be settled from {next} on"
				)
			}
			Self::Uncharged => {
				return "it is not charged: later answers of its channel are settled, or the channel is \
				        closed, so it can't be settled any more"
					.to_owned()
			}
			Self::Settled(settled) => settled,
		};
		match (outcome, finalizable_at) {
			(Outcome::Settled, Some(block)) => {
				format!(
					"it is settled in batch {batch}, which can be challenged until block {block}"
				)
			}
			(Outcome::Settled, None) => {
				format!("it was settled in batch {batch}, which could be challenged then")
			}
			(Outcome::Final, _) => {
				format!("it was settled in batch {batch}, and everyone in it was credited")
			}
			(Outcome::Void, _) => format!(
				"it was settled in batch {batch}, which was refuted: the channels have their fees back"
			),
		}
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

	#[test]
	fn what_became_of_it_should_be_told_apart() {
		let settled = |outcome, finalizable_at| {
			Standing::Settled(Settled { batch: 7, index: 3, outcome, finalizable_at })
		};
		for (standing, outcome, part) in [
			(Standing::Unsettled { next: 4 }, "unsettled", "from 4 on"),
			(Standing::Uncharged, "uncharged", "not charged"),
			(settled(Outcome::Settled, Some(80)), "pending", "until block 80"),
			(settled(Outcome::Settled, None), "pending", "challenged then"),
			(settled(Outcome::Final, None), "final", "credited"),
			(settled(Outcome::Void, None), "void", "fees back"),
		] {
			assert_eq!(standing.to_json()["outcome"], outcome);
			assert!(standing.to_text().contains(part), "{}", standing.to_text());
		}
		let json = settled(Outcome::Final, None).to_json();
		assert_eq!((&json["batch"], &json["index"]), (&json!(7), &json!(3)));
	}
}
