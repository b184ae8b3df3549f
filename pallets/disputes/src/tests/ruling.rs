// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn a_curator_should_rule_once_the_owner_has_answered() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_noop!(rule(CURATOR, Outcome::Transfer), Error::<Test>::TooEarly);
		assert_ok!(answer());
		assert_eq!(stage(), Stage::Curators { by: 1 + ANSWER_PERIOD + CURATORS_PERIOD });
		assert_ok!(rule(CURATOR, Outcome::Transfer));
		let appeal_by = 1 + APPEAL_PERIOD;
		assert_eq!(stage(), Stage::Ruled { by: appeal_by });
		System::assert_last_event(
			Event::CuratorRuled {
				contribution: STOLEN,
				curator: CURATOR,
				outcome: Outcome::Transfer,
				appeal_by,
			}
			.into(),
		);
		assert_noop!(rule(SECOND_CURATOR, Outcome::Reject), Error::<Test>::TooLate);
		// Nothing is in force yet.
		assert_eq!(owner(STOLEN), THIEF);
	});
}

#[test]
fn an_owner_that_does_not_answer_should_not_have_lost() {
	build_and_execute(|| {
		assert_ok!(open(OTHER, BOND));
		pass(ANSWER_PERIOD);
		assert_ok!(rule(CURATOR, Outcome::Reject));
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		assert_eq!(owner(STOLEN), THIEF);
		assert_eq!(wealth(THIEF), ENDOWMENT + BOND);
	});
}

#[test]
fn who_is_or_depends_on_a_party_should_not_rule() {
	build_and_execute(|| {
		for (who, claimant) in [(OTHER, AUTHOR), (OWNER, AUTHOR), (AUTHOR, AUTHOR)] {
			assert_ok!(open(claimant, BOND));
			assert_ok!(answer());
			assert_noop!(rule(who, Outcome::Transfer), Error::<Test>::NotJudge);
			assert_ok!(concede(claimant));
		}
		// A curator's own claim, for the other curator alone.
		assert_ok!(open(CURATOR, BOND));
		assert_ok!(answer());
		assert_noop!(rule(CURATOR, Outcome::Transfer), Error::<Test>::NotJudge);
		assert_ok!(rule(SECOND_CURATOR, Outcome::Reject));
	});
	// The datanet's owner chooses its curators.
	build_and_execute(|| {
		assert_ok!(open(OWNER, BOND));
		assert_ok!(answer());
		assert_noop!(rule(CURATOR, Outcome::Transfer), Error::<Test>::NotJudge);
		assert_eq!(stage(), Stage::Governance { by: 1 + ANSWER_PERIOD + GOVERNANCE_PERIOD });
		assert_ok!(decide(Outcome::Reject));
	});
}

#[test]
fn where_all_curators_are_parties_governance_should_rule() {
	build_and_execute(|| {
		let owner = || RuntimeOrigin::signed(OWNER);
		assert_ok!(Registry::remove_curator(owner(), 0, SECOND_CURATOR));
		assert_ok!(open(CURATOR, BOND));
		assert_eq!(Disputed::dispute(STOLEN).unwrap().curators_by, None);
		assert_ok!(answer());
		assert_ok!(decide(Outcome::Strike));
	});
}

#[test]
fn a_curator_who_was_removed_should_not_rule() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(answer());
		assert_ok!(Registry::remove_curator(RuntimeOrigin::signed(OWNER), 0, CURATOR));
		assert_noop!(rule(CURATOR, Outcome::Transfer), Error::<Test>::NotJudge);
		assert_ok!(rule(SECOND_CURATOR, Outcome::Transfer));
	});
}

#[test]
fn governance_should_rule_where_curators_did_not_in_time() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(answer());
		assert_noop!(decide(Outcome::Transfer), Error::<Test>::NotBeforeGovernance);
		pass(ANSWER_PERIOD + CURATORS_PERIOD);
		assert_noop!(rule(CURATOR, Outcome::Transfer), Error::<Test>::TooLate);
		let nobody = Disputed::decide(RuntimeOrigin::signed(OTHER), STOLEN, Outcome::Transfer);
		assert_eq!(nobody, Err(sp_runtime::DispatchError::BadOrigin));
		assert_ok!(decide(Outcome::Transfer));
		assert_eq!(owner(STOLEN), AUTHOR);
		System::assert_last_event(
			Event::DisputeEnded {
				contribution: STOLEN,
				outcome: Outcome::Transfer,
				ending: Ending::Governance,
				held_back: 0,
			}
			.into(),
		);
	});
}

#[test]
fn a_dispute_that_nobody_rules_on_should_end_as_if_it_had_not_been() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(answer());
		pass(ANSWER_PERIOD + CURATORS_PERIOD + GOVERNANCE_PERIOD - 1);
		assert_noop!(conclude(), Error::<Test>::TooEarly);
		pass(1);
		assert_eq!(stage(), Stage::Over);
		assert_ok!(conclude());
		assert_eq!(owner(STOLEN), THIEF);
		assert_eq!([wealth(AUTHOR), wealth(THIEF)], [ENDOWMENT; 2]);
		assert_eq!([bonds(AUTHOR), bonds(THIEF)], [0; 2]);
		System::assert_last_event(
			Event::DisputeEnded {
				contribution: STOLEN,
				outcome: Outcome::Reject,
				ending: Ending::Unruled,
				held_back: 0,
			}
			.into(),
		);
		assert_noop!(conclude(), Error::<Test>::DisputeNotFound);
	});
}

#[test]
fn governance_should_still_rule_while_nobody_has_ended_the_dispute() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		pass(ANSWER_PERIOD + CURATORS_PERIOD + GOVERNANCE_PERIOD + 100);
		assert_ok!(decide(Outcome::Transfer));
	});
}

#[test]
fn sides_should_give_in_while_nobody_has_ruled() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_noop!(concede(OTHER), Error::<Test>::NotParty);
		assert_ok!(concede(THIEF));
		assert_eq!(owner(STOLEN), AUTHOR);
		// No bond was lost.
		assert_eq!([wealth(AUTHOR), wealth(THIEF)], [ENDOWMENT; 2]);
	});
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(answer());
		assert_ok!(concede(THIEF));
		assert_eq!(wealth(AUTHOR), ENDOWMENT + BOND);
	});
	build_and_execute(|| {
		assert_ok!(open(OTHER, BOND));
		assert_ok!(concede(OTHER));
		assert_eq!((owner(STOLEN), wealth(THIEF)), (THIEF, ENDOWMENT + BOND));
	});
	build_and_execute(|| {
		ruled(BOND, Outcome::Strike);
		assert_noop!(concede(THIEF), Error::<Test>::TooLate);
		assert_noop!(concede(AUTHOR), Error::<Test>::TooLate);
	});
}
