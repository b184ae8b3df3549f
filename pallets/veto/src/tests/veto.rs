// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::{assert_noop, weights::Weight};
use openledger_primitives::interfaces::Merits;
use sp_runtime::DispatchError::BadOrigin;

/// A multiple of the half-life: merit that is earned here is what it is, without rounding.
fn even() -> u64 {
	HALF_LIFE.into()
}

#[docify::export]
#[test]
fn a_change_should_go_when_a_third_of_all_merit_is_against_it() {
	build_and_execute(|| {
		run_to(even());
		earn(ALICE, 20_000);
		earn(BOB, 20_000);
		earn(CHARLIE, 60_000);
		let change = proposed(50);
		assert_ok!(veto(ALICE, change));
		let cast = Event::<Test>::VetoCast { change, who: ALICE, merit: 20_000 };
		System::assert_last_event(cast.into());
		assert!(waits(change));

		assert_ok!(veto(BOB, change));
		System::assert_has_event(Event::VetoCast { change, who: BOB, merit: 20_000 }.into());
		System::assert_last_event(Event::ChangeVetoed { change }.into());
		assert!(!waits(change));
		assert_noop!(veto(CHARLIE, change), Error::<Test>::NotFound);
		run_to(even() + 3 * PERIOD);
		assert_eq!((current(), enactments()), (7, 0));
	});
}

#[test]
fn exactly_a_third_should_be_enough_and_a_unit_less_should_not() {
	build_and_execute(|| {
		run_to(even());
		earn(ALICE, 100_000);
		earn(BOB, 100_000);
		earn(CHARLIE, 99_999);
		earn(9, 1);
		let (first, second) = (proposed(50), proposed(51));
		assert_ok!(veto(ALICE, first));
		assert!(!waits(first));

		assert_ok!(veto(CHARLIE, second));
		assert!(waits(second));
		assert_ok!(veto(BOB, second));
		assert!(!waits(second));
	});
}

#[test]
fn one_account_with_all_merit_should_decide_alone() {
	build_and_execute(|| {
		earn(ALICE, 10_000);
		let change = proposed(50);
		assert_ok!(veto(ALICE, change));
		assert!(!waits(change));
	});
}

#[test]
fn without_any_merit_there_should_be_no_veto() {
	build_and_execute(|| {
		let change = proposed(50);
		for who in [ALICE, BOB, TRACK] {
			assert_noop!(veto(who, change), Error::<Test>::NoMerit);
		}
		run_to(1 + PERIOD);
		assert_eq!(current(), 50);
	});
}

#[test]
fn too_little_merit_should_not_count() {
	build_and_execute(|| {
		run_to(even());
		earn(ALICE, LEAST_MERIT - 1);
		earn(BOB, LEAST_MERIT);
		earn(CHARLIE, 100 * LEAST_MERIT);
		let change = proposed(50);
		assert_noop!(veto(ALICE, change), Error::<Test>::NoMerit);
		assert_ok!(veto(BOB, change));
		// What was enough melts.
		run_to(even() + 1);
		let change = proposed(51);
		assert_noop!(veto(BOB, change), Error::<Test>::NoMerit);
		assert_ok!(veto(CHARLIE, change));
	});
}

#[test]
fn an_account_should_veto_a_change_once() {
	build_and_execute(|| {
		earn(ALICE, 10_000);
		earn(BOB, 90_000);
		let (first, second) = (proposed(50), proposed(51));
		assert_ok!(veto(ALICE, first));
		assert_noop!(veto(ALICE, first), Error::<Test>::AlreadyVetoed);
		// Not even with what it has earned since.
		earn(ALICE, 1_000_000);
		assert_noop!(veto(ALICE, first), Error::<Test>::AlreadyVetoed);
		assert!(waits(first));
		assert_ok!(veto(ALICE, second));
		assert!(!waits(second));
	});
}

#[test]
fn merit_that_is_made_meanwhile_should_dilute_no_veto() {
	build_and_execute(|| {
		run_to(even());
		earn(ALICE, 200_000);
		earn(BOB, 200_000);
		earn(CHARLIE, 600_000);
		let change = proposed(50);
		assert_ok!(veto(ALICE, change));
		// Of all that there is now, two fifths of a million are not much.
		earn(CHARLIE, 1_000_000_000);
		assert_eq!(Changes::<Test>::get(change).unwrap().total.at(Ledger::now()), 1_000_000);
		assert_ok!(veto(BOB, change));
		assert!(!waits(change));
		// The next change is compared with what there is when it is proposed.
		let next = proposed(51);
		for who in [ALICE, BOB] {
			assert_ok!(veto(who, next));
		}
		assert!(waits(next));
	});
}

#[test]
fn merit_that_is_earned_meanwhile_should_count_for_later_vetoes() {
	build_and_execute(|| {
		run_to(even());
		earn(ALICE, 300_000);
		earn(CHARLIE, 700_000);
		let change = proposed(50);
		assert_ok!(veto(ALICE, change));
		// Not for a veto that was cast.
		earn(ALICE, 1_000_000);
		assert!(waits(change));
		earn(BOB, 33_333);
		assert_ok!(veto(BOB, change));
		assert!(waits(change));
		earn(9, 100);
		assert_ok!(veto(9, change));
		assert!(!waits(change));
	});
}

#[test]
fn where_nobody_had_merit_later_merit_should_not_end_a_change() {
	build_and_execute(|| {
		let change = proposed(50);
		earn(ALICE, 100_000);
		assert_ok!(veto(ALICE, change));
		run_to(1 + PERIOD);
		assert_eq!(current(), 50);
	});
}

/// All merit melts alike: it does not matter when in the period a veto is cast.
#[test]
fn early_vetoes_should_weigh_as_much_as_late_ones() {
	for start in [1, even() - 3, even() - PERIOD / 2] {
		build_and_execute(|| {
			earn(ALICE, 168_000);
			earn(BOB, 168_000);
			earn(CHARLIE, 664_000);
			run_to(start);
			let change = proposed(50);
			assert_ok!(veto(ALICE, change));
			run_to(start + PERIOD - 1);
			assert!(waits(change));
			assert_ok!(veto(BOB, change));
			assert!(!waits(change));
		});
	}
}

#[test]
fn a_little_less_than_a_third_should_stay_less_while_it_melts() {
	build_and_execute(|| {
		earn(ALICE, 166_000);
		earn(BOB, 166_000);
		earn(CHARLIE, 668_000);
		run_to(even() - 3);
		let change = proposed(50);
		assert_ok!(veto(ALICE, change));
		run_to(even() + 3);
		assert_ok!(veto(BOB, change));
		run_to(even() + PERIOD);
		assert_eq!(current(), 50);
	});
}

#[test]
fn a_veto_should_say_what_the_merit_is_worth_now() {
	build_and_execute(|| {
		run_to(even());
		earn(ALICE, 10_000);
		earn(BOB, 90_000);
		for (halvings, merit) in [(1, 5_000), (2, 2_500)] {
			run_to(even() + halvings * even());
			let change = proposed(50);
			assert_ok!(veto(ALICE, change));
			System::assert_last_event(Event::VetoCast { change, who: ALICE, merit }.into());
			assert!(waits(change));
		}
	});
}

#[test]
fn a_change_that_is_due_should_not_be_vetoed() {
	build_and_execute(|| {
		earn(ALICE, 100_000);
		earn(BOB, 900_000);
		let (first, second) = (proposed(50), proposed(51));
		// Blocks so full that the scheduler gets to nothing.
		MaximumWeight::set(&Weight::zero());
		run_to(PERIOD);
		assert_ok!(veto(ALICE, first));
		assert_ok!(veto(BOB, second));
		run_to(1 + PERIOD);
		assert!(waits(first));
		assert_noop!(veto(BOB, first), Error::<Test>::TooLate);
		assert_noop!(veto(ALICE, second), Error::<Test>::NotFound);
	});
}

/// Otherwise whoever can cancel tasks, root, could do without merit.
#[test]
fn a_change_without_a_task_should_still_be_vetoed() {
	build_and_execute(|| {
		earn(ALICE, 10_000);
		let change = proposed(50);
		assert_ok!(Scheduler::cancel_named(RuntimeOrigin::root(), Veto::task(change)));
		assert_ok!(veto(ALICE, change));
		assert!(!waits(change));
	});
}

#[test]
fn veto_should_fail_when_it_is_not_signed_or_there_is_no_change() {
	build_and_execute(|| {
		earn(ALICE, 10_000);
		assert_noop!(veto(ALICE, 0), Error::<Test>::NotFound);
		let change = proposed(50);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none(), Origin::Unopposed.into()] {
			assert_noop!(Veto::veto(origin, change), BadOrigin);
		}
		assert_noop!(veto(ALICE, change + 1), Error::<Test>::NotFound);
	});
}
