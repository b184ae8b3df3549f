// SPDX-License-Identifier: Apache-2.0

//! What a dispute gains and costs whoever tries it, as `docs/spec/disputes.md` says.

use crate::{mock::*, *};
use frame_support::assert_ok;
use openledger_primitives::Balance;

/// What an account has more than at first.
fn gain(who: AccountId) -> i128 {
	let now = i128::try_from(wealth(who)).unwrap();
	now - i128::try_from(ENDOWMENT).unwrap()
}

fn planck(amount: Balance) -> i128 {
	i128::try_from(amount).unwrap()
}

#[test]
fn a_malicious_claimant_should_lose_at_least_what_it_held_up() {
	for (bond, earned) in [(BOND, 300), (BOND, BOND), (BOND, 9 * BOND), (5 * BOND, 4 * BOND)] {
		build_and_execute(|| {
			assert_ok!(open(OTHER, bond));
			earn(STOLEN, earned);
			let held_up = earned.min(bond);
			// The rest was never held up.
			assert_eq!(Rewards::owed(&THIEF), earned - held_up);
			assert_ok!(answer());
			assert_ok!(rule(CURATOR, Outcome::Reject));
			pass(APPEAL_PERIOD);
			assert_ok!(conclude());
			assert_eq!(gain(OTHER), -planck(bond));
			assert!(bond >= held_up);
			// Here the "thief" is the author: income and bond are its own.
			assert_eq!(gain(THIEF), planck(earned + bond));
		});
	}
}

#[test]
fn a_thief_should_lose_its_bond_and_what_was_held_back() {
	build_and_execute(|| {
		ruled(BOND, Outcome::Transfer);
		earn(STOLEN, 800);
		assert_ok!(appeal(THIEF));
		assert_ok!(decide(Outcome::Transfer));
		assert_eq!(gain(THIEF), -planck(BOND + APPEAL));
		assert_eq!(gain(AUTHOR), planck(800 + BOND + APPEAL));
	});
}

/// Absence is no bounty: who attacks whoever is away still needs a judge.
#[test]
fn an_absent_owner_should_lose_nothing_by_being_away() {
	build_and_execute(|| {
		assert_ok!(open(OTHER, BOND));
		earn(STOLEN, 800);
		pass(ANSWER_PERIOD + CURATORS_PERIOD + GOVERNANCE_PERIOD);
		assert_ok!(conclude());
		assert_eq!((gain(THIEF), gain(OTHER)), (800, 0));
		assert_eq!(owner(STOLEN), THIEF);
	});
}

#[test]
fn a_colluding_curator_should_gain_nothing_against_an_appeal() {
	build_and_execute(|| {
		// The curator's friend claims the author's own work (here the "thief" is the author).
		assert_ok!(open(OTHER, BOND));
		earn(STOLEN, 800);
		assert_ok!(answer());
		assert_ok!(rule(CURATOR, Outcome::Transfer));
		assert_ok!(appeal(THIEF));
		assert_ok!(decide(Outcome::Reject));
		assert_eq!((gain(OTHER), gain(THIEF)), (-planck(BOND), planck(800 + BOND)));
	});
}

/// A thief that has a friend dispute it moves its own money from one pocket to the other.
#[test]
fn a_thief_that_disputes_itself_should_gain_nothing() {
	for outcome in [Outcome::Reject, Outcome::Strike, Outcome::Transfer] {
		build_and_execute(|| {
			const FRIEND: AccountId = OTHER;
			assert_ok!(open(FRIEND, BOND));
			assert_ok!(answer());
			earn(STOLEN, 800);
			assert_ok!(rule(CURATOR, outcome));
			pass(APPEAL_PERIOD);
			assert_ok!(conclude());
			let earned = if outcome == Outcome::Strike { 0 } else { 800 };
			assert_eq!(gain(FRIEND) + gain(THIEF), earned);
			if outcome != Outcome::Strike {
				// The author can dispute it in the block in which that ends.
				assert_ok!(open(AUTHOR, BOND));
			}
		});
	}
}

/// Votes freeze what is held, too. Who has lost must not keep its bond by voting with it.
#[test]
fn a_frozen_bond_should_not_keep_a_dispute_from_ending() {
	use frame_support::traits::{LockableCurrency, WithdrawReasons};
	build_and_execute(|| {
		ruled(BOND, Outcome::Transfer);
		Balances::set_lock(*b"pyconvot", &THIEF, ENDOWMENT, WithdrawReasons::all());
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		assert_eq!(gain(AUTHOR), planck(BOND));
		Balances::remove_lock(*b"pyconvot", &THIEF);
	});
}
