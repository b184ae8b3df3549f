// SPDX-License-Identifier: Apache-2.0

//! What became of a channel's answers.

use std::collections::BTreeSet;

use openledger_client::{
	account::Account,
	chain::End,
	files::receipt::SignedReceipt,
	receipts::{difference, Signers},
};
use openledger_primitives::{receipt::CompactReceipt, Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;

use super::{
	held::Receipts,
	verdict::{Answered, BatchAudit, Sum, Unsettled, Verdict},
};

/// What became of a channel's answers.
pub struct ChannelAudit {
	/// The id of the channel.
	pub id: ChannelId,
	/// `None` where the channel is closed and no receipt is held.
	pub operator: Option<Account>,
	/// What the chain says its answers have cost. `None` where it is closed.
	pub settled: Option<Balance>,
	/// What ends it, or has ended it, while it is there.
	pub end: Option<End>,
	/// The next sequence that can be settled.
	next_sequence: Option<u64>,
	held: Receipts,
	/// The last one first.
	pub batches: Vec<BatchAudit>,
	/// Answers of which a receipt is held and that are in no batch: sequence, fee, why.
	pub unsettled: Vec<(u64, Balance, Unsettled)>,
}

impl ChannelAudit {
	/// A channel, of which these receipts are held. `info` is there unless it is closed.
	pub(super) fn new(
		id: ChannelId,
		info: Option<ChannelInfo<Account>>,
		mut held: Receipts,
	) -> Self {
		if let Some(info) = &info {
			// What others signed is no receipt of its answers.
			held.retain(|_, all| {
				all.retain(|signed| signed.operator == info.operator);
				!all.is_empty()
			});
		}
		let signed = held.values().flatten().next();
		let signed_by = signed.map(|signed| signed.operator.clone());
		Self {
			id,
			settled: info.as_ref().map(|info| info.settled),
			end: None,
			next_sequence: info.as_ref().map(|info| info.next_sequence),
			operator: info.map(|info| info.operator).or(signed_by),
			held,
			batches: Vec::new(),
			unsettled: Vec::new(),
		}
	}

	/// How many answers a receipt is held of.
	pub fn held(&self) -> usize {
		self.held.len()
	}

	/// Who may have settled its answers. Whose it was is forgotten once it is closed.
	pub(super) fn operators(&self) -> BTreeSet<Account> {
		let signed = self.held.values().flatten().map(|signed| signed.operator.clone());
		match self.settled {
			Some(_) => self.operator.iter().cloned().collect(),
			None => signed.collect(),
		}
	}

	/// Whether the chain's `settled` is what the `operator` that settled it has signed for an answer.
	pub(super) fn judge(
		&self,
		sequence: u64,
		settled: &CompactReceipt,
		operator: &Account,
		signers: &Signers,
	) -> Verdict {
		let held = self.held.get(&sequence).into_iter().flatten();
		let own = held.filter(|signed| signed.operator == *operator);
		let differs = |signed: &SignedReceipt| match signed.compact() {
			Some(own) => difference(&own, settled),
			None => Some("the spans of the receipt can't be".to_owned()),
		};
		let (signed, others): (Vec<_>, Vec<_>) =
			own.partition(|signed| signed.is_signed_by(&signers.keys));
		// Of several that were signed, one that was not settled.
		for signed in signed.iter().copied() {
			if let Some(how) = differs(signed) {
				return Verdict::Substituted { how, signed: Box::new(signed.clone()) };
			}
		}
		match (signed.first(), others.is_empty()) {
			(Some(signed), _) => Verdict::AsSigned { commitment: signed.commitment() },
			(None, true) => Verdict::NotHeld,
			(None, false) if signers.is_certain => Verdict::NotSigned,
			(None, false) => {
				let all: Option<Vec<_>> = others.into_iter().map(differs).collect();
				Verdict::Unverified { how: all.and_then(|all| all.into_iter().next()) }
			}
		}
	}

	/// What the batches that were found have of it, void or not: what channels paid for a void batch
	/// goes back to them, and stays settled.
	pub fn fees(&self) -> Balance {
		self.batches.iter().fold(0, |sum, batch| sum.saturating_add(batch.fees()))
	}

	/// Whether all is found that it was charged for, to the planck.
	pub fn is_whole(&self) -> bool {
		match self.settled {
			Some(settled) => self.fees() == settled,
			// Of one that is closed nobody knows; before its first answer there is none.
			None => self.batches.iter().flat_map(|batch| &batch.answers).any(|it| it.sequence == 0),
		}
	}

	/// Finds the answers that are in no batch. `all_read` says whether all batches were looked at, and
	/// `block` is the one that comes.
	pub(super) fn find_unsettled(&mut self, all_read: bool, block: u64) {
		let is_known = all_read || self.is_whole();
		let has_ended = self.end.is_some_and(|end| end.is_over(block));
		let answers = self.batches.iter().flat_map(|batch| &batch.answers);
		let settled: BTreeSet<_> = answers.map(|answer| answer.sequence).collect();
		let next = self.next_sequence;
		let missing = self.held.iter().filter(|(sequence, _)| !settled.contains(*sequence));
		self.unsettled = missing
			.filter_map(|(sequence, held)| {
				let why = match next {
					Some(next) if *sequence >= next && has_ended => Unsettled::NotCharged,
					Some(next) if *sequence >= next => Unsettled::NotYet,
					_ if is_known => Unsettled::NotCharged,
					_ => Unsettled::Unknown,
				};
				Some((*sequence, held.first()?.receipt.fee, why))
			})
			.collect();
	}

	/// The answers in batches that are `wanted`, together.
	pub fn sum(&self, wanted: impl Fn(&BatchAudit, &Answered) -> bool) -> Sum {
		let mut sum = Sum::default();
		for batch in &self.batches {
			for answer in batch.answers.iter().filter(|answer| wanted(batch, answer)) {
				sum.add(answer.fee);
			}
		}
		sum
	}

	/// The answers that are in no batch for a reason, together.
	pub fn sum_unsettled(&self, why: Unsettled) -> Sum {
		let mut sum = Sum::default();
		let own = self.unsettled.iter().filter(|(_, _, other)| *other == why);
		own.for_each(|(_, fee, _)| sum.add(*fee));
		sum
	}
}

#[cfg(test)]
mod tests;
