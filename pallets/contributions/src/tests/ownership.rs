// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use openledger_primitives::interfaces::Contributions as _;
use sp_runtime::{Perbill, TokenError};

fn held(who: AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::Contribution.into(), &who)
}

fn accepted() {
	let net = create(Admission::Open);
	assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(1)));
}

fn payee() -> AccountId {
	let payees = Registry::payees(0).unwrap();
	assert_eq!(payees.len(), 1);
	let ((contribution, payee), share) = payees[0];
	assert_eq!((contribution, share), (0, Perbill::one()));
	payee
}

#[test]
fn a_payout_account_should_be_held_for_by_the_byte() {
	build_and_execute(|| {
		accepted();
		let before = held(AUTHOR);
		let set = |who, payout| Registry::set_payout(RuntimeOrigin::signed(who), 0, payout);
		assert_noop!(set(OTHER, Some(OTHER)), Error::<Test>::NotOwner);
		assert_ok!(set(AUTHOR, Some(OTHER)));
		assert_eq!((payee(), held(AUTHOR)), (OTHER, before + 8));
		System::assert_last_event(Event::PayoutSet { contribution: 0, payout: OTHER }.into());
		for undone in [None, Some(AUTHOR)] {
			assert_ok!(set(AUTHOR, Some(OTHER)));
			assert_ok!(set(AUTHOR, undone));
			assert_eq!((payee(), held(AUTHOR)), (AUTHOR, before));
		}
	});
}

#[test]
fn a_text_should_be_found_elsewhere() {
	build_and_execute(|| {
		accepted();
		let before = held(AUTHOR);
		let uri = Uri::truncate_from(b"ipfs://x".to_vec());
		assert_ok!(Registry::set_uri(RuntimeOrigin::signed(AUTHOR), 0, uri.clone()));
		assert_eq!(Contributions::<Test>::get(ContributionKey::from(0)).unwrap().uri, uri);
		assert_eq!(held(AUTHOR), before + 8);
	});
}

#[test]
fn a_contribution_should_change_hands_with_its_deposit_and_its_payout() {
	build_and_execute(|| {
		accepted();
		let before = held(AUTHOR);
		let offer = |who, to| Registry::transfer_ownership(RuntimeOrigin::signed(who), 0, to);
		let take = |who| Registry::accept_ownership(RuntimeOrigin::signed(who), 0);
		assert_ok!(Registry::set_payout(RuntimeOrigin::signed(AUTHOR), 0, Some(CURATOR)));
		assert_noop!(take(OTHER), Error::<Test>::NotOffered);
		assert_ok!(offer(AUTHOR, Some(PAUPER)));
		assert_noop!(take(PAUPER), TokenError::FundsUnavailable);
		assert_ok!(offer(AUTHOR, Some(OTHER)));
		assert_noop!(take(CURATOR), Error::<Test>::NotOffered);
		// Until it is taken nothing has changed.
		assert_eq!(payee(), CURATOR);
		assert_ok!(take(OTHER));
		assert_eq!((payee(), held(AUTHOR), held(OTHER)), (OTHER, 0, before));
		assert_eq!(Balances::free_balance(AUTHOR), ENDOWMENT);
		assert_noop!(offer(AUTHOR, None), Error::<Test>::NotOwner);
		assert_ok!(Registry::withdraw(RuntimeOrigin::signed(OTHER), 0));
	});
}

#[test]
fn an_offer_to_oneself_should_change_nothing_but_the_payout() {
	build_and_execute(|| {
		accepted();
		let before = held(AUTHOR);
		assert_ok!(Registry::transfer_ownership(RuntimeOrigin::signed(AUTHOR), 0, Some(AUTHOR)));
		assert_ok!(Registry::accept_ownership(RuntimeOrigin::signed(AUTHOR), 0));
		assert_eq!((payee(), held(AUTHOR)), (AUTHOR, before));
	});
}
