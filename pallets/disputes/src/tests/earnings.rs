// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::assert_ok;
use openledger_primitives::{
	interfaces::{Escrow, HeldBack, Merits, Source},
	merit::Merit,
	Balance,
};

fn held_back() -> Balance {
	Rewards::held_back(STOLEN).map_or(0, |held: HeldBack| held.amount)
}

fn merit(who: AccountId) -> Balance {
	Rewards::of(&who).at(Rewards::now())
}

#[test]
fn no_more_than_the_bond_should_be_held_back() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		earn(STOLEN, 600);
		assert_eq!((held_back(), Rewards::owed(&THIEF)), (600, 0));
		// Beyond the bond it flows as usual.
		earn(STOLEN, 600);
		assert_eq!((held_back(), Rewards::owed(&THIEF)), (BOND, 200));
		earn(STOLEN, 50);
		assert_eq!((held_back(), Rewards::owed(&THIEF)), (BOND, 250));
		// A higher bond holds back more.
		assert_ok!(Disputed::raise(RuntimeOrigin::signed(AUTHOR), STOLEN, 100));
		earn(STOLEN, 150);
		assert_eq!((held_back(), Rewards::owed(&THIEF)), (BOND + 100, 300));
		assert_eq!(pallet_rewards::TotalHeldBack::<Test>::get(), BOND + 100);
	});
}

#[test]
fn what_work_earns_as_a_source_should_be_held_back_too() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		earn(REMIX, 1_000);
		assert_eq!((held_back(), Rewards::owed(&THIEF)), (400, 0));
		assert_eq!(Rewards::owed(&REMIXER), 600);
		// Events name the answer's contribution, and whose source it is.
		let source = Source::Contribution { batch: 0, contribution: REMIX, work: STOLEN };
		let held =
			pallet_rewards::Event::EarningsHeldBack { contribution: STOLEN, amount: 400, source };
		System::assert_has_event(held.into());
		assert_ok!(concede(THIEF));
		assert_eq!(Rewards::owed(&AUTHOR), 400);
		let source = Source::Dispute { work: STOLEN };
		let released = pallet_rewards::Event::Credited { who: AUTHOR, amount: 400, source };
		System::assert_has_event(released.into());
	});
}

#[test]
fn merit_should_go_with_what_was_held_back() {
	build_and_execute(|| {
		earn(STOLEN, 1_000);
		assert_ok!(open(AUTHOR, BOND));
		earn(STOLEN, 800);
		let before = merit(THIEF);
		assert_eq!(merit(AUTHOR), 0);
		// It melts while it is held back, as everybody's does.
		pass(1_000);
		assert_ok!(concede(THIEF));
		assert!(merit(AUTHOR).abs_diff(400) <= 2, "{}", merit(AUTHOR));
		assert!(merit(THIEF).abs_diff(before / 2) <= 2);
	});
}

#[test]
fn merit_of_what_was_struck_should_be_nobodys() {
	build_and_execute(|| {
		ruled(BOND, Outcome::Strike);
		earn(STOLEN, 800);
		assert_ok!(appeal(THIEF));
		assert_ok!(decide(Outcome::Strike));
		assert_eq!(merit(THIEF) + merit(AUTHOR), 0);
		assert_eq!(pallet_rewards::TotalMerit::<Test>::get().at(Rewards::now()), 0);
		assert_eq!(Rewards::of(&THIEF), Merit::default());
	});
}

#[test]
fn an_owner_that_was_right_should_be_paid_where_it_wants() {
	build_and_execute(|| {
		assert_ok!(open(OTHER, BOND));
		earn(STOLEN, 800);
		let thief = RuntimeOrigin::signed(THIEF);
		assert_ok!(Registry::set_payout(thief, STOLEN, Some(REMIXER)));
		assert_ok!(concede(OTHER));
		assert_eq!(Rewards::owed(&REMIXER), 800);
		// The bond is the owner's.
		assert_eq!(wealth(THIEF), ENDOWMENT + BOND);
		assert_eq!(Rewards::held_back(STOLEN), None);
	});
}

#[test]
fn dust_should_be_held_back_to_the_planck() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		for _ in 0..7 {
			earn(STOLEN, 1);
			earn(REMIX, 1);
		}
		// Of 1 planck nobody's share is a planck: it is the treasury's.
		assert_eq!(held_back(), 7);
		assert_ok!(concede(THIEF));
		assert_eq!(Rewards::owed(&AUTHOR), 7);
	});
}

#[test]
fn what_the_pot_would_owe_itself_should_go_to_the_treasury() {
	build_and_execute(|| {
		assert_ok!(open(OTHER, BOND));
		earn(STOLEN, 800);
		let (thief, before) = (RuntimeOrigin::signed(THIEF), wealth(TREASURY));
		assert_ok!(Registry::set_payout(thief, STOLEN, Some(Rewards::pot())));
		assert_ok!(concede(OTHER));
		assert_eq!(wealth(TREASURY), before + 800);
	});
}
