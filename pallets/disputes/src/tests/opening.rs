// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::{DisputedRegistry, Escrow};
use pallet_contributions::Admission;
use sp_runtime::TokenError;

#[test]
fn open_should_hold_the_bond_and_say_until_when_the_owner_can_answer() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND + 7));
		assert_eq!(bonds(AUTHOR), BOND + 7);
		assert_eq!(Rewards::held_back(STOLEN).unwrap().most, BOND + 7);
		let answer_by = 1 + ANSWER_PERIOD;
		assert_eq!(stage(), Stage::Answer { by: answer_by });
		System::assert_last_event(
			Event::DisputeOpened {
				contribution: STOLEN,
				claimant: AUTHOR,
				bond: BOND + 7,
				evidence: evidence(1),
				answer_by,
			}
			.into(),
		);
	});
}

#[test]
fn only_what_earns_for_another_should_be_disputable() {
	build_and_execute(|| {
		assert_noop!(open(THIEF, BOND), Error::<Test>::OwnWork);
		let open_at = |id| Disputed::open(RuntimeOrigin::signed(AUTHOR), id, BOND, evidence(1));
		assert_noop!(open_at(9), Error::<Test>::NotDisputable);
		let pending = register(THIEF, 0, 3, &[]);
		assert_noop!(open_at(pending), Error::<Test>::NotDisputable);
		assert_ok!(Registry::withdraw(RuntimeOrigin::signed(THIEF), STOLEN));
		assert_ok!(open_at(STOLEN));
	});
}

#[test]
fn a_claim_should_cost_a_bond_that_the_claimant_has() {
	build_and_execute(|| {
		assert_noop!(open(AUTHOR, BOND - 1), Error::<Test>::BondTooLow);
		assert_noop!(open(AUTHOR, ENDOWMENT + 1), TokenError::FundsUnavailable);
		assert_eq!(Rewards::held_back(STOLEN), None);
		assert_ok!(open(AUTHOR, BOND));
	});
}

#[test]
fn there_should_be_one_dispute_about_a_contribution() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_noop!(open(OTHER, BOND), Error::<Test>::AlreadyDisputed);
		let other = RuntimeOrigin::signed(OTHER);
		assert_ok!(Disputed::open(other, REMIX, BOND, evidence(3)));
	});
}

#[test]
fn a_claimant_should_raise_its_bond_and_nobody_else() {
	build_and_execute(|| {
		let raise = |who, amount| Disputed::raise(RuntimeOrigin::signed(who), STOLEN, amount);
		assert_noop!(raise(AUTHOR, 1), Error::<Test>::DisputeNotFound);
		assert_ok!(open(AUTHOR, BOND));
		assert_noop!(raise(THIEF, 1), Error::<Test>::NotClaimant);
		assert_noop!(raise(AUTHOR, 0), Error::<Test>::BondTooLow);
		assert_ok!(raise(AUTHOR, 500));
		assert_eq!((bonds(AUTHOR), Rewards::held_back(STOLEN).unwrap().most), (1_500, 1_500));
		System::assert_last_event(Event::BondRaised { contribution: STOLEN, bond: 1_500 }.into());
		pass(ANSWER_PERIOD + CURATORS_PERIOD + GOVERNANCE_PERIOD);
		assert_noop!(raise(AUTHOR, 1), Error::<Test>::TooLate);
	});
}

#[test]
fn disputed_work_should_stay_where_it_is() {
	build_and_execute(|| {
		let thief = || RuntimeOrigin::signed(THIEF);
		assert_ok!(Registry::transfer_ownership(thief(), STOLEN, Some(OTHER)));
		assert_ok!(open(AUTHOR, BOND));
		let refused = pallet_contributions::Error::<Test>::DisputeOpen;
		assert_noop!(Registry::withdraw(thief(), STOLEN), refused);
		let refused = pallet_contributions::Error::<Test>::DisputeOpen;
		assert_noop!(Registry::transfer_ownership(thief(), STOLEN, Some(REMIXER)), refused);
		let refused = pallet_contributions::Error::<Test>::DisputeOpen;
		assert_noop!(Registry::accept_ownership(RuntimeOrigin::signed(OTHER), STOLEN), refused);
		assert_ok!(concede(AUTHOR));
		assert_ok!(Registry::accept_ownership(RuntimeOrigin::signed(OTHER), STOLEN));
	});
}

#[test]
fn an_answer_should_be_the_owners_and_in_time() {
	build_and_execute(|| {
		assert_noop!(answer(), Error::<Test>::DisputeNotFound);
		assert_ok!(open(AUTHOR, 5 * BOND));
		let other = RuntimeOrigin::signed(OTHER);
		assert_noop!(Disputed::answer(other, STOLEN, evidence(2)), Error::<Test>::NotOwner);
		pass(ANSWER_PERIOD - 1);
		assert_ok!(answer());
		assert_eq!(bonds(THIEF), BOND);
		System::assert_last_event(
			Event::DisputeAnswered {
				contribution: STOLEN,
				owner: THIEF,
				bond: BOND,
				evidence: evidence(2),
			}
			.into(),
		);
		assert_noop!(answer(), Error::<Test>::AlreadyAnswered);
	});
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		pass(ANSWER_PERIOD);
		assert_noop!(answer(), Error::<Test>::TooLate);
	});
}

#[test]
fn a_bond_should_pay_for_any_deposit_that_it_wins() {
	build_and_execute(|| assert!(Registry::most_deposit() < BOND));
}

#[test]
fn work_of_an_open_datanet_should_go_to_governance() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let work = register(THIEF, net, 9, &[]);
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Disputed::open(author, work, BOND, evidence(1)));
		let dispute = || Disputed::dispute(work).unwrap();
		assert_eq!(dispute().curators_by, None);
		let decide = |outcome| Disputed::decide(RuntimeOrigin::root(), work, outcome);
		assert_noop!(decide(Outcome::Transfer), Error::<Test>::NotBeforeGovernance);
		assert_ok!(Disputed::answer(RuntimeOrigin::signed(THIEF), work, evidence(2)));
		let by = 1 + ANSWER_PERIOD + GOVERNANCE_PERIOD;
		assert_eq!(dispute().stage(System::block_number()), Stage::Governance { by });
		assert_ok!(decide(Outcome::Transfer));
		assert_eq!(owner(work), AUTHOR);
	});
}
