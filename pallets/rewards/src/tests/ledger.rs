// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::{Ledger, Source};
use proptest::prelude::*;
use sp_runtime::TokenError;

#[test]
fn nothing_should_be_paid_that_was_not_collected() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 100));
		let exceeds = Error::<Test>::ExceedsCollected;
		assert_noop!(Rewards::credit(&AUTHOR, 101, SERVICE), exceeds);
		assert_noop!(Rewards::pay_treasury(101, None), Error::<Test>::ExceedsCollected);
		assert_ok!(Rewards::pay_stakers(60, None));
		assert_noop!(Rewards::credit(&AUTHOR, 41, SERVICE), Error::<Test>::ExceedsCollected);
		assert_ok!(Rewards::credit(&AUTHOR, 40, SERVICE));
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
		assert_ok!(Rewards::credit(&Rewards::pot(), 500, SERVICE));
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 500);
		System::assert_last_event(Event::TreasuryPaid { amount: 500, batch: None }.into());
	});
}

#[test]
fn events_should_say_where_all_that_was_collected_went() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 1_000));
		let sources = [
			Source::Contribution { batch: 3, contribution: 8, work: 7 },
			Source::Model { batch: 3, model: 2 },
			Source::Operator { batch: 3 },
			Source::Channel { batch: 4, channel: 5 },
		];
		for source in sources {
			assert_ok!(Rewards::credit(&AUTHOR, 100, source));
			System::assert_last_event(Event::Credited { who: AUTHOR, amount: 100, source }.into());
			assert_ok!(Rewards::reward(&OTHER, 50, source));
			System::assert_last_event(Event::Credited { who: OTHER, amount: 50, source }.into());
		}
		assert_ok!(Rewards::pay_stakers(150, None));
		System::assert_last_event(Event::StakersPaid { amount: 150, batch: None }.into());
		assert_ok!(Rewards::pay_treasury(250, None));
		System::assert_last_event(Event::TreasuryPaid { amount: 250, batch: None }.into());
		// Of nothing there is nothing to say.
		let events = System::event_count();
		assert_ok!(Rewards::credit(&AUTHOR, 0, SERVICE));
		assert_ok!(Rewards::pay_stakers(0, None));
		assert_ok!(Rewards::pay_treasury(0, None));
		assert_eq!((System::event_count(), Rewards::collected()), (events, 0));
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
					1 => { let _ = Rewards::credit(&AUTHOR, amount, SERVICE); },
					2 => { let _ = Rewards::credit(&OTHER, amount, SERVICE); },
					3 => if Rewards::pay_treasury(amount, None).is_ok() { paid += amount },
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
