// SPDX-License-Identifier: Apache-2.0

//! Where a channel's answer was settled.

use std::collections::BTreeSet;

use openledger_primitives::{BatchId, ChannelId};

use super::{
	search::{Found, Reached, Record, Search, Seen},
	status::{ReceiptStatus, Settled},
	Signers,
};
use crate::{
	account::Account,
	chain::seen::Settlement,
	error::{AuditError, Error},
};

/// Where a channel's answer is.
pub enum Located {
	/// In no batch.
	Not(ReceiptStatus),
	/// In a batch.
	In(Box<Answer>),
}

/// An answer, in a batch.
pub struct Answer {
	/// The batch.
	pub record: Record,
	/// The receipts that were settled in it.
	pub settlement: Settlement,
	/// The number of its receipt.
	pub index: u32,
	/// Whose signatures speak for or against it.
	pub signers: Signers,
}

impl Answer {
	/// What became of it, as far as is known where block `next` is the one that comes.
	pub fn settled(&self, next: u64) -> Settled {
		let Self { record, index, .. } = self;
		Settled { batch: record.id, index: *index, became: record.became(next) }
	}
}

/// Looks for a channel's answer in at most `max` batches, from the last one back. `next` is the
/// channel's next sequence that can be settled, or `None` if it is closed.
pub async fn locate(
	search: &mut Search<'_>,
	operator: &Account,
	(channel, sequence): (ChannelId, u64),
	next: Option<u64>,
	max: u64,
) -> Result<Located, Error> {
	if let Some(next) = next.filter(|next| *next <= sequence) {
		return Ok(Located::Not(ReceiptStatus::Unsettled { next }));
	}
	let operators = BTreeSet::from([operator.clone()]);
	let (mut located, mut unread) = (None, Vec::new());
	let visit = |found: Found| match look_in(found, channel, sequence) {
		Look::Here(found) => {
			located = Some(found);
			Seen::Enough
		}
		Look::After => Seen::More,
		Look::Unread(id) => {
			unread.push(id);
			Seen::More
		}
	};
	let reached = search.back(max, &operators, visit).await?;
	conclude(located, unread, reached, (channel, sequence))
}

/// What a search for an answer of which the channel has settled later ones comes to.
fn conclude(
	located: Option<Located>,
	mut unread: Vec<BatchId>,
	reached: Reached,
	(channel, sequence): (ChannelId, u64),
) -> Result<Located, Error> {
	let Reached { first, unknown, no_history } = reached;
	unread.extend(unknown);
	match (located, no_history) {
		// It may be in one that could not be read, if that is later.
		(Some(Located::Not(_)) | None, _) if !unread.is_empty() => {
			Err(AuditError::Unreadable(unread).into())
		}
		(Some(located), _) => Ok(located),
		(None, Some(why)) => Err(AuditError::NoHistory(why).into()),
		// It was left out before the first of the channel that was settled.
		(None, None) if first == 0 => Ok(Located::Not(ReceiptStatus::Uncharged)),
		(None, None) => Err(AuditError::NotFound { channel, sequence, first }.into()),
	}
}

/// What a batch has to do with an answer.
enum Look {
	/// It has it, or shows that none has.
	Here(Located),
	/// If any, an earlier batch has it.
	After,
	Unread(BatchId),
}

/// What a batch has to do with an answer: a channel's sequences ascend from one batch to the next.
fn look_in(found: Found, channel: ChannelId, sequence: u64) -> Look {
	let Found { record, settlement, signers } = found;
	let Some(settlement) = settlement else { return Look::Unread(record.id) };
	if let Some(index) = settlement.place_of(channel, sequence) {
		let answer = Answer { record, settlement, index, signers };
		return Look::Here(Located::In(Box::new(answer)));
	}
	let first = settlement.of_channel(channel).map(|(_, first, _)| first).next();
	match first.is_some_and(|first| first < sequence) {
		true => Look::Here(Located::Not(ReceiptStatus::Uncharged)),
		false => Look::After,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::{proof::record as in_history, receipt::signed};
	use openledger_primitives::{history::Outcome, receipt::CompactReceipt};
	use sp_core::H256;

	fn found(answers: &[(ChannelId, u64)]) -> Found {
		let receipts: Vec<CompactReceipt> = answers
			.iter()
			.map(|(channel, sequence)| signed(*channel, *sequence, 5).compact().unwrap())
			.collect();
		let record = in_history(Outcome::Final, H256::zero(), H256::zero());
		let record = Record::of_history(record);
		let settlement = Settlement { receipts, commitments: H256::zero() };
		let signers = Signers { keys: Vec::new(), is_certain: false };
		Found { record, settlement: Some(settlement), signers }
	}

	#[test]
	fn an_answer_should_be_where_its_sequence_is() {
		let look = |answers: &[_]| look_in(found(answers), 4, 7);
		let here = look(&[(3, 9), (4, 6), (4, 7), (5, 0)]);
		assert!(matches!(here, Look::Here(Located::In(answer)) if answer.index == 2));
		// Others of the channel, later or none: it may be earlier.
		assert!(matches!(look(&[(4, 8), (4, 9)]), Look::After));
		assert!(matches!(look(&[(3, 7)]), Look::After));
		// Left out between others, or beyond what was settled last.
		for answers in [&[(4, 6), (4, 8)][..], &[(4, 2)]] {
			assert!(matches!(look(answers), Look::Here(Located::Not(ReceiptStatus::Uncharged))));
		}
		let unread = Found { settlement: None, ..found(&[]) };
		assert!(matches!(look_in(unread, 4, 7), Look::Unread(9)));
	}

	#[test]
	fn what_is_in_no_batch_should_be_uncharged_only_if_all_were_read() {
		let look = |located, unread, first, unknown, no_history: Option<&str>| {
			let no_history = no_history.map(str::to_owned);
			conclude(located, unread, Reached { first, unknown, no_history }, (4, 0))
		};
		let is_uncharged = |found| matches!(found, Ok(Located::Not(ReceiptStatus::Uncharged)));
		assert!(is_uncharged(look(None, vec![], 0, vec![], None)));
		let passed = || Some(Located::Not(ReceiptStatus::Uncharged));
		assert!(is_uncharged(look(passed(), vec![], 7, vec![], None)));
		let error = |found: Result<Located, Error>| match found.err() {
			Some(Error::Audit(error)) => error,
			_ => panic!("something was found"),
		};
		let found = error(look(None, vec![], 7, vec![], None));
		assert!(matches!(found, AuditError::NotFound { first: 7, .. }));
		let found = error(look(None, vec![], 7, vec![], Some("it is discarded")));
		assert!(matches!(found, AuditError::NoHistory(_)));
		for located in [None, passed()] {
			let found = error(look(located, vec![9], 0, vec![8], None));
			assert!(matches!(found, AuditError::Unreadable(ids) if ids == [9, 8]));
		}
	}
}
