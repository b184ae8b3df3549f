// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::{Escrow, HeldBack as Held, Ledger, Merits, Source};

const WORK: u64 = 7;

fn reward(amount: u128) -> u32 {
	Rewards::reward_for(WORK, &AUTHOR, amount, earned_by(WORK)).unwrap()
}

#[test]
fn what_is_not_disputed_should_be_owed_at_once() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 1_000));
		assert_eq!(Rewards::held_back(WORK), None);
		assert_eq!(reward(600), 1);
		assert_eq!(Rewards::owed(&AUTHOR), 600);
		assert_noop!(
			Rewards::reward_for(WORK, &AUTHOR, 401, earned_by(WORK)),
			Error::<Test>::ExceedsCollected
		);
	});
}

#[test]
fn no_more_than_the_limit_should_be_held_back() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 1_000));
		Rewards::hold_back(WORK, 500);
		assert_eq!(reward(300), 2);
		assert_eq!((Rewards::owed(&AUTHOR), Rewards::collected()), (0, 700));
		assert_eq!(reward(300), 2);
		assert_eq!(Rewards::owed(&AUTHOR), 100);
		assert_eq!(Rewards::held_back(WORK), Some(Held { amount: 500, most: 500 }));
		// Another contribution of the same account is not.
		assert_ok!(Rewards::reward_for(WORK + 1, &AUTHOR, 50, earned_by(WORK + 1)));
		assert_eq!(Rewards::owed(&AUTHOR), 150);
		Rewards::hold_back(WORK, 600);
		reward(200);
		assert_eq!(Rewards::held_back(WORK), Some(Held { amount: 600, most: 600 }));
		assert_eq!(Rewards::owed(&AUTHOR), 250);
	});
}

#[test]
fn what_was_held_back_should_be_owed_with_its_merit() {
	build_and_execute(|| {
		assert_ok!(Rewards::collect(&PAYER, 1_000));
		Rewards::hold_back(WORK, 1_000);
		reward(800);
		// The event names the work, and the batch that it earned in.
		System::assert_last_event(
			Event::EarningsHeldBack { contribution: WORK, amount: 800, source: earned_by(WORK) }
				.into(),
		);
		assert_eq!(Rewards::release(WORK, Some(&OTHER)), Ok(800));
		let source = Source::Dispute { work: WORK };
		System::assert_has_event(Event::Credited { who: OTHER, amount: 800, source }.into());
		assert_eq!((Rewards::owed(&OTHER), Rewards::owed(&AUTHOR)), (800, 0));
		assert_eq!(Rewards::of(&OTHER), Rewards::total());
		assert_eq!(Rewards::held_back(WORK), None);
		System::assert_last_event(
			Event::EarningsReleased { contribution: WORK, who: Some(OTHER), amount: 800 }.into(),
		);
		assert_eq!(Rewards::release(WORK, Some(&OTHER)), Ok(0));
		assert_eq!(reward(200), 1);
	});
}

#[test]
fn what_is_nobodys_should_go_to_the_treasury_without_merit() {
	for nobody in [None, Some(Rewards::pot())] {
		build_and_execute(|| {
			assert_ok!(Rewards::collect(&PAYER, 1_000));
			assert_ok!(Rewards::reward(&OTHER, 200, SERVICE));
			Rewards::hold_back(WORK, 1_000);
			reward(800);
			assert_eq!(Rewards::release(WORK, nobody.as_ref()), Ok(800));
			assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 800);
			assert_eq!(Rewards::total(), Rewards::of(&OTHER));
			assert_eq!(TotalHeldBack::<Test>::get(), 0);
		});
	}
}
