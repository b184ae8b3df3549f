// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::interfaces::{Contributions as _, Models as _};

#[test]
fn a_child_should_have_its_ancestors_corpus() {
	build_and_execute(|| {
		let first = Proposal {
			datasets: BoundedVec::truncate_from(vec![dataset(0, 5, &[1, 2])]),
			..base()
		};
		assert_ok!(register(LAB, first));
		let tune = Proposal {
			datasets: BoundedVec::truncate_from(vec![dataset(1, 10, &[]), dataset(0, 10, &[2, 4])]),
			..child(Kind::FineTune, &[(0, 10)])
		};
		assert_ok!(register(TUNER, tune));
		let corpus = ModelRegistry::corpus(1).unwrap();
		assert_eq!(corpus.entries(), [snapshot(0, 10, &[2], 0), snapshot(1, 10, &[], 0)]);
	});
}

#[test]
fn a_withdrawn_text_should_stay_with_earlier_models_and_leave_later_ones() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		assert_ok!(Registry::withdraw(RuntimeOrigin::signed(AUTHOR), 3));
		// A new model on the same datanet is without it; a child of the old one has it, whatever
		// it names itself.
		assert_ok!(register(LAB, base()));
		let tune = Proposal {
			datasets: BoundedVec::truncate_from(vec![dataset(0, 10, &[])]),
			..child(Kind::FineTune, &[(0, 10)])
		};
		assert_ok!(register(TUNER, tune));
		let has = |model, contribution| {
			let position = Registry::position(contribution).unwrap();
			ModelRegistry::corpus(model).unwrap().contains(&position)
		};
		assert_eq!([0, 1, 2].map(|model| has(model, 3)), [true, false, true]);
		assert_eq!([0, 1, 2].map(|model| has(model, 4)), [true, true, true]);
		// What is withdrawn now leaves none of them.
		assert_ok!(Registry::withdraw(RuntimeOrigin::signed(AUTHOR), 4));
		assert_eq!([0, 1, 2].map(|model| has(model, 4)), [true, true, true]);
		assert_eq!(ModelRegistry::corpus(2), ModelRegistry::corpus(0));
	});
}

#[test]
fn register_should_fail_on_datasets_that_are_not_there() {
	build_and_execute(|| {
		for (datasets, error) in [
			(vec![dataset(9, 1, &[])], Error::<Test>::DatanetNotFound),
			(vec![dataset(0, 11, &[])], Error::<Test>::DatasetBeyondAccepted),
			(vec![dataset(0, 0, &[])], Error::<Test>::MalformedDataset),
			(vec![dataset(0, 5, &[5])], Error::<Test>::MalformedDataset),
			(vec![dataset(0, 5, &[]), dataset(0, 6, &[])], Error::<Test>::MalformedDataset),
		] {
			let model = Proposal { datasets: BoundedVec::truncate_from(datasets), ..base() };
			assert_noop!(register(LAB, model), error);
		}
	});
}
