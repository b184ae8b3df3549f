// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::interfaces::Contributions as _;
use sp_runtime::Perbill;

fn remix(seed: u8, sources: &[(u64, u32)]) -> SubmissionOf<Test> {
	let sources: Vec<_> =
		sources.iter().map(|(id, percent)| (*id, Perbill::from_percent(*percent))).collect();
	Submission { sources: BoundedVec::truncate_from(sources), ..text(seed) }
}

fn percent(percent: u32) -> Perbill {
	Perbill::from_percent(percent)
}

#[test]
fn sources_should_share_through_every_generation() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let register = |who, submission| {
			assert_ok!(Registry::register(RuntimeOrigin::signed(who), net, submission));
		};
		register(AUTHOR, text(0));
		register(OTHER, remix(1, &[(0, 50)]));
		register(OWNER, remix(2, &[(1, 40)]));
		assert_eq!(
			Registry::payees(2),
			Some(vec![(AUTHOR, percent(20)), (OTHER, percent(20)), (OWNER, percent(60))])
		);
	});
}

#[test]
fn register_should_fail_when_sources_cannot_be_paid() {
	build_and_execute(|| {
		let open = create(Admission::Open);
		let closed = create(curated());
		let register =
			|net, submission| Registry::register(RuntimeOrigin::signed(AUTHOR), net, submission);
		assert_ok!(register(open, text(0)));
		assert_ok!(register(closed, text(1)));
		assert_ok!(register(open, text(2)));
		for (sources, error) in [
			(vec![(9, 10)], Error::<Test>::SourceNotAccepted),
			(vec![(1, 10)], Error::<Test>::SourceNotAccepted),
			(vec![(0, 10), (0, 10)], Error::<Test>::InvalidSource),
			(vec![(0, 0)], Error::<Test>::InvalidSource),
			(vec![(0, 60), (2, 41)], Error::<Test>::SharesExceedWhole),
		] {
			assert_noop!(register(open, remix(7, &sources)), error);
		}
	});
}
