// SPDX-License-Identifier: Apache-2.0

//! What an operator's bond backs.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::Balance;
use sp_runtime::DispatchResult;

fn exposure() -> Balance {
	operator(OPERATOR).exposure
}

fn limit() -> Balance {
	Payments::limit_of(&operator(OPERATOR))
}

fn bond_extra(amount: Balance) -> DispatchResult {
	Payments::bond_extra(RuntimeOrigin::signed(OPERATOR), amount)
}

fn unbond(amount: Balance) -> DispatchResult {
	Payments::unbond(RuntimeOrigin::signed(OPERATOR), amount)
}

#[test]
fn batches_should_be_worth_what_the_bond_covers_and_no_more() {
	build_and_execute(|| {
		assert_noop!(expose(OPERATOR, 1), Error::<Test>::OperatorNotFound);
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_ok!(expose(OPERATOR, 4_000));
		assert_noop!(expose(OPERATOR, 6_001), Error::<Test>::TooMuchExposure);
		assert_ok!(expose(OPERATOR, 6_000));
		assert_eq!((exposure(), limit()), (10_000, 10_000));
		assert_noop!(expose(OPERATOR, 1), Error::<Test>::TooMuchExposure);
		assert_noop!(expose(OPERATOR, Balance::MAX), Error::<Test>::Overflow);
		assert_ok!(bond_extra(10));
		assert_noop!(expose(OPERATOR, 101), Error::<Test>::TooMuchExposure);
		assert_ok!(expose(OPERATOR, 100));
	});
}

#[test]
fn relieve_should_make_room_for_what_is_final_or_void() {
	build_and_execute(|| {
		assert_noop!(relieve(OPERATOR, 1), Error::<Test>::OperatorNotFound);
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_ok!(expose(OPERATOR, 4_000));
		assert_ok!(expose(OPERATOR, 5_000));
		assert_ok!(relieve(OPERATOR, 5_000));
		assert_eq!(exposure(), 4_000);
		assert_noop!(relieve(OPERATOR, 4_001), Error::<Test>::Overflow);
		assert_ok!(relieve(OPERATOR, 4_000));
		assert_eq!(exposure(), 0);
	});
}

#[test]
fn operators_should_have_the_least_bond_that_is_in_force() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_ok!(expose(OPERATOR, 100));
		MinBond::set(&1_001);
		assert_eq!(limit(), 0);
		assert_noop!(expose(OPERATOR, 100), Error::<Test>::BondTooLow);
		assert_ok!(bond_extra(1));
		assert_ok!(expose(OPERATOR, 100));
		assert_ok!(unbond(1));
		assert_noop!(expose(OPERATOR, 100), Error::<Test>::BondTooLow);
		// What is pending ends as it would.
		assert_ok!(relieve(OPERATOR, 200));
	});
}

#[test]
fn a_lower_leverage_should_stop_only_what_is_new() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_ok!(expose(OPERATOR, 5_000));
		Leverage::set(&2);
		assert_noop!(expose(OPERATOR, 100), Error::<Test>::TooMuchExposure);
		assert_noop!(unbond(1), Error::<Test>::TooMuchExposure);
		assert_ok!(relieve(OPERATOR, 5_000));
		assert_ok!(expose(OPERATOR, 2_000));
	});
}

#[test]
fn what_is_unbonded_should_stay_held_while_a_batch_can_be_refuted() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 3_000));
		let expose_until = |fees, finalizable_at| {
			<Payments as openledger_primitives::interfaces::Channels<_, _>>::expose(
				&OPERATOR,
				fees,
				finalizable_at,
			)
		};
		assert_ok!(expose_until(100, 1_001));
		assert_ok!(unbond(1_000));
		// A later batch that can be finalized before changes nothing.
		assert_ok!(expose_until(100, 11));
		assert_ok!(unbond(500));
		let unbonding = operator(OPERATOR).unbonding;
		assert!(unbonding.iter().map(|part| part.unlocks_at).eq([1_002, 1_002]));
		let withdraw = || Payments::withdraw_unbonded(RuntimeOrigin::signed(OPERATOR));
		System::set_block_number(1_000);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		assert_ok!(slash(OPERATOR, CHALLENGER));
		System::set_block_number(1_001);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		System::set_block_number(1_002);
		// Half of all that was held was slashed: all of the bond.
		assert_eq!(held(OPERATOR, HoldReason::Bond), 1_500);
		assert_ok!(withdraw());
		assert_eq!(held(OPERATOR, HoldReason::Bond), 0);
	});
}
