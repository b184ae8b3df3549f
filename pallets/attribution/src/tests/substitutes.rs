// SPDX-License-Identifier: Apache-2.0

//! Another receipt is settled than the one that was given: what the operator can try, and what the
//! payer, who has signed receipts, does about it.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays, weights::Weight, BoundedVec};
use openledger_primitives::{
	batch::ChannelReceipts,
	challenge::{Binding, Exhibit, Proof, Substitute},
	receipt::{signature, HeldSpan, Receipt},
	Balance, ChannelId,
};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::traits::BlakeTwo256;

type ChannelsError = pallet_channels::Error<Test>;

#[docify::export]
#[test]
fn a_payer_should_refute_what_it_was_not_given() {
	in_world(MIN_BOND, || {
		// The payer was given a receipt that credits two texts, and the operator settles one that
		// credits only the later.
		let given = Served::by_channel(0, FEE, &[truth()]).receipts.remove(0);
		let settled = Served::by_channel(0, FEE, &[vec![span(44, 51, NEW_ID, 8)]]).settle();
		let exhibit = settled.given(0, given);
		let compact = settled.compacts[0].clone();
		let proof = Proof::Substituted { settled: Substitute::Receipt { compact } };
		assert_ok!(Attribution::refute(
			RuntimeOrigin::signed(PAYER),
			settled.id,
			exhibit,
			Box::new(proof)
		));
		assert_ok!(finalize(settled.id));
		assert_eq!(channel(0).funds, 50_000);
		assert_eq!(operator(OPERATOR).bond, MIN_BOND / 2);
	});
}

/// What shows that receipt number `nth` stands for another.
fn substituted(served: &Served, nth: usize) -> Proof {
	let compact = served.compacts[nth].clone();
	Proof::Substituted { settled: Substitute::Receipt { compact } }
}

/// What shows that commitment number `nth` does.
fn recommitted(served: &Served, nth: usize) -> Proof {
	let (commitment, path) = (served.commitments[nth], served.commitment_path(nth));
	Proof::Substituted { settled: Substitute::Commitment { commitment, path } }
}

/// The receipt of an answer with other spans.
fn with_spans(receipt: &Receipt, spans: Vec<HeldSpan>) -> Receipt {
	Receipt { spans: spans.try_into().unwrap(), ..receipt.clone() }
}

/// Answers of channel 0 as they were given; the operator settles `other` for the second.
fn settle_other(other: impl FnOnce(&Receipt) -> Receipt) -> (Receipt, Served) {
	settle_other_of(0, other)
}

/// The same of another channel.
fn settle_other_of(
	channel: ChannelId,
	other: impl FnOnce(&Receipt) -> Receipt,
) -> (Receipt, Served) {
	let mut served = Served::by_channel(channel, FEE, &[truth(), truth(), truth()]);
	let given = served.receipts[1].clone();
	served.replace(1, other(&given));
	(given, served.settle())
}

/// Refutes batch 0, and checks that everything ends as it must, to the planck.
fn refute_for(who: AccountId, served: &Served, exhibit: Box<Exhibit>, proof: Proof) {
	let fees: Balance = served.compacts.iter().map(|compact| compact.answer.fee).sum();
	let deposit = held(OPERATOR, HoldReason::Batch);
	let free = || [who, OPERATOR, TREASURY].map(Balances::free_balance);
	let before = free();
	let bond = operator(OPERATOR).bond;
	let promised = held(PAYER, InChannels::Channel);
	System::reset_events();
	assert_eq!(show_as(who, served.id, exhibit.clone(), proof).unwrap().pays_fee, Pays::No);
	let (receipt, ground) = (exhibit.index, Ground::Substituted);
	let batch = served.id;
	let refuted = Event::ReceiptRefuted { batch, receipt, challenger: who, ground };
	let (amount, reward) = (bond / 2, bond / 10);
	let slashed = Event::Slashed { batch, who: OPERATOR, amount, challenger: who, reward };
	assert_eq!(events()[..2], [refuted, slashed]);
	idle(Weight::MAX);
	System::assert_last_event(Event::BatchRefunded { batch }.into());
	let after = free();
	assert_eq!(after[0] - before[0], reward);
	assert_eq!(after[1] - before[1], deposit);
	assert_eq!(after[2] - before[2], amount - reward);
	assert_eq!(operator(OPERATOR).bond, bond - amount);
	assert_eq!(held(PAYER, InChannels::Channel), promised + fees);
	assert_eq!(pallet_rewards::TotalOwed::<Test>::get(), 0);
	check_state();
}

#[test]
fn a_receipt_that_says_something_else_should_be_refuted() {
	let others: [fn(&Receipt) -> Receipt; 7] = [
		// Other credits: fewer, more, and another's.
		|given| with_spans(given, vec![given.spans[1]]),
		|given| with_spans(given, vec![]),
		|given| with_spans(given, later()),
		// A higher fee than was agreed, and a lower one, of which the texts get less.
		|given| Receipt { fee: given.fee + 1, ..given.clone() },
		|given| Receipt { fee: given.fee - 1, ..given.clone() },
		// A longer output, so that the texts have less of it.
		|given| Receipt { output_len: 1_000, ..given.clone() },
		// Another model, whose developer gets the model's part; with credits that this model can have.
		|given| Receipt { model: 1, ..with_spans(given, vec![span(0, 40, 3, 0)]) },
	];
	for other in others {
		in_world(MIN_BOND, || {
			let (given, served) = settle_other(other);
			let exhibit = served.given(1, given);
			refute_for(PAYER, &served, exhibit, substituted(&served, 1));
		});
	}
}

/// Other text with the same credits: the chain has what was given, and something else is committed to.
#[test]
fn a_commitment_to_something_else_should_be_refuted() {
	let others: [fn(&Receipt) -> Receipt; 3] = [
		|given| Receipt { output_root: H256::repeat_byte(1), ..given.clone() },
		|given| Receipt { salt: [8; 32], ..given.clone() },
		// The same credits by spans that are elsewhere.
		|given| with_spans(given, vec![span(14, 57, OLD_ID, 5), given.spans[1]]),
	];
	for other in others {
		in_world(MIN_BOND, || {
			let (given, served) = settle_other(other);
			let exhibit = served.given(1, given);
			// The chain's part of it is right.
			let by_compact = substituted(&served, 1);
			assert_noop!(show(0, exhibit.clone(), by_compact), Error::<Test>::NotRefuted);
			refute_for(PAYER, &served, exhibit, recommitted(&served, 1));
		});
	}
}

#[test]
fn a_watcher_that_has_the_signed_receipt_should_refute_too() {
	in_world(10 * MIN_BOND, || {
		let (given, served) = settle_other(|given| with_spans(given, vec![]));
		refute_for(CHALLENGER, &served, served.given(1, given), substituted(&served, 1));
	});
}

/// Who settles a receipt for an answer that it never gave has it paid by a sequence that was, or is to
/// be, another's.
#[test]
fn an_invented_answer_should_take_anothers_sequence_and_be_refuted() {
	in_world(MIN_BOND, || {
		let mut served = Served::by_channel(0, FEE, &[truth(), truth()]);
		let given = served.receipts[1].clone();
		// The second answer is an invented one, and what was given for it comes third: beyond what the
		// payer has signed for.
		served.replace(1, Receipt { salt: [8; 32], ..with_spans(&given, later()) });
		let mut third = whole(by_channel(0, 2), FEE, &truth());
		third.salt = given.salt;
		let mut all = served.clone();
		all.receipts.push(third.clone());
		let mut batch = Served::of(all.receipts).batch();
		batch.channels[0].voucher = voucher(0, 2, 3 * FEE);
		assert_noop!(submit(OPERATOR, batch), Error::<Test>::BeyondVoucher);
		let served = served.settle();
		refute_for(PAYER, &served, served.given(1, given), substituted(&served, 1));
	});
}

#[test]
fn a_junk_root_of_commitments_should_be_refuted_because_nobody_can_answer() {
	in_world(MIN_BOND, || {
		let served = Served::by_channel(0, FEE, &[truth(), truth()]);
		let mut batch = served.batch();
		batch.commitments = H256::repeat_byte(3);
		assert_ok!(submit(OPERATOR, batch));
		let [challenger, own, treasury] = purses();
		let deposit = held(OPERATOR, HoldReason::Batch);
		assert_ok!(demand(0, 1, 0));
		// The operator has the receipt, and signs it again: that is no answer.
		let shown = || evidence(&truth(), 0);
		let reveal_as = |exhibit| {
			let origin = RuntimeOrigin::signed(OPERATOR);
			Attribution::reveal(origin, 0, 0, exhibit, Box::new(shown()))
		};
		assert_noop!(reveal_as(served.exhibit(1)), Error::<Test>::NotInBatch);
		let signed = served.given(1, served.receipts[1].clone());
		assert_noop!(reveal_as(signed), Error::<Test>::NotCommitted);
		System::set_block_number(2 + REVEAL_WINDOW);
		assert_ok!(expire(0, 1, 0));
		assert_ok!(finalize(0));
		let slash = MIN_BOND / 2;
		let expected = [challenger + UNANSWERED, own + deposit, treasury + slash - UNANSWERED];
		assert_eq!(purses(), expected);
		assert_eq!(channel(0).funds, 50_000);
	});
}

/// Nobody else than the operator, or under another key, for another chain, channel or sequence, has
/// signed anything that counts.
#[test]
fn what_the_operator_did_not_sign_should_refute_nothing() {
	in_world(MIN_BOND, || {
		assert_eq!(open_channel(OPERATOR, 1_000), 1);
		let served = serve_answers(&[truth(), truth()]);
		let other = with_spans(&served.receipts[1], vec![]);
		let proof = substituted(&served, 1);
		let refused = |receipt: &Receipt, binding: Binding, error: Error<Test>| {
			let exhibit = served.exhibit_of(1, receipt.clone(), binding);
			assert_noop!(show(0, exhibit, proof.clone()), error);
		};
		// By another key, and by the operator's key for another operator.
		refused(&other, signed_by(&key(9), OPERATOR, &other), Error::NotSigned);
		refused(&other, signed_by(&receipt_key(), LAB, &other), Error::NotSigned);
		// Over another receipt.
		refused(&other, signed_by(&receipt_key(), OPERATOR, &served.receipts[1]), Error::NotSigned);
		let mut flipped = signed_by(&receipt_key(), OPERATOR, &other);
		if let Binding::Signed(signature) = &mut flipped {
			signature.0[3] ^= 1;
		}
		refused(&other, flipped, Error::NotSigned);
		// It has to be signed.
		refused(&other, Binding::Committed(served.commitment_path(1)), Error::NotSigned);
		// That is what was settled.
		let same = served.receipts[1].clone();
		refused(&same, signed_by(&receipt_key(), OPERATOR, &same), Error::NotRefuted);
		// Receipts for other answers are no contradiction.
		for (channel, sequence) in [(0, 0), (0, 2), (1, 1)] {
			let receipt = Receipt { payment: by_channel(channel, sequence), ..other.clone() };
			refused(&receipt, signed_by(&receipt_key(), OPERATOR, &receipt), Error::NotRefuted);
		}
		// The chain has something else at this place.
		let elsewhere =
			served.exhibit_of(0, other.clone(), signed_by(&receipt_key(), OPERATOR, &other));
		assert_noop!(show(0, elsewhere, proof.clone()), Error::<Test>::NotInBatch);
		// And the operator has signed nothing on another chain.
		let genesis = H256::repeat_byte(1);
		let commitment = other.commitment::<BlakeTwo256>();
		let bytes = Attribution::account_bytes(&OPERATOR);
		let signed = signature::sign(&receipt_key(), genesis, &bytes, commitment);
		refused(&other, Binding::Signed(signed), Error::NotSigned);
		// With all of it right.
		assert_ok!(show(0, served.given(1, other), proof));
	});
}

/// Batches that settle one sequence twice: two receipts in a batch, two batches, two models.
#[test]
fn a_sequence_should_be_settled_once() {
	in_world(10 * MIN_BOND, || {
		let receipts = || vec![batched(100, &[]), batched(100, &[])];
		let part = |first, answers| ChannelReceipts {
			voucher: voucher(0, answers, 10_000),
			first,
			receipts: BoundedVec::truncate_from(receipts()),
		};
		// In one batch they can't even be said: each is at least one more than that before, and a
		// channel is there once, whatever its receipts' models.
		let twice = batch(&[(0, vec![]), (1, vec![])], vec![part(0, 9), part(0, 9)]);
		assert_noop!(submit(OPERATOR, twice), Error::<Test>::ChannelsOutOfOrder);
		let mut models = batch(&[(0, vec![]), (1, vec![])], vec![part(0, 1)]);
		models.channels[0].receipts[1].model = 1;
		assert_noop!(submit(OPERATOR, models.clone()), Error::<Test>::BeyondVoucher);
		models.channels[0].voucher = voucher(0, 2, 10_000);
		assert_ok!(submit(OPERATOR, models));
		assert_eq!((channel(0).next_sequence, channel(0).settled), (2, 200));
		// In two, by the same voucher or a better one; both receipts, or one of them.
		for first in [0, 1] {
			let again = settle_batch(OPERATOR, vec![part(first, 9)]);
			assert_eq!(again, Err(ChannelsError::SequenceSettled.into()));
		}
		assert_ok!(settle_batch(OPERATOR, vec![part(2, 9)]));
		assert_eq!((channel(0).next_sequence, channel(0).settled), (4, 400));
	});
}

/// A payer retries a request, gives others up, and is not charged for some: the operator settles what
/// it gave, in whatever batches, and nothing refutes it.
#[test]
fn retries_gaps_and_cancelled_answers_should_leave_nothing_to_refute() {
	in_world(10 * MIN_BOND, || {
		// Answers 0 to 9, of which 1, 2 and 7 are not charged. A retry is the same receipt again.
		let given: Vec<_> = [0, 3, 4, 5, 6, 8, 9]
			.map(|sequence| whole(by_channel(0, sequence), FEE, &truth()))
			.to_vec();
		let (first, second) = given.split_at(4);
		let mut batch = Served::of(first.to_vec()).batch();
		// The payer has promised for more answers, and more money, than are charged now.
		batch.channels[0].voucher = voucher(0, 10, 20 * FEE);
		let mut batches = vec![Served::of(first.to_vec())];
		assert_ok!(submit(OPERATOR, batch));
		assert_eq!((channel(0).next_sequence, channel(0).settled), (6, 4 * FEE));
		// What was skipped can't be charged later.
		for sequence in [1, 2] {
			let late = Served::of(vec![whole(by_channel(0, sequence), FEE, &truth())]);
			assert_noop!(submit(OPERATOR, late.batch()), ChannelsError::SequenceSettled);
		}
		batches.push(Served::of(second.to_vec()).settle());
		assert_eq!((channel(0).next_sequence, channel(0).settled), (10, 7 * FEE));
		assert_eq!(channel(0).funds, 50_000 - 7 * FEE);
		for served in &batches {
			for (nth, _) in served.receipts.iter().enumerate() {
				for receipt in &given {
					let exhibit = served.given(nth, receipt.clone());
					for proof in [substituted(served, nth), recommitted(served, nth)] {
						assert!(show(served.id, exhibit.clone(), proof).is_err());
					}
				}
			}
		}
		pass_window();
		assert_ok!(finalize(0));
		assert_ok!(finalize(1));
	});
}

fn set_key(pair: &sr25519::Pair) {
	let origin = RuntimeOrigin::signed(OPERATOR);
	assert_ok!(Channels::set_operator_key(origin, pair.public()));
}

/// Until when a key counts that is changed in block 1.
const UNTIL: u64 = 1 + GRACE + CLOSE_DELAY;

/// Whether a receipt that was given under `by`, by a channel that was opened after the key was changed
/// in block 1, refutes what is settled in its place in block `at`.
fn is_refuted(by: &sr25519::Pair, at: u64, then: impl FnOnce()) -> bool {
	let mut is_refuted = false;
	in_world(MIN_BOND, || {
		set_key(&key(9));
		let id = open_channel(OPERATOR, 50_000);
		System::set_block_number(at);
		let (given, served) = settle_other_of(id, |given| with_spans(given, vec![]));
		then();
		let binding = signed_by(by, OPERATOR, &given);
		let exhibit = served.exhibit_of(1, given, binding);
		let shown = show(0, exhibit, substituted(&served, 1));
		is_refuted = shown.is_ok();
		assert!(is_refuted || shown == Err(Error::<Test>::NotSigned.into()));
	});
	is_refuted
}

#[test]
fn what_a_former_key_signed_should_count_until_it_does_not() {
	let (former, current) = (receipt_key(), key(9));
	for at in [1, UNTIL - 1] {
		assert!(is_refuted(&former, at, || ()));
		assert!(is_refuted(&current, at, || ()));
	}
	for at in [UNTIL, 10 * UNTIL] {
		assert!(!is_refuted(&former, at, || ()));
		assert!(is_refuted(&current, at, || ()));
	}
	assert!(!is_refuted(&key(8), 1, || ()));
}

/// What counted when the batch was settled counts while it can be challenged, whatever its operator
/// does.
#[test]
fn no_later_change_should_take_a_payers_proof() {
	let later = WINDOW - 1;
	let pass = || System::set_block_number(System::block_number() + later);
	assert!(is_refuted(&receipt_key(), UNTIL - 1, pass));
	// The key is changed once more.
	assert!(is_refuted(&receipt_key(), UNTIL - 1, || {
		pass();
		set_key(&key(8));
	}));
	// And by a key that the operator has since then, nothing is.
	assert!(!is_refuted(&key(8), UNTIL - 1, || {
		pass();
		set_key(&key(8));
	}));
}

/// Of two channels, each has its own sequences.
#[test]
fn a_receipt_of_one_channel_should_not_be_settled_for_another() {
	in_world(MIN_BOND, || {
		let other: ChannelId = open_channel(OPERATOR, 50_000);
		let mut served = Served::of(vec![
			whole(by_channel(0, 0), FEE, &truth()),
			whole(by_channel(other, 0), FEE, &truth()),
		]);
		// What was given by the first channel for 1,000 is settled again for the second.
		let given = whole(by_channel(other, 0), FEE / 2, &[]);
		served.receipts[1].salt = [9; 32];
		let served = Served::of(served.receipts).settle();
		refute_for(PAYER, &served, served.given(1, given), substituted(&served, 1));
		assert_eq!((channel(0).funds, channel(other).funds), (50_000, 50_000));
	});
}
