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
			Some(vec![
				((0, AUTHOR), percent(20)),
				((1, OTHER), percent(20)),
				((2, OWNER), percent(60)),
			])
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

#[test]
fn a_license_should_forbid_its_texts_as_sources() {
	build_and_execute(|| {
		assert_ok!(Registry::create_datanet(
			RuntimeOrigin::signed(OWNER),
			name("as they are"),
			Admission::Open,
			License { derivatives: false, ..license() },
			Uri::default(),
		));
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::register(author.clone(), 0, text(0)));
		let open = create(Admission::Open);
		for net in [0, open] {
			assert_noop!(
				Registry::register(author.clone(), net, remix(1, &[(0, 10)])),
				Error::<Test>::DerivativesForbidden
			);
		}
	});
}

#[test]
fn a_text_should_be_able_to_name_one_before_it_in_the_same_call() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let many = BoundedVec::truncate_from(vec![text(0), remix(1, &[(0, 25)])]);
		assert_ok!(Registry::register_many(RuntimeOrigin::signed(AUTHOR), net, many));
		let both = vec![((0, AUTHOR), percent(25)), ((1, AUTHOR), percent(75))];
		assert_eq!(Registry::payees(1), Some(both));
	});
}

#[test]
fn a_stack_should_end_at_its_bound() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let register =
			|submission| Registry::register(RuntimeOrigin::signed(AUTHOR), net, submission);
		// Four texts, each of four more: a stack of 17 with the new one itself.
		for seed in 0..16u8 {
			let sources: Vec<_> = match seed % 4 {
				3 => (seed - 3..seed).map(|source| (source.into(), 20)).collect(),
				_ => vec![],
			};
			assert_ok!(register(remix(seed, &sources)));
		}
		assert_noop!(
			register(remix(99, &[(3, 10), (7, 10), (11, 10), (15, 10)])),
			Error::<Test>::TooManySources
		);
		assert_ok!(register(remix(99, &[(3, 10), (7, 10), (11, 10)])));
		assert_eq!(Registry::payees(16).unwrap().len(), 13);
	});
}

#[test]
fn a_remix_should_not_free_a_text_for_commercial_training() {
	build_and_execute(|| {
		assert_ok!(Registry::create_datanet(
			RuntimeOrigin::signed(OWNER),
			name("for study"),
			Admission::Open,
			License { commercial_training: false, ..license() },
			Uri::default(),
		));
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::register(author.clone(), 0, text(0)));
		let commercial = create(Admission::Open);
		assert_noop!(
			Registry::register(author.clone(), commercial, remix(1, &[(0, 10)])),
			Error::<Test>::CommercialTrainingForbidden
		);
		assert_ok!(Registry::register(author, 0, remix(1, &[(0, 10)])));
	});
}
