// SPDX-License-Identifier: Apache-2.0

//! What was served stays payable.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{receipt::Receipt, span::SpanParams};
use pallet_models::Status;
use sp_runtime::DispatchResult;

const OLD_PARAMS: SpanParams = SpanParams::DEFAULT;
const NEW_PARAMS: SpanParams = SpanParams { min_span: 40, full_span: 128 };

fn vote(span_params: SpanParams) {
	Rule::set(&span_params);
}

/// Settles the next answer of channel 0 under these parameters.
fn serve_under(span_params: SpanParams) -> DispatchResult {
	let receipts = Served::by_channel(0, FEE, &[truth()]).receipts;
	let receipts = receipts.into_iter().map(|receipt| Receipt { span_params, ..receipt });
	submit(OPERATOR, Served::of(receipts.collect()).batch())
}

/// The same for an account that pays.
fn pay_under(span_params: SpanParams) -> DispatchResult {
	let mut receipts = Served::by_payer(PAYER, FEE, &truth()).receipts;
	receipts[0].span_params = span_params;
	Served::of(receipts).try_alone(PAYER)
}

fn check(span_params: SpanParams, is_settled: bool) {
	for settle in [serve_under, pay_under] {
		if is_settled {
			assert_ok!(settle(span_params));
		} else {
			assert_noop!(settle(span_params), Error::<Test>::SpanParamsNotInForce);
		}
	}
}

#[test]
fn what_was_served_before_a_vote_should_be_settled_for_the_grace_period() {
	in_world(MIN_BOND * 10, || {
		check(NEW_PARAMS, false);
		pass(3);
		vote(NEW_PARAMS);
		// In the block of the vote, the next one, and the last one of the period, which begins where
		// the change is noted.
		let until = 5 + GRACE;
		assert_eq!(Attribution::former_span_params(), Some((OLD_PARAMS, until - 1)));
		for blocks in [0, 1, GRACE - 1] {
			pass(blocks);
			check(OLD_PARAMS, true);
			check(NEW_PARAMS, true);
		}
		assert_eq!(System::block_number(), until - 1);
		assert_eq!(Attribution::former_span_params(), Some((OLD_PARAMS, until)));
		pass(1);
		check(OLD_PARAMS, false);
		check(NEW_PARAMS, true);
		assert_eq!(Attribution::former_span_params(), None);
	});
}

#[test]
fn a_change_should_be_noted_once() {
	in_world(MIN_BOND, || {
		pass(2);
		assert!(events().is_empty());
		vote(NEW_PARAMS);
		pass(1);
		let (former, current, until) = (OLD_PARAMS, NEW_PARAMS, 4 + GRACE);
		assert_eq!(events(), [Event::SpanParamsChanged { former, current, until }]);
		let former = BoundedVec::truncate_from(vec![(former, until)]);
		let seen = SeenSpanParams { current, former };
		assert_eq!(SpanParamsSeen::<Test>::get(), Some(seen));
		pass(3 * GRACE);
		assert_eq!(events().len(), 1);
		// It is long over, and the next change is another.
		vote(OLD_PARAMS);
		pass(1);
		assert_eq!(events().len(), 2);
		assert_eq!(Attribution::former_span_params().unwrap().0, NEW_PARAMS);
	});
}

#[test]
fn two_changes_within_the_grace_period_should_each_have_their_own() {
	in_world(MIN_BOND * 10, || {
		let last = SpanParams { min_span: 50, full_span: 50 };
		vote(NEW_PARAMS);
		pass(1);
		vote(last);
		// Before it is noted, and after; it is the last block but two for the first.
		for _ in 0..2 {
			for span_params in [OLD_PARAMS, NEW_PARAMS, last] {
				check(span_params, true);
			}
			pass(1);
		}
		let (first, second) = (2 + GRACE, 3 + GRACE);
		let both = [(OLD_PARAMS, first), (NEW_PARAMS, second)];
		assert_eq!(Attribution::all_former_span_params(), both);
		assert_eq!(Attribution::former_span_params(), Some((NEW_PARAMS, second)));
		System::set_block_number(first - 1);
		check(OLD_PARAMS, true);
		System::set_block_number(first);
		check(OLD_PARAMS, false);
		check(NEW_PARAMS, true);
		System::set_block_number(second);
		check(NEW_PARAMS, false);
		assert!(Attribution::all_former_span_params().is_empty());
	});
}

#[test]
fn of_three_changes_within_the_grace_period_the_first_should_be_over() {
	in_world(MIN_BOND * 10, || {
		let params = |min_span| SpanParams { min_span, full_span: 50 };
		for span_params in [NEW_PARAMS, params(50), params(49)] {
			vote(span_params);
			pass(1);
		}
		check(OLD_PARAMS, false);
		for span_params in [NEW_PARAMS, params(50), params(49)] {
			check(span_params, true);
		}
		// What is voted back is in force, and is not a former one besides.
		vote(NEW_PARAMS);
		pass(1);
		let former: Vec<_> = Attribution::all_former_span_params();
		assert_eq!(
			former.into_iter().map(|(params, _)| params).collect::<Vec<_>>(),
			[50, 49].map(params)
		);
		for span_params in [NEW_PARAMS, params(50), params(49)] {
			check(span_params, true);
		}
	});
}

#[test]
fn a_vote_on_the_grace_period_should_not_change_one_that_began() {
	in_world(MIN_BOND, || {
		vote(NEW_PARAMS);
		pass(1);
		GracePeriod::set(&1);
		pass(GRACE - 1);
		check(OLD_PARAMS, true);
		pass(1);
		check(OLD_PARAMS, false);
	});
}

#[test]
fn what_a_model_served_before_it_stopped_should_be_settled_for_the_grace_period() {
	for status in [Status::Paused, Status::Retired] {
		in_world(MIN_BOND, || {
			let set = ModelRegistry::set_status(RuntimeOrigin::signed(LAB), READER, status);
			assert_ok!(set);
			for blocks in [0, GRACE - 1] {
				pass(blocks);
				assert_ok!(serve_under(OLD_PARAMS));
				assert_ok!(pay_under(OLD_PARAMS));
			}
			pass(1);
			assert_noop!(serve_under(OLD_PARAMS), Error::<Test>::ModelNotActive);
			assert_noop!(pay_under(OLD_PARAMS), Error::<Test>::ModelNotActive);
		});
	}
}

#[test]
fn what_was_served_for_less_should_be_settled_for_the_grace_period() {
	in_world(MIN_BOND, || {
		let floor = FEE + 1;
		let set = ModelRegistry::set_price_floor(RuntimeOrigin::signed(LAB), READER, floor);
		assert_ok!(set);
		for blocks in [0, GRACE - 1] {
			pass(blocks);
			assert_ok!(serve_under(OLD_PARAMS));
			assert_ok!(pay_under(OLD_PARAMS));
		}
		pass(1);
		assert_noop!(serve_under(OLD_PARAMS), Error::<Test>::FeeBelowFloor);
		assert_noop!(pay_under(OLD_PARAMS), Error::<Test>::FeeBelowFloor);
		let dearer = Served::by_channel(0, floor, &[truth()]);
		assert_ok!(submit(OPERATOR, dearer.batch()));
	});
}

/// A receipt that was settled under former parameters is judged by them.
#[test]
fn a_settled_receipt_should_be_refuted_by_its_own_parameters() {
	in_world(MIN_BOND, || {
		vote(NEW_PARAMS);
		pass(1);
		let honest = serve_answers(&[truth()]);
		let lie = serve_answers(&[too_short()]);
		// They don't count any more, and the batches can still be challenged.
		pass(GRACE);
		check(OLD_PARAMS, false);
		assert_noop!(refute(&honest, 0, longer_match()), Error::<Test>::NotRefuted);
		assert_ok!(refute(&lie, 0, longer_match()));
	});
}
