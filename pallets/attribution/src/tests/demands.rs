// SPDX-License-Identifier: Apache-2.0

//! Demands to see a span of a receipt, how they are answered, and what happens if they are not.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use openledger_primitives::{
	challenge::{Binding, Evidence, Exhibit, Proof, DEMANDABLE_SPANS},
	BatchId,
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// A window of 10 blocks from block 1 on.
const FINALIZABLE_AT: u64 = 1 + WINDOW;
/// The last block in which a demand about it is accepted: its answer, and a refutation of what that
/// shows, have 3 blocks each.
const LAST_DEMAND: u64 = 5;

/// Runs a test on a chain with batch 0, of three true receipts.
fn with_truths(test: impl FnOnce(&Served)) {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth(), truth(), truth()]);
		System::reset_events();
		test(&served);
	});
}

/// What shows span number `nth` of a true receipt.
fn shown(nth: usize) -> Evidence {
	evidence(&truth(), nth)
}

fn demands() -> usize {
	Demands::<Test>::iter().count()
}

/// The events of a demand for span 0 that ended without an answer, and refuted `OPERATOR`'s batch.
fn unanswered(batch: BatchId, receipt: u32) -> Vec<Event<Test>> {
	let (challenger, ground) = (CHALLENGER, Ground::Unanswered);
	vec![
		returned(batch, receipt, 0),
		Event::ReceiptRefuted { batch, receipt, challenger, ground },
		Event::Slashed { batch, who: OPERATOR, amount: 500, challenger, reward: UNANSWERED },
		Event::BatchVoided { batch, leaf: last_leaf() },
	]
}

fn returned(batch: BatchId, receipt: u32, span: u32) -> Event<Test> {
	let (demander, bond) = (CHALLENGER, DEMAND_BOND);
	Event::DemandReturned { batch, receipt, span, demander, bond }
}

fn answered(receipt: u32, span: u32, who: AccountId) -> Event<Test> {
	Event::ReceiptRevealed { batch: 0, receipt, span, who, bond: DEMAND_BOND }
}

#[test]
fn a_demand_should_hold_a_bond_and_be_on_record() {
	with_truths(|_| {
		let free = Balances::free_balance(CHALLENGER);
		System::set_block_number(2);
		assert_ok!(demand(0, 1, 0));
		let (demander, bond, respond_by) = (CHALLENGER, DEMAND_BOND, 2 + REVEAL_WINDOW);
		let expected: Event<Test> =
			Event::RevealDemanded { batch: 0, receipt: 1, span: 0, demander, bond, respond_by };
		assert_eq!(events(), [expected]);
		assert_eq!(Demands::<Test>::get(0, (1, 0)), Some(Demand { demander, bond, respond_by }));
		assert_eq!(held(CHALLENGER, HoldReason::Demand), DEMAND_BOND);
		assert_eq!(Balances::free_balance(CHALLENGER), free - DEMAND_BOND);
	});
}

#[test]
fn only_what_a_batch_can_have_should_be_demanded() {
	with_truths(|_| {
		assert_noop!(demand(1, 0, 0), Error::<Test>::BatchNotFound);
		assert_noop!(demand(0, 3, 0), Error::<Test>::ReceiptNotFound);
		assert_noop!(demand(0, u32::MAX, 0), Error::<Test>::ReceiptNotFound);
		assert_noop!(demand(0, 0, DEMANDABLE_SPANS), Error::<Test>::SpanNotFound);
		let of_nobody = Attribution::demand_reveal(RuntimeOrigin::none(), 0, 0, 0);
		assert_eq!(of_nobody, Err(DispatchError::BadOrigin));
		// How many spans a receipt lists is not known before it is revealed.
		assert_ok!(demand(0, 2, DEMANDABLE_SPANS - 1));
	});
}

#[test]
fn the_same_should_not_be_demanded_twice_at_a_time() {
	with_truths(|served| {
		assert_ok!(demand(0, 1, 0));
		let of_another = || Attribution::demand_reveal(RuntimeOrigin::signed(TUNER), 0, 1, 0);
		assert_noop!(demand(0, 1, 0), Error::<Test>::AlreadyDemanded);
		assert_noop!(of_another(), Error::<Test>::AlreadyDemanded);
		assert_ok!(demand(0, 0, 0));
		assert_ok!(demand(0, 1, 1));
		assert_eq!(held(CHALLENGER, HoldReason::Demand), 3 * DEMAND_BOND);
		assert_ok!(reveal(served, 1, 0, shown(0)));
		assert_ok!(of_another());
	});
}

#[test]
fn a_demand_should_need_the_bond() {
	with_truths(|_| {
		let give = |from, to, amount| {
			assert_ok!(Balances::transfer_keep_alive(RuntimeOrigin::signed(from), to, amount));
		};
		// A planck keeps the account.
		give(CHALLENGER, LAB, Balances::free_balance(CHALLENGER) - DEMAND_BOND);
		assert_noop!(demand(0, 0, 0), TokenError::FundsUnavailable);
		give(LAB, CHALLENGER, 1);
		assert_ok!(demand(0, 0, 0));
		assert_eq!(Balances::free_balance(CHALLENGER), 1);
	});
}

#[test]
fn nothing_should_be_demanded_of_a_batch_that_cannot_be_challenged() {
	in_world(MIN_BOND, || {
		let lie = serve_answers(&[too_long()]);
		assert_ok!(serve(0, 100));
		assert_ok!(refute(&lie, 0, mismatch()));
		assert_noop!(demand(0, 0, 0), Error::<Test>::AlreadyVoid);
		System::set_block_number(FINALIZABLE_AT);
		assert_noop!(demand(1, 0, 0), Error::<Test>::WindowClosed);
		assert_ok!(finalize(1));
		assert_noop!(demand(1, 0, 0), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn who_settled_the_batch_should_get_the_bond_of_an_answer() {
	with_truths(|served| {
		let free = || [CHALLENGER, OPERATOR, LAB].map(Balances::free_balance);
		let [challenger, own, lab] = free();
		assert_ok!(demand(0, 1, 0));
		assert_ok!(demand(0, 1, 1));
		System::reset_events();
		// By anyone, who gets nothing for it.
		assert_ok!(reveal(served, 1, 0, shown(0)));
		assert_ok!(reveal(served, 1, 1, shown(1)));
		assert_eq!(events(), [answered(1, 0, OPERATOR), answered(1, 1, OPERATOR)]);
		assert_eq!(free(), [challenger - 2 * DEMAND_BOND, own + 2 * DEMAND_BOND, lab]);
		assert_eq!((demands(), held(CHALLENGER, HoldReason::Demand)), (0, 0));
		// And the batch ends as it would.
		System::set_block_number(FINALIZABLE_AT);
		assert_ok!(finalize(0));
		System::assert_last_event(Event::BatchFinalized { batch: 0, leaf: last_leaf() }.into());
	});
}

#[test]
fn the_payer_of_settle_one_should_get_the_bond_of_an_answer() {
	in_world(MIN_BOND, || {
		let served = pay_for(PAYER, &truth());
		let free = || [CHALLENGER, OPERATOR, PAYER].map(Balances::free_balance);
		let [challenger, own, payer] = free();
		assert_ok!(demand(0, 0, 0));
		System::reset_events();
		assert_ok!(reveal(&served, 0, 0, shown(0)));
		assert_eq!(events(), [answered(0, 0, PAYER)]);
		assert_eq!(free(), [challenger - DEMAND_BOND, own, payer + DEMAND_BOND]);
	});
}

#[test]
fn who_answers_its_own_demand_should_get_its_bond_back() {
	with_truths(|served| {
		let free = Balances::free_balance(OPERATOR);
		assert_ok!(Attribution::demand_reveal(RuntimeOrigin::signed(OPERATOR), 0, 0, 0));
		assert_eq!(held(OPERATOR, HoldReason::Demand), DEMAND_BOND);
		assert_ok!(reveal(served, 0, 0, shown(0)));
		assert_eq!(held(OPERATOR, HoldReason::Demand), 0);
		assert_eq!(Balances::free_balance(OPERATOR), free);
	});
}

#[test]
fn a_span_that_is_not_listed_should_be_answered_too() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth(), vec![]]);
		let last = DEMANDABLE_SPANS - 1;
		for (receipt, span) in [(0, 2), (0, last), (1, 0)] {
			assert_ok!(demand(0, receipt, span));
		}
		// There is no such span to show.
		assert_noop!(reveal(&served, 0, 2, shown(0)), Error::<Test>::SpanNotFound);
		let wrong = Evidence::SpanNotFound { output: all_of(OLD) };
		assert_noop!(reveal(&served, 0, 2, wrong), Error::<Test>::InvalidExcerpt);
		System::reset_events();
		assert_ok!(reveal(&served, 0, 2, shown(2)));
		assert_ok!(reveal(&served, 0, last, shown(2)));
		assert_ok!(reveal(&served, 1, 0, shown(2)));
		let expected =
			[(0, 2), (0, last), (1, 0)].map(|(receipt, span)| answered(receipt, span, OPERATOR));
		assert_eq!(events(), expected);
	});
}

#[test]
fn evidence_that_does_not_show_the_span_should_be_no_answer() {
	with_truths(|served| {
		assert_ok!(demand(0, 1, 0));
		let refused = |evidence, error: Error<Test>| {
			assert_noop!(reveal(served, 1, 0, evidence), error);
		};
		let of = |output, text| Evidence::Span { output: all_of(output), text: all_of(text) };
		// Another span, other texts, and none though it is listed.
		refused(shown(1), Error::InvalidExcerpt);
		refused(of(NEW, OLD), Error::InvalidExcerpt);
		refused(of(OUTPUT, LATE), Error::InvalidExcerpt);
		refused(shown(2), Error::NotShown);
		// What nobody demanded.
		assert_noop!(reveal(served, 1, 1, shown(1)), Error::<Test>::DemandNotFound);
		assert_noop!(reveal(served, 0, 0, shown(0)), Error::<Test>::DemandNotFound);
		let by_nobody =
			Attribution::reveal(RuntimeOrigin::none(), 0, 0, served.exhibit(1), Box::new(shown(0)));
		assert_eq!(by_nobody, Err(DispatchError::BadOrigin));
		assert_ok!(reveal(served, 1, 0, shown(0)));
		assert_noop!(reveal(served, 1, 0, shown(0)), Error::<Test>::DemandNotFound);
	});
}

#[test]
fn another_receipt_should_be_no_answer() {
	with_truths(|served| {
		assert_ok!(demand(0, 1, 0));
		let submit = |exhibit: Box<Exhibit>| {
			let origin = RuntimeOrigin::signed(OPERATOR);
			Attribution::reveal(origin, 0, 0, exhibit, Box::new(shown(0)))
		};
		let other = served.exhibit(0);
		let moved = Exhibit { index: 1, ..*other };
		assert_noop!(submit(Box::new(moved)), Error::<Test>::NotInBatch);
		let mut pathless = served.exhibit(1);
		pathless.path.truncate(1);
		assert_noop!(submit(pathless), Error::<Test>::NotInBatch);
		let mut resalted = served.exhibit(1);
		resalted.receipt.salt = [8; 32];
		assert_noop!(submit(resalted), Error::<Test>::NotInBatch);
		let mut misled = served.exhibit(1);
		misled.path[0] = H256::zero();
		assert_noop!(submit(misled), Error::<Test>::NotInBatch);
		let mut uncommitted = served.exhibit(1);
		uncommitted.binding = Binding::Committed(served.commitment_path(0));
		assert_noop!(submit(uncommitted), Error::<Test>::NotInBatch);
		// What the operator signs now says nothing of what it committed to then.
		let signed = served.given(1, served.receipts[1].clone());
		assert_noop!(submit(signed), Error::<Test>::NotCommitted);
		assert_ok!(submit(served.exhibit(1)));
	});
}

#[test]
fn a_span_that_is_not_there_should_not_be_shown() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[too_long()]);
		assert_ok!(demand(0, 0, 0));
		// The text goes on otherwise.
		assert_noop!(reveal(&served, 0, 0, shown(0)), Error::<Test>::NotShown);
		System::set_block_number(2 + REVEAL_WINDOW);
		System::reset_events();
		assert_ok!(expire(0, 0, 0));
		assert_eq!(events(), unanswered(0, 0));
	});
}

#[test]
fn an_answer_should_come_in_time() {
	let respond_by = 1 + REVEAL_WINDOW;
	with_truths(|served| {
		assert_ok!(demand(0, 0, 0));
		System::set_block_number(respond_by);
		assert_noop!(expire(0, 0, 0), Error::<Test>::NotYetExpired);
		assert_ok!(reveal(served, 0, 0, shown(0)));
		assert_noop!(expire(0, 0, 0), Error::<Test>::DemandNotFound);
	});
	with_truths(|served| {
		assert_ok!(demand(0, 0, 0));
		System::set_block_number(respond_by + 1);
		assert_noop!(reveal(served, 0, 0, shown(0)), Error::<Test>::RevealTooLate);
		System::set_block_number(FINALIZABLE_AT);
		assert_noop!(reveal(served, 0, 0, shown(0)), Error::<Test>::WindowClosed);
		assert_ok!(expire(0, 0, 0));
		assert_noop!(reveal(served, 0, 0, shown(0)), Error::<Test>::DemandNotFound);
	});
}

#[test]
fn a_demand_that_nobody_answers_should_refute_the_batch() {
	with_truths(|_| {
		let [challenger, own, treasury] = purses();
		assert_ok!(demand(0, 2, 0));
		System::set_block_number(2 + REVEAL_WINDOW);
		System::reset_events();
		assert_ok!(expire(0, 2, 0));
		assert_eq!(events(), unanswered(0, 2));
		// Of the 100 that a proof would earn.
		assert_eq!(purses(), [challenger + UNANSWERED, own, treasury + 500 - UNANSWERED]);
		assert_eq!((demands(), held(CHALLENGER, HoldReason::Demand)), (0, 0));
		assert_eq!(operator(OPERATOR).exposure, 0);
		assert_noop!(expire(0, 2, 0), Error::<Test>::DemandNotFound);
		assert_ok!(finalize(0));
		assert_eq!(channel(0).funds, 50_000);
	});
}

#[test]
fn an_unanswered_payer_should_lose_its_deposit_and_earn_nobody_anything() {
	in_world(MIN_BOND, || {
		let (free, [challenger, _, treasury]) = (Balances::free_balance(PAYER), purses());
		pay_for(PAYER, &truth());
		let deposit = held(PAYER, HoldReason::Batch);
		assert_ok!(demand(0, 0, 0));
		System::set_block_number(2 + REVEAL_WINDOW);
		assert_ok!(expire(0, 0, 0));
		System::assert_last_event(Event::BatchVoided { batch: 0, leaf: 1 }.into());
		assert_eq!(Balances::free_balance(PAYER), free - FEE - deposit);
		let [found, _, kept] = purses();
		assert_eq!([found - challenger, kept - treasury], [0, deposit]);
		assert_eq!(held(PAYER, HoldReason::Batch), 0);
		idle(Weight::MAX);
		System::assert_has_event(Event::BatchClosed { batch: 0 }.into());
		assert!(!Batches::<Test>::contains_key(0));
		assert_eq!(Balances::free_balance(PAYER), free - FEE - deposit);
	});
}

/// Whoever is paid for the answer's absence must get less than making one miss it costs.
#[test]
fn what_is_not_answered_should_earn_little_however_large_the_bond() {
	for bond in [MIN_BOND, 1_000 * MIN_BOND] {
		in_world(bond, || {
			let [challenger, _, treasury] = purses();
			for _ in 0..5 {
				let id = serve_answers(&[truth()]).id;
				assert_ok!(Channels::bond_extra(RuntimeOrigin::signed(OPERATOR), bond));
				assert_ok!(demand(id, 0, 0));
				System::set_block_number(System::block_number() + 1 + REVEAL_WINDOW);
				assert_ok!(expire(id, 0, 0));
			}
			let [found, _, kept] = purses();
			assert_eq!(found - challenger, 5 * UNANSWERED);
			assert!(kept - treasury > 5 * bond / 2);
		});
	}
}

#[test]
fn one_answer_should_not_be_enough_for_two_demands() {
	with_truths(|served| {
		assert_ok!(demand(0, 0, 0));
		assert_ok!(demand(0, 0, 1));
		assert_ok!(demand(0, 1, 0));
		assert_ok!(reveal(served, 0, 0, shown(0)));
		assert_ok!(reveal(served, 0, 1, shown(1)));
		System::set_block_number(2 + REVEAL_WINDOW);
		System::reset_events();
		assert_ok!(expire(0, 1, 0));
		assert_eq!(events(), unanswered(0, 1));
	});
}

#[test]
fn a_demand_should_return_its_bond_when_the_batch_is_void_otherwise() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[too_long(), truth()]);
		let [challenger, _, treasury] = purses();
		assert_ok!(demand(0, 1, 0));
		assert_ok!(refute_as(TUNER, &served, 0, mismatch()));
		assert_noop!(reveal(&served, 1, 0, shown(0)), Error::<Test>::AlreadyVoid);
		// At once, and nobody is slashed for it.
		System::reset_events();
		assert_ok!(expire(0, 1, 0));
		assert_eq!(events(), [returned(0, 1, 0)]);
		assert_eq!(operator(OPERATOR).bond, 500);
		let [back, _, kept] = purses();
		assert_eq!([back - challenger, kept - treasury], [0, 400]);
		assert_noop!(expire(0, 1, 0), Error::<Test>::DemandNotFound);
	});
}

#[test]
fn only_the_first_unanswered_demand_should_slash() {
	with_truths(|_| {
		let [challenger, ..] = purses();
		for receipt in 0..3 {
			assert_ok!(demand(0, receipt, 0));
		}
		System::set_block_number(2 + REVEAL_WINDOW);
		assert_ok!(expire(0, 1, 0));
		System::reset_events();
		assert_ok!(expire(0, 0, 0));
		assert_ok!(expire(0, 2, 0));
		assert_eq!(events(), [returned(0, 0, 0), returned(0, 2, 0)]);
		assert_eq!(purses()[0], challenger + UNANSWERED);
	});
}

#[test]
fn a_demand_should_return_its_bond_when_the_batch_is_gone() {
	in_world(MIN_BOND, || {
		let lies = [pay_for(PAYER, &too_long()), serve_answers(&[too_long()])];
		for served in &lies {
			let id = served.id;
			let [free, ..] = purses();
			assert_ok!(demand(id, 0, 0));
			assert_ok!(refute_as(TUNER, served, 0, mismatch()));
			assert_ok!(finalize(id));
			assert!(!Batches::<Test>::contains_key(id));
			Attribution::do_try_state().unwrap();
			assert_noop!(reveal(served, 0, 0, shown(0)), Error::<Test>::BatchNotFound);
			System::reset_events();
			assert_ok!(expire(id, 0, 0));
			assert_eq!(events(), [returned(id, 0, 0)]);
			assert_eq!(purses()[0], free);
			assert_noop!(expire(id, 0, 0), Error::<Test>::DemandNotFound);
		}
	});
}

#[test]
fn a_batch_should_not_be_final_before_its_demands_are_answered() {
	with_truths(|served| {
		assert_ok!(serve(0, 100));
		assert_ok!(demand(0, 0, 0));
		assert_ok!(demand(0, 1, 0));
		assert_ok!(reveal(served, 0, 0, shown(0)));
		System::set_block_number(WINDOW);
		assert_noop!(finalize(0), Error::<Test>::NotFinalizable);
		System::set_block_number(FINALIZABLE_AT);
		assert_noop!(finalize(0), Error::<Test>::DemandUnanswered);
		// Others don't wait for it.
		assert_ok!(finalize(1));
		System::reset_events();
		assert_ok!(expire(0, 1, 0));
		assert_eq!(events(), unanswered(0, 1));
		assert_ok!(finalize(0));
		System::assert_last_event(Event::BatchRefunded { batch: 0 }.into());
		assert_eq!(channel(0).funds, 50_000 - 100);
	});
}

#[test]
fn an_answered_batch_should_be_finalized_by_a_block() {
	with_truths(|served| {
		assert_ok!(demand(0, 0, 0));
		assert_ok!(reveal(served, 0, 0, shown(0)));
		System::set_block_number(FINALIZABLE_AT);
		idle(Weight::MAX);
		System::assert_last_event(Event::BatchFinalized { batch: 0, leaf: last_leaf() }.into());
	});
}

#[test]
fn a_block_should_end_what_nobody_answered_and_pay_back() {
	with_truths(|_| {
		assert_ok!(serve(0, 2_000));
		let [challenger, _, treasury] = purses();
		assert_ok!(demand(0, 1, 0));
		assert_ok!(demand(0, 2, 0));
		System::set_block_number(WINDOW);
		idle(Weight::MAX);
		assert_eq!(demands(), 2);
		System::set_block_number(FINALIZABLE_AT);
		idle(Weight::MAX);
		assert_eq!(NextToFinalize::<Test>::get(), 2);
		assert_eq!(Batches::<Test>::iter().count(), 0);
		System::assert_has_event(Event::BatchRefunded { batch: 0 }.into());
		System::assert_has_event(Event::BatchFinalized { batch: 1, leaf: 3 }.into());
		assert_eq!(channel(0).funds, 50_000 - 2_000);
		assert_eq!(operator(OPERATOR).bond, 500);
		// One refuted it. The other waits until someone returns its bond.
		let [free, _, kept] = purses();
		assert_eq!(free, challenger + UNANSWERED - DEMAND_BOND);
		// And of the other batch 5 %, and half of the 45 % that no text earned.
		assert_eq!(kept - treasury, 500 - UNANSWERED + 100 + 450);
		assert_eq!(demands(), 1);
		let key = Demands::<Test>::iter_keys().next().map(|(_, key)| key).unwrap();
		assert_ok!(expire(0, key.0, key.1));
		assert_eq!(purses()[0], challenger + UNANSWERED);
	});
}

#[test]
fn a_block_should_end_what_a_payer_did_not_answer() {
	in_world(MIN_BOND, || {
		pay_for(PAYER, &truth());
		pay_for(PAYER, &truth());
		assert_ok!(demand(0, 0, 0));
		System::set_block_number(FINALIZABLE_AT);
		System::reset_events();
		idle(Weight::MAX);
		let ours = events();
		assert_eq!(ours[0], returned(0, 0, 0));
		for ends in [
			Event::BatchVoided { batch: 0, leaf: 2 },
			Event::BatchClosed { batch: 0 },
			Event::BatchFinalized { batch: 1, leaf: 3 },
		] {
			assert!(ours.contains(&ends));
		}
		assert_eq!(NextToFinalize::<Test>::get(), 2);
		assert_eq!(held(PAYER, HoldReason::Batch), 0);
	});
}

#[test]
fn a_block_with_little_left_should_leave_a_demand_to_the_next() {
	type Weights = <Test as Config>::WeightInfo;
	with_truths(|_| {
		assert_ok!(demand(0, 0, 0));
		System::set_block_number(FINALIZABLE_AT);
		let enough = Weights::advance().saturating_add(Attribution::weight_of_expiry());
		for one_less in [Weight::from_parts(1, 0), Weight::from_parts(0, 1)] {
			idle(enough.saturating_sub(one_less));
			assert_eq!((demands(), NextToFinalize::<Test>::get()), (1, 0));
		}
		System::reset_events();
		assert_eq!(idle(enough), enough);
		assert_eq!(events(), unanswered(0, 0));
		// What paid is paid back by the next.
		assert_eq!(NextToFinalize::<Test>::get(), 0);
		idle(Weight::MAX);
		System::assert_last_event(Event::BatchRefunded { batch: 0 }.into());
		assert_eq!(NextToFinalize::<Test>::get(), 1);
	});
}

#[test]
fn a_halted_chain_should_end_no_demand() {
	type Weights = <Test as Config>::WeightInfo;
	with_truths(|_| {
		assert_ok!(demand(0, 0, 0));
		System::set_block_number(FINALIZABLE_AT);
		IsHalted::set(&true);
		assert_eq!(idle(Weight::MAX), Weights::advance());
		assert_eq!(demands(), 1);
		assert_eq!(operator(OPERATOR).bond, MIN_BOND);
		IsHalted::set(&false);
		idle(Weight::MAX);
		assert_eq!(demands(), 0);
		assert_eq!(operator(OPERATOR).bond, 500);
	});
}

/// Settles a batch in block 1 by these terms, votes `later` after that, and checks that a demand
/// about it, which has `time` blocks for its answer, is accepted through block `last`.
fn check_last_demand(terms: (u64, u64), later: (u64, u64), time: u64, last: u64) {
	let vote = |(window, reveal_window)| {
		ChallengeWindow::set(&window);
		RevealWindow::set(&reveal_window);
	};
	in_world(MIN_BOND, || {
		vote(terms);
		serve_answers(&[truth(), truth()]);
		vote(later);
		System::set_block_number(last);
		assert_ok!(demand(0, 0, 0));
		assert_eq!(Demands::<Test>::get(0, (0, 0)).unwrap().respond_by, last + time);
		System::set_block_number(last + 1);
		assert_noop!(demand(0, 1, 0), Error::<Test>::NoTimeToReveal);
	});
}

#[test]
fn a_demand_should_leave_time_to_answer_and_to_refute_the_answer() {
	let terms = (WINDOW, REVEAL_WINDOW);
	check_last_demand(terms, terms, 3, LAST_DEMAND);
}

#[test]
fn a_window_that_is_voted_later_should_not_change_a_batchs_own() {
	for window in [6, 100] {
		check_last_demand((WINDOW, REVEAL_WINDOW), (window, REVEAL_WINDOW), 3, LAST_DEMAND);
	}
	// Batches of another window: final from blocks 7 and 61 on.
	check_last_demand((6, REVEAL_WINDOW), (WINDOW, REVEAL_WINDOW), 2, 3);
	check_last_demand((60, REVEAL_WINDOW), (WINDOW, REVEAL_WINDOW), 3, 55);
}

#[test]
fn the_time_to_answer_should_be_that_in_force_and_a_third_of_the_window_at_most() {
	check_last_demand((WINDOW, REVEAL_WINDOW), (WINDOW, 1), 1, 9);
	check_last_demand((WINDOW, REVEAL_WINDOW), (WINDOW, 2), 2, 7);
	check_last_demand((WINDOW, REVEAL_WINDOW), (WINDOW, 4), 3, LAST_DEMAND);
	check_last_demand((WINDOW, REVEAL_WINDOW), (WINDOW, 432_000), 3, LAST_DEMAND);
	check_last_demand((60, 432_000), (60, 432_000), 20, 21);
}

#[test]
fn a_time_that_is_voted_later_should_not_change_a_demand() {
	with_truths(|served| {
		assert_ok!(demand(0, 0, 0));
		assert_ok!(demand(0, 1, 0));
		for reveal_window in [1, 432_000] {
			RevealWindow::set(&reveal_window);
			System::set_block_number(1 + REVEAL_WINDOW);
			assert_noop!(expire(0, 0, 0), Error::<Test>::NotYetExpired);
			System::set_block_number(2 + REVEAL_WINDOW);
			assert_noop!(reveal(served, 0, 0, shown(0)), Error::<Test>::RevealTooLate);
		}
		assert_ok!(expire(0, 0, 0));
	});
}

/// Demands a span that is less than the text has in the last block for it, has it revealed in the
/// last block for that, and lets the test refute it in block `at`.
fn with_last_answer(at: u64, test: impl FnOnce(DispatchResult)) {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth(), too_short()]);
		System::set_block_number(LAST_DEMAND);
		assert_ok!(demand(0, 1, 0));
		System::set_block_number(LAST_DEMAND + REVEAL_WINDOW);
		// It is there, and that is all that a demand asks.
		assert_ok!(reveal(&served, 1, 0, evidence(&too_short(), 0)));
		System::set_block_number(at);
		test(refute(&served, 1, longer_match()).map(|_| ()).map_err(|refused| refused.error));
	});
}

#[test]
fn what_the_last_answer_shows_should_still_be_refuted() {
	let answered = LAST_DEMAND + REVEAL_WINDOW;
	assert_eq!((answered, FINALIZABLE_AT - answered), (8, REVEAL_WINDOW));
	for at in answered..FINALIZABLE_AT {
		with_last_answer(at, |refuted| {
			assert_ok!(refuted);
			assert!(Batches::<Test>::get(0).unwrap().is_void);
			assert_eq!(operator(OPERATOR).bond, 500);
		});
	}
	with_last_answer(FINALIZABLE_AT, |refuted| {
		assert_eq!(refuted, Err(Error::<Test>::WindowClosed.into()));
		assert_ok!(finalize(0));
		System::assert_last_event(Event::BatchFinalized { batch: 0, leaf: last_leaf() }.into());
	});
}

#[test]
fn the_last_demand_should_refute_when_it_is_not_answered_whenever_it_is_ended() {
	let expired = LAST_DEMAND + REVEAL_WINDOW + 1;
	for at in [expired, WINDOW, FINALIZABLE_AT, 10 * FINALIZABLE_AT] {
		with_truths(|_| {
			System::set_block_number(LAST_DEMAND);
			assert_ok!(demand(0, 0, 0));
			System::set_block_number(expired - 1);
			assert_noop!(expire(0, 0, 0), Error::<Test>::NotYetExpired);
			System::set_block_number(at);
			System::reset_events();
			assert_ok!(expire(0, 0, 0));
			assert_eq!(events(), unanswered(0, 0));
		});
	}
}

#[test]
fn what_says_something_else_than_the_chain_should_be_no_answer() {
	in_world(MIN_BOND, || {
		let mut served = Served::by_channel(0, FEE, &[truth()]);
		served.compacts[0].answer.credits[0].points += 1;
		let served = served.settle();
		assert_ok!(demand(0, 0, 0));
		assert_noop!(reveal(&served, 0, 0, shown(0)), Error::<Test>::NotInBatch);
		// Who has the receipt does not have to wait.
		let compact = served.compacts[0].clone();
		assert_ok!(refute_as(TUNER, &served, 0, Proof::ScoreMismatch { compact }));
		assert_ok!(expire(0, 0, 0));
	});
}
