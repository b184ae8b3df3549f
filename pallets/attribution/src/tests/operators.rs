// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use codec::MaxEncodedLen;
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{limits::MaxUnbonding, Balance};
use sp_core::Pair;
use sp_runtime::{DispatchResult, TokenError};

fn bond_extra(amount: Balance) -> DispatchResult {
	Attribution::bond_extra(RuntimeOrigin::signed(OPERATOR), amount)
}

fn unbond(amount: Balance) -> DispatchResult {
	Attribution::unbond(RuntimeOrigin::signed(OPERATOR), amount)
}

fn withdraw() -> DispatchResult {
	Attribution::withdraw_unbonded(RuntimeOrigin::signed(OPERATOR))
}

fn deregister() -> DispatchResult {
	Attribution::deregister(RuntimeOrigin::signed(OPERATOR))
}

fn exposure() -> Balance {
	operator(OPERATOR).exposure
}

fn limit() -> Balance {
	Attribution::limit_of(&operator(OPERATOR))
}

#[test]
fn register_should_hold_the_bond_and_a_deposit() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 5_000));
		let registered =
			Event::OperatorRegistered { operator: OPERATOR, key: key(2).public(), bond: 5_000 };
		System::assert_last_event(registered.into());
		assert_eq!(held(OPERATOR, HoldReason::Bond), 5_000);
		// For the longest record that it can become.
		let deposit = 100 + OperatorOf::<Test>::max_encoded_len() as Balance;
		assert_eq!(held(OPERATOR, HoldReason::Record), deposit);
		assert_eq!((exposure(), limit()), (0, 50_000));
	});
}

#[test]
fn register_should_fail_for_whoever_cannot_be_an_operator() {
	build_and_execute(|| {
		assert_noop!(register_operator(OPERATOR, MIN_BOND - 1), Error::<Test>::BondTooLow);
		assert_noop!(register_operator(OPERATOR, ENDOWMENT), TokenError::FundsUnavailable);
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		assert_noop!(register_operator(OPERATOR, MIN_BOND), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn calls_of_operators_should_fail_for_anyone_else() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let id = open_channel(OPERATOR, 5_000);
		let other = || RuntimeOrigin::signed(LAB);
		let endpoint = Endpoint::default();
		assert_noop!(Attribution::bond_extra(other(), 1), Error::<Test>::OperatorNotFound);
		assert_noop!(Attribution::unbond(other(), 1), Error::<Test>::OperatorNotFound);
		assert_noop!(Attribution::withdraw_unbonded(other()), Error::<Test>::OperatorNotFound);
		assert_noop!(Attribution::deregister(other()), Error::<Test>::OperatorNotFound);
		assert_noop!(Attribution::set_endpoint(other(), endpoint), Error::<Test>::OperatorNotFound);
		assert_noop!(
			Attribution::set_operator_key(other(), key(9).public()),
			Error::<Test>::OperatorNotFound
		);
		assert_noop!(
			settle_batch(LAB, vec![voucher(id, 100)], vec![batched(100, &[])]),
			Error::<Test>::OperatorNotFound
		);
	});
}

#[test]
fn bond_extra_should_raise_the_limit() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_noop!(bond_extra(0), Error::<Test>::ZeroAmount);
		assert_noop!(bond_extra(ENDOWMENT), TokenError::FundsUnavailable);
		assert_ok!(bond_extra(500));
		let bonded = Event::OperatorBonded { operator: OPERATOR, amount: 500, bond: 1_500 };
		System::assert_last_event(bonded.into());
		assert_eq!(held(OPERATOR, HoldReason::Bond), 1_500);
		assert_eq!(limit(), 15_000);
	});
}

#[test]
fn endpoint_and_key_should_change_for_no_other_deposit() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let deposit = held(OPERATOR, HoldReason::Record);
		let endpoint = Endpoint::truncate_from(vec![b'u'; 300]);
		let origin = || RuntimeOrigin::signed(OPERATOR);
		assert_ok!(Attribution::set_endpoint(origin(), endpoint.clone()));
		System::assert_last_event(Event::EndpointSet { operator: OPERATOR }.into());
		let new = key(9).public();
		assert_ok!(Attribution::set_operator_key(origin(), new));
		System::assert_last_event(Event::OperatorKeySet { operator: OPERATOR, key: new }.into());
		let record = operator(OPERATOR);
		assert_eq!((record.endpoint, record.key), (endpoint, new));
		assert_eq!(held(OPERATOR, HoldReason::Record), deposit);
	});
}

#[test]
fn batches_should_be_worth_what_the_bond_covers_and_no_more() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 50_000);
		assert_ok!(serve(id, 4_000));
		assert_noop!(serve(id, 6_001), Error::<Test>::TooMuchExposure);
		assert_ok!(serve(id, 6_000));
		assert_eq!((exposure(), limit()), (10_000, 10_000));
		assert_noop!(serve(id, 100), Error::<Test>::TooMuchExposure);
		// What payers settle themselves is not the operator's to back.
		assert_ok!(settle(1, receipt(1_000, &[])));
		assert_eq!(exposure(), 10_000);
		assert_ok!(bond_extra(10));
		assert_noop!(serve(id, 101), Error::<Test>::TooMuchExposure);
		assert_ok!(serve(id, 100));
	});
}

#[test]
fn exposure_should_fall_when_a_batch_is_final_or_void() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 50_000);
		let credited = vec![batched(4_000, &[(0, 1_000), (1, 1_000)])];
		assert_ok!(settle_batch(OPERATOR, vec![voucher(id, 4_000)], credited));
		assert_ok!(serve(id, 5_000));
		assert_eq!(exposure(), 9_000);
		assert_ok!(void(1));
		assert_eq!(exposure(), 4_000);
		pass_window();
		// The bond backs a batch until all of it is paid.
		assert_ok!(Attribution::finalise(RuntimeOrigin::signed(PAYER), 0, 1));
		assert_eq!(exposure(), 4_000);
		assert_ok!(finalise(0));
		assert_eq!(exposure(), 0);
		// What is void counts once.
		assert_ok!(finalise(1));
		assert_eq!(exposure(), 0);
	});
}

#[test]
fn operators_should_have_the_least_bond_that_is_in_force() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 50_000);
		assert_ok!(serve(id, 100));
		MinBond::set(&1_001);
		assert_eq!(limit(), 0);
		assert_noop!(serve(id, 100), Error::<Test>::BondTooLow);
		assert_ok!(bond_extra(1));
		assert_ok!(serve(id, 100));
		assert_ok!(unbond(1));
		assert_noop!(serve(id, 100), Error::<Test>::BondTooLow);
		// What is pending ends as it would.
		pass_window();
		assert_ok!(finalise(0));
		assert_ok!(finalise(1));
	});
}

#[test]
fn a_lower_leverage_should_stop_only_what_is_new() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 50_000);
		assert_ok!(serve(id, 5_000));
		Leverage::set(&2);
		assert_noop!(serve(id, 100), Error::<Test>::TooMuchExposure);
		assert_noop!(unbond(1), Error::<Test>::TooMuchExposure);
		pass_window();
		assert_ok!(finalise(0));
		assert_ok!(serve(id, 2_000));
	});
}

#[test]
fn unbond_should_not_uncover_what_is_pending() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 2_000));
		let id = open_channel(OPERATOR, 50_000);
		assert_ok!(serve(id, 15_000));
		assert_noop!(unbond(0), Error::<Test>::ZeroAmount);
		assert_noop!(unbond(2_001), Error::<Test>::NotEnoughBond);
		assert_noop!(unbond(501), Error::<Test>::TooMuchExposure);
		assert_ok!(unbond(500));
		assert_noop!(unbond(1), Error::<Test>::TooMuchExposure);
		// What leaves covers nothing new, but is still held.
		assert_noop!(serve(id, 100), Error::<Test>::TooMuchExposure);
		assert_eq!(held(OPERATOR, HoldReason::Bond), 2_000);
	});
}

#[test]
fn what_is_unbonded_should_stay_held_for_the_delay() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 3_000));
		let free = Balances::free_balance(OPERATOR);
		assert_ok!(unbond(1_000));
		let due = 1 + UNBONDING_DELAY;
		System::assert_last_event(
			Event::OperatorUnbonded { operator: OPERATOR, amount: 1_000, due }.into(),
		);
		System::set_block_number(10);
		assert_ok!(unbond(500));
		System::set_block_number(due - 1);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		System::set_block_number(due);
		assert_ok!(withdraw());
		System::assert_last_event(
			Event::OperatorWithdrew { operator: OPERATOR, amount: 1_000 }.into(),
		);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		assert_eq!(held(OPERATOR, HoldReason::Bond), 2_000);
		assert_eq!(Balances::free_balance(OPERATOR), free + 1_000);
		System::set_block_number(10 + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_eq!(held(OPERATOR, HoldReason::Bond), 1_500);
	});
}

#[test]
fn what_is_unbonded_should_stay_held_while_a_batch_can_be_refuted() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 3_000));
		let id = open_channel(OPERATOR, 50_000);
		ChallengeWindow::set(&1_000);
		assert_ok!(serve(id, 100));
		assert_ok!(unbond(1_000));
		// A later batch that falls due before changes nothing.
		ChallengeWindow::set(&WINDOW);
		assert_ok!(serve(id, 100));
		assert_ok!(unbond(500));
		let due = operator(OPERATOR).unbonding.iter().map(|part| part.due).collect::<Vec<_>>();
		assert_eq!(due, [1_002, 1_002]);
		System::set_block_number(1_000);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		assert_ok!(void(0));
		System::set_block_number(1_001);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		System::set_block_number(1_002);
		// Half of all that was held was slashed: all of the bond.
		assert_eq!(held(OPERATOR, HoldReason::Bond), 1_500);
		assert_ok!(withdraw());
		assert_eq!(held(OPERATOR, HoldReason::Bond), 0);
	});
}

#[test]
fn only_so_many_parts_should_be_unbonding() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 3_000));
		for _ in 0..MaxUnbonding::get() {
			assert_ok!(unbond(1));
		}
		assert_noop!(unbond(1), Error::<Test>::TooManyUnbonding);
		System::set_block_number(1 + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_eq!(held(OPERATOR, HoldReason::Bond), 3_000 - Balance::from(MaxUnbonding::get()));
		assert_ok!(unbond(1));
	});
}

#[test]
fn deregister_should_wait_until_the_bond_is_free() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 5_000);
		assert_ok!(serve(id, 1_000));
		assert_noop!(deregister(), Error::<Test>::StillBonded);
		assert_noop!(unbond(1_000), Error::<Test>::TooMuchExposure);
		pass_window();
		assert_ok!(finalise(0));
		assert_ok!(unbond(1_000));
		assert_noop!(deregister(), Error::<Test>::StillBonded);
		System::set_block_number(1 + WINDOW + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_ok!(deregister());
		System::assert_last_event(Event::OperatorDeregistered { operator: OPERATOR }.into());
		assert_eq!(Balances::free_balance(OPERATOR), ENDOWMENT);
		assert_noop!(deregister(), Error::<Test>::OperatorNotFound);
		// Its channels stay, and settle when it is back.
		assert_noop!(serve(id, 100), Error::<Test>::OperatorNotFound);
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_ok!(serve(id, 100));
	});
}
