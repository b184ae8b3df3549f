// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::Ledger;
use sp_runtime::DispatchError;

/// Lets `AUTHOR` be owed `amount`.
fn owe(amount: u128) {
	assert_ok!(Rewards::collect(&PAYER, amount));
	assert_ok!(Rewards::credit(&AUTHOR, amount, SERVICE));
}

#[docify::export]
#[test]
fn claim_should_pay_all_that_is_owed() {
	build_and_execute(|| {
		owe(400);
		owe(101);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(AUTHOR)));
		assert_eq!(Balances::free_balance(AUTHOR), 501);
		assert_eq!(Rewards::owed(&AUTHOR), 0);
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(AUTHOR)), Error::<Test>::NothingOwed);
	});
}

#[test]
fn small_amounts_should_accrue_until_they_can_be_paid() {
	build_and_execute(|| {
		for paid in 1..EXISTENTIAL_DEPOSIT {
			owe(1);
			assert_eq!(Rewards::owed(&AUTHOR), paid);
			assert_noop!(
				Rewards::claim_for(RuntimeOrigin::signed(OTHER), AUTHOR),
				Error::<Test>::BelowExistentialDeposit
			);
		}
		owe(1);
		assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(OTHER), AUTHOR));
		assert_eq!(Balances::free_balance(AUTHOR), EXISTENTIAL_DEPOSIT);
		// Now that the account exists, any amount can be paid.
		owe(1);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(AUTHOR)));
		assert_eq!(Balances::free_balance(AUTHOR), EXISTENTIAL_DEPOSIT + 1);
	});
}

#[test]
fn set_payout_should_fail_when_the_payee_is_the_pot() {
	build_and_execute(|| {
		assert_noop!(
			Rewards::set_payout(RuntimeOrigin::signed(AUTHOR), Rewards::pot()),
			Error::<Test>::InvalidPayee
		);
	});
}

#[test]
fn claims_should_go_to_the_payout_account_whoever_makes_them() {
	build_and_execute(|| {
		assert_ok!(Rewards::set_payout(RuntimeOrigin::signed(AUTHOR), OTHER));
		owe(500);
		assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(PAYER), AUTHOR));
		System::assert_last_event(Event::Claimed { who: AUTHOR, payee: OTHER, amount: 500 }.into());
		assert_eq!(Balances::free_balance(OTHER), 500);
		assert_ok!(Rewards::set_payout(RuntimeOrigin::signed(AUTHOR), AUTHOR));
		owe(300);
		assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(PAYER), AUTHOR));
		assert_eq!(Balances::free_balance(AUTHOR), 300);
	});
}

#[test]
fn claim_and_bond_should_bond_at_the_callers_own_account() {
	build_and_execute(|| {
		owe(600);
		assert_ok!(Rewards::set_payout(RuntimeOrigin::signed(AUTHOR), OTHER));
		assert_ok!(Rewards::claim_and_bond(RuntimeOrigin::signed(AUTHOR)));
		assert_eq!(Bonded::get(), [(AUTHOR, 600)]);
		assert_eq!(Balances::free_balance(AUTHOR), 600);
		assert_eq!(Balances::free_balance(OTHER), 0);
		assert_noop!(
			Rewards::claim_and_bond(RuntimeOrigin::signed(AUTHOR)),
			Error::<Test>::NothingOwed
		);
	});
}

#[test]
fn what_cannot_be_bonded_should_stay_owed() {
	build_and_execute(|| {
		owe(LEAST_BOND - 1);
		let claimed = Rewards::claim_and_bond(RuntimeOrigin::signed(AUTHOR));
		assert_noop!(claimed, DispatchError::Other("too little"));
		assert_eq!(Rewards::owed(&AUTHOR), LEAST_BOND - 1);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(AUTHOR)));
	});
}
