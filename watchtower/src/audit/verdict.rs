// SPDX-License-Identifier: Apache-2.0

//! Whether what was settled is what was signed.

use std::collections::BTreeMap;

use openledger_client::{
	chain::seen::Settlement, files::receipt::SignedReceipt, receipts::search::Record,
};
use openledger_primitives::{
	history::Outcome, merkle, receipt::commitment_leaf, Balance, BatchId, ModelId,
};
use sp_core::{Blake2Hasher, H256};

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
	pub(super) fn add(&mut self, fee: Balance) {
		self.answers += 1;
		self.fees = self.fees.saturating_add(fee);
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
