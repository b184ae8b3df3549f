// SPDX-License-Identifier: Apache-2.0

//! What blocks do by themselves with the weight that they have left.

use super::world::{demand, expire, in_world, pay_for, truth};
use crate::{mock::*, *};
use frame_support::{assert_ok, weights::Weight};
use openledger_primitives::{
	interfaces::Ledger as _,
	limits::{MaxPaidByCall, MaxRoyaltyStack, MaxSourceStack},
	BatchId,
};
use proptest::prelude::*;

type Weights = <Test as Config>::WeightInfo;

/// The least that a block must have left to pay so many contributions that pass nothing on. How many
/// accounts the next payment goes to is only known when it is made, and what of it is held back.
fn least_for(contributions: u32) -> Weight {
	let unknown = (2 * MaxSourceStack::get()).max(MaxRoyaltyStack::get()) - 1;
	let paid = Weights::finalize(contributions).saturating_add(Weights::credit(unknown));
	Weights::advance().saturating_add(paid.max(Weights::refund(1)))
}

pub(super) fn next_block() {
	System::set_block_number(System::block_number() + 1);
}

/// Makes so many payments of the only one to a contribution, and so pages of them. The first is the
/// least.
pub(super) fn split_payment(id: BatchId, payments: u64) {
	Pending::<Test>::mutate(id, |pending| {
		let pending = pending.as_mut().unwrap();
		let (contribution, amount) = pending.pop().unwrap();
		assert!(pending.is_empty());
		let rest = amount - u128::from(payments - 1);
		let split: Vec<_> =
			(1..payments).map(|_| (contribution, 1)).chain([(contribution, rest)]).collect();
		*pending = split.try_into().unwrap();
	});
}

/// How many contributions a batch has still to pay, if it is there.
fn left(id: BatchId) -> Option<usize> {
	Pending::<Test>::get(id).map(|pending| pending.len())
}

/// The batches that have turns, and from which block on.
fn turns() -> Vec<(u64, BatchId)> {
	Turns::<Test>::iter_keys().map(|(from, id)| (from.into(), id.into())).collect()
}

/// The batches that became final, in order.
fn finalized() -> Vec<BatchId> {
	let batch_of = |event| match event {
		RuntimeEvent::Attribution(Event::BatchFinalized { batch, .. }) => Some(batch),
		_ => None,
	};
	System::events().into_iter().filter_map(|record| batch_of(record.event)).collect()
}

/// Settles answers of one contribution each.
fn settle_many(count: u32) {
	for _ in 0..count {
		assert_ok!(settle(0, answer(1_000, &[(0, 256_000)])));
	}
}

#[test]
fn a_block_should_finalize_what_is_due_in_order() {
	build_and_execute(|| {
		settle_many(2);
		System::set_block_number(2);
		settle_many(1);
		System::set_block_number(WINDOW);
		assert_eq!(idle(Weight::MAX), Weights::advance());
		assert!(finalized().is_empty());
		System::set_block_number(1 + WINDOW);
		idle(Weight::MAX);
		assert_eq!(finalized(), [0, 1]);
		System::set_block_number(2 + WINDOW);
		idle(Weight::MAX);
		assert_eq!(finalized(), [0, 1, 2]);
		assert_eq!(Rewards::owed(&AUTHOR), 3 * 450);
		assert_eq!(Rewards::collected(), 0);
		// Nothing is left to look at.
		assert_eq!(NextToFinalize::<Test>::get(), 3);
		assert_eq!(idle(Weight::MAX), Weights::advance());
	});
}

#[test]
fn a_block_with_little_left_should_pay_a_part_and_the_next_go_on() {
	build_and_execute(|| {
		// None of these passes anything on.
		let credits = [0, 1, 2, 4, 5, 6].map(|contribution| (contribution, 1_000));
		assert_ok!(settle(0, answer(1_000_000, &credits)));
		pass_window();
		let one_less = Weight::from_parts(1, 0);
		assert_eq!(idle(Weight::zero()), Weight::zero());
		assert_eq!(idle(Weights::advance().saturating_sub(one_less)), Weight::zero());
		assert_eq!(idle(least_for(1).saturating_sub(one_less)), Weights::advance());
		assert_eq!(Pending::<Test>::get(0).unwrap().len(), 6);

		// It uses what it needs, and leaves what it had to have for accounts that there are not, but
		// for two looks at what is next.
		let used = Weights::finalize(2).saturating_add(Weights::credit(0));
		let looks = Weights::advance().saturating_mul(3);
		assert_eq!(idle(least_for(2)), looks.saturating_add(used));
		// Four contributions and the model are left.
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 5 }.into());
		// In its next turn, not before.
		assert_eq!(idle(Weight::MAX), Weights::advance());
		next_block();
		idle(least_for(3));
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 2 }.into());
		assert_eq!(NextToFinalize::<Test>::get(), 0);
		assert_eq!(Rewards::owed(&OPERATOR), 0);
		next_block();
		idle(least_for(1).saturating_add(looks));
		assert_eq!(finalized(), [0]);
		assert_eq!(NextToFinalize::<Test>::get(), 1);
		for contribution in [0, 1, 2, 4, 5, 6] {
			assert_eq!(Rewards::owed(&(AUTHOR + contribution)), 1_757);
		}
	});
}

#[test]
fn a_part_paid_by_hand_should_be_gone_on_with() {
	build_and_execute(|| {
		let credits = [0, 1, 2].map(|contribution| (contribution, 1_000));
		assert_ok!(settle(0, answer(1_000_000, &credits)));
		pass_window();
		idle(least_for(1));
		assert_ok!(Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, 1));
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 2 }.into());
		next_block();
		idle(Weight::MAX);
		assert_eq!(finalized(), [0]);
		for contribution in 0..3 {
			assert_eq!(Rewards::owed(&(AUTHOR + contribution)), 1_757);
		}
	});
}

#[test]
fn what_was_finalized_by_hand_should_be_skipped() {
	build_and_execute(|| {
		settle_many(4);
		pass_window();
		for batch in [0, 2, 3] {
			assert_ok!(finalize(batch));
		}
		idle(Weight::MAX);
		assert_eq!(finalized(), [0, 2, 3, 1]);
		assert_eq!(NextToFinalize::<Test>::get(), 4);
		assert_eq!(Rewards::owed(&AUTHOR), 4 * 450);
	});
}

#[test]
fn a_batch_that_is_not_due_should_not_make_later_ones_wait() {
	build_and_execute(|| {
		ChallengeWindow::set(&100);
		settle_many(1);
		ChallengeWindow::set(&WINDOW);
		settle_many(2);
		pass_window();
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 2]);
		assert_eq!(turns(), [(101, 0)]);
		// It is the first that is left.
		assert_eq!(NextToFinalize::<Test>::get(), 0);
		System::set_block_number(101);
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 2, 0]);
		assert_eq!(NextToFinalize::<Test>::get(), 3);
		assert!(turns().is_empty());
	});
}

#[test]
fn a_batch_of_many_pages_should_hold_up_others_by_one() {
	build_and_execute(|| {
		settle_many(4);
		let page = MaxPaidByCall::get() as usize;
		split_payment(0, 300);
		split_payment(2, 129);
		pass_window();
		Attribution::do_try_state().unwrap();
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 3]);
		assert_eq!((left(0), left(2)), (Some(300 - page), Some(1)));
		let next = System::block_number() + 1;
		assert_eq!(turns(), [(next, 0), (next, 2)]);
		Attribution::do_try_state().unwrap();
		next_block();
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 3, 2]);
		next_block();
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 3, 2, 0]);
		assert_eq!(Rewards::owed(&AUTHOR), 4 * 450);
		assert_eq!((turns().len(), NextToFinalize::<Test>::get()), (0, 4));
	});
}

/// Each block has room for two pages, and there are ten batches of three before the last one, which
/// has one: it waits for one page of each.
#[test]
fn batches_should_be_served_once_before_any_is_served_twice() {
	build_and_execute(|| {
		settle_many(11);
		(0..10).for_each(|id| split_payment(id, 300));
		let page = Weights::finalize(MaxPaidByCall::get());
		let looks = Weights::advance().saturating_mul(4);
		let two_pages = page.saturating_add(least_for(MaxPaidByCall::get())).saturating_add(looks);
		pass_window();
		for _ in 0..5 {
			assert!(finalized().is_empty());
			idle(two_pages);
			next_block();
		}
		assert!((0..10).all(|id| left(id) == Some(172)));
		// Before all second pages.
		idle(two_pages);
		assert_eq!(finalized(), [10]);
		// However much there is, it ends.
		for _ in 0..15 {
			next_block();
			idle(two_pages);
			Attribution::do_try_state().unwrap();
		}
		assert_eq!(finalized().len(), 11);
		assert_eq!(Rewards::owed(&AUTHOR), 11 * 450);
		assert!(turns().is_empty());
	});
}

#[test]
fn a_batch_that_cannot_be_ended_should_not_make_others_wait() {
	in_world(MIN_BOND, || {
		for _ in 0..3 {
			pay_for(PAYER, &truth());
		}
		assert_ok!(demand(0, 0, 0));
		IsExpiryPaused::set(&true);
		pass_window();
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 2]);
		for _ in 0..3 {
			next_block();
			idle(Weight::MAX);
			assert_eq!(turns(), [(System::block_number() + 1, 0)]);
			Attribution::do_try_state().unwrap();
		}
		assert!(expire(0, 0, 0).is_ok());
		next_block();
		idle(Weight::MAX);
		assert_eq!(finalized(), [1, 2]);
		assert!(Batches::<Test>::get(0).is_none() && turns().is_empty());
	});
}

#[test]
fn a_batch_that_is_refuted_should_have_its_turn_at_once() {
	build_and_execute(|| {
		settle_many(2);
		System::set_block_number(3);
		assert_eq!(turns(), [(1 + WINDOW, 0), (1 + WINDOW, 1)]);
		assert_ok!(void(1));
		assert_eq!(turns(), [(3, 1), (1 + WINDOW, 0)]);
		// By hand: the turn goes when it comes.
		assert_ok!(finalize(1));
		Attribution::do_try_state().unwrap();
		idle(Weight::MAX);
		assert_eq!(turns(), [(1 + WINDOW, 0)]);
		assert_eq!(NextToFinalize::<Test>::get(), 0);
	});
}

#[test]
fn a_halted_chain_should_finalize_nothing() {
	build_and_execute(|| {
		settle_many(1);
		pass_window();
		IsHalted::set(&true);
		assert_eq!(idle(Weight::MAX), Weights::advance());
		assert!(finalized().is_empty());
		IsHalted::set(&false);
		idle(Weight::MAX);
		assert_eq!(finalized(), [0]);
	});
}

#[test]
fn a_void_batch_should_be_refunded_without_waiting() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let id = open_channel(OPERATOR, 5_000);
		assert_ok!(serve(id, 1_000));
		assert_ok!(void(0));
		idle(Weight::MAX);
		System::assert_has_event(Event::BatchRefunded { batch: 0 }.into());
		assert_eq!(channel(id).funds, 5_000);
		assert_eq!(NextToFinalize::<Test>::get(), 1);
	});
}

/// A batch, and whether it is void, and a channel that paid for it closed.
#[derive(Clone, Debug)]
struct Settled {
	contributions: u64,
	by_channel: bool,
	is_void: bool,
	is_closed: bool,
}

fn any_batch() -> impl Strategy<Value = Settled> {
	(0..AUTHORS, any::<[bool; 3]>()).prop_map(
		|(contributions, [by_channel, is_void, is_closed])| Settled {
			contributions,
			by_channel,
			is_void,
			is_closed,
		},
	)
}

fn make(batch: &Settled) {
	let id = NextBatchId::<Test>::get();
	let credits = (0..batch.contributions).map(|contribution| (contribution, 1_000));
	if batch.by_channel {
		let channels = [1_000; 2].map(|amount| open_channel(OPERATOR, amount));
		let credits: Vec<_> = credits.map(|(place, points)| (place as u32, points)).collect();
		let receipt = || vec![batched(1_000, &credits)];
		assert_ok!(settle_batch(OPERATOR, channels.map(|id| paid_by(id, receipt())).to_vec()));
		if batch.is_closed {
			assert_ok!(close_channel(OPERATOR, channels[0]));
		}
	} else {
		assert_ok!(settle(1, answer(1_000, &credits.collect::<Vec<_>>())));
	}
	if batch.is_void {
		assert_ok!(void(id));
	}
}

fn any_weight() -> impl Strategy<Value = Weight> {
	let most = least_for(AUTHORS as u32);
	(0..=most.ref_time(), 0..=most.proof_size())
		.prop_map(|(ref_time, proof_size)| Weight::from_parts(ref_time, proof_size))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn a_block_should_never_use_more_than_it_has_left(
		batches in prop::collection::vec(any_batch(), 1..6),
		weights in prop::collection::vec(any_weight(), 1..20),
	) {
		build_and_execute(|| {
			assert_ok!(register_operator(OPERATOR, 1_000_000));
			batches.iter().for_each(make);
			pass_window();
			for left in weights {
				let used = idle(left);
				assert!(used.all_lte(left), "{used:?} of {left:?}");
				Attribution::do_try_state().unwrap();
				next_block();
			}
			// However they divided the work, all of it is done at last, and once.
			idle(Weight::MAX);
			assert_eq!(NextToFinalize::<Test>::get(), NextBatchId::<Test>::get());
			assert_eq!(Rewards::collected(), 0);
			// A payer's batch pays its operator in any case.
			let paid = |batch: &Settled| match (batch.by_channel, batch.is_void) {
				(false, _) => 200,
				(true, false) => 400,
				(true, true) => 0,
			};
			assert_eq!(Rewards::owed(&OPERATOR), batches.iter().map(paid).sum::<u128>());
		});
	}
}
