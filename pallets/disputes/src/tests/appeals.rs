// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn who_lost_should_appeal_in_time() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(answer());
		assert_noop!(appeal(THIEF), Error::<Test>::NotRuled);
		assert_ok!(rule(CURATOR, Outcome::Transfer));
		assert_noop!(appeal(OTHER), Error::<Test>::NotParty);
		assert_noop!(appeal(AUTHOR), Error::<Test>::Won);
		pass(APPEAL_PERIOD - 1);
		assert_noop!(conclude(), Error::<Test>::TooEarly);
		assert_ok!(appeal(THIEF));
		assert_eq!(bonds(THIEF), BOND + APPEAL);
		let expires = System::block_number() + GOVERNANCE_PERIOD;
		assert_eq!(stage(), Stage::Governance { by: expires });
		System::assert_last_event(
			Event::RulingAppealed { contribution: STOLEN, who: THIEF, bond: APPEAL, expires }
				.into(),
		);
		assert_noop!(appeal(THIEF), Error::<Test>::TooLate);
	});
	build_and_execute(|| {
		ruled(BOND, Outcome::Reject);
		assert_noop!(appeal(THIEF), Error::<Test>::Won);
		pass(APPEAL_PERIOD);
		assert_noop!(appeal(AUTHOR), Error::<Test>::TooLate);
		assert_noop!(decide(Outcome::Transfer), Error::<Test>::NotBeforeGovernance);
		assert_ok!(conclude());
	});
}

#[test]
fn an_owner_that_never_answered_should_appeal_too() {
	build_and_execute(|| {
		assert_ok!(open(OTHER, BOND));
		pass(ANSWER_PERIOD);
		assert_ok!(rule(CURATOR, Outcome::Transfer));
		assert_ok!(appeal(THIEF));
		assert_ok!(decide(Outcome::Reject));
		assert_eq!((owner(STOLEN), wealth(THIEF)), (THIEF, ENDOWMENT + BOND));
		assert_eq!(bonds(THIEF), 0);
	});
}

#[test]
fn both_sides_should_want_more_than_a_strike() {
	for (side, outcome) in [(AUTHOR, Outcome::Transfer), (THIEF, Outcome::Reject)] {
		build_and_execute(|| {
			ruled(BOND, Outcome::Strike);
			assert_ok!(appeal(side));
			assert_ok!(decide(outcome));
			// All that was held of the other went to the side that was right.
			assert_eq!(wealth(side), ENDOWMENT + BOND);
		});
	}
}

#[test]
fn an_appeal_that_nobody_rules_on_should_leave_the_ruling_and_cost_its_bond() {
	build_and_execute(|| {
		ruled(BOND, Outcome::Transfer);
		assert_ok!(appeal(THIEF));
		pass(GOVERNANCE_PERIOD - 1);
		assert_noop!(conclude(), Error::<Test>::TooEarly);
		pass(1);
		assert_ok!(conclude());
		assert_eq!(owner(STOLEN), AUTHOR);
		assert_eq!(wealth(AUTHOR), ENDOWMENT + BOND + APPEAL);
		assert_eq!(wealth(THIEF), ENDOWMENT - BOND - APPEAL);
		System::assert_last_event(
			Event::DisputeEnded {
				contribution: STOLEN,
				outcome: Outcome::Transfer,
				ending: Ending::Curators,
				held_back: 0,
			}
			.into(),
		);
	});
}

#[test]
fn a_claimant_that_appeals_in_vain_should_lose_both_bonds() {
	build_and_execute(|| {
		ruled(BOND, Outcome::Reject);
		assert_ok!(appeal(AUTHOR));
		assert_ok!(decide(Outcome::Reject));
		assert_eq!(wealth(AUTHOR), ENDOWMENT - BOND - APPEAL);
		assert_eq!(wealth(THIEF), ENDOWMENT + BOND + APPEAL);
	});
}
