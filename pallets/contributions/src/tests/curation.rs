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
		assert_eq!(Registry::position(1), Some(at(net, 0)));
		assert_eq!(Registry::position(0), Some(at(net, 1)));
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
		assert_ok!(Registry::accept_many(curator.clone(), net, ids));
		assert_eq!(Registry::position(0), Some(at(net, 1)));
		let _ = frame_support::storage::with_storage_layer(|| {
			let again = BoundedVec::truncate_from(vec![1, 0]);
			let refused = Registry::accept_many(curator, net, again);
			assert_eq!(refused, Err(Error::<Test>::NotPending.into()));
			refused
		});
		assert_eq!(status(1), Status::Pending);
	});
}

#[test]
fn accept_many_should_take_a_list_of_one_datanet() {
	build_and_execute(|| {
		let net = pending(2);
		let other = create(curated());
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), other, text(9)));
		let curator = RuntimeOrigin::signed(CURATOR);
		let accept = |net, ids: &[u64]| {
			frame_support::storage::with_storage_layer(|| {
				let ids = BoundedVec::truncate_from(ids.to_vec());
				Registry::accept_many(curator.clone(), net, ids)
			})
		};
		assert_noop!(accept(net, &[]), Error::<Test>::NothingToDo);
		assert_noop!(accept(net, &[0, 2]), Error::<Test>::NotInDatanet);
		assert_noop!(accept(9, &[0]), Error::<Test>::DatanetNotFound);
		assert_ok!(accept(net, &[1, 0]));
	});
}

#[test]
fn what_waits_for_curators_should_be_listed_by_page() {
	build_and_execute(|| {
		let net = pending(7);
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), 2));
		assert_ok!(Registry::reject(RuntimeOrigin::signed(CURATOR), 4));
		let (mut ids, mut after) = (vec![], None);
		loop {
			let page = Registry::pending(net, after, 2);
			let Some((last, _)) = page.last() else { break };
			after = Some(*last);
			ids.extend(page.into_iter().map(|(id, _)| id));
		}
		assert_eq!(ids, [0, 1, 3, 5, 6]);
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
		assert_noop!(Registry::retract(RuntimeOrigin::signed(OTHER), 1), Error::<Test>::NotOwner);
		assert_ok!(Registry::register(RuntimeOrigin::signed(OTHER), net, text(0)));
		assert_eq!(Registry::holder_of(text(0).content_root), Some(3));
	});
}
