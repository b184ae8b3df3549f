// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use openledger_primitives::{
	interfaces::{ModelTerms, Models as _},
	Balance,
};
use sp_runtime::DispatchResult;

fn set(status: Status) -> DispatchResult {
	ModelRegistry::set_status(RuntimeOrigin::signed(LAB), 0, status)
}

fn set_floor(price_floor: Balance) -> DispatchResult {
	ModelRegistry::set_price_floor(RuntimeOrigin::signed(LAB), 0, price_floor)
}

fn is_active() -> bool {
	ModelRegistry::terms(0).unwrap().is_active
}

fn floor() -> Balance {
	ModelRegistry::terms(0).unwrap().price_floor
}

/// The block after so many others.
fn pass(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

#[test]
fn a_developer_should_pause_resume_and_retire() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		let by_another = ModelRegistry::set_status(RuntimeOrigin::signed(TUNER), 0, Status::Paused);
		assert_eq!(by_another, Err(Error::<Test>::NotDeveloper.into()));
		assert_ok!(set(Status::Paused));
		pass(GRACE);
		let terms = |is_active| Some(ModelTerms { is_active, is_commercial: true, price_floor: 5 });
		assert_eq!(ModelRegistry::terms(0), terms(false));
		assert_ok!(set(Status::Active));
		assert_eq!(ModelRegistry::terms(0), terms(true));
		assert_ok!(set(Status::Retired));
		assert_noop!(set(Status::Active), Error::<Test>::Retired);
		assert_noop!(set_floor(4), Error::<Test>::Retired);
		pass(GRACE);
		assert_eq!(ModelRegistry::terms(0), terms(false));
	});
}

#[test]
fn what_was_served_should_be_settled_for_the_grace_period() {
	for status in [Status::Paused, Status::Retired] {
		build_and_execute(|| {
			assert_ok!(register(LAB, base()));
			assert_ok!(set(status));
			pass(GRACE - 1);
			assert!(is_active());
			pass(1);
			assert!(!is_active());
		});
	}
}

#[test]
fn the_grace_period_should_begin_when_a_model_stops() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(set(Status::Paused));
		pass(GRACE / 2);
		// Neither a second pause nor a retirement begins it anew, nor a vote on it.
		assert_ok!(set(Status::Paused));
		GracePeriod::set(&(10 * GRACE));
		assert_ok!(set(Status::Retired));
		pass(GRACE / 2 - 1);
		assert!(is_active());
		pass(1);
		assert!(!is_active());
	});
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(set(Status::Paused));
		pass(GRACE);
		assert_ok!(set(Status::Active));
		assert_ok!(set(Status::Paused));
		assert!(is_active());
		pass(GRACE);
		assert!(!is_active());
	});
}

#[test]
fn a_raised_floor_should_count_after_the_grace_period_and_a_lower_one_at_once() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		let by_another = ModelRegistry::set_price_floor(RuntimeOrigin::signed(TUNER), 0, 1);
		assert_eq!(by_another, Err(Error::<Test>::NotDeveloper.into()));
		assert_ok!(set_floor(9));
		System::assert_last_event(Event::PriceFloorSet { model: 0, price_floor: 9 }.into());
		assert_eq!(Models::<Test>::get(0).unwrap().price_floor, 9);
		pass(GRACE - 1);
		assert_eq!(floor(), 5);
		pass(1);
		assert_eq!(floor(), 9);
		assert_ok!(set_floor(2));
		assert_eq!(floor(), 2);
		assert_eq!(Models::<Test>::get(0).unwrap().former_floor, None);
	});
}

#[test]
fn the_least_floor_of_the_grace_period_should_count() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(set_floor(9));
		pass(GRACE / 2);
		// Raised again, or lowered not as far: what was served for less is settled.
		assert_ok!(set_floor(20));
		assert_eq!(floor(), 5);
		assert_ok!(set_floor(7));
		assert_eq!(floor(), 5);
		assert_ok!(set_floor(5));
		assert_eq!(Models::<Test>::get(0).unwrap().former_floor, None);
		assert_ok!(set_floor(6));
		assert_ok!(set_floor(6));
		pass(GRACE);
		assert_eq!(floor(), 6);
		// What has ended does not come back.
		assert_ok!(set_floor(8));
		assert_eq!(floor(), 6);
	});
}

#[test]
fn status_and_floor_should_change_for_no_other_deposit() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		let held = || Balances::balance_on_hold(&HoldReason::Model.into(), &LAB);
		let deposit = held();
		for status in [Status::Paused, Status::Active, Status::Paused] {
			assert_ok!(set(status));
			assert_ok!(set_floor(Balance::MAX));
			ModelRegistry::do_try_state().unwrap();
			assert_ok!(set_floor(0));
			assert_eq!(held(), deposit);
			// A call that does write another deposit agrees.
			assert_ok!(ModelRegistry::set_payout(RuntimeOrigin::signed(LAB), 0, None));
			assert_eq!(held(), deposit);
		}
		assert_ok!(set(Status::Retired));
		assert_eq!(held(), deposit);
	});
}
