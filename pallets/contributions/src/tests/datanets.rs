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
		licence(),
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
