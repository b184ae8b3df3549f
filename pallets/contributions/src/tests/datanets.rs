// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::TokenError;

fn create_as(
	who: AccountId,
	title: &str,
	admission: AdmissionOf<Test>,
) -> sp_runtime::DispatchResult {
	Registry::create_datanet(
		RuntimeOrigin::signed(who),
		name(title),
		admission,
		license(),
		Uri::default(),
	)
}

#[test]
fn create_datanet_should_give_sequential_ids() {
	build_and_execute(|| {
		assert_ok!(create_as(OWNER, "first", Admission::Open));
		assert_ok!(create_as(OTHER, "second", curated()));
		System::assert_last_event(Event::DatanetCreated { datanet: 1, owner: OTHER }.into());
		assert_eq!(Datanets::<Test>::get(0).unwrap().owner, OWNER);
	});
}

#[test]
fn create_datanet_should_fail_when_nobody_could_curate() {
	build_and_execute(|| {
		let nobody = Admission::Curated(BoundedVec::default());
		assert_noop!(create_as(OWNER, "x", nobody), Error::<Test>::InvalidCurators);
		let twice = Admission::Curated(BoundedVec::truncate_from(vec![CURATOR, CURATOR]));
		assert_noop!(create_as(OWNER, "x", twice), Error::<Test>::InvalidCurators);
		assert_noop!(create_as(OWNER, "", Admission::Open), Error::<Test>::EmptyName);
	});
}

#[test]
fn create_datanet_should_fail_when_the_deposit_is_not_there() {
	build_and_execute(|| {
		assert_noop!(create_as(PAUPER, "x", Admission::Open), TokenError::FundsUnavailable);
	});
}

#[test]
fn an_owner_should_add_and_remove_curators_but_not_the_last() {
	build_and_execute(|| {
		let net = create(curated());
		let owner = RuntimeOrigin::signed(OWNER);
		let (add, remove) = (
			|who, curator| Registry::add_curator(RuntimeOrigin::signed(who), net, curator),
			|who, curator| Registry::remove_curator(RuntimeOrigin::signed(who), net, curator),
		);
		assert_noop!(add(CURATOR, OTHER), Error::<Test>::NotOwner);
		assert_noop!(remove(OWNER, OTHER), Error::<Test>::NotCurator);
		assert_noop!(remove(OWNER, CURATOR), Error::<Test>::LastCurator);
		assert_ok!(add(OWNER, OTHER));
		assert_noop!(add(OWNER, OTHER), Error::<Test>::AlreadyCurator);
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(1)));
		assert_ok!(Registry::accept(RuntimeOrigin::signed(OTHER), 0));
		assert_ok!(remove(OWNER, CURATOR));
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(2)));
		assert_noop!(
			Registry::accept(RuntimeOrigin::signed(CURATOR), 1),
			Error::<Test>::NotCurator
		);
		for curator in 1_000..1_031 {
			assert_ok!(add(OWNER, curator));
		}
		assert_noop!(add(OWNER, 2_000), Error::<Test>::TooManyCurators);
		let open = create(Admission::Open);
		assert_noop!(Registry::add_curator(owner, open, OTHER), Error::<Test>::NotCurated);
	});
}

#[test]
fn a_frozen_datanet_should_take_nothing_until_it_thaws() {
	build_and_execute(|| {
		let net = create(curated());
		let (owner, author) = (RuntimeOrigin::signed(OWNER), RuntimeOrigin::signed(AUTHOR));
		assert_ok!(Registry::register(author.clone(), net, text(1)));
		assert_noop!(Registry::set_frozen(author.clone(), net, true), Error::<Test>::NotOwner);
		assert_ok!(Registry::set_frozen(owner.clone(), net, true));
		System::assert_last_event(Event::DatanetFrozen { datanet: net }.into());
		assert_noop!(
			Registry::register(author.clone(), net, text(2)),
			Error::<Test>::DatanetFrozen
		);
		assert_noop!(
			Registry::accept(RuntimeOrigin::signed(CURATOR), 0),
			Error::<Test>::DatanetFrozen
		);
		assert_ok!(Registry::set_frozen(owner, net, false));
		assert_ok!(Registry::accept(RuntimeOrigin::signed(CURATOR), 0));
		assert_ok!(Registry::register(author, net, text(2)));
	});
}

#[test]
fn metadata_should_change_and_its_deposit_with_it() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let before = Datanets::<Test>::get(net).unwrap().deposit;
		let uri = Uri::truncate_from(vec![b'u'; 60]);
		let set = |who, uri| Registry::set_datanet_metadata(RuntimeOrigin::signed(who), net, uri);
		assert_noop!(set(OTHER, uri.clone()), Error::<Test>::NotOwner);
		assert_ok!(set(OWNER, uri));
		assert_eq!(Datanets::<Test>::get(net).unwrap().deposit, before + 60);
		assert_ok!(set(OWNER, Uri::default()));
		assert_eq!(Datanets::<Test>::get(net).unwrap().deposit, before);
	});
}

#[test]
fn a_datanet_should_change_hands_when_the_other_takes_it() {
	build_and_execute(|| {
		let net = create(curated());
		let offer = |who, to| Registry::transfer_datanet(RuntimeOrigin::signed(who), net, to);
		let take = |who| Registry::accept_datanet(RuntimeOrigin::signed(who), net);
		assert_noop!(take(OTHER), Error::<Test>::NotOffered);
		assert_noop!(offer(OTHER, Some(OTHER)), Error::<Test>::NotOwner);
		assert_ok!(offer(OWNER, Some(OTHER)));
		assert_noop!(take(AUTHOR), Error::<Test>::NotOffered);
		assert_ok!(offer(OWNER, None));
		assert_noop!(take(OTHER), Error::<Test>::NotOffered);
		assert_ok!(offer(OWNER, Some(PAUPER)));
		assert_noop!(take(PAUPER), TokenError::FundsUnavailable);
		assert_ok!(offer(OWNER, Some(OTHER)));
		assert_ok!(take(OTHER));
		System::assert_last_event(
			Event::DatanetTransferred { datanet: net, from: OWNER, to: OTHER }.into(),
		);
		assert_eq!(Balances::free_balance(OWNER), ENDOWMENT);
		assert_noop!(offer(OWNER, None), Error::<Test>::NotOwner);
	});
}
