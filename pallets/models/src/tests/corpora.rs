// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::interfaces::Models as _;

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
		assert_eq!(corpus.entries(), [dataset(0, 10, &[2]), dataset(1, 10, &[])]);
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
