// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::{assert_noop, weights::Weight};
use sp_runtime::DispatchError::BadOrigin;

#[docify::export]
#[test]
fn a_change_that_nobody_vetoes_should_be_enacted_by_itself() {
	build_and_execute(|| {
		assert_ok!(propose(50));
		run_to(PERIOD);
		assert_eq!(current(), 7);
		run_to(1 + PERIOD);
		assert_eq!(current(), 50);
		System::assert_has_event(Event::ChangeEnacted { change: 0, result: Ok(()) }.into());
		assert!(!waits(0));
	});
}

#[test]
fn a_change_to_no_value_should_restore_the_default() {
	build_and_execute(|| {
		assert_ok!(propose(50));
		run_to(1 + PERIOD);
		assert_ok!(Veto::propose(RuntimeOrigin::signed(TRACK), Box::new(number(None))));
		run_to(1 + 2 * PERIOD);
		assert_eq!(current(), 7);
	});
}

#[test]
fn the_change_that_was_proposed_last_should_hold_in_the_end() {
	build_and_execute(|| {
		assert_ok!(propose(50));
		run_to(2);
		assert_ok!(propose(60));
		run_to(1 + PERIOD);
		assert_eq!(current(), 50);
		run_to(2 + PERIOD);
		assert_eq!(current(), 60);
	});
}

/// Too little is against it.
#[test]
fn a_change_with_some_vetoes_should_be_enacted() {
	build_and_execute(|| {
		earn(ALICE, 30_000);
		earn(BOB, 70_000);
		let change = proposed(50);
		assert_ok!(veto(ALICE, change));
		run_to(1 + PERIOD);
		assert_eq!(current(), 50);
		assert_noop!(veto(BOB, change), Error::<Test>::NotFound);
	});
}

#[test]
fn enact_should_fail_before_a_change_is_due() {
	build_and_execute(|| {
		let change = proposed(50);
		run_to(PERIOD);
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::root()] {
			assert_noop!(Veto::enact(origin, change), Error::<Test>::TooEarly);
		}
		assert_eq!(current(), 7);
	});
}

#[test]
fn anyone_should_enact_what_the_scheduler_does_not_get_to() {
	build_and_execute(|| {
		let (first, second) = (proposed(50), proposed(60));
		run_to(PERIOD);
		MaximumWeight::set(&Weight::zero());
		run_to(2 + PERIOD);
		assert_eq!(current(), 7);
		assert_ok!(Veto::enact(RuntimeOrigin::signed(ALICE), first));
		let enacted = Event::<Test>::ChangeEnacted { change: first, result: Ok(()) };
		System::assert_last_event(enacted.into());
		assert_eq!(current(), 50);

		// It has nothing left to do of the one, and comes late to the other.
		MaximumWeight::set(&Weight::MAX);
		run_to(3 + PERIOD);
		assert_eq!(current(), 60);
		assert_eq!(enactments(), 2);
		assert!(!waits(second));
	});
}

#[test]
fn enact_should_fail_for_changes_that_are_gone() {
	build_and_execute(|| {
		earn(ALICE, 10_000);
		let (enacted, vetoed) = (proposed(50), proposed(51));
		assert_ok!(veto(ALICE, vetoed));
		run_to(1 + PERIOD);
		for change in [enacted, vetoed, vetoed + 1] {
			let enact = Veto::enact(RuntimeOrigin::signed(ALICE), change);
			assert_noop!(enact, Error::<Test>::NotFound);
		}
		assert_eq!((current(), enactments()), (50, 1));
	});
}

#[test]
fn enact_should_fail_without_a_signature() {
	build_and_execute(|| {
		let change = proposed(50);
		MaximumWeight::set(&Weight::zero());
		run_to(1 + PERIOD);
		for origin in [RuntimeOrigin::none(), Origin::Unopposed.into()] {
			assert_noop!(Veto::enact(origin, change), BadOrigin);
		}
	});
}
