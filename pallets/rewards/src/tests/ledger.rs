// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::Ledger;
use proptest::prelude::*;
use sp_runtime::TokenError;

#[test]
fn nothing_should_be_paid_that_was_not_collected() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 100));
		let exceeds = Error::<Test>::ExceedsCollected;
		assert_noop!(Rewards::credit(&AUTHOR, 101), exceeds);
		assert_noop!(Rewards::pay_treasury(101), Error::<Test>::ExceedsCollected);
		assert_ok!(Rewards::pay_stakers(60));
		assert_noop!(Rewards::credit(&AUTHOR, 41), Error::<Test>::ExceedsCollected);
		assert_ok!(Rewards::credit(&AUTHOR, 40));
		assert_eq!(Rewards::collected(), 0);
	});
}

#[test]
fn a_payer_should_not_pay_more_than_it_has() {
	build_and_execute(|| {
		assert_noop!(Rewards::collect(&PAYER, ENDOWMENT + 1), TokenError::FundsUnavailable);
		assert_noop!(Rewards::collect(&OTHER, 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn what_the_pot_would_owe_itself_should_go_to_the_treasury() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 500));
		assert_ok!(Rewards::credit(&Rewards::pot(), 500));
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 500);
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn what_comes_in_should_go_out_or_stay_owed(
		steps in prop::collection::vec((0u8..5, 1u128..5_000), 1..60),
	) {
		build_and_execute(|| {
			let (mut collected, mut paid) = (0, 0);
			for (step, amount) in steps {
				match step {
					0 => if Rewards::collect(&PAYER, amount).is_ok() { collected += amount },
					1 => { let _ = Rewards::credit(&AUTHOR, amount); },
					2 => { let _ = Rewards::credit(&OTHER, amount); },
					3 => if Rewards::pay_treasury(amount).is_ok() { paid += amount },
					_ => {
						let owed = Rewards::owed(&AUTHOR);
						if Rewards::claim_for(RuntimeOrigin::signed(PAYER), AUTHOR).is_ok() {
							paid += owed;
						}
					},
				}
				Rewards::do_try_state().unwrap();
			}
			assert_eq!(collected, paid + TotalOwed::<Test>::get() + Rewards::collected());
		});
	}
}
