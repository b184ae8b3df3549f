// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{interfaces::Slash, Balance};
use sp_runtime::{traits::Zero, Percent};

fn unbond(amount: Balance) {
	assert_ok!(Payments::unbond(RuntimeOrigin::signed(OPERATOR), amount));
}

#[test]
fn a_slash_should_be_the_challengers_and_the_treasurys() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 5_001));
		let before = Balances::free_balance(OPERATOR);
		// Half of it, rounded down, and of that a fifth.
		let slashed = slash(OPERATOR, CHALLENGER);
		assert_eq!(slashed, Ok(Slash { amount: 2_500, reward: 500 }));
		assert_eq!(Balances::free_balance(CHALLENGER), ENDOWMENT + 500);
		assert_eq!(Balances::free_balance(TREASURY), 1 + 2_000);
		assert_eq!((operator(OPERATOR).bond, held(OPERATOR, HoldReason::Bond)), (2_501, 2_501));
		assert_eq!(Balances::free_balance(OPERATOR), before);
		assert_noop!(slash(OTHER, CHALLENGER), Error::<Test>::OperatorNotFound);
	});
}

#[test]
fn the_reward_should_be_what_settlement_says_and_never_more_than_the_slash() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 8_000));
		assert_eq!(slash_for(OPERATOR, CHALLENGER, |_| 0), Ok(Slash { amount: 4_000, reward: 0 }));
		assert_eq!(Balances::free_balance(CHALLENGER), ENDOWMENT);
		assert_eq!(
			slash_for(OPERATOR, CHALLENGER, |_| Balance::MAX),
			Ok(Slash { amount: 2_000, reward: 2_000 })
		);
		assert_eq!(Balances::free_balance(TREASURY), 1 + 4_000);
		assert_eq!(Balances::free_balance(CHALLENGER), ENDOWMENT + 2_000);
	});
}

#[test]
fn whoever_refutes_itself_should_get_its_own_reward() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 5_000));
		let before = Balances::free_balance(OPERATOR);
		assert_eq!(slash(OPERATOR, OPERATOR), Ok(Slash { amount: 2_500, reward: 500 }));
		assert_eq!(Balances::free_balance(OPERATOR), before + 500);
		assert_eq!(Balances::free_balance(TREASURY), 1 + 2_000);
	});
}

#[test]
fn what_is_unbonding_should_be_slashed_after_the_bond() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 6_000));
		unbond(1_000);
		System::set_block_number(5);
		unbond(3_000);
		// Half of all: the bond of 2,000, and 1,000 of what is unbonding, the oldest first.
		assert_eq!(slash(OPERATOR, CHALLENGER).map(|slash| slash.amount), Ok(3_000));
		let Operator { bond, unbonding, .. } = operator(OPERATOR);
		assert_eq!(bond, 0);
		assert!(unbonding.iter().map(|part| part.amount).eq([3_000]));
		assert_eq!(held(OPERATOR, HoldReason::Bond), 3_000);
	});
}

#[test]
fn what_can_be_withdrawn_should_not_be_slashed() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 6_000));
		unbond(4_000);
		System::set_block_number(1 + UNBONDING_DELAY);
		assert_eq!(slash(OPERATOR, CHALLENGER).map(|slash| slash.amount), Ok(1_000));
		assert_eq!(held(OPERATOR, HoldReason::Bond), 5_000);
		assert_ok!(Payments::withdraw_unbonded(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(held(OPERATOR, HoldReason::Bond), 1_000);
	});
}

#[test]
fn an_operator_should_be_suspended_below_the_least_bond() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 2 * MIN_BOND));
		assert_ok!(slash(OPERATOR, CHALLENGER));
		let suspended: RuntimeEvent = Event::OperatorSuspended { operator: OPERATOR }.into();
		assert!(System::events().iter().all(|record| record.event != suspended));
		assert_ok!(expose(OPERATOR, 1));
		assert_ok!(slash(OPERATOR, CHALLENGER));
		System::assert_last_event(suspended);
		assert_noop!(expose(OPERATOR, 1), Error::<Test>::BondTooLow);
		// A bond that was raised lets it go on.
		assert_ok!(Payments::bond_extra(RuntimeOrigin::signed(OPERATOR), MIN_BOND));
		assert_ok!(expose(OPERATOR, 1));
	});
}

#[test]
fn shares_at_their_ends_should_take_nothing_or_all() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 5_000));
		unbond(1_000);
		SlashShare::set(&Percent::zero());
		assert_eq!(slash(OPERATOR, CHALLENGER), Ok(Slash { amount: 0, reward: 0 }));
		assert_eq!(held(OPERATOR, HoldReason::Bond), 5_000);
		SlashShare::set(&Percent::one());
		assert_eq!(slash(OPERATOR, CHALLENGER).map(|slash| slash.amount), Ok(5_000));
		assert!(operator(OPERATOR).bond.is_zero() && operator(OPERATOR).unbonding.is_empty());
		assert_eq!(slash(OPERATOR, CHALLENGER).map(|slash| slash.amount), Ok(0));
	});
}
