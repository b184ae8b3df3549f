// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use openledger_primitives::interfaces::{Escrow as _, Ledger as _};

#[test]
fn finalise_should_wait_for_the_challenge_window() {
	build_and_execute(|| {
		assert_ok!(settle(0, receipt(1_000, &[(0, 256_000)])));
		System::set_block_number(WINDOW);
		assert_noop!(finalise(0), Error::<Test>::NotDue);
		System::set_block_number(1 + WINDOW);
		assert_ok!(finalise(0));
		System::assert_last_event(Event::BatchFinalised { batch: 0 }.into());
	});
}

#[test]
fn finalise_should_pay_once() {
	build_and_execute(|| {
		assert_ok!(settle(0, receipt(1_000, &[(0, 256_000)])));
		pass_window();
		assert_ok!(finalise(0));
		assert_noop!(finalise(0), Error::<Test>::BatchNotFound);
		assert_noop!(finalise(1), Error::<Test>::BatchNotFound);
		assert_eq!(Rewards::owed(&AUTHOR), 450);
	});
}

#[test]
fn a_large_batch_should_be_paid_by_parts() {
	build_and_execute(|| {
		let credits: Vec<_> = (0..AUTHORS - 1).map(|n| (n, 1_000)).collect();
		assert_ok!(settle(0, receipt(1_000_000, &credits)));
		pass_window();
		let part = |max| Attribution::finalise(RuntimeOrigin::signed(PAYER), 0, max);
		assert_noop!(part(0), Error::<Test>::NothingToPay);
		assert_ok!(part(10));
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 9 }.into());
		assert_eq!(Rewards::owed(&OPERATOR), 0);
		Attribution::do_try_state().unwrap();
		assert_ok!(part(9));
		System::assert_last_event(Event::BatchFinalised { batch: 0 }.into());
		assert_eq!(Rewards::owed(&OPERATOR), 200_000);
		assert_eq!(Rewards::collected(), 0);
	});
}

#[test]
fn an_answer_without_any_source_should_pay_the_model() {
	build_and_execute(|| {
		assert_ok!(settle(0, receipt(1_000, &[])));
		pass_window();
		assert_ok!(Attribution::finalise(RuntimeOrigin::signed(PAYER), 0, 0));
		assert_eq!(Rewards::owed(&LAB), 200 + 225);
	});
}

#[test]
fn sources_should_get_their_share() {
	build_and_execute(|| {
		// Contribution 3 passes half on to contribution 2.
		assert_ok!(settle(0, receipt(1_000, &[(3, 256_000)])));
		pass_window();
		assert_ok!(finalise(0));
		assert_eq!(Rewards::owed(&(AUTHOR + 2)), 225);
		assert_eq!(Rewards::owed(&(AUTHOR + 3)), 225);
	});
}

#[test]
fn a_pending_batch_should_hold_a_deposit_by_its_size() {
	build_and_execute(|| {
		let held = || Balances::balance_on_hold(&HoldReason::Batch.into(), &PAYER);
		assert_ok!(settle(0, receipt(1_000_000, &[])));
		let small = held();
		let credits: Vec<_> = (0..AUTHORS - 1).map(|n| (n, 1_000)).collect();
		assert_ok!(settle(0, receipt(1_000_000, &credits)));
		// An id of 8 bytes and an amount of 16 for each.
		assert_eq!(held(), small + small + 19 * 24);
		pass_window();
		assert_ok!(finalise(0));
		assert_ok!(finalise(1));
		assert_eq!(held(), 0);
	});
}

#[test]
fn finalise_should_give_back_the_weight_it_did_not_need() {
	build_and_execute(|| {
		assert_ok!(settle(1, receipt(1_000_000, &[(0, 1_000)])));
		pass_window();
		let used = finalise(0).unwrap().actual_weight.unwrap();
		// One contribution with itself as its only payee; a model and its parent.
		type Weights = <Test as Config>::WeightInfo;
		// Of three payees one is the contribution's, one the model's.
		assert_eq!(used, Weights::finalise(1).saturating_add(Weights::credit(1)));
	});
}

/// An entry of the ledger for what is held back, and one for the rest: both are paid for.
#[test]
fn what_a_disputed_contribution_earns_should_be_held_back_at_its_price() {
	build_and_execute(|| {
		Rewards::hold_back(3, 100);
		assert_ok!(settle(0, receipt(1_000, &[(3, 256_000)])));
		pass_window();
		let paid = finalise(0).unwrap();
		// Half of it is made of the one before.
		assert_eq!([2, 3].map(|n| Rewards::owed(&(AUTHOR + n))), [225, 125]);
		assert_eq!(pallet_rewards::TotalHeldBack::<Test>::get(), 100);
		let work = Work { contributions: 1, payees: 4, refunds: 0 };
		assert_eq!(paid.actual_weight, Some(Attribution::weight_of(&work)));
		assert!(Attribution::weight_of(&work).all_lte(Attribution::weight_of(&Work::most(1))));
	});
}
