// SPDX-License-Identifier: Apache-2.0

//! A made-up audit, for tests of this crate and of others.

use openledger_client::{
	account::Account,
	fixtures::receipt::{key, operator, signed},
	receipts::Signers,
};
use openledger_primitives::{history::Outcome, receipt::CompactReceipt, Balance, BatchId};
use openledger_runtime_api::ChannelInfo;
use sp_core::H256;

use super::{
	channel::ChannelAudit,
	held::Receipts,
	verdict::{Answered, BatchAudit, Verdict},
	Audit,
};

/// An audit of channel 4, in which batch 9 has something else than what was signed.
pub fn audit() -> Audit {
	Audit { unread: vec![5], first: 3, ..Audit::at(vec![channel()], 75) }
}

/// Channel 4, whose answers have cost so much.
pub(super) fn info(settled: Balance, next_sequence: u64) -> ChannelInfo<Account> {
	ChannelInfo {
		channel: 4,
		payer: Account::new([5; 32]),
		operator: operator(),
		key: H256::zero(),
		former_key: None,
		funds: 0,
		settled,
		next_sequence,
		closing: None,
		deposit: 0,
	}
}

/// Receipts of answers of channel 4, by what they cost.
pub(super) fn held(all: &[(u64, Balance)]) -> Receipts {
	let mut held = Receipts::new();
	for (sequence, fee) in all {
		held.entry(*sequence).or_default().push(signed(4, *sequence, *fee));
	}
	held
}

pub(super) fn compact(sequence: u64, fee: Balance) -> CompactReceipt {
	signed(4, sequence, fee).compact().unwrap()
}

/// The keys that count for a batch for certain, or are known of its operator.
pub(super) fn signers(key: H256, is_certain: bool) -> Signers {
	Signers { keys: vec![key], is_certain }
}

pub(super) fn batch(
	id: BatchId,
	outcome: Outcome,
	answers: &[(u64, Balance, Verdict)],
) -> BatchAudit {
	let answers = (0u32..).zip(answers.iter().cloned()).map(|(index, (sequence, fee, verdict))| {
		Answered { index, sequence, model: 3, fee, verdict }
	});
	BatchAudit {
		id,
		outcome,
		is_pending: outcome == Outcome::Settled,
		settled_at: 70,
		finalizable_at: (outcome == Outcome::Settled).then_some(80),
		answers: answers.collect(),
	}
}

/// A channel with an answer of each kind: 150 planck in a batch that is void, 60 in one that is pending.
pub(super) fn channel() -> ChannelAudit {
	let held = held(&[(0, 100), (2, 20), (3, 30), (4, 40), (6, 60)]);
	let mut audit = ChannelAudit::new(4, Some(info(210, 5)), held);
	let signers = signers(key().public(), true);
	let judged = |sequence, fee| {
		let settled = compact(sequence, fee);
		(sequence, fee, audit.judge(sequence, &settled, &operator(), &signers))
	};
	let pending = batch(9, Outcome::Settled, &[judged(3, 30), judged(4, 30)]);
	let void = batch(7, Outcome::Void, &[judged(0, 100), judged(1, 50)]);
	audit.batches = vec![pending, void];
	audit.find_unsettled(false, 75);
	audit
}
