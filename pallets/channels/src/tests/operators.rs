// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use codec::MaxEncodedLen;
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{limits::MaxUnbonding, Balance};
use sp_core::Pair;
use sp_runtime::{DispatchResult, TokenError};

fn bond_extra(amount: Balance) -> DispatchResult {
	Payments::bond_extra(RuntimeOrigin::signed(OPERATOR), amount)
}

fn unbond(amount: Balance) -> DispatchResult {
	Payments::unbond(RuntimeOrigin::signed(OPERATOR), amount)
}

fn withdraw() -> DispatchResult {
	Payments::withdraw_unbonded(RuntimeOrigin::signed(OPERATOR))
}

fn deregister() -> DispatchResult {
	Payments::deregister_operator(RuntimeOrigin::signed(OPERATOR))
}

/// Lets `OPERATOR` go, once all of its bond is free.
fn leave() {
	assert_ok!(unbond(operator(OPERATOR).bond));
	System::set_block_number(System::block_number() + UNBONDING_DELAY);
	assert_ok!(withdraw());
	assert_ok!(deregister());
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
		assert_eq!(Balances::free_balance(OPERATOR), ENDOWMENT - 5_000 - deposit);
		let Operator { bond, exposure, first_channel, receipt_keys: keys, .. } = operator(OPERATOR);
		assert_eq!((bond, exposure, first_channel), (5_000, 0, 0));
		assert_eq!((keys.current, keys.former), (key(2).public(), None));
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
		let other = || RuntimeOrigin::signed(OTHER);
		assert_noop!(Payments::bond_extra(other(), 1), Error::<Test>::OperatorNotFound);
		assert_noop!(Payments::unbond(other(), 1), Error::<Test>::OperatorNotFound);
		assert_noop!(Payments::withdraw_unbonded(other()), Error::<Test>::OperatorNotFound);
		assert_noop!(Payments::deregister_operator(other()), Error::<Test>::OperatorNotFound);
		assert_noop!(
			Payments::set_endpoint(other(), Endpoint::default()),
			Error::<Test>::OperatorNotFound
		);
		assert_noop!(
			Payments::set_operator_key(other(), key(9).public()),
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
		assert_eq!(Payments::limit_of(&operator(OPERATOR)), 15_000);
	});
}

#[test]
fn endpoint_and_key_should_change_for_no_other_deposit() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let deposit = held(OPERATOR, HoldReason::Record);
		let endpoint = Endpoint::truncate_from(vec![b'u'; 300]);
		let origin = || RuntimeOrigin::signed(OPERATOR);
		assert_ok!(Payments::set_endpoint(origin(), endpoint.clone()));
		System::assert_last_event(Event::EndpointSet { operator: OPERATOR }.into());
		assert_ok!(Payments::set_operator_key(origin(), key(9).public()));
		let record = operator(OPERATOR);
		assert_eq!((record.endpoint, record.receipt_keys.current), (endpoint, key(9).public()));
		assert_eq!(held(OPERATOR, HoldReason::Record), deposit);
	});
}

#[test]
fn unbond_should_not_uncover_what_is_pending() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 2_000));
		assert_ok!(expose(OPERATOR, 15_000));
		assert_noop!(unbond(0), Error::<Test>::ZeroAmount);
		assert_noop!(unbond(2_001), Error::<Test>::NotEnoughBond);
		assert_noop!(unbond(501), Error::<Test>::TooMuchExposure);
		assert_ok!(unbond(500));
		assert_noop!(unbond(1), Error::<Test>::TooMuchExposure);
		// What leaves covers nothing new, but is still held.
		assert_noop!(expose(OPERATOR, 100), Error::<Test>::TooMuchExposure);
		assert_eq!(held(OPERATOR, HoldReason::Bond), 2_000);
	});
}

#[test]
fn what_is_unbonded_should_stay_held_for_the_delay() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 3_000));
		let free = Balances::free_balance(OPERATOR);
		assert_ok!(unbond(1_000));
		let unlocks_at = 1 + UNBONDING_DELAY;
		System::assert_last_event(
			Event::OperatorUnbonded { operator: OPERATOR, amount: 1_000, unlocks_at }.into(),
		);
		System::set_block_number(10);
		assert_ok!(unbond(500));
		System::set_block_number(unlocks_at - 1);
		assert_noop!(withdraw(), Error::<Test>::NothingUnbonded);
		System::set_block_number(unlocks_at);
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
		assert_ok!(expose(OPERATOR, 1_000));
		assert_noop!(deregister(), Error::<Test>::StillBonded);
		assert_noop!(unbond(1_000), Error::<Test>::TooMuchExposure);
		assert_ok!(relieve(OPERATOR, 1_000));
		assert_ok!(unbond(1_000));
		assert_noop!(deregister(), Error::<Test>::StillBonded);
		System::set_block_number(1 + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_ok!(deregister());
		System::assert_last_event(Event::OperatorDeregistered { operator: OPERATOR }.into());
		assert_eq!(Balances::free_balance(OPERATOR), ENDOWMENT);
		assert_noop!(deregister(), Error::<Test>::OperatorNotFound);
	});
}

#[test]
fn an_operator_should_stay_while_it_is_exposed_without_a_bond() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		assert_ok!(expose(OPERATOR, 500));
		SlashShare::set(&sp_runtime::Percent::one());
		assert_ok!(slash(OPERATOR, CHALLENGER));
		assert_eq!(operator(OPERATOR).bond, 0);
		// Another batch can still be refuted, or final.
		assert_noop!(deregister(), Error::<Test>::StillBonded);
		assert_ok!(relieve(OPERATOR, 500));
		assert_ok!(deregister());
	});
}

#[test]
fn channels_to_a_former_registration_should_not_be_settled() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let old = open_channel(OPERATOR, 5_000);
		assert_ok!(serve(old, 100));
		leave();
		assert_noop!(serve(old, 100), Error::<Test>::OperatorNotFound);
		let origin = RuntimeOrigin::signed(PAYER);
		assert_noop!(
			Payments::open_channel(origin.clone(), OPERATOR, hot_key().public(), 1),
			Error::<Test>::OperatorNotFound
		);
		// With keys that have signed nothing for the channel's payer.
		let endpoint = Endpoint::default();
		let again = RuntimeOrigin::signed(OPERATOR);
		assert_ok!(Payments::register_operator(again, endpoint, key(9).public(), 1_000));
		assert_eq!(operator(OPERATOR).first_channel, old + 1);
		assert_noop!(serve(old, 100), Error::<Test>::ChannelOutdated);
		let new = open_channel(OPERATOR, 1_000);
		assert_ok!(serve(new, 100));
		// The money is the payer's, as ever.
		assert_ok!(Payments::close_channel(origin, old));
		System::set_block_number(System::block_number() + CLOSE_DELAY);
		assert_ok!(Payments::withdraw_channel(RuntimeOrigin::signed(FRIEND), old));
		System::assert_last_event(Event::ChannelClosed { channel: old, returned: 4_900 }.into());
		assert_eq!(held(PAYER, HoldReason::Channel), 900);
	});
}

#[test]
fn a_former_operator_should_close_its_channels_at_once() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 5_000);
		leave();
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(OPERATOR), id));
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT);
	});
}
