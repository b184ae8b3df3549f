// SPDX-License-Identifier: Apache-2.0

use super::*;
use codec::{DecodeAll, Encode};
use frame_support::assert_noop;
use openledger_primitives::merit::Merit;
use sp_runtime::DispatchError::BadOrigin;

/// As root, which is not enough, or whoever else.
fn origins() -> [RuntimeOrigin; 3] {
	[RuntimeOrigin::root(), RuntimeOrigin::none(), RuntimeOrigin::signed(ALICE)]
}

#[test]
fn propose_should_let_a_change_wait() {
	build_and_execute(|| {
		assert_ok!(propose(50));
		let enactable_at = 1 + PERIOD;
		System::assert_last_event(Event::ChangeProposed { change: 0, enactable_at }.into());
		let (parameter, none) = (number(Some(50)), Merit::default());
		let change = Change { parameter, enactable_at, opposed: none, total: none };
		assert_eq!(Changes::<Test>::get(0), Some(change));
		assert_eq!(current(), 7);
		// Ids are not used twice.
		assert_eq!(proposed(51), 1);
		run_to(2 * enactable_at);
		assert_eq!(proposed(52), 2);
	});
}

#[test]
fn propose_should_fail_for_all_but_the_track() {
	build_and_execute(|| {
		for origin in origins().into_iter().chain([Origin::Unopposed.into()]) {
			assert_noop!(Veto::propose(origin, Box::new(number(Some(50)))), BadOrigin);
		}
	});
}

#[test]
fn propose_should_fail_for_what_is_not_of_the_track() {
	build_and_execute(|| {
		use dynamic_params::others::{Number, Parameters};
		let other = RuntimeParameters::Others(Parameters::Number(Number, Some(1)));
		assert_noop!(Veto::propose(RuntimeOrigin::signed(TRACK), Box::new(other)), BadOrigin);
	});
}

#[test]
fn nobody_should_set_a_parameter_without_proposing_it() {
	build_and_execute(|| {
		for origin in origins().into_iter().chain([RuntimeOrigin::signed(TRACK)]) {
			assert_noop!(Parameters::set_parameter(origin, number(Some(50))), BadOrigin);
		}
		assert_ok!(Parameters::set_parameter(Origin::Unopposed.into(), number(Some(50))));
		assert_eq!(current(), 50);
	});
}

#[test]
fn values_out_of_bounds_should_not_decode() {
	let mut call = Call::<Test>::propose { parameter: Box::new(number(Some(100))) }.encode();
	assert!(Call::<Test>::decode_all(&mut &call[..]).is_ok());
	let value = call.len() - 4;
	for absurd in [0, 101, u32::MAX] {
		call[value..].copy_from_slice(&absurd.to_le_bytes());
		assert!(Call::<Test>::decode_all(&mut &call[..]).is_err());
	}
}

#[test]
fn propose_should_fail_when_too_many_changes_wait() {
	build_and_execute(|| {
		earn(ALICE, 10_000);
		for value in 1..=MAX_CHANGES {
			assert_ok!(propose(value));
			run_to(System::block_number() + 1);
		}
		assert_noop!(propose(50), Error::<Test>::TooManyChanges);
		// There is room again when one is vetoed, and when one is enacted.
		assert_ok!(veto(ALICE, 1));
		assert_ok!(propose(50));
		assert_noop!(propose(51), Error::<Test>::TooManyChanges);
		run_to(1 + PERIOD);
		assert!(!waits(0));
		assert_ok!(propose(51));
	});
}

#[test]
fn a_change_should_wait_when_the_scheduler_has_no_room_for_it() {
	build_and_execute(|| {
		for _ in 0..5 {
			let nothing = frame_system::Call::remark { remark: Vec::new() };
			let task = Box::new(RuntimeCall::System(nothing));
			assert_ok!(Scheduler::schedule(RuntimeOrigin::root(), 1 + PERIOD, None, 0, task));
		}
		let change = proposed(50);
		run_to(1 + PERIOD);
		assert!(waits(change));
		assert_eq!(current(), 7);
		assert_ok!(Veto::enact(RuntimeOrigin::signed(ALICE), change));
		assert_eq!(current(), 50);
	});
}

#[test]
fn propose_should_fail_without_an_id() {
	build_and_execute(|| {
		NextChange::<Test>::put(u32::MAX);
		assert_noop!(propose(50), Error::<Test>::Overflow);
	});
}
