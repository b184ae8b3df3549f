// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{
	interfaces::{Ledger, Merits},
	Balance,
};
use proptest::prelude::*;

/// Merit at the start of a half-life is what was earned in it, without rounding.
const EVEN: u64 = HALF_LIFE;

fn merit(who: AccountId) -> Balance {
	<Rewards as Merits<_>>::of(&who).at(<Rewards as Merits<_>>::now())
}

fn total() -> Balance {
	<Rewards as Merits<AccountId>>::total().at(<Rewards as Merits<AccountId>>::now())
}

/// `who` earns `amount` with its work.
fn reward(who: AccountId, amount: Balance) {
	assert_ok!(Rewards::collect(&PAYER, amount));
	assert_ok!(Rewards::reward(&who, amount, SERVICE));
}

/// `who` is owed `amount` for something else.
fn credit(who: AccountId, amount: Balance) {
	assert_ok!(Rewards::collect(&PAYER, amount));
	assert_ok!(Rewards::credit(&who, amount, SERVICE));
}

fn claim(who: AccountId) {
	assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(PAYER), who));
}

#[test]
fn work_should_earn_merit() {
	build_and_execute(|| {
		System::set_block_number(EVEN);
		reward(AUTHOR, 400);
		reward(AUTHOR, 101);
		reward(OTHER, 250);
		assert_eq!((Rewards::owed(&AUTHOR), merit(AUTHOR)), (501, 501));
		assert_eq!((Rewards::owed(&OTHER), merit(OTHER)), (250, 250));
		assert_eq!(total(), 751);
		System::assert_last_event(
			Event::Credited { who: OTHER, amount: 250, source: SERVICE }.into(),
		);
	});
}

#[test]
fn nothing_but_work_should_earn_merit() {
	build_and_execute(|| {
		System::set_block_number(EVEN);
		credit(AUTHOR, 400);
		assert_ok!(Rewards::collect(&PAYER, 900));
		assert_ok!(Rewards::pay_treasury(100, None));
		assert_ok!(Rewards::pay_stakers(100, None));
		assert_ok!(Rewards::refund_by(700, |pot| {
			Balances::transfer_keep_alive(RuntimeOrigin::signed(*pot), OTHER, 700)
		}));
		for who in [PAYER, AUTHOR, OTHER, TREASURY, STAKERS] {
			assert_eq!(merit(who), 0);
		}
		assert_eq!(total(), 0);
	});
}

#[test]
fn merit_should_halve_in_each_half_life() {
	build_and_execute(|| {
		System::set_block_number(EVEN);
		reward(AUTHOR, 40_000);
		for (block, left) in [(EVEN, 40_000), (2 * EVEN, 20_000), (3 * EVEN, 10_000)] {
			System::set_block_number(block);
			assert_eq!((merit(AUTHOR), total()), (left, left));
		}
		// Evenly: half-way, it is by the root of 2.
		System::set_block_number(3 * EVEN + EVEN / 2);
		assert_eq!(merit(AUTHOR), 7_071);
		// What is earned later counts more.
		reward(OTHER, 40_000);
		assert!(merit(OTHER) > 39_990);
		System::set_block_number(60 * EVEN);
		assert_eq!((merit(AUTHOR), total()), (0, 0));
	});
}

#[test]
fn claims_should_leave_merit() {
	build_and_execute(|| {
		System::set_block_number(EVEN);
		reward(AUTHOR, 600);
		claim(AUTHOR);
		assert_eq!((Rewards::owed(&AUTHOR), merit(AUTHOR)), (0, 600));
		reward(AUTHOR, 500);
		assert_ok!(Rewards::claim_and_bond(RuntimeOrigin::signed(AUTHOR)));
		assert_eq!((Rewards::owed(&AUTHOR), merit(AUTHOR)), (0, 1_100));
		assert_ok!(Rewards::set_payout(RuntimeOrigin::signed(AUTHOR), OTHER));
		reward(AUTHOR, 500);
		claim(AUTHOR);
		// The money can go to another account, merit can't.
		assert_eq!((merit(AUTHOR), merit(OTHER)), (1_600, 0));
		assert_eq!(total(), 1_600);
	});
}

#[test]
fn an_entry_should_go_when_nothing_is_owed_and_merit_is_dust() {
	build_and_execute(|| {
		System::set_block_number(EVEN);
		credit(OTHER, 400);
		claim(OTHER);
		assert!(!Accounts::<Test>::contains_key(OTHER));

		reward(AUTHOR, 2 * EXISTENTIAL_DEPOSIT);
		reward(OTHER, 10_000);
		claim(AUTHOR);
		assert!(Accounts::<Test>::contains_key(AUTHOR));
		System::set_block_number(2 * EVEN + 1);
		assert!(merit(AUTHOR) < EXISTENTIAL_DEPOSIT);
		credit(AUTHOR, 1);
		claim(AUTHOR);
		assert!(!Accounts::<Test>::contains_key(AUTHOR));
		// It counts no more in the total.
		assert_eq!(total(), merit(OTHER));
	});
}

#[test]
fn what_is_not_paid_should_earn_nothing() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 100));
		assert_noop!(Rewards::reward(&AUTHOR, 101, SERVICE), Error::<Test>::ExceedsCollected);
		assert_ok!(Rewards::reward(&AUTHOR, 0, SERVICE));
		assert!(!Accounts::<Test>::contains_key(AUTHOR));
		// The pot's own share goes to the treasury.
		assert_ok!(Rewards::reward(&Rewards::pot(), 100, SERVICE));
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 100);
		assert_eq!((merit(Rewards::pot()), total()), (0, 0));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// That the total is never less than the sum is one of the invariants.
	#[test]
	fn totals_should_cover_everybodys_merit_whatever_happens(
		steps in prop::collection::vec((0u8..4, 4u64..9, 1u128..5_000, 0u64..2_500), 1..60),
	) {
		build_and_execute(|| {
			for (step, who, amount, wait) in steps {
				System::set_block_number(System::block_number() + wait);
				assert_ok!(Rewards::collect(&PAYER, amount));
				match step {
					0 => { let _ = Rewards::credit(&who, Rewards::collected(), SERVICE); },
					1 => { let _ = Rewards::claim_for(RuntimeOrigin::signed(PAYER), who); },
					_ => { let _ = Rewards::reward(&who, Rewards::collected(), SERVICE); },
				}
				Rewards::do_try_state().unwrap();
				assert!((4..9).map(merit).sum::<Balance>() <= total());
			}
		});
	}
}
