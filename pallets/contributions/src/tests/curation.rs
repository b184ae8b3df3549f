// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::interfaces::Contributions as _;

fn pending(count: u8) -> u32 {
	let net = create(curated());
	for seed in 0..count {
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(seed)));
		assert_eq!(status(seed.into()), Status::Pending);
	}
	net
}

#[docify::export]
#[test]
fn accept_should_give_the_next_index() {
	build_and_execute(|| {
		let net = create(curated());
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(1)));
		assert_ok!(Registry::register(RuntimeOrigin::signed(OTHER), net, text(2)));
		// Indices follow acceptance, not registration.
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), 1));
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), 0));
		assert_eq!(Registry::position(1), Some((net, 0)));
		assert_eq!(Registry::position(0), Some((net, 1)));
	});
}

#[test]
fn only_a_curator_should_decide_and_only_once() {
	build_and_execute(|| {
		pending(2);
		for who in [OWNER, AUTHOR, OTHER] {
			let origin = RuntimeOrigin::signed(who);
			assert_noop!(Registry::accept(origin.clone(), 0), Error::<Test>::NotCurator);
			assert_noop!(Registry::reject(origin, 0), Error::<Test>::NotCurator);
		}
		let curator = RuntimeOrigin::signed(CURATOR);
		assert_ok!(Registry::accept(curator.clone(), 0));
		assert_ok!(Registry::reject(curator.clone(), 1));
		assert_eq!(Registry::position(1), None);
		for id in [0, 1] {
			assert_noop!(Registry::accept(curator.clone(), id), Error::<Test>::NotPending);
			assert_noop!(Registry::reject(curator.clone(), id), Error::<Test>::NotPending);
		}
		assert_noop!(Registry::accept(curator, 9), Error::<Test>::ContributionNotFound);
	});
}

#[test]
fn accept_many_should_accept_all_or_none() {
	build_and_execute(|| {
		let net = pending(4);
		let curator = RuntimeOrigin::signed(CURATOR);
		let ids = BoundedVec::truncate_from(vec![2, 0, 3]);
		assert_ok!(Registry::accept_many(curator.clone(), ids));
		assert_eq!(Registry::position(0), Some((net, 1)));
		let _ = frame_support::storage::with_storage_layer(|| {
			let again = BoundedVec::truncate_from(vec![1, 0]);
			let refused = Registry::accept_many(curator, again);
			assert_eq!(refused, Err(Error::<Test>::NotPending.into()));
			refused
		});
		assert_eq!(status(1), Status::Pending);
	});
}

#[test]
fn retract_should_free_the_root_and_only_before_acceptance() {
	build_and_execute(|| {
		let net = pending(3);
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::reject(RuntimeOrigin::signed(CURATOR), 0));
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), 1));
		assert_ok!(Registry::retract(author.clone(), 0));
		assert_ok!(Registry::retract(author.clone(), 2));
		assert_noop!(Registry::retract(author.clone(), 1), Error::<Test>::AlreadyAccepted);
		assert_noop!(Registry::retract(author, 0), Error::<Test>::ContributionNotFound);
		assert_noop!(
			Registry::retract(RuntimeOrigin::signed(OTHER), 1),
			Error::<Test>::NotContributor
		);
		assert_ok!(Registry::register(RuntimeOrigin::signed(OTHER), net, text(0)));
		assert_eq!(Registry::holder_of(text(0).content_root), Some(3));
	});
}
