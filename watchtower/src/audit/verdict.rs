// SPDX-License-Identifier: Apache-2.0

//! Whether what was settled is what was signed.

use std::collections::{BTreeMap, BTreeSet};

use openledger_client::{
	account::Account,
	chain::{seen::Settlement, End},
	files::receipt::SignedReceipt,
	receipts::{difference, search::Record, Signers},
};
use openledger_primitives::{
	history::Outcome,
	merkle,
	receipt::{commitment_leaf, CompactReceipt},
	Balance, BatchId, ChannelId, ModelId,
};
use openledger_runtime_api::ChannelInfo;
use sp_core::{Blake2Hasher, H256};

use super::held::Receipts;

/// What is to be said of an answer that was settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
	/// It is what the operator signed: the receipt with this commitment.
	AsSigned {
		/// The commitment of the receipt.
		commitment: H256,
	},
	/// The operator signed something else: how what was settled differs from it.
	Substituted {
		/// How it differs, in words.
		how: String,
		/// What was signed.
		signed: Box<SignedReceipt>,
	},
	/// No receipt of it is held.
	NotHeld,
	/// The receipts that are held are by none of the keys that count for the batch.
	NotSigned,
	/// They are by none that are known, and those that counted are not: how what was settled differs
	/// from one of them, where it does from each.
	Unverified {
		/// How it differs, in words.
		how: Option<String>,
	},
	/// It is what the operator signed, and the batch commits to another receipt of it, or of another
	/// answer.
	NotCommitted,
}

impl Verdict {
	/// What it is called.
	pub fn name(&self) -> &'static str {
		match self {
			Self::AsSigned { .. } => "as_signed",
			Self::Substituted { .. } => "substituted",
			Self::NotHeld => "not_held",
			Self::NotSigned => "not_signed",
			Self::Unverified { .. } => "unverified",
			Self::NotCommitted => "not_committed",
		}
	}
}

/// What was settled of a channel's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
	/// The number of its receipt in the batch.
	pub index: u32,
	/// The number of the answer in its channel.
	pub sequence: u64,
	/// The model.
	pub model: ModelId,
	/// What was settled as its fee, in planck.
	pub fee: Balance,
	/// Whether that is what was signed.
	pub verdict: Verdict,
}

/// What a batch has of a channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchAudit {
	/// The id of the batch.
	pub id: BatchId,
	/// What became of it.
	pub outcome: Outcome,
	/// Whether it can be challenged.
	pub is_pending: bool,
	/// The number of the block that it was settled in.
	pub settled_at: u32,
	/// When it can be final, while it is pending.
	pub finalizable_at: Option<u32>,
	/// The channel's answers in it.
	pub answers: Vec<Answered>,
}

/// Why an answer of which a receipt is held is in no batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsettled {
	/// It can still be settled.
	NotYet,
	/// Later ones are settled, or the channel has ended, so it costs nothing.
	NotCharged,
	/// Not all batches were looked at.
	Unknown,
}

impl Unsettled {
	/// What it is called.
	pub fn name(self) -> &'static str {
		match self {
			Self::NotYet => "not_settled",
			Self::NotCharged => "not_charged",
			Self::Unknown => "unknown",
		}
	}
}

/// How many answers there are, and what they cost.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sum {
	/// The number of answers.
	pub answers: usize,
	/// Their fees, in planck.
	pub fees: Balance,
}

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

impl BatchAudit {
	pub(super) fn of(record: &Record, is_pending: bool) -> Self {
		Self {
			id: record.id,
			outcome: record.outcome,
			is_pending,
			settled_at: record.info.settled_at,
			finalizable_at: is_pending.then_some(record.info.finalizable_at),
			answers: Vec::new(),
		}
	}

	/// Whether the batch was refuted.
	pub fn is_void(&self) -> bool {
		self.outcome == Outcome::Void
	}

	/// What its answers cost, in planck.
	pub fn fees(&self) -> Balance {
		self.answers.iter().fold(0, |sum, answer| sum.saturating_add(answer.fee))
	}

	/// What it is called: pending, finalizable, final or void.
	pub fn state(&self) -> &'static str {
		match (self.outcome, self.is_pending) {
			(Outcome::Settled, true) => "pending",
			// It can't be challenged any more, and nobody was credited yet.
			(Outcome::Settled, false) => "finalizable",
			(Outcome::Final, _) => "final",
			(Outcome::Void, _) => "void",
		}
	}

	/// The number of the first receipt that may be another than the batch commits to.
	pub fn not_committed(&self) -> Option<u32> {
		let is_it = |answer: &&Answered| answer.verdict == Verdict::NotCommitted;
		self.answers.iter().find(is_it).map(|answer| answer.index)
	}

	/// Answers for which something else was settled than what was signed.
	pub fn substituted(&self) -> usize {
		let is_substituted =
			|answer: &&Answered| matches!(answer.verdict, Verdict::Substituted { .. });
		self.answers.iter().filter(is_substituted).count()
	}
}

impl Sum {
	fn add(&mut self, fee: Balance) {
		self.answers += 1;
		self.fees = self.fees.saturating_add(fee);
	}
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

/// Holds what a batch commits to against what was signed, where that is held of all its answers.
/// `parts` are what channels have of it.
pub(super) fn hold_to_commitments(parts: &mut [&mut BatchAudit], settlement: &Settlement) {
	let answers = parts.iter().flat_map(|part| &part.answers);
	let signed = answers.filter_map(|answer| match answer.verdict {
		Verdict::AsSigned { commitment } => Some((answer.index, commitment)),
		_ => None,
	});
	let signed: BTreeMap<u32, H256> = signed.collect();
	if signed.len() != settlement.receipts.len() {
		return;
	}
	let leaves: Vec<_> = signed.into_values().map(commitment_leaf::<Blake2Hasher>).collect();
	if merkle::root::<Blake2Hasher>(&leaves) == Some(settlement.commitments) {
		return;
	}
	for part in parts {
		for answer in &mut part.answers {
			answer.verdict = Verdict::NotCommitted;
		}
	}
}

#[cfg(test)]
mod tests;
