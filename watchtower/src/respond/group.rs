// SPDX-License-Identifier: Apache-2.0

//! Several answers in one transaction: one that fails undoes no other. There is nothing but answers
//! in it, so that it is of their class.

use openledger_primitives::{
	challenge::{Evidence, Exhibit},
	BatchId,
};
use openledger_runtime_api::DemandInfo;
use subxt::transactions::DynamicPayload;

use openledger_client::{
	account::Account,
	chain::{
		calls::{
			attribution::reveal,
			encoded::{force_batch, of_bytes, ForceBatch},
		},
		BlockView,
	},
};

use crate::{Error, SpanRef};

/// Answers of one transaction at most: a few hundredths of a block's time.
pub const MOST: usize = 32;
/// Bytes of one transaction at most: a few hundredths of a block's room.
const MOST_BYTES: usize = 128 << 10;

/// What answers a demand.
pub struct Answer {
	pub demand: DemandInfo<Account>,
	pub exhibit: Exhibit,
	pub evidence: Evidence,
}

/// Answers that are sent together.
pub struct Group {
	pub spans: Vec<SpanRef>,
	/// The last block in which all of them are of use.
	pub respond_by: u64,
	calls: Vec<Vec<u8>>,
}

impl Group {
	/// The call that makes all of them.
	pub fn call(&self) -> DynamicPayload<ForceBatch> {
		force_batch(self.calls.iter().cloned().map(of_bytes).collect())
	}
}

/// Puts answers into as few transactions as they fit in, in their order.
pub fn groups(view: &BlockView, batch: BatchId, answers: Vec<Answer>) -> Result<Vec<Group>, Error> {
	let encoded = answers
		.into_iter()
		.map(|answer| {
			let Answer { demand, exhibit, evidence } = answer;
			let call = view.bytes_of(&reveal(batch, demand.span, &exhibit, &evidence))?;
			Ok((SpanRef::of(batch, &demand), u64::from(demand.respond_by), call))
		})
		.collect::<Result<Vec<_>, Error>>()?;
	Ok(pack(encoded))
}

fn pack(encoded: Vec<(SpanRef, u64, Vec<u8>)>) -> Vec<Group> {
	let mut groups: Vec<Group> = Vec::new();
	let mut bytes = 0usize;
	for (span, respond_by, call) in encoded {
		let len = call.len();
		match groups.last_mut() {
			Some(group) if group.calls.len() < MOST && bytes.saturating_add(len) <= MOST_BYTES => {
				group.spans.push(span);
				group.calls.push(call);
				group.respond_by = group.respond_by.min(respond_by);
				bytes = bytes.saturating_add(len);
			}
			_ => {
				groups.push(Group { spans: vec![span], respond_by, calls: vec![call] });
				bytes = len;
			}
		}
	}
	groups
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn answers_should_share_transactions_in_their_order_and_within_bounds() {
		let answers = |count: u32, bytes: usize| {
			let all = (0..count).map(|receipt| {
				let span = SpanRef { batch: 7, receipt, span: 1 };
				(span, u64::from(100 - receipt.min(50)), vec![7; bytes])
			});
			pack(all.collect())
		};
		let sizes = |groups: &[Group]| groups.iter().map(|it| it.calls.len()).collect::<Vec<_>>();
		let small = answers(70, 100);
		assert_eq!(sizes(&small), [32, 32, 6]);
		let spans: Vec<_> = small.iter().flat_map(|group| group.spans.clone()).collect();
		assert!(spans.is_sorted() && spans.len() == 70);
		assert_eq!(small[0].respond_by, 100 - 31);
		assert_eq!(sizes(&answers(5, 50 << 10)), [2, 2, 1]);
		// One that is larger than all together may be is sent alone.
		assert_eq!(sizes(&answers(2, MOST_BYTES + 1)), [1, 1]);
		assert!(answers(0, 1).is_empty());
	}
}
