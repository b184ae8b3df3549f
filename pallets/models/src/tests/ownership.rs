// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use openledger_primitives::interfaces::Models as _;
use sp_runtime::{Perbill, TokenError};

fn held(who: AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::Model.into(), &who)
}

fn payees(model: u32) -> Vec<(AccountId, Perbill)> {
	ModelRegistry::payees(model).unwrap()
}

#[test]
fn a_payout_account_should_be_paid_by_children_too() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(register(TUNER, child(Kind::FineTune, &[(0, 30)])));
		let (before, percent) = (held(LAB), Perbill::from_percent);
		let set = |who, payout| ModelRegistry::set_payout(RuntimeOrigin::signed(who), 0, payout);
		assert_noop!(set(TUNER, Some(TUNER)), Error::<Test>::NotDeveloper);
		assert_ok!(set(LAB, Some(AUTHOR)));
		System::assert_last_event(Event::PayoutSet { model: 0, payout: AUTHOR }.into());
		assert_eq!(payees(1), [(AUTHOR, percent(30)), (TUNER, percent(70))]);
		assert_eq!(held(LAB), before + 8);
		assert_ok!(set(LAB, None));
		assert_eq!(payees(1), [(LAB, percent(30)), (TUNER, percent(70))]);
		assert_eq!(held(LAB), before);
	});
}

#[test]
fn a_model_should_change_hands_when_the_other_takes_it() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		let before = held(LAB);
		let offer = |who, to| ModelRegistry::transfer_ownership(RuntimeOrigin::signed(who), 0, to);
		let take = |who| ModelRegistry::accept_ownership(RuntimeOrigin::signed(who), 0);
		assert_noop!(offer(TUNER, Some(TUNER)), Error::<Test>::NotDeveloper);
		assert_noop!(take(TUNER), Error::<Test>::NotOffered);
		assert_ok!(offer(LAB, Some(PAUPER)));
		assert_noop!(take(PAUPER), TokenError::FundsUnavailable);
		assert_ok!(offer(LAB, None));
		assert_noop!(take(PAUPER), Error::<Test>::NotOffered);
		assert_ok!(offer(LAB, Some(TUNER)));
		assert_ok!(take(TUNER));
		System::assert_last_event(
			Event::OwnershipTransferred { model: 0, from: LAB, to: TUNER }.into(),
		);
		assert_eq!((held(LAB), held(TUNER)), (0, before));
		assert_eq!(payees(0), [(TUNER, Perbill::one())]);
		let pause = |who| ModelRegistry::set_status(RuntimeOrigin::signed(who), 0, Status::Paused);
		assert_noop!(pause(LAB), Error::<Test>::NotDeveloper);
		assert_ok!(pause(TUNER));
	});
}
