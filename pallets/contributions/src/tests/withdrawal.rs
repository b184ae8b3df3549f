// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{corpus::Position, interfaces::Contributions as _};
use sp_runtime::Perbill;

#[test]
fn withdrawing_should_number_what_leaves_and_keep_the_root() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let author = RuntimeOrigin::signed(AUTHOR);
		for seed in 0..3 {
			assert_ok!(Registry::register(author.clone(), net, text(seed)));
		}
		assert_ok!(Registry::withdraw(author.clone(), 2));
		assert_ok!(Registry::withdraw(author.clone(), 0));
		let withdrawn = |index, nth| Some(Position { datanet: net, index, withdrawal: Some(nth) });
		assert_eq!(Registry::position(2), withdrawn(2, 0));
		assert_eq!(Registry::position(0), withdrawn(0, 1));
		assert_eq!(Registry::position(1), Some(at(net, 1)));
		assert_eq!(Registry::datanet(net).unwrap().withdrawals, 2);
		assert_noop!(
			Registry::register(RuntimeOrigin::signed(OTHER), net, text(0)),
			Error::<Test>::ContentRootHeld
		);
		// The next index does not fill the gap.
		assert_ok!(Registry::register(author.clone(), net, text(9)));
		assert_eq!(Registry::position(3), Some(at(net, 3)));
		System::assert_has_event(
			Event::ContributionWithdrawn { contribution: 0, datanet: net, index: 0 }.into(),
		);
	});
}

#[test]
fn a_withdrawn_text_should_be_paid_by_remixes_but_be_no_new_source() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let remix = |seed| {
			let sources = BoundedVec::truncate_from(vec![(0, Perbill::from_percent(40))]);
			Submission { sources, ..text(seed) }
		};
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(0)));
		assert_ok!(Registry::register(RuntimeOrigin::signed(OTHER), net, remix(1)));
		assert_ok!(Registry::withdraw(RuntimeOrigin::signed(AUTHOR), 0));
		let percent = Perbill::from_percent;
		let both = vec![((0, AUTHOR), percent(40)), ((1, OTHER), percent(60))];
		assert_eq!(Registry::payees(1), Some(both));
		assert_noop!(
			Registry::register(RuntimeOrigin::signed(OTHER), net, remix(2)),
			Error::<Test>::SourceNotAccepted
		);
	});
}

#[test]
fn only_its_owner_should_withdraw_and_only_what_is_accepted() {
	build_and_execute(|| {
		let net = create(curated());
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::register(author.clone(), net, text(0)));
		assert_noop!(Registry::withdraw(author.clone(), 0), Error::<Test>::NotAccepted);
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), 0));
		for who in [CURATOR, OWNER] {
			assert_noop!(
				Registry::withdraw(RuntimeOrigin::signed(who), 0),
				Error::<Test>::NotOwner
			);
		}
		assert_ok!(Registry::withdraw(author.clone(), 0));
		assert_noop!(Registry::withdraw(author.clone(), 0), Error::<Test>::NotAccepted);
		assert_noop!(Registry::retract(author, 0), Error::<Test>::AlreadyAccepted);
	});
}
