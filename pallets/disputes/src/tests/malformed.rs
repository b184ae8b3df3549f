// SPDX-License-Identifier: Apache-2.0

//! Disputed work that is shown not to be in normal form.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};
use openledger_primitives::{challenge::Excerpt, content::content_root};
use pallet_contributions::{ByRoot, ContributionKey, Contributions, Status};
use sp_runtime::traits::BlakeTwo256;

/// Two spaces, at byte 5.
const FLAWED: &[u8] = b"Never  in normal form.";
const MALFORMED: Status = Status::Malformed { index: 0, withdrawal: 0 };

/// Makes the stolen text this one.
fn register_flawed() {
	Contributions::<Test>::mutate(ContributionKey::from(STOLEN), |record| {
		let record = record.as_mut().unwrap();
		ByRoot::<Test>::remove(record.content_root);
		record.content_root = content_root::<BlakeTwo256>(FLAWED).unwrap();
		record.length = u32::try_from(FLAWED.len()).unwrap();
		ByRoot::<Test>::insert(record.content_root, STOLEN);
	});
}

fn strike() -> DispatchResultWithPostInfo {
	let excerpt = Excerpt::of::<BlakeTwo256>(FLAWED, 5, 7).unwrap();
	Registry::strike_malformed(RuntimeOrigin::signed(OTHER), STOLEN, 5, 2, excerpt)
}

#[test]
fn a_friends_dispute_should_keep_nothing_from_being_struck() {
	build_and_execute(|| {
		register_flawed();
		assert_ok!(open(REMIXER, BOND));
		assert_ok!(strike());
		assert_eq!(status(STOLEN), MALFORMED);
		check();
	});
}

#[test]
fn a_dispute_should_go_on_to_any_end_when_its_work_is_struck() {
	for (outcome, holder) in
		[(Outcome::Transfer, AUTHOR), (Outcome::Strike, THIEF), (Outcome::Reject, THIEF)]
	{
		build_and_execute(|| {
			register_flawed();
			assert_ok!(open(AUTHOR, BOND));
			earn(STOLEN, 300);
			assert_ok!(strike());
			// From now on it earns nothing.
			let treasury = wealth(TREASURY);
			earn(STOLEN, 500);
			assert_eq!(wealth(TREASURY), treasury + 500);
			assert_ok!(answer());
			assert_ok!(rule(CURATOR, outcome));
			check();
			pass(APPEAL_PERIOD);
			assert_ok!(conclude());

			// What was earned before goes to whom the outcome says; the text stays what it is.
			let got = match outcome {
				Outcome::Transfer => (0, 300),
				Outcome::Strike => (0, 0),
				Outcome::Reject => (300, 0),
			};
			assert_eq!((Rewards::owed(&THIEF), Rewards::owed(&AUTHOR)), got);
			assert_eq!((status(STOLEN), owner(STOLEN)), (MALFORMED, holder));
			assert_eq!((bonds(THIEF), bonds(AUTHOR)), (0, 0));
			assert_noop!(open(AUTHOR, BOND), Error::<Test>::NotDisputable);
		});
	}
}

#[test]
fn a_dispute_that_is_conceded_or_appealed_should_end_too() {
	build_and_execute(|| {
		register_flawed();
		assert_ok!(open(AUTHOR, BOND));
		assert_ok!(strike());
		assert_ok!(concede(THIEF));
		assert_eq!((status(STOLEN), owner(STOLEN)), (MALFORMED, AUTHOR));
	});
	build_and_execute(|| {
		register_flawed();
		ruled(BOND, Outcome::Reject);
		assert_ok!(strike());
		assert_ok!(appeal(AUTHOR));
		assert_ok!(decide(Outcome::Strike));
		assert_eq!((status(STOLEN), owner(STOLEN)), (MALFORMED, THIEF));
	});
}
