// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::audit::{fixtures::*, verdict::hold_to_commitments};
use openledger_client::{
	chain::seen::Settlement,
	fixtures::receipt::{key, operator, signed},
};
use openledger_primitives::{history::Outcome, merkle, receipt::commitment_leaf};
use sp_core::{Blake2Hasher, H256};

fn as_signed(sequence: u64, fee: Balance) -> Verdict {
	Verdict::AsSigned { commitment: signed(4, sequence, fee).commitment() }
}

fn is_as_signed(verdict: &Verdict) -> bool {
	matches!(verdict, Verdict::AsSigned { .. })
}

#[test]
fn what_was_settled_should_be_held_against_what_was_signed() {
	let audit = ChannelAudit::new(4, None, held(&[(2, 50), (3, 60)]));
	let (own, other) = (key().public(), H256::repeat_byte(9));
	let judge = |sequence, fee, key, is_certain| {
		let settled = compact(sequence, fee);
		audit.judge(sequence, &settled, &operator(), &signers(key, is_certain))
	};
	for is_certain in [true, false] {
		assert_eq!(judge(2, 50, own, is_certain), as_signed(2, 50));
		assert_eq!(judge(9, 50, other, is_certain), Verdict::NotHeld);
	}
	assert_eq!(judge(2, 50, other, true), Verdict::NotSigned);
	let someone = Account::new([9; 32]);
	let settled = compact(2, 50);
	assert_eq!(audit.judge(2, &settled, &someone, &signers(own, true)), Verdict::NotHeld);
	match judge(3, 61, own, true) {
		Verdict::Substituted { how, signed } => {
			assert!(how.contains("instead of") && signed.place() == Some((4, 3)), "{how}");
		}
		other => panic!("{other:?}"),
	}
}

#[test]
fn nobody_should_be_accused_by_what_may_be_no_signature() {
	let audit = ChannelAudit::new(4, None, held(&[(2, 50), (3, 60), (4, 70), (4, 71)]));
	let judge = |sequence, fee| {
		let settled = compact(sequence, fee);
		audit.judge(sequence, &settled, &operator(), &signers(H256::repeat_byte(9), false))
	};
	assert_eq!(judge(2, 50), Verdict::Unverified { how: None });
	// One of these is what was settled.
	assert_eq!(judge(4, 71), Verdict::Unverified { how: None });
	assert!(matches!(judge(3, 61), Verdict::Unverified { how: Some(how) } if how.contains("61")));
	// With a good signature beside it, it is another matter.
	let mut held = held(&[(3, 60)]);
	let mut junk = signed(4, 3, 61);
	junk.signature = signed(4, 3, 60).signature;
	held.get_mut(&3).unwrap().insert(0, junk);
	let audit = ChannelAudit::new(4, None, held);
	let settled = compact(3, 61);
	let verdict = audit.judge(3, &settled, &operator(), &signers(key().public(), true));
	assert!(matches!(verdict, Verdict::Substituted { signed, .. } if signed.receipt.fee == 60));
}

#[test]
fn receipts_of_others_should_not_be_those_of_the_channel() {
	let mut all = held(&[(2, 50), (3, 60)]);
	let someone = Account::new([9; 32]);
	all.get_mut(&3).unwrap()[0].operator = someone.clone();
	let audit = ChannelAudit::new(4, Some(info(0, 9)), all.clone());
	assert_eq!((audit.held(), audit.operators()), (1, BTreeSet::from([operator()])));
	// Of one that is closed nobody knows whose it was.
	let audit = ChannelAudit::new(4, None, all);
	assert_eq!((audit.held(), audit.operators()), (2, BTreeSet::from([operator(), someone])));
}

#[test]
fn a_batch_should_commit_to_what_was_signed() {
	let leaf = |fee| commitment_leaf::<Blake2Hasher>(signed(4, 2, fee).commitment());
	let receipts = vec![compact(2, 50), compact(3, 60)];
	let other = commitment_leaf::<Blake2Hasher>(signed(4, 3, 60).commitment());
	let settlement = |first| Settlement {
		receipts: receipts.clone(),
		commitments: merkle::root::<Blake2Hasher>(&[first, other]).unwrap(),
	};
	let parts = |second: Verdict| {
		let answers = [(2, 50, as_signed(2, 50)), (3, 60, second)];
		let mut second = batch(9, Outcome::Settled, &answers);
		let mut first = second.clone();
		first.answers.truncate(1);
		second.answers.remove(0);
		[first, second]
	};
	let hold = |second: Verdict, first: H256| {
		let [mut one, mut two] = parts(second);
		hold_to_commitments(&mut [&mut one, &mut two], &settlement(first));
		(one.not_committed(), two.not_committed())
	};
	assert_eq!(hold(as_signed(3, 60), leaf(50)), (None, None));
	assert_eq!(hold(as_signed(3, 60), leaf(51)), (Some(0), Some(1)));
	// Of a batch of which not all is held nobody can tell.
	assert_eq!(hold(Verdict::NotHeld, leaf(51)), (None, None));
}

#[test]
fn of_several_that_were_signed_the_one_that_was_not_settled_should_count() {
	let audit = ChannelAudit::new(4, None, held(&[(2, 50), (2, 40)]));
	let signers = signers(key().public(), true);
	let verdict = audit.judge(2, &compact(2, 50), &operator(), &signers);
	assert!(matches!(verdict, Verdict::Substituted { signed, .. } if signed.receipt.fee == 40));
}

#[test]
fn sums_should_be_right_to_the_planck() {
	let audit = channel();
	assert_eq!((audit.fees(), audit.settled, audit.is_whole()), (210, Some(210), true));
	assert_eq!(audit.held(), 5);
	let sum = |wanted: fn(&Verdict) -> bool| audit.sum(|_, answer| wanted(&answer.verdict));
	assert_eq!(sum(is_as_signed), Sum { answers: 2, fees: 130 });
	assert_eq!(sum(|it| *it == Verdict::NotHeld), Sum { answers: 1, fees: 50 });
	let substituted = sum(|it| matches!(it, Verdict::Substituted { .. }));
	assert_eq!(substituted, Sum { answers: 1, fees: 30 });
	assert_eq!(audit.sum(|batch, _| batch.is_void()), Sum { answers: 2, fees: 150 });
	assert_eq!((audit.batches[0].substituted(), audit.batches[1].substituted()), (1, 0));
	// What is in no batch: one that can still be, and one that was left out.
	assert_eq!(audit.unsettled, [(2, 20, Unsettled::NotCharged), (6, 60, Unsettled::NotYet)]);
	assert_eq!(audit.sum_unsettled(Unsettled::NotYet), Sum { answers: 1, fees: 60 });
}

#[test]
fn what_can_not_be_settled_any_more_should_not_be_waited_for() {
	let mut audit = channel();
	audit.end = Some(End::NewKey { until: 76 });
	audit.find_unsettled(false, 75);
	assert_eq!(audit.unsettled[1], (6, 60, Unsettled::NotYet));
	audit.find_unsettled(false, 76);
	assert_eq!(audit.unsettled[1], (6, 60, Unsettled::NotCharged));
}

#[test]
fn what_was_not_looked_at_should_not_be_known() {
	let mut audit = channel();
	audit.batches.pop();
	assert!(!audit.is_whole());
	audit.find_unsettled(false, 75);
	let why: Vec<_> = audit.unsettled.iter().map(|(sequence, _, why)| (*sequence, *why)).collect();
	assert_eq!(why, [(0, Unsettled::Unknown), (2, Unsettled::Unknown), (6, Unsettled::NotYet)]);
	audit.find_unsettled(true, 75);
	assert_eq!(audit.unsettled[0].2, Unsettled::NotCharged);
	// Of a channel that is closed, what came before its first answer is nothing.
	let mut closed = ChannelAudit::new(4, None, held(&[(0, 5)]));
	assert!(!closed.is_whole() && closed.operator == Some(operator()));
	closed.batches.push(batch(3, Outcome::Final, &[(0, 5, as_signed(0, 5))]));
	assert!(closed.is_whole());
}
