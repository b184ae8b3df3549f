// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{interfaces::Contributions as _, limits::MAX_CONTENT_BYTES};
use sp_runtime::{Perbill, TokenError};

#[test]
fn register_should_accept_at_once_in_an_open_datanet() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(7)));
		assert_eq!(status(0), Status::Accepted { index: 0 });
		assert_eq!(Registry::position(0), Some(at(net, 0)));
		assert_eq!(Registry::holder_of(text(7).content_root), Some(0));
		assert_eq!(Registry::payees(0), Some(vec![((0, AUTHOR), Perbill::one())]));
	});
}

#[test]
fn register_should_fail_when_the_text_is_held_whoever_tries() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let elsewhere = create(curated());
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(7)));
		for (who, datanet) in [(AUTHOR, net), (OTHER, net), (OTHER, elsewhere)] {
			assert_noop!(
				Registry::register(RuntimeOrigin::signed(who), datanet, text(7)),
				Error::<Test>::ContentRootHeld
			);
		}
		assert_eq!(Registry::holder_of(text(7).content_root), Some(0));
	});
}

#[test]
fn register_should_fail_on_bad_input() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_noop!(
			Registry::register(author.clone(), 9, text(1)),
			Error::<Test>::DatanetNotFound
		);
		for length in [0, MAX_CONTENT_BYTES + 1] {
			assert_noop!(
				Registry::register(author.clone(), net, Submission { length, ..text(1) }),
				Error::<Test>::InvalidLength
			);
		}
		assert_noop!(
			Registry::register(RuntimeOrigin::signed(PAUPER), net, text(1)),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn register_many_should_register_all_or_none() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let many = |seeds: &[u8]| {
			BoundedVec::truncate_from(seeds.iter().map(|seed| text(*seed)).collect::<Vec<_>>())
		};
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_noop!(
			Registry::register_many(author.clone(), net, many(&[])),
			Error::<Test>::NothingToDo
		);
		assert_ok!(Registry::register_many(author.clone(), net, many(&[1, 2, 3])));
		assert_eq!(Datanets::<Test>::get(net).unwrap().accepted, 3);
		let _ = frame_support::storage::with_storage_layer(|| {
			let refused = Registry::register_many(author, net, many(&[4, 2, 5]));
			assert_eq!(refused, Err(Error::<Test>::ContentRootHeld.into()));
			refused
		});
		assert_eq!(Registry::holder_of(text(4).content_root), None);
		assert_eq!(NextContributionId::<Test>::get(), 3);
	});
}
