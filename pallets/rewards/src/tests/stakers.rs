// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_ok, assert_storage_noop, traits::fungible::Mutate};
use openledger_primitives::{interfaces::Ledger, Balance};
use proptest::prelude::*;

/// Settlement puts so much of fees into the stakers' pot.
fn pay_stakers(amount: Balance) {
	assert_ok!(Rewards::collect(&PAYER, amount));
	assert_ok!(Rewards::pay_stakers(amount, None));
}

/// Staking pays so much.
fn mint(amount: Balance) {
	assert_ok!(Balances::mint_into(&PAYER, amount));
	Rewards::note_minted(amount);
}

fn unpaid() -> Balance {
	StakersUnpaid::<Test>::get()
}

#[test]
fn fund_era_should_burn_fees_and_emission() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		pay_stakers(700);
		assert_eq!(Rewards::fund_era(1_000), 1_700);
		System::assert_last_event(Event::EraFunded { fees: 700, emission: 1_000 }.into());
		assert_eq!(unpaid(), 1_700);
		assert_eq!(Balances::total_issuance(), issuance - 1_700);
		assert_eq!(Balances::free_balance(STAKERS), EXISTENTIAL_DEPOSIT);
		assert_eq!(Balances::free_balance(RESERVE), ENDOWMENT - 1_000);

		// Fees are paid once.
		assert_eq!(Rewards::fund_era(5), 5);
		assert_eq!(Rewards::fund_era(0), 0);
		System::assert_last_event(Event::EraFunded { fees: 0, emission: 0 }.into());
		assert_eq!(unpaid(), 1_705);
	});
}

#[test]
fn fund_era_should_leave_the_reserve_its_existential_deposit() {
	build_and_execute(|| {
		let all = Rewards::staking_reserve();
		assert_eq!(all, ENDOWMENT - EXISTENTIAL_DEPOSIT);
		assert_eq!(Rewards::fund_era(Balance::MAX), all);
		assert_eq!(Balances::free_balance(RESERVE), EXISTENTIAL_DEPOSIT);
		assert_eq!(Rewards::staking_reserve(), 0);
		assert_eq!(Rewards::fund_era(1), 0);
	});
}

#[test]
fn what_is_minted_should_not_be_unpaid_any_more() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		assert_eq!(Rewards::fund_era(1_000), 1_000);
		mint(300);
		assert_eq!(unpaid(), 700);
		mint(700);
		assert_eq!(unpaid(), 0);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn what_nobody_claimed_should_return_to_the_reserve() {
	build_and_execute(|| {
		pay_stakers(500);
		assert_eq!(Rewards::fund_era(1_000), 1_500);
		mint(200);
		Rewards::return_unclaimed(900);
		System::assert_last_event(Event::EraReturned { amount: 900 }.into());
		assert_eq!(unpaid(), 400);
		assert_eq!(Balances::free_balance(RESERVE), ENDOWMENT - 1_000 + 900);
		// Never more than was burned.
		Rewards::return_unclaimed(Balance::MAX);
		System::assert_last_event(Event::EraReturned { amount: 400 }.into());
		assert_eq!(unpaid(), 0);
		assert_storage_noop!(Rewards::return_unclaimed(5));
	});
}

#[test]
fn returning_nothing_should_do_nothing() {
	build_and_execute(|| {
		assert_eq!(Rewards::fund_era(1_000), 1_000);
		assert_storage_noop!(Rewards::return_unclaimed(0));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn what_is_burned_should_be_minted_returned_or_unpaid(
		steps in prop::collection::vec((0u8..4, 0u128..50_000), 1..60),
	) {
		build_and_execute(|| {
			let issuance = Balances::total_issuance();
			let (mut burned, mut minted, mut returned) = (0, 0, 0);
			for (step, amount) in steps {
				match step {
					0 => if Rewards::collect(&PAYER, amount).is_ok() {
						assert_ok!(Rewards::pay_stakers(amount, None));
					},
					1 => burned += Rewards::fund_era(amount),
					2 => {
						let amount = amount.min(unpaid());
						mint(amount);
						minted += amount;
					},
					_ => {
						let before = unpaid();
						Rewards::return_unclaimed(amount);
						returned += before - unpaid();
					},
				}
				assert_eq!(burned, minted + returned + unpaid());
				assert_eq!(Balances::total_issuance() + unpaid(), issuance);
			}
		});
	}
}
