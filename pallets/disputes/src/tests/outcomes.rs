// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::Contributions as _;
use pallet_contributions::{ContributionKey, Datanets, Status};
use sp_runtime::Perbill;

#[docify::export]
#[test]
fn stolen_work_should_be_won_back() {
	build_and_execute(|| {
		earn(STOLEN, 700);
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(answer());
		// What is earned meanwhile is for whoever wins.
		earn(STOLEN, 500);
		assert_ok!(rule(CURATOR, Outcome::Transfer));
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		earn(STOLEN, 90);

		assert_eq!(owner(STOLEN), AUTHOR);
		// What was paid before the dispute stays paid.
		assert_eq!(Rewards::owed(&THIEF), 700);
		assert_eq!(Rewards::owed(&AUTHOR), 500 + 90);
		// The bond with which the thief answered.
		assert_eq!(wealth(AUTHOR), ENDOWMENT + 500 + 90 + BOND);
	});
}

#[test]
fn a_transfer_should_move_the_record_its_deposit_and_its_payout() {
	build_and_execute(|| {
		let thief = || RuntimeOrigin::signed(THIEF);
		assert_ok!(Registry::set_payout(thief(), STOLEN, Some(OTHER)));
		assert_ok!(Registry::transfer_ownership(thief(), STOLEN, Some(OTHER)));
		ruled(BOND, Outcome::Transfer);
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		let record = Registry::contribution(STOLEN).unwrap();
		assert_eq!((record.owner, record.payout, record.new_owner), (AUTHOR, None, None));
		assert_eq!((deposits(AUTHOR), deposits(THIEF)), (record.deposit, 0));
		assert_eq!(status(STOLEN), Status::Accepted { index: 0 });
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::withdraw(author, STOLEN));
	});
}

/// All that a claimant has may be in its bond: it is enough for the deposit.
#[test]
fn a_claimant_with_nothing_but_its_bond_should_win_too() {
	build_and_execute(|| {
		const POOR: AccountId = 50;
		let all = BOND + 1;
		let payer = RuntimeOrigin::signed(PAYER);
		assert_ok!(Balances::transfer_allow_death(payer, POOR, all));
		assert_ok!(open(POOR, BOND));
		assert_ok!(concede(THIEF));
		assert_eq!(owner(STOLEN), POOR);
		assert_eq!(wealth(POOR), all);
	});
}

#[test]
fn what_is_struck_should_earn_nothing_and_leave_later_models() {
	build_and_execute(|| {
		ruled(BOND, Outcome::Strike);
		earn(STOLEN, 300);
		let before = wealth(TREASURY);
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		assert_eq!(status(STOLEN), Status::Struck { index: 0, withdrawal: 0 });
		assert_eq!(Datanets::<Test>::get(0).unwrap().withdrawals, 1);
		let position = Registry::position(STOLEN).unwrap();
		assert_eq!((position.index, position.withdrawal), (0, Some(0)));
		// What was held back is nobody's.
		assert_eq!(wealth(TREASURY), before + 300);
		assert_eq!(wealth(THIEF), ENDOWMENT - BOND);

		earn(STOLEN, 100);
		earn(REMIX, 1_000);
		assert_eq!(Registry::payees(STOLEN), Some(vec![]));
		let own = Perbill::from_percent(60);
		assert_eq!(Registry::payees(REMIX), Some(vec![((REMIX, REMIXER), own)]));
		assert_eq!(wealth(TREASURY), before + 300 + 100 + 400);
		assert_eq!(Rewards::owed(&REMIXER), 600);
		assert_eq!(Rewards::owed(&THIEF), 0);
	});
}

#[test]
fn what_is_struck_should_stay_struck() {
	build_and_execute(|| {
		let thief = || RuntimeOrigin::signed(THIEF);
		assert_ok!(Registry::withdraw(thief(), STOLEN));
		ruled(BOND, Outcome::Strike);
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		// It keeps the number of its withdrawal, and its root.
		assert_eq!(status(STOLEN), Status::Struck { index: 0, withdrawal: 0 });
		assert_eq!(Datanets::<Test>::get(0).unwrap().withdrawals, 1);
		let root = sp_core::H256::repeat_byte(1);
		assert_eq!(Registry::holder_of(root), Some(STOLEN));
		assert_noop!(open(AUTHOR, BOND), Error::<Test>::NotDisputable);
		let refused = pallet_contributions::Error::<Test>::NotAccepted;
		assert_noop!(Registry::withdraw(thief(), STOLEN), refused);
		let refused = pallet_contributions::Error::<Test>::AlreadyAccepted;
		assert_noop!(Registry::retract(thief(), STOLEN), refused);
		for ruling in [
			pallet_contributions::Ruling::Overturn,
			pallet_contributions::Ruling::Uphold,
			pallet_contributions::Ruling::Abuse,
		] {
			let refused = pallet_contributions::Error::<Test>::NotRejected;
			assert_noop!(Registry::resolve_appeal(RuntimeOrigin::root(), STOLEN, ruling), refused);
		}
	});
}

#[test]
fn what_is_struck_should_be_no_source() {
	build_and_execute(|| {
		ruled(BOND, Outcome::Strike);
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		let submission = pallet_contributions::Submission {
			content_root: sp_core::H256::repeat_byte(77),
			length: 10,
			uri: Default::default(),
			sources: frame_support::BoundedVec::truncate_from(vec![(
				STOLEN,
				Perbill::from_percent(10),
			)]),
			payout: None,
		};
		assert_noop!(
			Registry::register(RuntimeOrigin::signed(OTHER), 0, submission),
			pallet_contributions::Error::<Test>::SourceNotAccepted
		);
	});
}

#[test]
fn work_that_was_won_should_be_disputable_again() {
	build_and_execute(|| {
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(concede(THIEF));
		assert_ok!(open(THIEF, BOND));
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Disputed::answer(author, STOLEN, evidence(4)));
		assert_ok!(rule(CURATOR, Outcome::Reject));
		pass(APPEAL_PERIOD);
		assert_ok!(conclude());
		assert_eq!(wealth(AUTHOR), ENDOWMENT + BOND);
		let key = ContributionKey::from(STOLEN);
		assert!(pallet_contributions::Contributions::<Test>::contains_key(key));
	});
}
