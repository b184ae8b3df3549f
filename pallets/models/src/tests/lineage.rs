// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::Models as _;
use sp_runtime::{Perbill, TokenError};

#[docify::export]
#[test]
fn a_fine_tune_should_pay_its_base() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(register(TUNER, child(Kind::FineTune, &[(0, 30)])));
		let percent = Perbill::from_percent;
		assert_eq!(ModelRegistry::payees(0), Some(vec![(LAB, percent(100))]));
		assert_eq!(ModelRegistry::payees(1), Some(vec![(LAB, percent(30)), (TUNER, percent(70))]));
		System::assert_last_event(
			Event::ModelRegistered { model: 1, developer: TUNER, kind: Kind::FineTune }.into(),
		);
	});
}

#[test]
fn register_should_fail_when_parents_do_not_fit_the_kind() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		for model in [
			child(Kind::Base, &[(0, 20)]),
			child(Kind::FineTune, &[]),
			child(Kind::Adapter, &[]),
			child(Kind::Merge, &[(0, 20)]),
		] {
			assert_noop!(register(TUNER, model), Error::<Test>::ParentsDontFitKind);
		}
	});
}

#[test]
fn register_should_fail_against_a_parents_terms() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(register(LAB, Proposal { derivatives: Derivatives::Forbidden, ..base() }));
		for (parents, error) in [
			(vec![(0, 9)], Error::<Test>::RoyaltyTooLow),
			(vec![(1, 90)], Error::<Test>::DerivativesForbidden),
			(vec![(7, 90)], Error::<Test>::ModelNotFound),
		] {
			assert_noop!(register(TUNER, child(Kind::FineTune, &parents)), error);
		}
		let twice = child(Kind::Merge, &[(0, 20), (0, 20)]);
		assert_noop!(register(TUNER, twice), Error::<Test>::InvalidParent);
		assert_ok!(register(LAB, base()));
		let all = child(Kind::Merge, &[(0, 60), (2, 41)]);
		assert_noop!(register(TUNER, all), Error::<Test>::RoyaltiesExceedWhole);
		assert_noop!(register(PAUPER, base()), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_model_should_not_be_able_to_name_itself_or_a_later_one() {
	build_and_execute(|| {
		assert_noop!(
			register(LAB, child(Kind::FineTune, &[(0, 50)])),
			Error::<Test>::ModelNotFound
		);
	});
}

#[test]
fn a_long_line_of_children_should_end_at_the_stack_bound() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		for parent in 0..31 {
			assert_ok!(register(LAB, child(Kind::FineTune, &[(parent, 90)])));
		}
		assert_eq!(ModelRegistry::payees(31).unwrap().len(), 32);
		assert_noop!(
			register(LAB, child(Kind::FineTune, &[(31, 90)])),
			Error::<Test>::TooManyRoyalties
		);
	});
}
